/* plain_graph.h - the greedy sharing and adding up of hw/arith/mcm as its words say it: every
 * choice looks at every row, every term and every pair again. Slow, short, and with nothing kept up
 * to date: what the quick ones are held to, node for node. */
#ifndef PLAIN_GRAPH_H
#define PLAIN_GRAPH_H

#include "mcm_internal.h"

void plain_share(graph_work *w, graph_sharing sharing);
void plain_combine(graph_work *w);

#endif

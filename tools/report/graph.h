/* graph.h - draws a network with graphviz: one box for each layer and its requantiser, with FIFO
 * depths at the edges. */
#ifndef BAC_TOOLS_REPORT_GRAPH_H
#define BAC_TOOLS_REPORT_GRAPH_H

#include "netlist.h"
#include "plan.h"

#include <stdio.h>

typedef struct graph {
    const bac_net *net;
    const bac_plan *plan;
    const bac_netlist *p;
    double *share; /* [layers] share of all LUT sites, which colours the boxes; NULL: styles do */
} graph;

/* Fills share from the estimate. */
bac_status graph_shares(graph *g, bac_error *err);
void graph_free(graph *g); /* frees share; the rest is borrowed */

void graph_dot(const graph *g, FILE *out);
/* Runs dot; the caller frees *svg. Errors: graphviz is not installed. */
bac_status graph_svg(const graph *g, char **svg, bac_error *err);
/* Write a file, which appears whole or not at all. */
bac_status graph_write_dot(const graph *g, const char *path, bac_error *err);
bac_status graph_write_svg(const graph *g, const char *path, bac_error *err);

#endif

/* graph.h - a network drawn by graphviz: a box a layer, with the requantiser behind it; FIFO depths
 * at the edges. */
#ifndef BAC_TOOLS_REPORT_GRAPH_H
#define BAC_TOOLS_REPORT_GRAPH_H

#include "netlist.h"
#include "plan.h"

#include <stdio.h>

typedef struct graph {
    const bac_net *net;
    const bac_plan *plan;
    const bac_netlist *p;
    double *share; /* [layers] of all LUT sites: colours a box; NULL: its style does */
} graph;

/* Fills share from the estimate. */
bac_status graph_shares(graph *g, bac_error *err);
void graph_free(graph *g); /* share alone is its own */

void graph_dot(const graph *g, FILE *out);
/* What dot makes of it, owned (free). Errors: there is no graphviz. */
bac_status graph_svg(const graph *g, char **svg, bac_error *err);
/* Whole files or none. */
bac_status graph_write_dot(const graph *g, const char *path, bac_error *err);
bac_status graph_write_svg(const graph *g, const char *path, bac_error *err);

#endif

/* float_run.h - the graph computed as it stands, in float64, one frame at a time.
 *
 * The judge of what lowering made: no operators are joined, and the only roundings are those of
 * doubles and those that a quantiser asks for. */
#ifndef BAC_FLOAT_RUN_H
#define BAC_FLOAT_RUN_H

#include "graph.h"

typedef struct bac_float_run {
    bac_graph *graph;
    double **value; /* [edges], NULL: constant or not computed */
    size_t *count;
    int32_t logits; /* the edge: the output, or what its ArgMax reads */
} bac_float_run;

/* The graph is folded, and stays where it is meanwhile. Free in any case. */
bac_status bac_float_run_create(bac_graph *graph, bac_float_run *run);
void bac_float_run_free(bac_float_run *run);
/* x: [C][T] of the input. */
bac_status bac_float_run_frame(bac_float_run *run, const double *x);
/* [*n], of the last frame */
const double *bac_float_run_logits(const bac_float_run *run, size_t *n);

#endif

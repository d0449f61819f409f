/* fold.h - computes a node whose inputs are constants. */
#ifndef BAC_FOLD_H
#define BAC_FOLD_H

#include "graph.h"

bac_status bac_node_fold(const bac_node *node, bac_tensor **result);

/* fold_qcdq.c: weights written as QuantizeLinear -> Clip -> DequantizeLinear, or as integers
 * from the start. Below 8 bits the width lives in the Clip's bounds. */
bac_status bac_fold_quantize_linear(const bac_node *node, bac_tensor **y);
bac_status bac_fold_clip(const bac_node *node, bac_tensor **y);
bac_status bac_fold_dequantize_linear(const bac_node *node, bac_tensor **y);

/* The integer range of a QuantizeLinear's or DequantizeLinear's zero point type. */
bac_status bac_linear_range(const bac_node *node, int32_t dtype, double *lo, double *hi);
/* Bounds of a Clip, as attributes (to opset 10) or inputs; infinite when absent. */
bac_status bac_clip_bounds(const bac_node *node, double *lo, double *hi);
/* The smallest width that holds integers lo..hi. */
int bac_width_of(double lo, double hi);

#endif

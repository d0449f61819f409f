/* fold.h - computes a node whose inputs are constants. */
#ifndef BAC_FOLD_H
#define BAC_FOLD_H

#include "graph.h"

/* *result: the node's first output, owned by the graph. An operator that cannot be folded is
 * refused by name. */
bac_status bac_node_fold(const bac_node *node, bac_tensor **result);

/* fold_qcdq.c: constants in QCDQ form, QuantizeLinear -> Clip -> DequantizeLinear, or integers
 * -> DequantizeLinear. A width below 8 bits is stated only by the Clip's bounds. */
bac_status bac_fold_quantize_linear(const bac_node *node, bac_tensor **y);
bac_status bac_fold_clip(const bac_node *node, bac_tensor **y);
bac_status bac_fold_dequantize_linear(const bac_node *node, bac_tensor **y);

/* The range of an integer type `dtype` (of a QuantizeLinear's or DequantizeLinear's zero point). */
bac_status bac_linear_range(const bac_node *node, int32_t dtype, double *lo, double *hi);
/* Bounds of a Clip, from attributes (opset 10 and earlier) or inputs; infinite when absent. */
bac_status bac_clip_bounds(const bac_node *node, double *lo, double *hi);
/* The smallest width that holds integers lo..hi. */
int bac_width_of(double lo, double hi);

#endif

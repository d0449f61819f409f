/* lower_average.c - AveragePool and GlobalAveragePool.
 *
 * Their layers add up and do not divide: one unit of the sum is the input's unit / divisor. So the
 * division is exact and happens later: in the next quantiser, or by the Mul with the kernel that
 * Brevitas writes before a Trunc to turn averages back into sums. */
#include "lower.h"

/* Reads the window from the node's attributes, and computes T of the output. */
static bac_status read_window(const bac_node *node, const bac_value *x, bac_layer *layer) {
    bac_window w;
    int64_t length = 0, counted = bac_node_int(node, "count_include_pad", 0);
    if (bac_node_window(node, x->T, 0, &w, &length))
        return node->graph->status;
    if (counted != 0 && counted != 1)
        return bac_node_fail(node, "count_include_pad is neither 0 nor 1");
    layer->kernel = (uint32_t)w.kernel;
    layer->stride = (uint32_t)w.stride;
    layer->pad_left = (uint32_t)w.pad_left;
    layer->pad_right = (uint32_t)w.pad_right;
    layer->count_pad = counted == 1;
    layer->T = (uint32_t)length;
    if (w.pad_left >= w.kernel || w.pad_right >= w.kernel)
        return bac_node_fail(node, "its padding is not smaller than its kernel");
    if (layer->kernel == x->T && layer->pad_left == 0 && layer->pad_right == 0)
        layer->op = BAC_GLOBALAVG;
    return BAC_OK;
}

bac_status bac_lower_average(bac_lower *l, const bac_node *node) {
    bac_value *x = bac_value_of(l, 0);
    if (!x)
        return l->graph.status;
    if (x->linear || x->flat)
        return bac_node_fail(node, "its input is not a quantised [N][C][L] stream");
    const bool global = bac_node_is(node, "GlobalAveragePool");
    bac_layer layer = {.op = global ? BAC_GLOBALAVG : BAC_AVGPOOL, .T = 1};
    if ((!global && read_window(node, x, &layer)) || bac_value_settle(l, x, "an average pool"))
        return l->graph.status;
    const uint32_t divisor = bac_average_divisor(&layer, x->T);
    if (divisor == 0)
        return bac_node_fail(node,
                             "its windows hold numbers of samples without a common multiple below "
                             "2^31, so that no scale holds all averages; set count_include_pad to "
                             "1, or pad less");
    layer.name = bac_lower_node_name(l, node, "average");
    bac_value *y = layer.name ? bac_value_copy(l, x) : NULL;
    if (!y)
        return l->graph.status;
    mpq_t by;
    mpq_init(by);
    mpq_set_ui(by, divisor, 1);
    for (uint32_t c = 0; c < y->C; c++)
        mpq_div(y->lane[c].scale, y->lane[c].scale, by);
    mpq_clear(by);
    y->T = layer.T;
    y->codes = false;
    return bac_lower_add(l, &layer, y) ? l->graph.status : bac_value_set(l, y);
}

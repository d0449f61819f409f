/* lower_average.c - AveragePool and GlobalAveragePool.
 *
 * Their layers add up; a unit of the sum is worth the input's, divided by the layer's divisor, so
 * that whatever divides comes behind them, exactly: the next quantiser, or the Mul by the kernel
 * with which Brevitas turns averages back into sums in front of a Trunc. */
#include "ints.h"
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

/* What the pool reads: plain integers. The sum of a window is at most the divisor times a code, and has
 * 32 bits; a stream that has no quantiser leaves them room, unless its width was asked for. */
static bac_value *summable(bac_lower *l, bac_value *x, uint32_t divisor) {
    const uint32_t taken = bac_ceil_log2(divisor) + 1; /* 1: codes may be unsigned, sums are not */
    x = bac_value_plain(l, x, bac_lower_room_beside(l, taken), "an average pool");
    if (!x || !x->is_wide)
        return x;
    const bac_layer *codes = bac_value_layer(l, x);
    const int64_t by = divisor;
    const uint32_t bits = bac_bits_of(codes->lo * by, codes->hi * by, true);
    const uint32_t excess = bits > BAC_SUM_BITS ? bits - BAC_SUM_BITS : 0, in = codes->type.bits;
    if (excess == 0)
        return x;
    if (l->opt.wide_bits || in < BAC_LEAST_BITS + excess)
        return bac_lower_refuse_sums(l, 0, bits, in);
    return bac_value_widen(l, x, in - excess);
}

bac_status bac_lower_average(bac_lower *l, const bac_node *node) {
    bac_value *x = bac_value_of(l, 0);
    if (!x)
        return l->graph.status;
    if (x->linear || x->flat)
        return bac_node_fail(node, "its input is not a quantised [N][C][L] stream");
    const bool global = bac_node_is(node, "GlobalAveragePool");
    bac_layer layer = {.op = global ? BAC_GLOBALAVG : BAC_AVGPOOL, .T = 1};
    if (!global && read_window(node, x, &layer))
        return l->graph.status;
    const uint32_t divisor = bac_average_divisor(&layer, x->T);
    if (divisor == 0)
        return bac_node_fail(node,
                             "its windows hold numbers of samples without a common multiple below "
                             "2^31, so that no scale holds all averages; set count_include_pad to "
                             "1, or pad less");
    x = summable(l, x, divisor);
    if (!x)
        return l->graph.status;
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
    y->codes = y->is_wide = false; /* but sums of them */
    return bac_lower_add(l, &layer, y) ? l->graph.status : bac_value_set(l, y);
}

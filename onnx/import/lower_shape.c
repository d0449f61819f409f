/* lower_shape.c - operators that only change a shape, and max pools. */
#include "lower.h"

#include <inttypes.h>

/* [N][C][L] and [N][C*L] are two names of the same [T][C] stream. */
static bool relabel(bac_value *v, const bac_shape *to) {
    int64_t C = v->C, T = v->T;
    if (to->rank == 2 && to->dim[1] == C * T) {
        v->flat = T > 1;
        return true;
    }
    if (to->rank == 3 && to->dim[1] == C && to->dim[2] == T) {
        v->flat = false;
        return true;
    }
    return false;
}

bac_status bac_lower_shape(bac_lower *l, const bac_node *node) {
    const bac_value *x = bac_value_of(l, 0);
    bac_value *y = x ? bac_value_copy(l, x) : NULL;
    if (!y)
        return l->graph.status;
    y->is_centred = x->is_centred;
    const bac_shape *from = &l->graph.edge[node->in[0]].shape;
    const bac_shape *to = &l->graph.edge[node->out[0]].shape;
    if (to->dim[0] != from->dim[0] || !relabel(y, to))
        return bac_node_fail(node,
                             "rearranges the %" PRId64 " values of a frame; only [N][C][L] to "
                             "[N][C*L] and back is read",
                             (int64_t)x->C * x->T);
    return bac_value_set(l, y);
}

bac_status bac_lower_pool(bac_lower *l, const bac_node *node) {
    bac_value *x = bac_value_of(l, 0);
    if (!x)
        return l->graph.status;
    if (x->linear || x->flat)
        return bac_node_fail(node, "its input is not a quantised [N][C][L] stream");
    if (x->n_pools == BAC_MAX_POOLS)
        return bac_node_fail(node, "too many pools without a quantiser");
    bac_pool pool = {.global = bac_node_is(node, "GlobalMaxPool")};
    int64_t length = 1;
    if (!pool.global) {
        bac_window w;
        if (bac_node_window(node, x->T, 0, &w, &length))
            return l->graph.status;
        /* Exporters for compilers without GlobalMaxPool write a window as long as the frame. */
        if (w.kernel == x->T && !w.pad_left && !w.pad_right)
            pool.global = true;
        else
            pool = (bac_pool){false,
                              (uint32_t)w.kernel,
                              (uint32_t)w.stride,
                              (uint32_t)w.pad_left,
                              (uint32_t)w.pad_right,
                              NULL};
    }
    pool.name = bac_lower_node_name(l, node, "pool");
    bac_value *y = pool.name ? bac_value_copy(l, x) : NULL;
    if (!y)
        return l->graph.status;
    y->origin = y->n_pools ? y->origin : x;
    y->pool[y->n_pools++] = pool;
    y->T = (uint32_t)length;
    for (uint32_t c = 0; c < y->C; c++) {
        bac_lane *lane = &y->lane[c];
        if (y->n_pools == 1)
            lane->first_pool = lane->chain.n;
        lane->last_pool = lane->chain.n;
    }
    if (y->codes && y->layer >= 0 && !bac_value_steps(y) && bac_value_emit_pools(l, y))
        return l->graph.status;
    return bac_value_set(l, y);
}

/* lower_shape.c - operators that move nothing, and pools. */
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

bac_status bac_lower_shape(bac_lower *l, const bac_node *node, bac_error *err) {
    bac_value *x = NULL, *y = NULL;
    bac_status status = bac_value_of(l, node, 0, &x, err);
    if (!status)
        status = bac_value_copy(l, x, &y, err);
    if (status)
        return status;
    const bac_shape *from = &l->graph.edge[node->in[0]].shape;
    const bac_shape *to = &l->graph.edge[node->out[0]].shape;
    if (to->dim[0] != from->dim[0] || !relabel(y, to)) {
        bac_value_free(y);
        return bac_node_fail(&l->graph, node, err,
                             "rearranges the %" PRId64 " values of a frame; only [N][C][L] to "
                             "[N][C*L] and back is read",
                             (int64_t)x->C * x->T);
    }
    bac_value_set(l, node, y);
    return BAC_OK;
}

bac_status bac_lower_pool(bac_lower *l, const bac_node *node, bac_error *err) {
    bac_value *x = NULL, *y = NULL;
    bac_status status = bac_value_of(l, node, 0, &x, err);
    if (status)
        return status;
    if (x->linear || x->flat)
        return bac_node_fail(&l->graph, node, err, "its input is not a quantised [N][C][L] stream");
    if (x->n_pools == BAC_MAX_POOLS)
        return bac_node_fail(&l->graph, node, err, "too many pools without a quantiser");
    bac_pool pool = {.global = bac_node_is(node, "GlobalMaxPool")};
    int64_t length = 1;
    if (!pool.global) {
        bac_window w;
        status = bac_node_window(&l->graph, node, x->T, 0, &w, &length, err);
        if (status)
            return status;
        pool.kernel = (uint32_t)w.kernel;
        pool.stride = (uint32_t)w.stride;
        pool.pad_left = (uint32_t)w.pad_left;
        pool.pad_right = (uint32_t)w.pad_right;
        /* A window as long as the frame: what exporters for compilers without GlobalMaxPool write
         */
        if (pool.kernel == x->T && !pool.pad_left && !pool.pad_right)
            pool = (bac_pool){.global = true};
    }
    bac_lower_node_name(l, node, "pool", pool.name);
    status = bac_value_copy(l, x, &y, err);
    if (status)
        return status;
    y->pool[y->n_pools++] = pool;
    y->T = (uint32_t)length;
    for (uint32_t c = 0; c < y->C; c++) {
        bac_lane *lane = &y->lane[c];
        if (y->n_pools == 1)
            lane->first_pool = lane->chain.n;
        lane->last_pool = lane->chain.n;
    }
    if (y->codes && y->layer >= 0)
        status = bac_value_settle(l, node, y, "a pool", err);
    return bac_value_finish(l, node, y, status);
}

/* layers.c - appends layers, with errors that name their ONNX node; turns pending pools, flattens
 * and Relus, which need no quantiser, into layers. */
#include "lower.h"

#include "ints.h"

/* Copies the scales of a value to a layer; one number when all are equal. */
static bool set_scales(bac_lower *l, bac_layer *layer, const bac_value *y) {
    layer->n_scale = bac_value_same_scale(y, 0, y->C) ? 1 : y->C;
    layer->scale = bac_graph_alloc(&l->graph, layer->n_scale, sizeof *layer->scale);
    for (uint32_t c = 0; layer->scale && c < layer->n_scale; c++)
        layer->scale[c] = mpq_get_d(y->lane[c].scale);
    return layer->scale;
}

bac_status bac_lower_add(bac_lower *l, bac_layer *layer, bac_value *y) {
    bac_error inner = {0};
    uint32_t from = (uint32_t)y->layer, index = 0;
    if (!layer->in && layer->op != BAC_INPUT) {
        layer->n_in = 1;
        layer->in = &from;
    }
    if (!set_scales(l, layer, y) || l->graph.status)
        return l->graph.status;
    bac_status status = bac_net_add(l->net, layer, &index, &inner);
    if (status == BAC_ERR_INPUT)
        return bac_node_fail(l->node, "layer %s: %s", layer->name, inner.text);
    if (status)
        return bac_graph_fail(&l->graph, status, "%s", inner.text);
    for (uint32_t c = 0; layer->requant && c < y->C; c++)
        l->report.form_channels[layer->requant[c].form]++;
    y->layer = (int32_t)index;
    return BAC_OK;
}

bac_status bac_value_emit_pools(bac_lower *l, bac_value *value) {
    for (uint32_t i = 0; i < value->n_pools; i++) {
        const bac_pool *p = &value->pool[i];
        bac_layer layer = {.name = bac_lower_name(l, p->name, "pool", ""),
                           .op = p->global ? BAC_GLOBALMAX : BAC_MAXPOOL,
                           .kernel = p->kernel,
                           .stride = p->stride,
                           .pad_left = p->pad_left,
                           .pad_right = p->pad_right};
        if (bac_lower_add(l, &layer, value))
            return l->graph.status;
    }
    value->n_pools = 0;
    for (uint32_t c = 0; c < value->C; c++)
        value->lane[c].first_pool = value->lane[c].last_pool = 0;
    return BAC_OK;
}

int bac_value_pool_order(const bac_value *value) {
    bool after = true, before = true;
    for (uint32_t c = 0; c < value->C; c++) {
        const bac_lane *lane = &value->lane[c];
        /* Which steps a pool between the first and the last has in front is not known. */
        const bool between = bac_chain_falls(&lane->chain, lane->first_pool, lane->last_pool);
        after =
            after && !between && bac_chain_slope(&lane->chain, lane->last_pool, UINT32_MAX) >= 0;
        before = before && !between && bac_chain_slope(&lane->chain, 0, lane->first_pool) >= 0;
    }
    return after ? 1 : before ? -1 : 0;
}

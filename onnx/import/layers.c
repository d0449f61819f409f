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

/* True when the only pending step is a Relu, which is the only step that can be applied to integers
 * without a quantiser. */
static bool only_relu(const bac_value *value) {
    for (uint32_t c = 0; c < value->C; c++) {
        const bac_chain *chain = &value->lane[c].chain;
        if (chain->n != 1 || chain->step[0].kind != BAC_STEP_CLAMP || !chain->step[0].has_lo ||
            chain->step[0].has_hi || mpq_sgn(chain->step[0].lo) != 0)
            return false;
    }
    return true;
}

/* max(x, 0) of integers is a requantiser without a shift, clamped at 0. */
static bac_status emit_relu(bac_lower *l, bac_value *value) {
    const bac_layer *x = bac_value_layer(l, value);
    for (uint32_t c = 0; c < value->C; c++) {
        bac_chain_clear(&value->lane[c].chain);
        bac_chain_init(&value->lane[c].chain);
    }
    if (x->lo >= 0)
        return BAC_OK;
    int32_t hi = bac_max_i32(x->hi, 1);
    bac_layer layer = {.name = bac_lower_name(l, x->name, "x", "_relu"),
                       .op = BAC_REQUANT,
                       .type = bac_type_of_range(0, hi),
                       .code_hi = hi,
                       .requant = bac_graph_alloc(&l->graph, value->C, sizeof *layer.requant)};
    for (uint32_t c = 0; layer.requant && c < value->C; c++)
        layer.requant[c].form = BAC_FORM_SHIFT;
    return bac_lower_add(l, &layer, value);
}

bac_status bac_value_settle(bac_lower *l, bac_value *value, const char *use) {
    if (value->linear)
        return bac_node_fail(l->node, "%s comes before the DequantizeLinear of its input", use);
    if (value->layer < 0)
        return bac_node_fail(
            l->node, "%s needs a quantised input; put a Quant behind the graph's input", use);
    if (value->n_pools == 0 && only_relu(value) && emit_relu(l, value))
        return l->graph.status;
    if (bac_value_steps(value))
        return bac_node_fail(
            l->node, "%s needs a quantised input; put a Quant behind the layer that feeds it", use);
    return bac_value_emit_pools(l, value);
}

bac_status bac_value_flatten(bac_lower *l, bac_value *value) {
    if (!value->flat || value->T == 1) {
        value->flat = false;
        return BAC_OK;
    }
    if (bac_value_pending(value) || value->layer < 0 || value->linear)
        return bac_node_fail(l->node,
                             "treats the flattened features one by one before they are quantised; "
                             "put a Quant in front of the Flatten");
    uint32_t T = value->T, C = value->C;
    if ((uint64_t)T * C > BAC_MAX_CHANNELS)
        return bac_node_fail(l->node, "%u features are too many; at most %d", T * C,
                             BAC_MAX_CHANNELS);
    bac_value *wide = bac_value_new(l, 1, T * C);
    if (!wide)
        return l->graph.status;
    wide->layer = value->layer;
    for (uint32_t i = 0; i < T * C; i++) { /* here t*C + c, on the edge c*T + t */
        mpq_set(wide->lane[i].scale, value->lane[i % C].scale);
        wide->lane[i].feature = value->lane[i % C].feature * T + i / C;
    }
    bac_layer layer = {.name = bac_lower_name(l, "flatten", "flatten", ""), .op = BAC_FLATTEN};
    if (bac_lower_add(l, &layer, wide))
        return l->graph.status;
    bac_value narrow = *value;
    value->lane = wide->lane;
    value->layer = wide->layer;
    value->C = T * C;
    value->T = 1;
    value->flat = false;
    wide->lane = narrow.lane; /* so that the old lanes are freed with `wide` */
    wide->C = C;
    return BAC_OK;
}

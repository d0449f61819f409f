/* value.c - the values of data edges: making, copying, settling. */
#include "lower.h"

#include "ints.h"

#include <stdlib.h>

static bac_status no_memory(bac_lower *l, bac_error *err) {
    return bac_graph_fail(&l->graph, BAC_ERR_MEMORY, err, "out of memory lowering the graph");
}

bac_status bac_value_new(bac_lower *l, uint32_t T, uint32_t C, bac_value **value, bac_error *err) {
    if (C > BAC_MAX_CHANNELS)
        return bac_graph_fail(&l->graph, BAC_ERR_INPUT, err,
                              "a stream would have %u channels; at most %d", C, BAC_MAX_CHANNELS);
    bac_value *v = calloc(1, sizeof *v);
    if (v)
        v->lane = calloc(C, sizeof *v->lane);
    if (!v || !v->lane) {
        free(v);
        return no_memory(l, err);
    }
    v->T = T;
    v->C = C;
    v->layer = -1;
    for (uint32_t c = 0; c < C; c++) {
        mpq_init(v->lane[c].scale);
        mpq_set_ui(v->lane[c].scale, 1, 1);
        bac_chain_init(&v->lane[c].chain);
        v->lane[c].feature = c;
    }
    *value = v;
    return BAC_OK;
}

static void free_lanes(bac_lane *lane, uint32_t C) {
    for (uint32_t c = 0; c < C; c++) {
        mpq_clear(lane[c].scale);
        bac_chain_clear(&lane[c].chain);
    }
    free(lane);
}

void bac_value_free(bac_value *value) {
    if (!value)
        return;
    free_lanes(value->lane, value->C);
    free(value);
}

static bool copy_lane(bac_lane *to, const bac_lane *from) {
    mpq_set(to->scale, from->scale);
    to->first_pool = from->first_pool;
    to->last_pool = from->last_pool;
    to->feature = from->feature;
    return bac_chain_copy(&to->chain, &from->chain) == BAC_CHAIN_OK;
}

bac_status bac_value_copy(bac_lower *l, const bac_value *from, bac_value **to, bac_error *err) {
    bac_status status = bac_value_new(l, from->T, from->C, to, err);
    if (status)
        return status;
    bac_value *v = *to;
    bac_lane *lane = v->lane;
    *v = *from;
    v->lane = lane;
    for (uint32_t c = 0; c < v->C; c++)
        if (!copy_lane(&lane[c], &from->lane[c])) {
            bac_value_free(v);
            *to = NULL;
            return no_memory(l, err);
        }
    return BAC_OK;
}

bac_status bac_value_of(bac_lower *l, const bac_node *node, uint32_t i, bac_value **value,
                        bac_error *err) {
    *value = bac_node_has_input(node, i) ? l->value[node->in[i]] : NULL;
    if (!*value)
        return bac_node_fail(&l->graph, node, err,
                             "its input %u is a constant or missing where a stream is needed", i);
    return BAC_OK;
}

void bac_value_set(bac_lower *l, const bac_node *node, bac_value *value) {
    bac_value_free(l->value[node->out[0]]);
    l->value[node->out[0]] = value;
}

bool bac_value_pending(const bac_value *value) {
    for (uint32_t c = 0; c < value->C; c++)
        if (value->lane[c].chain.n)
            return true;
    return value->n_pools > 0;
}

bool bac_value_in_order(const bac_value *value) {
    for (uint32_t c = 0; c < value->C; c++)
        if (value->lane[c].feature != c)
            return false;
    return true;
}

bool bac_value_same_scale(const bac_value *value, uint32_t c0, uint32_t c1) {
    for (uint32_t c = c0 + 1; c < c1; c++)
        if (!mpq_equal(value->lane[c].scale, value->lane[c0].scale))
            return false;
    return true;
}

bac_status bac_value_scales(bac_lower *l, const bac_value *value, double **scale, uint32_t *n,
                            bac_error *err) {
    *n = bac_value_same_scale(value, 0, value->C) ? 1 : value->C;
    *scale = malloc(*n * sizeof **scale);
    if (!*scale)
        return no_memory(l, err);
    for (uint32_t c = 0; c < *n; c++)
        (*scale)[c] = mpq_get_d(value->lane[c].scale);
    return BAC_OK;
}

bac_status bac_chain_status(bac_lower *l, const bac_node *node, bac_chain_result result,
                            bac_error *err) {
    if (result == BAC_CHAIN_OK)
        return BAC_OK;
    if (result == BAC_CHAIN_MEMORY)
        return no_memory(l, err);
    if (result == BAC_CHAIN_ROOTS)
        return bac_node_fail(&l->graph, node, err,
                             "is a second batch normalisation before the next quantiser; put a "
                             "Quant between them");
    return bac_node_fail(&l->graph, node, err,
                         "too many operators follow each other without a quantiser");
}

bac_status bac_value_emit_pools(bac_lower *l, const bac_node *node, bac_value *value,
                                bac_error *err) {
    for (uint32_t i = 0; i < value->n_pools; i++) {
        const bac_pool *p = &value->pool[i];
        char name[BAC_MAX_NAME + 1];
        uint32_t from = (uint32_t)value->layer, index = 0;
        bac_lower_name(l, p->name, "pool", "", name);
        bac_layer layer = {.name = name,
                           .op = p->global ? BAC_GLOBALMAX : BAC_MAXPOOL,
                           .n_in = 1,
                           .in = &from,
                           .kernel = p->kernel,
                           .stride = p->stride,
                           .pad_left = p->pad_left,
                           .pad_right = p->pad_right};
        bac_status status = bac_value_scales(l, value, &layer.scale, &layer.n_scale, err);
        if (!status)
            status = bac_lower_add(l, node, &layer, &index, err);
        free(layer.scale);
        if (status)
            return status;
        value->layer = (int32_t)index;
    }
    value->n_pools = 0;
    for (uint32_t c = 0; c < value->C; c++)
        value->lane[c].first_pool = value->lane[c].last_pool = 0;
    return BAC_OK;
}

/* Before an affine or linear use: a Relu on integers is the only step that integers can do. */
static bool only_relu(const bac_value *value) {
    for (uint32_t c = 0; c < value->C; c++) {
        const bac_chain *chain = &value->lane[c].chain;
        if (chain->n != 1 || chain->step[0].kind != BAC_STEP_CLAMP || !chain->step[0].has_lo ||
            chain->step[0].has_hi || mpq_sgn(chain->step[0].lo) != 0)
            return false;
    }
    return true;
}

static void clear_chains(bac_value *value) {
    for (uint32_t c = 0; c < value->C; c++) {
        bac_chain_clear(&value->lane[c].chain);
        bac_chain_init(&value->lane[c].chain);
    }
}

/* max(x, 0) of integers is a requantiser without a shift, clamped at 0. */
static bac_status emit_relu(bac_lower *l, const bac_node *node, bac_value *value, bac_error *err) {
    const bac_layer *x = bac_net_layer(l->net, (uint32_t)value->layer);
    clear_chains(value);
    if (x->lo >= 0)
        return BAC_OK;
    char name[BAC_MAX_NAME + 1];
    uint32_t from = (uint32_t)value->layer, index = 0;
    int32_t hi = bac_max_i32(x->hi, 1);
    bac_lower_name(l, x->name, "x", "_relu", name);
    bac_layer layer = {.name = name,
                       .op = BAC_REQUANT,
                       .n_in = 1,
                       .in = &from,
                       .type = bac_type_of_range(0, hi),
                       .code_hi = hi};
    layer.requant = calloc(value->C, sizeof *layer.requant);
    bac_status status = layer.requant ? BAC_OK : no_memory(l, err);
    for (uint32_t c = 0; !status && c < value->C; c++)
        layer.requant[c].form = BAC_FORM_SHIFT;
    if (!status)
        status = bac_value_scales(l, value, &layer.scale, &layer.n_scale, err);
    if (!status)
        status = bac_lower_add(l, node, &layer, &index, err);
    if (!status) {
        value->layer = (int32_t)index;
        l->report.form_channels[BAC_FORM_SHIFT] += value->C;
    }
    free(layer.requant);
    free(layer.scale);
    return status;
}

bac_status bac_value_settle(bac_lower *l, const bac_node *node, bac_value *value, const char *use,
                            bac_error *err) {
    if (value->linear)
        return bac_node_fail(&l->graph, node, err,
                             "%s comes before the DequantizeLinear of its input", use);
    if (value->layer < 0)
        return bac_node_fail(&l->graph, node, err,
                             "%s needs a quantised input; put a Quant behind the graph's input",
                             use);
    if (value->n_pools == 0 && only_relu(value)) {
        bac_status status = emit_relu(l, node, value, err);
        if (status)
            return status;
    }
    for (uint32_t c = 0; c < value->C; c++)
        if (value->lane[c].chain.n)
            return bac_node_fail(&l->graph, node, err,
                                 "%s needs a quantised input; put a Quant behind the layer that "
                                 "feeds it",
                                 use);
    return bac_value_emit_pools(l, node, value, err);
}

bac_status bac_value_flatten(bac_lower *l, const bac_node *node, bac_value *value, bac_error *err) {
    if (!value->flat || value->T == 1) {
        value->flat = false;
        return BAC_OK;
    }
    if (bac_value_pending(value) || value->layer < 0 || value->linear)
        return bac_node_fail(&l->graph, node, err,
                             "treats the flattened features one by one before they are quantised; "
                             "put a Quant in front of the Flatten");
    uint32_t T = value->T, C = value->C, from = (uint32_t)value->layer, index = 0;
    char name[BAC_MAX_NAME + 1];
    bac_lower_name(l, "flatten", "flatten", "", name);
    bac_layer layer = {.name = name, .op = BAC_FLATTEN, .n_in = 1, .in = &from};
    bac_value *wide = NULL;
    bac_status status = BAC_OK;
    if ((uint64_t)T * C > BAC_MAX_CHANNELS)
        return bac_node_fail(&l->graph, node, err, "%u features are too many; at most %d", T * C,
                             BAC_MAX_CHANNELS);
    status = bac_value_new(l, 1, T * C, &wide, err);
    for (uint32_t i = 0; !status && i < T * C; i++) { /* here t*C + c, on the edge c*T + t */
        mpq_set(wide->lane[i].scale, value->lane[i % C].scale);
        wide->lane[i].feature = value->lane[i % C].feature * T + i / C;
    }
    if (!status)
        status = bac_value_scales(l, wide, &layer.scale, &layer.n_scale, err);
    if (!status)
        status = bac_lower_add(l, node, &layer, &index, err);
    free(layer.scale);
    if (status) {
        bac_value_free(wide);
        return status;
    }
    free_lanes(value->lane, C);
    value->lane = wide->lane;
    value->layer = (int32_t)index;
    value->C = T * C;
    value->T = 1;
    value->flat = false;
    free(wide);
    return BAC_OK;
}

bac_status bac_value_finish(bac_lower *l, const bac_node *node, bac_value *y, bac_status status) {
    if (status)
        bac_value_free(y);
    else
        bac_value_set(l, node, y);
    return status;
}

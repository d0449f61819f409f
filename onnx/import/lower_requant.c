/* lower_requant.c - the pending part of a value becomes a requantiser layer.
 *
 * Waiting pools: max commutes with a rising function, so when everything between the first
 * pool and the quantiser rises, the requantiser goes first and pools narrow codes. When
 * everything before the last pool rises, the pools go first. Otherwise neither is equal. */
#include "lower.h"
#include "requant_fit.h"

#include <stdlib.h>
#include <string.h>

/* scale, then the lane's chain */
static bac_status whole_chain(bac_lower *l, const bac_node *node, const bac_lane *lane,
                              bac_chain *chain, bac_error *err) {
    mpq_t zero;
    mpq_init(zero);
    bac_chain_result result = bac_chain_affine(chain, 0, lane->scale, zero);
    mpq_clear(zero);
    if (result == BAC_CHAIN_OK)
        result = bac_chain_copy(chain, &lane->chain);
    return bac_chain_status(l, node, result, err);
}

static bac_status fit_channel(bac_lower *l, const bac_node *node, const bac_lane *lane,
                              const bac_layer *x, uint32_t c, const bac_target *target,
                              bac_requant *r, bac_error *err) {
    bac_chain chain;
    bac_steps steps = {0};
    bac_chain_init(&chain);
    bac_status status = whole_chain(l, node, lane, &chain, err);
    if (status)
        goto done;
    bac_steps_result found = bac_steps_find(&chain, x->channel_lo[c], x->channel_hi[c], &steps);
    if (found == BAC_STEPS_MEMORY)
        status = bac_graph_fail(&l->graph, BAC_ERR_MEMORY, err, "out of memory");
    else if (found != BAC_STEPS_OK)
        status = bac_node_fail(&l->graph, node, err, "channel %u has codes beyond %s", c,
                               found == BAC_STEPS_MANY ? "16 bits" : "32 bits");
    if (status)
        goto done;
    status = bac_requant_fit(&steps, (int32_t)target->lo, (int32_t)target->hi, r);
    if (status == BAC_ERR_MEMORY)
        status = bac_graph_fail(&l->graph, BAC_ERR_MEMORY, err, "out of memory");
    else if (status)
        status = bac_node_fail(&l->graph, node, err,
                               "channel %u: no integer form could be proven equal to it", c);
done:
    bac_steps_free(&steps);
    bac_chain_clear(&chain);
    return status;
}

/* +1: the requantiser may go before the pools, -1: the pools first, 0: neither */
static int pool_order(const bac_value *value) {
    bool after = true, before = true;
    for (uint32_t c = 0; c < value->C; c++) {
        const bac_lane *lane = &value->lane[c];
        after = after && bac_chain_slope(&lane->chain, lane->first_pool, UINT32_MAX) >= 0;
        before = before && bac_chain_slope(&lane->chain, 0, lane->last_pool) >= 0;
    }
    return after ? 1 : before ? -1 : 0;
}

static bac_status add_layer(bac_lower *l, const bac_node *node, const bac_value *value,
                            const bac_target *target, bac_value *result, bac_error *err) {
    const bac_layer *x = bac_net_layer(l->net, (uint32_t)value->layer);
    char name[BAC_MAX_NAME + 1];
    bac_lower_name(l, x->name, "x", "_q", name);
    uint32_t from = (uint32_t)value->layer, index = 0;
    bac_layer layer = {.name = name,
                       .op = BAC_REQUANT,
                       .n_in = 1,
                       .in = &from,
                       .type = target->type,
                       .code_lo = (int32_t)target->lo,
                       .code_hi = (int32_t)target->hi};
    layer.requant = calloc(value->C, sizeof *layer.requant);
    bac_status status = BAC_OK;
    if (!layer.requant)
        status = bac_graph_fail(&l->graph, BAC_ERR_MEMORY, err, "out of memory");
    for (uint32_t c = 0; !status && c < value->C; c++)
        status = fit_channel(l, node, &value->lane[c], x, c, target, &layer.requant[c], err);
    if (!status)
        status = bac_value_scales(l, result, &layer.scale, &layer.n_scale, err);
    if (!status)
        status = bac_lower_add(l, node, &layer, &index, err);
    for (uint32_t c = 0; layer.requant && c < value->C; c++) {
        if (!status)
            l->report.form_channels[layer.requant[c].form]++;
        free(layer.requant[c].threshold);
    }
    free(layer.requant);
    free(layer.scale);
    result->layer = (int32_t)index;
    return status;
}

bac_status bac_lower_requant(bac_lower *l, const bac_node *node, const bac_value *value,
                             const bac_target *target, bac_value **result, bac_error *err) {
    bac_value *source = NULL, *y = NULL;
    bac_status status = bac_value_copy(l, value, &source, err);
    if (!status)
        status = bac_value_new(l, value->T, value->C, &y, err);
    if (status)
        goto fail;
    for (uint32_t c = 0; c < y->C; c++) {
        mpq_set(y->lane[c].scale, target->scale[target->n_scale == 1 ? 0 : c]);
        y->lane[c].feature = value->lane[c].feature;
    }
    y->flat = value->flat;
    y->codes = true;
    int order = value->n_pools ? pool_order(value) : 1;
    if (order == 0) {
        status = bac_node_fail(&l->graph, node, err,
                               "a max pool stands between a falling and another falling function "
                               "of some channel; put a Quant in front of the pool");
        goto fail;
    }
    if (order < 0)
        status = bac_value_emit_pools(l, node, source, err);
    if (!status)
        status = add_layer(l, node, source, target, y, err);
    if (!status && source->n_pools) {
        y->n_pools = source->n_pools;
        memcpy(y->pool, source->pool, sizeof y->pool);
        status = bac_value_emit_pools(l, node, y, err);
    }
    if (status)
        goto fail;
    bac_value_free(source);
    *result = y;
    return BAC_OK;
fail:
    bac_value_free(source);
    bac_value_free(y);
    return status;
}

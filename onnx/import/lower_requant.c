/* lower_requant.c - turns the pending steps of a value into a requantiser layer.
 *
 * Waiting pools: max commutes with a rising function, so when everything between the first
 * pool and the quantiser rises, the requantiser goes first and pools narrow codes. When
 * everything before the last pool rises, the pools go first. Otherwise neither is equal, and what
 * is pooled becomes a wide stream first (wide.c). */
#include "lower.h"
#include "requant_fit.h"

#include <stdlib.h>
#include <string.h>

bac_status bac_lane_chain(bac_lower *l, const bac_lane *lane, bac_chain *chain) {
    mpq_t zero;
    mpq_init(zero);
    bac_chain_result result = bac_chain_affine(chain, 0, lane->scale, zero);
    mpq_clear(zero);
    if (result == BAC_CHAIN_OK)
        result = bac_chain_copy(chain, &lane->chain);
    return bac_chain_status(l, result);
}

static bac_status fit_steps(bac_lower *l, const bac_chain *chain, const bac_layer *x, uint32_t c,
                            const bac_target *target, bac_requant *r) {
    bac_steps steps = {0};
    bac_steps_result found = bac_steps_find(chain, x->channel_lo[c], x->channel_hi[c], &steps);
    if (found == BAC_STEPS_MEMORY)
        return bac_graph_no_memory(&l->graph);
    if (found != BAC_STEPS_OK)
        return bac_node_fail(l->node, "channel %u has codes beyond %s", c,
                             found == BAC_STEPS_MANY ? "16 bits" : "32 bits");
    bac_status status = bac_requant_fit(&steps, (int32_t)target->lo, (int32_t)target->hi, r);
    bac_steps_free(&steps);
    if (status == BAC_ERR_MEMORY)
        return bac_graph_no_memory(&l->graph);
    return status ? bac_node_fail(l->node,
                                  "channel %u: no integer form could be proven equal to it", c)
                  : BAC_OK;
}

/* Appends the layer, behind the stream that y stands for so far. */
static bac_status add_layer(bac_lower *l, const bac_value *value, const bac_target *target,
                            bac_value *y) {
    const bac_layer *x = bac_value_layer(l, value);
    bac_layer layer = {.name = bac_lower_name(l, x->name, "x", "_q"),
                       .op = BAC_REQUANT,
                       .type = target->type,
                       .code_lo = (int32_t)target->lo,
                       .code_hi = (int32_t)target->hi,
                       .requant = bac_graph_alloc(&l->graph, y->C, sizeof *layer.requant)};
    for (uint32_t c = 0; !l->graph.status && c < y->C; c++) {
        bac_chain chain;
        bac_chain_init(&chain);
        if (!bac_lane_chain(l, &value->lane[c], &chain))
            fit_steps(l, &chain, x, c, target, &layer.requant[c]);
        bac_chain_clear(&chain);
    }
    y->layer = value->layer;
    bac_lower_add(l, &layer, y);
    for (uint32_t c = 0; layer.requant && c < y->C; c++)
        free(layer.requant[c].threshold);
    return l->graph.status;
}

bac_value *bac_lower_requant(bac_lower *l, const bac_value *value, const bac_target *target) {
    int order = value->n_pools ? bac_value_pool_order(value) : 1;
    bac_value *source = order ? bac_value_copy(l, value) : bac_value_pool_wide(l, value);
    bac_value *y = bac_value_new(l, value->T, value->C);
    if (!source || !y)
        return NULL;
    for (uint32_t c = 0; c < y->C; c++) {
        mpq_set(y->lane[c].scale, target->scale[target->n_scale == 1 ? 0 : c]);
        y->lane[c].feature = value->lane[c].feature;
    }
    y->flat = value->flat;
    y->codes = true;
    if (order < 0)
        bac_value_emit_pools(l, source);
    if (l->graph.status || add_layer(l, source, target, y))
        return NULL;
    y->n_pools = source->n_pools;
    memcpy(y->pool, source->pool, sizeof y->pool);
    return bac_value_emit_pools(l, y) ? NULL : y;
}

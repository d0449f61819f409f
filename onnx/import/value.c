/* value.c - makes, copies and queries the values of data edges. */
#include "lower.h"

#include <stdlib.h>

bac_value *bac_value_new(bac_lower *l, uint32_t T, uint32_t C) {
    if (C > BAC_MAX_CHANNELS) {
        bac_graph_fail(&l->graph, BAC_ERR_INPUT, "a stream would have %u channels; at most %d", C,
                       BAC_MAX_CHANNELS);
        return NULL;
    }
    bac_value *v = calloc(1, sizeof *v);
    bac_lane *lane = calloc(C, sizeof *lane);
    if (!v || !lane) {
        free(v);
        free(lane);
        bac_graph_no_memory(&l->graph);
        return NULL;
    }
    *v = (bac_value){.T = T, .C = C, .layer = -1, .lane = lane, .next = l->values};
    l->values = v;
    for (uint32_t c = 0; c < C; c++) {
        mpq_init(lane[c].scale);
        mpq_set_ui(lane[c].scale, 1, 1);
        bac_chain_init(&lane[c].chain);
        lane[c].feature = c;
    }
    return v;
}

void bac_values_free(bac_lower *l) {
    for (bac_value *v = l->values, *next; v; v = next) {
        next = v->next;
        for (uint32_t c = 0; c < v->C; c++) {
            mpq_clear(v->lane[c].scale);
            bac_chain_clear(&v->lane[c].chain);
        }
        free(v->lane);
        free(v);
    }
}

/* Copies a lane into a lane of another value; its steps are appended to the steps there. */
static bac_status copy_lane(bac_lower *l, bac_lane *to, const bac_lane *from) {
    mpq_set(to->scale, from->scale);
    to->first_pool = from->first_pool;
    to->last_pool = from->last_pool;
    to->feature = from->feature;
    return bac_chain_status(l, bac_chain_copy(&to->chain, &from->chain));
}

bac_value *bac_value_copy(bac_lower *l, const bac_value *from) {
    bac_value *v = bac_value_new(l, from->T, from->C);
    if (!v)
        return NULL;
    bac_value own = *v;
    *v = *from;
    v->lane = own.lane;
    v->next = own.next;
    v->wide = v->channels = NULL; /* steps may be appended */
    v->is_centred = false;
    for (uint32_t c = 0; c < v->C; c++)
        if (copy_lane(l, &v->lane[c], &from->lane[c]))
            return NULL;
    return v;
}

bac_value *bac_value_of(bac_lower *l, uint32_t i) {
    bac_value *value = bac_node_has_input(l->node, i) ? l->value[l->node->in[i]] : NULL;
    if (!value)
        bac_node_fail(l->node, "its input %u is a constant or missing where a stream is needed", i);
    return value;
}

bac_status bac_value_set(bac_lower *l, bac_value *value) {
    l->value[l->node->out[0]] = value;
    return BAC_OK;
}

bool bac_value_steps(const bac_value *value) {
    for (uint32_t c = 0; c < value->C; c++)
        if (value->lane[c].chain.n)
            return true;
    return false;
}

bool bac_value_pending(const bac_value *value) {
    return value->n_pools > 0 || bac_value_steps(value);
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

const bac_layer *bac_value_layer(const bac_lower *l, const bac_value *value) {
    return bac_net_layer(l->net, (uint32_t)value->layer);
}

uint32_t bac_value_split(const bac_value *value, uint32_t c) {
    return value->n_pools ? value->lane[c].last_pool : 0;
}

bac_status bac_chain_status(bac_lower *l, bac_chain_result result) {
    switch (result) {
    case BAC_CHAIN_OK:
        return BAC_OK;
    case BAC_CHAIN_MEMORY:
        return bac_graph_no_memory(&l->graph);
    case BAC_CHAIN_ROOTS:
        return bac_node_fail(l->node, "is a second batch normalisation before the next quantiser; "
                                      "put a Quant between them");
    case BAC_CHAIN_LONG:
        break;
    }
    return bac_node_fail(l->node, "too many operators follow each other without a quantiser");
}

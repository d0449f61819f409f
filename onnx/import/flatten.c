/* flatten.c - a value whose features are read one by one. */
#include "lower.h"

/* Gives a value what another one is; that one is not used any more. */
static void become(bac_value *value, bac_value *other) {
    bac_value *next = value->next, *after = other->next, old = *value;
    *value = *other;
    value->next = next;
    *other = old; /* its lanes are cleared with it */
    other->next = after;
}

bac_status bac_value_flatten(bac_lower *l, bac_value *value) {
    if (!value->flat || value->T == 1) {
        value->flat = false;
        return BAC_OK;
    }
    if (bac_value_pending(value)) {
        bac_value *plain = bac_value_plain(l, value, 0, "a Flatten");
        bac_value *own = plain && plain != value ? bac_value_copy(l, plain) : NULL;
        if (own)
            become(value, own);
        if (l->graph.status)
            return l->graph.status;
    }
    if (value->layer < 0 || value->linear)
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
    wide->codes = value->codes;
    wide->is_wide = value->is_wide;
    become(value, wide);
    return BAC_OK;
}

/* observe.c - which channels the logits can depend on. */
#include "plan.h"

const bac_layer *bac_shrink_input(const bac_net *net, const bac_layer *l) {
    return bac_net_layer(net, l->in[0]);
}

bool bac_shrink_constant(const bac_layer *l, uint32_t channel) {
    return l->channel_lo[channel] == l->channel_hi[channel];
}

bool bac_shrink_weighted(const bac_layer *l) {
    return l->op == BAC_CONV || l->op == BAC_FC;
}

bool bac_shrink_bipolar(const bac_layer *l) {
    return l->weight_type.is_signed && l->weight_type.bits == 1;
}

bool bac_shrink_silent(const bac_net *net, const bac_layer *l, uint32_t c) {
    const bac_layer *x = bac_shrink_input(net, l);
    return !bac_shrink_bipolar(l) && bac_shrink_constant(x, c) &&
           (x->channel_lo[c] == 0 || (l->pad_left == 0 && l->pad_right == 0));
}

bool bac_shrink_folds(const bac_net *net, const bac_layer *l, uint32_t c) {
    const bac_layer *x = bac_shrink_input(net, l);
    return bac_shrink_constant(l, c) && (bac_shrink_weighted(x) || !bac_shrink_constant(x, c));
}

/* Channel o of a weighted layer observes what it gives a weight and what is not silent. */
static void observe_sum(bac_shrink_plan *p, const bac_layer *l, uint32_t o) {
    const bac_layer *x = bac_shrink_input(p->net, l);
    const uint32_t per_group = x->C / l->groups, first = o / (l->C / l->groups) * per_group;
    const int32_t *w = l->weight + (uint64_t)o * per_group * l->kernel;
    for (uint32_t i = 0; i < per_group; i++) {
        bool weighted = false;
        for (uint32_t k = 0; k < l->kernel; k++)
            weighted |= *w++ != 0;
        if (weighted && !bac_shrink_silent(p->net, l, first + i))
            p->observed[p->base[l->in[0]] + first + i] = true;
    }
}

static void observe_channel(bac_shrink_plan *p, const bac_layer *l, uint32_t o) {
    uint32_t c = o;
    switch (l->op) {
    case BAC_INPUT:
        return;
    case BAC_ARGMAX:
        for (c = 0; c < bac_shrink_input(p->net, l)->C; c++)
            p->observed[p->base[l->in[0]] + c] = true;
        return;
    case BAC_CONV:
    case BAC_FC:
        observe_sum(p, l, o);
        return;
    case BAC_REQUANT:
        if (!bac_shrink_folds(p->net, l, o))
            p->observed[p->base[l->in[0]] + o] = true;
        return;
    case BAC_ADD:
        for (uint32_t j = 0; j < l->n_in; j++)
            if (l->mul[(uint64_t)j * l->C + o])
                p->observed[p->base[l->in[j]] + o] = true;
        return;
    case BAC_CONCAT:
        for (uint32_t j = 0; j < l->n_in; c -= bac_net_layer(p->net, l->in[j])->C, j++)
            if (c < bac_net_layer(p->net, l->in[j])->C) {
                p->observed[p->base[l->in[j]] + c] = true;
                return;
            }
        return;
    default: /* pools, flatten */
        p->observed[p->base[l->in[0]] + o % bac_shrink_input(p->net, l)->C] = true;
    }
}

/* A layer stands behind its inputs, so one pass from the last layer to the first sees every reader
 * of a channel before the channel. */
void bac_shrink_observe(bac_shrink_plan *p) {
    p->observed[p->base[p->n_layer] - 1] = true; /* the class */
    for (uint32_t i = p->n_layer; i-- > 0;) {
        const bac_layer *l = bac_net_layer(p->net, i);
        for (uint32_t o = 0; o < l->C; o++)
            if (p->observed[p->base[i] + o])
                observe_channel(p, l, o);
    }
}

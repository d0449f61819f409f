/* tie.c - which channels stay: sets of channels that come and go together, by union and find. */
#include "plan.h"

#include <stdlib.h>

static uint64_t root_of(const bac_shrink_plan *p, uint64_t c) {
    while (p->tied[c] != c)
        c = p->tied[c] = p->tied[p->tied[c]];
    return c;
}

static void tie(bac_shrink_plan *p, uint64_t a, uint64_t b) {
    p->tied[root_of(p, a)] = root_of(p, b);
}

static void tie_inputs(bac_shrink_plan *p, uint32_t index) {
    const bac_layer *l = bac_net_layer(p->net, index);
    const uint64_t own = p->base[index];
    uint32_t c = 0;
    if (l->op == BAC_INPUT || l->op == BAC_FC || l->op == BAC_ARGMAX)
        return;
    if (l->op == BAC_CONV) {
        const uint32_t from = bac_shrink_input(p->net, l)->C;
        if (l->groups == from && from > 1) /* depthwise */
            for (; c < l->C; c++)
                tie(p, own + c, p->base[l->in[0]] + c / (l->C / from));
        return;
    }
    for (uint32_t j = 0; j < l->n_in; j++) {
        const uint32_t from = bac_net_layer(p->net, l->in[j])->C;
        const uint32_t times = l->op == BAC_FLATTEN ? l->C / from : 1;
        if (l->op == BAC_ADD)
            c = 0;
        for (uint32_t n = 0; n < times * from; n++, c++)
            tie(p, own + c, p->base[l->in[j]] + n % from);
    }
}

static void pin(bac_shrink_plan *p, uint32_t index) {
    for (uint64_t c = p->base[index]; c < p->base[index + 1]; c++)
        p->kept[root_of(p, c)] = true;
}

static bool any_kept(const bac_shrink_plan *p, uint32_t index) {
    for (uint64_t c = p->base[index]; c < p->base[index + 1]; c++)
        if (p->kept[root_of(p, c)])
            return true;
    return false;
}

void bac_shrink_keep(bac_shrink_plan *p) {
    for (uint32_t i = 0; i < p->n_layer; i++)
        tie_inputs(p, i);
    pin(p, 0);
    pin(p, p->n_layer - 1);
    pin(p, bac_net_layer(p->net, p->n_layer - 1)->in[0]);
    for (uint32_t i = 0; i < p->n_layer; i++) {
        const bac_layer *l = bac_net_layer(p->net, i);
        if (l->op == BAC_CONV && l->groups > 1 && l->groups != bac_shrink_input(p->net, l)->C) {
            pin(p, i);
            pin(p, l->in[0]);
        }
    }
    for (uint64_t c = 0; c < p->base[p->n_layer]; c++)
        if (p->observed[c])
            p->kept[root_of(p, c)] = true;
    for (uint32_t i = 0; i < p->n_layer; i++)
        if (!any_kept(p, i))
            p->kept[root_of(p, p->base[i])] = true;
    for (uint64_t c = 0; c < p->base[p->n_layer]; c++)
        p->kept[c] = p->kept[root_of(p, c)];
}

bac_status bac_shrink_plan_make(bac_shrink_plan *p, const bac_net *net, bac_error *err) {
    *p = (bac_shrink_plan){.net = net, .n_layer = bac_net_layers(net)};
    p->base = calloc(p->n_layer + 1, sizeof *p->base);
    if (p->base) {
        for (uint32_t i = 0; i < p->n_layer; i++)
            p->base[i + 1] = p->base[i] + bac_net_layer(net, i)->C;
        const uint64_t n = p->base[p->n_layer];
        p->observed = calloc(n, sizeof *p->observed);
        p->kept = calloc(n, sizeof *p->kept);
        p->tied = malloc(n * sizeof *p->tied);
        for (uint64_t c = 0; p->tied && c < n; c++)
            p->tied[c] = c;
    }
    if (p->base && p->observed && p->kept && p->tied)
        return BAC_OK;
    bac_shrink_plan_free(p);
    return bac_fail(err, BAC_ERR_MEMORY, bac_net_name(net), "out of memory");
}

void bac_shrink_plan_free(bac_shrink_plan *p) {
    free(p->base);
    free(p->observed);
    free(p->kept);
    free(p->tied);
    *p = (bac_shrink_plan){0};
}

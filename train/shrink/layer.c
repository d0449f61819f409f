/* layer.c - one layer with the channels and weights that a plan keeps. */
#include "plan.h"

#include <stdlib.h>

typedef struct work {
    const bac_shrink_plan *p;
    const bac_layer *from;
    uint32_t index;
    bac_layer to; /* a shallow copy of `from` whose arrays are replaced by own ones */
} work;

static bool keeps(const work *w, uint32_t layer, uint32_t c) {
    return w->p->kept[w->p->base[layer] + c];
}

static uint32_t count(const work *w, uint32_t layer) {
    uint32_t n = 0;
    for (uint32_t c = 0; c < bac_net_layer(w->p->net, layer)->C; c++)
        n += keeps(w, layer, c);
    return n;
}

/* True if requantisers are all that reads the sums of channel o, in forms that take an offset. */
static bool moves(const work *w, uint32_t o) {
    for (uint32_t i = w->index + 1; i < w->p->n_layer; i++) {
        const bac_layer *r = bac_net_layer(w->p->net, i);
        for (uint32_t j = 0; j < r->n_in; j++)
            if (r->in[j] == w->index &&
                (r->op != BAC_REQUANT ||
                 (r->requant[o].form != BAC_FORM_CONST && r->requant[o].form != BAC_FORM_SHIFT &&
                  r->requant[o].form != BAC_FORM_EVEN)))
                return false;
    }
    return true;
}

/* Weights of kept channel o into row[]; returns what the sum lacks without the weights left out. */
static int64_t weigh(const work *w, uint32_t o, int32_t *row) {
    const bac_layer *l = w->from, *x = bac_shrink_input(w->p->net, l);
    const bool observed = w->p->observed[w->p->base[w->index] + o];
    const uint32_t per_group = x->C / l->groups, first = o / (l->C / l->groups) * per_group;
    const int32_t *weight = l->weight + (uint64_t)o * per_group * l->kernel;
    int64_t lacks = 0;
    for (uint32_t i = 0; i < per_group; i++, weight += l->kernel) {
        const bool stays = keeps(w, l->in[0], first + i);
        const bool silent = bac_shrink_silent(w->p->net, l, first + i);
        const bool cut = !stays || silent || (!observed && !bac_shrink_bipolar(l));
        for (uint32_t k = 0; k < l->kernel; k++) {
            if (cut && silent)
                lacks += (int64_t)weight[k] * x->channel_lo[first + i];
            if (stays)
                *row++ = cut ? 0 : weight[k];
        }
    }
    return observed ? lacks : 0;
}

static bool weigh_all(work *w, int64_t *offset) {
    const bac_layer *l = w->from, *x = bac_shrink_input(w->p->net, l);
    const uint32_t C = count(w, w->index), inputs = count(w, l->in[0]);
    if (l->groups > 1 && l->groups == x->C)
        w->to.groups = inputs;
    const uint64_t a_row = (uint64_t)(inputs / w->to.groups) * l->kernel;
    int32_t *bias = calloc(C, sizeof *bias);
    bool biased = l->bias != NULL;
    w->to.weight = calloc(a_row * C, sizeof *w->to.weight);
    w->to.bias = bias;
    if (!bias || !w->to.weight)
        return false;
    for (uint32_t o = 0, n = 0; o < l->C; o++) {
        if (!keeps(w, w->index, o))
            continue;
        const int64_t lacks = weigh(w, o, w->to.weight + n * a_row);
        const bool observed = w->p->observed[w->p->base[w->index] + o];
        if (l->bias && observed)
            bias[n] = l->bias[o];
        if (lacks && !l->bias && moves(w, o)) {
            offset[w->p->base[w->index] + o] = lacks;
        } else if (lacks) { /* a part of a sum that fits 32 bits in any order (net_range.c) */
            bias[n] += (int32_t)lacks;
            biased = true;
        }
        n++;
    }
    if (!biased) {
        free(bias);
        w->to.bias = NULL;
    }
    return true;
}

static bool requantise_all(work *w, const int64_t *offset) {
    const bac_layer *l = w->from;
    const int64_t *in = offset + w->p->base[l->in[0]];
    bac_requant *to = w->to.requant = calloc(count(w, w->index), sizeof *to);
    if (!to)
        return false;
    for (uint32_t c = 0; c < l->C; c++) {
        if (!keeps(w, w->index, c))
            continue;
        *to = l->requant[c];
        if (bac_shrink_folds(w->p->net, l, c))
            *to = (bac_requant){.form = BAC_FORM_CONST, .add = l->channel_lo[c]};
        else
            to->add += in[c];
        to++;
    }
    return true;
}

static bool scale_all(work *w) {
    const bac_layer *l = w->from;
    if (l->n_scale != l->C || l->C < 2)
        return true;
    double *to = w->to.scale = calloc(l->C, sizeof *to);
    w->to.n_scale = 0;
    for (uint32_t c = 0; to && c < l->C; c++)
        if (keeps(w, w->index, c))
            to[w->to.n_scale++] = l->scale[c];
    return to != NULL;
}

static bool multiply_all(work *w) {
    const bac_layer *l = w->from;
    int32_t *to = w->to.mul = calloc((uint64_t)l->n_in * l->C, sizeof *to);
    for (uint32_t j = 0; to && j < l->n_in; j++)
        for (uint32_t c = 0; c < l->C; c++)
            if (keeps(w, w->index, c))
                *to++ = l->mul[(uint64_t)j * l->C + c];
    return w->to.mul != NULL;
}

bac_status bac_shrink_layer(const bac_shrink_plan *plan, uint32_t index, int64_t *offset,
                            bac_net *small, bac_error *err) {
    work w = {plan, bac_net_layer(plan->net, index), index, *bac_net_layer(plan->net, index)};
    const bac_layer *l = w.from;
    w.to.C = count(&w, index);
    bool ok = scale_all(&w);
    if (ok && bac_shrink_weighted(l))
        ok = weigh_all(&w, offset);
    if (ok && l->op == BAC_REQUANT)
        ok = requantise_all(&w, offset);
    if (ok && l->op == BAC_ADD)
        ok = multiply_all(&w);
    bac_status status = ok ? bac_net_add(small, &w.to, NULL, err)
                           : bac_fail(err, BAC_ERR_MEMORY, l->name, "out of memory");
    if (w.to.scale != l->scale)
        free(w.to.scale);
    if (w.to.weight != l->weight)
        free(w.to.weight);
    if (w.to.bias != l->bias)
        free(w.to.bias);
    if (w.to.requant != l->requant)
        free(w.to.requant);
    if (w.to.mul != l->mul)
        free(w.to.mul);
    return status;
}

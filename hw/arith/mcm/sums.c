/* sums.c - makes the weighted sums of a layer's stage. */
#include "mcm.h"

#include <stdlib.h>

static bool open_sums(bac_sums *s, uint32_t n_in, uint32_t n_out, size_t weights, uint32_t levels) {
    *s = (bac_sums){.n_in = n_in,
                    .n_out = n_out,
                    .levels = levels,
                    .lo = calloc((size_t)n_in + 1, sizeof *s->lo),
                    .hi = calloc((size_t)n_in + 1, sizeof *s->hi),
                    .first = calloc((size_t)n_out + 1, sizeof *s->first),
                    .index = calloc(weights * n_out + 1, sizeof *s->index),
                    .weight = calloc(weights * n_out + 1, sizeof *s->weight),
                    .bias = calloc((size_t)n_out + 1, sizeof *s->bias)};
    return s->lo && s->hi && s->first && s->index && s->weight && s->bias;
}

void bac_sums_free(bac_sums *s) {
    free(s->lo);
    free(s->hi);
    free(s->first);
    free(s->index);
    free(s->weight);
    free(s->bias);
    *s = (bac_sums){0};
}

static void set_range(bac_sums *s, uint32_t input, const bac_layer *from, uint32_t c, bool padded) {
    s->lo[input] = padded && from->channel_lo[c] > 0 ? 0 : from->channel_lo[c];
    s->hi[input] = padded && from->channel_hi[c] < 0 ? 0 : from->channel_hi[c];
}

static void add_weight(bac_sums *s, uint32_t *n, uint32_t input, int64_t weight) {
    if (weight == 0 || (s->lo[input] == 0 && s->hi[input] == 0))
        return;
    s->index[*n] = input;
    s->weight[(*n)++] = weight;
}

/* Output o of position p reads the window that begins p*stride samples into the beat. */
static void conv_sums(bac_sums *s, const bac_net *net, const bac_layer *conv) {
    const bac_layer *in = bac_net_layer(net, conv->in[0]);
    const uint32_t group_in = in->C / conv->groups, group_out = conv->C / conv->groups;
    for (uint32_t i = 0; i < s->n_in; i++) /* ranges include 0, the value of padding */
        set_range(s, i, in, i % in->C, conv->pad_left || conv->pad_right);
    uint32_t n = 0;
    for (uint32_t to = 0; to < s->n_out; to++) {
        const uint32_t o = to % conv->C;
        const uint32_t first = to / conv->C * conv->stride * in->C + o / group_out * group_in;
        for (uint32_t i = 0; i < group_in; i++)
            for (uint32_t k = 0; k < conv->kernel; k++)
                add_weight(s, &n, k * in->C + first + i,
                           conv->weight[((size_t)o * group_in + i) * conv->kernel + k]);
        s->bias[to] = conv->bias ? conv->bias[o] : 0;
        s->first[to + 1] = n;
    }
}

/* The joins order a beat by position: the channels of all operands of position 0, operand by
 * operand, then those of position 1, ... */
static void add_sums(bac_sums *s, const bac_net *net, const bac_layer *add) {
    uint32_t n = 0;
    for (uint32_t to = 0; to < s->n_out; to++) {
        const uint32_t c = to % add->C;
        for (uint32_t i = 0; i < add->n_in; i++) {
            const uint32_t input = (to / add->C * add->n_in + i) * add->C + c;
            set_range(s, input, bac_net_layer(net, add->in[i]), c, false);
            add_weight(s, &n, input, add->mul[(size_t)i * add->C + c]);
        }
        s->first[to + 1] = n;
    }
}

bool bac_sums_linear(const bac_net *net, const bac_layer *l, uint32_t n_in, uint32_t n_out,
                     uint32_t levels, bac_sums *s) {
    const bool is_add = l->op == BAC_ADD;
    const size_t weights =
        is_add ? l->n_in : (size_t)bac_net_layer(net, l->in[0])->C / l->groups * l->kernel;
    if (!open_sums(s, n_in, n_out, weights, levels))
        return false;
    (is_add ? add_sums : conv_sums)(s, net, l);
    return true;
}

bool bac_sums_requant(const bac_net *net, const bac_layer *q, uint32_t elements, uint32_t levels,
                      bac_sums *s) {
    const bac_layer *in = bac_net_layer(net, q->in[0]);
    if (!open_sums(s, elements, elements, 1, levels))
        return false;
    uint32_t n = 0;
    for (uint32_t o = 0; o < elements; o++) {
        const bac_requant *r = &q->requant[o % q->C];
        set_range(s, o, in, o % in->C, false);
        s->bias[o] = r->add;
        if (r->form != BAC_FORM_CONST && r->form != BAC_FORM_THRESHOLD)
            add_weight(s, &n, o, r->form == BAC_FORM_MUL ? r->mul : 1);
        s->first[o + 1] = n;
    }
    return true;
}

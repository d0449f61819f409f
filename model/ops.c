/* ops.c - the operators without weights. */
#include "ops.h"

#include "fixed.h"
#include "ints.h"

#include <string.h>

/* Works channel by channel, so that the form is selected outside the loop over time. */
void bac_op_requant(const bac_net *net, const bac_layer *l, const int32_t *const *in,
                    int32_t *out) {
    (void)net;
    uint64_t n = (uint64_t)l->T * l->C;
    for (uint32_t c = 0; c < l->C; c++) {
        const bac_requant r = l->requant[c];
        for (uint64_t j = c; j < n; j += l->C) {
            out[j] = bac_fixed_requant(&r, l->code_lo, l->code_hi, in[0][j]);
        }
    }
}

void bac_op_add(const bac_net *net, const bac_layer *l, const int32_t *const *in, int32_t *out) {
    (void)net;
    for (uint32_t i = 0; i < l->n_in; i++) {
        const int32_t *mul = l->mul + (uint64_t)i * l->C, *x = in[i];
        int32_t *y = out;
        for (uint32_t t = 0; t < l->T; t++, x += l->C, y += l->C) {
            for (uint32_t c = 0; c < l->C; c++)
                y[c] = (i ? y[c] : 0) + mul[c] * x[c];
        }
    }
}

void bac_op_concat(const bac_net *net, const bac_layer *l, const int32_t *const *in, int32_t *out) {
    for (uint32_t t = 0; t < l->T; t++) {
        for (uint32_t i = 0; i < l->n_in; i++) {
            uint32_t C = net->layer[l->in[i]]->C;
            memcpy(out, in[i] + (uint64_t)t * C, C * sizeof *out);
            out += C;
        }
    }
}

/* y[c] = max(y[c], x[c]) */
static void keep_larger(int32_t *restrict y, const int32_t *restrict x, uint32_t C) {
    for (uint32_t c = 0; c < C; c++)
        y[c] = x[c] > y[c] ? x[c] : y[c];
}

/* The largest value of each channel over positions first..last of in, which are at least one. */
static void largest(const int32_t *in, uint32_t first, uint32_t last, uint32_t C, int32_t *out) {
    memcpy(out, in + (uint64_t)first * C, C * sizeof *out);
    for (uint32_t t = first + 1; t <= last; t++)
        keep_larger(out, in + (uint64_t)t * C, C);
}

void bac_op_maxpool(const bac_net *net, const bac_layer *l, const int32_t *const *in,
                    int32_t *out) {
    uint32_t T = net->layer[l->in[0]]->T;
    for (uint32_t t = 0; t < l->T; t++, out += l->C) {
        /* the window in padded positions, then clipped to the frame; t*stride < 2^22 */
        uint32_t begin = t * l->stride, end = begin + l->kernel - 1;
        uint32_t first = begin > l->pad_left ? begin - l->pad_left : 0;
        uint32_t last = end - l->pad_left; /* end >= kernel-1 >= pad_left */
        largest(in[0], first, bac_min_u32(last, T - 1), l->C, out);
    }
}

void bac_op_globalmax(const bac_net *net, const bac_layer *l, const int32_t *const *in,
                      int32_t *out) {
    largest(in[0], 0, net->layer[l->in[0]]->T - 1, l->C, out);
}

void bac_op_argmax(const bac_net *net, const bac_layer *l, const int32_t *const *in, int32_t *out) {
    uint32_t best = 0;
    for (uint32_t i = 1; i < net->layer[l->in[0]]->C; i++) {
        if (in[0][i] > in[0][best])
            best = i;
    }
    *out = (int32_t)best;
}

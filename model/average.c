/* average.c - divisors and factors of average pools and global average pools.
 *
 * The stream of such a layer holds integers: the average times the layer's divisor, in units of the
 * input's scale / divisor. An average pool that counts its padding divides every window by the
 * kernel. One that does not divides window t by the number n[t] of the frame's samples in it; its
 * divisor is the least common multiple of all n[t], and the sum of window t is multiplied by
 * divisor / n[t]. No number is rounded: the requantiser behind the average divides. */
#include "internal.h"
#include "ints.h"
#include "ops.h"

#include <stdlib.h>

uint32_t bac_window_samples(const bac_layer *l, uint32_t T, uint32_t t) {
    const uint32_t begin = t * l->stride, end = begin + l->kernel; /* padded positions, < 2^23 */
    const uint32_t first = bac_max_u32(begin, l->pad_left);
    return bac_min_u32(end, l->pad_left + T) - first;
}

uint32_t bac_average_divisor(const bac_layer *l, uint32_t T) {
    if (l->op == BAC_GLOBALAVG)
        return T;
    if (l->count_pad)
        return l->kernel;
    uint64_t divisor = 1;
    for (uint32_t t = 0; t < l->T; t++) {
        const uint32_t n = bac_window_samples(l, T, t);
        divisor *= n / bac_gcd((uint32_t)(divisor % n), n);
        if (divisor > INT32_MAX)
            return 0;
    }
    return (uint32_t)divisor;
}

/* Fills the layer's weights, which are all 1, and the windows' factors unless all are 1. */
bac_status bac_average_fill(bac_check *check) {
    bac_layer *l = check->layer;
    const uint32_t T = check->net->layer[l->in[0]]->T;
    if (l->op == BAC_GLOBALAVG)
        return BAC_OK;
    const uint64_t n = (uint64_t)l->C * l->kernel;
    l->weight = bac_alloc(n, sizeof *l->weight);
    l->factor = l->count_pad ? NULL : bac_alloc(l->T, sizeof *l->factor);
    if (!l->weight || (!l->count_pad && !l->factor))
        return bac_no_memory(check->err, l->name);
    for (uint64_t i = 0; i < n; i++)
        l->weight[i] = 1;
    bool ones = true;
    for (uint32_t t = 0; l->factor && t < l->T; t++) {
        l->factor[t] = l->divisor / bac_window_samples(l, T, t);
        ones = ones && l->factor[t] == 1;
    }
    if (ones) {
        free(l->factor);
        l->factor = NULL;
    }
    return BAC_OK;
}

void bac_average_weigh(const bac_layer *l, int32_t *out) {
    for (uint32_t t = 0; l->factor && t < l->T; t++, out += l->C)
        for (uint32_t c = 0; c < l->C; c++)
            out[c] *= (int32_t)l->factor[t];
}

void bac_op_globalavg(const bac_net *net, const bac_layer *l, const int32_t *const *in,
                      int32_t *out) {
    const int32_t *x = in[0];
    for (uint32_t c = 0; c < l->C; c++)
        out[c] = 0;
    for (uint32_t t = 0; t < net->layer[l->in[0]]->T; t++, x += l->C)
        for (uint32_t c = 0; c < l->C; c++)
            out[c] += x[c];
}

/* ops_weighted.c - convolutions and fc: sums over the weights that are not zero.
 *
 * The input is copied once into a frame with its zero padding around it, so that the window of
 * output t is the numbers from t*step on and no loop asks where the border is. Each output channel
 * has a list of (offset, weight). Validation proved every partial sum of any order to fit 32 bits.
 */
#include "ops.h"

#include <stdlib.h>
#include <string.h>

static uint64_t count_nonzero(const int32_t *w, uint64_t n) {
    uint64_t count = 0;
    for (uint64_t j = 0; j < n; j++)
        count += w[j] != 0;
    return count;
}

/* Fills the lists of entries in ascending order of offsets, so that a window is read front to
 * back. */
static void fill(const bac_layer *l, const bac_layer *x, bac_taps *taps) {
    uint32_t per_group = x->C / l->groups, out_per_group = l->C / l->groups, n = 0;
    for (uint32_t o = 0; o < l->C; o++) {
        const int32_t *w = l->weight + (uint64_t)o * per_group * l->kernel;
        uint32_t first = o / out_per_group * per_group;
        taps->first[o] = n;
        for (uint32_t k = 0; k < l->kernel; k++) {
            for (uint32_t i = 0; i < per_group; i++) {
                int32_t weight = w[(uint64_t)i * l->kernel + k];
                if (!weight)
                    continue;
                taps->offset[n] = k * x->C + first + i; /* kernel * C_in <= BAC_MAX_ELEMENTS */
                taps->weight[n++] = weight;
            }
        }
    }
    taps->first[l->C] = n;
}

bac_status bac_taps_create(const bac_layer *l, const bac_layer *x, bac_taps *taps, bac_error *err) {
    uint64_t n = (uint64_t)l->C * (x->C / l->groups) * l->kernel;
    uint64_t nonzero = count_nonzero(l->weight, n);
    *taps = (bac_taps){.step = (size_t)l->stride * x->C};
    taps->first = bac_alloc((uint64_t)l->C + 1, sizeof *taps->first);
    taps->offset = bac_alloc(nonzero, sizeof *taps->offset);
    taps->weight = bac_alloc(nonzero, sizeof *taps->weight);
    if (!taps->first || !taps->offset || !taps->weight) {
        bac_taps_free(taps);
        return bac_no_memory(err, l->name);
    }
    fill(l, x, taps);
    return BAC_OK;
}

void bac_taps_free(bac_taps *taps) {
    free(taps->first);
    free(taps->offset);
    free(taps->weight);
    *taps = (bac_taps){0};
}

/* kernel * C_in <= BAC_MAX_ELEMENTS (every group has an output channel) and pads < kernel, so
 * this is below 2^28. */
uint64_t bac_taps_scratch(const bac_layer *l, const bac_layer *x) {
    bool padded = l->pad_left || l->pad_right;
    return padded ? ((uint64_t)l->pad_left + x->T + l->pad_right) * x->C : 0;
}

static const int32_t *pad(const bac_layer *l, const bac_layer *x, const int32_t *in,
                          int32_t *scratch) {
    if (!l->pad_left && !l->pad_right)
        return in;
    size_t left = (size_t)l->pad_left * x->C, n = (size_t)x->T * x->C;
    memset(scratch, 0, left * sizeof *scratch);
    memcpy(scratch + left, in, n * sizeof *scratch);
    memset(scratch + left + n, 0, (size_t)l->pad_right * x->C * sizeof *scratch);
    return scratch;
}

void bac_op_weighted(const bac_layer *l, const bac_layer *x, const bac_taps *taps,
                     const int32_t *in, int32_t *scratch, int32_t *out) {
    in = pad(l, x, in, scratch);
    for (uint32_t t = 0; t < l->T; t++, in += taps->step) {
        uint32_t j = 0;
        for (uint32_t o = 0; o < l->C; o++) {
            int32_t sum = l->bias ? l->bias[o] : 0;
            for (uint32_t end = taps->first[o + 1]; j < end; j++)
                sum += taps->weight[j] * in[taps->offset[j]];
            *out++ = sum;
        }
    }
}

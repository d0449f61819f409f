/* ops_weighted.c - convolutions and fc: sums over the weights that are not zero.
 *
 * The input is copied once into a frame with its zero padding around it, so that the window of
 * output t is the `window` numbers from t*step on and no loop asks where the border is.
 *
 * Sparse: each output channel has a list of (offset, weight); zero weights cost nothing.
 * Dense: when at least a quarter of the weights is not zero and all numbers fit 16 bits, a window
 * is one contiguous dot product of 16-bit numbers, which compilers turn into multiply-add
 * instructions. Validation proved every partial sum of any order to fit 32 bits.
 */
#include "ops.h"

#include <stdlib.h>
#include <string.h>

enum { DENSE_SHARE = 4, DENSE_WINDOW = 16 }; /* 1/4 non-zero; shorter windows gain nothing */

static uint64_t count_nonzero(const int32_t *w, uint64_t n) {
    uint64_t count = 0;
    for (uint64_t j = 0; j < n; j++)
        count += w[j] != 0;
    return count;
}

static bool suits_dense(const bac_layer *l, const bac_layer *x, uint64_t n, uint64_t nonzero) {
    return l->groups == 1 && n / l->C >= DENSE_WINDOW && nonzero >= n / DENSE_SHARE &&
           x->lo >= INT16_MIN && x->hi <= INT16_MAX && bac_type_hi(l->weight_type) <= INT16_MAX;
}

static void fill_dense(const bac_layer *l, const bac_layer *x, int16_t *dense) {
    const int32_t *w = l->weight;
    for (uint32_t o = 0; o < l->C; o++) {
        int16_t *row = dense + (uint64_t)o * l->kernel * x->C;
        for (uint32_t i = 0; i < x->C; i++) {
            for (uint32_t k = 0; k < l->kernel; k++)
                row[(uint64_t)k * x->C + i] = (int16_t)*w++;
        }
    }
}

/* Entries in the order of their offsets: the window is then read front to back. */
static void fill_sparse(const bac_layer *l, const bac_layer *x, bac_taps *taps) {
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
    *taps = (bac_taps){.window = (size_t)l->kernel * x->C, .step = (size_t)l->stride * x->C};
    if (suits_dense(l, x, n, nonzero)) {
        taps->dense = bac_alloc(n, sizeof *taps->dense);
        if (!taps->dense)
            return bac_no_memory(err, l->name);
        fill_dense(l, x, taps->dense);
        return BAC_OK;
    }
    taps->first = bac_alloc((uint64_t)l->C + 1, sizeof *taps->first);
    taps->offset = bac_alloc(nonzero, sizeof *taps->offset);
    taps->weight = bac_alloc(nonzero, sizeof *taps->weight);
    if (!taps->first || !taps->offset || !taps->weight) {
        bac_taps_free(taps);
        return bac_no_memory(err, l->name);
    }
    fill_sparse(l, x, taps);
    return BAC_OK;
}

void bac_taps_free(bac_taps *taps) {
    free(taps->first);
    free(taps->offset);
    free(taps->weight);
    free(taps->dense);
    *taps = (bac_taps){0};
}

/* kernel * C_in <= BAC_MAX_ELEMENTS (every group has an output channel) and pads < kernel, so
 * this is below 2^28. */
static uint64_t padded_size(const bac_layer *l, const bac_layer *x) {
    return ((uint64_t)l->pad_left + x->T + l->pad_right) * x->C;
}

uint64_t bac_taps_scratch(const bac_taps *taps, const bac_layer *l, const bac_layer *x) {
    return taps->dense || l->pad_left || l->pad_right ? padded_size(l, x) : 0;
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

static void pad_narrow(const bac_layer *l, const bac_layer *x, const int32_t *in,
                       int16_t *scratch) {
    size_t left = (size_t)l->pad_left * x->C, n = (size_t)x->T * x->C;
    memset(scratch, 0, left * sizeof *scratch);
    for (size_t j = 0; j < n; j++)
        scratch[left + j] = (int16_t)in[j];
    memset(scratch + left + n, 0, (size_t)l->pad_right * x->C * sizeof *scratch);
}

static int32_t dot(const int16_t *restrict a, const int16_t *restrict b, size_t n) {
    int32_t sum = 0;
    for (size_t j = 0; j < n; j++)
        sum += a[j] * b[j];
    return sum;
}

static void run_dense(const bac_layer *l, const bac_taps *taps, const int16_t *in, int32_t *out) {
    for (uint32_t t = 0; t < l->T; t++, in += taps->step) {
        for (uint32_t o = 0; o < l->C; o++) {
            *out++ =
                (l->bias ? l->bias[o] : 0) + dot(taps->dense + o * taps->window, in, taps->window);
        }
    }
}

static void run_sparse(const bac_layer *l, const bac_taps *taps, const int32_t *in, int32_t *out) {
    for (uint32_t t = 0; t < l->T; t++, in += taps->step) {
        uint32_t j = 0;
        for (uint32_t o = 0; o < l->C; o++) {
            int32_t sum = l->bias ? l->bias[o] : 0;
            for (uint32_t end = taps->first[o + 1]; j < end; j++) {
                sum += taps->weight[j] * in[taps->offset[j]];
            }
            *out++ = sum;
        }
    }
}

void bac_op_weighted(const bac_layer *l, const bac_layer *x, const bac_taps *taps,
                     const int32_t *in, void *scratch, int32_t *out) {
    if (taps->dense) {
        pad_narrow(l, x, in, scratch);
        run_dense(l, taps, scratch, out);
    } else {
        run_sparse(l, taps, pad(l, x, in, scratch), out);
    }
}

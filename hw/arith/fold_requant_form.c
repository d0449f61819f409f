/* fold_requant_form.c - expresses the forms const, shift, even and mul as one multiply, add and
 * shift, or all forms as thresholds.
 *
 * All channels use one SHIFT: with e = SHIFT - s,  v >> s = (v << e) >> SHIFT exactly, and this
 * also holds if both sides round half to even. A layer can mix rounding down and half to even: for
 * every integer v, floor(v / 2^s) = round_half_even((2v + 1 - 2^s) / 2^(s+1)). With v = q*2^s + r,
 * 0 <= r < 2^s, the right side rounds q + (2r + 1 - 2^s)/2^(s+1), and the fraction lies in [-1/2 +
 * 2^-(s+1), 1/2 - 2^-(s+1)]: inside (-1/2, 1/2), so it rounds to q and never ties.
 */
#include "fold_requant_form.h"
#include "ints.h"

#include <stdlib.h>

/* Bits of v in two's complement. */
static uint32_t bits_of(int64_t v) {
    return bac_bits_of(v, v, true);
}

/* ---- linear */

/* mul, add and shift of one channel; shift 0 and mul 0: a constant. */
static bool channel_linear(const bac_requant *r, bool even, bac_fold_requant_channel *ch,
                           uint32_t *shift) {
    *shift = r->form == BAC_FORM_CONST ? 0 : r->shift;
    ch->mul = r->form == BAC_FORM_CONST ? 0 : r->form == BAC_FORM_MUL ? r->mul : 1;
    ch->add = r->add;
    if (!even || r->form == BAC_FORM_EVEN || r->form == BAC_FORM_CONST)
        return true;
    int64_t twice;
    if (*shift > 61 || __builtin_mul_overflow(ch->add, 2, &twice) ||
        __builtin_add_overflow(twice, 1 - ((int64_t)1 << *shift), &ch->add))
        return false;
    ch->mul *= 2;
    ++*shift;
    return true;
}

/* Widths of one channel's numbers; false: more than 64 bits. */
static bool channel_widths(const bac_fold_requant_channel *ch, const int32_t x[2],
                           bac_fold_requant_form *out) {
    out->mb = bac_max_u32(out->mb, bits_of(ch->mul));
    out->ab = bac_max_u32(out->ab, bits_of(ch->add));
    for (unsigned end = 0; end < 2; end++) {
        int64_t v;
        if (__builtin_mul_overflow((int64_t)x[end], ch->mul, &v) ||
            __builtin_add_overflow(v, ch->add, &v))
            return false;
        out->vw = bac_max_u32(out->vw, bits_of(v));
        out->xw = bac_max_u32(out->xw, bits_of(v) + ch->extra);
    }
    return out->xw <= 64;
}

static bool form_linear(const bac_requant *r, const int32_t *x_lo, const int32_t *x_hi,
                        bac_fold_requant_form *out) {
    uint32_t n = out->n_channels;
    uint32_t shift;
    out->even = 0;
    for (uint32_t c = 0; c < n; c++)
        out->even |= r[c].form == BAC_FORM_EVEN;
    for (uint32_t c = 0; c < n; c++) {
        if (r[c].form == BAC_FORM_THRESHOLD ||
            !channel_linear(&r[c], out->even != 0, &out->channel[c], &shift))
            return false;
        out->shift = bac_max_u32(out->shift, shift);
    }
    out->shift = bac_max_u32(out->shift, out->even);
    uint32_t extra = 0;
    for (uint32_t c = 0; c < n; c++) {
        bac_fold_requant_channel *ch = &out->channel[c];
        channel_linear(&r[c], out->even != 0, ch, &shift);
        if (r[c].form == BAC_FORM_CONST) { /* so that the hardware's shift restores the constant */
            if (out->shift > 62 ||
                __builtin_mul_overflow(ch->add, (int64_t)1 << out->shift, &ch->add))
                return false;
        } else {
            ch->extra = out->shift - shift;
        }
        extra = bac_max_u32(extra, ch->extra);
        if (!channel_widths(ch, (const int32_t[2]){x_lo[c], x_hi[c]}, out))
            return false;
    }
    out->eb = bac_bit_length(extra);
    out->xw = bac_max_u32(bac_max_u32(out->xw, out->vw), out->shift + 1);
    return true;
}

/* ---- thresholds */

/* The smallest x in [lo, hi] whose code differs from that of lo by at least `steps`. The code of hi
 * must do so. */
static int32_t first_beyond(const bac_requant *r, const int32_t code[2], const int32_t x[2],
                            int32_t steps) {
    int64_t lo = x[0], hi = x[1];
    int32_t start = bac_requant_apply(r, code[0], code[1], x[0]);
    while (lo < hi) {
        int64_t middle = lo + (hi - lo) / 2;
        int32_t y = bac_requant_apply(r, code[0], code[1], (int32_t)middle);
        if (abs(y - start) >= steps)
            hi = middle;
        else
            lo = middle + 1;
    }
    return (int32_t)lo;
}

/* Thresholds of a channel of any form. The code is a monotone function of x, so once it has moved a
 * number of steps away from its first value it never comes back. */
static bool channel_thresholds(const bac_requant *r, const int32_t code[2], const int32_t x[2],
                               bac_fold_requant_channel *ch) {
    int32_t first = bac_requant_apply(r, code[0], code[1], x[0]);
    int32_t last = bac_requant_apply(r, code[0], code[1], x[1]);
    *ch = (bac_fold_requant_channel){.add = first, .minus = last < first};
    ch->n_thresholds = (uint32_t)abs(last - first);
    ch->threshold = malloc((ch->n_thresholds + 1) * sizeof *ch->threshold);
    if (ch->threshold == NULL)
        return false;
    for (uint32_t i = 0; i < ch->n_thresholds; i++)
        ch->threshold[i] = first_beyond(r, code, x, (int32_t)i + 1);
    return true;
}

static bool form_thresholds(const bac_requant *r, const int32_t *x_lo, const int32_t *x_hi,
                            const int32_t code[2], bac_fold_requant_form *out) {
    uint32_t largest = 1;
    out->threshold = 1;
    for (uint32_t c = 0; c < out->n_channels; c++) {
        if (!channel_thresholds(&r[c], code, (const int32_t[2]){x_lo[c], x_hi[c]},
                                &out->channel[c]))
            return false;
        largest = bac_max_u32(largest, out->channel[c].n_thresholds);
    }
    out->bits = bac_bit_length(largest);
    return true;
}

bool bac_fold_requant_threshold(const bac_fold_requant_form *l, uint32_t channel, uint32_t stage,
                                uint32_t j, int32_t *threshold) {
    const bac_fold_requant_channel *ch = &l->channel[channel];
    uint64_t step = (uint64_t)1 << (l->bits - 1 - stage);
    uint64_t i = j * 2 * step + step - 1;
    if (i >= ch->n_thresholds)
        return false;
    *threshold = ch->threshold[i];
    return true;
}

/* ---- both */

bac_status bac_fold_requant_form_of(const bac_requant *r, uint32_t n, const int32_t *x_lo,
                                    const int32_t *x_hi, int32_t code_lo, int32_t code_hi,
                                    bac_fold_requant_form *out, bac_error *err) {
    *out = (bac_fold_requant_form){.n_channels = n};
    out->channel = calloc(n, sizeof *out->channel);
    if (out->channel == NULL)
        return bac_fail(err, BAC_ERR_MEMORY, "requantiser", "out of memory");
    if (form_linear(r, x_lo, x_hi, out))
        return BAC_OK;
    *out = (bac_fold_requant_form){.n_channels = n, .channel = out->channel};
    if (form_thresholds(r, x_lo, x_hi, (const int32_t[2]){code_lo, code_hi}, out))
        return BAC_OK;
    bac_fold_requant_form_free(out);
    return bac_fail(err, BAC_ERR_MEMORY, "requantiser", "out of memory");
}

void bac_fold_requant_form_free(bac_fold_requant_form *l) {
    for (uint32_t c = 0; l->channel && c < l->n_channels; c++)
        free(l->channel[c].threshold);
    free(l->channel);
    *l = (bac_fold_requant_form){0};
}

/* form.c - see form.h. It is enough to check the ends of a range, because all forms are
 * monotone. */
#include "form.h"

#include "../fixed.h"
#include "../ints.h"
#include "fit.h"

enum { COUNT_MOST = 64 }; /* thresholds that are compared one after the other */

static bool fits(int64_t lo, int64_t hi, int bits) {
    const int64_t most = ((int64_t)1 << (bits - 1)) - 1;
    return lo >= -most - 1 && hi <= most;
}

/* Chooses for (x + add) >> shift, rounded down or half to even. lo..hi: range of x + add. */
static void choose_shift(const bac_requant *r, int64_t lo, int64_t hi, bool narrow, bac_job *j) {
    const bool even = r->form == BAC_FORM_EVEN;
    /* the largest number that is added to x + add before the shift */
    const int64_t half = !even ? 0 : r->shift <= 31 ? (int64_t)1 << (r->shift - 1) : INT32_MAX;
    if (narrow && !j->wide && fits(lo, hi + half, 16) && !(even && r->shift > 15)) {
        j->finish = even ? BAC_EVEN_16 : BAC_SHIFT_16;
        j->shift = (uint8_t)bac_min_u32(r->shift, 15);
        j->start = (int32_t)((uint32_t)j->start + (uint32_t)r->add);
        j->lo = bac_max_i32(j->lo, INT16_MIN);
        j->hi = bac_min_i32(j->hi, INT16_MAX);
    } else if (fits(lo, hi + half, 32)) {
        j->shift = (uint8_t)bac_min_u32(r->shift, 31);
        j->finish = even ? BAC_EVEN_32 : narrow ? BAC_MUL_32 : BAC_SHIFT_32;
        j->mul = 1;
        j->add = narrow ? r->add : 0;
        if (!narrow)
            j->start = (int32_t)((uint32_t)j->start + (uint32_t)r->add);
    }
}

/* Chooses the width of products, the cheapest first: 16, 32 or 64 bits. lo..hi: range of x. */
static void choose_mul(const bac_requant *r, int32_t lo, int32_t hi, bool narrow, bac_job *j) {
    const int64_t a = bac_fixed_sum((int64_t)lo * r->mul, r->add);
    const int64_t b = bac_fixed_sum((int64_t)hi * r->mul, r->add);
    const int64_t least = bac_min_i64(a, b), most = bac_max_i64(a, b);
    bac_fit fit;
    j->mul = r->mul;
    j->add = r->add;
    j->shift = r->shift;
    if (narrow && !j->wide && bac_fit_mul(r, j->lo, j->hi, lo, hi, INT16_MAX, &fit)) {
        j->finish = BAC_MUL_16;
        j->lo = bac_max_i32(j->lo, INT16_MIN);
        j->hi = bac_min_i32(j->hi, INT16_MAX);
    } else if (fits(least, most, 32)) {
        j->finish = BAC_MUL_32;
        j->shift = (uint8_t)bac_min_u32(r->shift, 31);
        return;
    } else if (bac_fit_mul(r, j->lo, j->hi, lo, hi, INT32_MAX, &fit)) {
        j->finish = BAC_MUL_32;
    } else {
        if (fits(least, most, 63) &&
            fits(bac_fixed_shift(least, r->shift), bac_fixed_shift(most, r->shift), 32))
            j->finish = BAC_MUL_64;
        return;
    }
    j->mul = fit.mul;
    j->add = fit.add;
    j->shift = fit.shift;
}

void bac_form_choose(const bac_layer *q, uint32_t c, int32_t lo, int32_t hi, bool narrow,
                     bac_job *j) {
    if (!q) {
        j->finish = narrow ? BAC_KEEP_16 : BAC_KEEP_32;
        return;
    }
    const bac_requant *r = &q->requant[c];
    j->finish = BAC_FINISH_SCALAR;
    j->requant = r;
    j->lo = q->code_lo;
    j->hi = q->code_hi;
    if (r->form == BAC_FORM_SHIFT || (r->form == BAC_FORM_EVEN && r->shift <= 31)) {
        choose_shift(r, bac_fixed_sum(lo, r->add), bac_fixed_sum(hi, r->add), narrow, j);
    } else if (r->form == BAC_FORM_MUL) {
        choose_mul(r, lo, hi, narrow, j);
    } else if (r->form == BAC_FORM_THRESHOLD && r->n_thresholds <= COUNT_MOST) {
        j->finish = narrow && !j->wide ? BAC_COUNT_16 : BAC_COUNT_32;
    }
}

/* requant_fit.c - searches for shift, half-even shift and multiply-shift forms.
 *
 * Let the step function have code a on the integers p..q. For (x*M + B) >> S with M > 0 to
 * agree there it is enough, and necessary, that
 *     p*M + B >= a*2^S             (x = p gives at least a), unless a is the lowest code
 *     q*M + B <= (a+1)*2^S - 1     (x = q gives at most a),  unless a is the highest
 * where "unless" holds because the clamp gives the codes at the ends. For given S these are
 * lower and upper bounds of B that are linear in M, so the feasible M form an interval. It is
 * found by cutting planes: at any M the largest lower bound and the smallest upper bound
 * either admit a B, or the pair of constraints behind them excludes all M on one side.
 * A falling function is a rising one of -x. */
#include "requant_fit.h"

#include "ints.h"

#include <stdlib.h>
#include <string.h>

typedef struct bac_segment {
    int64_t p, q, a;
} bac_segment;

typedef struct bac_fit {
    bac_segment *segment; /* rising codes */
    uint32_t n;
    int64_t code_lo, code_hi;
} bac_fit;

/* The binding pair at one M: indices of the constraints and the bounds of B. */
typedef struct bac_bounds {
    int64_t lower, upper;
    uint32_t i_lower, i_upper;
} bac_bounds;

static bac_bounds bounds_at(const bac_fit *f, int64_t m, int s) {
    bac_bounds b = {.lower = INT64_MIN, .upper = INT64_MAX, .i_lower = 0, .i_upper = 0};
    for (uint32_t i = 0; i < f->n; i++) {
        const bac_segment *g = &f->segment[i];
        int64_t one = (int64_t)1 << s;
        if (g->a > f->code_lo && g->a * one - g->p * m > b.lower) {
            b.lower = g->a * one - g->p * m;
            b.i_lower = i;
        }
        if (g->a < f->code_hi && (g->a + 1) * one - 1 - g->q * m < b.upper) {
            b.upper = (g->a + 1) * one - 1 - g->q * m;
            b.i_upper = i;
        }
    }
    return b;
}

static int64_t floor_div(int64_t a, int64_t b) {
    int64_t q = a / b;
    return q * b > a ? q - 1 : q;
}

/* Moves one end of [*lo, *hi] inwards until it is feasible; false when nothing is left. The
 * violated pair demands (q - p)*M <= (a_q + 1 - a_p)*2^S - 1. */
static bool cut(const bac_fit *f, int s, bool from_above, int64_t *lo, int64_t *hi) {
    while (*lo <= *hi) {
        int64_t m = from_above ? *hi : *lo;
        bac_bounds b = bounds_at(f, m, s);
        if (b.lower <= b.upper)
            return true;
        const bac_segment *low = &f->segment[b.i_lower], *up = &f->segment[b.i_upper];
        int64_t span = up->q - low->p;
        int64_t room = (up->a + 1 - low->a) * ((int64_t)1 << s) - 1;
        if (span > 0) {
            int64_t limit = floor_div(room, span); /* M <= limit < m */
            *hi = bac_min_i64(limit, *hi);
            if (!from_above)
                return false; /* everything from *lo upwards is excluded */
        } else if (span < 0) {
            int64_t limit = -floor_div(room, -span); /* M >= limit > m */
            *lo = bac_max_i64(limit, *lo);
            if (from_above)
                return false;
        } else {
            return false;
        }
    }
    return false;
}

static int csd_digits(int64_t m) {
    return __builtin_popcountll((uint64_t)m ^ (uint64_t)(3 * m));
}

/* The M of the interval with the fewest signed digits, the smallest of those. A wide interval
 * is searched on a grid: rounding to the grid only drops digits. */
static int64_t best_multiplier(int64_t lo, int64_t hi) {
    int64_t step = 1;
    while ((hi - lo) / step > 4096)
        step *= 2;
    int64_t best = lo;
    int digits = csd_digits(lo);
    for (int64_t m = (lo + step - 1) / step * step; m <= hi; m += step)
        if (csd_digits(m) < digits) {
            digits = csd_digits(m);
            best = m;
        }
    return best;
}

/* The number of [lo, hi] with the most trailing zeros: the cheapest constant to add. */
static int64_t best_addend(int64_t lo, int64_t hi) {
    if (lo <= 0 && hi >= 0)
        return 0;
    int64_t best = lo;
    for (int k = 1; k < 62; k++) {
        int64_t unit = (int64_t)1 << k;
        int64_t up = -floor_div(-lo, unit) * unit;
        if (up > hi)
            break;
        best = up;
    }
    return best;
}

/* Stores the form with this shift if an addend exists. */
static bool take(bac_requant *r, bac_form form, int64_t m, int s, bac_bounds b) {
    if (b.lower > b.upper)
        return false;
    r->form = form;
    r->mul = (int32_t)m;
    r->shift = (uint8_t)s;
    r->add = best_addend(b.lower, b.upper);
    return true;
}

static bool fit_shift(const bac_fit *f, bac_requant *r) {
    for (int s = 0; s < 32; s++)
        if (take(r, BAC_FORM_SHIFT, 0, s, bounds_at(f, 1, s)))
            return true;
    return false;
}

/* Round half to even: x + A may touch the tie below a only when a is even, likewise above. */
static bool fit_even(const bac_fit *f, bac_requant *r) {
    for (int s = 1; s < 32; s++) {
        int64_t one = (int64_t)1 << s;
        bac_bounds b = {.lower = INT64_MIN, .upper = INT64_MAX};
        for (uint32_t i = 0; i < f->n; i++) {
            const bac_segment *g = &f->segment[i];
            int64_t odd = g->a & 1;
            int64_t low = g->a * one - one / 2 + odd - g->p;
            int64_t up = g->a * one + one / 2 - odd - g->q;
            if (g->a > f->code_lo)
                b.lower = bac_max_i64(b.lower, low);
            if (g->a < f->code_hi)
                b.upper = bac_min_i64(b.upper, up);
        }
        if (take(r, BAC_FORM_EVEN, 0, s, b))
            return true;
    }
    return false;
}

/* (a+1)*2^S is kept below 2^57; with x*M below 2^61 every sum above fits 64 bits. */
static int shift_limit(const bac_fit *f) {
    int64_t top = bac_max_i64(f->code_hi, -f->code_lo);
    int s = 56;
    while (s > 0 && (top + 1) >> (57 - s))
        s--;
    return s;
}

static bool fit_mul(const bac_fit *f, bac_requant *r) {
    int64_t top = ((int64_t)1 << (BAC_FIT_MUL_BITS - 1)) - 1;
    for (int s = 0; s <= shift_limit(f); s++) {
        int64_t lo = 1, hi = top;
        if (!cut(f, s, true, &lo, &hi) || !cut(f, s, false, &lo, &hi))
            continue;
        int64_t m = best_multiplier(lo, hi);
        if (take(r, BAC_FORM_MUL, m, s, bounds_at(f, m, s)))
            return true;
    }
    return false;
}

static bac_status fit_threshold(const bac_steps *s, bac_requant *r) {
    uint64_t count = 0;
    for (uint32_t i = 0; i < s->n; i++)
        count += (uint64_t)llabs((long long)s->code[i + 1] - s->code[i]);
    if (count > BAC_STEPS_MAX)
        return BAC_ERR_INPUT;
    r->form = BAC_FORM_THRESHOLD;
    r->decreasing = s->n && s->code[1] < s->code[0];
    r->add = s->code[0];
    r->n_thresholds = (uint32_t)count;
    r->threshold = malloc((count + 1) * sizeof *r->threshold);
    if (!r->threshold)
        return BAC_ERR_MEMORY;
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->n; i++)
        for (long long k = llabs((long long)s->code[i + 1] - s->code[i]); k > 0; k--)
            r->threshold[n++] = s->at[i];
    return BAC_OK;
}

/* Segments in rising order of code: a falling function is mirrored to -x. */
static bool make_segments(const bac_steps *s, bac_fit *f) {
    f->n = s->n + 1;
    f->segment = malloc(f->n * sizeof *f->segment);
    if (!f->segment)
        return false;
    bool falling = s->n && s->code[1] < s->code[0];
    for (uint32_t i = 0; i < f->n; i++) {
        int64_t p = i == 0 ? s->lo : s->at[i - 1];
        int64_t q = i == s->n ? s->hi : s->at[i] - 1;
        bac_segment g = {falling ? -q : p, falling ? -p : q, s->code[i]};
        f->segment[falling ? s->n - i : i] = g;
    }
    return true;
}

bool bac_requant_equals(const bac_requant *r, const bac_steps *s, int32_t code_lo,
                        int32_t code_hi) {
    for (uint32_t i = 0; i <= s->n; i++) {
        int32_t p = i == 0 ? s->lo : s->at[i - 1];
        int32_t q = i == s->n ? s->hi : s->at[i] - 1;
        if (bac_requant_apply(r, code_lo, code_hi, p) != s->code[i] ||
            bac_requant_apply(r, code_lo, code_hi, q) != s->code[i])
            return false;
    }
    return true;
}

bac_status bac_requant_fit(const bac_steps *s, int32_t code_lo, int32_t code_hi, bac_requant *r) {
    memset(r, 0, sizeof *r);
    if (s->n == 0) {
        r->form = BAC_FORM_CONST;
        r->add = s->code[0];
        return bac_requant_equals(r, s, code_lo, code_hi) ? BAC_OK : BAC_ERR_INPUT;
    }
    bac_fit f = {.code_lo = code_lo, .code_hi = code_hi};
    if (!make_segments(s, &f))
        return BAC_ERR_MEMORY;
    bool falling = s->code[1] < s->code[0];
    bool found = !falling && (fit_shift(&f, r) || fit_even(&f, r));
    if (!found)
        found = fit_mul(&f, r);
    if (found && falling)
        r->mul = -r->mul;
    free(f.segment);
    if (found && bac_requant_equals(r, s, code_lo, code_hi))
        return BAC_OK;
    memset(r, 0, sizeof *r);
    bac_status status = fit_threshold(s, r);
    if (!status && !bac_requant_equals(r, s, code_lo, code_hi))
        status = BAC_ERR_INPUT;
    return status;
}

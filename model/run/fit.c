/* fit.c - see fit.h.
 *
 * A monotone function to few codes is determined by its steps: for each code k there are
 * neighbouring numbers `in`, whose code is at least k, and `out`, whose code is smaller. A
 * function (x*m + a) >> s steps in the same place exactly if in*m + a >= k*2^s > out*m + a. For
 * given m and s each k allows an interval of a; the function exists if all intervals have a
 * number in common. */
#include "fit.h"

#include "../fixed.h"
#include "../ints.h"

#include <math.h>

enum { STEPS_MOST = 1023, TRIES = 8 };

typedef struct steps {
    const bac_requant *r;
    int32_t lo, hi; /* of x */
    int32_t code_lo, code_hi;
    int64_t first, last;       /* the codes at the ends of the range, first <= last, clamped */
    int32_t at_first, at_last; /* lo and hi, or hi and lo where the function falls */
} steps;

static int64_t value(const bac_requant *r, int64_t x) {
    return bac_fixed_shift(bac_fixed_sum(x * r->mul, r->add), r->shift);
}

/* The first x, from the end of the smaller codes, whose code is at least k: an estimate, then
 * corrected exactly. */
static int64_t reaches(const steps *s, int64_t k) {
    const int64_t up = s->r->mul > 0 ? 1 : -1;
    const double estimate = (ldexp((double)k, s->r->shift) - (double)s->r->add) / s->r->mul;
    int64_t x = estimate <= s->lo ? s->lo : estimate >= s->hi ? s->hi : (int64_t)estimate;
    while (value(s->r, x) < k)
        x += up;
    while (value(s->r, x - up) >= k)
        x -= up;
    return x;
}

typedef struct interval {
    int64_t lo, hi;
} interval;

static void at_least(interval *a, int64_t k, int64_t x, const bac_fit *f) {
    a->lo = bac_max_i64(a->lo, k * ((int64_t)1 << f->shift) - x * f->mul);
}

static void below(interval *a, int64_t k, int64_t x, const bac_fit *f) {
    a->hi = bac_min_i64(a->hi, k * ((int64_t)1 << f->shift) - x * f->mul - 1);
}

/* True when an addend exists for f->mul and f->shift, which it stores in f->add. in[i]: the step to
 * code first + 1 + i. */
static bool try_fit(const steps *s, const int32_t *in, bac_fit *f) {
    const int64_t up = s->r->mul > 0 ? 1 : -1;
    const int64_t p = (int64_t)s->lo * f->mul, q = (int64_t)s->hi * f->mul;
    interval a = {INT32_MIN - bac_min_i64(bac_min_i64(p, q), 0),
                  INT32_MAX - bac_max_i64(bac_max_i64(p, q), 0)};
    if (s->first > s->code_lo) /* the ends are not clamped */
        at_least(&a, s->first, s->at_first, f);
    if (s->last < s->code_hi)
        below(&a, s->last + 1, s->at_last, f);
    for (int64_t k = s->first + 1; k <= s->last && a.lo <= a.hi; k++) {
        const int64_t x = in[k - s->first - 1];
        at_least(&a, k, x, f);
        below(&a, k, x - up, f);
    }
    if (a.lo > a.hi)
        return false;
    f->add = (int32_t)(a.lo + (a.hi - a.lo) / 2);
    return true;
}

/* Tries the largest m first, because each bit less halves the precision. */
static bool search(const steps *s, const int32_t *in, int32_t most, bac_fit *f) {
    const double mul = s->r->mul;
    int shift = 31;
    while (shift > 0 && fabs(ldexp(mul, shift - s->r->shift)) + 1 > most)
        shift--;
    for (int i = 0; i < TRIES && shift >= 0; i++, shift--) {
        const double m = ldexp(mul, shift - s->r->shift);
        if (fabs(m) + 1 > most)
            return false;
        f->shift = (uint8_t)shift;
        for (int side = 0; side < 3; side++) {
            f->mul = (int32_t)lround(m) + (side == 2 ? -1 : side);
            if (try_fit(s, in, f))
                return true;
        }
    }
    return false;
}

bool bac_fit_mul(const bac_requant *r, int32_t code_lo, int32_t code_hi, int32_t lo, int32_t hi,
                 int32_t most, bac_fit *fit) {
    int32_t in[STEPS_MOST];
    if (r->mul == 0)
        return false;
    const bool rises = r->mul > 0;
    steps s = {r, lo, hi, code_lo, code_hi, 0, 0, rises ? lo : hi, rises ? hi : lo};
    s.first = bac_fixed_clamp(value(r, s.at_first), code_lo, code_hi);
    s.last = bac_fixed_clamp(value(r, s.at_last), code_lo, code_hi);
    if (s.last - s.first > STEPS_MOST)
        return false;
    for (int64_t k = s.first + 1; k <= s.last; k++)
        in[k - s.first - 1] = (int32_t)reaches(&s, k);
    return search(&s, in, most, fit);
}

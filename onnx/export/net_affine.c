/* net_affine.c - a requantiser's step function as a line that is rounded to nearest.
 *
 * Let f rise (a falling f is a rising function of -x) and let a be a code above its first. If p is
 * the least x with f(x) >= a, then rounding k*x + b gives f if, for every such a,
 *     k*p + b > a - 1/2        and        k*(p - 1) + b < a - 1/2,
 * except at the ends of the range, where the clip gives the code. For given k these are an open
 * interval of b, computed exactly in integers. The inequalities are strict, so no tie occurs and
 * all modes of rounding to nearest are equal. */
#include "net_emit.h"

#include <math.h>
#include <stdlib.h>

__extension__ typedef __int128 wide;

enum { MAX_FRACTION = 70, FLOAT_BITS = 24, NARROWINGS = 100 };

/* mirrored: x stands for -x, which makes a falling function rise. */
typedef struct step_function {
    const bac_requant *r;
    int32_t code_lo, code_hi, lo, hi;
    bool mirrored;
} step_function;

/* A step: from p on codes are at least a. At an end of the range one of the two inequalities can be
 * absent. */
typedef struct step {
    int64_t p;
    int32_t a;
    bool above, below; /* k*p + b > a - 1/2; k*(p - 1) + b < a - 1/2 */
} step;

typedef struct steps {
    step *at;
    uint32_t n;
} steps;

static int32_t value(const step_function *f, int64_t x) {
    return bac_requant_apply(f->r, f->code_lo, f->code_hi, (int32_t)(f->mirrored ? -x : x));
}

/* The least x of the range with f(x) >= a; f(hi) >= a. */
static int64_t first_at_least(const step_function *f, int32_t a) {
    int64_t below = (int64_t)f->lo - 1, at = f->hi;
    while (at - below > 1) {
        int64_t middle = below + (at - below) / 2;
        if (value(f, middle) >= a)
            at = middle;
        else
            below = middle;
    }
    return at;
}

/* Finds the steps inside the range, and those at its ends that the clip does not provide. */
static bool find_steps(const step_function *f, steps *s) {
    int32_t first = value(f, f->lo), last = value(f, f->hi);
    s->at = malloc(((size_t)(last - first) + 2) * sizeof *s->at);
    s->n = 0;
    if (!s->at)
        return false;
    if (first > f->code_lo)
        s->at[s->n++] = (step){f->lo, first, true, false};
    for (int32_t a = first + 1; a <= last; a++)
        s->at[s->n++] = (step){first_at_least(f, a), a, true, true};
    if (last < f->code_hi)
        s->at[s->n++] = (step){(int64_t)f->hi + 1, last + 1, false, true};
    return true;
}

/* k = m * 2^-fraction, m an integer; false when that needs too many bits. The fraction has a bit
 * more than k and a - 1/2 need: the middle of an interval is then among its multiples. */
static bool split(float k, int64_t *m, int *fraction) {
    int exponent = 0;
    float part = frexpf(k, &exponent);
    *m = (int64_t)ldexpf(part, FLOAT_BITS) * 2;
    *fraction = FLOAT_BITS - exponent + 1;
    while (*fraction < 2) {
        if (*m > INT32_MAX)
            return false;
        *m *= 2;
        ++*fraction;
    }
    return *fraction <= MAX_FRACTION;
}

/* The b with the fewest bits in the open interval (lower, upper), in units of 2^-fraction. */
static bool simplest(wide lower, wide upper, int fraction, float *b) {
    if (upper - lower < 2)
        return false;
    int shift = 0;
    wide best = lower + 1;
    for (int s = 1; s < NARROWINGS; s++) {
        wide n = (lower >> s) + 1; /* the first multiple of 2^s above lower */
        if (n * ((wide)1 << s) >= upper)
            break;
        best = n;
        shift = s;
    }
    if (lower < 0 && upper > 0)
        best = 0;
    *b = (float)ldexp((double)best, shift - fraction);
    return best < ((wide)1 << FLOAT_BITS) && best > -((wide)1 << FLOAT_BITS);
}

/* Finds a b for this k, exactly; false: there is none. */
static bool offset_for(const steps *s, float k, float *b) {
    int64_t m = 0;
    int fraction = 0;
    if (!(k >= 0x1p-40f && k <= 0x1p20f) || !split(k, &m, &fraction))
        return false;
    wide one = (wide)1 << fraction, lower = -(one << 40), upper = one << 40;
    for (uint32_t i = 0; i < s->n; i++) {
        const step *t = &s->at[i];
        wide half = t->a * one - one / 2;
        if (t->above && half - (wide)m * t->p > lower)
            lower = half - (wide)m * t->p;
        if (t->below && half - (wide)m * (t->p - 1) < upper)
            upper = half - (wide)m * (t->p - 1);
    }
    return simplest(lower, upper, fraction, b);
}

/* Width of the interval of b for this k, computed in doubles. */
static double room(const steps *s, double k) {
    double lower = -0x1p40, upper = 0x1p40;
    for (uint32_t i = 0; i < s->n; i++) {
        const step *t = &s->at[i];
        if (t->above)
            lower = fmax(lower, t->a - 0.5 - k * (double)t->p);
        if (t->below)
            upper = fmin(upper, t->a - 0.5 - k * (double)(t->p - 1));
    }
    return upper - lower;
}

/* The k near `slope` with the widest interval, which is a concave function of k. */
static double widest(const steps *s, double slope) {
    double low = slope * 0.5, high = slope * 2;
    for (int i = 0; i < NARROWINGS; i++) {
        double a = low + (high - low) / 3, b = high - (high - low) / 3;
        if (room(s, a) < room(s, b))
            low = a;
        else
            high = b;
    }
    return (low + high) / 2;
}

/* A slope to try: the form's own, or that of a line through the outer steps. */
static double slope_of(const step_function *f, const steps *s) {
    const bac_requant *r = f->r;
    if (r->form == BAC_FORM_SHIFT)
        return ldexp(1, -r->shift);
    if (r->form == BAC_FORM_MUL)
        return ldexp(fabs((double)r->mul), -r->shift);
    const step *first = &s->at[0], *last = &s->at[s->n - 1];
    return s->n > 1 && last->p > first->p
               ? (double)(last->a - first->a) / (double)(last->p - first->p)
               : 1;
}

bac_status bac_net_affine(const bac_requant *r, int32_t code_lo, int32_t code_hi, int32_t lo,
                          int32_t hi, float *k, float *b) {
    int32_t at_lo = bac_requant_apply(r, code_lo, code_hi, lo);
    int32_t at_hi = bac_requant_apply(r, code_lo, code_hi, hi);
    *k = 0;
    *b = (float)at_lo;
    if (at_lo == at_hi)
        return BAC_OK;
    if (r->form == BAC_FORM_EVEN) { /* the definition of Quant, ties and all */
        *k = ldexpf(1, -r->shift);
        *b = (float)ldexp((double)r->add, -r->shift);
        return (double)*b == ldexp((double)r->add, -r->shift) ? BAC_OK : BAC_ERR_INPUT;
    }
    step_function f = {r, code_lo, code_hi, lo, hi, at_lo > at_hi};
    if (f.mirrored) {
        f.lo = -hi;
        f.hi = -lo;
    }
    steps s = {0};
    if (!find_steps(&f, &s))
        return BAC_ERR_MEMORY;
    double slope = slope_of(&f, &s);
    *k = (float)slope;
    bool found = offset_for(&s, *k, b);
    if (!found) {
        *k = (float)widest(&s, slope);
        found = offset_for(&s, *k, b);
    }
    free(s.at);
    *k = f.mirrored ? -*k : *k;
    return found ? BAC_OK : BAC_ERR_INPUT;
}

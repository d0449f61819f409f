/* Whatever form is fitted equals the step function at every integer of its range. */
#include "requant_fit.h"
#include "support.h"

#include <criterion/criterion.h>
#include <stdlib.h>

TestSuite(import_fit, .timeout = 120);

static uint64_t state;

static uint32_t draw(uint32_t n) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state * 2685821657736338717u) >> 33) % n;
}

static int32_t code_of(const bac_steps *s, int32_t x) {
    uint32_t i = 0;
    while (i < s->n && x >= s->at[i])
        i++;
    return s->code[i];
}

static void check(const bac_steps *s, int32_t lo, int32_t hi, bac_requant *r) {
    cr_assert(bac_requant_fit(s, lo, hi, r) == BAC_OK);
    for (int32_t x = s->lo; x <= s->hi; x++)
        cr_assert(bac_requant_apply(r, lo, hi, x) == code_of(s, x), "form %s at %d",
                  bac_form_name(r->form), x);
    cr_assert(r->form != BAC_FORM_THRESHOLD || (r->mul == 0 && r->shift == 0),
              "thresholds have neither multiplier nor shift");
}

/* Any strictly monotone steps, regular or not */
static void random_steps(bac_steps *s, int32_t lo, int32_t hi, int32_t top, bool falling,
                         bool regular) {
    s->lo = lo;
    s->hi = hi;
    s->n = 0;
    s->at = malloc(64 * sizeof *s->at);
    s->code = malloc(65 * sizeof *s->code);
    int32_t code = falling ? top : 0, gap = (hi - lo) / (top + 2);
    s->code[0] = code;
    int32_t x = lo + 1 + (int32_t)draw((uint32_t)gap + 1);
    while (x <= hi && s->n < 64) {
        code += falling ? -1 : 1;
        if (!regular && draw(5) == 0)
            code += falling ? -1 : 1;
        if (code < 0 || code > top)
            break;
        s->at[s->n] = x;
        s->code[++s->n] = code;
        x += regular ? gap : 1 + (int32_t)draw(2 * (uint32_t)gap + 1);
    }
}

Test(import_fit, any_monotone_steps_in_any_direction) {
    state = test_seed(3);
    for (int n = 0; n < 400; n++) {
        bac_steps s;
        bac_requant r;
        random_steps(&s, -(int32_t)draw(3000) - 10, (int32_t)draw(3000) + 10, 1 + (int32_t)draw(40),
                     n & 1, n & 2);
        check(&s, 0, 63, &r);
        free(r.threshold);
        bac_steps_free(&s);
    }
}

static bac_form form_of(int32_t lo, int32_t hi, int32_t code_lo, int32_t code_hi,
                        int32_t (*f)(int32_t), bac_requant *r) {
    bac_steps s = {.lo = lo, .hi = hi};
    s.at = malloc((size_t)(hi - lo + 1) * sizeof *s.at);
    s.code = malloc((size_t)(hi - lo + 2) * sizeof *s.code);
    s.code[0] = f(lo);
    for (int32_t x = lo + 1; x <= hi; x++)
        if (f(x) != s.code[s.n]) {
            s.at[s.n] = x;
            s.code[++s.n] = f(x);
        }
    check(&s, code_lo, code_hi, r);
    bac_steps_free(&s);
    free(r->threshold);
    return r->form;
}

static int32_t clamp(int32_t v, int32_t lo, int32_t hi) {
    return v < lo ? lo : v > hi ? hi : v;
}
static int32_t seven(int32_t x) {
    return 7 + 0 * x;
}
static int32_t shifted(int32_t x) {
    return clamp((x + 40) >> 3, 0, 15);
}
static int32_t half_even(int32_t x) { /* x/2 */
    int32_t q = x >> 1;
    return clamp(x & 1 ? q + (q & 1) : q, 0, 31);
}
static int32_t third(int32_t x) {
    return clamp((x >= 0 ? x : x - 2) / 3, 0, 31);
}
static int32_t falling(int32_t x) {
    return clamp(20 - (x + 900) / 50, 0, 31);
}
static int32_t sign(int32_t x) {
    return x >= 17 ? 1 : -1;
}
static int32_t uneven(int32_t x) {
    return x < 0 ? 0 : x < 100 ? 1 : x < 101 ? 2 : x < 900 ? 3 : 4;
}

Test(import_fit, the_cheapest_form_is_found) {
    bac_requant r;
    cr_assert(form_of(-500, 500, 0, 15, seven, &r) == BAC_FORM_CONST && r.add == 7);
    cr_assert(form_of(-500, 500, 0, 15, shifted, &r) == BAC_FORM_SHIFT && r.shift == 3);
    cr_assert(form_of(-100, 100, 0, 31, half_even, &r) == BAC_FORM_EVEN && r.shift == 1);
    cr_assert(form_of(-100, 100, 0, 31, third, &r) == BAC_FORM_MUL);
    cr_assert(form_of(-800, 800, 0, 31, falling, &r) == BAC_FORM_MUL && r.mul < 0);
    cr_assert(form_of(-800, 800, -1, 1, sign, &r) == BAC_FORM_MUL && r.mul == 2 && r.shift == 0);
    cr_assert(form_of(-1000, 1000, 0, 4, uneven, &r) == BAC_FORM_THRESHOLD);
}

/* No smaller shift has any multiplier and addend, found by looking at all of them. */
Test(import_fit, the_shift_is_the_smallest_there_is) {
    state = test_seed(4);
    for (int n = 0; n < 40; n++) {
        bac_steps s;
        bac_requant r;
        random_steps(&s, -60, 60, 1 + (int32_t)draw(7), false, true);
        check(&s, 0, 7, &r);
        if (r.form == BAC_FORM_MUL)
            for (int shift = 0; shift < r.shift; shift++)
                for (int32_t mul = 1; mul <= 4 << shift; mul++)
                    for (int32_t add = -130 * mul; add <= 130 * mul; add++) {
                        bac_requant t = {
                            .form = BAC_FORM_MUL, .mul = mul, .add = add, .shift = (uint8_t)shift};
                        if (shift > 4)
                            break; /* the search below is quadratic; small shifts tell enough */
                        cr_assert(!bac_requant_equals(&t, &s, 0, 7), "shift %d: %d %d", shift, mul,
                                  add);
                    }
        free(r.threshold);
        bac_steps_free(&s);
    }
}

Test(import_fit, a_wrong_requantiser_is_told_from_a_right_one) {
    bac_steps s;
    bac_requant r;
    state = test_seed(5);
    random_steps(&s, -2000, 2000, 30, false, true);
    check(&s, 0, 63, &r);
    cr_assert(bac_requant_equals(&r, &s, 0, 63));
    s.at[s.n / 2]++;
    s.at[s.n / 2 + 1] += 2;
    bool still = bac_requant_equals(&r, &s, 0, 63);
    s.at[0] -= 1;
    cr_assert(!still || !bac_requant_equals(&r, &s, 0, 63));
    free(r.threshold);
    bac_steps_free(&s);
}

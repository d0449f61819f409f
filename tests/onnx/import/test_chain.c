/* Exact numbers, chains and their step functions. */
#include "support.h"
#include "threshold.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

TestSuite(import_chain, .timeout = 120);

static uint64_t state;

static uint32_t draw(uint32_t n) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state * 2685821657736338717u) >> 33) % n;
}

static double real(double lo, double hi) {
    return lo + (hi - lo) * draw(1u << 30) / (1u << 30);
}

static void set(mpq_t q, double x) {
    mpq_set_d(q, x);
}

Test(import_chain, signs_of_near_cancellations) {
    bac_exact x;
    mpq_t root, tiny;
    bac_exact_init(&x);
    mpq_inits(root, tiny, NULL);
    mpq_set_ui(root, 2, 1);
    /* 665857/470832 is sqrt(2) + 1.6e-12: doubles cannot be trusted here, squares can */
    mpq_set_ui(x.a, 665857, 470832);
    mpq_set_si(x.b, -1, 1);
    cr_assert(bac_exact_sign(&x, root) == 1);
    mpq_set_ui(x.a, 470832 * 2, 665857);
    mpq_canonicalize(x.a);
    cr_assert(bac_exact_sign(&x, root) == -1);
    mpq_set_ui(root, 4, 1);
    mpq_set_ui(x.a, 2, 1);
    cr_assert(bac_exact_sign(&x, root) == 0);
    bac_exact_clear(&x);
    mpq_clears(root, tiny, NULL);
}

/* By the definition of each mode, on quarters. */
static double expected(double v, int mode) {
    double f = floor(v), h = v - f, s = v < 0 ? -1 : 1;
    switch (mode) {
    case BAC_ROUND_FLOOR:
        return f;
    case BAC_ROUND_CEIL:
        return ceil(v);
    case BAC_ROUND_TO_ZERO:
        return trunc(v);
    case BAC_ROUND_UP:
        return s * ceil(fabs(v));
    case BAC_ROUND_HALF_UP:
        return floor(v + 0.5);
    case BAC_ROUND_HALF_DOWN:
        return ceil(v - 0.5);
    case BAC_ROUND_HALF_AWAY:
        return s * floor(fabs(v) + 0.5);
    case BAC_ROUND_HALF_TO_ZERO:
        return s * ceil(fabs(v) - 0.5);
    default:
        return h == 0.5 ? 2 * floor(f / 2 + 0.5) : floor(v + 0.5);
    }
}

Test(import_chain, every_mode_rounds_quarters_by_its_definition) {
    bac_exact x;
    mpq_t root;
    bac_exact_init(&x);
    mpq_init(root);
    for (int mode = 0; mode <= BAC_ROUND_HALF_TO_ZERO; mode++)
        for (int q = -40; q <= 40; q++) {
            int64_t got = 0;
            mpq_set_si(x.a, q, 4);
            mpq_canonicalize(x.a);
            cr_assert(bac_exact_round(&x, root, mode, &got));
            cr_assert(got == (int64_t)expected(q / 4.0, mode), "mode %d, %g: %d", mode, q / 4.0,
                      (int)got);
        }
    bac_exact_clear(&x);
    mpq_clear(root);
}

Test(import_chain, floors_with_a_square_root) {
    bac_exact x;
    mpq_t root;
    bac_exact_init(&x);
    mpq_init(root);
    for (int i = 0; i < 2000; i++) {
        long a = (long)draw(2000) - 1000, b = (long)draw(2000) - 1000;
        unsigned long d = draw(50) + 1, r = draw(1000) + 1, rd = draw(9) + 1;
        mpq_set_si(x.a, a, d);
        mpq_canonicalize(x.a);
        mpq_set_si(x.b, b, draw(20) + 1);
        mpq_canonicalize(x.b);
        mpq_set_ui(root, r, rd);
        mpq_canonicalize(root);
        int64_t got = 0;
        cr_assert(bac_exact_round(&x, root, BAC_ROUND_FLOOR, &got));
        long double v = (long double)mpq_get_d(x.a) +
                        (long double)mpq_get_d(x.b) * sqrtl((long double)r / (long double)rd);
        if (fabsl(v - rintl(v)) > 1e-9L)
            cr_assert(got == (int64_t)floorl(v));
    }
    bac_exact_clear(&x);
    mpq_clear(root);
}

/* a - n * sqrt(square), where the root is whole: an integer, which no mode moves. */
Test(import_chain, whole_square_roots_leave_integers) {
    bac_exact x;
    mpq_t root;
    bac_exact_init(&x);
    mpq_init(root);
    for (int mode = 0; mode <= BAC_ROUND_HALF_TO_ZERO; mode++)
        for (int n = -3; n <= 3; n++)
            for (unsigned long r = 1; r <= 4; r++) {
                int64_t got = 0;
                mpq_set_si(x.a, 5, 1);
                mpq_set_si(x.b, n, 1);
                mpq_set_ui(root, r * r, 1);
                cr_assert(bac_exact_round(&x, root, mode, &got));
                cr_assert(got == 5 + n * (int64_t)r, "mode %d: 5 + %d * %lu is %d", mode, n, r,
                          (int)got);
            }
    bac_exact_clear(&x);
    mpq_clear(root);
}

Test(import_chain, integers_of_more_than_62_bits_do_not_fit) {
    bac_exact x;
    mpq_t root;
    bac_exact_init(&x);
    mpq_init(root);
    for (unsigned bits = 60; bits < 72; bits++) {
        int64_t got = 0;
        mpq_set_ui(x.a, 1, 1);
        mpq_mul_2exp(x.a, x.a, bits);
        const bool fits = bac_exact_round(&x, root, BAC_ROUND_FLOOR, &got);
        cr_assert_eq(fits, bits < 62, "2^%u", bits);
        cr_assert(!fits || got == INT64_C(1) << bits);
    }
    bac_exact_clear(&x);
    mpq_clear(root);
}

/* scale, normalisation, Relu, quantiser: a chain as the networks have it */
static void random_chain(bac_chain *chain, int kind) {
    mpq_t q[4], zero;
    mpq_init(zero);
    for (int i = 0; i < 4; i++)
        mpq_init(q[i]);
    set(q[0], (double)(float)real(1e-4, 1e-2));
    cr_assert(bac_chain_affine(chain, 0, q[0], zero) == BAC_CHAIN_OK);
    double gain = real(-1.5, 1.5);
    gain = kind == 1 ? 0x1p-140 : kind == 2 ? 0 : gain;
    set(q[0], (double)(float)gain);
    set(q[1], (double)(float)real(-0.5, 1));
    set(q[2], (double)(float)real(-1, 1));
    set(q[3], (double)(float)real(0.1, 2));
    cr_assert(bac_chain_normalise(chain, 0, q[0], q[1], q[2], q[3]) == BAC_CHAIN_OK);
    cr_assert(bac_chain_clamp(chain, 0, zero, NULL) == BAC_CHAIN_OK);
    set(q[0], kind == 3 ? 8 : 1 / (double)(float)real(0.02, 0.2));
    cr_assert(bac_chain_affine(chain, 0, q[0], zero) == BAC_CHAIN_OK);
    mpq_set_ui(q[0], 63, 1);
    cr_assert(bac_chain_clamp(chain, 0, zero, q[0]) == BAC_CHAIN_OK);
    cr_assert(bac_chain_round(chain, (int)draw(BAC_ROUND_HALF_TO_ZERO + 1)) == BAC_CHAIN_OK);
    for (int i = 0; i < 4; i++)
        mpq_clear(q[i]);
    mpq_clear(zero);
}

Test(import_chain, doubles_never_contradict_the_rationals) {
    state = test_seed(1);
    for (int n = 0; n < 60; n++) {
        bac_chain chain;
        bac_chain_init(&chain);
        random_chain(&chain, n % 5);
        for (int64_t x = -600; x <= 600; x++) {
            int64_t fast = 0, exact = 0;
            cr_assert(bac_chain_apply(&chain, x, &fast));
            cr_assert(bac_chain_apply_exact(&chain, x, &exact));
            cr_assert(fast == exact, "chain %d, x %d: %d, exactly %d", n, (int)x, (int)fast,
                      (int)exact);
        }
        bac_chain_clear(&chain);
    }
}

Test(import_chain, steps_describe_every_value_of_the_range) {
    state = test_seed(2);
    for (int n = 0; n < 60; n++) {
        bac_chain chain;
        bac_steps s;
        bac_chain_init(&chain);
        random_chain(&chain, n % 5);
        int32_t lo = -(int32_t)draw(5000), hi = (int32_t)draw(5000);
        cr_assert(bac_steps_find(&chain, lo, hi, &s) == BAC_STEPS_OK);
        uint32_t i = 0;
        for (int32_t x = lo; x <= hi; x++) {
            int64_t code = 0;
            if (i < s.n && x == s.at[i])
                i++;
            cr_assert(bac_chain_apply_exact(&chain, x, &code));
            cr_assert(code == s.code[i]);
        }
        cr_assert(i == s.n);
        bac_steps_free(&s);
        bac_chain_clear(&chain);
    }
}

Test(import_chain, a_second_independent_square_root_is_refused_and_a_related_one_is_not) {
    mpq_t one, zero, v;
    bac_chain chain;
    mpq_inits(one, zero, v, NULL);
    bac_chain_init(&chain);
    mpq_set_ui(one, 1, 1);
    mpq_set_ui(v, 3, 1);
    cr_assert(bac_chain_normalise(&chain, 0, one, zero, zero, v) == BAC_CHAIN_OK);
    mpq_set_ui(v, 12, 1); /* sqrt(12) = 2 sqrt(3) */
    cr_assert(bac_chain_normalise(&chain, 0, one, zero, zero, v) == BAC_CHAIN_OK);
    mpq_set_ui(v, 4, 1);
    cr_assert(bac_chain_normalise(&chain, 0, one, zero, zero, v) == BAC_CHAIN_OK);
    mpq_set_ui(v, 5, 1);
    cr_assert(bac_chain_normalise(&chain, 0, one, zero, zero, v) == BAC_CHAIN_ROOTS);
    cr_assert(bac_chain_round(&chain, BAC_ROUND_FLOOR) == BAC_CHAIN_OK);
    int64_t code = 0; /* 1/(sqrt(3) * sqrt(12) * 2) = 1/12 */
    cr_assert(bac_chain_apply(&chain, 12, &code) && code == 1);
    cr_assert(bac_chain_apply(&chain, 11, &code) && code == 0);
    bac_chain_clear(&chain);
    mpq_clears(one, zero, v, NULL);
}

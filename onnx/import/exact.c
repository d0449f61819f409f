/* exact.c - see exact.h. Rationals are kept canonical, as GMP demands. */
#include "exact.h"

#include <math.h>

void bac_exact_init(bac_exact *x) {
    mpq_init(x->a);
    mpq_init(x->b);
}

void bac_exact_clear(bac_exact *x) {
    mpq_clear(x->a);
    mpq_clear(x->b);
}

void bac_exact_set(bac_exact *x, const bac_exact *y) {
    mpq_set(x->a, y->a);
    mpq_set(x->b, y->b);
}

void bac_exact_set_q(bac_exact *x, mpq_srcptr a) {
    mpq_set(x->a, a);
    mpq_set_ui(x->b, 0, 1);
}

void bac_exact_add(bac_exact *x, const bac_exact *y) {
    mpq_add(x->a, x->a, y->a);
    mpq_add(x->b, x->b, y->b);
}

void bac_exact_sub_q(bac_exact *x, mpq_srcptr q) {
    mpq_sub(x->a, x->a, q);
}

/* (a + b r)(c + d r) = ac + bd r^2 + (ad + bc) r */
void bac_exact_mul(bac_exact *x, const bac_exact *y, mpq_srcptr root) {
    if (mpq_sgn(x->b) == 0 && mpq_sgn(y->b) == 0) {
        mpq_mul(x->a, x->a, y->a);
        return;
    }
    mpq_t ad, bd;
    mpq_init(ad);
    mpq_init(bd);
    mpq_mul(ad, x->a, y->b);
    mpq_mul(bd, x->b, y->b);
    mpq_mul(bd, bd, root);
    mpq_mul(x->a, x->a, y->a);
    mpq_add(x->a, x->a, bd);
    mpq_mul(x->b, x->b, y->a);
    mpq_add(x->b, x->b, ad);
    mpq_clear(ad);
    mpq_clear(bd);
}

/* When a and b*r pull in opposite directions the larger square decides. */
int bac_exact_sign(const bac_exact *x, mpq_srcptr root) {
    int sa = mpq_sgn(x->a), sb = mpq_sgn(root) == 0 ? 0 : mpq_sgn(x->b);
    if (sa == 0 || sb == 0 || sa == sb)
        return sa != 0 ? sa : sb;
    mpq_t a2, b2;
    mpq_init(a2);
    mpq_init(b2);
    mpq_mul(a2, x->a, x->a);
    mpq_mul(b2, x->b, x->b);
    mpq_mul(b2, b2, root);
    int order = mpq_cmp(a2, b2);
    mpq_clear(a2);
    mpq_clear(b2);
    if (order == 0)
        return 0;
    return order > 0 ? sa : sb;
}

/* floor(A/D + s*sqrt(P/Q)) with integers: sqrt(P/Q) = r/D where r = sqrt(P D^2 / Q), and
 * floor((A + s r)/D) = floor(floor(A + s r)/D) because A and D are integers. */
static void exact_floor(const bac_exact *x, mpq_srcptr root, mpz_t result) {
    mpq_t square;
    mpz_t r, rest;
    mpq_init(square);
    mpz_inits(r, rest, NULL);
    int s = mpq_sgn(x->b);
    mpq_mul(square, x->b, x->b);
    mpq_mul(square, square, root);
    mpz_mul(r, mpq_numref(square), mpq_denref(x->a));
    mpz_mul(r, r, mpq_denref(x->a));
    mpz_fdiv_qr(r, rest, r, mpq_denref(square));
    bool whole = mpz_sgn(rest) == 0;
    mpz_sqrtrem(r, rest, r);
    whole = whole && mpz_sgn(rest) == 0;
    if (s < 0) {
        if (!whole)
            mpz_add_ui(r, r, 1); /* floor(-r) = -ceil(r) */
        mpz_neg(r, r);
    }
    mpz_add(r, r, mpq_numref(x->a));
    mpz_fdiv_q(result, r, mpq_denref(x->a));
    mpz_clears(r, rest, NULL);
    mpq_clear(square);
}

/* Does a value between the integers f and f+1 (f itself excluded) round up? half: the sign of
 * its distance from f + 1/2; negative: whether the value is below zero; odd: whether f is. */
static bool rounds_up(int mode, int half, bool negative, bool odd) {
    switch (mode) {
    case BAC_ROUND_FLOOR:
        return false;
    case BAC_ROUND_CEIL:
        return true;
    case BAC_ROUND_TO_ZERO:
        return negative;
    case BAC_ROUND_UP:
        return !negative;
    default:
        break;
    }
    if (half != 0)
        return half > 0;
    switch (mode) {
    case BAC_ROUND_HALF_UP:
        return true;
    case BAC_ROUND_HALF_DOWN:
        return false;
    case BAC_ROUND_HALF_AWAY:
        return !negative;
    case BAC_ROUND_HALF_TO_ZERO:
        return negative;
    default:
        return odd; /* BAC_ROUND_HALF_EVEN */
    }
}

bool bac_exact_round(const bac_exact *x, mpq_srcptr root, int mode, int64_t *integer) {
    mpz_t f;
    mpq_t q;
    bac_exact rest;
    mpz_init(f);
    mpq_init(q);
    bac_exact_init(&rest);
    exact_floor(x, root, f);
    mpq_set_z(q, f);
    bac_exact_set(&rest, x);
    bac_exact_sub_q(&rest, q);
    bool up = false;
    if (bac_exact_sign(&rest, root) != 0) {
        mpq_set_ui(q, 1, 2);
        bac_exact_sub_q(&rest, q);
        up = rounds_up(mode, bac_exact_sign(&rest, root), bac_exact_sign(x, root) < 0,
                       mpz_odd_p(f) != 0);
    }
    if (up)
        mpz_add_ui(f, f, 1);
    bool fits = mpz_sizeinbase(f, 2) <= 62;
    if (fits)
        *integer = (int64_t)mpz_get_si(f);
    bac_exact_clear(&rest);
    mpq_clear(q);
    mpz_clear(f);
    return fits;
}

/* mpq_get_d truncates: at most 2^-52 off, relatively; sqrt and the product add two roundings. */
double bac_exact_double(const bac_exact *x, mpq_srcptr root, double *error) {
    double a = mpq_get_d(x->a), b = 0;
    if (mpq_sgn(x->b) != 0)
        b = mpq_get_d(x->b) * sqrt(mpq_get_d(root));
    *error = (fabs(a) + fabs(b)) * 0x1p-49 + 0x1p-1000;
    return a + b;
}

bool bac_exact_square_root(mpq_t root, mpq_srcptr q) {
    if (!mpz_perfect_square_p(mpq_numref(q)) || !mpz_perfect_square_p(mpq_denref(q)))
        return false;
    mpz_sqrt(mpq_numref(root), mpq_numref(q));
    mpz_sqrt(mpq_denref(root), mpq_denref(q));
    return true;
}

/* chain_apply.c - evaluates a chain with doubles, and with rationals where doubles leave the result
 * open. */
#include "chain.h"

#include <math.h>

/* One rounding of a double; exact for |v| < 2^52, which the caller checks. */
static double round_double(double v, int mode) {
    double f = floor(v), rest = v - f;
    if (rest == 0)
        return f;
    switch (mode) {
    case BAC_ROUND_FLOOR:
        return f;
    case BAC_ROUND_CEIL:
        return f + 1;
    case BAC_ROUND_TO_ZERO:
        return v < 0 ? f + 1 : f;
    case BAC_ROUND_UP:
        return v < 0 ? f : f + 1;
    default:
        break;
    }
    /* A double that looks like a tie may be a number near it: NaN makes the caller use
     * rationals. */
    if (rest == 0.5)
        return NAN;
    return rest > 0.5 ? f + 1 : f;
}

/* v and a bound e of its distance from the exact value. Every step keeps the bound valid: an
 * affine step adds its own roundings, a clamp never widens a distance, and a rounding is
 * taken only when both ends of the interval agree. NaN or infinity anywhere fails that test. */
static bool apply_double(const bac_chain *chain, int64_t x, int64_t *code) {
    double v = (double)x, e = 0;
    bool integer = false;
    for (uint32_t i = 0; i < chain->n; i++) {
        const bac_step *s = &chain->step[i];
        integer = false;
        if (s->kind == BAC_STEP_AFFINE) {
            double product = v * s->dmul;
            e = fabs(v) * s->emul + e * (fabs(s->dmul) + s->emul) + s->eadd +
                (fabs(product) + fabs(s->dadd)) * 0x1p-50 + 0x1p-1000;
            v = product + s->dadd;
        } else if (s->kind == BAC_STEP_CLAMP) {
            double bound = 0;
            if (s->has_lo) {
                v = v < s->dlo ? s->dlo : v;
                bound = fabs(s->dlo);
            }
            if (s->has_hi) {
                v = v > s->dhi ? s->dhi : v;
                bound = fmax(bound, fabs(s->dhi));
            }
            e += bound * 0x1p-51;
        } else {
            double low = round_double(v - e, s->mode), high = round_double(v + e, s->mode);
            if (!(low == high && fabs(low) < 0x1p52))
                return false;
            v = low;
            e = 0;
            integer = true;
        }
    }
    if (integer)
        *code = (int64_t)v;
    return integer;
}

static bool apply_step(const bac_step *s, mpq_srcptr root, bac_exact *v) {
    if (s->kind == BAC_STEP_AFFINE) {
        bac_exact_mul(v, &s->mul, root);
        bac_exact_add(v, &s->add);
        return true;
    }
    if (s->kind == BAC_STEP_ROUND) {
        int64_t integer = 0;
        if (!bac_exact_round(v, root, s->mode, &integer))
            return false;
        mpq_set_si(v->a, (long)integer, 1);
        mpq_set_ui(v->b, 0, 1);
        return true;
    }
    bac_exact rest;
    bac_exact_init(&rest);
    for (int end = 0; end < 2; end++) {
        bool has = end ? s->has_hi : s->has_lo;
        mpq_srcptr limit = end ? s->hi : s->lo;
        bac_exact_set(&rest, v);
        bac_exact_sub_q(&rest, limit);
        if (has && bac_exact_sign(&rest, root) * (end ? 1 : -1) > 0)
            bac_exact_set_q(v, limit);
    }
    bac_exact_clear(&rest);
    return true;
}

bool bac_chain_apply_exact(const bac_chain *chain, int64_t x, int64_t *code) {
    if (chain->n == 0 || chain->step[chain->n - 1].kind != BAC_STEP_ROUND)
        return false;
    bac_exact v;
    bac_exact_init(&v);
    mpq_set_si(v.a, (long)x, 1);
    bool ok = true;
    for (uint32_t i = 0; ok && i < chain->n; i++)
        ok = apply_step(&chain->step[i], chain->root, &v);
    if (ok)
        *code = (int64_t)mpz_get_si(mpq_numref(v.a));
    bac_exact_clear(&v);
    return ok;
}

bool bac_chain_apply(const bac_chain *chain, int64_t x, int64_t *code) {
    return apply_double(chain, x, code) || bac_chain_apply_exact(chain, x, code);
}

/* chain.c - building chains of monotone steps. */
#include "chain.h"

#include <stdlib.h>
#include <string.h>

static void step_init(bac_step *s, bac_step_kind kind) {
    memset(s, 0, sizeof *s);
    s->kind = kind;
    bac_exact_init(&s->mul);
    bac_exact_init(&s->add);
    mpq_init(s->lo);
    mpq_init(s->hi);
}

static void step_clear(bac_step *s) {
    bac_exact_clear(&s->mul);
    bac_exact_clear(&s->add);
    mpq_clear(s->lo);
    mpq_clear(s->hi);
}

void bac_chain_init(bac_chain *chain) {
    memset(chain, 0, sizeof *chain);
    mpq_init(chain->root);
}

void bac_chain_clear(bac_chain *chain) {
    for (uint32_t i = 0; i < chain->n; i++)
        step_clear(&chain->step[i]);
    free(chain->step);
    mpq_clear(chain->root);
    memset(chain, 0, sizeof *chain);
}

static bac_step *append(bac_chain *chain, bac_step_kind kind) {
    if (chain->n >= BAC_CHAIN_STEPS)
        return NULL;
    if (chain->n == chain->room) {
        uint32_t room = chain->room ? 2 * chain->room : 4;
        bac_step *step = realloc(chain->step, room * sizeof *step);
        if (!step)
            return NULL;
        chain->step = step;
        chain->room = room;
    }
    bac_step *s = &chain->step[chain->n++];
    step_init(s, kind);
    return s;
}

/* The reason why append returned NULL. */
static bac_chain_result refused(const bac_chain *chain) {
    return chain->n >= BAC_CHAIN_STEPS ? BAC_CHAIN_LONG : BAC_CHAIN_MEMORY;
}

bac_chain_result bac_chain_copy(bac_chain *to, const bac_chain *from) {
    return bac_chain_slice(to, from, 0, from->n);
}

bac_chain_result bac_chain_slice(bac_chain *to, const bac_chain *from, uint32_t begin,
                                 uint32_t end) {
    if (begin < end) /* without steps there is no root */
        mpq_set(to->root, from->root);
    to->merged += from->merged;
    for (uint32_t i = begin; i < end; i++) {
        const bac_step *f = &from->step[i];
        bac_step *s = append(to, f->kind);
        if (!s)
            return refused(to);
        bac_exact_set(&s->mul, &f->mul);
        bac_exact_set(&s->add, &f->add);
        mpq_set(s->lo, f->lo);
        mpq_set(s->hi, f->hi);
        s->dmul = f->dmul;
        s->dadd = f->dadd;
        s->emul = f->emul;
        s->eadd = f->eadd;
        s->has_lo = f->has_lo;
        s->has_hi = f->has_hi;
        s->dlo = f->dlo;
        s->dhi = f->dhi;
        s->mode = f->mode;
    }
    return BAC_CHAIN_OK;
}

static bac_step *last(const bac_chain *chain, uint32_t split, bac_step_kind kind) {
    if (chain->n <= split || chain->step[chain->n - 1].kind != kind)
        return NULL;
    return &chain->step[chain->n - 1];
}

/* mul2*(mul1*x + add1) + add2 */
static bac_chain_result add_affine(bac_chain *chain, uint32_t split, const bac_exact *mul,
                                   const bac_exact *add) {
    bac_step *s = last(chain, split, BAC_STEP_AFFINE);
    if (s && ++chain->merged > BAC_CHAIN_STEPS)
        return BAC_CHAIN_LONG;
    if (s) {
        bac_exact_mul(&s->mul, mul, chain->root);
        bac_exact_mul(&s->add, mul, chain->root);
        bac_exact_add(&s->add, add);
    } else {
        s = append(chain, BAC_STEP_AFFINE);
        if (!s)
            return refused(chain);
        bac_exact_set(&s->mul, mul);
        bac_exact_set(&s->add, add);
    }
    s->dmul = bac_exact_double(&s->mul, chain->root, &s->emul);
    s->dadd = bac_exact_double(&s->add, chain->root, &s->eadd);
    return BAC_CHAIN_OK;
}

bac_chain_result bac_chain_affine(bac_chain *chain, uint32_t split, mpq_srcptr mul,
                                  mpq_srcptr add) {
    bac_exact m, a;
    bac_exact_init(&m);
    bac_exact_init(&a);
    bac_exact_set_q(&m, mul);
    bac_exact_set_q(&a, add);
    bac_chain_result result = add_affine(chain, split, &m, &a);
    bac_exact_clear(&m);
    bac_exact_clear(&a);
    return result;
}

/* sqrt(square) = factor * sqrt(chain's root), or = factor when it is rational. */
static bool express_root(bac_chain *chain, mpq_srcptr square, mpq_t factor, bool *rational) {
    *rational = bac_exact_square_root(factor, square);
    if (*rational)
        return true;
    if (mpq_sgn(chain->root) == 0) {
        mpq_set(chain->root, square);
        mpq_set_ui(factor, 1, 1);
        return true;
    }
    mpq_t ratio;
    mpq_init(ratio);
    mpq_div(ratio, square, chain->root);
    bool found = bac_exact_square_root(factor, ratio);
    mpq_clear(ratio);
    return found;
}

/* gain/(f*sqrt(r)) = (gain/(f*r)) * sqrt(r) */
bac_chain_result bac_chain_normalise(bac_chain *chain, uint32_t split, mpq_srcptr gain,
                                     mpq_srcptr bias, mpq_srcptr mean, mpq_srcptr square) {
    if (mpq_sgn(gain) == 0)
        return bac_chain_affine(chain, split, gain, bias);
    mpq_t factor;
    bac_exact mul, add;
    mpq_init(factor);
    bac_exact_init(&mul);
    bac_exact_init(&add);
    bool rational = false;
    bac_chain_result result = BAC_CHAIN_ROOTS;
    if (express_root(chain, square, factor, &rational)) {
        mpq_ptr slope = rational ? mul.a : mul.b;
        if (!rational)
            mpq_mul(factor, factor, chain->root);
        mpq_div(slope, gain, factor);
        mpq_mul(rational ? add.a : add.b, slope, mean);
        mpq_neg(add.a, add.a);
        mpq_neg(add.b, add.b);
        mpq_add(add.a, add.a, bias);
        result = add_affine(chain, split, &mul, &add);
    }
    bac_exact_clear(&mul);
    bac_exact_clear(&add);
    mpq_clear(factor);
    return result;
}

static void tighten(bac_step *s, mpq_srcptr lo, mpq_srcptr hi) {
    if (lo && (!s->has_lo || mpq_cmp(lo, s->lo) > 0)) {
        mpq_set(s->lo, lo);
        s->has_lo = true;
    }
    if (hi && (!s->has_hi || mpq_cmp(hi, s->hi) < 0)) {
        mpq_set(s->hi, hi);
        s->has_hi = true;
    }
    s->dlo = mpq_get_d(s->lo);
    s->dhi = mpq_get_d(s->hi);
}

/* Two neighbouring clamps become one with the tighter bounds, which is right only if their ranges
 * overlap. */
bac_chain_result bac_chain_clamp(bac_chain *chain, uint32_t split, mpq_srcptr lo, mpq_srcptr hi) {
    bac_step *s = last(chain, split, BAC_STEP_CLAMP);
    bool apart = s && ((lo && s->has_hi && mpq_cmp(lo, s->hi) > 0) ||
                       (hi && s->has_lo && mpq_cmp(hi, s->lo) < 0));
    if (!s || apart)
        s = append(chain, BAC_STEP_CLAMP);
    if (!s)
        return refused(chain);
    tighten(s, lo, hi);
    return BAC_CHAIN_OK;
}

bac_chain_result bac_chain_round(bac_chain *chain, int mode) {
    bac_step *s = append(chain, BAC_STEP_ROUND);
    if (!s)
        return refused(chain);
    s->mode = mode;
    return BAC_CHAIN_OK;
}

bool bac_chain_falls(const bac_chain *chain, uint32_t from, uint32_t to) {
    bool falls = false;
    for (uint32_t i = from; i < to && i < chain->n; i++)
        falls = falls || bac_chain_slope(chain, i, i + 1) < 0;
    return falls;
}

int bac_chain_slope(const bac_chain *chain, uint32_t from, uint32_t to) {
    int slope = 1;
    for (uint32_t i = from; i < to && i < chain->n; i++)
        if (chain->step[i].kind == BAC_STEP_AFFINE)
            slope *= bac_exact_sign(&chain->step[i].mul, chain->root);
    return slope;
}

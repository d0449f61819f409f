/* chain.h - the function of one channel from a layer's integers to the next quantiser's codes.
 *
 * A chain is a list of steps, each a monotone function of a real number: affine, clamp, or
 * rounding to an integer. The composition is monotone too, rising or falling by the signs of
 * its slopes. It is evaluated exactly: first with doubles and an error bound, and with
 * rationals whenever the bound leaves the result open. */
#ifndef BAC_CHAIN_H
#define BAC_CHAIN_H

#include "exact.h"

typedef enum bac_step_kind { BAC_STEP_AFFINE, BAC_STEP_CLAMP, BAC_STEP_ROUND } bac_step_kind;

typedef struct bac_step {
    bac_step_kind kind;
    /* AFFINE: y = mul*x + add */
    bac_exact mul, add;
    double dmul, dadd, emul, eadd; /* mul and add as doubles, and bounds of their errors */
    /* CLAMP: lo <= y <= hi; has_lo or has_hi false: no such bound */
    bool has_lo, has_hi;
    mpq_t lo, hi;
    double dlo, dhi;
    int mode; /* ROUND */
} bac_step;

enum { BAC_CHAIN_STEPS = 64 };

typedef struct bac_chain {
    uint32_t n, room;
    uint32_t merged; /* affine steps merged into others; each makes the rationals longer */
    bac_step *step;
    mpq_t root; /* the number under the chain's square root; 0: the chain has none */
} bac_chain;

typedef enum bac_chain_result {
    BAC_CHAIN_OK,
    BAC_CHAIN_MEMORY,
    BAC_CHAIN_LONG, /* more steps than BAC_CHAIN_STEPS */
    BAC_CHAIN_ROOTS /* a second, independent square root */
} bac_chain_result;

void bac_chain_init(bac_chain *chain);
void bac_chain_clear(bac_chain *chain);
bac_chain_result bac_chain_copy(bac_chain *to, const bac_chain *from); /* `to` is initialised */
/* The same of the steps begin..end-1. */
bac_chain_result bac_chain_slice(bac_chain *to, const bac_chain *from, uint32_t begin,
                                 uint32_t end);

/* Each appends a step at the end. An affine step behind an affine step is merged with it, and so is
 * a clamp behind a clamp, but only if the earlier step has an index of at least `split`. */
bac_chain_result bac_chain_affine(bac_chain *chain, uint32_t split, mpq_srcptr mul, mpq_srcptr add);
/* y = (x - mean) * gain / sqrt(square) + bias, square > 0 */
bac_chain_result bac_chain_normalise(bac_chain *chain, uint32_t split, mpq_srcptr gain,
                                     mpq_srcptr bias, mpq_srcptr mean, mpq_srcptr square);
bac_chain_result bac_chain_clamp(bac_chain *chain, uint32_t split, mpq_srcptr lo, mpq_srcptr hi);
bac_chain_result bac_chain_round(bac_chain *chain, int mode);

/* -1 falling, 0 constant, +1 rising, for steps from..to-1 */
int bac_chain_slope(const bac_chain *chain, uint32_t from, uint32_t to);
/* Does a single one of them fall? */
bool bac_chain_falls(const bac_chain *chain, uint32_t from, uint32_t to);

/* Sets *code to the chain's value at x. False when the last step is not a rounding, or when the
 * result needs more than 62 bits. */
bool bac_chain_apply(const bac_chain *chain, int64_t x, int64_t *code);
/* The same with rationals alone; tests compare bac_chain_apply with it. */
bool bac_chain_apply_exact(const bac_chain *chain, int64_t x, int64_t *code);

#endif

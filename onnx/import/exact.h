/* exact.h - numbers a + b*sqrt(root) with rational a, b and root, computed without rounding.
 *
 * One batch normalisation divides by sqrt(variance + epsilon); all other operators between two
 * quantisers multiply and add rationals. So one square root per channel suffices to represent every
 * intermediate value exactly and to decide every comparison. */
#ifndef BAC_EXACT_H
#define BAC_EXACT_H

#include "bac.h"
#include <gmp.h>

typedef struct bac_exact {
    mpq_t a, b;
} bac_exact;

/* Rounding modes are those of bac_rounding and this one of QONNX: to nearest, ties towards zero. */
enum { BAC_ROUND_HALF_TO_ZERO = BAC_ROUND_COUNT };

void bac_exact_init(bac_exact *x);
void bac_exact_clear(bac_exact *x);
void bac_exact_set(bac_exact *x, const bac_exact *y);
void bac_exact_set_q(bac_exact *x, mpq_srcptr a);
void bac_exact_add(bac_exact *x, const bac_exact *y);                  /* x += y */
void bac_exact_mul(bac_exact *x, const bac_exact *y, mpq_srcptr root); /* x *= y */
void bac_exact_sub_q(bac_exact *x, mpq_srcptr q);
int bac_exact_sign(const bac_exact *x, mpq_srcptr root); /* -1, 0, +1; root >= 0 */
/* Rounds x to an integer; false when that does not fit 62 bits. */
bool bac_exact_round(const bac_exact *x, mpq_srcptr root, int mode, int64_t *integer);
/* A double near x; *error: a bound of its distance from x. */
double bac_exact_double(const bac_exact *x, mpq_srcptr root, double *error);

/* Sets root to the square root of q if that is rational; false otherwise. */
bool bac_exact_square_root(mpq_t root, mpq_srcptr q);

#endif

/* coefficients.h - prices of one unit of each count, by family and module. bench/resources fits
 * them to synthesis; docs/resources.md states the errors. */
#ifndef BAC_SIZE_COEFFICIENTS_H
#define BAC_SIZE_COEFFICIENTS_H

#include "count.h"

enum { BAC_COEFFICIENT_ROWS = 64 };

typedef struct bac_coefficients {
    char priced[24]; /* a module or a name from bac_kind.priced_as; "other": those without a row */
    double lut[BAC_COUNT_KINDS], site[BAC_COUNT_KINDS], ff[BAC_COUNT_KINDS], carry[BAC_COUNT_KINDS];
} bac_coefficients;

/* [family][rows]; the row behind the last has priced "". */
extern const bac_coefficients bac_coefficients_of[BAC_FAMILIES][BAC_COEFFICIENT_ROWS];

/* Name of the row that prices a stage. */
const char *bac_priced_as(const bac_stage *stage);

/* Multiplies the counts with the coefficients of the row `priced`. */
void bac_size_counts(const bac_counts *c, const char *priced, bac_size *size);

#endif

/* coefficients.h - what one unit of each count costs, per family and kind of stage: fitted to
 * synthesis by bench/resources (docs/resources.md has the errors). */
#ifndef BAC_SIZE_COEFFICIENTS_H
#define BAC_SIZE_COEFFICIENTS_H

#include "count.h"

typedef struct bac_coefficients {
    double lut[BAC_COUNT_KINDS], site[BAC_COUNT_KINDS], ff[BAC_COUNT_KINDS], carry[BAC_COUNT_KINDS];
} bac_coefficients;

extern const bac_coefficients bac_coefficients_of[BAC_FAMILIES][BAC_STAGE_KINDS];

/* The size of a stage of this kind that has these counts. */
void bac_size_counts(const bac_counts *c, bac_stage_kind kind, bac_size *size);

#endif

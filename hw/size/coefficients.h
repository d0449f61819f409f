/* coefficients.h - what one unit of each count costs, per family and module: fitted to synthesis by
 * bench/resources (docs/resources.md has the errors). */
#ifndef BAC_SIZE_COEFFICIENTS_H
#define BAC_SIZE_COEFFICIENTS_H

#include "count.h"

enum { BAC_COEFFICIENT_ROWS = 64 };

typedef struct bac_coefficients {
    char priced[24]; /* a module, or what bac_kind.priced_as says; "other": all without a row */
    double lut[BAC_COUNT_KINDS], site[BAC_COUNT_KINDS], ff[BAC_COUNT_KINDS], carry[BAC_COUNT_KINDS];
} bac_coefficients;

/* [family], a row with priced "" behind the last. */
extern const bac_coefficients bac_coefficients_of[BAC_FAMILIES][BAC_COEFFICIENT_ROWS];

/* The row that prices a stage. */
const char *bac_priced_as(const bac_stage *stage);

/* The size of what is priced by this row and has these counts. */
void bac_size_counts(const bac_counts *c, const char *priced, bac_size *size);

#endif

/* fold_internal.h - shared by the twins of the folded modules */
#ifndef BAC_FOLD_INTERNAL_H
#define BAC_FOLD_INTERNAL_H

#include "fold.h"
#include "ints.h"

/* Counts 0 .. n-1 and round again; true when it comes round. */
static inline bool bac_fold_turn(uint32_t *count, uint32_t n) {
    *count = *count + 1 == n ? 0 : *count + 1;
    return *count == 0;
}

#endif

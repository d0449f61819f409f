/* trees.h - the adders of rtl/bac_linear.v, counted. */
#ifndef BAC_SIZE_TREES_H
#define BAC_SIZE_TREES_H

#include "count.h"

/* One weighted input of an output. */
typedef struct bac_size_term {
    int64_t weight; /* 0: none */
    bac_type type;  /* of the input */
} bac_size_term;

/* An output of bac_linear: bias + sum of n terms, out_bits wide, registered `levels` times in all.
 * Errors: memory (false). */
bool bac_count_tree(bac_counts *c, const bac_size_term *term, uint32_t n, int64_t bias,
                    uint32_t out_bits, uint32_t levels);

#endif

/* fold_parts.h - counts of the parts that several folded modules share. */
#ifndef BAC_FOLD_PARTS_H
#define BAC_FOLD_PARTS_H

#include "count.h"

/* Counts 0 .. n-1 cyclically; true when it returns to 0. */
static inline bool bac_fold_turn(uint32_t *count, uint32_t n) {
    *count = *count + 1 == n ? 0 : *count + 1;
    return *count == 0;
}

/* Words of a memory with an entry for each of C channels, `lanes` entries per word; a beat that
 * spans positions repeats the channels. */
static inline uint32_t bac_fold_rows(uint32_t C, uint32_t lanes) {
    return C > lanes ? C / lanes : 1;
}

/* Collects the values of a lane of such a memory. Bits that differ between values need memory; the
 * others are constants, which need only wires. */
typedef struct bac_varying {
    int64_t first, differ, ones; /* ones: bits that are 1 in some value */
    bool any;
} bac_varying;

void bac_vary(bac_varying *v, int64_t value);
uint32_t bac_varying_bits(const bac_varying *v, uint32_t bits); /* bits that differ */

/* x times a value of `bits` bits, into a register; a constant value costs shifts and adders. */
void bac_fold_count_product(bac_counts *c, uint32_t x, uint32_t bits, const bac_varying *v);
/* bac_fold_lane: a multiplier in two halves with a register each, their sum, and an accumulator. */
void bac_fold_count_lane(bac_counts *c, uint32_t bits, bool is_signed, uint32_t weight,
                         uint32_t acc);

#endif

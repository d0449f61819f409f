/* run_words.h - what rtl/arith/bac_mcm.v makes of packed words, in its widths. */
#ifndef RUN_WORDS_H
#define RUN_WORDS_H

#include "mcm.h"

/* y: [n_out] for one x: [n_in], every word cut to its bits, y to `bits`. Level by level, a word
 * reading only the level below. */
void run_words(const bac_sums *sums, const bac_adder_words *words, const int64_t *x, uint32_t bits,
               int64_t *y);

#endif

/* rtl_linear.h - the adder graphs of sim/adders as packed parameters of rtl/bac_graph.v. */
#ifndef BAC_RTL_LINEAR_H
#define BAC_RTL_LINEAR_H

#include "adders.h"

#include <stdio.h>

/* WORDS, FIRST, OUTPUTS, then the biases and out_bits [n_out] under the names that the stage has
 * for them: lines of an instance. False: out of memory. */
bool linear_print(FILE *out, const bac_sums *sums, const uint32_t *out_bits, const char *bias_name,
                  const char *bits_name);

/* A packed vector of n words, word 0 in the low bits. */
void print_words(FILE *out, const char *name, uint32_t n, uint32_t bits,
                 uint64_t (*word)(const void *, uint32_t), const void *of);
uint64_t word_u32(const void *of, uint32_t i);

#endif

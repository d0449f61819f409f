/* rtl_linear.h - constants as the signed digits that rtl/bac_linear.v adds up. */
#ifndef BAC_RTL_LINEAR_H
#define BAC_RTL_LINEAR_H

#include "pipeline.h"

#include <stdio.h>

/* One signed power of two of one input. */
typedef struct term {
    uint32_t index;
    uint8_t shift;
    bool negative;
} term;

/* The terms of one output: at most 33 digits for each of its weights. */
typedef struct terms {
    term *list;
    uint32_t n;
} terms;

/* What bac_linear needs of every output. */
typedef struct linear {
    uint32_t n_out;
    terms *terms;
    int64_t *bias;
    uint32_t *leaf_bits;
    uint32_t *out_bits;
    uint32_t total; /* terms of all outputs, once printed */
} linear;

/* Room for `weights` constants an output. False: out of memory (close all the same). */
bool linear_open(linear *l, uint32_t n_out, size_t weights);
void linear_close(linear *l);

/* The digits of one weight of output o. */
void linear_add(linear *l, uint32_t o, uint32_t index, int64_t weight);
/* Once an output has all its terms: into the order that makes the narrowest adders. */
void linear_order(linear *l, uint32_t o);

/* The packed parameters of bac_linear, lines of an instance; `bias` and `bits` are the names under
 * which the stage takes BIAS and OUT_BITS. False: out of memory. */
bool linear_print(FILE *out, linear *l, bool is_signed, const char *bias, const char *bits);

/* A packed vector of n words, word 0 in the low bits. */
void print_words(FILE *out, const char *name, uint32_t n, uint32_t bits,
                 uint64_t (*word)(const void *, uint32_t), const void *of);
uint64_t word_u32(const void *of, uint32_t i);

#endif

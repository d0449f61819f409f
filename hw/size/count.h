/* count.h - what a stage is made of, counted from its parameters: the terms that the fitted
 * coefficients of coefficients.inc multiply. A family decides how much of each fits into a LUT, a
 * carry cell, a memory. */
#ifndef BAC_SIZE_COUNT_H
#define BAC_SIZE_COUNT_H

#include "size.h"

typedef enum bac_count_kind {
    BAC_COUNT_ADD = 0, /* bits of adders, subtractors, accumulators */
    BAC_COUNT_CHAIN,   /* the same, each adder rounded up to whole carry cells */
    BAC_COUNT_COMPARE, /* bits of comparisons, rounded likewise */
    BAC_COUNT_MUL,     /* carry-save bits of multipliers of two variables */
    BAC_COUNT_LOGIC,   /* LUTs of choices, masks, tables, bounds */
    BAC_COUNT_FF,
    BAC_COUNT_SRL,   /* shift registers of LUTs */
    BAC_COUNT_RAM,   /* LUTs that are memory */
    BAC_COUNT_BRAM,  /* block memories */
    BAC_COUNT_STAGE, /* 1: the handshake */
    BAC_COUNT_KINDS
} bac_count_kind;

typedef struct bac_counts {
    bac_family family;
    double of[BAC_COUNT_KINDS];
    uint32_t widest;      /* bits of the widest adder or comparison: its carries are a delay */
    const bac_netlist *n; /* whose stage is counted; borrowed */
    bool failed;          /* out of memory */
} bac_counts;

/* An adder of so many bits, without its register. */
void bac_count_add(bac_counts *c, uint32_t bits);
void bac_count_compare(bac_counts *c, uint32_t bits);
/* A multiplier of two variables, without its register. */
void bac_count_mul(bac_counts *c, uint32_t bits_a, uint32_t bits_b);
void bac_count_ff(bac_counts *c, double bits);
/* `bits` registers in a row, `length` deep, nothing read on the way and none cleared: registers, or
 * shift registers of LUTs where the family has them and the chain is long enough. */
void bac_count_chain(bac_counts *c, double bits, uint32_t length);
/* `bits` functions of so many inputs each. */
void bac_count_logic(bac_counts *c, double bits, uint32_t inputs);
/* One of `inputs` words of `bits` bits. */
void bac_count_mux(bac_counts *c, double bits, uint32_t inputs);
/* A counter to n, cleared at its end. */
void bac_count_counter(bac_counts *c, uint64_t n);

/* Both bounds of a requantiser on a number of so many bits: 0, or one below a power of two, is seen
 * from the bits above it; any other is compared with (rtl/arith/bac_clamp.v). */
void bac_count_bounds(bac_counts *c, const bac_layer *requant, uint32_t bits);

/* Memories, by the rules of the family's mapping. async: read in the same clock; else the read word
 * is a register. */
void bac_count_memory(bac_counts *c, uint64_t words, uint32_t bits, bool async);
void bac_count_rom(bac_counts *c, uint64_t words, uint32_t bits);

/* The counts of a stage of any kind. Errors: memory. */
bac_status bac_count_stage(const bac_netlist *n, const bac_stage *s, bac_counts *c, bac_error *err);

#endif

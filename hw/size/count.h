/* count.h - counts the adders, registers, LUTs and memories of a stage from its parameters. The
 * coefficients of coefficients.inc multiply these counts. The family determines how much fits into
 * a LUT, a carry cell, a memory. */
#ifndef BAC_SIZE_COUNT_H
#define BAC_SIZE_COUNT_H

#include "size.h"

typedef enum bac_count_kind {
    BAC_COUNT_ADD = 0, /* bits of adders, subtractors, accumulators */
    BAC_COUNT_CHAIN,   /* the same bits, each adder rounded up to whole carry cells */
    BAC_COUNT_COMPARE, /* bits of comparisons, each rounded up to whole carry cells */
    BAC_COUNT_MUL,     /* carry-save bits of multipliers of two variables */
    BAC_COUNT_LOGIC,   /* LUTs of multiplexers, masks, tables, bounds */
    BAC_COUNT_FF,      /* registers, bits */
    BAC_COUNT_SRL,     /* LUTs used as shift registers */
    BAC_COUNT_RAM,     /* LUTs used as memory */
    BAC_COUNT_BRAM,    /* block memories */
    BAC_COUNT_STAGE,   /* 1 for each stage: its handshake */
    BAC_COUNT_KINDS
} bac_count_kind;

typedef struct bac_counts {
    bac_family family;
    double of[BAC_COUNT_KINDS];
    double single; /* of the block memories: those that are read or written in a clock, not both */
    uint32_t widest;      /* bits of the widest adder or comparison, for the delay of its carries */
    const bac_netlist *n; /* netlist of the stage; borrowed */
    bool failed;          /* out of memory */
} bac_counts;

/* Each call adds a part to the counts. An adder of `bits` bits, without its register. */
void bac_count_add(bac_counts *c, uint32_t bits);
void bac_count_compare(bac_counts *c, uint32_t bits);
/* No cells of its own, but a row of carries as long as this in a family with a carry a bit: Yosys keeps
 * the bits of a comparison that only repeat the sign. */
void bac_count_carries(bac_counts *c, uint32_t bits);
/* A multiplier of two variables, without its register. */
void bac_count_mul(bac_counts *c, uint32_t bits_a, uint32_t bits_b);
void bac_count_ff(bac_counts *c, double bits);
/* A delay of `length` clocks for `bits` bits, without reset and without taps: registers, or LUTs as
 * shift registers where the family has them and the delay is long enough. */
void bac_count_chain(bac_counts *c, double bits, uint32_t length);
/* `bits` functions of `inputs` inputs each. */
void bac_count_logic(bac_counts *c, double bits, uint32_t inputs);
/* A multiplexer of `inputs` words of `bits` bits. */
void bac_count_mux(bac_counts *c, double bits, uint32_t inputs);
/* A counter from 0 to n - 1 that returns to 0. */
void bac_count_counter(bac_counts *c, uint64_t n);

/* The clamp of a requantiser to its two bounds, on a number of `bits` bits. A bound of 0 or 2^k - 1
 * is checked with the number's upper bits alone; any other needs a comparison
 * (rtl/arith/bac_clamp.v). */
void bac_count_bounds(bac_counts *c, const bac_layer *requant, uint32_t bits);

/* Memories, by the rules by which the family's synthesis maps them. async: a read takes no clock;
 * else the word read is in a register. */
void bac_count_memory(bac_counts *c, uint64_t words, uint32_t bits, bool async);
void bac_count_rom(bac_counts *c, uint64_t words, uint32_t bits);

/* The counts of a stage of any kind. Errors: memory. */
bac_status bac_count_stage(const bac_netlist *n, const bac_stage *s, bac_counts *c, bac_error *err);

#endif

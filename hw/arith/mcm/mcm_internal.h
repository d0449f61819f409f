/* mcm_internal.h - an adder graph under construction. */
#ifndef BAC_MCM_INTERNAL_H
#define BAC_MCM_INTERNAL_H

#include "ints.h"
#include "mcm.h"

/* node * 2^shift, or its negative. */
typedef struct graph_term {
    uint32_t node;
    uint8_t shift;
    bool negative;
} graph_term;

/* An output as a sum of terms, until one term is left. Think of a binary tree of adders with
 * 2^levels leaves: a term of depth d occupies 2^d leaves. While the leaves in use (used) are at
 * most those of the tree (room), the terms can be added up in `levels` clocks. */
typedef struct graph_row {
    graph_term *term;
    uint32_t n, positives;
    uint64_t used, room;
    bool post; /* an adder for the bias follows, which can also subtract the sum */
} graph_row;

typedef struct graph_coefficient {
    uint32_t input;
    int64_t factor;
} graph_coefficient;

typedef struct graph_node {
    bac_adder made;
    uint32_t depth; /* adders on the longest path from an input to it */
    graph_coefficient *of;
    uint32_t n_of;
} graph_node;

typedef struct graph_work {
    const bac_sums *sums;
    graph_node *node;
    uint32_t n_nodes, room;
    graph_row *row; /* [n_out] */
    bool failed;    /* out of memory: later calls do nothing */
} graph_work;

/* Pairs that may be shared: none; pairs of digits of one input; all pairs; pairs of inputs in one
 * block. */
typedef enum graph_sharing { SHARE_NOTHING, SHARE_INPUTS, SHARE_PAIRS, SHARE_BLOCKS } graph_sharing;

void graph_open(graph_work *w, const bac_sums *sums);
void graph_close(graph_work *w);
/* Adds a node and returns its index. */
uint32_t graph_add_node(graph_work *w, bac_adder_form form, uint32_t a, uint32_t b, uint8_t shift);
/* bac_type_of_range(lo, hi).bits, inline because pricing calls it millions of times. */
static inline uint32_t graph_bits(int64_t lo, int64_t hi) {
    return bac_min_u32(62, bac_bits_of(lo, hi, false));
}
/* Bits of an adder for a node of `bits` bits; a: its operand that is not shifted. */
static inline uint32_t graph_adder_bits(bac_adder_form form, uint8_t shift, bac_type a,
                                        uint32_t bits) {
    if (form == BAC_ADDER_FROM)
        return bits;
    if (form == BAC_ADDER_ADD && !a.is_signed && a.bits <= shift)
        return 0; /* the operands' bits do not overlap: no adder */
    return bits > shift ? bits - shift : 0;
}
/* Bits of an adder, rounded up to whole carry cells. */
static inline uint32_t graph_carry_bits(uint32_t adder_bits) {
    enum { CARRY_CELL = 4 };
    return (adder_bits + CARRY_CELL - 1) / CARRY_CELL * CARRY_CELL;
}
/* The range of a +- b * 2^shift, exactly. */
void graph_range(const graph_work *w, bac_adder_form form, uint32_t a, uint32_t b, uint8_t shift,
                 int64_t *lo, int64_t *hi);
/* Leaves that the row uses after two of its terms become one. */
uint64_t graph_used_after(const graph_work *w, const graph_row *row, uint32_t a, uint32_t b);

/* Makes a node for each pair that occurs more than once, the largest saving first. */
void graph_share(graph_work *w, graph_sharing sharing);
/* The same for pairs within a block of inputs, block by block. */
void graph_share_blocks(graph_work *w);
void graph_combine(graph_work *w); /* reduces every row to one term */
bool graph_schedule(bac_mcm *g);   /* sets the clock of every adder; false: out of memory */

#endif

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

/* An output that is not yet one term. A term of depth d uses 2^d of the 2^levels leaves of a tree:
 * while the terms fit into the leaves, they can be added up in time. */
typedef struct graph_row {
    graph_term *term;
    uint32_t n, positives;
    uint64_t used, room;
    bool post; /* one more adder follows: a sum that is negative is subtracted there */
} graph_row;

typedef struct graph_coefficient {
    uint32_t input;
    int64_t factor;
} graph_coefficient;

typedef struct graph_node {
    bac_adder made;
    uint32_t depth; /* adders on the longest path below it */
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

/* Which pairs may be shared: none; of digits of one input; all; all of inputs in one block. */
typedef enum graph_sharing { SHARE_NOTHING, SHARE_INPUTS, SHARE_PAIRS, SHARE_BLOCKS } graph_sharing;

void graph_open(graph_work *w, const bac_sums *sums);
void graph_close(graph_work *w);
/* The index of the new node. */
uint32_t graph_add_node(graph_work *w, bac_adder_form form, uint32_t a, uint32_t b, uint8_t shift);
/* Bits of bac_type_of_range, which prices ask for by the million. */
static inline uint32_t graph_bits(int64_t lo, int64_t hi) {
    return bac_min_u32(62, bac_bits_of(lo, hi, false));
}
/* Bits of an adder for a node of `bits` bits; a: its operand that is not shifted. */
static inline uint32_t graph_adder_bits(bac_adder_form form, uint8_t shift, bac_type a,
                                        uint32_t bits) {
    if (form == BAC_ADDER_FROM)
        return bits;
    if (form == BAC_ADDER_ADD && !a.is_signed && a.bits <= shift)
        return 0; /* side by side */
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

/* Pairs that occur more than once. */
void graph_share(graph_work *w, graph_sharing sharing);
/* Pairs that occur more than once within a block of inputs, block by block. */
void graph_share_blocks(graph_work *w);
void graph_combine(graph_work *w); /* reduces every row to one term */
bool graph_schedule(bac_mcm *g);   /* the clock of every adder */

#endif

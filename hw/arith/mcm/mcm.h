/* mcm.h - an MCM adder graph: sums of constants times inputs, computed by two-input adders.
 *
 *   y[o] = bias[o] + sum over inputs i of weight[o][i] * x[i]
 *
 * A weight is a sum of signed powers of two (csd.c). Two terms that occur together more than once,
 * up to shift and sign, in one output or in several, are added up once: a multiple of one input
 * that several weights share is such a pair, and so is x[i] - 4*x[j] in three outputs. Every adder
 * has a register, and a number that is read later waits in registers. rtl/arith/bac_mcm.v executes
 * the graph.
 */
#ifndef BAC_MCM_H
#define BAC_MCM_H

#include "bac.h"

/* ---- the sums to compute */

typedef struct bac_sums {
    uint32_t n_in, n_out;
    uint32_t levels;  /* clocks from x to y, >= 1; at least bac_linear_levels of every output */
    int64_t *lo, *hi; /* [n_in] proven range of each input */
    uint32_t *first;  /* [n_out + 1] output o has the weights first[o] .. first[o+1]-1 */
    uint32_t *index;  /* input of each weight; no input twice in an output */
    int64_t *weight;  /* not zero */
    int64_t *bias;    /* [n_out] */
} bac_sums;

/* Make the sums of one beat. linear: the first n_out sums of a convolution or an add, over the n_in
 * numbers of its windows or operands. requant: x*M + ADD of the n elements of a requantiser's beat.
 * An input that is always zero has no weights. False: out of memory; free the sums then too. */
bool bac_sums_linear(const bac_net *net, const bac_layer *layer, uint32_t n_in, uint32_t n_out,
                     uint32_t levels, bac_sums *sums);
bool bac_sums_requant(const bac_net *net, const bac_layer *requant, uint32_t n, uint32_t levels,
                      bac_sums *sums);
void bac_sums_free(bac_sums *sums);

/* ---- the adder graph */

typedef enum bac_adder_form {
    BAC_ADDER_INPUT = 0,
    BAC_ADDER_ADD,  /* a + b * 2^shift */
    BAC_ADDER_SUB,  /* a - b * 2^shift */
    BAC_ADDER_FROM, /* b * 2^shift - a */
    BAC_ADDER_FORMS
} bac_adder_form;

typedef struct bac_adder {
    bac_adder_form form;
    uint32_t a, b;
    uint8_t shift;
    uint32_t level; /* the clock after which its sum is ready; inputs 0 */
    uint32_t last;  /* the last clock in which the sum is read */
    int64_t lo, hi; /* its exact range when each input takes any value of its own range */
} bac_adder;

/* y = bias + node * 2^shift, or bias - node * 2^shift. A bias or a minus needs one more adder, in
 * the last clock; otherwise the node itself is ready in the last clock. */
typedef struct bac_adder_output {
    uint32_t node;
    uint8_t shift;
    bool negative, constant; /* constant: y = bias */
    int64_t bias;
} bac_adder_output;

typedef struct bac_mcm {
    uint32_t n_in, n_nodes, n_out, levels;
    bac_adder *node; /* inputs first; operands stand before their readers */
    bac_adder_output *output;
    bool lent; /* nodes and outputs are a store's (store.h), which frees them */
} bac_mcm;

/* Builds three graphs and keeps the cheapest: all pairs shared, only multiples of single inputs
 * shared, nothing shared. In very large layers pairs are shared only within blocks of a few inputs.
 * False: out of memory; free the graph then too. */
bool bac_mcm_build(const bac_sums *sums, bac_mcm *graph);
void bac_mcm_free(bac_mcm *graph);

/* True when the output needs an adder of its own behind the node, for a bias or a minus. */
bool bac_output_has_post(const bac_adder_output *output);
/* The smallest type that holds the node's range. */
bac_type bac_adder_type(const bac_adder *node);
/* Width of a node's adder in bits. The low `shift` bits of a + b * 2^shift are those of a and need
 * no adder. */
uint32_t bac_adder_bits(const bac_mcm *g, uint32_t node);
/* Number of adders. */
uint32_t bac_mcm_count(const bac_mcm *graph);
/* Cost in quarters of a LUT: the adders, each rounded up to whole carry cells, and the registers in
 * which numbers wait. */
uint64_t bac_mcm_cost(const bac_mcm *graph);

/* ---- the parameters of rtl/arith/bac_mcm.v, whose header defines the words */

typedef struct bac_adder_words {
    uint32_t n;
    uint32_t *first;  /* [levels + 2] */
    uint64_t *word;   /* [n] */
    uint64_t *output; /* [n_out] */
} bac_adder_words;

/* False: out of memory; free the words then too. */
bool bac_mcm_pack(const bac_mcm *graph, bac_adder_words *words);
void bac_adder_words_free(bac_adder_words *words);

#endif

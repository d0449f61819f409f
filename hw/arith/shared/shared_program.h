/* shared_program.h - a whole network as the program of one engine (rtl/shared/bac_shared.v).
 *
 * Every layer becomes one or two ops of one shape: row o of an op is a sum (or a maximum) of weights
 * times elements of the map, requantised and written back. L positions, a group, are computed side by
 * side. The map lies in L banks; a stream that is read with a stride s lies in it so that
 *
 *     position p  is in bank  floor(p / s) mod L,  word  base + (floor(p / (s L)) s + p mod s) C + c
 *
 * and so the positions p, p + s, p + 2s, .. of a group lie in different banks. Consecutive ops form a
 * segment: all of them are run for a group before the next group, so that what lies between them needs
 * only the words of one group (scratch). The network's input has L banks of its own.
 */
#ifndef BAC_SHARED_PROGRAM_H
#define BAC_SHARED_PROGRAM_H

#include "fold_requant_form.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where a word of a row finds its elements: lane l reads position q + l of the group's positions,
 * counted in strides, which is at `offset` of bank (q + l) mod L, a row of the map further behind the
 * last bank. */
typedef struct bac_shared_tap {
    bool moves;     /* a stream of the map, which moves on from group to group; else scratch */
    bool late;      /* its phase has a position less than phase 0 */
    int32_t q;      /* in strides, from the group's first position */
    int32_t offset; /* word of the bank of lane 0, modulo the map's words */
} bac_shared_tap;

typedef struct bac_shared_word {
    bool last;      /* of its row */
    uint32_t index; /* of the tap, from the op's first */
    int32_t weight;
} bac_shared_word;

typedef struct bac_shared_op {
    uint32_t layer;          /* the layer whose stream it writes */
    bool input, max, to_out; /* reads the input's memory; maximum; writes the logits */
    bool ends;               /* the last op of its segment */
    bool frees;              /* ends the last segment that reads the input's memory */
    uint32_t rows;
    uint32_t words,
        repeats;         /* of all rows together, 1; or of one row, `rows`, where all are alike */
    uint32_t row_clocks; /* in which a row is written: min(H, lanes) */
    uint32_t clocks; /* from its first word to its last: a row, but the first, takes row_clocks */
    uint32_t lanes;  /* positions of a group that it writes: L, or fewer when it has fewer */
    uint32_t groups; /* of the segment */
    uint32_t tap;    /* its first tap */
    uint32_t step, every; /* every so many rows the channel moves on by `step` */
    uint32_t limit;       /* positions of phase 0 of what it reads */
    uint32_t row_step;    /* words by which what the segment reads moves on from group to group */
    uint32_t base, C, stride; /* where it writes: word, channels, and the stride of its readers */
    int32_t lo, hi;           /* of its codes */
} bac_shared_op;

typedef struct bac_shared_program {
    uint32_t L;
    uint32_t H; /* positions of a row that each of L / H requantisers writes, one a clock */
    uint32_t n_ops, n_words, n_taps, n_rows; /* rows of all ops */
    bac_shared_op *op;
    bac_shared_word *word;
    bac_shared_tap *tap;
    bac_fold_requant_form form; /* of all rows; of a row with thresholds it is not used .. */
    uint32_t *search;           /* [n_rows] .. but this channel of `thresholds`; else UINT32_MAX */
    bac_fold_requant_form thresholds;
    bool plain;                       /* no row multiplies: every mul is 1 */
    uint32_t depth, in_depth;         /* words of a bank: map, input */
    uint32_t bits, in_bits, out_bits; /* of an element: map, input, logits */
    bool is_signed, in_signed, out_signed, has_max;
    uint32_t index_bits, weight_bits, offset_bits, q_bits, acc_bits;
    uint32_t T, C, stride; /* of the input */
} bac_shared_program;

/* Errors: BAC_ERR_INPUT names a layer that no engine of this kind computes; memory. */
bac_status bac_shared_program_of(const bac_net *net, uint32_t L, bac_shared_program *program,
                                 bac_error *err);
void bac_shared_program_free(bac_shared_program *program);

/* Clocks from the start of a frame to the end of its last write, when the first word of an op follows
 * the last word of the op before it by `gap` clocks; *free_at: to the end of the last op that reads the
 * input. */
uint64_t bac_shared_clocks(const bac_shared_program *program, uint32_t gap, uint64_t *free_at);

#ifdef __cplusplus
}
#endif
#endif

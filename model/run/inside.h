/* inside.h - types and functions of the files that compile a network into a program. */
#ifndef BAC_FAST_INSIDE_H
#define BAC_FAST_INSIDE_H

#include "program.h"

/* A growing array. */
typedef struct bac_list {
    void *item;
    uint64_t n, room;
} bac_list;

/* Makes room for `more` items behind the first n and returns the place of the first; NULL: out of
 * memory. The caller increments n. */
void *bac_list_more(bac_list *list, size_t size, uint64_t more);

/* Place of a row in the arena, in int16_t. wide: its numbers have 32 bits. */
typedef struct bac_row {
    uint32_t at;
    bool wide;
} bac_row;
enum { BAC_NO_ROW = -1 }; /* (uint32_t)BAC_NO_ROW as `at`: the row is not computed */

typedef struct bac_step bac_step;
typedef void bac_step_fn(bac_program *program, const bac_step *step);
struct bac_step {
    bac_step_fn *go;
    bac_rows_fn *rows; /* kernel of a step over jobs */
    uint32_t layer;
    uint32_t first, n; /* the step's jobs, or splits */
};

struct bac_program {
    bac_plain *plain;
    const bac_net *net;
    const bac_kernels *kernels;
    bac_keep keep;
    bac_list step, job, operand, split;
    bac_row **row; /* [layers][C], NULL: the stream is in plain->value */
    bac_fc *fc;    /* [layers] */
    int16_t *arena, *arena_memory, *scratch;
    uint32_t flat; /* place of a row with the whole input frame in its original order */
};

/* Results of the compiler's passes for one layer. */
typedef struct bac_note {
    bool rows;             /* its stream is stored as rows */
    bool plain;            /* the plain loops compute it */
    bool fused;            /* its only reader finishes its sums, so that they are never stored */
    uint32_t last;         /* the last layer that reads its rows */
    uint32_t left, extent; /* zeros that readers need: positions -left .. -1 and T .. extent - 1 */
    bool *needed;          /* [C] a reader needs the channel */
} bac_note;

/* A block of the arena in use; freed behind layer `last`. */
typedef struct bac_block {
    uint64_t at, size;
    uint32_t last;
} bac_block;

typedef struct bac_compiler {
    bac_program *p;
    const bac_net *net;
    bac_note *note;
    bac_list block;  /* blocks in use, by ascending place */
    uint64_t memory; /* most int16_t of the arena that were in use at once */
    uint64_t scratch;
    bac_list entry, draft, placed; /* of one layer: entries.c, sums.c */
    bac_error *err;
} bac_compiler;

/* notes.c: the passes that run before any step is made; fills c->note. */
bac_status bac_notes_make(bac_compiler *c);

/* rows.c: takes n adjacent rows of `positions` positions with margins from the arena. *first: place
 * of the first row's position 0; *pitch: int16_t from one row to the next. Beyond the largest place
 * it only counts memory, and the program is then not used. */
bac_status bac_rows_take(bac_compiler *c, uint64_t n, uint64_t positions, uint32_t left,
                         uint64_t extent, bool wide, uint32_t last, uint32_t *first,
                         uint32_t *pitch);
void bac_rows_release(bac_compiler *c, uint32_t last);
/* Takes rows for the needed channels of a layer. */
bac_status bac_rows_of_layer(bac_compiler *c, uint32_t layer);
bool bac_row_is_wide(const bac_layer *l, uint32_t channel);

/* entries.c: one operand of an output channel, before it has a place. */
typedef struct bac_entry {
    uint32_t input, channel, tap; /* channel of layer in[input], k */
    int32_t weight;
} bac_entry;

/* Lists the operands of channel o in c->entry, for a convolution, sum, requantiser (a sum of one
 * operand) or pool. Input channels that have the same value in every frame are left out of sums;
 * *start is the bias plus their part of the sum. */
bac_status bac_entries_of(bac_compiler *c, const bac_layer *l, uint32_t o, int32_t *start);

/* Places of the operands of a layer: rows of its inputs, or the phases of those rows when the layer
 * has a stride or needs padding that the rows do not have. */
typedef struct bac_source {
    const bac_row *row[BAC_MAX_INPUTS];
    bac_row *phase;    /* [C of the input], owned; NULL: no phases */
    uint32_t pitch[2]; /* int16_t from one phase to the next, of narrow and of wide rows */
    uint32_t stride, pad_left;
} bac_source;
bac_status bac_source_make(bac_compiler *c, const bac_layer *l, uint32_t now, bac_source *s);
uint32_t bac_source_at(const bac_source *s, const bac_entry *e, bool *wide);

/* sums.c: emits the steps of layer i. The sums are those of layer `from`: i itself, or the layer
 * that is fused with it. */
bac_status bac_sums_emit(bac_compiler *c, uint32_t from, uint32_t i);
/* Emits the steps of a max pool. */
bac_status bac_pool_emit(bac_compiler *c, uint32_t i);

/* fc.c */
bac_status bac_fc_create(const bac_layer *l, const bac_layer *x, bac_fc *fc, bac_error *err);
void bac_fc_free(bac_fc *fc);

bac_status bac_step_add(bac_compiler *c, bac_step step);
bac_step_fn bac_step_rows, bac_step_split;

#endif

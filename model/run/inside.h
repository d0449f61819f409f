/* inside.h - what the files that compile a program share. */
#ifndef BAC_FAST_INSIDE_H
#define BAC_FAST_INSIDE_H

#include "program.h"

/* A growing array. */
typedef struct bac_list {
    void *item;
    uint64_t n, room;
} bac_list;

/* Makes room for `more` items behind the n there are; NULL: out of memory. */
void *bac_list_more(bac_list *list, size_t size, uint64_t more);

/* Where a row lies, in int16_t; wide: of 32 bits. */
typedef struct bac_row {
    uint32_t at;
    bool wide;
} bac_row;
enum { BAC_NO_ROW = -1 }; /* at: (uint32_t)BAC_NO_ROW, a row that is not computed */

typedef struct bac_step bac_step;
typedef void bac_step_fn(bac_program *program, const bac_step *step);
struct bac_step {
    bac_step_fn *go;
    bac_rows_fn *rows; /* of a step over jobs */
    uint32_t layer;
    uint32_t first, n; /* jobs, or splits */
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
    uint32_t flat; /* the input as it came, as one row */
};

/* What the passes find out about a layer. */
typedef struct bac_note {
    bool rows;     /* its stream is rows */
    bool plain;    /* the plain loops compute it */
    bool fused;    /* its sums become its only reader's rows at once */
    uint32_t last; /* the layer that reads its rows last */
    uint32_t left,
        extent;   /* the margins that readers rely on: zeros from -left, and up to extent */
    bool *needed; /* [C] */
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
    bac_list block;  /* by place */
    uint64_t memory; /* int16_t, as much as was ever in use */
    uint64_t scratch;
    bac_list entry, draft, placed; /* of one layer: entries.c, sums.c */
    bac_error *err;
} bac_compiler;

/* notes.c: the passes in front of the steps. */
bac_status bac_notes_make(bac_compiler *c);

/* rows.c: n rows of `positions` with margins, one beside the other. *pitch: from one to the next.
 * Past what can be addressed memory counts on, and no row is used. */
bac_status bac_rows_take(bac_compiler *c, uint64_t n, uint64_t positions, uint32_t left,
                         uint64_t extent, bool wide, uint32_t last, uint32_t *first,
                         uint32_t *pitch);
void bac_rows_release(bac_compiler *c, uint32_t last);
/* The rows of a layer that are needed. */
bac_status bac_rows_of_layer(bac_compiler *c, uint32_t layer);
bool bac_row_is_wide(const bac_layer *l, uint32_t channel);

/* entries.c: one operand of an output channel, before it has a place. */
typedef struct bac_entry {
    uint32_t input, channel, tap; /* channel of layer in[input], k */
    int32_t weight;
} bac_entry;

/* The operands of channel o of a convolution, sum, requantiser (a sum of one) or pool, in c->entry;
 * those of sums without channels that are the same constant in every frame. These and the bias:
 * *start. */
bac_status bac_entries_of(bac_compiler *c, const bac_layer *l, uint32_t o, int32_t *start);

/* Where the operands of a layer lie: rows, or the phases of rows when its stride or its padding
 * wants that. */
typedef struct bac_source {
    const bac_row *row[BAC_MAX_INPUTS];
    bac_row *phase;    /* [C of the input], owned; NULL: none */
    uint32_t pitch[2]; /* from a phase to the next, of narrow and of wide rows */
    uint32_t stride, pad_left;
} bac_source;
bac_status bac_source_make(bac_compiler *c, const bac_layer *l, uint32_t now, bac_source *s);
uint32_t bac_source_at(const bac_source *s, const bac_entry *e, bool *wide);

/* sums.c: the steps of layer i: sums of layer `from` (it, or one that is fused with it). */
bac_status bac_sums_emit(bac_compiler *c, uint32_t from, uint32_t i);
/* The steps of a max pool. */
bac_status bac_pool_emit(bac_compiler *c, uint32_t i);

/* fc.c */
bac_status bac_fc_create(const bac_layer *l, const bac_layer *x, bac_fc *fc, bac_error *err);
void bac_fc_free(bac_fc *fc);

bac_status bac_step_add(bac_compiler *c, bac_step step);
bac_step_fn bac_step_rows, bac_step_split;

#endif

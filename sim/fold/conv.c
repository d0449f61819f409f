/* conv.c - twin of rtl/bac_fold_conv.v and of the sequence and the ring in it
 *
 * Stage   1 word (bac_fold_sequence)   2 address   3 read (bac_fold_ring)   4 mask, select, rotate
 *         5 multiply   6 accumulate, then bac_resize (L = 1) or bac_fold_reorder
 * LATENCY = 6 from a word's issue to the accumulator behind it, II = 1 word. */
#include "conv_internal.h"

enum { CONV_STAGES = 6 };

typedef struct conv_mark {
    bool valid, channel_last, group_last, frame_last;
} conv_mark;

typedef struct conv_state {
    /* writer */
    uint32_t word;     /* of the position */
    uint32_t position; /* of the row, left padding counted */
    int64_t free;      /* rows free from the one that is written on */
    /* sequence */
    uint32_t issued, group;
    int64_t near, whole;              /* credits: see bac_fold_sequence */
    conv_mark stage[CONV_STAGES + 1]; /* [0] is not used */
    max_align_t behind[];             /* state of the stage behind the lanes */
} conv_state;

/* The stage behind the lanes, with its parameters. */
typedef struct conv_behind {
    const bac_fold_twin *twin;
    union {
        bac_resize_params resize;
        bac_fold_reorder_params reorder;
    } params;
} conv_behind;

static conv_behind behind_of(const bac_fold_conv_params *p) {
    if (p->l > 1)
        return (conv_behind){&bac_fold_reorder_twin,
                             {.reorder = {.c = p->c_out, .l = p->l, .lanes = p->lanes_out}}};
    return (conv_behind){&bac_resize_twin, {.resize = {.lanes_in = 1, .lanes_out = p->lanes_out}}};
}

static size_t conv_size(const void *params) {
    conv_behind b = behind_of(params);
    return sizeof(conv_state) + b.twin->size(&b.params);
}

static void conv_reset(const void *params, void *state) {
    const bac_fold_conv_params *p = params;
    conv_state *s = state;
    conv_behind b = behind_of(p);
    *s = (conv_state){.position = p->pad_left % bac_fold_conv_row(p),
                      .free = (int64_t)p->rows - bac_fold_conv_skip(p),
                      .near = -bac_fold_conv_need(p, 0),
                      .whole = -(int64_t)p->t};
    b.twin->reset(&b.params, s->behind);
}

static void conv_valid(const void *params, const void *state, bac_fold_wires *w) {
    const conv_state *s = state;
    conv_behind b = behind_of(params);
    b.twin->valid(&b.params, s->behind, w);
}

static void conv_ready(const void *params, const void *state, bac_fold_wires *w) {
    (void)params;
    const conv_state *s = state;
    w->in_ready[0] = s->free > 0;
}

/* The writer; true when a position is complete. */
static bool write_beat(const bac_fold_conv_params *p, conv_state *s, bool last) {
    if (!bac_fold_turn(&s->word, p->c_in / p->lanes_in))
        return false;
    bool row_end = bac_fold_turn(&s->position, bac_fold_conv_row(p));
    if (last) {
        s->position = p->pad_left % bac_fold_conv_row(p);
        s->free -= 1 + (int64_t)bac_fold_conv_skip(p);
    } else if (row_end) {
        s->free--;
    }
    return true;
}

/* Stage 0: the word that is issued in this clock. */
static conv_mark issue(const bac_fold_conv_params *p, conv_state *s) {
    if (s->issued == 0 && s->near < 0 && s->whole < 0)
        return (conv_mark){0};
    conv_mark m = {.valid = true, .channel_last = p->last[s->issued]};
    uint32_t groups = bac_fold_conv_groups(p);
    m.group_last = bac_fold_turn(&s->issued, p->n_words);
    if (!m.group_last)
        return m;
    m.frame_last = bac_fold_turn(&s->group, groups);
    if (m.frame_last) {
        s->near -= (int64_t)p->t - (int64_t)(groups - 1) * bac_fold_conv_row(p);
        s->whole -= p->t;
    } else {
        s->near -= bac_fold_conv_row(p);
    }
    return m;
}

static void conv_edge(const void *params, void *state, const bac_fold_wires *w) {
    const bac_fold_conv_params *p = params;
    conv_state *s = state;
    conv_behind b = behind_of(p);
    const conv_mark *end = &s->stage[CONV_STAGES];
    bac_fold_wires inner = {.in_valid = {end->valid && end->channel_last},
                            .in_last = {end->frame_last},
                            .out_ready = w->out_ready};
    b.twin->valid(&b.params, s->behind, &inner);
    b.twin->ready(&b.params, s->behind, &inner);
    b.twin->edge(&b.params, s->behind, &inner);
    bool wrote = w->in_valid[0] && w->in_ready[0] && write_beat(p, s, w->in_last[0]);
    if (!inner.in_valid[0] || inner.in_ready[0]) {
        const conv_mark *read = &s->stage[2];
        if (read->valid && read->group_last)
            s->free += read->frame_last ? bac_fold_conv_left(p) : 1;
        for (uint32_t i = CONV_STAGES; i > 1; i--)
            s->stage[i] = s->stage[i - 1];
        s->stage[1] = issue(p, s);
    }
    s->near += wrote;
    s->whole += wrote;
}

const bac_fold_twin bac_fold_conv_twin = {"bac_fold_conv", 1,          conv_size, conv_reset,
                                          conv_valid,      conv_ready, conv_edge};

/* fold_conv.c - rtl/folded/bac_fold_conv.v: one engine for a whole sparse convolution, or a whole
 * max pool.
 *
 * Stage   1 word (bac_fold_sequence)   2 address   3 read (bac_fold_ring)   4 mask, select, rotate
 *         5 multiply by halves   6 add   7 accumulate, then bac_resize (L = 1) or bac_fold_reorder
 * Timing  LATENCY from the last beat that a group waits for to the frame's last beat out, lanes
 *         idle; 7 clocks from a word's issue to the accumulator behind it, II = 1 word
 * Stall   all seven stages stand still while a finished channel waits for room behind them; the ring
 *         continues to fill */
#include "count.h"
#include "fold_conv_inside.h"
#include "fold_parts.h"
#include "image.h"
#include "streams.h"
#include "times.h"

#include <stdlib.h>

/* ---- lowered form */

/* Writes the ROM words of output channel c, which reads `inputs` input channels from `first` on;
 * returns their number. */
static uint32_t put_channel(const bac_layer *l, uint32_t c, uint32_t first, uint32_t inputs,
                            bac_fold_word *word) {
    const bool pool = l->op == BAC_MAXPOOL;
    uint32_t n = 0;
    for (uint32_t k = 0; k < l->kernel; k++)
        for (uint32_t i = 0; i < inputs; i++) {
            const int32_t weight = pool ? 0 : l->weight[((size_t)c * inputs + i) * l->kernel + k];
            if (pool || weight != 0)
                word[n++] = (bac_fold_word){.k = k, .i = first + i, .weight = weight};
        }
    if (n == 0)
        word[n++] = (bac_fold_word){.i = first};
    word[n - 1].last = true;
    return n;
}

bool bac_fold_conv_words(const bac_net *net, const bac_layer *l, bac_fold_conv_params *p) {
    const uint32_t groups = l->op == BAC_MAXPOOL ? l->C : l->groups;
    const uint32_t inputs = bac_net_layer(net, l->in[0])->C / groups;
    bac_fold_word *word = malloc((size_t)l->C * inputs * l->kernel * sizeof *word);
    p->word = word;
    p->N_WORDS = 0;
    for (uint32_t c = 0; word && c < l->C; c++)
        p->N_WORDS += put_channel(l, c, c / (l->C / groups) * inputs, inputs, &word[p->N_WORDS]);
    bac_fold_word *fit = word ? realloc(word, p->N_WORDS * sizeof *word) : NULL;
    p->word = fit ? fit : word;
    return word != NULL;
}

static void conv_close(void *params) {
    bac_fold_conv_params *p = params;
    free(p->word);
    p->word = NULL;
}

/* Widths of the fields of a ROM word, in bits. */
typedef struct word_bits {
    uint32_t rotation, offset, select, weight;
} word_bits;

static word_bits word_bits_of(const bac_fold_conv_params *p) {
    const uint32_t blocks = (p->K - 1) / p->STRIDE / p->L + 1;
    const uint64_t offsets = (uint64_t)blocks * p->STRIDE * (p->C_IN / p->LANES_IN);
    return (word_bits){.rotation = bac_ceil_log2(p->L),
                       .offset = bac_max_u32(1, bac_ceil_log2(offsets)),
                       .select = bac_ceil_log2(p->LANES_IN),
                       .weight = p->MODE ? 0 : p->WB};
}

static void conv_images(const bac_stage *s, bac_images *m) {
    const bac_fold_conv_params *p = s->params;
    const word_bits bits = word_bits_of(p);
    bac_image_begin(m, "%s", p->ROM_FILE.text);
    for (const bac_fold_word *w = p->word; w < p->word + p->N_WORDS; w++) {
        const uint32_t step = w->k / p->STRIDE;
        const uint64_t position = (uint64_t)(step / p->L) * p->STRIDE + w->k % p->STRIDE;
        bac_image_put(m, 1, w->last);
        bac_image_put(m, bits.rotation, step % p->L);
        bac_image_put(m, bits.offset,
                      (int64_t)(position * (p->C_IN / p->LANES_IN) + w->i / p->LANES_IN));
        bac_image_put(m, bits.select, w->i % p->LANES_IN);
        bac_image_put(m, bits.weight, w->weight);
        bac_image_end_word(m);
    }
    if (p->MODE)
        return;
    bac_image_begin(m, "%s", p->BIAS_FILE.text);
    for (uint32_t c = 0; c < p->C_OUT; c++) {
        bac_image_put(m, p->OW, p->layer->bias ? p->layer->bias[c] : 0);
        bac_image_end_word(m);
    }
}

/* ---- timing */

static uint32_t conv_latency(const void *params) {
    return (uint32_t)bac_fold_conv_latency(params);
}

static uint64_t conv_clocks(const bac_netlist *n, const bac_stage *s) {
    return bac_max_u64(bac_stage_beats(n, s), bac_fold_conv_clocks(s->params));
}

static void conv_times(bac_times *t, const bac_stage *s) {
    if (!bac_fold_conv_times(s->params, t->frames, (uint64_t *)t->at[s->in[0]],
                             (uint64_t *)t->at[s->out[0]]))
        t->failed = true;
}

/* ---- cycle model */

enum { CONV_STAGES = 7 };

typedef struct conv_mark {
    bool valid, channel_last, group_last, frame_last;
} conv_mark;

typedef struct conv_state {
    uint32_t beats, row, groups; /* beats of a position, positions of a row, groups of a frame */
    /* writer */
    uint32_t beat;     /* number of the beat in its position */
    uint32_t position; /* number of the position in its row, left padding included */
    int64_t free;      /* free rows, counted from the one being written */
    /* sequence */
    uint32_t issued, group;
    bool wrote;                       /* a position was completed a clock ago */
    int64_t near, whole;              /* credits: see bac_fold_sequence */
    conv_mark stage[CONV_STAGES + 1]; /* words in the stages; [0] is not used */
    max_align_t behind[];             /* state of the stage behind the lanes */
} conv_state;

/* The module behind the lanes: bac_resize for L = 1, otherwise bac_fold_reorder. */
static const bac_part *part_of(const bac_stage *s) {
    const bac_fold_conv_params *p = s->params;
    return p->L > 1 ? &bac_fold_reorder_part : &bac_resize_part;
}

/* That module as a stage with the links of `s`. */
static bac_stage behind_of(const bac_stage *s, bac_resize_params *resize) {
    const bac_fold_conv_params *p = s->params;
    bac_stage behind = *s;
    if (p->L == 1) {
        *resize = (bac_resize_params){.W = p->OW, .LANES_IN = 1, .LANES_OUT = p->LANES_OUT};
        behind.params = resize;
    }
    return behind;
}

static size_t more(const bac_stage *s) {
    bac_resize_params resize;
    const bac_stage behind = behind_of(s, &resize);
    return bac_cycle_size(part_of(s)->cycle, &behind);
}

static void conv_reset(const bac_stage *s, void *state) {
    const bac_fold_conv_params *p = s->params;
    conv_state *q = state;
    bac_resize_params resize;
    const bac_stage behind = behind_of(s, &resize);
    *q = (conv_state){.beats = p->C_IN / p->LANES_IN,
                      .row = bac_fold_conv_row(p),
                      .groups = bac_fold_conv_groups(p),
                      .position = p->PAD_LEFT % bac_fold_conv_row(p),
                      .free = (int64_t)p->ROWS - bac_fold_conv_skip(p),
                      .near = -bac_fold_conv_need(p, 0),
                      .whole = -(int64_t)p->T};
    bac_cycle_reset(part_of(s)->cycle, &behind, q->behind);
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const conv_state *q = state;
    bac_resize_params resize;
    const bac_stage behind = behind_of(s, &resize);
    part_of(s)->cycle->valid(&behind, q->behind, w);
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    const conv_state *q = state;
    w->ready[s->in[0]] = q->free > 0;
}

/* Writes a beat to the ring; true when its position is complete. */
static bool write_beat(const bac_fold_conv_params *p, conv_state *q, bool last) {
    if (!bac_fold_turn(&q->beat, q->beats))
        return false;
    bool row_end = bac_fold_turn(&q->position, q->row);
    if (last) {
        q->position = p->PAD_LEFT % q->row;
        q->free -= 1 + (int64_t)bac_fold_conv_skip(p);
    } else if (row_end) {
        q->free--;
    }
    return true;
}

/* Stage 0: returns the word that is issued in this clock. */
static conv_mark issue(const bac_fold_conv_params *p, conv_state *q) {
    if (q->issued == 0 && q->near < 0 && q->whole < 0)
        return (conv_mark){0};
    conv_mark m = {.valid = true, .channel_last = p->word[q->issued].last};
    m.group_last = bac_fold_turn(&q->issued, p->N_WORDS);
    if (!m.group_last)
        return m;
    m.frame_last = bac_fold_turn(&q->group, q->groups);
    if (m.frame_last) {
        q->near -= (int64_t)p->T - (int64_t)(q->groups - 1) * q->row;
        q->whole -= p->T;
    } else {
        q->near -= q->row;
    }
    return m;
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    enum { FROM_LANES, OUT, LINKS };
    const bac_fold_conv_params *p = s->params;
    const uint32_t in = s->in[0];
    conv_state *q = state;
    const conv_mark *end = &q->stage[CONV_STAGES];
    const bool offered = end->valid && end->channel_last;
    uint8_t valid[LINKS] = {offered, 0}, last[LINKS] = {end->frame_last, 0};
    uint8_t ready[LINKS] = {0, w->ready[s->out[0]]};
    bac_wires inner = {valid, ready, last};
    bac_resize_params resize;
    bac_stage behind = behind_of(s, &resize);
    const bac_cycle_model *model = part_of(s)->cycle;
    behind.in = (uint32_t[]){FROM_LANES};
    behind.out = (uint32_t[]){OUT};
    model->valid(&behind, q->behind, &inner);
    model->ready(&behind, q->behind, &inner);
    model->edge(&behind, q->behind, &inner);
    bool wrote = w->valid[in] && w->ready[in] && write_beat(p, q, w->last[in]);
    if (!offered || ready[FROM_LANES]) {
        const conv_mark *read = &q->stage[2];
        if (read->valid && read->group_last)
            q->free += read->frame_last ? bac_fold_conv_left(p) : 1;
        for (uint32_t i = CONV_STAGES; i > 1; i--)
            q->stage[i] = q->stage[i - 1];
        q->stage[1] = issue(p, q);
    }
    q->near += q->wrote;
    q->whole += q->wrote;
    q->wrote = wrote;
}

/* ---- size */

static void count_ring(const bac_fold_conv_params *p, bac_counts *c) {
    const uint32_t words = p->C_IN / p->LANES_IN, size = p->ROWS * p->STRIDE * words;
    const uint32_t address = bac_max_u32(1, bac_ceil_log2(size));
    const bool one_row = p->K <= p->STRIDE; /* a group reads one row */
    const uint32_t bits = p->LANES_IN * p->W;
    const uint64_t masked = (p->L * bits + 15) / 16 * ((size + 255) / 256);
    const bool parts = c->family == BAC_FAMILY_ICE40 && one_row && masked < p->L; /* BAC_MASKED */
    for (uint32_t b = 0; b < (parts ? 1 : p->L); b++)
        bac_count_memory(c, size, parts ? p->L * bits : bits, false);
    /* Pointers to where the ring is written and read, for L > 1 also to the row behind the one
     * read; two counters and two sums. */
    const uint32_t pointers = p->L > 1 && !one_row ? 3 : 2;
    for (uint32_t i = 0; i < pointers; i++) {
        for (uint32_t k = 0; k < 5; k++)
            bac_count_add(c, address);
        bac_count_mux(c, 3.0 * address, 2);
        bac_count_ff(c, 2 * address + 1);
    }
    bac_count_ff(c, (pointers - 1) * address + p->L);
    bac_count_mux(c, (double)(p->L - 1) * address, 2);
    bac_count_counter(c, words);
    bac_count_counter(c, (uint64_t)p->STRIDE * words);
    bac_count_add(c, 2 * (bac_ceil_log2(p->ROWS + 4) + 1));
    bac_count_ff(c, bac_ceil_log2(p->ROWS + 4) + 4);
    if (p->PAD_LEFT + p->PAD_RIGHT == 0)
        return;
    const uint64_t frame = (uint64_t)(bac_fold_conv_groups(p) + 2) * p->STRIDE * words;
    const uint32_t reach = bac_ceil_log2(frame) + 1;
    for (uint32_t i = 0; i < (p->L > 1 ? 2u : 1u); i++) {
        bac_count_add(c, reach);
        bac_count_add(c, reach);
        bac_count_ff(c, 2 * reach);
    }
    for (uint32_t b = 0; b < p->L; b++) {
        bac_count_compare(c, reach);
        bac_count_compare(c, reach);
        bac_count_mux(c, p->L > 1 ? reach : 0, 2);
        bac_count_ff(c, 1);
    }
}

/* Counts the ROM and the logic that reads it and selects the numbers of a window. */
static void count_front(const bac_fold_conv_params *p, const word_bits *b, bac_counts *c) {
    /* A pointwise layer's banks are never rotated. */
    const uint32_t rotation = p->K > 1 ? b->rotation : 0;
    const double side = (double)p->L * p->W;
    bac_count_rom(c, p->N_WORDS, 1 + rotation + b->offset + b->select + b->weight);
    bac_count_counter(c, p->N_WORDS);
    bac_count_counter(c, bac_fold_conv_groups(p));
    const uint32_t ahead = bac_ceil_log2((uint64_t)2 * p->T + 2) + 1;
    for (uint32_t i = 0; i < 4; i++)
        bac_count_add(c, ahead);
    bac_count_ff(c, 2 * ahead + 3);
    count_ring(p, c);
    bac_count_ff(c, 6 + 2.0 * (b->select + rotation));
    bac_count_chain(c, 2, 6); /* flags of words that end a channel, a frame */
    bac_count_chain(c, b->weight, 3);
    bac_count_mux(c, side, p->LANES_IN);
    bac_count_logic(c, side, 2);
    for (uint32_t r = 0; r < rotation; r++)
        bac_count_mux(c, side, 2);
    bac_count_ff(c, side);
}

static void conv_count(const bac_stage *s, bac_counts *c) {
    const bac_fold_conv_params *p = s->params;
    const word_bits bits = word_bits_of(p);
    count_front(p, &bits, c);
    if (p->HAS_BIAS) {
        bac_count_counter(c, p->C_OUT);
        bac_count_rom(c, p->C_OUT, p->OW);
    }
    for (uint32_t i = 0; i < p->L; i++) {
        if (!p->MODE) {
            bac_fold_count_lane(c, p->W, p->IS_SIGNED, bits.weight, p->OW);
            continue;
        }
        bac_count_compare(c, p->W);
        bac_count_ff(c, 3 * p->W);
        bac_count_logic(c, 1, 4);
    }
    bac_resize_params resize;
    const bac_stage behind = behind_of(s, &resize);
    part_of(s)->count(&behind, c);
}

#define NUMBER(member) BAC_NUMBER(bac_fold_conv_params, member)
#define IMAGE(member)  BAC_FIELD(bac_fold_conv_params, member, BAC_FIELD_FILE)
static const bac_field conv_fields[] = {
    NUMBER(MODE),      NUMBER(C_IN),     NUMBER(C_OUT),     NUMBER(T),       NUMBER(K),
    NUMBER(STRIDE),    NUMBER(PAD_LEFT), NUMBER(PAD_RIGHT), NUMBER(L),       NUMBER(LANES_IN),
    NUMBER(LANES_OUT), NUMBER(W),        NUMBER(IS_SIGNED), NUMBER(WB),      NUMBER(OW),
    NUMBER(ROWS),      NUMBER(N_WORDS),  NUMBER(HAS_BIAS),  IMAGE(ROM_FILE), IMAGE(BIAS_FILE)};

const bac_kind bac_kind_fold_conv = {
    .module = "bac_fold_conv",
    .does = "a sparse convolution, or a max pool, one weight a clock in each lane",
    .flags = BAC_KIND_WAITS,
    BAC_PARAMS(bac_fold_conv_params, conv_fields),
    .latency = conv_latency,
    .clocks = conv_clocks,
    .times = conv_times,
    .cycle = {BAC_CYCLE(conv_state), .more = more, .reset = conv_reset, .registered_valid = true,
              .registered_ready = true},
    .count = conv_count,
    .images = conv_images,
    .close = conv_close,
};

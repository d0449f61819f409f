/* shared.c - rtl/shared/bac_shared.v: one engine for all layers of a network.
 *
 * Stage   1 word .. 8 accumulate, requantiser, write
 * Timing  a frame that starts in clock s: its input is free in clock s + FREE, its last op ends in clock
 *         s + CLOCKS, its first logit is valid in clock s + CLOCKS + 10; both are sums over the ops. It
 *         starts in the clock behind its input's last beat, or behind the end of the frame before it and
 *         its last logit
 * Stall   inside nothing stands still; the next frame waits for the logits */
#include "shared.h"
#include "count.h"
#include "fold_parts.h"
#include "image.h"
#include "ints.h"
#include "times.h"

enum {
    SEND = 10,  /* clocks from the last op's end to the first logit */
    SINGLE = 4, /* most banks of the input that become single-port memories */
};

/* ---- parameters */

static uint32_t index_bits(uint32_t n) {
    return bac_max_u32(1, bac_ceil_log2(n));
}

void bac_shared_params_set(bac_shared_params *p, const char *owner) {
    const bac_shared_program *g = &p->program;
    const bac_shared_op *last = &g->op[g->n_ops - 1];
    p->L = g->L;
    p->H = g->H;
    p->C = g->C;
    p->STRIDE = g->stride;
    p->IW = g->in_bits;
    p->IN_SIGNED = g->in_signed;
    p->W = g->bits;
    p->IS_SIGNED = g->is_signed;
    p->OW = g->out_bits;
    p->N_OUT = last->rows;
    p->WB = g->weight_bits;
    p->HAS_MAX = g->has_max;
    p->MAP_WORDS = g->depth;
    p->IN_WORDS = g->in_depth;
    p->N_OPS = g->n_ops;
    p->N_WORDS = g->n_words;
    p->N_TAPS = g->n_taps;
    p->N_ROWS = g->n_rows;
    p->XB = g->index_bits;
    p->QB = bac_max_u32(1, g->q_bits);
    p->A = bac_max_u32(g->offset_bits, bac_max_u32(bac_ceil_log2(p->C) + 1, index_bits(p->N_OUT)));
    p->EB = g->form.eb;
    p->MB = g->form.mb;
    p->AB = g->form.ab;
    p->VW = g->form.vw;
    p->XW = g->form.xw;
    p->SHIFT = g->form.shift;
    p->EVEN = g->form.even;
    p->BITS = g->thresholds.bits;
    p->SEARCHED = bac_max_u32(1, g->thresholds.n_channels);
    const uint32_t out = g->out_bits + !g->out_signed;
    p->YW = bac_max_u32(out, g->bits + !g->is_signed);
    const uint32_t x = bac_max_u32(g->bits + !g->is_signed, g->in_bits + (uint32_t)!g->in_signed);
    p->AW = bac_max_u32(g->acc_bits, x + 1);
    p->TB = p->RB = p->GB = 1;
    p->SB = index_bits(g->stride);
    for (uint32_t i = 0; i < g->n_ops; i++) {
        const bac_shared_op *op = &g->op[i];
        p->TB = bac_max_u32(p->TB, bac_bit_length(op->limit));
        p->TB = bac_max_u32(p->TB, bac_bit_length(op->groups * g->L));
        p->RB = bac_max_u32(p->RB, bac_bit_length(op->repeats - 1));
        p->RB = bac_max_u32(p->RB, bac_bit_length(op->every - 1));
        p->GB = bac_max_u32(p->GB, bac_bit_length(op->groups - 1));
        p->SB = bac_max_u32(p->SB, bac_bit_length(op->stride - 1));
    }
    p->OP_FILE = bac_file_name_of(owner, "-op.mem");
    p->WORD_FILE = bac_file_name_of(owner, "-word.mem");
    p->TAP_FILE = bac_file_name_of(owner, "-tap.mem");
    p->ROW_FILE = bac_file_name_of(owner, "-row.mem");
    p->THRESHOLD_FILE = bac_file_name_of(owner, "-threshold");
}

static void shared_close(void *params) {
    bac_shared_program_free(&((bac_shared_params *)params)->program);
}

/* ---- timing */

static uint32_t gap(const bac_shared_params *p) {
    const uint32_t linear = 3 + (p->EB > 0 ? 1u : 0u) + p->EVEN, search = p->BITS ? p->BITS + 2 : 0;
    return bac_max_u32(12, bac_max_u32(linear, search) + p->H + 6);
}

static uint64_t clocks_of(const bac_shared_params *p, uint64_t *free_at) {
    return bac_shared_clocks(&p->program, gap(p), free_at);
}

static uint32_t shared_latency(const void *params) {
    uint64_t free_at;
    return (uint32_t)clocks_of(params, &free_at) + SEND;
}

/* A frame behind another starts two clocks behind the last logit of the one before it is sent. */
static uint64_t shared_clocks(const bac_netlist *n, const bac_stage *s) {
    (void)n;
    const bac_shared_params *p = s->params;
    uint64_t free_at;
    const uint64_t clocks = clocks_of(p, &free_at), beats = p->program.T * (uint64_t)p->C;
    return bac_max_u64(clocks + SEND + p->N_OUT, free_at + 1 + beats);
}

static void shared_times(bac_times *t, const bac_stage *s) {
    const bac_shared_params *p = s->params;
    const uint32_t beats = p->program.T * p->C;
    int64_t *in = t->at[s->in[0]], *out = t->at[s->out[0]];
    uint64_t free_at;
    const int64_t clocks = (int64_t)clocks_of(p, &free_at);
    int64_t free_clock = INT64_MIN, idle = INT64_MIN;
    for (uint32_t f = 0; f < t->frames; f++) {
        for (uint32_t i = 0; i < beats; i++, in++) {
            if (f > 0 || i > 0)
                *in = bac_max_i64(*in, in[-1] + 1);
            *in = bac_max_i64(*in, free_clock);
        }
        const int64_t start = bac_max_i64(in[-1] + 1, idle);
        free_clock = start + (int64_t)free_at + 1;
        for (uint32_t i = 0; i < p->N_OUT; i++)
            *out++ = start + clocks + SEND + i;
        idle = out[-1] + 1;
    }
}

/* ---- cycle model */

typedef struct shared_state {
    uint64_t clocks, free_at; /* of a frame, constants */
    uint64_t clock;           /* of the frame that runs, from its start; 0: none */
    bool in_full, out_full;
    uint32_t wait; /* clocks to the first logit; 0: it is there, or no frame has ended */
    uint32_t beat;
    bool valid;
} shared_state;

static void shared_reset(const bac_stage *s, void *state) {
    shared_state *q = state;
    q->clocks = clocks_of(s->params, &q->free_at);
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const bac_shared_params *p = s->params;
    const shared_state *q = state;
    w->valid[s->out[0]] = q->valid;
    w->last[s->out[0]] = q->beat + 1 == p->N_OUT;
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    const shared_state *q = state;
    w->ready[s->in[0]] = !q->in_full;
}

/* The logits: sent one by one when the wait is over. */
static void send(const bac_shared_params *p, shared_state *q, bool taken) {
    if (q->wait > 0 && --q->wait == 0)
        q->valid = true;
    if (!taken)
        return;
    if (++q->beat < p->N_OUT)
        return;
    q->beat = 0;
    q->valid = false;
    q->out_full = false;
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    shared_state *q = state;
    const uint32_t in = s->in[0], out = s->out[0];
    const bool starts = q->clock == 0 && q->in_full && !q->out_full;
    send(s->params, q, q->valid && w->ready[out]);
    if (w->valid[in] && w->ready[in] && w->last[in])
        q->in_full = true;
    if (starts) {
        q->clock = 1;
    } else if (q->clock > 0) {
        if (q->clock == q->free_at)
            q->in_full = false;
        if (q->clock == q->clocks) {
            q->out_full = true;
            q->wait = SEND - 1;
            q->clock = 0;
        } else {
            q->clock++;
        }
    }
}

/* ---- memories */

static void op_image(const bac_shared_params *p, bac_images *m) {
    const uint32_t NB = index_bits(p->N_WORDS), LB = index_bits(p->L), PB = index_bits(p->N_TAPS);
    uint32_t word = 0;
    bac_image_begin(m, "%s", p->OP_FILE.text);
    for (uint32_t i = 0; i < p->N_OPS; i++) {
        const bac_shared_op *op = &p->program.op[i];
        word += op->words;
        bac_image_put(m, NB, word - 1);
        bac_image_put(m, p->RB, op->repeats - 1);
        bac_image_put(m, LB, op->row_clocks - 1);
        bac_image_put(m, p->GB, op->groups - 1);
        bac_image_put(m, 1, op->ends);
        bac_image_put(m, 1, op->frees);
        bac_image_put(m, 1, op->input);
        bac_image_put(m, 1, op->max);
        bac_image_put(m, 1, op->to_out);
        bac_image_put(m, 1, op->lanes > p->H);
        bac_image_put(m, PB, op->tap);
        bac_image_put(m, p->A, op->step);
        bac_image_put(m, p->RB, op->every - 1);
        bac_image_put(m, p->TB, op->limit);
        bac_image_put(m, p->A, op->row_step);
        bac_image_put(m, p->A, op->base);
        bac_image_put(m, p->A, op->C);
        bac_image_put(m, p->A, (op->stride - 1) * op->C);
        bac_image_put(m, p->A, op->stride * op->C);
        bac_image_put(m, p->SB, op->stride - 1);
        bac_image_put(m, LB, p->H < p->L ? p->H / op->stride : 0);
        bac_image_put(m, p->YW, op->lo);
        bac_image_put(m, p->YW, op->hi);
        bac_image_end_word(m);
    }
}

static void word_image(const bac_shared_params *p, bac_images *m) {
    bac_image_begin(m, "%s", p->WORD_FILE.text);
    for (uint32_t i = 0; i < p->N_WORDS; i++) {
        const bac_shared_word *word = &p->program.word[i];
        bac_image_put(m, 1, word->last);
        bac_image_put(m, p->XB, word->index);
        bac_image_put(m, p->WB, word->weight);
        bac_image_end_word(m);
    }
}

static void tap_image(const bac_shared_params *p, bac_images *m) {
    const int32_t L = (int32_t)p->L;
    bac_image_begin(m, "%s", p->TAP_FILE.text);
    for (uint32_t i = 0; i < p->N_TAPS; i++) {
        const bac_shared_tap *tap = &p->program.tap[i];
        bac_image_put(m, 1, tap->moves);
        bac_image_put(m, 1, tap->late);
        bac_image_put(m, index_bits(p->L), (tap->q % L + L) % L);
        bac_image_put(m, p->QB, tap->q);
        bac_image_put(m, p->A, tap->offset);
        bac_image_end_word(m);
    }
}

static void row_image(const bac_shared_params *p, bac_images *m) {
    const bac_shared_program *g = &p->program;
    bac_image_begin(m, "%s", p->ROW_FILE.text);
    for (uint32_t i = 0; i < p->N_ROWS; i++) {
        const bac_fold_requant_channel *c = &g->form.channel[i];
        const uint32_t search = g->search[i];
        if (p->BITS) {
            const bac_fold_requant_channel *t =
                search == UINT32_MAX ? NULL : &g->thresholds.channel[search];
            bac_image_put(m, 1, t != NULL);
            bac_image_put(m, 1, t && t->minus);
            bac_image_put(m, index_bits(p->SEARCHED), t ? search : 0);
            bac_image_put(m, p->YW, t ? t->add : 0);
        }
        bac_image_put(m, p->EB, c->extra);
        bac_image_put(m, p->MB, c->mul);
        bac_image_put(m, p->AB, c->add);
        bac_image_end_word(m);
    }
}

static void threshold_images(const bac_shared_params *p, bac_images *m) {
    for (uint32_t stage = 0; stage < p->BITS; stage++) {
        bac_image_begin(m, "%s_00_%02u.mem", p->THRESHOLD_FILE.text, stage);
        for (uint32_t n = 0; n < p->SEARCHED; n++)
            for (uint32_t j = 0; j < UINT32_C(1) << stage; j++) {
                int32_t t = 0;
                const bool has =
                    bac_fold_requant_threshold(&p->program.thresholds, n, stage, j, &t);
                bac_image_put(m, 1, !has);
                bac_image_put(m, p->AW, t);
                bac_image_end_word(m);
            }
    }
}

static void shared_images(const bac_stage *s, bac_images *m) {
    op_image(s->params, m);
    word_image(s->params, m);
    tap_image(s->params, m);
    row_image(s->params, m);
    threshold_images(s->params, m);
}

/* ---- size */

/* A requantiser, its bounds, and the place where it writes. */
static void count_requantiser(const bac_shared_params *p, bac_counts *c) {
    if (p->MB)
        bac_count_mul(c, p->AW, p->MB);
    bac_count_add(c, p->VW);
    bac_count_ff(c, p->AW + p->MB + p->AB + p->VW + p->YW);
    if (p->EB) {
        bac_count_mux(c, (double)p->XW * p->EB, 2);
        bac_count_ff(c, p->XW + 2 * p->EB);
    }
    for (uint32_t stage = 0; stage < p->BITS; stage++) {
        bac_count_rom(c, (uint64_t)p->SEARCHED << stage, p->AW + 1);
        bac_count_compare(c, p->AW);
        bac_count_ff(c, p->AW + index_bits(p->SEARCHED) + stage);
    }
    bac_count_compare(c, p->YW);
    bac_count_compare(c, p->YW);
    bac_count_logic(c, p->YW, 4);
    bac_count_add(c, 2 * p->A);
    bac_count_mux(c, 2 * p->A, 4);
    bac_count_ff(c, 2 * (p->A + index_bits(p->L) + p->SB));
}

static void shared_count(const bac_stage *s, bac_counts *c) {
    const bac_shared_params *p = s->params;
    const uint32_t lanes = index_bits(p->L), taps = index_bits(p->N_TAPS);
    const uint32_t words = index_bits(p->N_WORDS), distance = bac_max_u32(p->TB, p->QB) + 2;
    const uint32_t x = bac_max_u32(p->IW + !p->IN_SIGNED, p->W + !p->IS_SIGNED);
    const uint32_t fields =
        words + 2 * p->RB + lanes + p->GB + 6 + lanes + taps + 6 * p->A + p->TB + p->SB + 2 * p->YW;
    bac_count_logic(c, fields, index_bits(p->N_OPS)); /* the ops */
    bac_count_ff(c, fields + 3 * words + p->RB + p->GB + 16);
    bac_count_add(c, words + p->RB + p->GB + lanes + 8);
    bac_count_rom(c, p->N_WORDS, 1 + p->XB + p->WB);
    bac_count_rom(c, p->N_TAPS, 2 + lanes + p->QB + p->A);
    bac_count_rom(c, p->N_ROWS,
                  p->EB + p->MB + p->AB + (p->BITS ? 2 + index_bits(p->SEARCHED) + p->YW : 0));
    for (uint32_t i = 0; i < 5; i++) /* fetch: groups, rows, offsets, banks */
        bac_count_add(c, p->A);
    for (uint32_t i = 0; i < 4; i++)
        bac_count_add(c, distance);
    bac_count_add(c, taps + p->RB);
    bac_count_ff(c, 4 * p->A + 4 * distance + p->RB + 3 * lanes + 2);
    for (uint32_t l = 0; l < p->L; l++) {
        bac_count_memory(c, p->MAP_WORDS, p->W, false);
        const double before = c->of[BAC_COUNT_BRAM];
        bac_count_memory(c, p->IN_WORDS, p->IW, false);
        c->single += p->L <= SINGLE ? c->of[BAC_COUNT_BRAM] - before : 0;
        bac_count_mux(c, p->A, 2);
        bac_count_mux(c, p->A, 2);
        bac_count_mux(c, x, 2);
        bac_count_mux(c, x, p->L);
        bac_count_logic(c, distance, 4);
        bac_count_logic(c, x, 2);
        bac_count_ff(c, p->A + 4 + x + p->AW);
        bac_fold_count_lane(c, x, true, p->WB, p->AW);
        bac_count_mux(c, p->AW, 2);
        if (p->HAS_MAX)
            bac_count_compare(c, x);
    }
    bac_count_chain(c, p->WB, 5);
    bac_count_chain(c, 1, 20);
    for (uint32_t r = 0; r < p->L / p->H; r++)
        count_requantiser(p, c);
    bac_count_ff(c, (double)p->L * (p->A + p->W + 1) + 5 * p->A + 2 * p->YW + p->IW + p->OW);
    bac_count_mux(c, (double)p->L * (p->A + p->W), p->L / p->H);
    bac_count_add(c, 3 * p->A);
    bac_count_memory(c, p->N_OUT, p->OW, false);
    bac_count_counter(c, p->N_OUT);
    bac_count_counter(c, p->C);
}

#define NUMBER(member) BAC_NUMBER(bac_shared_params, member)
#define IMAGE(member)  BAC_FIELD(bac_shared_params, member, BAC_FIELD_FILE)
static const bac_field shared_fields[] = {NUMBER(L),
                                          NUMBER(H),
                                          NUMBER(C),
                                          NUMBER(STRIDE),
                                          NUMBER(IW),
                                          NUMBER(IN_SIGNED),
                                          NUMBER(W),
                                          NUMBER(IS_SIGNED),
                                          NUMBER(OW),
                                          NUMBER(N_OUT),
                                          NUMBER(WB),
                                          NUMBER(AW),
                                          NUMBER(YW),
                                          NUMBER(HAS_MAX),
                                          NUMBER(MAP_WORDS),
                                          NUMBER(IN_WORDS),
                                          NUMBER(A),
                                          NUMBER(N_OPS),
                                          NUMBER(N_WORDS),
                                          NUMBER(N_TAPS),
                                          NUMBER(N_ROWS),
                                          NUMBER(XB),
                                          NUMBER(QB),
                                          NUMBER(TB),
                                          NUMBER(RB),
                                          NUMBER(GB),
                                          NUMBER(SB),
                                          NUMBER(EB),
                                          NUMBER(MB),
                                          NUMBER(AB),
                                          NUMBER(VW),
                                          NUMBER(XW),
                                          NUMBER(SHIFT),
                                          NUMBER(EVEN),
                                          NUMBER(BITS),
                                          NUMBER(SEARCHED),
                                          IMAGE(OP_FILE),
                                          IMAGE(WORD_FILE),
                                          IMAGE(TAP_FILE),
                                          IMAGE(ROW_FILE),
                                          IMAGE(THRESHOLD_FILE)};

const bac_kind bac_kind_shared = {
    .module = "bac_shared",
    .does = "one engine for all layers",
    .flags = BAC_KIND_WAITS,
    BAC_PARAMS(bac_shared_params, shared_fields),
    .latency = shared_latency,
    .clocks = shared_clocks,
    .times = shared_times,
    .cycle = {BAC_CYCLE(shared_state), .reset = shared_reset, .registered_valid = true,
              .registered_ready = true},
    .count = shared_count,
    .images = shared_images,
    .close = shared_close,
};

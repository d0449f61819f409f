/* fold_add.c - rtl/folded/bac_fold_add.v: adds two streams with weights from a memory.
 *
 * Stage   1 read the multipliers   2 multiply   3 add; control is bac_ctrl
 * Timing  LATENCY = 3, II = 1
 * Stall   a beat enters when both inputs have one; else see pipe.h */
#include "count.h"
#include "fold_parts.h"
#include "folded.h"
#include "image.h"
#include "ints.h"
#include "pipe.h"
#include "times.h"

#include <stdlib.h>

/* ---- lowered form */

int32_t *bac_fold_add_factors(const bac_layer *add, uint32_t part) {
    const size_t C = add->C;
    int32_t *factor = calloc(2 * C, sizeof *factor);
    for (size_t c = 0; factor && c < C; c++) {
        factor[c] = part == 1 ? add->mul[c] : 1;
        factor[C + c] = add->mul[part * C + c];
    }
    return factor;
}

uint32_t bac_fold_factor_bits(const int32_t *value, size_t n) {
    int32_t lo = 0, hi = 0;
    for (size_t i = 0; i < n; i++) {
        lo = bac_min_i32(value[i], lo);
        hi = bac_max_i32(value[i], hi);
    }
    return bac_bits_of(lo, hi, true);
}

static void add_close(void *params) {
    bac_fold_add_params *p = params;
    free(p->factor);
    p->factor = NULL;
}

static void add_images(const bac_stage *s, bac_images *m) {
    const bac_fold_add_params *p = s->params;
    bac_image_begin(m, "%s", p->ROM_FILE.text);
    for (uint32_t n = 0; n < bac_fold_rows(p->C, p->LANES); n++) {
        for (uint32_t e = p->LANES; e-- > 0;) {
            const uint32_t c = (n * p->LANES + e) % p->C;
            bac_image_put(m, p->MB_B, p->factor[p->C + c]);
            bac_image_put(m, p->MB_A, p->factor[c]);
        }
        bac_image_end_word(m);
    }
}

/* ---- timing */

static uint32_t add_latency(const void *params) {
    (void)params;
    return 3;
}

/* ---- cycle model */

static void add_ready(const bac_stage *s, const void *state, bac_wires *w) {
    bac_pipe_ready(s, state, w);
    const uint8_t ce = w->ready[s->in[0]];
    w->ready[s->in[0]] = ce & w->valid[s->in[1]];
    w->ready[s->in[1]] = ce & w->valid[s->in[0]];
}

/* The pipe is offered a pair of beats. It moves whenever its last stage is free or its beat is
 * taken, with a pair or without one. */
static void add_edge(const bac_stage *s, void *state, const bac_wires *w) {
    const uint32_t pair = w->valid[s->in[0]] & w->valid[s->in[1]];
    const uint32_t enable = (w->valid[s->out[0]] ^ 1u) | w->ready[s->out[0]];
    bac_pipe_shift(state, pair, w->last[s->in[0]], enable);
}

/* ---- size */

static void add_count(const bac_stage *s, bac_counts *c) {
    const bac_fold_add_params *p = s->params;
    const uint32_t W[2] = {p->W_A, p->W_B}, is_signed[2] = {p->SIGNED_A, p->SIGNED_B};
    const uint32_t rows = bac_fold_rows(p->C, p->LANES);
    /* A constant factor of 1 has two bits too. */
    const uint32_t bits[2] = {bac_max_u32(2, p->MB_A), bac_max_u32(2, p->MB_B)};
    uint32_t table = 0;
    bac_pipe_count(c, s);
    bac_count_ff(c, (double)p->LANES * (p->W_A + p->W_B));
    for (uint32_t e = 0; e < p->LANES; e++) {
        for (uint32_t i = 0; i < 2; i++) {
            bac_varying v = {0};
            for (uint32_t ch = e % p->C; ch < p->C; ch += p->LANES)
                bac_vary(&v, p->factor[i * p->C + ch]);
            bac_fold_count_product(c, W[i] + (is_signed[i] ? 0u : 1u), bits[i], &v);
            table += bac_varying_bits(&v, bits[i]);
        }
        bac_count_ff(c, p->OW);
        bac_count_add(c, p->OW);
    }
    if (table > 0) {
        bac_count_counter(c, rows);
        bac_count_rom(c, rows, table);
    }
}

#define NUMBER(member) BAC_NUMBER(bac_fold_add_params, member)
#define IMAGE(member)  BAC_FIELD(bac_fold_add_params, member, BAC_FIELD_FILE)
static const bac_field add_fields[] = {
    NUMBER(C),        NUMBER(LANES), NUMBER(W_A),  NUMBER(SIGNED_A), NUMBER(W_B),
    NUMBER(SIGNED_B), NUMBER(MB_A),  NUMBER(MB_B), NUMBER(OW),       IMAGE(ROM_FILE)};

const bac_kind bac_kind_fold_add = {
    .module = "bac_fold_add",
    .does = "the weighted sum of two streams",
    BAC_PARAMS(bac_fold_add_params, add_fields),
    .latency = add_latency,
    .times = bac_times_meet,
    .cycle = {.more = bac_pipe_size,
              .reset = bac_pipe_reset,
              .valid = bac_pipe_valid,
              .ready = add_ready,
              .edge = add_edge,
              .registered_valid = true},
    .count = add_count,
    .images = add_images,
    .close = add_close,
};

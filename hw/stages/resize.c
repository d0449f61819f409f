/* resize.c - rtl/stream/bac_resize.v: converts beats of LANES_IN elements to beats of LANES_OUT.
 *
 * Stage   1 narrowing: hold a wide beat, and hand out one narrow beat a clock
 *           widening:  collect narrow beats; the wide one is complete in this register
 * Timing  LATENCY = 1, II = 1 on the narrower side; widening: LATENCY from the narrow beat that
 *         completes the wide one
 * Stall   a wide beat waits for the narrow beats of the one before it, narrow beats for a wide one
 *         that is not taken. OPEN, narrowing: ready in every clock */
#include "count.h"
#include "ints.h"
#include "streams.h"
#include "times.h"
#include "wires.h"

static bool narrows(const bac_resize_params *p) {
    return p->LANES_OUT < p->LANES_IN;
}

/* Number of narrow beats in a wide one. */
static uint32_t ratio(const bac_resize_params *p) {
    return narrows(p) ? p->LANES_IN / p->LANES_OUT : p->LANES_OUT / p->LANES_IN;
}

static void times(bac_times *t, const bac_stage *s) {
    const uint32_t n = ratio(s->params);
    int64_t *in = t->at[s->in[0]], *out = t->at[s->out[0]];
    const size_t beats = (size_t)t->frames * t->n->links[s->in[0]].beats;
    if (!narrows(s->params)) {
        for (size_t i = 0; i < beats / n; i++)
            out[i] = in[i * n + n - 1] + 1;
        return;
    }
    for (size_t i = 0; i < beats; i++) {
        if (i > 0)
            in[i] = bac_max_i64(in[i], in[i - 1] + n);
        for (uint32_t k = 0; k < n; k++)
            out[i * n + k] = in[i] + 1 + k;
    }
}

typedef struct resize {
    uint32_t count, final; /* narrow beats moved so far; number of the last one, from 0 */
    bool narrows, open, valid, last;
} resize;

static void reset(const bac_stage *s, void *state) {
    const bac_resize_params *p = s->params;
    *(resize *)state =
        (resize){.final = ratio(p) - 1, .narrows = narrows(p), .open = narrows(p) && p->OPEN};
}

/* True when the beat in the register is the last narrow one of its wide beat, or a wide beat. */
static bool is_final(const resize *r) {
    return !r->narrows || r->count == r->final;
}

static bool is_free(const resize *r, const bac_stage *s, const bac_wires *w) {
    return !r->valid || (w->ready[s->out[0]] && is_final(r));
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const resize *r = state;
    w->valid[s->out[0]] = r->valid;
    w->last[s->out[0]] = r->last && is_final(r);
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    const resize *r = state;
    w->ready[s->in[0]] = r->open || is_free(r, s, w);
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    resize *r = state;
    const uint32_t in = s->in[0];
    const bool take = w->valid[in] && w->ready[in], final = r->count == r->final;
    const bool moved = r->narrows ? r->valid && w->ready[s->out[0]] : take;
    if (is_free(r, s, w))
        r->valid = w->valid[in] && (r->narrows || final);
    if (moved)
        r->count = final ? 0 : r->count + 1;
    if (take)
        r->last = w->last[in];
}

static void count(const bac_stage *s, bac_counts *c) {
    const bac_resize_params *p = s->params;
    const double part = (double)p->W * bac_min_u32(p->LANES_IN, p->LANES_OUT);
    bac_count_counter(c, ratio(p));
    bac_count_ff(c, 2);
    bac_count_ff(c, part * ratio(p));
    if (narrows(p) && p->PICK)
        bac_count_mux(c, part, ratio(p));
    else if (narrows(p)) /* each bit is loaded or shifted; the last beat's bits are only loaded */
        bac_count_logic(c, part * (ratio(p) - 1), 3);
}

static const bac_field fields[] = {
    BAC_NUMBER(bac_resize_params, W), BAC_NUMBER(bac_resize_params, LANES_IN),
    BAC_NUMBER(bac_resize_params, LANES_OUT), BAC_NUMBER(bac_resize_params, PICK),
    BAC_NUMBER(bac_resize_params, OPEN)};

const bac_kind bac_kind_resize = {
    .module = "bac_resize",
    .does = "the same elements in beats of another width",
    .flags = BAC_KIND_WAITS | BAC_KIND_FEEDS | BAC_KIND_ADAPTS,
    BAC_PARAMS(bac_resize_params, fields),
    .latency = bac_latency_one,
    .times = times,
    .cycle = {BAC_CYCLE(resize), .reset = reset, .registered_valid = true},
    .count = count,
};

const bac_part bac_resize_part = {&bac_kind_resize.cycle, count};

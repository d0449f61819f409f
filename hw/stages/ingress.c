/* ingress.c - rtl/stream/bac_ingress.v: counts the beats of a frame and makes tlast from the count.
 *
 * Stage   none
 * Timing  LATENCY = 0, II = 1
 * Stall   ready is the reader's ready */
#include "count.h"
#include "streams.h"
#include "wires.h"

typedef struct ingress {
    uint32_t t; /* beats of the current frame that have passed */
} ingress;

static bool is_last(const bac_stage *s, const ingress *g) {
    const bac_ingress_params *p = s->params;
    return g->t == p->T - 1;
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    w->valid[s->out[0]] = w->valid[s->in[0]];
    w->last[s->out[0]] = is_last(s, state);
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    ingress *g = state;
    if (w->valid[s->in[0]] && w->ready[s->out[0]])
        g->t = is_last(s, g) ? 0 : g->t + 1;
}

static void count(const bac_stage *s, bac_counts *c) {
    const bac_ingress_params *p = s->params;
    bac_count_counter(c, p->T);
    bac_count_ff(c, 1);
}

static const bac_field fields[] = {
    BAC_NUMBER(bac_ingress_params, C), BAC_NUMBER(bac_ingress_params, IW),
    BAC_NUMBER(bac_ingress_params, LANE), BAC_NUMBER(bac_ingress_params, T)};

const bac_kind bac_kind_ingress = {
    .module = "bac_ingress",
    .does = "byte lanes to codes, frames counted",
    .flags = BAC_KIND_PASSES,
    BAC_PARAMS(bac_ingress_params, fields),
    .more_ports = ".tlast_error(tlast_error)",
    .latency = bac_latency_none,
    .cycle = {.state = sizeof(ingress), .valid = valid, .ready = bac_wires_ready, .edge = edge},
    .count = count,
};

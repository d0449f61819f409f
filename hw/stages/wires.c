/* wires.c - see wires.h. */
#include "wires.h"

uint32_t bac_latency_none(const void *params) {
    (void)params;
    return 0;
}

uint32_t bac_latency_one(const void *params) {
    (void)params;
    return 1;
}

void bac_wires_edge(const bac_stage *s, void *state, const bac_wires *w) {
    (void)s;
    (void)state;
    (void)w;
}

void bac_wires_valid(const bac_stage *s, const void *state, bac_wires *w) {
    (void)state;
    w->valid[s->out[0]] = w->valid[s->in[0]];
    w->last[s->out[0]] = w->last[s->in[0]];
}

void bac_wires_ready(const bac_stage *s, const void *state, bac_wires *w) {
    (void)state;
    w->ready[s->in[0]] = w->ready[s->out[0]];
}

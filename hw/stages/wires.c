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

size_t bac_wires_size(const bac_stage *s) {
    (void)s;
    return 0;
}

void bac_wires_reset(const bac_stage *s, void *state) {
    (void)s;
    (void)state;
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

bac_status bac_wires_count(const bac_netlist *n, const bac_stage *s, struct bac_counts *c) {
    (void)n;
    (void)s;
    (void)c;
    return BAC_OK;
}

/* streams.c - stages that move beats: counters, handshakes, first in first out. */
#include "count.h"
#include "pipeline_internal.h"

static void fifo(const bac_link *in, uint32_t depth, bac_counts *c) {
    const uint32_t bits = (uint32_t)in->width + 1;
    bac_count_ff(c, 2); /* full, empty */
    bac_count_logic(c, 4, 4);
    if (depth == 1) {
        bac_count_ff(c, bits);
        return;
    }
    const uint32_t address = bac_ceil_log2(depth);
    bac_count_memory(c, depth, bits, true);
    bac_count_ff(c, 2 * address);
    if (address > 4)
        bac_count_add(c, 2 * address);
    bac_count_logic(c, 3 * address, 4);
}

/* Wide beats handed out narrow, or narrow ones collected; digits likewise. */
static void resize(const bac_link *in, const bac_link *out, bac_counts *c) {
    const bool narrow = out->beats > in->beats;
    const uint32_t ratio = narrow ? out->beats / in->beats : in->beats / out->beats;
    const double part = (double)(narrow ? out->width : in->width);
    bac_count_counter(c, ratio);
    bac_count_ff(c, 2);
    bac_count_ff(c, part * ratio);
    if (narrow && out->digits > in->digits)
        bac_count_mux(c, part, ratio);
    else if (narrow) /* loaded or shifted; what comes last has nothing to shift in */
        bac_count_logic(c, part * (ratio - 1), 3);
}

void bac_count_stream(const bac_pipeline *p, const bac_stage *s, bac_counts *c) {
    const bac_link *in = &p->links[s->in[0]];
    switch (s->kind) {
    case BAC_STAGE_INGRESS:
        bac_count_counter(c, in->beats);
        bac_count_ff(c, 1);
        break;
    case BAC_STAGE_FIFO:
        fifo(in, s->depth, c);
        break;
    case BAC_STAGE_FORK:
        bac_count_ff(c, s->n_out);
        bac_count_logic(c, 2 * s->n_out, 4);
        break;
    case BAC_STAGE_JOIN:
        bac_count_logic(c, 2, 3);
        break;
    default:
        resize(in, &p->links[s->out[0]], c);
    }
}

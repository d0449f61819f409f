/* stage_clocks.c - how many clocks of a frame each stage needs. */
#include "folded.h"
#include "ints.h"
#include "serial.h"

/* Every sample, and the zero samples behind a frame, in so many digits. */
static uint64_t serial_clocks(const bac_pipeline *p, const bac_stage *s) {
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    const bac_layer *conv = l->op == BAC_REQUANT ? bac_net_layer(p->net, l->in[0]) : l;
    const uint32_t T = bac_net_layer(p->net, conv->in[0])->T / s->phases;
    const uint32_t gap = s->kind == BAC_STAGE_SERIAL_WINDOW ? s->flush : 0;
    return ((uint64_t)T + gap) * p->links[s->in[0]].digits;
}

uint64_t bac_stage_clocks(const bac_pipeline *p, const bac_stage *s) {
    bac_folded_params params;
    uint64_t clocks = 0;
    for (uint32_t i = 0; i < s->n_in; i++)
        clocks = bac_max_u64(clocks, p->links[s->in[i]].beats);
    for (uint32_t i = 0; i < s->n_out; i++)
        clocks = bac_max_u64(clocks, p->links[s->out[i]].beats);
    switch (s->kind) {
    case BAC_STAGE_WINDOW:
        return bac_max_u64(clocks,
                           (uint64_t)p->links[s->in[0]].beats + (s->overlap ? 0 : s->flush));
    case BAC_STAGE_FC:
        return bac_max_u64(clocks, (uint64_t)p->links[s->in[0]].beats * s->levels);
    case BAC_STAGE_ARGMAX:
        return s->latency + 1;
    case BAC_STAGE_FOLD_CONV:
        bac_folded_of(p, s, &params);
        return bac_max_u64(clocks, bac_fold_conv_clocks(&params.conv));
    case BAC_STAGE_FOLD_FC:
        bac_folded_of(p, s, &params);
        return bac_max_u64(clocks, (bac_fold_fc_clocks_of_two(&params.fc) + 1) / 2);
    case BAC_STAGE_SERIAL_WINDOW:
    case BAC_STAGE_SERIAL_OVERLAP:
        return bac_max_u64(clocks, serial_clocks(p, s));
    default:
        return clocks;
    }
}

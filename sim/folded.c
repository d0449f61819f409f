/* folded.c - parameters of folded stages, from the network and the links. */
#include "folded.h"

#include <stdlib.h>
#include <string.h>

const bac_fold_twin *bac_folded_of(const bac_pipeline *p, const bac_stage *s,
                                   bac_folded_params *params) {
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    const bac_link *in = &p->links[s->in[0]], *out = &p->links[s->out[0]];
    memset(params, 0, sizeof *params);
    switch (s->kind) {
    case BAC_STAGE_RESIZE:
        /* Beats handed out of one, or collected to one, count; not how wide they are. */
        params->resize = out->beats > in->beats ? (bac_resize_params){out->beats / in->beats, 1}
                                                : (bac_resize_params){1, in->beats / out->beats};
        return &bac_resize_twin;
    case BAC_STAGE_FOLD_CONV:
        params->conv = (bac_fold_conv_params){.c_in = in->C,
                                              .c_out = l->C,
                                              .t = in->T,
                                              .k = l->kernel,
                                              .stride = l->stride,
                                              .pad_left = l->pad_left,
                                              .pad_right = l->pad_right,
                                              .l = s->side,
                                              .lanes_in = in->lanes,
                                              .lanes_out = out->lanes,
                                              .rows = s->rows,
                                              .n_words = s->words,
                                              .last = s->ends};
        return &bac_fold_conv_twin;
    case BAC_STAGE_FOLD_ADD:
        return &bac_fold_add_twin;
    case BAC_STAGE_FOLD_CONCAT:
        params->concat = (bac_fold_concat_params){in->C, p->links[s->in[1]].C, out->lanes};
        return &bac_fold_concat_twin;
    case BAC_STAGE_FOLD_GLOBALMAX:
        params->globalmax = (bac_fold_globalmax_params){in->C, in->T, in->lanes};
        return &bac_fold_globalmax_twin;
    case BAC_STAGE_FOLD_FC:
        params->fc =
            (bac_fold_fc_params){in->T * in->C, l->C, in->lanes, out->lanes, s->words, s->ends};
        return &bac_fold_fc_twin;
    default:
        return NULL;
    }
}

/* ---- outputs to lanes ------------------------------------------------------ */

typedef struct by_words {
    uint32_t output, words;
} by_words;

static int more_first(const void *a, const void *b) {
    const by_words *x = a, *y = b;
    if (x->words != y->words)
        return x->words > y->words ? -1 : 1;
    return x->output < y->output ? -1 : x->output > y->output;
}

static uint32_t count_words(const bac_layer *fc, size_t inputs, uint32_t output) {
    uint32_t n = 0;
    for (size_t i = 0; i < inputs; i++)
        n += fc->weight[(size_t)output * inputs + i] != 0;
    return n ? n : 1;
}

bac_status bac_folded_give(const bac_layer *fc, size_t inputs, uint32_t lanes, uint32_t elements,
                           bac_folded_lanes *given, bac_error *err) {
    uint32_t n = fc->C;
    by_words *order = calloc(n, sizeof *order);
    uint32_t *length = calloc(lanes, sizeof *length), *held = calloc(lanes, sizeof *held);
    *given = (bac_folded_lanes){.lane = calloc(n, sizeof *given->lane),
                                .slot = calloc(n, sizeof *given->slot),
                                .words = calloc(n, sizeof *given->words)};
    bool ok = order && length && held && given->lane && given->slot && given->words;
    for (uint32_t o = 0; ok && o < n; o++) {
        given->words[o] = count_words(fc, inputs, o);
        order[o] = (by_words){o, given->words[o]};
    }
    if (ok)
        qsort(order, n, sizeof *order, more_first);
    for (uint32_t i = 0; ok && i < n; i++) {
        uint32_t o = order[i].output, best = o % elements;
        for (uint32_t lane = best; lane < lanes; lane += elements)
            if (length[lane] < length[best])
                best = lane;
        given->lane[o] = best;
        length[best] += order[i].words;
        held[best]++;
    }
    /* A lane makes its outputs in the order of the stream. */
    for (uint32_t lane = 0; ok && lane < lanes; lane++) {
        uint32_t slot = 0;
        for (uint32_t o = 0; o < n; o++)
            if (given->lane[o] == lane)
                given->slot[o] = slot++;
        given->longest = length[lane] > given->longest ? length[lane] : given->longest;
        given->slots = held[lane] > given->slots ? held[lane] : given->slots;
    }
    free(order);
    free(length);
    free(held);
    if (ok)
        return BAC_OK;
    bac_folded_lanes_free(given);
    return bac_fail(err, BAC_ERR_MEMORY, fc->name, "out of memory");
}

void bac_folded_lanes_free(bac_folded_lanes *given) {
    free(given->lane);
    free(given->slot);
    free(given->words);
    *given = (bac_folded_lanes){0};
}

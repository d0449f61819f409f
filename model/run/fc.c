/* fc.c - brings the weights of an fc into its kernel's layout: blocks of outputs, input by
 * input. */
#include "inside.h"

#include "../ints.h"

#include <stdlib.h>

/* Appends the inputs that an output of block b reads; with weight NULL it only counts them. */
static uint32_t fill_block(const bac_layer *l, const bac_layer *x, uint32_t b, uint32_t *in,
                           int32_t *weight) {
    const uint32_t first = b * BAC_FC_LANES, outs = bac_min_u32(BAC_FC_LANES, l->C - first);
    uint32_t n = 0;
    for (uint32_t i = 0; i < x->C; i++) {
        int32_t w[BAC_FC_LANES] = {0}, any = 0;
        for (uint32_t k = 0; k < outs; k++) {
            w[k] = l->weight[(uint64_t)(first + k) * x->C + i];
            any |= w[k];
        }
        if (!any)
            continue;
        for (uint32_t k = 0; weight && k < BAC_FC_LANES; k++)
            weight[(uint64_t)n * BAC_FC_LANES + k] = w[k];
        if (in)
            in[n] = i;
        n++;
    }
    return n;
}

bac_status bac_fc_create(const bac_layer *l, const bac_layer *x, bac_fc *fc, bac_error *err) {
    fc->blocks = bac_ceil_div(l->C, BAC_FC_LANES);
    fc->first = bac_zalloc((uint64_t)fc->blocks + 1, sizeof *fc->first);
    fc->bias = bac_zalloc((uint64_t)fc->blocks * BAC_FC_LANES, sizeof *fc->bias);
    if (!fc->first || !fc->bias)
        return bac_no_memory(err, l->name);
    for (uint32_t b = 0; b < fc->blocks; b++)
        fc->first[b + 1] = fc->first[b] + fill_block(l, x, b, NULL, NULL);
    const uint32_t n = fc->first[fc->blocks]; /* at most the weights */
    fc->in = bac_alloc(n, sizeof *fc->in);
    fc->weight = bac_alloc((uint64_t)n * BAC_FC_LANES, sizeof *fc->weight);
    if (!fc->in || !fc->weight)
        return bac_no_memory(err, l->name);
    for (uint32_t b = 0; b < fc->blocks; b++)
        fill_block(l, x, b, fc->in + fc->first[b],
                   fc->weight + (uint64_t)fc->first[b] * BAC_FC_LANES);
    for (uint32_t o = 0; l->bias && o < l->C; o++)
        fc->bias[o] = l->bias[o];
    return BAC_OK;
}

void bac_fc_free(bac_fc *fc) {
    free(fc->first);
    free(fc->in);
    free(fc->weight);
    free(fc->bias);
    *fc = (bac_fc){0};
}

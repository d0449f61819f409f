/* fold_lanes.c - assigns the outputs of rtl/folded/bac_fold_fc.v to its lanes. */
#include "folded.h"
#include "ints.h"

#include <stdlib.h>

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

bac_status bac_fold_lanes_balance(const bac_layer *fc, size_t inputs, uint32_t lanes,
                                  uint32_t elements, bac_fold_lanes *balance, bac_error *err) {
    uint32_t n = fc->C;
    by_words *order = calloc(n, sizeof *order);
    uint32_t *length = calloc(lanes, sizeof *length), *held = calloc(lanes, sizeof *held);
    *balance = (bac_fold_lanes){.lane = calloc(n, sizeof *balance->lane),
                                .slot = calloc(n, sizeof *balance->slot),
                                .words = calloc(n, sizeof *balance->words)};
    bool ok = order && length && held && balance->lane && balance->slot && balance->words;
    for (uint32_t o = 0; ok && o < n; o++) {
        balance->words[o] = count_words(fc, inputs, o);
        order[o] = (by_words){o, balance->words[o]};
    }
    if (ok)
        qsort(order, n, sizeof *order, more_first);
    for (uint32_t i = 0; ok && i < n; i++) {
        uint32_t o = order[i].output, best = o % elements;
        for (uint32_t lane = best; lane < lanes; lane += elements)
            if (length[lane] < length[best])
                best = lane;
        balance->lane[o] = best;
        length[best] += order[i].words;
        balance->longest = bac_max_u32(length[best], balance->longest);
    }
    /* A lane computes its outputs in the order of the stream. */
    for (uint32_t o = 0; ok && o < n; o++) {
        balance->slot[o] = held[balance->lane[o]]++;
        balance->slots = bac_max_u32(balance->slot[o] + 1, balance->slots);
    }
    free(order);
    free(length);
    free(held);
    if (ok)
        return BAC_OK;
    bac_fold_lanes_free(balance);
    return bac_fail(err, BAC_ERR_MEMORY, fc->name, "out of memory");
}

void bac_fold_lanes_free(bac_fold_lanes *balance) {
    free(balance->lane);
    free(balance->slot);
    free(balance->words);
    *balance = (bac_fold_lanes){0};
}

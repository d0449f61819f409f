/* words.c - packs a graph into the words of bac_mcm's parameters, level by level; the header of
 * rtl/arith/bac_mcm.v defines their layout. */
#include "mcm.h"

#include <stdlib.h>

typedef struct places {
    uint32_t *below, *here; /* [n_nodes] place of a node in the previous and in the current level */
} places;

static void mark(const bac_mcm *g, bool *read) {
    for (uint32_t i = 0; i < g->n_nodes; i++)
        if (g->node[i].form != BAC_ADDER_INPUT) {
            read[i] = true;
            read[g->node[i].a] = true;
            read[g->node[i].b] = true;
        }
    for (uint32_t o = 0; o < g->n_out; o++)
        if (!g->output[o].constant)
            read[g->output[o].node] = true;
}

static uint64_t word_of(const bac_adder *n, uint64_t form, uint64_t shift, uint64_t a, uint64_t b) {
    const bac_type type = bac_adder_type(n);
    return form << 62 | shift << 56 | b << 32 | a << 8 | (uint64_t)type.is_signed << 7 | type.bits;
}

static uint64_t output_of(const bac_adder_output *o, uint32_t place) {
    uint32_t pass = o->shift;
    for (uint32_t zeros = 0; !o->negative && o->bias != 0 && zeros < 63; zeros++)
        if (o->bias >> zeros & 1) {
            pass = zeros > pass ? zeros : pass;
            break;
        }
    const uint64_t kind = o->constant ? 0 : !bac_output_has_post(o) ? 1 : o->negative ? 3 : 2;
    return o->constant ? 0 : kind << 40 | (uint64_t)pass << 32 | (uint64_t)o->shift << 24 | place;
}

static void pack_level(const bac_mcm *g, const bool *read, uint32_t level, places *p,
                       bac_adder_words *w) {
    w->first[level] = w->n;
    for (uint32_t i = 0; i < g->n_nodes; i++) {
        const bac_adder *n = &g->node[i];
        if (!read[i] || level < n->level || level > n->last)
            continue;
        p->here[i] = w->n - w->first[level];
        if (level > n->level)
            w->word[w->n++] = word_of(n, 0, 0, p->below[i], p->below[i]);
        else if (n->form == BAC_ADDER_INPUT)
            w->word[w->n++] = word_of(n, 0, 0, n->a, 0);
        else
            w->word[w->n++] = word_of(n, n->form, n->shift, p->below[n->a], p->below[n->b]);
    }
    for (uint32_t o = 0; o < g->n_out; o++) {
        const bac_adder_output *out = &g->output[o];
        if (level == g->levels - (bac_output_has_post(out) ? 1 : 0))
            w->output[o] = output_of(out, out->constant ? 0 : p->here[out->node]);
    }
    uint32_t *swap = p->below;
    p->below = p->here;
    p->here = swap;
}

bool bac_mcm_pack(const bac_mcm *g, bac_adder_words *w) {
    size_t room = 1;
    for (uint32_t i = 0; i < g->n_nodes; i++)
        room += g->node[i].last - g->node[i].level + 1;
    *w = (bac_adder_words){.first = calloc((size_t)g->levels + 2, sizeof *w->first),
                           .word = calloc(room, sizeof *w->word),
                           .output = calloc((size_t)g->n_out + 1, sizeof *w->output)};
    places p = {calloc((size_t)g->n_nodes + 1, sizeof *p.below),
                calloc((size_t)g->n_nodes + 1, sizeof *p.here)};
    bool *read = calloc((size_t)g->n_nodes + 1, sizeof *read);
    const bool ok = w->first && w->word && w->output && p.below && p.here && read;
    if (ok) {
        mark(g, read);
        for (uint32_t level = 0; level <= g->levels; level++)
            pack_level(g, read, level, &p, w);
        w->first[g->levels + 1] = w->n;
    }
    free(p.below);
    free(p.here);
    free(read);
    return ok;
}

void bac_adder_words_free(bac_adder_words *w) {
    free(w->first);
    free(w->word);
    free(w->output);
    *w = (bac_adder_words){0};
}

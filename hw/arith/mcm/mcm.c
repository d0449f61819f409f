/* mcm.c - builds several graphs of the same sums and keeps the cheapest. */
#include "csd.h"
#include "mcm_internal.h"

#include <stdlib.h>

uint32_t bac_mcm_count(const bac_mcm *g) {
    uint32_t n = g->n_nodes - g->n_in;
    for (uint32_t o = 0; o < g->n_out; o++)
        n += bac_output_has_post(&g->output[o]);
    return n;
}

uint64_t bac_mcm_cost(const bac_mcm *g) {
    uint64_t cost = 0;
    for (uint32_t i = 0; i < g->n_nodes; i++) {
        const bac_adder *n = &g->node[i];
        cost += 4 * (uint64_t)graph_carry_bits(bac_adder_bits(g, i)) +
                (uint64_t)(n->last - n->level) * bac_adder_type(n).bits;
    }
    return cost;
}

void bac_mcm_free(bac_mcm *g) {
    if (!g->lent) {
        free(g->node);
        free(g->output);
    }
    *g = (bac_mcm){0};
}

/* Copies the finished graph out of the work structures. */
static bool finish(const graph_work *w, bac_mcm *g) {
    const bac_sums *s = w->sums;
    *g = (bac_mcm){.n_in = s->n_in,
                   .n_nodes = w->n_nodes,
                   .n_out = s->n_out,
                   .levels = s->levels,
                   .node = calloc((size_t)w->n_nodes + 1, sizeof *g->node),
                   .output = calloc((size_t)s->n_out + 1, sizeof *g->output)};
    if (!g->node || !g->output)
        return false;
    for (uint32_t i = 0; i < w->n_nodes; i++)
        g->node[i] = w->node[i].made;
    for (uint32_t o = 0; o < s->n_out; o++) {
        const graph_row *row = &w->row[o];
        bac_adder_output *out = &g->output[o];
        *out = (bac_adder_output){.bias = s->bias[o], .constant = row->n == 0};
        if (row->n > 0) {
            out->node = row->term[0].node;
            out->shift = row->term[0].shift;
            out->negative = row->term[0].negative;
        }
    }
    return graph_schedule(g);
}

static bool build(const bac_sums *sums, graph_sharing sharing, bac_mcm *g) {
    graph_work w;
    graph_open(&w, sums);
    if (sharing == SHARE_BLOCKS)
        graph_share_blocks(&w);
    else
        graph_share(&w, sharing);
    graph_combine(&w);
    *g = (bac_mcm){0};
    const bool ok = !w.failed && finish(&w, g);
    graph_close(&w);
    return ok;
}

/* Time and memory grow with the number of pairs. A layer with more pairs than this is shared block
 * by block. */
enum { MOST_PAIRS = 1 << 18 };

static bool has_many_pairs(const bac_sums *sums) {
    uint64_t pairs = 0;
    for (uint32_t o = 0; o < sums->n_out; o++) {
        uint64_t digits = 0;
        for (uint32_t i = sums->first[o]; i < sums->first[o + 1]; i++) {
            int8_t sign[33];
            uint8_t shift[33];
            digits += bac_csd(sums->weight[i], sign, shift);
        }
        pairs += digits * digits / 2;
    }
    return pairs > MOST_PAIRS;
}

bool bac_mcm_build(const bac_sums *sums, bac_mcm *graph) {
    if (has_many_pairs(sums))
        return build(sums, SHARE_BLOCKS, graph);
    bool ok = build(sums, SHARE_NOTHING, graph);
    for (graph_sharing s = SHARE_INPUTS; ok && s <= SHARE_PAIRS; s++) {
        bac_mcm other;
        ok = build(sums, s, &other);
        if (ok && bac_mcm_cost(&other) < bac_mcm_cost(graph)) {
            const bac_mcm worse = *graph;
            *graph = other;
            other = worse;
        }
        bac_mcm_free(&other);
    }
    return ok;
}

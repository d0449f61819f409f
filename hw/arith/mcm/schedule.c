/* schedule.c - chooses the clock (level) of each adder. A number that is read later than it is
 * computed waits in registers, so an adder is moved to the level at which the fewest bits wait:
 * as early as its operands allow if these wait for other adders anyway, else just before its
 * readers. */
#include "mcm_internal.h"

#include <stdlib.h>

enum { SWEEPS = 8 }; /* most passes over all adders; usually a few are enough */

typedef struct readers {
    uint32_t *first, *list; /* adders that read node n: list[first[n]] .. list[first[n + 1] - 1] */
    uint32_t *due;          /* [n_nodes] last clock before an output reads it; 0: no output does */
} readers;

static void note_reader(readers *r, uint32_t *at, uint32_t node, uint32_t reader) {
    if (r->list)
        r->list[at[node]] = reader;
    at[node]++;
}

static void note_all(const bac_mcm *g, readers *r, uint32_t *at) {
    for (uint32_t i = g->n_in; i < g->n_nodes; i++) {
        note_reader(r, at, g->node[i].a, i);
        if (g->node[i].b != g->node[i].a)
            note_reader(r, at, g->node[i].b, i);
    }
}

static bool open_readers(const bac_mcm *g, readers *r) {
    uint32_t *at = calloc((size_t)g->n_nodes + 1, sizeof *at);
    r->first = calloc((size_t)g->n_nodes + 1, sizeof *r->first);
    r->due = calloc((size_t)g->n_nodes + 1, sizeof *r->due);
    if (at && r->first && r->due) {
        note_all(g, r, at); /* first pass: counts */
        for (uint32_t i = 0; i < g->n_nodes; i++) {
            r->first[i + 1] = r->first[i] + at[i];
            at[i] = r->first[i];
        }
        r->list = calloc((size_t)r->first[g->n_nodes] + 1, sizeof *r->list);
        if (r->list)
            note_all(g, r, at);
    }
    for (uint32_t o = 0; r->list && o < g->n_out; o++) {
        const bac_adder_output *out = &g->output[o];
        const uint32_t due = g->levels - (bac_output_has_post(out) ? 1 : 0);
        if (!out->constant && due > r->due[out->node])
            r->due[out->node] = due;
    }
    free(at);
    return r->list != NULL;
}

static uint32_t last_read(const bac_mcm *g, const readers *r, uint32_t n) {
    uint32_t last = r->due[n] > g->node[n].level ? r->due[n] : g->node[n].level;
    for (uint32_t i = r->first[n]; i < r->first[n + 1]; i++) {
        const uint32_t level = g->node[r->list[i]].level - 1;
        last = level > last ? level : last;
    }
    return last;
}

static uint64_t waiting(const bac_mcm *g, const readers *r, uint32_t n) {
    return (uint64_t)(last_read(g, r, n) - g->node[n].level) * bac_adder_type(&g->node[n]).bits;
}

static uint64_t waiting_around(const bac_mcm *g, const readers *r, uint32_t n) {
    const bac_adder *x = &g->node[n];
    return waiting(g, r, n) + waiting(g, r, x->a) + (x->b != x->a ? waiting(g, r, x->b) : 0);
}

/* The first clock in which both operands are ready. */
static uint32_t earliest(const bac_mcm *g, uint32_t n) {
    const uint32_t a = g->node[g->node[n].a].level, b = g->node[g->node[n].b].level;
    return (a > b ? a : b) + 1;
}

/* The last clock that is early enough for every reader. */
static uint32_t latest(const bac_mcm *g, const readers *r, uint32_t n) {
    uint32_t level = g->levels;
    for (uint32_t o = r->first[n]; o < r->first[n + 1]; o++)
        level = g->node[r->list[o]].level - 1 < level ? g->node[r->list[o]].level - 1 : level;
    return level;
}

static bool improve(bac_mcm *g, const readers *r, const uint32_t *limit, uint32_t n) {
    bac_adder *x = &g->node[n];
    const uint32_t was = x->level;
    const uint32_t most = latest(g, r, n) < limit[n] ? latest(g, r, n) : limit[n];
    uint64_t best = waiting_around(g, r, n);
    uint32_t at = was;
    for (uint32_t level = earliest(g, n); level <= most; level++) {
        x->level = level;
        const uint64_t cost = waiting_around(g, r, n);
        if (cost < best) {
            best = cost;
            at = level;
        }
    }
    x->level = at;
    return at != was;
}

bool graph_schedule(bac_mcm *g) {
    readers r = {0};
    uint32_t *limit = calloc((size_t)g->n_nodes + 1, sizeof *limit);
    const bool ok = open_readers(g, &r) && limit;
    for (uint32_t i = 0; ok && i < g->n_nodes; i++)
        limit[i] = g->levels;
    for (uint32_t o = 0; ok && o < g->n_out; o++) {
        const bac_adder_output *out = &g->output[o];
        if (!out->constant && bac_output_has_post(out))
            limit[out->node] = g->levels - 1;
    }
    for (uint32_t i = g->n_nodes; ok && i-- > g->n_in;) { /* start with the latest levels */
        const uint32_t level = latest(g, &r, i);
        g->node[i].level = level < limit[i] ? level : limit[i];
    }
    bool moved = ok;
    for (uint32_t sweep = 0; moved && sweep < SWEEPS; sweep++) {
        moved = false;
        for (uint32_t i = g->n_in; i < g->n_nodes; i++)
            moved = improve(g, &r, limit, i) || moved;
    }
    for (uint32_t i = 0; ok && i < g->n_nodes; i++)
        g->node[i].last = last_read(g, &r, i);
    free(r.first);
    free(r.list);
    free(r.due);
    free(limit);
    return ok;
}

/* candidates.c - chooses the combinations worth building, over all paces and samples per clock. */
#include "explore_internal.h"
#include "shared_program.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_STATES = 80, MOST_PLANS = 1500, MOST_ENGINES = 5 };

/* A built plan may be cheaper than the sum of its options. So a combination is dropped only if its
 * sum exceeds a limit by more than this factor. */
static const double hope = 1.3;

/* The combinations found so far, of all paces. */
typedef struct pool {
    bac_point *points;
    bac_candidate *list;
    uint32_t n, room;
    uint64_t *priced; /* hashes of priced plans; a plan priced at several paces is repeated */
    size_t n_priced, priced_room;
} pool;

static void candidate_free(bac_candidate *c) {
    free(c->choice);
    c->choice = NULL;
}

static bool pool_add(pool *q, const bac_model *m, uint64_t pace, const bac_combination *c) {
    if (q->n == q->room) {
        const uint32_t room = q->room * 2 + 1024;
        bac_point *points = realloc(q->points, room * sizeof *points);
        if (points)
            q->points = points;
        bac_candidate *list = points ? realloc(q->list, room * sizeof *list) : NULL;
        if (!list)
            return false;
        q->list = list;
        q->room = room;
    }
    bac_layer_plan *choice = malloc(m->n_units * sizeof *choice);
    if (!choice)
        return false;
    for (uint32_t u = 0; u < m->n_units; u++)
        choice[u] = m->of[u].list[c->option[u]].choice;
    q->list[q->n] = (bac_candidate){.samples = m->samples, .choice = choice, .site = c->price.site};
    q->points[q->n] = (bac_point){{(double)pace, fmax(c->price.site, 0), fmax(c->latency, 0),
                                   fmax(c->price.bram, 0), fmax(c->price.dsp, 0)},
                                  q->n};
    q->n++;
    return true;
}

static bool pool_note(pool *q, const bac_combinations *c, uint32_t samples) {
    if (q->n_priced + c->n_priced > q->priced_room) {
        const size_t room = 2 * q->priced_room + c->n_priced;
        uint64_t *bigger = realloc(q->priced, room * sizeof *bigger);
        if (!bigger)
            return false;
        q->priced = bigger;
        q->priced_room = room;
    }
    for (uint32_t i = 0; i < c->n_priced; i++)
        q->priced[q->n_priced++] = c->priced[i] + samples;
    return true;
}

/* Upper limits of a combination's sums; all: no limits. */
static bac_limits ceiling_of(const bac_explore *e, bool all) {
    bac_limits l = all ? bac_limits_none() : e->question.limits;
    l.site *= hope;
    l.ff *= hope;
    l.bram *= hope;
    l.dsp *= hope;
    l.latency *= hope;
    return l;
}

static int ascending(const void *a, const void *b) {
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Lists the paces worth trying: each number of clocks per frame below `limit` that an option needs,
 * ascending, each once. */
static uint64_t *paces_of(const bac_model *m, uint64_t limit, uint32_t *n) {
    size_t room = 1;
    for (uint32_t u = 0; u < m->n_units; u++)
        room += m->of[u].n;
    uint64_t *pace = malloc(room * sizeof *pace);
    if (!pace)
        return NULL;
    size_t all = 0;
    pace[all++] = m->beats;
    for (uint32_t u = 0; u < m->n_units; u++)
        for (uint32_t o = 0; o < m->of[u].n; o++) {
            const uint64_t clocks = m->of[u].list[o].clocks;
            if (clocks > m->beats && clocks < limit)
                pace[all++] = clocks;
        }
    qsort(pace, all, sizeof *pace, ascending);
    *n = 1;
    for (size_t i = 1; i < all; i++)
        if (pace[i] != pace[*n - 1])
            pace[(*n)++] = pace[i];
    return pace;
}

/* Adds the combinations of one model to the pool. limit: only paces below it, because fewer samples
 * per clock reach the others too. all: also combinations that are far from fitting. */
static bac_status fill_pool(bac_explore *e, const bac_model *m, uint64_t limit, bool all, pool *q,
                            bac_error *err) {
    uint32_t n = 0;
    uint64_t *pace = paces_of(m, limit, &n);
    const bac_limits ceiling = ceiling_of(e, all);
    bac_status status =
        pace ? BAC_OK : bac_fail(err, BAC_ERR_MEMORY, "candidates", "out of memory");
    for (uint32_t i = 0; status == BAC_OK && i < n; i++) {
        bac_combinations c;
        if ((double)pace[i] > ceiling.clocks)
            break;
        status = bac_combine(m, pace[i], MOST_STATES, &ceiling, &c, err);
        if (status != BAC_OK)
            break;
        bool good = pool_note(q, &c, m->samples);
        for (uint32_t k = 0; good && k < c.n; k++)
            good = pool_add(q, m, pace[i], &c.list[k]);
        if (!good)
            status = bac_fail(err, BAC_ERR_MEMORY, "candidates", "out of memory");
        bac_combinations_free(&c);
    }
    free(pace);
    return status;
}

static bac_status fill(bac_explore *e, bool all, pool *q, bac_error *err) {
    bac_status status = BAC_OK;
    for (uint32_t i = 0; status == BAC_OK && i < e->n_models; i++)
        status = fill_pool(e, &e->models[i], i ? e->models[i - 1].beats : UINT64_MAX, all, q, err);
    return status;
}

static bool same(const bac_candidate *a, const bac_candidate *b, uint32_t n) {
    bool equal = a->samples == b->samples;
    for (uint32_t u = 0; equal && u < n; u++)
        equal = bac_choice_equal(&a->choice[u], &b->choice[u]);
    return equal;
}

/* Moves the `left` combinations of the pool to the candidates, each plan once. */
static bac_status take(bac_explore *e, pool *q, uint32_t left, bac_error *err) {
    e->candidates = calloc(left ? left : 1, sizeof *e->candidates);
    if (!e->candidates)
        return bac_fail(err, BAC_ERR_MEMORY, "candidates", "out of memory");
    for (uint32_t i = 0; i < left; i++) {
        bac_candidate *c = &q->list[q->points[i].index];
        uint32_t k = 0;
        while (k < e->counts.candidates && !same(c, &e->candidates[k], e->n_units))
            k++;
        if (k < e->counts.candidates)
            continue;
        e->candidates[e->counts.candidates++] = *c;
        c->choice = NULL;
    }
    return BAC_OK;
}

/* Adds one engine for all units, with 1, 2, 4 .. lanes, if it can have the network. */
static bac_status add_engines(bac_explore *e, bac_error *err) {
    bac_candidate *more =
        realloc(e->candidates, (e->counts.candidates + MOST_ENGINES) * sizeof *more);
    if (!more)
        return bac_fail(err, BAC_ERR_MEMORY, "candidates", "out of memory");
    e->candidates = more;
    for (uint32_t i = 0; i < MOST_ENGINES; i++) {
        bac_shared_program program;
        bac_error why;
        const bac_status status = bac_shared_program_of(e->net, UINT32_C(1) << i, &program, &why);
        if (status == BAC_ERR_INPUT)
            break;
        if (status != BAC_OK)
            return bac_fail(err, status, why.where, "%s", why.text);
        bac_shared_program_free(&program);
        e->candidates[e->counts.candidates++] =
            (bac_candidate){.samples = e->models[0].samples, .engine = UINT32_C(1) << i};
    }
    return BAC_OK;
}

static uint64_t different(uint64_t *list, size_t n) {
    uint64_t count = 0;
    if (n > 0)
        qsort(list, n, sizeof *list, ascending);
    for (size_t i = 0; i < n; i++)
        count += i == 0 || list[i] != list[i - 1];
    return count;
}

bac_status bac_candidates_find(bac_explore *e, bac_error *err) {
    pool q = {0};
    const uint32_t most = e->question.most ? e->question.most : MOST_PLANS;
    bac_status status = fill(e, false, &q, err);
    if (status == BAC_OK && q.n == 0)
        status = fill(e, true, &q, err); /* nothing fits: find the plan that is nearest */
    if (status == BAC_OK)
        status = take(e, &q, bac_points_thin(q.points, q.n, most), err);
    if (status == BAC_OK)
        status = add_engines(e, err);
    e->counts.priced = different(q.priced, q.n_priced);
    for (uint32_t i = 0; i < q.n; i++)
        candidate_free(&q.list[i]);
    free(q.priced);
    free(q.list);
    free(q.points);
    return status;
}

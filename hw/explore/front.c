/* front.c - the front of a list of plans, and the best plan of the list. */
#include "explore_internal.h"

#include <math.h>
#include <stdlib.h>

static int in_order(const void *a, const void *b) {
    const bac_point *x = a, *y = b;
    for (uint32_t k = 0; k < BAC_FIGURES; k++)
        if (x->figure[k] != y->figure[k])
            return x->figure[k] < y->figure[k] ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static bool beaten(const bac_point *by, const bac_point *p, double slack) {
    for (uint32_t k = 0; k < BAC_FIGURES; k++)
        if (by->figure[k] > p->figure[k] * (1 + slack))
            return false;
    return true;
}

uint32_t bac_points_prune(bac_point *p, uint32_t n, double slack) {
    uint32_t kept = 0;
    qsort(p, n, sizeof *p, in_order);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t k = kept; /* search backwards: the latest kept points are the most similar */
        while (k > 0 && !beaten(&p[k - 1], &p[i], slack))
            k--;
        if (k == 0)
            p[kept++] = p[i];
    }
    return kept;
}

uint32_t bac_points_thin(bac_point *p, uint32_t n, uint32_t most) {
    n = bac_points_prune(p, n, 0);
    for (double slack = 0.0002; n > most; slack *= 1.3)
        n = bac_points_prune(p, n, slack);
    return n;
}

double bac_explored_clocks(const bac_explored *r, const bac_limits *l, uint64_t clocks) {
    return r->mhz > 0 && l->mhz > 0 ? (double)clocks * l->mhz / r->mhz : (double)clocks;
}

bool bac_explored_fits(const bac_explored *r, const bac_limits *l) {
    return r->built == BAC_BUILT && r->size.cell <= l->site && r->size.ff <= l->ff &&
           r->size.bram <= l->bram && r->size.dsp <= l->dsp &&
           bac_explored_clocks(r, l, r->clocks) <= l->clocks &&
           bac_explored_clocks(r, l, r->latency) <= l->latency;
}

static bac_point point_of(const bac_explored *r, const bac_limits *l, uint32_t index) {
    return (bac_point){{bac_explored_clocks(r, l, r->clocks), r->size.cell,
                        bac_explored_clocks(r, l, r->latency), r->size.bram, r->size.dsp},
                       index};
}

/* Moves the best point in each figure to the front; these are kept whatever the grain. Returns
 * their number. */
static uint32_t best_first(bac_point *p, uint32_t n) {
    uint32_t placed = 0;
    for (uint32_t k = 0; k < BAC_FIGURES; k++) {
        uint32_t best = 0;
        for (uint32_t i = 1; i < n; i++)
            if (p[i].figure[k] < p[best].figure[k])
                best = i;
        if (best < placed)
            continue;
        const bac_point moved = p[best];
        for (uint32_t i = best; i > placed; i--)
            p[i] = p[i - 1];
        p[placed++] = moved;
    }
    return placed;
}

uint32_t bac_explore_front(const bac_explored *list, uint32_t n, const bac_limits *limits,
                           double grain, uint32_t *index) {
    bac_point *p = malloc((n ? n : 1) * sizeof *p);
    uint32_t found = 0;
    for (uint32_t i = 0; p && i < n; i++)
        if (bac_explored_fits(&list[i], limits))
            p[found++] = point_of(&list[i], limits, i);
    found = p ? bac_points_prune(p, found, 0) : 0;
    uint32_t kept = grain > 0 && found > 0 ? best_first(p, found) : found;
    for (uint32_t i = kept; i < found; i++) {
        uint32_t k = 0;
        while (k < kept && !beaten(&p[k], &p[i], grain))
            k++;
        if (k == kept)
            p[kept++] = p[i];
    }
    if (kept > 0)
        qsort(p, kept, sizeof *p, in_order);
    for (uint32_t i = 0; i < kept; i++)
        index[i] = p[i].index;
    free(p);
    return kept;
}

uint32_t bac_explore_best(const bac_explored *list, uint32_t n, const bac_limits *limits,
                          bac_best best) {
    bac_point least = {0};
    uint32_t chosen = n;
    for (uint32_t i = 0; i < n; i++) {
        const bac_explored *r = &list[i];
        if (!bac_explored_fits(r, limits))
            continue;
        const double clocks = bac_explored_clocks(r, limits, r->clocks);
        const double latency = bac_explored_clocks(r, limits, r->latency);
        const double first[BAC_BESTS] = {clocks, r->size.cell, latency};
        const bac_point p = {{first[best], r->size.cell, clocks, latency, r->size.bram}, i};
        if (chosen == n || in_order(&p, &least) < 0) {
            least = p;
            chosen = i;
        }
    }
    return chosen;
}

/* How many limits it breaks, and the largest ratio to one of them. */
static uint32_t excess(const bac_explored *r, const bac_limits *l, double *ratio) {
    const double need[] = {r->size.cell,
                           r->size.ff,
                           r->size.bram,
                           r->size.dsp,
                           bac_explored_clocks(r, l, r->clocks),
                           bac_explored_clocks(r, l, r->latency)};
    const double have[] = {l->site, l->ff, l->bram, l->dsp, l->clocks, l->latency};
    uint32_t broken = 0;
    *ratio = 0;
    for (size_t k = 0; k < sizeof need / sizeof *need; k++)
        if (need[k] > have[k]) { /* one more counts as one, where there is none */
            broken++;
            *ratio = fmax(*ratio, have[k] > 0 ? need[k] / have[k] : 1 + need[k]);
        }
    return broken;
}

uint32_t bac_explore_nearest(const bac_explored *list, uint32_t n, const bac_limits *limits) {
    uint32_t nearest = n;
    uint32_t fewest = UINT32_MAX;
    double least = INFINITY;
    for (uint32_t i = 0; i < n; i++) {
        if (list[i].built != BAC_BUILT)
            continue;
        double over;
        const uint32_t broken = excess(&list[i], limits, &over);
        if (broken < fewest || (broken == fewest && over < least)) {
            fewest = broken;
            least = over;
            nearest = i;
        }
    }
    return nearest;
}

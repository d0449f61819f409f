/* rank.c - ranks trials by non-dominated sorting with crowding (Deb et al. 2002), or by one
 * number. */
#include "search.h"

#include <math.h>
#include <stdlib.h>

/* A trial while it is sorted. cost: its score clipped from below, for less is no gain. */
typedef struct candidate {
    double accuracy, cost, value;
    uint32_t index, layer;
    bool failed;
} candidate;

static int ascending(double a, double b) {
    return (a > b) - (a < b);
}

static int by_index(const candidate *a, const candidate *b) {
    return (a->index > b->index) - (a->index < b->index);
}

/* Cheapest first; of equally cheap ones the most accurate. Failed ones last. */
static int by_cost(const void *x, const void *y) {
    const candidate *a = x, *b = y;
    int order = a->failed - b->failed;
    if (order == 0)
        order = ascending(a->cost, b->cost);
    if (order == 0)
        order = ascending(b->accuracy, a->accuracy);
    return order ? order : by_index(a, b);
}

/* Layer by layer, and in a layer cheapest first. */
static int by_layer(const void *x, const void *y) {
    const candidate *a = x, *b = y;
    int order = (a->layer > b->layer) - (a->layer < b->layer);
    return order ? order : by_cost(x, y);
}

static int by_value(const void *x, const void *y) {
    const candidate *a = x, *b = y;
    int order = a->failed - b->failed;
    if (order == 0)
        order = ascending(b->value, a->value);
    return order ? order : by_index(a, b);
}

/* ---- layers */

/* Assigns layers to candidates in the order of by_cost. A candidate is dominated by each earlier
 * one that is at least as accurate, unless the two are equal. So it is enough to know the best
 * accuracy of each layer so far. These fall from layer to layer, and a binary search finds the
 * first layer that does not dominate. best: [n] scratch. */
static uint32_t peel(candidate *list, uint32_t n, uint32_t first_layer, double *best) {
    uint32_t layers = 0;
    for (uint32_t i = 0; i < n; i++) {
        const candidate *before = i ? &list[i - 1] : NULL;
        if (before && before->cost == list[i].cost && before->accuracy == list[i].accuracy) {
            list[i].layer = before->layer;
            continue;
        }
        uint32_t lo = 0, hi = layers;
        while (lo < hi) {
            uint32_t middle = (lo + hi) / 2;
            if (best[middle] >= list[i].accuracy)
                lo = middle + 1;
            else
                hi = middle;
        }
        best[lo] = list[i].accuracy;
        layers += lo == layers;
        list[i].layer = first_layer + lo;
    }
    return first_layer + layers;
}

/* Three groups, one behind the other: in range, beyond score_hi, failed. */
static void make_layers(candidate *list, uint32_t n, double score_hi, double *best) {
    uint32_t in = 0, layer;
    qsort(list, n, sizeof *list, by_cost);
    uint32_t alive = n;
    while (alive > 0 && list[alive - 1].failed)
        alive--;
    while (in < alive && list[in].cost <= score_hi)
        in++;
    layer = peel(list, in, 0, best);
    layer = peel(list + in, alive - in, layer, best);
    for (uint32_t i = alive; i < n; i++)
        list[i].layer = layer;
    qsort(list, n, sizeof *list, by_layer);
}

/* ---- crowding */

typedef struct link {
    uint32_t before, after; /* neighbours still there; n: none */
    double room;
    bool gone;
} link;

static double log_cost(double cost) {
    return log(fmax(cost, 1e-9)); /* a network without weights scores 0 */
}

/* Half the circumference of the box that its two neighbours span, each side as a share of the
 * layer's; the ends of a layer have all the room there is. */
static double room_of(const candidate *list, const link *l, uint32_t n, uint32_t i) {
    if (l[i].before == n || l[i].after == n)
        return INFINITY;
    const candidate *a = &list[l[i].before], *b = &list[l[i].after];
    double wide = log_cost(list[n - 1].cost) - log_cost(list[0].cost);
    double high = fabs(list[n - 1].accuracy - list[0].accuracy);
    double room = wide > 0 ? (log_cost(b->cost) - log_cost(a->cost)) / wide : 0;
    return room + (high > 0 ? fabs(b->accuracy - a->accuracy) / high : 0);
}

/* Orders a layer so that, for any k, its first k are spread well. It removes the most crowded
 * candidate again and again, which gives its neighbours more room each time; removal order reversed
 * is the result. The ends are removed last, the cheapest before the most accurate. Crowding that is
 * computed only once would drop whole clusters. */
static void spread(const candidate *list, uint32_t n, link *l, uint32_t *order, double *crowd) {
    for (uint32_t i = 0; i < n; i++)
        l[i] = (link){i ? i - 1 : n, i + 1, 0, false};
    for (uint32_t i = 0; i < n; i++)
        l[i].room = room_of(list, l, n, i);
    for (uint32_t left = n; left > 0; left--) {
        uint32_t least = n;
        for (uint32_t i = n; i-- > 0;) /* of equals the later one; of the ends the cheaper */
            if (!l[i].gone && (least == n || l[i].room < l[least].room ||
                               (isinf(l[i].room) && isinf(l[least].room))))
                least = i;
        l[least].gone = true;
        order[left - 1] = list[least].index;
        crowd[list[least].index] = l[least].room;
        if (l[least].before < n)
            l[l[least].before].after = l[least].after;
        if (l[least].after < n)
            l[l[least].after].before = l[least].before;
        if (l[least].before < n)
            l[l[least].before].room = room_of(list, l, n, l[least].before);
        if (l[least].after < n)
            l[l[least].after].room = room_of(list, l, n, l[least].after);
    }
}

/* ---- the whole */

static void rank_pareto(const bac_search_space *space, candidate *list, uint32_t n, link *l,
                        double *scratch, bac_search_score *score, uint32_t *order) {
    make_layers(list, n, space->score_hi, scratch);
    for (uint32_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && list[to].layer == list[from].layer; to++)
            ;
        spread(list + from, to - from, l, order + from, scratch);
        for (uint32_t i = from; i < to; i++) {
            score[list[i].index].layer = list[i].layer;
            score[list[i].index].crowd = scratch[list[i].index];
        }
    }
}

/* The value of a trial in scalar mode. Beyond score_hi the excess weighs more than any accuracy. */
static double value_of(const bac_search_space *space, double accuracy, double cost) {
    double value = accuracy - space->lambda * log_cost(cost);
    return cost <= space->score_hi ? value : -1e9 - cost;
}

bac_status bac_search_rank(const bac_search_space *space, bac_search_score *score, uint32_t n,
                           uint32_t *order, bac_error *err) {
    candidate *list = calloc((size_t)n + 1, sizeof *list);
    link *l = calloc((size_t)n + 1, sizeof *l);
    double *scratch = calloc((size_t)n + 1, sizeof *scratch);
    bool good = list && l && scratch;
    for (uint32_t i = 0; i < n && good; i++) {
        double cost = fmax(score[i].score, space->score_lo);
        list[i] = (candidate){.accuracy = score[i].accuracy,
                              .cost = cost,
                              .value = value_of(space, score[i].accuracy, cost),
                              .index = i,
                              .failed = score[i].failed};
        score[i].layer = 0;
        score[i].crowd = 0;
    }
    if (good && space->objective == BAC_SEARCH_PARETO) {
        rank_pareto(space, list, n, l, scratch, score, order);
    } else if (good) {
        qsort(list, n, sizeof *list, by_value);
        for (uint32_t i = 0; i < n; i++)
            order[i] = list[i].index;
    }
    free(list);
    free(l);
    free(scratch);
    return good ? BAC_OK : bac_fail(err, BAC_ERR_MEMORY, space->path, "out of memory");
}

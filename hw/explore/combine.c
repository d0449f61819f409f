/* combine.c - the best combinations that keep a pace, unit by unit.
 *
 * After each unit a combination of the options so far is a state. The cost that a unit adds depends
 * only on the style of the unit before it. So of two states that end in the same style the beaten
 * one can be dropped: the units that follow cost both the same. */
#include "explore_internal.h"

#include <stdlib.h>

typedef struct state {
    bac_price price;
    double latency;
    uint64_t plan; /* a hash of the choices so far */
    uint32_t from; /* index of the state that it extends */
    uint16_t option;
    uint8_t style;
} state;

typedef struct row {
    uint32_t n;
    state *list;
} row;

static double or_none(double x) { /* a sum of price differences can be slightly negative */
    return x > 0 ? x : 0;
}

/* Appends to `kept` the states of one style that no other state of that style beats. */
static bool keep_style(const row *all, uint8_t style, uint32_t most, row *kept) {
    bac_point *p = malloc((all->n ? all->n : 1) * sizeof *p);
    uint32_t n = 0;
    for (uint32_t i = 0; p && i < all->n; i++) {
        const state *s = &all->list[i];
        if (s->style == style)
            p[n++] = (bac_point){{or_none(s->price.site), or_none(s->price.bram),
                                  or_none(s->price.dsp), or_none(s->latency), 0},
                                 i};
    }
    n = p ? bac_points_thin(p, n, most) : 0;
    for (uint32_t i = 0; i < n; i++)
        kept->list[kept->n++] = all->list[p[i].index];
    const bool memory = p != NULL;
    free(p);
    return memory;
}

/* Hash of a plan's choices: that of the earlier ones combined with the latest, by the finaliser of
 * splitmix64. */
static uint64_t plan_hash(uint64_t before, const bac_layer_plan *choice) {
    uint64_t h = before * 31 + (uint64_t)choice->style * 65537 + bac_choice_number(choice) + 1;
    h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9u;
    h = (h ^ (h >> 27)) * 0x94d049bb133111ebu;
    return h ^ (h >> 31);
}

static state step(const bac_model *m, uint32_t u, uint32_t o, const state *before, uint32_t from) {
    const bac_option *option = &m->of[u].list[o];
    const bac_style style = option->choice.style;
    bac_price price = bac_price_sum(before->price, option->price);
    if (u > 0)
        price = bac_price_sum(
            price, bac_price_sum(m->entry[u][before->style][style], option->more[before->style]));
    return (state){price,
                   before->latency + option->latency,
                   plan_hash(before->plan, &option->choice),
                   from,
                   (uint16_t)o,
                   (uint8_t)style};
}

/* True when a state is within the ceiling. A state beyond it can be dropped, because further units
 * only add to the price (apart from small differences where styles change). */
static bool within(const state *s, const bac_limits *ceiling) {
    return s->price.site <= ceiling->site && s->price.ff <= ceiling->ff &&
           s->price.bram <= ceiling->bram && s->price.dsp <= ceiling->dsp &&
           s->latency <= ceiling->latency;
}

static uint32_t quick_options(const bac_options *of, uint64_t pace) {
    uint32_t n = 0;
    for (uint32_t o = 0; o < of->n; o++)
        n += of->list[o].clocks <= pace;
    return n;
}

/* Records the hashes of the plans of these states. */
static bool note_plans(const row *all, bac_combinations *out) {
    out->priced = malloc((all->n ? all->n : 1) * sizeof *out->priced);
    out->n_priced = out->priced ? all->n : 0;
    for (uint32_t i = 0; i < out->n_priced; i++)
        out->priced[i] = all->list[i].plan;
    return out->priced != NULL;
}

typedef struct task {
    const bac_model *model;
    uint64_t pace;
    uint32_t most;
    const bac_limits *ceiling;
} task;

/* Extends every state by each option of unit u and thins the result. False: out of memory. */
static bool advance(const task *t, uint32_t u, const row *before, row *after,
                    bac_combinations *out) {
    const bac_options *of = &t->model->of[u];
    const size_t room = (size_t)before->n * quick_options(of, t->pace);
    row all = {0, malloc((room ? room : 1) * sizeof *all.list)};
    after->list = malloc((room ? room : 1) * sizeof *after->list);
    after->n = 0;
    bool good = all.list && after->list;
    for (uint32_t i = 0; good && i < before->n; i++)
        for (uint32_t o = 0; o < of->n; o++)
            if (of->list[o].clocks <= t->pace) {
                all.list[all.n] = step(t->model, u, o, &before->list[i], i);
                all.n += within(&all.list[all.n], t->ceiling);
            }
    for (uint8_t s = 0; good && s < BAC_STYLE_BY_LAYER; s++)
        good = keep_style(&all, s, t->most, after);
    if (good && u + 1 == t->model->n_units)
        good = note_plans(&all, out);
    free(all.list);
    return good;
}

/* Follows every state of the last row back through the rows to find its options. */
static bool collect(const row *rows, uint32_t n_units, bac_combinations *out) {
    const row *last = &rows[n_units];
    out->list = calloc(last->n ? last->n : 1, sizeof *out->list);
    out->options = calloc((size_t)last->n * n_units + 1, sizeof *out->options);
    if (!out->list || !out->options)
        return false;
    for (uint32_t i = 0; i < last->n; i++) {
        uint16_t *option = out->options + (size_t)i * n_units;
        out->list[i] = (bac_combination){last->list[i].price, last->list[i].latency, option};
        for (uint32_t u = n_units, at = i; u > 0; u--) {
            option[u - 1] = rows[u].list[at].option;
            at = rows[u].list[at].from;
        }
    }
    out->n = last->n;
    return true;
}

bac_status bac_combine(const bac_model *m, uint64_t pace, uint32_t most, const bac_limits *ceiling,
                       bac_combinations *out, bac_error *err) {
    const task t = {m, pace, most, ceiling};
    *out = (bac_combinations){0};
    row *rows = calloc(m->n_units + 1, sizeof *rows);
    bool good = rows != NULL;
    if (good)
        rows[0] = (row){1, calloc(1, sizeof *rows[0].list)};
    good = good && rows[0].list;
    if (good)
        rows[0].list[0] = (state){.price = m->price, .latency = m->latency};
    for (uint32_t u = 0; good && u < m->n_units; u++)
        good = advance(&t, u, &rows[u], &rows[u + 1], out);
    good = good && collect(rows, m->n_units, out);
    for (uint32_t u = 0; rows && u <= m->n_units; u++)
        free(rows[u].list);
    free(rows);
    if (good)
        return BAC_OK;
    bac_combinations_free(out);
    return bac_fail(err, BAC_ERR_MEMORY, "combinations", "out of memory");
}

void bac_combinations_free(bac_combinations *c) {
    free(c->list);
    free(c->options);
    free(c->priced);
    *c = (bac_combinations){0};
}

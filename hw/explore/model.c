/* model.c - measures the cost of every option of every unit, in pipelines of one style each.
 *
 * A stage counts towards the unit of its layer, a FIFO or a resize towards the unit that reads it.
 * The extra cost of a change of style is measured in pipelines that alternate two styles. */
#include "explore_internal.h"
#include "kind.h"
#include "times.h"

#include <stdlib.h>
#include <string.h>

/* A pipeline to measure: units alternate between two styles, with at most these numbers. */
typedef struct variant {
    bac_style style[2];
    uint32_t number[BAC_STYLE_BY_LAYER];
} variant;

/* Numbers of the options in alternating pipelines, and of the options to which they are
 * compared. */
static const uint32_t reference[BAC_STYLE_BY_LAYER] = {
    [BAC_STYLE_UNROLLED] = 1, [BAC_STYLE_FOLDED] = 1, [BAC_STYLE_SERIAL] = 2};

typedef struct bench {
    const bac_net *net;
    const bac_unit *units;
    uint32_t n;
    bac_family family;
    bac_adder_store *store;
    bac_model *model;
    bac_option *got; /* [n] results of the last variant */
    bac_price rest;  /* price of stages that belong to no unit */
    double rest_latency;
    bac_option
        *like; /* [BAC_STYLE_BY_LAYER][n] references; choice.style BAC_STYLE_BY_LAYER: none */
    bac_error *err;
} bench;

static uint32_t unit_of_stage(const bench *b, const bac_netlist *p, const bac_stage *s) {
    while (bac_stage_is(s, BAC_KIND_FEEDS) && p->links[s->out[0]].to != BAC_NO_LINK)
        s = &p->stages[p->links[s->out[0]].to];
    return bac_unit_find(b->units, b->n, s->layer);
}

static bac_status take_prices(bench *b, const bac_netlist *p) {
    bac_size *of = calloc(p->n_stages, sizeof *of), total;
    bac_status status = of ? bac_size_netlist(p, b->family, of, &total, b->err)
                           : bac_fail(b->err, BAC_ERR_MEMORY, "prices", "out of memory");
    for (uint32_t i = 0; status == BAC_OK && i < p->n_stages; i++) {
        const uint32_t u = unit_of_stage(b, p, &p->stages[i]);
        const bac_price price = {of[i].cell, of[i].ff, of[i].bram, of[i].dsp};
        bac_price *to = u < b->n ? &b->got[u].price : &b->rest;
        const uint64_t clocks = bac_stage_clocks(p, &p->stages[i]);
        *to = bac_price_sum(*to, price);
        /* A stage between two units runs at the pace of the slower one, so its clocks do not
         * count. */
        if (u < b->n && !bac_stage_is(&p->stages[i], BAC_KIND_FEEDS) && clocks > b->got[u].clocks)
            b->got[u].clocks = clocks;
    }
    free(of);
    return status;
}

/* Clock in which the last beat of a layer's stream passes, in a frame. */
static int64_t last_beat(const bac_times *t, uint32_t frame, uint32_t layer) {
    const bac_netlist *p = t->n;
    while (layer != 0) {
        for (uint32_t i = 0; i < p->n_links; i++)
            if (p->links[i].carries && p->links[i].layer == layer)
                return t->at[i][(size_t)(frame + 1) * p->links[i].beats - 1];
        layer = bac_net_layer(p->net, layer)->in[0];
    }
    const uint32_t in = p->stages[0].in[0];
    return t->at[in][(size_t)(frame + 1) * p->links[in].beats - 1];
}

static bac_status take_latencies(bench *b, const bac_netlist *p) {
    bac_times t = {0};
    uint32_t frame;
    bool steady;
    bac_status status = bac_times_settle(p, NULL, false, &t, &frame, &steady, b->err);
    if (status != BAC_OK)
        return status;
    b->rest_latency = (double)p->latency_last;
    for (uint32_t u = 0; u < b->n; u++) {
        const bac_unit *unit = &b->units[u];
        const bac_layer *l = bac_net_layer(b->net, unit->layer);
        int64_t in = 0;
        for (uint32_t k = 0; k < l->n_in; k++) {
            const int64_t at = last_beat(&t, frame, l->in[k]);
            in = k == 0 || at > in ? at : in;
        }
        const int64_t out = last_beat(&t, frame, unit->fused ? unit->fused : unit->layer);
        b->got[u].latency = (double)(out - in);
        b->rest_latency -= b->got[u].latency;
    }
    bac_times_close(&t);
    return BAC_OK;
}

/* Unrolls the unit of the layer `name`, which the builder has refused in another style. False: no
 * unit has this name, or it is unrolled already. */
static bool give_way(bench *b, bac_plan *plan, const char *name) {
    for (uint32_t u = 0; u < b->n; u++) {
        const bac_unit *unit = &b->units[u];
        const bool meant =
            strcmp(name, bac_net_layer(b->net, unit->layer)->name) == 0 ||
            (unit->fused && strcmp(name, bac_net_layer(b->net, unit->fused)->name) == 0);
        if (!meant || b->got[u].choice.style == BAC_STYLE_UNROLLED)
            continue;
        b->got[u].choice = bac_unit_choice(b->net, unit, BAC_STYLE_UNROLLED, 1);
        bac_unit_set(unit, &b->got[u].choice, plan);
        return true;
    }
    return false;
}

/* Builds the variant and fills got and rest. */
static bac_status measure(bench *b, const variant *v) {
    bac_plan *plan = NULL;
    bac_netlist *p = NULL;
    bac_error why = {0};
    bac_status status = bac_plan_create(b->net, &plan, b->err);
    if (status != BAC_OK)
        return status;
    plan->samples_per_clock = b->model->samples;
    b->rest = (bac_price){0};
    for (uint32_t u = 0; u < b->n; u++) {
        const bac_style style = v->style[u % 2];
        b->got[u] =
            (bac_option){.choice = bac_unit_choice(b->net, &b->units[u], style, v->number[style])};
        bac_unit_set(&b->units[u], &b->got[u].choice, plan);
    }
    do
        status = bac_compile_stored(b->net, plan, b->store, &p, &why);
    while (status == BAC_ERR_INPUT && give_way(b, plan, why.where));
    if (status != BAC_OK && b->err)
        *b->err = why;
    if (status == BAC_OK)
        status = take_prices(b, p);
    if (status == BAC_OK)
        status = take_latencies(b, p);
    bac_netlist_free(p);
    bac_plan_free(plan);
    return status;
}

/* Measures one style with one number, and adds an option to every unit that can have it. */
static bac_status take_options(bench *b, bac_style style, uint32_t number) {
    variant v = {.style = {style, style}};
    memcpy(v.number, reference, sizeof reference);
    v.number[style] = number;
    bac_status status = measure(b, &v);
    for (uint32_t u = 0; status == BAC_OK && u < b->n; u++) {
        const bac_option *got = &b->got[u];
        if (got->choice.style == style)
            status = bac_options_add(&b->model->of[u], got, b->err);
        if (got->choice.style == style && number == reference[style])
            b->like[(uint32_t)style * b->n + u] = *got;
    }
    return status;
}

/* The next number to try in a style: lanes and inputs double, bits of a digit grow by one. */
static uint32_t next_number(bac_style style, uint32_t number, uint32_t most) {
    if (style == BAC_STYLE_SERIAL)
        return number + 1;
    return number < most && number * 2 > most ? most : number * 2;
}

static uint32_t most_of(const bench *b, bac_style style) {
    uint32_t most = style == BAC_STYLE_SERIAL ? 0 : 1;
    for (uint32_t u = 0; u < b->n; u++) {
        const uint32_t of[BAC_STYLE_BY_LAYER] = {[BAC_STYLE_UNROLLED] = b->units[u].inputs,
                                                 [BAC_STYLE_FOLDED] = b->units[u].lanes,
                                                 [BAC_STYLE_SERIAL] = b->units[u].digit};
        most = of[style] > most ? of[style] : most;
    }
    return most;
}

static bac_status take_style(bench *b, bac_style style) {
    const uint32_t most = most_of(b, style);
    bac_status status = BAC_OK;
    for (uint32_t n = 1; status == BAC_OK && n <= most; n = next_number(style, n, most)) {
        status = take_options(b, style, n);
        if (style == BAC_STYLE_UNROLLED && n == 1) {
            b->model->price = b->rest;
            b->model->latency = b->rest_latency;
        }
    }
    return status;
}

/* Measures the extra cost of each unit behind a unit of the other style. */
static bac_status take_entries(bench *b, bac_style even, bac_style odd) {
    variant v = {.style = {even, odd}};
    memcpy(v.number, reference, sizeof reference);
    bac_status status = measure(b, &v);
    for (uint32_t u = 1; status == BAC_OK && u < b->n; u++) {
        const bac_style from = b->got[u - 1].choice.style, to = b->got[u].choice.style;
        const bac_option *like = &b->like[(uint32_t)to * b->n + u];
        if (from != to && like->clocks > 0)
            b->model->entry[u][from][to] = bac_price_less(b->got[u].price, like->price);
    }
    return status;
}

/* Fully connected units with this number of inputs: what else they cost behind a unit of another style. */
static bac_status take_more(bench *b, bac_style from, uint32_t odd, uint32_t inputs) {
    variant v = {.style = {from, from}};
    v.style[odd] = BAC_STYLE_UNROLLED;
    memcpy(v.number, reference, sizeof reference);
    v.number[BAC_STYLE_UNROLLED] = inputs;
    bac_status status = measure(b, &v);
    for (uint32_t u = 1; status == BAC_OK && u < b->n; u++) {
        const bac_option *got = &b->got[u];
        const bac_style before = b->got[u - 1].choice.style;
        if (b->units[u].inputs < 2 || got->choice.style != BAC_STYLE_UNROLLED ||
            before == BAC_STYLE_UNROLLED)
            continue;
        const bac_price entry = b->model->entry[u][before][BAC_STYLE_UNROLLED];
        for (uint32_t o = 0; o < b->model->of[u].n; o++) {
            bac_option *option = &b->model->of[u].list[o];
            if (bac_choice_equal(&option->choice, &got->choice))
                option->more[before] =
                    bac_price_less(bac_price_less(got->price, option->price), entry);
        }
    }
    return status == BAC_ERR_INPUT ? BAC_OK : status;
}

/* True if a unit at an odd (even) place is fully connected and can take several inputs a clock. */
static bool has_inputs(const bench *b, uint32_t odd) {
    for (uint32_t u = odd; u < b->n; u += 2)
        if (b->units[u].inputs > 1)
            return true;
    return false;
}

static bac_status take_inputs(bench *b) {
    const uint32_t most = most_of(b, BAC_STYLE_UNROLLED);
    bac_status status = BAC_OK;
    for (uint32_t n = 2; n <= most; n = next_number(BAC_STYLE_UNROLLED, n, most))
        for (unsigned from = 0; from < BAC_STYLE_BY_LAYER; from++)
            for (uint32_t odd = 0; status == BAC_OK && odd < 2; odd++)
                if (from != BAC_STYLE_UNROLLED && has_inputs(b, odd))
                    status = take_more(b, (bac_style)from, odd, n);
    return status;
}

static bac_status take_all(bench *b) {
    bac_status status = BAC_OK;
    for (unsigned s = 0; status == BAC_OK && s < BAC_STYLE_BY_LAYER; s++) {
        status = take_style(b, (bac_style)s);
        if (status == BAC_ERR_INPUT && s != BAC_STYLE_UNROLLED)
            status = BAC_OK; /* the style cannot build this network, even with units unrolled */
    }
    for (unsigned even = 0; even < BAC_STYLE_BY_LAYER; even++)
        for (unsigned odd = 0; status == BAC_OK && odd < BAC_STYLE_BY_LAYER; odd++)
            if (even != odd) {
                status = take_entries(b, (bac_style)even, (bac_style)odd);
                status = status == BAC_ERR_INPUT ? BAC_OK : status;
            }
    return status == BAC_OK ? take_inputs(b) : status;
}

bac_status bac_model_open(const bac_net *net, const bac_unit *units, uint32_t n, uint32_t samples,
                          bac_family family, bac_adder_store *store, bac_model *m, bac_error *err) {
    bench b = {.net = net,
               .units = units,
               .n = n,
               .family = family,
               .store = store,
               .model = m,
               .err = err};
    *m = (bac_model){.samples = samples, .n_units = n};
    m->of = calloc(n, sizeof *m->of);
    m->entry = calloc(n, sizeof *m->entry);
    b.got = calloc(n, sizeof *b.got);
    b.like = calloc((size_t)n * BAC_STYLE_BY_LAYER, sizeof *b.like);
    m->beats = bac_net_layer(net, 0)->T / samples;
    bac_status status = m->of && m->entry && b.got && b.like
                            ? take_all(&b)
                            : bac_fail(err, BAC_ERR_MEMORY, "prices", "out of memory");
    free(b.got);
    free(b.like);
    if (status != BAC_OK)
        bac_model_close(m);
    return status;
}

void bac_model_close(bac_model *m) {
    for (uint32_t u = 0; m->of && u < m->n_units; u++)
        free(m->of[u].list);
    free(m->of);
    free(m->entry);
    *m = (bac_model){0};
}

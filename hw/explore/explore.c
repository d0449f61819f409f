/* explore.c - finds the candidates of a question, and builds one. */
#include "clock.h"
#include "explore_internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SAMPLES = 16 };

/* Adds the model of one number of samples per clock. A number that cannot be built is only
 * counted. */
static bac_status add_model(bac_explore *e, uint32_t samples, bac_error *err) {
    bac_error why = {0};
    bac_model *bigger = realloc(e->models, (e->n_models + 1) * sizeof *bigger);
    if (!bigger)
        return bac_fail(err, BAC_ERR_MEMORY, "explore", "out of memory");
    e->models = bigger;
    bac_model *m = &e->models[e->n_models];
    bac_status status = bac_model_open(e->net, e->units, e->n_units, samples, e->question.family,
                                       e->store, m, &why);
    if (status == BAC_ERR_INPUT) {
        if (e->counts.refused++ == 0)
            snprintf(e->counts.refusal, sizeof e->counts.refusal, "%.100s: %.150s", why.where,
                     why.text);
        return BAC_OK;
    }
    if (status != BAC_OK) {
        if (err)
            *err = why;
        return status;
    }
    for (uint32_t u = 0; u < e->n_units; u++)
        e->counts.options += m->of[u].n;
    e->n_models++;
    return BAC_OK;
}

static bac_status add_models(bac_explore *e, bac_error *err) {
    const uint32_t asked = e->question.samples_per_clock;
    const uint32_t T = bac_net_layer(e->net, 0)->T;
    if (asked)
        return add_model(e, asked, err);
    bac_status status = BAC_OK;
    for (uint32_t s = 1; status == BAC_OK && s <= MOST_SAMPLES && T % s == 0; s *= 2)
        status = add_model(e, s, err);
    return status;
}

bac_status bac_explore_open(const bac_net *net, const bac_explore_question *question,
                            bac_explore **explore, bac_error *err) {
    bac_explore *e = calloc(1, sizeof *e);
    if (!e)
        return bac_fail(err, BAC_ERR_MEMORY, "explore", "out of memory");
    e->net = net;
    e->question = *question;
    e->store = bac_adder_store_open();
    bac_status status = e->store ? bac_units_of(net, &e->units, &e->n_units, err)
                                 : bac_fail(err, BAC_ERR_MEMORY, "explore", "out of memory");
    e->counts.units = e->n_units;
    if (status == BAC_OK)
        status = add_models(e, err);
    if (status == BAC_OK && e->n_models == 0)
        status = bac_fail(err, BAC_ERR_INPUT, bac_net_name(net), "cannot be built: %s",
                          e->counts.refusal);
    if (status == BAC_OK)
        status = bac_candidates_find(e, err);
    if (status != BAC_OK) {
        bac_explore_free(e);
        return status;
    }
    *explore = e;
    return BAC_OK;
}

void bac_explore_free(bac_explore *e) {
    if (!e)
        return;
    for (uint32_t i = 0; i < e->counts.candidates; i++)
        free(e->candidates[i].choice);
    for (uint32_t i = 0; i < e->n_models; i++)
        bac_model_close(&e->models[i]);
    bac_adder_store_close(e->store);
    free(e->candidates);
    free(e->models);
    free(e->units);
    free(e);
}

bac_explore_counts bac_explore_count(const bac_explore *e) {
    return e->counts;
}

/* FNV-1a, 64 bits */
static uint64_t add_bytes(uint64_t hash, const void *data, size_t size) {
    const unsigned char *byte = data;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ byte[i]) * 1099511628211u;
    return hash;
}

uint64_t bac_explore_hash(const bac_explore *e) {
    uint64_t hash = 14695981039346656037u;
    char spec[BAC_EXPLORE_SPEC];
    for (uint32_t i = 0; i < e->counts.candidates; i++) {
        bac_explore_spec(e, i, spec);
        hash = add_bytes(hash, spec, strlen(spec) + 1);
    }
    for (uint32_t i = 0; i < e->n_models; i++)
        for (uint32_t u = 0; u < e->n_units; u++)
            for (uint32_t o = 0; o < e->models[i].of[u].n; o++) {
                const bac_option *option = &e->models[i].of[u].list[o];
                hash = add_bytes(hash, &option->price, sizeof option->price);
                hash = add_bytes(hash, &option->clocks, sizeof option->clocks);
            }
    return hash;
}

bac_status bac_explore_plan(const bac_explore *e, uint32_t i, bac_plan **plan, bac_error *err) {
    bac_status status = bac_plan_create(e->net, plan, err);
    if (status != BAC_OK)
        return status;
    (*plan)->samples_per_clock = e->candidates[i].samples;
    if (e->candidates[i].engine) {
        bac_engine_set(e->net, e->candidates[i].engine, *plan);
        return BAC_OK;
    }
    for (uint32_t u = 0; u < e->n_units; u++)
        bac_unit_set(&e->units[u], &e->candidates[i].choice[u], *plan);
    return BAC_OK;
}

static bac_status build(const bac_explore *e, uint32_t i, bac_family family, bac_netlist **p,
                        bac_size *size, bac_error *err) {
    bac_plan *plan = NULL;
    bac_size *of = NULL;
    bac_status status = bac_explore_plan(e, i, &plan, err);
    if (status == BAC_OK)
        status = bac_compile_stored(e->net, plan, e->store, p, err);
    if (status == BAC_OK) {
        of = calloc((*p)->n_stages, sizeof *of);
        status = of ? bac_size_netlist(*p, family, of, size, err)
                    : bac_fail(err, BAC_ERR_MEMORY, "explore", "out of memory");
    }
    free(of);
    bac_plan_free(plan);
    return status;
}

bac_status bac_explore_build(const bac_explore *e, uint32_t i, bac_explored *r, bac_error *err) {
    bac_netlist *p = NULL;
    *r = (bac_explored){.built = BAC_BUILT_REFUSED, .samples_per_clock = e->candidates[i].samples};
    bac_status status = build(e, i, e->question.family, &p, &r->size, err);
    if (status == BAC_OK && !p->steady) { /* there is no prediction by which to rank it */
        bac_fail(err, BAC_ERR_INPUT, "explore", "the frames' times do not settle");
    } else if (status == BAC_OK) {
        r->built = BAC_BUILT;
        r->clocks = p->cycles_per_frame;
        r->latency = p->latency_last;
        if (e->question.device)
            r->size.bram -= fmin(r->size.single, e->question.device->single);
        if (e->question.device)
            r->mhz = bac_clock_of(p, &r->size, e->question.device->name, e->question.family).mhz;
    }
    bac_netlist_free(p);
    return status == BAC_ERR_INPUT ? BAC_OK : status;
}

bac_status bac_explore_size(const bac_explore *e, uint32_t i, bac_family family, bac_size *size,
                            bac_error *err) {
    bac_netlist *p = NULL;
    bac_status status = build(e, i, family, &p, size, err);
    bac_netlist_free(p);
    return status;
}

#include "random_plan.h"

#include "serial_fit.h"

#include <stdlib.h>

/* A divisor of n, at most `most`. */
static uint32_t divisor(random_source *r, uint32_t n, uint32_t most) {
    uint32_t d = (uint32_t)random_between(r, 1, n < most ? n : most);
    while (n % d != 0)
        d--;
    return d;
}

/* Numbers that are not drawn stay 0: chosen when the pipeline is built. */
static void choose_numbers(random_source *r, const bac_layer *l, bac_layer_plan *plan) {
    uint32_t *value = plan->value;
    if (bac_plan_takes(l, plan->style, BAC_PLAN_INPUTS) && random_chance(r, 50))
        value[BAC_PLAN_INPUTS] = (uint32_t)random_between(r, 1, 8);
    if (!bac_plan_takes(l, plan->style, BAC_PLAN_LANES))
        return;
    const bool fc = l->op == BAC_FC;
    if (random_chance(r, 60))
        value[BAC_PLAN_LANES] = fc ? (uint32_t)random_between(r, 1, 6) : divisor(r, l->T, 8);
    if (random_chance(r, 40)) {
        const uint32_t lanes = value[BAC_PLAN_LANES] ? value[BAC_PLAN_LANES] : 1;
        const uint32_t elements = divisor(r, l->C, 8);
        if (!fc || lanes % elements == 0)
            value[BAC_PLAN_ELEMENTS] = elements;
    }
}

static void choose_serial(random_source *r, const bac_net *net, bac_plan *plan) {
    const unsigned percent = random_chance(r, 50) ? 70 : 0;
    for (uint32_t i = 0; i < bac_net_layers(net); i++) {
        const uint32_t requant = bac_serial_fused_requant(net, i);
        if (requant == BAC_NO_LAYER || !random_chance(r, percent))
            continue;
        plan->layer[i] = (bac_layer_plan){.style = BAC_STYLE_SERIAL};
        plan->layer[requant] = plan->layer[i];
        if (!bac_op_convolves(bac_net_layer(net, i)->op))
            continue;
        const uint32_t add = bac_serial_fused_add(net, i);
        if (add != BAC_NO_LAYER && random_chance(r, 60))
            plan->layer[add] = plan->layer[i];
        if (random_chance(r, 40))
            plan->layer[i].value[BAC_PLAN_DIGIT] = (uint32_t)random_between(r, 1, 8);
    }
}

static void choose_styles(random_source *r, const bac_net *net, bac_plan *plan) {
    static const unsigned folded[] = {0, 50, 50, 50, 50, 100};
    const unsigned percent = folded[random_between(r, 0, 5)];
    for (uint32_t i = 0; i < bac_net_layers(net); i++) {
        const bac_layer *l = bac_net_layer(net, i);
        if (!bac_plan_has_layer(l))
            continue;
        plan->layer[i].style = random_chance(r, percent) ? BAC_STYLE_FOLDED : BAC_STYLE_UNROLLED;
        choose_numbers(r, l, &plan->layer[i]);
    }
    choose_serial(r, net, plan);
}

/* The largest number of samples a clock, from this one downwards, that can be built. */
static bac_status build_widest(uint32_t samples, const bac_net *net, bac_plan *plan,
                               bac_netlist **p, bac_error *err) {
    bac_status status;
    do {
        plan->samples_per_clock = samples;
        status = bac_compile(net, plan, p, err);
        samples /= 2;
    } while (status == BAC_ERR_INPUT && samples > 0);
    return status;
}

/* Every eighth plan is one engine, if it can have the network. Drawn apart, so that the other plans stay
 * as they were. */
static bool choose_engine(const random_source *r, const bac_net *net, uint32_t samples,
                          bac_plan *plan, bac_netlist **p) {
    random_source own = {r->state ^ UINT64_C(0x656e67696e65)};
    bac_error err;
    if (!random_chance(&own, 12))
        return false;
    const uint32_t lanes = (uint32_t)random_between(&own, 1, 9);
    bac_plan_set_style(net, plan, BAC_STYLE_SHARED);
    for (uint32_t i = 0; i < plan->n_layers; i++)
        if (plan->layer[i].style == BAC_STYLE_SHARED)
            plan->layer[i].value[BAC_PLAN_LANES] = lanes;
    return build_widest(samples, net, plan, p, &err) == BAC_OK;
}

bac_status random_plan(random_source *r, const bac_net *net, bac_plan **plan, bac_netlist **p,
                       bac_error *err) {
    bac_status status = bac_plan_create(net, plan, err);
    if (status != BAC_OK)
        return status;
    bac_plan *by_layer = *plan;
    choose_styles(r, net, by_layer);
    const uint32_t samples = 1u << random_between(r, 0, 4);
    if (bac_plan_create(net, plan, err) == BAC_OK && choose_engine(r, net, samples, *plan, p)) {
        bac_plan_free(by_layer);
        return BAC_OK;
    }
    if (*plan != by_layer)
        bac_plan_free(*plan);
    *plan = by_layer;
    status = build_widest(samples, net, *plan, p, err);
    if (status == BAC_ERR_INPUT) { /* serial layers refuse numbers that are too wide */
        for (uint32_t i = 0; i < (*plan)->n_layers; i++)
            if ((*plan)->layer[i].style == BAC_STYLE_SERIAL)
                (*plan)->layer[i] = (bac_layer_plan){.style = BAC_STYLE_UNROLLED};
        status = build_widest(samples, net, *plan, p, err);
    }
    if (status != BAC_OK) {
        bac_plan_free(*plan);
        *plan = NULL;
    }
    return status;
}

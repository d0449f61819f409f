/* unit.c - divides a network into units: layers that are planned together. */
#include "explore_internal.h"
#include "ints.h"
#include "serial_fit.h"

#include <stdlib.h>

static bool reads_it_alone(const bac_net *net, uint32_t layer, uint32_t reader) {
    return reader != BAC_NO_LAYER && bac_net_layer(net, reader)->op == BAC_REQUANT &&
           bac_net_layer(net, layer)->op != BAC_REQUANT;
}

/* Inputs of a fully connected layer: all numbers of a frame of its input. */
static uint32_t inputs_of(const bac_net *net, const bac_layer *l) {
    const bac_layer *from = bac_net_layer(net, l->in[0]);
    return l->op == BAC_FC ? from->T * from->C : 0;
}

/* Most bits of a digit of a convolution, or of an add with its requantiser. An add that is fused
 * into the convolution behind it has that convolution's digits. 0: the layer cannot be serial. */
static uint32_t digit_of(const bac_net *net, uint32_t layer) {
    const bac_layer *l = bac_net_layer(net, layer);
    const uint32_t reader = bac_only_reader(net, layer);
    if (bac_serial_fused_requant(net, layer) != BAC_NO_LAYER) {
        const bool fused = l->op == BAC_CONV && bac_serial_fused_add(net, layer) != BAC_NO_LAYER;
        return bac_serial_bits(net, l, fused);
    }
    return l->op == BAC_ADD && reader != BAC_NO_LAYER &&
                   bac_net_layer(net, reader)->op == BAC_CONV &&
                   bac_serial_fused_add(net, reader) == layer
               ? 1
               : 0;
}

static bac_unit unit_of(const bac_net *net, uint32_t layer) {
    enum { MOST_LANES = 1024 };
    const bac_layer *l = bac_net_layer(net, layer);
    bac_unit u = {.layer = layer, .inputs = inputs_of(net, l)};
    const uint32_t reader = bac_only_reader(net, layer);
    if (reads_it_alone(net, layer, reader))
        u.fused = reader;
    if (bac_plan_takes(l, BAC_STYLE_FOLDED, BAC_PLAN_LANES)) {
        u.lanes = l->op == BAC_FC ? l->C : l->T;
        u.lanes = u.lanes > MOST_LANES ? MOST_LANES : u.lanes;
    }
    u.digit = digit_of(net, layer);
    return u;
}

bac_status bac_units_of(const bac_net *net, bac_unit **units, uint32_t *n, bac_error *err) {
    *n = 0;
    *units = calloc(bac_net_layers(net), sizeof **units);
    if (!*units)
        return bac_fail(err, BAC_ERR_MEMORY, bac_net_name(net), "out of memory");
    for (uint32_t i = 0; i < bac_net_layers(net); i++)
        if (bac_plan_has_layer(bac_net_layer(net, i)) && bac_unit_find(*units, *n, i) == *n)
            (*units)[(*n)++] = unit_of(net, i);
    return BAC_OK;
}

uint32_t bac_unit_find(const bac_unit *units, uint32_t n, uint32_t layer) {
    for (uint32_t i = 0; i < n; i++)
        if (units[i].layer == layer || (units[i].fused == layer && layer != 0))
            return i;
    return n;
}

bac_layer_plan bac_unit_choice(const bac_net *net, const bac_unit *u, bac_style style,
                               uint32_t number) {
    const bac_layer *l = bac_net_layer(net, u->layer);
    bac_layer_plan choice = {.style = style};
    if (style == BAC_STYLE_SERIAL && u->digit > 0) {
        if (bac_plan_takes(l, style, BAC_PLAN_DIGIT))
            choice.value[BAC_PLAN_DIGIT] = bac_min_u32(number, u->digit);
    } else if (style == BAC_STYLE_FOLDED) {
        uint32_t lanes = bac_min_u32(number, u->lanes);
        while (lanes > 0 && l->op != BAC_FC && l->T % lanes != 0)
            lanes--;
        choice.value[BAC_PLAN_LANES] = lanes;
    } else {
        choice.style = BAC_STYLE_UNROLLED;
        choice.value[BAC_PLAN_INPUTS] = style == BAC_STYLE_UNROLLED ? bac_min_u32(number, u->inputs)
                                                                    : bac_min_u32(1, u->inputs);
    }
    return choice;
}

void bac_unit_set(const bac_unit *u, const bac_layer_plan *choice, bac_plan *plan) {
    plan->layer[u->layer] = *choice;
    if (u->fused)
        plan->layer[u->fused] = (bac_layer_plan){.style = choice->style};
}

void bac_engine_set(const bac_net *net, uint32_t lanes, bac_plan *plan) {
    bac_plan_set_style(net, plan, BAC_STYLE_SHARED);
    for (uint32_t i = 0; i < plan->n_layers; i++)
        if (plan->layer[i].style == BAC_STYLE_SHARED)
            plan->layer[i].value[BAC_PLAN_LANES] = lanes;
}

uint32_t bac_choice_number(const bac_layer_plan *choice) {
    static const bac_plan_key key[BAC_STYLE_BY_LAYER] = {[BAC_STYLE_UNROLLED] = BAC_PLAN_INPUTS,
                                                         [BAC_STYLE_FOLDED] = BAC_PLAN_LANES,
                                                         [BAC_STYLE_SERIAL] = BAC_PLAN_DIGIT};
    return choice->value[key[choice->style]];
}

bool bac_choice_equal(const bac_layer_plan *a, const bac_layer_plan *b) {
    return a->style == b->style && bac_choice_number(a) == bac_choice_number(b);
}

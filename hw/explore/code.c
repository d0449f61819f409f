/* code.c - a plan as a short word: samples a clock, then a letter and a number for each unit. */
#include "explore_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char letter[BAC_STYLE_BY_LAYER] = {
    [BAC_STYLE_UNROLLED] = 'u', [BAC_STYLE_FOLDED] = 'f', [BAC_STYLE_SERIAL] = 's'};

void bac_explore_spec(const bac_explore *e, uint32_t i, char text[BAC_EXPLORE_SPEC]) {
    const bac_candidate *c = &e->candidates[i];
    size_t used = (size_t)snprintf(text, BAC_EXPLORE_SPEC, "%" PRIu32 ":", c->samples);
    if (c->engine) {
        snprintf(text + used, 16, "e%" PRIu32, c->engine);
        return;
    }
    for (uint32_t u = 0; u < e->n_units && used < BAC_EXPLORE_SPEC - 16; u++) {
        const uint32_t number = bac_choice_number(&c->choice[u]);
        text[used++] = letter[c->choice[u].style];
        if (number)
            used += (size_t)snprintf(text + used, 12, "%" PRIu32, number);
        text[used++] = '.';
    }
    text[used - 1] = '\0'; /* the last point, or the colon */
}

bac_status bac_explore_layers(const bac_net *net, char **text, bac_error *err) {
    bac_unit *units = NULL;
    uint32_t n = 0;
    size_t size = 0;
    bac_status status = bac_units_of(net, &units, &n, err);
    FILE *out = status == BAC_OK ? open_memstream(text, &size) : NULL;
    for (uint32_t u = 0; out && u < n; u++)
        fprintf(out, "%s%s", u ? "." : "", bac_net_layer(net, units[u].layer)->name);
    if (status == BAC_OK && (!out || fclose(out) != 0))
        status = bac_fail(err, BAC_ERR_MEMORY, bac_net_name(net), "out of memory");
    free(units);
    return status;
}

/* A number of at most six digits; 0 where none stands there. */
static uint32_t take_number(const char **p) {
    uint32_t number = 0;
    for (int digits = 0; **p >= '0' && **p <= '9' && digits < 6; digits++, (*p)++)
        number = 10 * number + (uint32_t)(**p - '0');
    return number;
}

/* "s2": the unit's choice. */
static bool take_choice(const bac_net *net, const bac_unit *u, const char **p,
                        bac_layer_plan *choice) {
    unsigned style = 0;
    while (style < BAC_STYLE_BY_LAYER && (!**p || letter[style] != **p))
        style++;
    if (style == BAC_STYLE_BY_LAYER)
        return false;
    (*p)++;
    const uint32_t number = take_number(p);
    *choice = bac_unit_choice(net, u, (bac_style)style, number ? number : 1);
    return choice->style == (bac_style)style && bac_choice_number(choice) == number;
}

static bac_status take_units(const bac_net *net, const bac_unit *units, uint32_t n,
                             const char *code, bac_plan *plan, bac_error *err) {
    const char *p = code;
    plan->samples_per_clock = take_number(&p);
    if (plan->samples_per_clock == 0 || *p++ != ':')
        return bac_fail(err, BAC_ERR_INPUT, code,
                        "no plan code: it begins with samples a clock "
                        "and a colon, like 1:u.s2.f4");
    if (*p == 'e') { /* one engine */
        p++;
        const uint32_t lanes = take_number(&p);
        if (lanes == 0 || lanes > 1024 || *p)
            return bac_fail(err, BAC_ERR_INPUT, code,
                            "one engine is e and 1 to 1024 lanes, like 1:e4");
        bac_engine_set(net, lanes, plan);
        return BAC_OK;
    }
    for (uint32_t u = 0; u < n; u++) {
        const char *at = p, *name = bac_net_layer(net, units[u].layer)->name;
        bac_layer_plan choice;
        if (!take_choice(net, &units[u], &p, &choice))
            return bac_fail(err, BAC_ERR_INPUT, code, "layer '%s' cannot be '%.*s'", name,
                            (int)strcspn(at, "."), at);
        bac_unit_set(&units[u], &choice, plan);
        if (*p != (u + 1 < n ? '.' : '\0'))
            return bac_fail(err, BAC_ERR_INPUT, code,
                            "behind layer '%s': %s; the network has %" PRIu32 " of them", name,
                            *p ? "too much" : "layers are missing", n);
        p++;
    }
    return BAC_OK;
}

bac_status bac_explore_code_plan(const bac_net *net, const char *code, bac_plan **plan,
                                 bac_error *err) {
    bac_unit *units = NULL;
    uint32_t n = 0;
    bac_plan *made = NULL;
    bac_status status = bac_units_of(net, &units, &n, err);
    if (status == BAC_OK)
        status = bac_plan_create(net, &made, err);
    if (status == BAC_OK)
        status = take_units(net, units, n, code, made, err);
    free(units);
    if (status == BAC_OK)
        *plan = made;
    else
        bac_plan_free(made);
    return status;
}

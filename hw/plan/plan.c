/* plan.c - creates, changes and writes plans. */
#include "plan_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Names of the styles. */
static const char *const style_names[BAC_STYLE_COUNT] = {[BAC_STYLE_UNROLLED] = "unrolled",
                                                         [BAC_STYLE_FOLDED] = "folded",
                                                         [BAC_STYLE_SERIAL] = "serial",
                                                         [BAC_STYLE_SHARED] = "shared"};

/* Operators that have lanes in the folded style, and digits in the serial one. */
enum {
    FOLDED = 1u << BAC_CONV | 1u << BAC_AVGPOOL | 1u << BAC_FC | 1u << BAC_MAXPOOL,
    SERIAL = 1u << BAC_CONV | 1u << BAC_AVGPOOL | 1u << BAC_ADD,
    ALL = (1u << BAC_OP_COUNT) - 1
};

static const bac_plan_number numbers[BAC_PLAN_KEYS] = {
    [BAC_PLAN_INPUTS] = {"inputs", {[BAC_STYLE_UNROLLED] = 1u << BAC_FC}, 65536},
    [BAC_PLAN_LANES] = {"lanes", {[BAC_STYLE_FOLDED] = FOLDED, [BAC_STYLE_SHARED] = ALL}, 1024},
    [BAC_PLAN_ELEMENTS] = {"elements", {[BAC_STYLE_FOLDED] = FOLDED}, 1024},
    [BAC_PLAN_DIGIT] = {"digit", {[BAC_STYLE_SERIAL] = SERIAL}, 32}};

const char *bac_style_name(bac_style style) {
    return style_names[style];
}

bool bac_style_find(const char *name, bac_style *style) {
    for (unsigned i = 0; i < BAC_STYLE_COUNT; i++)
        if (strcmp(style_names[i], name) == 0) {
            *style = (bac_style)i;
            return true;
        }
    return false;
}

void bac_style_list(char *text, size_t room) {
    text[0] = '\0';
    for (unsigned i = 0; i < BAC_STYLE_COUNT; i++) {
        size_t used = strlen(text);
        snprintf(text + used, room - used, " %s", style_names[i]);
    }
}

bool bac_plan_takes(const bac_layer *layer, bac_style style, bac_plan_key key) {
    return (numbers[key].ops[style] >> layer->op & 1u) != 0;
}

const bac_plan_number *bac_plan_numbers(void) {
    return numbers;
}

bool bac_plan_has_layer(const bac_layer *layer) {
    return layer->op != BAC_INPUT && layer->op != BAC_FLATTEN && layer->op != BAC_ARGMAX;
}

bac_status bac_plan_create(const bac_net *net, bac_plan **plan, bac_error *err) {
    bac_plan *p = calloc(1, sizeof *p);
    if (p) {
        p->samples_per_clock = 1;
        p->n_layers = bac_net_layers(net);
        p->layer = calloc(p->n_layers, sizeof *p->layer);
    }
    if (!p || !p->layer) {
        bac_plan_free(p);
        return bac_fail(err, BAC_ERR_MEMORY, bac_net_name(net), "out of memory");
    }
    *plan = p;
    return BAC_OK;
}

void bac_plan_free(bac_plan *plan) {
    if (!plan)
        return;
    for (uint32_t i = 0; i < plan->n_fifos; i++)
        free(plan->fifo[i].name);
    free(plan->fifo);
    free(plan->layer);
    free(plan);
}

bac_status bac_plan_set_fifo(bac_plan *plan, const char *name, uint32_t depth, bac_error *err) {
    for (uint32_t i = 0; i < plan->n_fifos; i++)
        if (strcmp(plan->fifo[i].name, name) == 0) {
            plan->fifo[i].depth = depth;
            return BAC_OK;
        }
    bac_fifo_depth *bigger = realloc(plan->fifo, (plan->n_fifos + 1) * sizeof *bigger);
    if (bigger)
        plan->fifo = bigger;
    char *copy = bigger ? strdup(name) : NULL;
    if (!copy)
        return bac_fail(err, BAC_ERR_MEMORY, name, "out of memory");
    bigger[plan->n_fifos++] = (bac_fifo_depth){copy, depth};
    return BAC_OK;
}

static void print_choice(FILE *out, const bac_layer_plan *plan) {
    fputs(bac_style_name(plan->style), out);
    for (unsigned k = 0; k < BAC_PLAN_KEYS; k++)
        if (plan->value[k] != 0)
            fprintf(out, " %s=%" PRIu32, numbers[k].name, plan->value[k]);
    fprintf(out, "\n");
}

/* The choice of all layers if they share one engine, and say so alike; else NULL. */
static const bac_layer_plan *plan_of_engine(const bac_net *net, const bac_plan *plan) {
    const bac_layer_plan *first = NULL;
    for (uint32_t i = 0; i < plan->n_layers; i++) {
        if (!bac_plan_has_layer(bac_net_layer(net, i)))
            continue;
        first = first ? first : &plan->layer[i];
        if (plan->layer[i].style != BAC_STYLE_SHARED ||
            memcmp(&plan->layer[i], first, sizeof *first) != 0)
            return NULL;
    }
    return first;
}

bac_status bac_plan_text(const bac_net *net, const bac_plan *plan, char **text, bac_error *err) {
    char *made = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&made, &size);
    if (!out)
        return bac_fail(err, BAC_ERR_MEMORY, bac_net_name(net), "out of memory");
    fprintf(out, "plan 1\nnetwork            %s\nsamples_per_clock  %" PRIu32 "\n",
            bac_net_name(net), plan->samples_per_clock);
    const bac_layer_plan *engine = plan_of_engine(net, plan);
    if (engine) {
        fprintf(out, "style  ");
        print_choice(out, engine);
    }
    for (uint32_t i = 0; !engine && i < plan->n_layers; i++)
        if (bac_plan_has_layer(bac_net_layer(net, i))) {
            fprintf(out, "layer  %-24s ", bac_net_layer(net, i)->name);
            print_choice(out, &plan->layer[i]);
        }
    for (uint32_t i = 0; i < plan->n_fifos; i++)
        fprintf(out, "fifo   %-24s %" PRIu32 "\n", plan->fifo[i].name, plan->fifo[i].depth);
    bool failed = ferror(out) != 0;
    failed = fclose(out) != 0 || failed;
    if (failed) {
        free(made);
        return bac_fail(err, BAC_ERR_MEMORY, bac_net_name(net), "out of memory");
    }
    *text = made;
    return BAC_OK;
}

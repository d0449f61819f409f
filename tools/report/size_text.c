#include "size_text.h"

#include "clock.h"
#include "coefficients.h"
#include "common/tool.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

bool size_of_layer(const size_job *job, uint32_t layer, bac_size *size) {
    bool any = false;
    *size = (bac_size){0};
    for (uint32_t i = 0; i < job->p->n_stages; i++)
        if (bac_size_layer(job->p, &job->p->stages[i]) == layer) {
            bac_size_add(size, &job->of[i]);
            any = true;
        }
    return any;
}

static void print_row(const char *name, const char *style, const bac_size *s) {
    printf("%-24s %-9s %8.0f %8.0f %8.0f %7.0f %6.0f %6.0f %6.0f %4.0f\n", name, style, s->site,
           s->lut, s->ff, s->carry, s->srl, s->ram, s->bram, s->dsp);
}

/* Prints estimated clock rates for the devices that have coefficients. */
static void print_clock(const size_job *job) {
    const bac_clock levels = bac_clock_of(job->p, &job->total, "", job->family);
    if (levels.levels > 0)
        printf("longest path about %.1f LUTs and %.1f carry cells: levels, not a clock rate\n",
               levels.levels, levels.carry);
    for (const bac_clock_row *r = bac_clock_rows; job->family == BAC_FAMILY_ICE40 && r->device;
         r++) {
        const bac_clock at = bac_clock_of(job->p, &job->total, r->device, job->family);
        if (at.mhz > 0)
            printf("%s about %.0f MHz, %.0f frames/s (docs/routed.md has the errors)\n", r->device,
                   at.mhz, 1e6 * at.mhz / (double)job->p->cycles_per_frame);
    }
}

static json_t *clock_json(const size_job *job) {
    double terms[BAC_CLOCK_TERMS];
    const bac_clock levels = bac_clock_of(job->p, &job->total, "", job->family);
    bac_clock_terms(job->p, &job->total, terms);
    json_t *root = json_pack("{s:f, s:f, s:f}", "widest", terms[BAC_CLOCK_WIDEST], "size",
                             terms[BAC_CLOCK_SIZE], "ready", terms[BAC_CLOCK_READY]);
    if (levels.levels > 0) {
        json_object_set_new(root, "levels", json_real(levels.levels));
        json_object_set_new(root, "carry_levels", json_real(levels.carry));
    }
    for (const bac_clock_row *r = bac_clock_rows; job->family == BAC_FAMILY_ICE40 && r->device; r++)
        if (strcmp(r->figure, "ns") == 0)
            json_object_set_new(
                root, r->device,
                json_real(bac_clock_of(job->p, &job->total, r->device, job->family).mhz));
    return root;
}

int size_print_table(const size_job *job, const bac_plan *plan) {
    const bac_net *net = job->p->net;
    printf("%-24s %-9s %8s %8s %8s %7s %6s %6s %6s %4s\n", "layer", "style", "sites", "LUT", "FF",
           "carry", "SRL", "RAM", "BRAM", "DSP");
    for (uint32_t i = 0; i < bac_net_layers(net); i++) {
        bac_size size;
        const bac_layer *l = bac_net_layer(net, i);
        if (size_of_layer(job, i, &size))
            print_row(l->name,
                      bac_plan_has_layer(l)
                          ? bac_style_name(plan ? plan->layer[i].style : BAC_STYLE_UNROLLED)
                          : "",
                      &size);
    }
    print_row("in all", "", &job->total);
    if (job->family == BAC_FAMILY_ICE40)
        printf("logic cells, packed %48.0f\n", job->total.cell);
    printf("family %s; estimated in %.1f ms (docs/resources.md has the errors); SRL and RAM are "
           "LUTs too, sites count them\n",
           bac_family_name(job->family), 1e3 * job->seconds);
    print_clock(job);
    return EXIT_OK;
}

static json_t *json_size(const bac_size *s) {
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "cells",
                     (json_int_t)lround(s->cell), "sites", (json_int_t)lround(s->site), "lut",
                     (json_int_t)lround(s->lut), "ff", (json_int_t)lround(s->ff), "carry",
                     (json_int_t)lround(s->carry), "srl", (json_int_t)lround(s->srl), "lut_ram",
                     (json_int_t)lround(s->ram), "bram", (json_int_t)lround(s->bram), "dsp",
                     (json_int_t)lround(s->dsp));
}

int size_print_json(const size_job *job) {
    json_t *layers = json_array();
    for (uint32_t i = 0; i < bac_net_layers(job->p->net); i++) {
        bac_size size;
        if (!size_of_layer(job, i, &size))
            continue;
        json_t *one = json_size(&size);
        json_object_set_new(one, "layer", json_string(bac_net_layer(job->p->net, i)->name));
        json_array_append_new(layers, one);
    }
    return tool_json_print(
        json_pack("{s:s, s:s, s:I, s:o, s:o, s:o, s:f}", "network", bac_net_name(job->p->net),
                  "family", bac_family_name(job->family), "cycles_per_frame",
                  (json_int_t)job->p->cycles_per_frame, "total", json_size(&job->total), "clock",
                  clock_json(job), "layers", layers, "milliseconds", 1e3 * job->seconds));
}

int size_print_counts(const size_job *job) {
    printf("stage,layer,kind,add,chain,compare,mul,logic,ff,srl,ram,bram,stages\n");
    for (uint32_t i = 0; i < job->p->n_stages; i++) {
        const bac_stage *s = &job->p->stages[i];
        bac_counts c = {.family = job->family};
        if (bac_count_stage(job->p, s, &c, &tool_error) != BAC_OK)
            return tool_fail();
        printf("%s,%s,%s", s->name, bac_net_layer(job->p->net, bac_size_layer(job->p, s))->name,
               bac_priced_as(s));
        for (int k = 0; k < BAC_COUNT_KINDS; k++)
            printf(",%.10g", c.of[k]);
        printf("\n");
    }
    return EXIT_OK;
}

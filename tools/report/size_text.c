#include "size_text.h"

#include "coefficients.h"
#include "common/tool.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

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
    printf("family %s; estimated in %.1f ms (docs/resources.md has the errors); SRL and RAM are "
           "LUTs too, sites count them\n",
           bac_family_name(job->family), 1e3 * job->seconds);
    return EXIT_OK;
}

static json_t *json_size(const bac_size *s) {
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "sites",
                     (json_int_t)lround(s->site), "lut", (json_int_t)lround(s->lut), "ff",
                     (json_int_t)lround(s->ff), "carry", (json_int_t)lround(s->carry), "srl",
                     (json_int_t)lround(s->srl), "lut_ram", (json_int_t)lround(s->ram), "bram",
                     (json_int_t)lround(s->bram), "dsp", (json_int_t)lround(s->dsp));
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
    return tool_json_print(json_pack(
        "{s:s, s:s, s:I, s:o, s:o, s:f}", "network", bac_net_name(job->p->net), "family",
        bac_family_name(job->family), "cycles_per_frame", (json_int_t)job->p->cycles_per_frame,
        "total", json_size(&job->total), "layers", layers, "milliseconds", 1e3 * job->seconds));
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

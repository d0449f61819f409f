/* random_plan SEED NET.bnet PLAN.cfg - a random plan that this network can be built by: samples a
 * clock, styles' numbers, FIFOs as deep as computed or deeper. */
#include "pipeline.h"
#include "random_net.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The largest number of samples a clock that can be built, from a random one downwards. */
static bac_status choose_samples(random_source *r, const bac_net *net, bac_plan *plan,
                                 bac_pipeline **p, bac_error *err) {
    bac_status status;
    uint32_t samples = 1u << random_between(r, 0, 4);
    do {
        plan->samples_per_clock = samples;
        status = bac_pipeline_build(net, plan, p, err);
        samples /= 2;
    } while (status == BAC_ERR_INPUT && samples > 0);
    return status;
}

/* Fully connected layers with more inputs a clock than they need. */
static void choose_inputs(random_source *r, const bac_net *net, bac_plan *plan) {
    for (uint32_t i = 0; i < bac_net_layers(net); i++)
        if (bac_net_layer(net, i)->op == BAC_FC && random_chance(r, 50))
            plan->layer[i].value[BAC_PLAN_INPUTS] = (uint32_t)random_between(r, 1, 8);
}

static bac_status choose_depths(random_source *r, const bac_pipeline *p, bac_plan *plan,
                                bac_error *err) {
    bac_status status = BAC_OK;
    for (uint32_t i = 0; status == BAC_OK && i < p->n_stages; i++)
        if (p->stages[i].kind == BAC_STAGE_FIFO && random_chance(r, 30))
            status = bac_plan_set_fifo(plan, p->stages[i].name,
                                       p->stages[i].depth + (uint32_t)random_between(r, 0, 9), err);
    return status;
}

int main(int argc, char **argv) {
    bac_net *net = NULL;
    bac_plan *plan = NULL;
    bac_pipeline *p = NULL;
    char *text = NULL;
    bac_error err = {0};
    if (argc != 4)
        return 2;
    random_source r = {strtoull(argv[1], NULL, 10)};
    bac_status status = bac_net_load(argv[2], &net, &err);
    if (status == BAC_OK)
        status = bac_plan_create(net, &plan, &err);
    if (status == BAC_OK) {
        choose_inputs(&r, net, plan);
        status = choose_samples(&r, net, plan, &p, &err);
    }
    if (status == BAC_OK)
        status = choose_depths(&r, p, plan, &err);
    if (status == BAC_OK)
        status = bac_plan_text(net, plan, &text, &err);
    if (status == BAC_OK)
        status = bac_file_write(argv[3], text, strlen(text), &err);
    if (status != BAC_OK)
        fprintf(stderr, "%s: %s\n", err.where, err.text);
    free(text);
    bac_pipeline_free(p);
    bac_plan_free(plan);
    bac_net_free(net);
    return status == BAC_OK ? 0 : 1;
}

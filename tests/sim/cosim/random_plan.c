/* random_plan SEED NET.bnet PLAN.cfg - a random plan that this network can be built by: samples a
 * clock, styles' numbers, FIFOs as deep as computed or deeper. */
#include "random_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bac_status choose_depths(random_source *r, const bac_netlist *p, bac_plan *plan,
                                bac_error *err) {
    bac_status status = BAC_OK;
    for (uint32_t i = 0; status == BAC_OK && i < p->n_stages; i++)
        if (bac_stage_depth(&p->stages[i]) > 0 && random_chance(r, 30))
            status = bac_plan_set_fifo(
                plan, p->stages[i].name,
                bac_stage_depth(&p->stages[i]) + (uint32_t)random_between(r, 0, 9), err);
    return status;
}

int main(int argc, char **argv) {
    bac_net *net = NULL;
    bac_plan *plan = NULL;
    bac_netlist *p = NULL;
    char *text = NULL;
    bac_error err = {0};
    if (argc != 4)
        return 2;
    random_source r = {strtoull(argv[1], NULL, 10)};
    bac_status status = bac_net_load(argv[2], &net, &err);
    if (status == BAC_OK)
        status = random_plan(&r, net, &plan, &p, &err);
    if (status == BAC_OK)
        status = choose_depths(&r, p, plan, &err);
    if (status == BAC_OK)
        status = bac_plan_text(net, plan, &text, &err);
    if (status == BAC_OK)
        status = bac_file_write(argv[3], text, strlen(text), &err);
    if (status != BAC_OK)
        fprintf(stderr, "%s: %s\n", err.where, err.text);
    free(text);
    bac_netlist_free(p);
    bac_plan_free(plan);
    bac_net_free(net);
    return status == BAC_OK ? 0 : 1;
}

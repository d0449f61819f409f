/* The networks of the starting recipes, full size: their integers, and what they cost. */
#include "exported.h"
#include "prune.h"
#include "random_nn.h"
#include "recipe.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef void check_fn(const char *name, bac_nn *nn);

/* Calls check with the prepared network of every recipe of a style, weights at random and a third
 * of them pruned. Recipes that differ in training alone have one network: the shape is in the name
 * up to the second dash. */
static void each_recipe(bac_nn_style style, unsigned at_least, check_fn *check) {
    DIR *dir = opendir(RECIPES);
    unsigned n = 0;
    cr_assert(dir, "no folder %s", RECIPES);
    for (struct dirent *entry; (entry = readdir(dir));) {
        char path[512];
        bac_recipe recipe;
        bac_nn *nn = NULL;
        bac_error err = {0};
        if (!strstr(entry->d_name, ".recipe") || strstr(entry->d_name, "prune"))
            continue;
        snprintf(path, sizeof path, "%s/%s", RECIPES, entry->d_name);
        cr_assert(bac_recipe_load(path, &recipe, &err) == BAC_OK, "%s", scratch_error(&err));
        if (recipe.style != style)
            continue;
        cr_assert(bac_recipe_network(&recipe, &nn, &err) == BAC_OK, "%s", scratch_error(&err));
        random_source r = {n + 1};
        for (uint32_t i = 0; i < nn->n_param; i++)
            for (size_t k = 0; nn->param[i].prunable && k < nn->param[i].n; k++)
                nn->keep[nn->param[i].at + k] = !random_chance(&r, 33);
        bac_nn_prepare(nn);
        check(entry->d_name, nn);
        bac_nn_free(nn);
        n++;
    }
    closedir(dir);
    cr_assert(n >= at_least, "only %u recipes", n);
}

/* Costs of the trainer, of the ONNX file, and of the integers when there are some */
static void check_cost(const char *name, const bac_nn *nn, const bac_net *net) {
    char *dir = scratch_dir();
    bac_cost trained, onnx, integers;
    bac_error err = {0};
    const char *path = scratch_path(dir, "net.onnx");
    cr_assert(bac_export_onnx(nn, NULL, path, &err) == BAC_OK, "%s", scratch_error(&err));
    cr_assert(bac_import_cost(path, &onnx, &err) == BAC_OK, "%s", scratch_error(&err));
    bac_nn_cost(nn, &trained);
    cr_assert(onnx.score == trained.score && onnx.macs == trained.macs &&
                  onnx.nonzero == trained.nonzero,
              "%s: trained %.9g, exported %.9g", name, trained.score, onnx.score);
    if (net)
        bac_net_cost(net, &integers);
    cr_assert(!net || integers.score == trained.score, "%s: trained %.9g, integers %.9g", name,
              trained.score, integers.score);
    scratch_remove(dir);
}

static void check_integers(const char *name, bac_nn *nn) {
    bac_net *net = NULL;
    bac_import_report report;
    bac_error err = {0};
    cr_assert(bac_export_net(nn, NULL, NULL, &net, &report, &err) == BAC_OK, "%s: %s", name,
              scratch_error(&err));
    check_streams(1, nn, net, 1);
    check_cost(name, nn, net);
    for (uint32_t i = 0; i < report.n_joins; i++)
        cr_assert(report.joins[i].exact, "%s: %s", name, report.joins[i].layer);
    bac_import_report_free(&report);
    bac_net_free(net);
}

static void check_native(const char *name, bac_nn *nn) {
    bac_net *net = NULL;
    bac_error err = {0};
    check_integers(name, nn);
    cr_assert(bac_export_net(nn, NULL, NULL, &net, NULL, &err) == BAC_OK);
    for (uint32_t i = 0; i < bac_net_layers(net); i++) {
        const bac_layer *l = bac_net_layer(net, i);
        for (uint32_t c = 0; l->op == BAC_REQUANT && c < l->C; c++)
            cr_assert(l->requant[c].form == BAC_FORM_SHIFT || l->requant[c].form == BAC_FORM_CONST,
                      "%s: %s channel %u is %s", name, l->name, c,
                      bac_form_name(l->requant[c].form));
    }
    bac_net_free(net);
}

static void check_float(const char *name, bac_nn *nn) {
    check_cost(name, nn, NULL);
    check_executor(1, nn, 1e-3);
}

Test(export_recipes, native_ones_become_shifts_of_equal_streams) {
    each_recipe(BAC_NN_NATIVE, 4, check_native);
}

Test(export_recipes, free_ones_have_equal_streams) {
    each_recipe(BAC_NN_FREE, 4, check_integers);
}

Test(export_recipes, float_ones_compute_the_same_at_the_same_cost) {
    each_recipe(BAC_NN_FLOAT, 4, check_float);
}

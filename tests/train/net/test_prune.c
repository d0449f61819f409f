/* Which weights stay: cost, ranks, targets, masks over a run. */
#include "export.h"
#include "prune.h"
#include "random_nn.h"
#include "scratch.h"
#include "small_run.h"
#include "step.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 40 };

static char replay[80];

static bac_nn *random_one(uint64_t seed, bac_nn_style style) {
    bac_nn *nn = NULL;
    bac_error err = {0};
    cr_assert(random_nn(seed, style, &nn, &err) == BAC_OK, "%s", scratch_error(&err));
    return nn;
}

/* ---- cost */

static void same_cost(uint64_t seed, const bac_cost *a, const bac_cost *b) {
    cr_assert(a->score == b->score && a->bops == b->bops && a->w_bits == b->w_bits &&
                  a->macs == b->macs && a->sparse_macs == b->sparse_macs &&
                  a->weights == b->weights && a->nonzero == b->nonzero,
              "%s: %.17g and %.17g", random_replay(seed, replay), a->score, b->score);
}

Test(train_prune, the_cost_is_that_of_the_exported_integers) {
    uint64_t first = random_first_seed(), n = random_rounds(ROUNDS);
    for (uint64_t seed = first; seed < first + 2 * n; seed++) {
        bac_nn *nn = random_one(seed, seed % 2 ? BAC_NN_FREE : BAC_NN_NATIVE);
        bac_net *net = NULL;
        bac_cost trained, integers;
        bac_error err = {0};
        cr_assert(bac_export_net(nn, NULL, NULL, &net, NULL, &err) == BAC_OK, "%s: %s",
                  random_replay(seed, replay), scratch_error(&err));
        bac_nn_cost(nn, &trained);
        bac_net_cost(net, &integers);
        same_cost(seed, &trained, &integers);
        bac_net_free(net);
        bac_nn_free(nn);
    }
}

Test(train_prune, the_cost_of_a_float_network_is_that_of_its_file) {
    char *dir = scratch_dir();
    uint64_t first = random_first_seed(), n = random_rounds(ROUNDS);
    for (uint64_t seed = first; seed < first + n; seed++) {
        bac_nn *nn = random_one(seed, BAC_NN_FLOAT);
        const char *path = scratch_path(dir, "net.onnx");
        bac_cost trained, file;
        bac_error err = {0};
        cr_assert(bac_export_onnx(nn, NULL, path, &err) == BAC_OK, "%s", scratch_error(&err));
        cr_assert(bac_import_cost(path, &file, &err) == BAC_OK, "%s", scratch_error(&err));
        bac_nn_cost(nn, &trained);
        same_cost(seed, &trained, &file);
        bac_nn_free(nn);
    }
    scratch_remove(dir);
}

/* ---- by score */

typedef struct ranked {
    double importance, cost;
} ranked;

/* Importance of weight j of a layer as the recipe ranks it, and what it costs: from bac_cost_add
 * alone, with the widths that the test's networks have (float: 32 and 32). */
static ranked rank_of(const bac_nn *nn, const bac_recipe *r, const float *v, const bac_nn_node *n,
                      size_t at) {
    bac_cost one = {0};
    bac_cost_add(&one, n->C, n->conv.c_in / n->conv.groups, n->conv.kernel, n->T, 1, 32, 32);
    double w = (double)nn->theta[at], importance = w * w;
    if (r->rank == BAC_RANK_SALIENCY)
        importance *= (double)v[at];
    return (ranked){r->rank_cost ? importance / one.score : importance, one.score};
}

/* Float networks, whose weights do not depend on each other: what is cut is what ranks lowest, and
 * one weight less cut would be too much. */
static void cuts_the_lowest(const char *settings) {
    bac_recipe r = small_recipe(settings);
    uint64_t first = random_first_seed(), n = random_rounds(ROUNDS), cut = 0;
    for (uint64_t seed = first; seed < first + n; seed++) {
        bac_nn *nn = random_one(seed, BAC_NN_FLOAT);
        random_source s = {seed};
        float *v = malloc(nn->n_theta * sizeof *v);
        uint8_t *before = malloc(nn->n_theta);
        bac_cost cost, after;
        for (size_t j = 0; j < nn->n_theta; j++)
            v[j] = (float)random_real(&s, 0.1, 10);
        memcpy(before, nn->keep, nn->n_theta);
        bac_nn_cost(nn, &cost);
        double target = cost.score * random_real(&s, 0.2, 0.9), highest = 0, its_cost = 0;
        cr_assert(bac_prune_score(nn, &r, v, target, false, NULL) == BAC_OK);
        bac_nn_cost(nn, &after);
        cr_assert(after.score <= target, "%s", random_replay(seed, replay));
        for (int pass = 0; pass < 2; pass++)
            for (uint32_t i = 0; i < nn->n_node; i++) {
                const bac_nn_node *node = &nn->node[i];
                for (size_t k = 0; node->op == BAC_NN_CONV && k < nn->param[node->weight].n; k++) {
                    size_t j = nn->param[node->weight].at + k;
                    ranked x = rank_of(nn, &r, v, node, j);
                    cr_assert(before[j] || !nn->keep[j], "a cut weight came back");
                    if (pass == 0 && before[j] && !nn->keep[j] && x.importance > highest) {
                        highest = x.importance;
                        its_cost = x.cost;
                    }
                    if (pass == 1 && nn->keep[j] && nn->theta[j] != 0)
                        cr_assert(x.importance >= highest, "%s: kept %g, cut %g",
                                  random_replay(seed, replay), x.importance, highest);
                    cut += pass == 1 && before[j] && !nn->keep[j];
                }
            }
        cr_assert(after.score + its_cost > target, "%s: more is cut than has to be",
                  random_replay(seed, replay));
        free(v);
        free(before);
        bac_nn_free(nn);
    }
    cr_assert(n < ROUNDS || cut > 500);
}

Test(train_prune, the_smallest_weights_go_and_no_more_than_needed) {
    cuts_the_lowest("");
}

Test(train_prune, the_least_salient_weights_go) {
    cuts_the_lowest("rank=saliency");
}

Test(train_prune, weights_that_cost_much_for_their_size_go_first) {
    cuts_the_lowest("rank_cost=yes");
    cuts_the_lowest("rank_cost=yes;rank=saliency");
}

/* Quantised: codes depend on what stays, and still every target is met, step by step. */
Test(train_prune, falling_targets_are_met_and_nothing_comes_back) {
    bac_recipe r = small_recipe("");
    uint64_t first = random_first_seed(), n = random_rounds(ROUNDS);
    for (uint64_t seed = first; seed < first + 2 * n; seed++) {
        bac_nn *nn = random_one(seed, seed % 2 ? BAC_NN_FREE : BAC_NN_NATIVE);
        float *v = calloc(nn->n_theta, sizeof *v);
        uint8_t *before = malloc(nn->n_theta);
        bac_cost cost;
        bac_nn_cost(nn, &cost);
        double start = cost.score;
        for (double share = 0.9; share > -0.05; share -= 0.1) {
            double target = share > 0 ? share * start : 0;
            memcpy(before, nn->keep, nn->n_theta);
            cr_assert(bac_prune_score(nn, &r, v, target, false, NULL) == BAC_OK);
            bac_nn_cost(nn, &cost);
            cr_assert(cost.score <= target, "%s: %g of %g", random_replay(seed, replay), cost.score,
                      target);
            for (size_t j = 0; j < nn->n_theta; j++)
                cr_assert(before[j] || !nn->keep[j]);
        }
        cr_assert(cost.nonzero == 0);
        free(v);
        free(before);
        bac_nn_free(nn);
    }
}

/* Only weights are ever cut. */
Test(train_prune, other_parameters_are_left_alone) {
    bac_recipe r = small_recipe("");
    bac_nn *nn = random_one(5, BAC_NN_FREE);
    float *v = calloc(nn->n_theta, sizeof *v);
    cr_assert(bac_prune_score(nn, &r, v, 0, true, NULL) == BAC_OK);
    bac_prune_cut(nn, 1e9);
    for (uint32_t i = 0; i < nn->n_param; i++)
        for (size_t j = nn->param[i].at; j < nn->param[i].at + nn->param[i].n; j++)
            cr_assert(nn->keep[j] == !nn->param[i].prunable, "%s", nn->param[i].name);
    free(v);
    bac_nn_free(nn);
}

/* With regrow a cut weight that has become large takes the place of a small one. */
Test(train_prune, cut_weights_compete_again_when_they_may_regrow) {
    bac_recipe r = small_recipe("");
    bac_nn *nn = random_one(5, BAC_NN_FLOAT);
    float *v = calloc(nn->n_theta, sizeof *v);
    bac_cost cost;
    bac_nn_cost(nn, &cost);
    const bac_nn_param *p = &nn->param[nn->node[1].weight];
    nn->keep[p->at] = 0;
    nn->theta[p->at] = 100;
    cr_assert(bac_prune_score(nn, &r, v, cost.score / 2, false, NULL) == BAC_OK);
    cr_assert(!nn->keep[p->at]);
    cr_assert(bac_prune_score(nn, &r, v, cost.score / 2, true, NULL) == BAC_OK);
    cr_assert(nn->keep[p->at]);
    bac_nn_cost(nn, &cost);
    cr_assert(nn->node[1].wcode[0] == 100);
    free(v);
    bac_nn_free(nn);
}

Test(train_prune, a_cut_takes_what_is_smaller_than_its_size) {
    bac_nn *nn = random_one(9, BAC_NN_FREE);
    float *theta = malloc(nn->n_theta * sizeof *theta);
    uint8_t *keep = malloc(nn->n_theta);
    uint64_t cut = 0, kept = 0;
    memcpy(theta, nn->theta, nn->n_theta * sizeof *theta);
    memcpy(keep, nn->keep, nn->n_theta);
    bac_prune_cut(nn, 0.2);
    for (uint32_t i = 0; i < nn->n_param; i++)
        for (size_t j = nn->param[i].at; j < nn->param[i].at + nn->param[i].n; j++) {
            bool goes = nn->param[i].prunable && fabs((double)theta[j]) < 0.2;
            cr_assert(nn->keep[j] == (keep[j] && !goes));
            cr_assert(nn->theta[j] == (goes ? 0 : theta[j]));
            cut += keep[j] && goes;
            kept += nn->param[i].prunable && nn->keep[j];
        }
    cr_assert(cut > 5 && kept > 5);
    free(theta);
    free(keep);
    bac_nn_free(nn);
}

/* Weights whose code is 0 are pruned, and the integers stay what they were. */
Test(train_prune, settling_prunes_what_counts_for_nothing) {
    uint64_t settled = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        bac_nn *nn = random_one(seed, seed % 2 ? BAC_NN_FREE : BAC_NN_NATIVE);
        uint8_t *before = malloc(nn->n_theta);
        bac_cost cost, after;
        memcpy(before, nn->keep, nn->n_theta);
        bac_nn_cost(nn, &cost);
        bac_prune_settle(nn);
        for (uint32_t i = 0; i < nn->n_node; i++) {
            const bac_nn_node *n = &nn->node[i];
            for (size_t k = 0; n->op == BAC_NN_CONV && k < nn->param[n->weight].n; k++) {
                size_t j = nn->param[n->weight].at + k;
                cr_assert(nn->keep[j] == (before[j] && n->wcode[k] != 0));
                settled += before[j] && !nn->keep[j];
            }
        }
        bac_nn_prepare(nn);
        bac_nn_cost(nn, &after);
        cr_assert(after.score == cost.score, "seed %d", (int)seed);
        free(before);
        bac_nn_free(nn);
    }
    cr_assert(settled > 50);
}

/* ---- targets over a run */

Test(train_prune, targets_fall_as_a_cube_and_end_at_the_score) {
    bac_recipe r =
        small_recipe("epochs=100;prune=score;prune_score=0.01;prune_from=0.1;prune_to=0.6");
    double start = 0.05, last = start; /* 300 steps: 30 to 180 */
    cr_assert(fabs(bac_prune_target(&r, 30, start) - start) < 1e-12);
    cr_assert(fabs(bac_prune_target(&r, 105, start) - (0.01 + 0.04 / 8)) < 1e-12);
    cr_assert(bac_prune_target(&r, 180, start) == 0.01);
    cr_assert(bac_prune_target(&r, 299, start) == 0.01);
    for (uint64_t step = 30; step <= 180; step++) {
        double target = bac_prune_target(&r, step, start);
        cr_assert(target <= last);
        last = target;
    }
}

/* However the fractions fall between steps, the last pruning reaches the score, within the run. */
Test(train_prune, the_last_pruning_reaches_the_score) {
    for (int epochs = 1; epochs < 12; epochs++)
        for (int percent = 0; percent <= 100; percent += 5) {
            char settings[128];
            uint64_t from, to;
            snprintf(settings, sizeof settings,
                     "prune=score;prune_score=0.01;prune_from=%d/200;prune_to=%d/100;epochs=%d",
                     percent, percent, epochs);
            bac_recipe r = small_recipe(settings);
            bac_prune_span(&r, &from, &to);
            cr_assert(from <= to && to < bac_recipe_steps(&r), "%s", settings);
            cr_assert(bac_prune_target(&r, to, 0.5) == 0.01, "%s", settings);
        }
}

/* ---- masks over a run */

typedef struct masks {
    uint64_t came_back, cut_after; /* weights: before prune_to; cut or back behind it */
} masks;

/* Steps through a run and watches the masks. */
static masks watch(const bac_recipe *r) {
    masks seen = {0};
    bac_checkpoint run = {.recipe = *r};
    bac_error err = {0};
    bac_set *set = NULL;
    bac_step *step = NULL;
    uint64_t from, to;
    bac_cost cost;
    cr_assert(bac_recipe_network(r, &run.nn, &err) == BAC_OK, "%s", scratch_error(&err));
    size_t n = run.nn->n_theta;
    run.m = calloc(n, sizeof(float));
    run.v = calloc(n, sizeof(float));
    uint8_t *before = malloc(n);
    bac_nn_cost(run.nn, &cost);
    run.progress.start_score = cost.score;
    cr_assert(cost.score > 1.2 * r->prune_score, "nothing to prune");
    bac_prune_span(r, &from, &to);
    cr_assert(bac_set_open(r->train, &set, &err) == BAC_OK, "%s", scratch_error(&err));
    cr_assert(bac_step_create(r, &run, NULL, set, 2, &step, &err) == BAC_OK);
    while (run.progress.step < bac_recipe_steps(r)) {
        uint64_t here = run.progress.step;
        memcpy(before, run.nn->keep, n);
        cr_assert(bac_step_run(step, &err) == BAC_OK, "%s", scratch_error(&err));
        for (size_t j = 0; j < n; j++) {
            seen.came_back += here <= to && !before[j] && run.nn->keep[j];
            seen.cut_after += here > to && before[j] != run.nn->keep[j];
            cr_assert(run.nn->keep[j] || (here < to && r->regrow) || run.nn->theta[j] == 0,
                      "step %d: a cut weight is %g", (int)here, (double)run.nn->theta[j]);
        }
        bac_nn_cost(run.nn, &cost);
        if (here >= to)
            cr_assert(cost.score <= r->prune_score, "step %d: score %g", (int)here, cost.score);
    }
    bac_step_free(step);
    bac_set_close(set);
    bac_checkpoint_free(&run);
    free(before);
    return seen;
}

Test(train_prune, a_cut_weight_stays_0_and_the_score_is_kept) {
    bac_recipe r = small_recipe("epochs=4;prune=score;prune_score=0.00015;prune_every=2");
    masks seen = watch(&r);
    cr_assert(seen.came_back == 0 && seen.cut_after == 0);
}

Test(train_prune, weights_come_back_before_prune_to_and_never_after_it) {
    bac_recipe r = small_recipe(
        "epochs=8;prune=score;prune_score=0.00015;prune_every=1;regrow=yes;rank=saliency;lr=0.05");
    masks seen = watch(&r);
    cr_assert(seen.came_back > 0, "none came back: the test says nothing");
    cr_assert(seen.cut_after == 0);
}

/* What is pruned in theta is no weight in the integers either. */
Test(train_prune, a_pruned_network_is_as_sparse_when_exported) {
    for (int native = 0; native < 2; native++) {
        char *dir = scratch_dir();
        bac_recipe r =
            small_recipe(native ? "quantise=native;prune=score;prune_score=0.00015;regrow=yes"
                                : "prune=score;prune_score=0.00015");
        bac_checkpoint run;
        bac_net *net = NULL;
        bac_cost cost;
        bac_error err = {0};
        small_train(&r, dir, 2, 0, &run);
        cr_assert(bac_export_net(run.nn, NULL, NULL, &net, NULL, &err) == BAC_OK, "%s",
                  scratch_error(&err));
        bac_net_cost(net, &cost);
        cr_assert(cost.score <= 0.00015 && cost.nonzero > 0 && cost.nonzero < cost.weights);
        uint64_t kept = 0;
        for (uint32_t i = 0; i < run.nn->n_param; i++)
            for (size_t j = 0; run.nn->param[i].prunable && j < run.nn->param[i].n; j++)
                kept += run.nn->keep[run.nn->param[i].at + j];
        cr_assert(cost.nonzero <= kept && kept < cost.weights);
        bac_net_free(net);
        bac_checkpoint_free(&run);
        scratch_remove(dir);
    }
}

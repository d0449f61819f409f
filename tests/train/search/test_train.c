/* test_train.c - rungs that are really trained: tiny networks on tiny frames. */
#include "scratch.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { N = 96, T = 16 };

/* Class 0 turns one way, class 1 the other: learned in a few steps. */
static void write_set(const char *dir) {
    static float iq[N][T][2];
    static int32_t label[N];
    char path[600];
    for (int n = 0; n < N; n++) {
        label[n] = n % 2;
        for (int t = 0; t < T; t++) {
            double angle = 0.37 * n + (label[n] ? 0.8 : -0.8) * t;
            iq[n][t][0] = (float)cos(angle);
            iq[n][t][1] = (float)sin(angle);
        }
    }
    bac_array x = {.dtype = BAC_F32, .ndim = 3, .dim = {N, T, 2}, .data = iq};
    bac_array y = {.dtype = BAC_I32, .ndim = 1, .dim = {N}, .data = label};
    snprintf(path, sizeof path, "%s/set.npy", dir);
    cr_assert_eq(bac_array_save(path, &x, NULL), BAC_OK);
    snprintf(path, sizeof path, "%s/set-labels.npy", dir);
    cr_assert_eq(bac_array_save(path, &y, NULL), BAC_OK);
}

static const char lines[] = "set positions 16\nset classes 2\nset kernel 5 3\nset stride 2 2\n"
                            "set batch 16\nset shard 8\nset train set.npy\nset valid set.npy\n"
                            "axis channels 3 4 | 6 5\naxis lr 3e-3 | 1e-2\n"
                            "frames 64\neta 2\nrungs 3\n";

typedef struct fixture {
    char *dir;
    bac_search_space space;
    bac_search_trials trials;
} fixture;

static void set_up(fixture *f, const char *more) {
    char text[2048];
    f->dir = toy_dir();
    write_set(f->dir);
    snprintf(text, sizeof text, "%s%s", lines, more);
    toy_search(f->dir, text, &f->space, &f->trials);
}

static void tear_down(fixture *f) {
    bac_search_trials_free(&f->trials);
    bac_search_space_free(&f->space);
    toy_remove(f->dir);
}

static void search(fixture *f, bac_search_options o, bac_search_state want) {
    bac_search_outcome outcome;
    bac_error err = {0};
    cr_assert_eq(bac_search_run(&f->space, &f->trials, f->dir, &o, &outcome, &err), BAC_OK, "%s",
                 scratch_error(&err));
    cr_assert_eq(outcome.state, want, "state %d", outcome.state);
}

static char *file_of(const fixture *f, uint32_t trial, const char *name) {
    char *path = malloc(600);
    snprintf(path, 600, "%s/trials/%s/%s", f->dir, f->trials.trial[trial].id, name);
    return path;
}

/* The best trial of the latest rung. */
static uint32_t leader(const fixture *f) {
    bac_search_table t;
    bac_error err = {0};
    cr_assert_eq(bac_search_collect(&f->space, &f->trials, f->dir, &t, &err), BAC_OK, "%s",
                 scratch_error(&err));
    cr_assert_eq(t.n, 4);
    uint32_t trial = t.row[0].trial;
    bac_search_table_free(&t);
    return trial;
}

/* `bac train` with the recipe that lies beside the checkpoint. */
static char *train_straight(const fixture *f, const char *recipe_path, size_t *size) {
    bac_recipe recipe;
    bac_checkpoint run;
    bac_error err = {0};
    const bac_train_options options = {.threads = 2};
    char dir[600], path[700];
    cr_assert_eq(bac_recipe_load(recipe_path, &recipe, &err), BAC_OK, "%s", scratch_error(&err));
    snprintf(dir, sizeof dir, "%s/straight", f->dir);
    cr_assert_eq(bac_train(&recipe, dir, &options, &run, &err), BAC_OK, "%s", scratch_error(&err));
    cr_expect(bac_checkpoint_finished(&run));
    bac_checkpoint_free(&run);
    snprintf(path, sizeof path, "%s/checkpoint.bin", dir);
    return scratch_read(path, size);
}

static void same_checkpoint(const fixture *f, uint32_t trial, const char *folder) {
    char recipe[64], checkpoint[64];
    size_t n = 0, m = 0;
    snprintf(recipe, sizeof recipe, "%strial.recipe", folder);
    snprintf(checkpoint, sizeof checkpoint, "%scheckpoint.bin", folder);
    char *recipe_path = file_of(f, trial, recipe), *path = file_of(f, trial, checkpoint);
    char *want = train_straight(f, recipe_path, &n), *got = scratch_read(path, &m);
    cr_expect(n == m && memcmp(want, got, n) == 0, "%zu and %zu bytes differ", n, m);
    free(recipe_path);
    free(path);
    free(want);
    free(got);
}

Test(bac_search_train, rungs_continued_are_one_run_to_the_last_bit) {
    fixture f;
    set_up(&f, "");
    search(&f, (bac_search_options){.rung = -1}, BAC_SEARCH_DONE);
    same_checkpoint(&f, leader(&f), "");
    tear_down(&f);
}

Test(bac_search_train, rungs_anew_are_runs_of_their_own) {
    fixture f;
    set_up(&f, "training anew\nset prune score\nset prune_score 0.0004\nset prune_every 1\n");
    search(&f, (bac_search_options){.rung = -1}, BAC_SEARCH_DONE);
    same_checkpoint(&f, leader(&f), "epochs-4/");
    tear_down(&f);
}

typedef struct stopper {
    uint32_t steps; /* until it stops */
} stopper;

static bool stop_after_steps(void *user, const bac_search_event *event) {
    stopper *s = user;
    if (event->moment != BAC_SEARCH_STEP)
        return false;
    cr_assert(s->steps > 0, "went on after it was stopped");
    return --s->steps == 0;
}

/* Stopped every few steps, in the middle of epochs and at their ends. */
Test(bac_search_train, interrupted_in_a_rung_it_ends_with_the_same_bits) {
    fixture f, g;
    set_up(&f, "");
    search(&f, (bac_search_options){.rung = -1}, BAC_SEARCH_DONE);
    char *want = toy_csv(&f.space, &f.trials, f.dir);
    for (uint32_t steps = 3; steps < 6; steps++) {
        bac_search_outcome outcome = {.state = BAC_SEARCH_STOPPED};
        bac_error err = {0};
        int rounds = 0;
        set_up(&g, "");
        for (; outcome.state == BAC_SEARCH_STOPPED; rounds++) {
            stopper s = {steps};
            bac_search_options o = {
                .rung = -1, .threads = 2, .event = stop_after_steps, .user = &s};
            cr_assert(rounds < 60);
            cr_assert_eq(bac_search_run(&g.space, &g.trials, g.dir, &o, &outcome, &err), BAC_OK,
                         "%s", scratch_error(&err));
        }
        cr_expect(rounds > 5, "%d: never stopped", rounds);
        char *got = toy_csv(&g.space, &g.trials, g.dir);
        cr_expect_str_eq(got, want);
        free(got);
        if (steps == 3)
            same_checkpoint(&g, leader(&g), "");
        tear_down(&g);
    }
    free(want);
    tear_down(&f);
}

static bool no_step(void *user, const bac_search_event *event) {
    (void)user;
    cr_expect(event->moment != BAC_SEARCH_STEP, "trained");
    return false;
}

/* Power failed between the checkpoint of a rung's end and its result. */
Test(bac_search_train, a_rung_that_is_complete_in_its_checkpoint_is_not_trained_again) {
    fixture f;
    set_up(&f, "");
    for (int rung = 0; rung < 3; rung++) {
        search(&f, (bac_search_options){.rung = rung}, BAC_SEARCH_DONE);
        char *want = toy_csv(&f.space, &f.trials, f.dir), name[32];
        uint32_t best = leader(&f);
        snprintf(name, sizeof name, "epochs-%u.json", bac_search_epochs(&f.space, (uint32_t)rung));
        char *path = file_of(&f, best, name);
        cr_assert_eq(unlink(path), 0);
        search(&f, (bac_search_options){.rung = rung, .event = no_step}, BAC_SEARCH_DONE);
        char *got = toy_csv(&f.space, &f.trials, f.dir);
        cr_expect_str_eq(got, want);
        free(got);
        free(want);
        free(path);
    }
    tear_down(&f);
}

static void refused(fixture *f, const char *where, const char *words) {
    bac_search_outcome outcome;
    bac_error err = {0};
    bac_search_options o = {.rung = -1};
    cr_assert_neq(bac_search_run(&f->space, &f->trials, f->dir, &o, &outcome, &err), BAC_OK);
    cr_expect(strstr(err.where, where), "%s", scratch_error(&err));
    cr_expect(strstr(err.text, words), "%s", scratch_error(&err));
}

Test(bac_search_train, what_cannot_be_made_good_is_refused_with_its_folder) {
    fixture f;
    set_up(&f, "");
    search(&f, (bac_search_options){.rung = -1}, BAC_SEARCH_DONE);
    uint32_t best = leader(&f), other = best ? 0 : 1;
    char *path = file_of(&f, best, "epochs-1.json"), *mine = file_of(&f, best, "checkpoint.bin"),
         *theirs = file_of(&f, other, "checkpoint.bin");
    cr_assert_eq(unlink(path), 0); /* its run is long past it */
    refused(&f, f.trials.trial[best].id, "remove the folder");
    cr_assert_eq(rename(theirs, mine), 0);
    refused(&f, "checkpoint.bin", "another recipe");
    scratch_write(mine, "BACCKPT1", 8);
    refused(&f, "checkpoint.bin", "checkpoint");
    free(path);
    free(mine);
    free(theirs);
    tear_down(&f);
}

/* lr times weight decay 100: each step makes weights 99 times as large, until they overflow. What
 * is missing altogether is no trial's fault. */
Test(bac_search_train, a_loss_that_is_not_finite_fails_the_trial_and_not_the_search) {
    fixture f;
    bac_search_result r;
    bool found;
    char *dir = toy_dir();
    f.dir = dir;
    write_set(dir);
    toy_search(
        dir,
        "set positions 16\nset classes 2\nset kernel 5 3\nset stride 2 2\nset quantise none\n"
        "set batch 16\nset shard 8\nset train set.npy\nset valid set.npy\n"
        "set lr 10\nset lr_min 10\naxis weight_decay 0 | 10\n"
        "frames 640\neta 2\nrungs 2\n",
        &f.space, &f.trials);
    search(&f, (bac_search_options){.rung = -1}, BAC_SEARCH_DONE);
    cr_assert_eq(bac_search_result_load(dir, f.trials.trial[1].id, 1, &r, &found, NULL), BAC_OK);
    cr_expect(found && r.failed && strstr(r.reason, "no longer finite"), "%s", r.reason);
    cr_assert_eq(bac_search_result_load(dir, f.trials.trial[0].id, 3, &r, &found, NULL), BAC_OK);
    cr_expect(found && !r.failed);
    tear_down(&f);

    f.dir = toy_dir();
    toy_search(f.dir, lines, &f.space, &f.trials);
    refused(&f, "set.npy", "");
    tear_down(&f);
}

/* test_trials.c - which points are trials, and what recipes they are. */
#include "recipe_keys.h"
#include "scratch.h"
#include "support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Test(bac_search_make_trials, all_points_in_order_the_last_axis_fastest) {
    char *dir = toy_dir();
    bac_search_space s;
    bac_search_trials t;
    toy_search(dir, "axis lr 1e-3 | 2e-3\naxis seed 5 | 6 | 7", &s, &t);
    cr_assert(t.n == 6 && t.grid == 6 && t.refused == 0);
    for (uint32_t i = 0; i < 6; i++) {
        bac_recipe r;
        cr_assert_eq(bac_search_recipe(&s, t.trial[i].point, 0, &r, NULL), BAC_OK);
        cr_expect(t.trial[i].point == i && r.lr == (i < 3 ? 1e-3 : 2e-3) && r.seed == 5 + i % 3);
        cr_expect_eq(bac_search_value(&s, i, 0), i / 3);
        cr_expect_eq(bac_search_value(&s, i, 1), i % 3);
    }
    bac_search_trials_free(&t);
    bac_search_space_free(&s);
    toy_remove(dir);
}

static int ascending(const void *a, const void *b) {
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* 7 * 11 * 13 points, no power of anything: each once, and not in order. */
Test(bac_search_make_trials, samples_are_drawn_without_replacement) {
    static const char grid[] = "axis seed 0|1|2|3|4|5|6\naxis warmup 0|1|2|3|4|5|6|7|8|9|10\n"
                               "axis prune_every 1|2|3|4|5|6|7|8|9|10|11|12|13\nsamples 1001\n";
    char *dir = toy_dir();
    bac_search_space s;
    bac_search_trials t;
    uint64_t point[1001], in_order = 0;
    toy_search(dir, grid, &s, &t);
    cr_assert_eq(t.n, 1001);
    for (uint32_t i = 0; i < 1001; i++) {
        point[i] = t.trial[i].point;
        in_order += i && point[i] > point[i - 1];
    }
    cr_expect(in_order > 400 && in_order < 600, "%lu steps up", in_order);
    qsort(point, 1001, sizeof *point, ascending);
    for (uint32_t i = 0; i < 1001; i++)
        cr_assert_eq(point[i], i);
    bac_search_trials_free(&t);
    bac_search_space_free(&s);
    toy_remove(dir);
}

Test(bac_search_make_trials, more_samples_add_trials_and_another_seed_changes_them) {
    static const char *const lines[] = {"samples 20", "samples 30", "samples 30\nseed 2"};
    char *dir = toy_dir(), text[300];
    bac_search_space s;
    bac_search_trials t[3];
    for (int i = 0; i < 3; i++) {
        snprintf(text, sizeof text,
                 "axis seed 0|1|2|3|4|5|6|7|8|9\naxis warmup 0|1|2|3|4|5|6|7|8|9\n%s", lines[i]);
        toy_search(dir, text, &s, &t[i]);
        bac_search_space_free(&s);
    }
    cr_assert(t[0].n == 20 && t[1].n == 30 && t[2].n == 30);
    cr_expect_arr_eq(t[0].trial, t[1].trial, 20 * sizeof *t[0].trial);
    cr_expect(memcmp(t[1].trial, t[2].trial, 30 * sizeof *t[1].trial) != 0);
    for (int i = 0; i < 3; i++)
        bac_search_trials_free(&t[i]);
    toy_remove(dir);
}

Test(bac_search_make_trials, points_that_are_no_recipes_are_passed_over_and_counted) {
    char *dir = toy_dir();
    bac_search_space s;
    bac_search_trials t;
    bac_error err = {0};
    toy_search(dir, "axis kernel 5 3 | 5 3 3\naxis stride 4 2 | 4 2 2\naxis channels 4 6 | 4 6 6",
               &s, &t);
    cr_assert(t.n == 2 && t.examined == 8 && t.refused == 6);
    cr_expect(t.trial[0].point == 0 && t.trial[1].point == 7);
    cr_expect(strstr(t.refusal.text, "every list has one value a block"), "%s", t.refusal.text);
    bac_search_trials_free(&t);
    bac_search_space_free(&s);
    toy_space(dir, "axis kernel 5 3 3 | 7 3 3", &s);
    cr_assert_eq(bac_search_make_trials(&s, &t, &err), BAC_ERR_INPUT);
    cr_expect(strstr(err.text, "none of 2 points is a recipe"), "%s", err.text);
    bac_search_space_free(&s);
    toy_space(dir, "axis lr 1|2\nset prune score\nset prune_score 0.01", &s);
    cr_assert_eq(bac_search_make_trials(&s, &t, &err), BAC_ERR_INPUT);
    cr_expect(strstr(err.text, "training anew"), "%s", err.text);
    bac_search_space_free(&s);
    toy_remove(dir);
}

/* An ID says what is trained: not where the files lie, nor how often the space was written anew. */
Test(bac_search_make_trials, ids_depend_on_what_is_trained_alone) {
    static const char *const lines[] = {"", "keep 0.9\nsamples all\ncolour lr\nmark m 1 1",
                                        "set act_bits 5", "frames 100001", "training anew"};
    char *dir[2] = {toy_dir(), toy_dir()}, id[5][BAC_SEARCH_ID], text[300];
    bac_search_space s;
    bac_search_trials t;
    for (int i = 0; i < 5; i++) {
        snprintf(text, sizeof text, "axis lr 1e-3 | 2e-3\n%s", lines[i]);
        toy_search(dir[i % 2], text, &s, &t);
        memcpy(id[i], t.trial[0].id, BAC_SEARCH_ID);
        cr_expect(strcmp(t.trial[0].id, t.trial[1].id) != 0);
        bac_search_trials_free(&t);
        bac_search_space_free(&s);
    }
    cr_expect_str_eq(id[0], id[1]);
    for (int i = 2; i < 5; i++)
        for (int j = 1; j < i; j++)
            cr_expect(strcmp(id[i], id[j]) != 0, "%d and %d", i, j);
    toy_remove(dir[0]);
    toy_remove(dir[1]);
}

/* ---- recipes */

static bac_recipe recipe_of(const bac_search_space *s, uint32_t rung) {
    bac_recipe r, again;
    bac_error err = {0};
    char *text;
    cr_assert_eq(bac_search_recipe(s, 1, rung, &r, &err), BAC_OK, "%s", scratch_error(&err));
    cr_assert_eq(bac_recipe_text(&r, &text, &err), BAC_OK);
    cr_assert_eq(bac_recipe_parse(text, strlen(text), "elsewhere/x.recipe", &again, &err), BAC_OK);
    cr_expect_str_eq(again.folder, r.folder);
    free(text);
    return r;
}

Test(bac_search_recipe, continued_rungs_are_growing_cosines_of_one_run) {
    char *dir = toy_dir();
    bac_search_space s;
    toy_space(dir, "axis lr 1e-3 | 2e-3\nframes 64\neta 3\nrungs 3", &s);
    bac_recipe first = recipe_of(&s, 0), last = recipe_of(&s, 2);
    cr_expect(first.epochs == 13 && first.restart == 1 && first.restart_growth == 3 &&
              first.epoch_frames == 64 && first.lr == 2e-3);
    cr_expect_str_eq(first.name, last.name);
    cr_expect(first.epochs == last.epochs);
    static const uint32_t end[] = {1, 4, 13};
    static const uint64_t frames[] = {64, 192, 576};
    for (uint32_t r = 0; r < 3; r++) {
        cr_expect_eq(bac_search_epochs(&s, r), end[r]);
        cr_expect_eq(bac_search_frames(&s, r), frames[r]);
    }
    bac_search_space_free(&s);
    toy_remove(dir);
}

Test(bac_search_recipe, rungs_anew_are_the_base_schedule_shortened) {
    char *dir = toy_dir();
    bac_search_space s;
    toy_space(dir,
              "set prune score\nset prune_score 0.01\nset freeze_epoch 15\nset average_epoch 19\n"
              "axis lr 1e-3 | 2e-3\nframes 64\neta 4\nrungs 3\ntraining anew",
              &s); /* the base has 20 epochs */
    static const uint32_t epochs[] = {1, 4, 16}, freeze[] = {1, 3, 12}, mean[] = {0, 3, 15};
    for (uint32_t r = 0; r < 3; r++) {
        bac_recipe x = recipe_of(&s, r);
        cr_expect(x.epochs == epochs[r] && x.freeze_epoch == freeze[r] && x.restart == 0);
        cr_expect_eq(x.average_epoch, mean[r]);
        cr_expect(x.prune == BAC_PRUNE_SCORE && x.epoch_frames == 64 && x.freeze);
        cr_expect_eq(bac_search_epochs(&s, r), epochs[r]);
    }
    bac_search_space_free(&s);
    toy_remove(dir);
}

Test(bac_search_survivors, keep_a_share_and_never_none) {
    char *dir = toy_dir();
    bac_search_space s;
    toy_space(dir, "axis lr 1e-3 | 2e-3\neta 3\nrungs 6", &s);
    static const uint32_t from_81[] = {81, 27, 9, 3, 1, 1}, from_10[] = {10, 3, 1, 1};
    for (uint32_t r = 0; r < 6; r++)
        cr_expect_eq(bac_search_survivors(&s, 81, r), from_81[r]);
    for (uint32_t r = 0; r < 4; r++)
        cr_expect_eq(bac_search_survivors(&s, 10, r), from_10[r]);
    s.keep = 0.29; /* 0.29 * 100 is 28.999999999999996 in binary */
    cr_expect_eq(bac_search_survivors(&s, 100, 1), 29);
    bac_search_space_free(&s);
    toy_remove(dir);
}

Test(bac_search_load, the_shipped_space_is_81_recipes) {
    bac_search_space s;
    bac_search_trials t;
    bac_error err = {0};
    cr_assert_eq(bac_search_load(RECIPES "/bacalhaunet.space", &s, &err), BAC_OK, "%s",
                 scratch_error(&err));
    cr_assert_eq(bac_search_make_trials(&s, &t, &err), BAC_OK, "%s", scratch_error(&err));
    cr_expect(t.n == 81 && t.refused == 0);
    bac_search_trials_free(&t);
    bac_search_space_free(&s);
}

/* test_space.c - spaces as text: what is read, what is refused, and where. */
#include "random_net.h"
#include "scratch.h"
#include "space.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char good[] = "axis lr 1e-3 | 2e-3\n"
                           "axis kernel 5 3 | 7 5 | auto\n"
                           "axis weight_decay 0 | 1/1000 l2\n"
                           "frames 5000\neta 2\nrungs 4\nkeep 1/2\ntraining anew\n"
                           "samples 10\nseed 77\nobjective scalar 0.02\nscore_range 0.004 0.02\n"
                           "colour kernel\nmark gold net (RadioML) 0.0162 56.24 # remark\n";

Test(bac_search_parse, keys_reach_their_fields) {
    bac_search_space s;
    char *dir = toy_dir();
    toy_space(dir, good, &s);
    cr_assert_eq(s.n_axis, 3);
    cr_expect_str_eq(s.axis[0].key, "lr");
    cr_expect_str_eq(s.axis[0].value[1], "0.002");
    cr_assert_eq(s.axis[1].n, 3);
    cr_expect_str_eq(s.axis[1].value[1], "7 5");
    cr_expect_str_eq(s.axis[1].value[2], "auto");
    cr_expect_str_eq(s.axis[2].value[1], "0.001 l2");
    cr_expect(s.frames == 5000 && s.eta == 2 && s.rungs == 4 && s.keep == 0.5 && s.anew);
    cr_expect(s.samples == 10 && s.seed == 77 && s.objective == BAC_SEARCH_SCALAR);
    cr_expect(s.lambda == 0.02 && s.score_lo == 0.004 && s.score_hi == 0.02 && s.colour == 1);
    cr_assert_eq(s.n_mark, 1);
    cr_expect_str_eq(s.mark[0].name, "gold net (RadioML)");
    cr_expect(s.mark[0].score == 0.0162 && fabs(s.mark[0].accuracy - 0.5624) < 1e-12);
    cr_expect_str_eq(s.base.name, "toy");
    bac_search_space_free(&s);
    toy_remove(dir);
}

Test(bac_search_parse, defaults_are_as_stated) {
    bac_search_space s;
    char *dir = toy_dir();
    toy_space(dir, "axis lr 1e-3 | 2e-3\nset weight_bits 5\r\n", &s);
    cr_expect(s.frames == 100000 && s.eta == 3 && s.rungs == 3 && s.keep == 1.0 / 3 && !s.anew);
    cr_expect(s.samples == 0 && s.seed == 1 && s.objective == BAC_SEARCH_PARETO);
    cr_expect(s.score_lo == 0 && isinf(s.score_hi) && s.n_mark == 0);
    cr_expect(s.base.weight_bits == 5 && s.base.block_weight_bits[1] == 5);
    bac_search_space_free(&s);
    toy_remove(dir);
}

/* A trial's recipe lies elsewhere, and is read from any folder. */
Test(bac_search_parse, the_folder_of_the_recipe_is_made_absolute) {
    static const char text[] = "space 1\nrecipe base.recipe\naxis lr 1e-3";
    bac_search_space s;
    bac_error err = {0};
    char *dir = toy_dir();
    toy_space(dir, "axis lr 1e-3", &s); /* writes base.recipe */
    bac_search_space_free(&s);
    cr_assert_eq(chdir(dir), 0);
    cr_assert_eq(bac_search_parse(text, sizeof text - 1, "x.space", &s, &err), BAC_OK, "%s",
                 scratch_error(&err));
    cr_expect_str_eq(s.base.folder, dir);
    bac_search_space_free(&s);
    toy_remove(dir);
}

static void refused_text(const char *dir, const char *text, unsigned line, const char *words) {
    char where[600];
    bac_search_space s;
    bac_error err = {0};
    const char *path = scratch_path(dir, "x.space");
    snprintf(where, sizeof where, line ? "%s:%u" : "%s", path, line);
    cr_assert_eq(bac_search_parse(text, strlen(text), path, &s, &err), BAC_ERR_INPUT,
                 "accepted: %s", text);
    cr_expect_str_eq(err.where, where, "%s", scratch_error(&err));
    cr_expect(strstr(err.text, words), "'%s' is not in: %s", words, err.text);
    cr_expect(s.n_axis == 0 && !s.axis[0].value[0], "not freed");
}

Test(bac_search_parse, faults_are_refused_with_their_line) {
    static const struct {
        const char *line, *words;
    } fault[] = {
        {"axes lr 1 | 2", "is 'axis' meant"},
        {"frame 100", "is 'frames' meant"},
        {"weight_bits 4", "'axis weight_bits ...'"},
        {"somethingelse 4", "docs/search.md"},
        {"axis kernle 5 3 | 7 3", "is 'kernel' meant"},
        {"axis zzzzzzzzzzzz 1", "docs/recipes.md"},
        {"axis", "no key"},
        {"axis warmup", "value is missing"},
        {"axis weight_bits 4 | | 5", "value is missing"},
        {"axis weight_bits 4 | 99", "'99'"},
        {"axis weight_bits 4 | 4", "there twice"},
        {"axis act_range 0.5 | 1/2", "there twice"},
        {"axis lr 1 | 2", "an axis already"},
        {"set lr 1", "an axis already"},
        {"axis epochs 3 | 4", "follows from frames"},
        {"axis name a | b", "follows from frames"},
        {"set epoch_frames 3", "follows from frames"},
        {"set kernel", "value is missing"},
        {"axis valid a | b", "cannot be compared"},
        {"recipe base.recipe", "there already, in line 2"},
        {"frames 0", "1 .. 1099511627776"},
        {"frames 99999999999999999999999", "an integer"},
        {"frames 12x", "an integer"},
        {"frames", "an integer"},
        {"frames 10 20", "'20' is too much"},
        {"eta 1", "2 .. 8"},
        {"eta 9", "2 .. 8"},
        {"rungs 13", "1 .. 12"},
        {"keep 0", "1e-06 .. 1"},
        {"keep 1/0", "1e-06 .. 1"},
        {"keep nan", "1e-06 .. 1"},
        {"keep 0x1p-1", "1e-06 .. 1"},
        {"training again", "continued or anew"},
        {"samples 0", "1 .. 16384"},
        {"samples some", "1 .. 16384"},
        {"samples all of them", "an integer"},
        {"objective speed", "pareto or scalar"},
        {"objective scalar", "a number"},
        {"objective scalar 1 2", "'2' is too much"},
        {"score_range 2 1", "not below"},
        {"mark net 0.1", "NAME SCORE PERCENT"},
        {"mark 0.1 50", "NAME SCORE PERCENT"},
        {"mark net 0 50", "score"},
        {"mark net 0.1 500", "percent"},
        {"mark a-name-that-is-longer-than-any-label-in-a-plot-should-ever-become-x 0.1 50",
         "at most 63"},
        {"seed\x01", "0x01"},
    };
    char *dir = toy_dir(), text[512];
    bac_search_space s;
    toy_space(dir, "axis lr 1e-3", &s); /* writes base.recipe */
    bac_search_space_free(&s);
    for (size_t i = 0; i < sizeof fault / sizeof *fault; i++) {
        snprintf(text, sizeof text, "space 1\nrecipe base.recipe\naxis lr 1e-3 | 2e-3\n\n%s\n",
                 fault[i].line);
        refused_text(dir, text, 5, fault[i].words);
    }
    toy_remove(dir);
}

Test(bac_search_parse, what_lacks_as_a_whole_is_said) {
    char *dir = toy_dir(), text[9000], *at;
    bac_search_space s;
    toy_space(dir, "axis lr 1e-3", &s);
    bac_search_space_free(&s);
    refused_text(dir, "", 0, "no 'space 1'");
    refused_text(dir, "# only this\n", 0, "no 'space 1'");
    refused_text(dir, "recipe 1\n", 1, "the first line is not 'space 1'");
    refused_text(dir, "space 2\n", 1, "version '2'");
    refused_text(dir, "space 1 2\n", 1, "version");
    refused_text(dir, "space 1\naxis lr 1 | 2\n", 2, "has to come first");
    refused_text(dir, "space 1\nset lr 1\n", 2, "has to come first");
    refused_text(dir, "space 1\n", 0, "'recipe PATH' is missing");
    refused_text(dir, "space 1\nrecipe base.recipe\n", 0, "'axis KEY");
    refused_text(dir, "space 1\nrecipe base.recipe\nset valid none\naxis lr 1\n", 0, "set valid");
    refused_text(dir, "space 1\nrecipe base.recipe\nset train none\naxis lr 1\n", 0, "set train");
    refused_text(dir, "space 1\nrecipe base.recipe\naxis lr 1\ncolour seed\n", 0, "no such axis");
    refused_text(dir, "space 1\nrecipe base.recipe\naxis lr 1\nrungs 12\neta 8\n", 0,
                 "fewer rungs");
    at = text + snprintf(text, sizeof text, "space 1\nrecipe base.recipe\naxis seed 0");
    for (int i = 1; i < 65; i++)
        at += snprintf(at, 16, " | %d", i);
    refused_text(dir, text, 3, "at most 64 values");
    toy_remove(dir);
}

/* 3 axes of 64 values are 262144 points: a number of samples is asked for. */
Test(bac_search_parse, grids_that_are_too_large_ask_for_samples) {
    static const char *const key[] = {"seed", "warmup", "prune_every", NULL};
    char *dir = toy_dir(), text[9000], *at;
    bac_search_space s;
    toy_space(dir, "axis lr 1e-3", &s);
    bac_search_space_free(&s);
    at = text + snprintf(text, sizeof text, "space 1\nrecipe base.recipe");
    for (int k = 0; key[k]; k++) {
        at += snprintf(at, 64, "\naxis %s 1", key[k]);
        for (int i = 2; i <= 64; i++)
            at += snprintf(at, 16, " | %d", i);
    }
    refused_text(dir, text, 0, "262144 points are more than 16384 trials");
    toy_remove(dir);
}

Test(bac_search_load, files_that_are_none_are_refused) {
    char *dir = toy_dir();
    bac_search_space s;
    bac_error err = {0};
    cr_expect_eq(bac_search_load(scratch_path(dir, "none"), &s, &err), BAC_ERR_IO);
    cr_expect_eq(bac_search_load(dir, &s, &err), BAC_ERR_INPUT);
    scratch_write(scratch_path(dir, "x.space"), "space 1\nrecipe none.recipe\n", 27);
    cr_expect_eq(bac_search_load(scratch_path(dir, "x.space"), &s, &err), BAC_ERR_IO);
    cr_expect(strstr(err.where, "none.recipe"), "%s", scratch_error(&err));
    toy_remove(dir);
}

/* Cut or changed anywhere, a space is read or refused: no crash, nothing lost (sanitizers). */
Test(bac_search_parse, any_damage_is_read_or_refused) {
    char *dir = toy_dir(), text[2048], replay[80];
    bac_search_space s;
    toy_space(dir, "axis lr 1e-3", &s);
    bac_search_space_free(&s);
    size_t size = (size_t)snprintf(text, sizeof text, "space 1\nrecipe base.recipe\n%s", good);
    const char *path = scratch_path(dir, "x.space");
    uint64_t first = random_first_seed(), rounds = random_rounds(3000);
    for (uint64_t seed = first; seed < first + rounds; seed++) {
        random_source r = {seed};
        bac_error err = {0};
        char *copy = malloc(size); /* exactly as long: reading past it is seen */
        memcpy(copy, text, size);
        size_t length = (size_t)random_between(&r, 0, (int64_t)size);
        for (int64_t n = random_between(&r, 0, 3); n > 0 && length; n--)
            copy[random_between(&r, 0, (int64_t)length - 1)] = (char)random_between(&r, 0, 255);
        char *exact = malloc(length + 1);
        memcpy(exact, copy, length);
        bac_status status = bac_search_parse(exact, length, path, &s, &err);
        cr_expect(status == BAC_OK || (err.where[0] && err.text[0]), "%s",
                  random_replay(seed, replay));
        if (status == BAC_OK)
            bac_search_space_free(&s);
        free(exact);
        free(copy);
    }
    toy_remove(dir);
}

Test(bac_search_parse, manual_states_every_key) {
    char *page = scratch_read(MANUAL, NULL), row[64];
    for (const bac_space_key *k = bac_space_keys(); k->name; k++) {
        snprintf(row, sizeof row, "\n| `%s` |", k->name);
        cr_expect(strstr(page, row), "docs/search.md does not state %s", k->name);
    }
    free(page);
}

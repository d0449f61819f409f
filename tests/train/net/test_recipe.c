/* test_recipe.c - recipes: what is read and what is written. */
#include "random_net.h"
#include "recipe_keys.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void parse(const char *text, bac_recipe *r) {
    bac_error err = {0};
    cr_assert_eq(bac_recipe_parse(text, strlen(text), "dir/t.recipe", r, &err), BAC_OK, "%s",
                 scratch_error(&err));
}

/* Parses "recipe 1" and `lines`. */
static bac_recipe made(const char *lines) {
    char text[8192];
    bac_recipe r;
    snprintf(text, sizeof text, "recipe 1\n%s\n", lines);
    parse(text, &r);
    return r;
}

static char *text_of(const bac_recipe *r) {
    bac_error err = {0};
    char *text;
    cr_assert_eq(bac_recipe_text(r, &text, &err), BAC_OK, "%s", scratch_error(&err));
    return text;
}

static void set(bac_recipe *r, const char *key, const char *values) {
    bac_error err = {0};
    cr_assert_eq(bac_recipe_set(r, key, values, &err), BAC_OK, "%s", scratch_error(&err));
}

/* A message shows the first 40 characters of a key: no more than there are. */
Test(bac_recipe_parse, a_long_word_at_the_end_is_not_read_beyond_it) {
    static const char *const heads[] = {
        "", "recipe ", "recipe 1\n", "recipe 1\nname ", "recipe 1\nlr ", "recipe 1\nteacher a"};
    for (size_t h = 0; h < sizeof heads / sizeof *heads; h++)
        for (size_t n = 1; n <= 100; n++) {
            char text[200];
            const size_t size = strlen(heads[h]) + n;
            memset(stpcpy(text, heads[h]), 'a', n);
            char *edge = scratch_edge(text, size);
            bac_recipe r;
            bac_recipe_parse(edge, size, "t.recipe", &r, NULL);
            scratch_edge_free(edge, size);
        }
}

/* ---- reading ------------------------------------------------------------- */

Test(bac_recipe_parse, every_default_is_readable_and_printed_back) {
    for (const bac_key *k = bac_recipe_keys(); k->name; k++) {
        bac_error err = {0};
        bac_recipe r;
        bac_recipe_defaults(&r);
        const bac_key_source source = {k->name, k->standard, k->standard + strlen(k->standard),
                                       &err};
        cr_assert_eq(bac_key_read(k, &source, &r), BAC_OK, "%s", scratch_error(&err));
        cr_expect(*k->meaning && *k->section, "%s", k->name);
    }
}

Test(bac_recipe_parse, defaults_are_the_final_architecture_native_6_bits) {
    bac_recipe r = made("");
    static const uint32_t kernel[] = {27, 21, 15, 9, 9}, stride[] = {2, 1, 2, 1, 2},
                          channels[] = {24, 24, 48, 48, 48};
    static const bool residual[] = {false, true, false, true, false};
    cr_assert_eq(r.n_block, 5);
    cr_assert_arr_eq(r.kernel, kernel, sizeof kernel);
    cr_assert_arr_eq(r.stride, stride, sizeof stride);
    cr_assert_arr_eq(r.channels, channels, sizeof channels);
    cr_assert_arr_eq(r.residual, residual, sizeof residual);
    cr_assert(r.style == BAC_NN_NATIVE && r.input_bits == 8 && r.weight_bits == 6 &&
              r.act_bits == 6 && r.sum_bits == 6 && r.fc_weight_bits == 6 && r.fc_in_bits == 6);
    cr_assert(r.positions == 1024 && r.classes == 24 && r.input_scale == 1.0 / 64);
    cr_assert(r.act_range == 4 && r.snr_floor == -6 && r.batch == 1024 && r.shard == 8);
    cr_assert(r.repeat == 1 && r.repeat_snr == 8 && !*r.repeat_classes);
    cr_assert(r.epoch_frames == 100000 && r.epochs == 20 && r.lr == 2e-3 && r.lr_min == 1e-5);
    cr_assert(r.beta1 == 0.9 && r.beta2 == 0.999 && r.adam_eps == 1e-8 && r.weight_decay == 0);
    cr_assert(r.distill == 0.5 && r.temperature == 2 && r.prune_to == 0.6 && r.prune_every == 50);
    cr_assert(!r.freeze && !r.decay_l2 && !r.regrow && !*r.train && !*r.init);
}

Test(bac_recipe_parse, keys_reach_their_fields) {
    bac_recipe r = made(
        "name n-1\nkernel 5 4\nstride 1 2\nchannels 8 3\nresidual no no\n"
        "quantise free\nweight_bits 4\nblock_act_bits 3 0\nsum_bits 0\n"
        "input_scale 1/32\ninit ../a b/c.ckpt # why\nseed 18446744073709551615\n"
        "weight_decay 1e-4 l2\nfreeze_epoch 7\naverage_epoch 15\nprune score\nprune_score 1e-2\n"
        "rank saliency\nrank_cost yes\nregrow yes\nshard 16\nbatch 64\nrepeat 3\n"
        "repeat_snr -2\nrepeat_classes 0+23");
    cr_assert_str_eq(r.name, "n-1");
    cr_assert(r.n_block == 2 && r.kernel[1] == 4 && r.stride[1] == 2 && r.channels[1] == 3);
    cr_assert(r.style == BAC_NN_FREE && r.block_act_bits[0] == 3 && r.block_act_bits[1] == 0);
    cr_assert(r.block_weight_bits[1] == 4 && r.fc_weight_bits == 4 && r.sum_bits == 0);
    cr_assert(r.input_scale == 1.0 / 32 && r.seed == UINT64_MAX);
    cr_assert_str_eq(r.init, "../a b/c.ckpt");
    cr_assert(r.weight_decay == 1e-4 && r.decay_l2 && r.freeze && r.freeze_epoch == 7);
    cr_assert_eq(r.average_epoch, 15);
    cr_assert(r.prune == BAC_PRUNE_SCORE && r.prune_score == 1e-2 && r.rank == BAC_RANK_SALIENCY);
    cr_assert(r.rank_cost && r.regrow && r.shard == 16 && r.batch == 64);
    bool repeats[24];
    bac_recipe_repeats(&r, repeats);
    cr_assert(r.repeat == 3 && r.repeat_snr == -2 && repeats[0] && !repeats[1] && repeats[23]);
}

Test(bac_recipe_parse, form_does_not_change_meaning) {
    bac_recipe a, b;
    parse("recipe 1\nlr 0.001\nepochs 3\n", &a);
    parse("# first\n\n  recipe\t1  # version\r\n\tepochs   003\r\nlr 1e-3#", &b);
    char *x = text_of(&a), *y = text_of(&b);
    cr_assert_str_eq(x, y);
    free(x);
    free(y);
}

Test(bac_recipe_parse, text_needs_no_nul) {
    char text[] = {'r', 'e', 'c', 'i', 'p', 'e', ' ', '1', '\n',
                   'e', 'p', 'o', 'c', 'h', 's', ' ', '4', '2'};
    bac_recipe r;
    cr_assert_eq(bac_recipe_parse(text, sizeof text - 1, "t", &r, NULL), BAC_OK);
    cr_assert_eq(r.epochs, 4);
}

Test(bac_recipe_parse, networks_bring_their_blocks) {
    bac_recipe r = made("network table1");
    cr_assert(r.n_block == 4 && r.kernel[3] == 9 && r.kernel[4] == 0 && r.residual[3]);
    r = made("network vgg10\nquantise free");
    cr_assert(r.n_block == 0 && r.kernel[0] == 0);
    r = made("network vgg10\nquantise free\nweight_bits 8\nact_bits 8"); /* just exact in float32 */
    r = made("kernel 3\nstride 1\nchannels 2");
    cr_assert(r.n_block == 1 && !r.residual[0], "samples are signed: nothing is added to them");
}

/* ---- setting and writing -------------------------------------------------- */

Test(bac_recipe_set, what_is_auto_follows) {
    bac_recipe r = made("fc_weight_bits 8\nresidual auto");
    set(&r, "weight_bits", "4");
    set(&r, "act_bits", "5");
    cr_assert(r.block_weight_bits[4] == 4 && r.block_act_bits[0] == 5 && r.sum_bits == 5);
    cr_assert(r.fc_weight_bits == 8 && r.fc_in_bits == 5);
    set(&r, "fc_weight_bits", "auto");
    cr_assert_eq(r.fc_weight_bits, 4);
    set(&r, "weight_decay", "1 l2");
    set(&r, "weight_decay", "1");
    cr_assert_not(r.decay_l2);
    set(&r, "stride", "2 2 1 1 2");
    cr_assert(!r.residual[1] && !r.residual[2] && r.residual[3]);
}

Test(bac_recipe_set, lists_change_length_one_after_the_other) {
    bac_recipe r = made("");
    bac_error err = {0};
    set(&r, "kernel", "9 9 9");
    cr_assert_eq(bac_recipe_check(&r, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "3"), "%s", err.text);
    set(&r, "stride", "2 2 1");
    set(&r, "channels", "8 16 16");
    cr_assert_eq(bac_recipe_check(&r, &err), BAC_OK, "%s", scratch_error(&err));
    cr_assert(r.n_block == 3 && r.residual[2]);
    set(&r, "network", "table1");
    cr_assert_eq(bac_recipe_check(&r, &err), BAC_ERR_INPUT);
    char *text = (char *)1;
    cr_assert_eq(bac_recipe_text(&r, &text, &err), BAC_ERR_INPUT);
    cr_assert_null(text);
}

Test(bac_recipe_set, refusal_changes_nothing_and_names_the_key) {
    static const char *const bad[][2] = {{"lr", "-1"},
                                         {"lr", "1 2"},
                                         {"kernel", "3 0"},
                                         {"epochs", ""},
                                         {"prune", "Cut"},
                                         {"name", "a/b"},
                                         {"name", ".."},
                                         {"init", "a\nb"},
                                         {"init", "a#b"},
                                         {"weight_bits", "1"},
                                         {"weight_bits", "17"},
                                         {"lr", "nan"},
                                         {"lr", "inf"},
                                         {"lr", "0x1p-3"},
                                         {"lr", "1e999"},
                                         {"lr", "1/0"},
                                         {"lr", "1e300/1e-300"},
                                         {"lr", "auto"},
                                         {"seed", "-1"},
                                         {"weight_decay", "1 l3"},
                                         {"seed", "18446744073709551616"},
                                         {"weight_decay", "1 l2 l2"}};
    bac_recipe r = made(""), before = r;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        bac_error err = {0};
        cr_expect_eq(bac_recipe_set(&r, bad[i][0], bad[i][1], &err), BAC_ERR_INPUT, "%s %s",
                     bad[i][0], bad[i][1]);
        cr_expect(strstr(err.where, bad[i][0]), "%s", err.where);
        cr_expect(memcmp(&r, &before, sizeof r) == 0, "%s %s", bad[i][0], bad[i][1]);
    }
}

/* A number of a real key's range, of any magnitude */
static double random_real(random_source *s, const bac_key *k) {
    double unit = (double)(random_next(s) >> 11) * 0x1p-53;
    double lo = fmax(k->lo, 1e-12);
    if (k->lo < 0 || random_chance(s, 30))
        return k->lo + unit * (k->hi - k->lo);
    return fmin(fmax(lo * pow(k->hi / lo, unit), k->lo), k->hi);
}

static void random_word(random_source *s, const bac_key *k, char *text, size_t room) {
    static const char *const paths[] = {"none", "a", "../x y/z.npy", "/q/\xc3\xa4",
                                        "signal:radioml"};
    unsigned n = 0;
    double hi = k->kind == BAC_KEY_BITS ? 7 : k->hi; /* accumulators stay exact */
    switch (k->kind) {
    case BAC_KEY_NAME:
    case BAC_KEY_CHOICE:
        while (k->choice && k->choice[n])
            n++;
        if (n)
            snprintf(text, room, "%s", k->choice[random_next(s) % n]);
        else
            snprintf(text, room, "n%lld_.-", (long long)random_between(s, 0, 1 << 30));
        break;
    case BAC_KEY_INT:
    case BAC_KEY_BITS:
        snprintf(text, room, "%llu",
                 (unsigned long long)(k->hi >= 0x1p64 ? random_next(s)
                                                      : (uint64_t)random_between(s, (int64_t)k->lo,
                                                                                 (int64_t)hi)));
        break;
    case BAC_KEY_DECAY:
    case BAC_KEY_REAL:
        snprintf(text, room, "%.17g%s", random_real(s, k),
                 k->kind == BAC_KEY_DECAY && random_chance(s, 50) ? " l2" : "");
        break;
    case BAC_KEY_YES:
        snprintf(text, room, "%s", random_chance(s, 50) ? "yes" : "no");
        break;
    case BAC_KEY_PATH:
        snprintf(text, room, "%s", paths[random_next(s) % (sizeof paths / sizeof *paths)]);
        break;
    }
}

/* About half of the keys drawn at random, then what the rules between keys need */
static bac_recipe random_recipe(random_source *s) {
    bac_recipe r;
    bac_recipe_defaults(&r);
    uint32_t blocks = (uint32_t)random_between(s, 1, BAC_RECIPE_BLOCKS);
    bool lists = random_chance(s, 50);
    for (const bac_key *k = bac_recipe_keys(); k->name; k++) {
        char line[2048] = "";
        size_t n = 0;
        bool shape = k->list >= 0 && k->list <= BAC_LIST_CHANNELS;
        if ((shape && !lists) || (!shape && random_chance(s, 50)))
            continue;
        uint32_t values = k->list >= 0 ? (lists ? blocks : 5) : 1;
        for (uint32_t i = 0; i < values; i++) {
            random_word(s, k, line + n, sizeof line - n - 1);
            if (k->list == BAC_LIST_STRIDE)
                snprintf(line + n, sizeof line - n - 1, "%u", 1 + (i == 0));
            n += strlen(line + n);
            line[n++] = ' ';
        }
        set(&r, k->name, line);
    }
    set(&r, "residual", "auto");
    set(&r, "repeat_classes", random_chance(s, 50) ? "1+0" : "none");
    set(&r, "positions", "512");
    set(&r, "fc_in_bits", "auto");
    set(&r, "input_scale", "1/8");
    set(&r, "shard", "1");
    set(&r, "lr_min", "0");
    set(&r, "prune_from", "0");
    if (r.average_epoch >= r.epochs || r.prune == BAC_PRUNE_SCORE)
        set(&r, "average_epoch", "0");
    if (r.epoch_frames < r.batch)
        set(&r, "batch", "1");
    if (r.prune == BAC_PRUNE_CUT && r.prune_cut == 0)
        set(&r, "prune", "none");
    if (r.prune == BAC_PRUNE_SCORE && r.prune_score == 0)
        set(&r, "prune", "none");
    if (r.n_list[BAC_LIST_WEIGHT_BITS] || r.n_list[BAC_LIST_ACT_BITS] || lists)
        set(&r, "network", "bacalhaunet");
    if (strncmp(r.network, "bac", 3) != 0)
        set(&r, "sum_bits", "auto");
    if (*r.network == 't')
        r.n_block = 4;
    if (*r.network == 'm')
        set(&r, "quantise", "none");
    if (r.style == BAC_NN_NATIVE || r.n_block == 0)
        set(&r, "share_scale", "yes");
    if (strncmp(r.network, "bac", 3) != 0)
        set(&r, "stem", "0");
    return r;
}

Test(bac_recipe_text, random_recipes_come_back_equal) {
    uint64_t first = random_first_seed(), rounds = random_rounds(500);
    for (uint64_t seed = first; seed < first + rounds; seed++) {
        random_source s = {seed};
        char replay[80];
        bac_recipe r = random_recipe(&s), back;
        bac_error err = {0};
        char *text = text_of(&r);
        /* another place: the folder travels with the text, the path does not */
        cr_assert_eq(bac_recipe_parse(text, strlen(text), "other/place", &back, &err), BAC_OK,
                     "%s: %s\n%s", random_replay(seed, replay), scratch_error(&err), text);
        char *again = text_of(&back);
        cr_assert_str_eq(text, again, "%s", random_replay(seed, replay));
        memset(r.path, 0, sizeof r.path);
        memset(back.path, 0, sizeof back.path);
        cr_assert(memcmp(&r, &back, sizeof r) == 0, "%s\n%s", random_replay(seed, replay), text);
        free(text);
        free(again);
    }
}

Test(bac_recipe_text, holds_the_keys_of_its_network_alone) {
    bac_recipe r = made("network vgg10");
    char *text = text_of(&r);
    cr_assert(!strstr(text, "kernel") && !strstr(text, "sum_bits") && strstr(text, "act_bits"));
    free(text);
    r = made("network table1");
    text = text_of(&r);
    cr_assert(!strstr(text, "kernel") && strstr(text, "sum_bits"));
    free(text);
}

/* ---- folders --------------------------------------------------------------- */

static void located(const bac_recipe *r, const char *value, const char *want) {
    char path[64];
    cr_assert_eq(bac_recipe_locate(r, value, path, sizeof path, NULL), BAC_OK);
    cr_assert_str_eq(path, want);
}

Test(bac_recipe_locate, relative_paths_start_at_the_recipe) {
    bac_recipe r = made("");
    located(&r, "a.npy", "dir/a.npy");
    located(&r, "/a.npy", "/a.npy");
    located(&r, "signal:radioml,seed=1", "signal:radioml,seed=1");
    located(&r, "", "");
    r.folder[0] = 0; /* as in a recipe that was never in a file */
    located(&r, "a.npy", "a.npy");
    r = made("folder /data");
    located(&r, "a.h5:test", "/data/a.h5:test");
    cr_assert_eq(bac_recipe_parse("recipe 1", 8, "plain.recipe", &r, NULL), BAC_OK);
    located(&r, "a.npy", "a.npy");
    cr_assert_eq(bac_recipe_parse("recipe 1", 8, "/top.recipe", &r, NULL), BAC_OK);
    cr_assert_str_eq(r.folder, "/");
    char path[6];
    bac_error err = {0};
    cr_assert_eq(bac_recipe_locate(&r, "abcd", path, sizeof path, &err), BAC_ERR_INPUT);
}

Test(bac_recipe_parse, folder_that_no_line_can_hold_is_refused) {
    bac_recipe r;
    bac_error err = {0};
    cr_assert_eq(bac_recipe_parse("recipe 1", 8, "a#b/t.recipe", &r, &err), BAC_ERR_INPUT);
    cr_assert_eq(bac_recipe_parse("recipe 1", 8, "none/t.recipe", &r, &err), BAC_OK);
    located(&r, "x", "./none/x");
}

/* ---- files ------------------------------------------------------------------ */

Test(bac_recipe_load, shipped_recipes_are_sound) {
    glob_t all;
    cr_assert_eq(glob(RECIPES "/*.recipe", 0, NULL, &all), 0, "no recipe in " RECIPES);
    for (size_t i = 0; i < all.gl_pathc; i++) {
        const char *name = strrchr(all.gl_pathv[i], '/') + 1;
        const size_t length = strlen(name) - strlen(".recipe");
        bac_recipe r;
        bac_error err = {0};
        cr_assert_eq(bac_recipe_load(all.gl_pathv[i], &r, &err), BAC_OK, "%s", scratch_error(&err));
        cr_expect(strlen(r.name) == length && strncmp(r.name, name, length) == 0, "%s", name);
        cr_expect(*r.train && *r.valid && strcmp(r.train, r.valid) != 0, "%s", name);
    }
    globfree(&all);
}

Test(bac_recipe_load, missing_file_is_an_io_error) {
    bac_recipe r;
    bac_error err = {0};
    cr_assert_eq(bac_recipe_load("/nonexistent/x.recipe", &r, &err), BAC_ERR_IO);
    cr_assert(strstr(err.where, "x.recipe"));
}

/* One section's table, as docs/recipes.md holds it; *key: its first key, moved behind the last. */
static char *manual(const bac_key **key) {
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    const char *section = (*key)->section;
    fprintf(out,
            "## %s\n\n| key | values | unit | default | meaning |\n"
            "| --- | --- | --- | --- | --- |\n",
            section);
    for (; (*key)->name && strcmp((*key)->section, section) == 0; ++*key) {
        char range[160];
        bac_key_range(*key, range, sizeof range);
        fprintf(out, "| `%s` | %s%s | %s | %s | %s |\n", (*key)->name,
                (*key)->list >= 0 ? "a list of " : "", range, (*key)->unit, (*key)->standard,
                (*key)->meaning);
    }
    fclose(out);
    return text;
}

Test(bac_recipe_keys, standard_lists_are_as_stated) {
    bac_recipe r = made("");
    for (bac_recipe_list list = BAC_LIST_KERNEL; list <= BAC_LIST_CHANNELS; list++)
        r.n_list[list] = 5; /* write what was derived */
    for (const char *const *key = (const char *const[]){"kernel", "stride", "channels", NULL}; *key;
         key++) {
        char text[256] = "";
        FILE *out = fmemopen(text, sizeof text, "w");
        fputs("auto: ", out);
        bac_key_write(bac_recipe_key(*key), &r, out);
        fclose(out);
        cr_expect(strstr(bac_recipe_key(*key)->meaning, text), "%s is %s", *key, text);
    }
}

Test(bac_recipe_keys, manual_states_every_key) {
    char *page = scratch_read(MANUAL, NULL);
    for (const bac_key *k = bac_recipe_keys(); k->name;) {
        char *table = manual(&k);
        cr_expect(strstr(page, table), "docs/recipes.md must hold\n\n%s", table);
        free(table);
    }
    free(page);
}

/* test_recipe_refuse.c - what is no recipe, and that nothing makes the reader crash. */
#include "random_net.h"
#include "recipe.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The whole file is refused at `where` with a text that holds `words`; r is not touched. */
static void refused(const char *text, size_t size, const char *where, const char *words) {
    bac_error err = {0};
    bac_recipe r, before;
    memset(&r, 0x5a, sizeof r);
    before = r;
    cr_assert_eq(bac_recipe_parse(text, size, "t.recipe", &r, &err), BAC_ERR_INPUT, "accepted: %s",
                 text);
    cr_expect_str_eq(err.where, where, "%s", scratch_error(&err));
    cr_expect(strstr(err.text, words), "'%s' is not in: %s", words, err.text);
    cr_expect(memcmp(&r, &before, sizeof r) == 0);
}

/* "recipe 1" and `lines` are refused in `line` (0: the file as a whole). */
static void refused_lines(const char *lines, unsigned line, const char *words) {
    char text[8192], where[64];
    snprintf(text, sizeof text, "recipe 1\n%s\n", lines);
    snprintf(where, sizeof where, line ? "t.recipe:%u" : "t.recipe", line);
    refused(text, strlen(text), where, words);
}

Test(bac_recipe_parse, what_is_no_recipe_is_refused) {
    refused("", 0, "t.recipe", "no recipe");
    refused("# nothing\n\n", 11, "t.recipe:2", "no recipe");
    refused("bnet 1\n", 7, "t.recipe:1", "no recipe");
    refused("recipe\n", 7, "t.recipe:1", "version");
    refused("recipe 2\n", 9, "t.recipe:1", "version '2'");
    refused("recipe 1 1\n", 11, "t.recipe:1", "version");
    refused("recipes 1\n", 10, "t.recipe:1", "no recipe");
}

Test(bac_recipe_parse, hostile_bytes_are_refused) {
    static const char nul[] = "recipe 1\nlr 1e-3\0\nepochs 2\n";
    refused(nul, sizeof nul - 1, "t.recipe:2", "0x00");
    refused_lines("\x1b[31m", 2, "0x1b");
    refused_lines("lr 1e-3\r\r", 2, "0x0d");
    refused_lines("epochs\x7f", 2, "0x7f");
    char *big = malloc(9 + 5000);
    memcpy(big, "recipe 1\n", 9);
    memset(big + 9, 'a', 5000);
    refused(big, 9 + 300, "t.recipe:2", "unknown key");
    refused(big, 9 + 5000, "t.recipe:2", "4096");
    memcpy(big + 9, "lr ", 3);
    refused(big, 9 + 3000, "t.recipe:2", "too long");
    memcpy(big + 9, "init ", 5);
    refused(big, 9 + 1000, "t.recipe:2", "at most 511");
    free(big);
    size_t huge = (1 << 20) + 1;
    char *blank = malloc(huge);
    memset(blank, '\n', huge);
    refused(blank, huge, "t.recipe", "1048577 bytes");
    free(blank);
}

Test(bac_recipe_parse, keys_are_known_and_come_once) {
    refused_lines("epoch 3", 2, "is 'epochs' meant?");
    refused_lines("\nweigth_decay 3", 3, "is 'weight_decay' meant?");
    refused_lines("zzzzzzzzzz 3", 2, "docs/recipes.md");
    refused_lines("lr 1\n\nlr 1", 4, "in line 2");
    refused_lines("lr", 2, "missing");
    refused_lines("init", 2, "missing");
    refused_lines("kernel", 2, "missing");
    refused_lines("recipe 1", 2, "unknown key");
}

Test(bac_recipe_parse, values_out_of_range_are_refused) {
    refused_lines("weight_bits 1", 2, "0, 2 .. 16");
    refused_lines("block_act_bits 6 6 6 6 17", 2, "0, 2 .. 16");
    refused_lines("lr -0.1", 2, "0 .. 10");
    refused_lines("prune_to 1.5", 2, "0 .. 1");
    refused_lines("positions 4294967296", 2, "8 .. 65536");
    refused_lines("kernel 3 3 999999999999999999999", 2, "1 .. 255");
    refused_lines("kernel 3 auto", 2, "1 .. 255");
    refused_lines("kernel auto 3", 2, "one word too many");
    refused_lines("residual maybe", 2, "yes, no (or auto)");
    refused_lines("network alexnet", 2, "bacalhaunet, table1");
    refused_lines("kernel 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", 2, "more than 16");
    refused_lines("batch 0", 2, "1 .. 65536");
}

Test(bac_recipe_parse, rules_between_keys_name_the_line_to_blame) {
    refused_lines("kernel 3 3\nstride 1 1\nchannels 4", 4, "1 values, but kernel has 2");
    refused_lines("channels 4 4", 2, "2 values, but kernel (auto) has 5");
    refused_lines("kernel 3 3", 2, "2 values, but stride (auto) has 5");
    refused_lines("block_act_bits 4", 2, "1 values");
    refused_lines("lr 1\nstride 2 2 2 2 3", 3, "64 positions are not divisible by stride 3");
    refused_lines("positions 100", 0, "25 positions are not divisible by stride 2");
    refused_lines("positions 65536\nchannels 24 24 1024 48 48", 3,
                  "block 2: 32768 positions of 1024");
    refused_lines("residual no yes yes no no", 2, "block 2");
    refused_lines("residual yes yes no no no", 2, "block 0");
    refused_lines("network vgg10\nkernel 3", 3, "vgg10 has no such choice");
    refused_lines("network vgg10\nsum_bits 3", 3, "vgg10 has no such choice");
    refused_lines("network vgg10\nstem 8", 3, "vgg10 has no such choice");
    refused_lines("network table1\nstem 8", 3, "take network bacalhaunet");
    refused_lines("positions 16384\nstem 512", 3, "too many for training");
    refused_lines("stem 4\nweight_bits 14\nquantise free", 3, "of stem can reach");
    refused_lines("stem 600\nact_bits 12\nweight_bits 6\nquantise free", 4, "block0_pw can reach");
    refused_lines("stride 1 1 1 1\nnetwork table1", 2, "take network bacalhaunet");
    refused_lines("network vgg10\npositions 192", 3, "128");
    refused_lines("network mobilenetv3-small", 0, "quantise none");
    refused_lines("quantise native\nnetwork mobilenetv3-small", 2, "quantise none");
    refused_lines("act_bits 0", 2, "float");
    refused_lines("block_weight_bits 6 6 6 0 6", 2, "block 3");
    refused_lines("input_scale 0.1", 2, "power of two");
    refused_lines("fc_in_bits 8", 2, "6-bit codes");
    refused_lines("share_scale no", 2, "adds integers of one scale");
    refused_lines("network vgg10\nshare_scale no\nquantise free", 3, "vgg10 has no such choice");
    refused_lines("kernel 3 3\nstride 2 1\nchannels 4 4\nsum_bits 0\nfc_in_bits 6", 6, "sum_bits");
    refused_lines("act_bits 12\nweight_bits 9\nquantise free", 3, "block1_dw can reach 21928725");
    refused_lines("network vgg10\nweight_bits 8\nact_bits 8", 3, "hidden0 can reach");
    refused_lines("quantise free\nfc_weight_bits 14\nact_bits 6", 3, "fc can reach");
    /* a sum that is not requantised holds twice the codes */
    refused_lines("act_bits 10\nweight_bits 8\nsum_bits 0\nkernel 9 9 70\nstride 2 1 2\n"
                  "channels 4 4 5",
                  3, "block2_dw can reach");
    refused_lines("repeat_classes 3+24", 2, "labels below 24");
    refused_lines("classes 5\nrepeat_classes 5", 3, "labels below 5");
    refused_lines("repeat_classes 3+", 2, "such as 3+4");
    refused_lines("repeat_classes BPSK", 2, "such as 3+4");
    refused_lines("shard 48", 2, "divide");
    refused_lines("epoch_frames 100", 2, "one batch of 1024");
    refused_lines("lr 1e-6", 0, "lr_min");
    refused_lines("prune_from 0.7", 2, "prune_to");
    refused_lines("average_epoch 20", 2, "no step follows epoch 20 in a run of 20 epochs");
    refused_lines("average_epoch 11\nprune score\nprune_score 0.01", 2, "after 12 of 20 epochs");
    refused_lines("prune cut", 0, "prune_cut");
    refused_lines("prune score\nprune_score 0", 3, "above 0");
}

Test(bac_recipe_parse, damaged_recipes_never_crash) {
    uint64_t first = random_first_seed(), rounds = random_rounds(3000);
    static const char lines[] =
        "recipe 1\nkernel 3 4 5\nstride 1 1 2\nchannels 4 4 8\nweight_decay 1e-4 l2\n"
        "train signal:radioml,seed=1\nresidual no yes no\n";
    bac_recipe r;
    char *good;
    cr_assert_eq(bac_recipe_parse(lines, strlen(lines), "t", &r, NULL), BAC_OK);
    cr_assert_eq(bac_recipe_text(&r, &good, NULL), BAC_OK);
    size_t size = strlen(good);
    for (uint64_t seed = first; seed < first + rounds; seed++) {
        random_source s = {seed};
        char *bad = malloc(size), replay[80]; /* no NUL: reading past the end shows under ASan */
        memcpy(bad, good, size);
        for (int64_t n = random_between(&s, 1, 8); n > 0; n--) {
            size_t at = random_next(&s) % size, from = random_next(&s) % size;
            size_t span = random_next(&s) % 12;
            if (at + span > size || from + span > size)
                bad[at] = (char)random_next(&s);
            else
                memmove(bad + at, bad + from, span);
        }
        bac_error err = {0};
        bac_status status = bac_recipe_parse(bad, 1 + random_next(&s) % size, "t", &r, &err);
        cr_assert(status == BAC_OK || (status == BAC_ERR_INPUT && *err.where && *err.text), "%s",
                  random_replay(seed, replay));
        cr_assert_null(strchr(err.text, '\n'));
        free(bad);
    }
    free(good);
}

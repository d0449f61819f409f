/* test_parse.c - what the reader accepts, and that nothing makes it crash. */
#include "internal.h"
#include "random_net.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* The canonical text of a network text, or an assertion; free */
static char *canonical(const char *text) {
    bac_net *net;
    bac_error err;
    char *out;
    size_t size;
    cr_assert_eq(bac_net_parse(text, strlen(text), "t", &net, &err), BAC_OK, "%s",
                 scratch_error(&err));
    cr_assert_eq(bac_net_text(net, &out, &size, &err), BAC_OK);
    bac_net_free(net);
    out = realloc(out, size + 1);
    out[size] = 0;
    return out;
}

static void means_the_same(const char *from, const char *to) {
    char *tiny = scratch_read(TINY_NET, NULL), *edited = scratch_replace(tiny, from, to);
    char *a = canonical(tiny), *b = canonical(edited);
    cr_assert_str_eq(a, b, "'%s' changed the network", to);
    free(tiny);
    free(edited);
    free(a);
    free(b);
}

Test(bac_net_parse, form_does_not_change_meaning) {
    means_the_same("bnet 1\n", "# a comment in front\n\n  bnet\t1   # version\n");
    means_the_same("name tiny\n", "name tiny\r\n");
    means_the_same("  positions 16\n  channels 2\n", "channels 2\n\t positions 0016\n");
}

Test(bac_net_parse, keys_come_in_any_order) {
    means_the_same("  cost_bits 4\n  w 0 1 0 -3 2 0\n  w 1 0 4 5 0 -2\n  acc -86 79\n",
                   "  acc -86 79\n  w 0 1 0 -3 2 0\n  w 1 0 4 5 0 -2\n  cost_bits 4\n");
    means_the_same(
        "  from dw0\n  type u4\n  range 0 15\n  scale 0x1p-3  # 0.125\n  ch 0 shift 1 1\n",
        "  ch 0 shift 1 1\n  range 0 15\n  scale 0.125\n  from dw0\n  type u4\n");
}

Test(bac_net_parse, what_is_default_may_be_said) {
    means_the_same("  w 3 0 1\n", "  w 2 0 0\n  w 3 0 1\n"); /* a row of zeros */
    means_the_same("  from pw1_q pw0_q\n", "  from pw1_q pw0_q\n  mul 1 1 1 1 1\n  mul 0 1\n");
}

Test(bac_net_parse, a_text_without_a_last_line_feed_is_whole) {
    char *tiny = scratch_read(TINY_NET, NULL), *cut = strdup(tiny);
    cut[strlen(cut) - 1] = 0;
    char *a = canonical(tiny), *b = canonical(cut);
    cr_assert_str_eq(a, b);
    free(tiny);
    free(cut);
    free(a);
    free(b);
}

Test(bac_net_parse, a_hash_between_quotes_is_text) {
    char *tiny = scratch_read(TINY_NET, NULL);
    char *edited = scratch_replace(tiny, "source \"", "source \"frame #7\" # comment\nsource \"");
    char *text = canonical(edited);
    cr_assert_not_null(strstr(text, "\nsource \"frame #7\"\nsource \"hand"));
    free(tiny);
    free(edited);
    free(text);
}

/* A network that a damaged file still describes must run, if it is small. */
static void run_if_small(const bac_net *net) {
    const bac_layer *in = bac_net_layer(net, 0);
    uint64_t n = (uint64_t)in->T * in->C;
    if (net->elements + net->weights > 100000)
        return;
    bac_run *run;
    int32_t *codes = malloc(n * sizeof *codes);
    cr_assert(codes && bac_run_create(net, &run, NULL) == BAC_OK);
    for (uint64_t j = 0; j < n; j++)
        codes[j] = j % 2 ? in->code_lo : in->code_hi;
    cr_assert_eq(bac_run_frame(run, codes, NULL, NULL, NULL), BAC_OK);
    free(codes);
    bac_run_free(run);
}

/* Returns whether the text was accepted; a refusal names the file and, unless the text is empty, a
 * line. Nothing is readable behind the text. */
static bool try_text(const char *text, size_t size) {
    char *exact = scratch_edge(text, size);
    bac_net *net;
    bac_error err = {0};
    bac_status status = bac_net_parse(exact, size, "damaged", &net, &err);
    scratch_edge_free(exact, size);
    if (!status) {
        run_if_small(net);
        bac_net_free(net);
        return true;
    }
    cr_assert_eq(status, BAC_ERR_INPUT, "%s", scratch_error(&err));
    cr_assert_null(net);
    cr_assert_eq(size ? strncmp(err.where, "damaged:", 8) : strcmp(err.where, "damaged"), 0, "%s",
                 scratch_error(&err));
    cr_assert(*err.text && !strchr(err.text, '\n'));
    return false;
}

Test(bac_net_parse, refuses_a_file_truncated_at_any_byte) {
    size_t size, last;
    char *tiny = scratch_read(TINY_NET, &size);
    last = (size_t)(strstr(tiny, "  from logits\nend") - tiny) + strlen("  from logits\nend");
    for (size_t n = 0; n < last; n++) {
        cr_assert_not(try_text(tiny, n), "accepted when cut to %zu bytes", n);
    }
    cr_assert(try_text(tiny, last));
    free(tiny);
}

/* A message shows the first 40 characters of a word: no more than there are. */
Test(bac_net_parse, a_long_word_at_the_end_is_not_read_beyond_it) {
    static const char *const heads[] = {"",
                                        "bnet 1\n",
                                        "bnet 1\nname ",
                                        "bnet 1\nname n\nlayer ",
                                        "bnet 1\nlayer in input\n  ",
                                        "bnet 1\nlayer in input\n  type ",
                                        "bnet 1\nlayer in input\n  positions ",
                                        "bnet 1\nlayer in input\n  scale "};
    for (size_t h = 0; h < sizeof heads / sizeof *heads; h++)
        for (size_t n = 1; n <= 100; n++) {
            char text[200];
            const size_t size = strlen(heads[h]) + n;
            memset(stpcpy(text, heads[h]), 'a', n);
            cr_assert_not(try_text(text, size), "%s and %zu letters", heads[h], n);
        }
}

Test(bac_net_parse, survives_any_single_damaged_byte) {
    static const char damage[] = {0, '\n', ' ', '#', '"', '-', '9', 'x', (char)0xff};
    size_t size;
    char *tiny = scratch_read(TINY_NET, &size);
    unsigned refused = 0;
    for (size_t at = 0; at < size; at++) {
        char keep = tiny[at];
        for (size_t d = 0; d < sizeof damage; d++) {
            tiny[at] = damage[d];
            refused += !try_text(tiny, size);
        }
        tiny[at] = keep;
    }
    cr_assert_gt(refused, size * sizeof damage / 2);
    free(tiny);
}

Test(bac_net_parse, survives_lines_swapped_repeated_and_removed_at_random) {
    size_t size;
    char *tiny = scratch_read(TINY_NET, &size), *out = malloc(3 * size);
    uint64_t first = random_first_seed();
    for (uint64_t seed = first; seed < first + random_rounds(3000); seed++) {
        random_source r = {seed};
        size_t n = 0;
        for (char *line = tiny; *line;) {
            size_t length = strcspn(line, "\n") + 1;
            unsigned times = random_chance(&r, 98) ? 1 : (unsigned)random_between(&r, 0, 2);
            for (; times > 0; times--) {
                memcpy(out + n, line, length);
                n += length;
            }
            line += length;
        }
        try_text(out, n);
    }
    free(tiny);
    free(out);
}

Test(bac_net_parse, survives_damage_to_random_networks) {
    uint64_t first = random_first_seed();
    for (uint64_t seed = first; seed < first + random_rounds(60); seed++) {
        bac_net *net;
        char *text;
        size_t size;
        random_source r = {seed};
        cr_assert_eq(random_net(seed, NULL, &net, NULL), BAC_OK);
        cr_assert_eq(bac_net_text(net, &text, &size, NULL), BAC_OK);
        for (int i = 0; i < 60; i++) {
            size_t at = (size_t)random_between(&r, 0, (int64_t)size - 1);
            char keep = text[at];
            text[at] = (char)random_between(&r, ' ', '~');
            try_text(text, size);
            text[at] = keep;
        }
        free(text);
        bac_net_free(net);
    }
}

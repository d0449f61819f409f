/* test_save.c - writing networks: what is read back is the same, byte for byte. */
#include "internal.h"
#include "random_net.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

static void text_survives_a_round(const bac_net *net, const char *what) {
    char *text, *again;
    size_t size, size_again;
    bac_net *back;
    bac_error err;
    cr_assert_eq(bac_net_text(net, &text, &size, &err), BAC_OK, "%s", scratch_error(&err));
    cr_assert_eq(bac_net_parse(text, size, "text", &back, &err), BAC_OK, "%s: %s\n%s", what,
                 scratch_error(&err), text);
    cr_assert_eq(bac_net_text(back, &again, &size_again, &err), BAC_OK);
    cr_assert(size == size_again && memcmp(text, again, size) == 0, "%s:\n%s\n---\n%s", what, text,
              again);
    free(text);
    free(again);
    bac_net_free(back);
}

static bool same_ints(const int32_t *a, const int32_t *b, uint64_t n) {
    return (!a && !b) || (a && b && memcmp(a, b, n * sizeof *a) == 0);
}

static bool same_requant(const bac_requant *a, const bac_requant *b) {
    return a->form == b->form && a->mul == b->mul && a->add == b->add && a->shift == b->shift &&
           a->decreasing == b->decreasing && a->n_thresholds == b->n_thresholds &&
           same_ints(a->threshold, b->threshold, a->n_thresholds);
}

static bool same_layer(const bac_net *net, const bac_layer *a, const bac_layer *b) {
    bool same =
        strcmp(a->name, b->name) == 0 && a->op == b->op && a->n_in == b->n_in && a->T == b->T &&
        a->C == b->C && a->type.is_signed == b->type.is_signed && a->type.bits == b->type.bits &&
        a->lo == b->lo && a->hi == b->hi && a->code_lo == b->code_lo && a->code_hi == b->code_hi &&
        a->rounding == b->rounding && a->n_scale == b->n_scale && a->groups == b->groups &&
        a->kernel == b->kernel && a->stride == b->stride && a->pad_left == b->pad_left &&
        a->pad_right == b->pad_right && a->weight_type.is_signed == b->weight_type.is_signed &&
        a->weight_type.bits == b->weight_type.bits && a->cost_bits == b->cost_bits;
    for (uint32_t i = 0; same && i < a->n_in; i++)
        same = a->in[i] == b->in[i];
    for (uint32_t i = 0; same && i < a->n_scale; i++)
        same = a->scale[i] == b->scale[i];
    same = same && same_ints(a->channel_lo, b->channel_lo, a->C) &&
           same_ints(a->channel_hi, b->channel_hi, a->C) && same_ints(a->bias, b->bias, a->C) &&
           same_ints(a->weight, b->weight, bac_layer_weights(net, a)) &&
           same_ints(a->mul, b->mul, (uint64_t)a->n_in * a->C);
    for (uint32_t c = 0; same && a->op == BAC_REQUANT && c < a->C; c++) {
        same = same_requant(&a->requant[c], &b->requant[c]);
    }
    return same;
}

Test(bac_net_save, parse_of_write_is_the_same_network) {
    char *dir = scratch_dir(), replay[80];
    uint64_t first = random_first_seed();
    for (uint64_t seed = first; seed < first + random_rounds(300); seed++) {
        bac_net *net, *back;
        bac_error err;
        const char *path = scratch_path(dir, "net.bnet");
        random_replay(seed, replay);
        cr_assert_eq(random_net(seed, NULL, &net, &err), BAC_OK, "%s: %s", replay,
                     scratch_error(&err));
        cr_assert_eq(bac_net_save(net, path, &err), BAC_OK, "%s", scratch_error(&err));
        cr_assert_eq(bac_net_load(path, &back, &err), BAC_OK, "%s: %s", replay,
                     scratch_error(&err));
        cr_assert_eq(bac_net_layers(net), bac_net_layers(back));
        for (uint32_t i = 0; i < bac_net_layers(net); i++) {
            cr_assert(same_layer(net, bac_net_layer(net, i), bac_net_layer(back, i)), "%s: %s",
                      replay, bac_net_layer(net, i)->name);
        }
        text_survives_a_round(net, replay);
        bac_net_free(net);
        bac_net_free(back);
    }
    scratch_remove(dir);
}

Test(bac_net_save, keeps_name_sources_and_classes) {
    bac_net *net;
    char *text, *canonical;
    size_t size;
    cr_assert_eq(bac_net_load(TINY_NET, &net, NULL), BAC_OK);
    cr_assert_eq(bac_net_text(net, &canonical, &size, NULL), BAC_OK);
    cr_assert_eq(strncmp(canonical, "bnet 1\nname tiny\nsource \"hand-written for", 41), 0);
    cr_assert_not_null(strstr(canonical, "\nclasses low middle high\n"));
    text = scratch_read(TINY_NET, NULL);
    cr_assert_str_eq(bac_net_class(net, 2), "high");
    cr_assert_null(bac_net_class(net, 3));
    free(text);
    free(canonical);
    bac_net_free(net);
}

/* The tiny network is committed in canonical form but for its comments. */
Test(bac_net_save, the_tiny_file_is_canonical_without_its_comments) {
    bac_net *net;
    char *canonical, *committed = scratch_read(TINY_NET, NULL), *kept = calloc(1, 1 << 16);
    size_t size;
    cr_assert_eq(bac_net_load(TINY_NET, &net, NULL), BAC_OK);
    cr_assert_eq(bac_net_text(net, &canonical, &size, NULL), BAC_OK);
    for (char *line = strtok(committed, "\n"); line; line = strtok(NULL, "\n")) {
        if (*line != '#')
            strcat(strcat(kept, line), "\n");
    }
    char *squeezed = calloc(1, size + 1), *to = squeezed; /* strtok drops empty lines */
    for (char *from = canonical; *from; from++) {
        if (*from != '\n' || to == squeezed || to[-1] != '\n')
            *to++ = *from;
    }
    cr_assert_str_eq(kept, squeezed);
    free(squeezed);
    free(committed);
    free(kept);
    free(canonical);
    bac_net_free(net);
}

Test(bac_net_save, extreme_scales_survive) {
    double scales[] = {0x1p-1074, 0x1.fffffffffffffp+1023, 0.1, 1.0 / 3};
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        bac_net *net, *back;
        bac_error err;
        char *text;
        size_t size;
        bac_layer in = {.op = BAC_INPUT,
                        .name = "in",
                        .T = 1,
                        .C = 2,
                        .type = {true, 4},
                        .code_lo = -8,
                        .code_hi = 7,
                        .n_scale = 1,
                        .scale = &scales[i]};
        bac_layer out = {.op = BAC_ARGMAX, .name = "out", .n_in = 1, .in = &(uint32_t){0}};
        cr_assert_eq(bac_net_create("scales", &net, NULL), BAC_OK);
        cr_assert_eq(bac_net_add(net, &in, NULL, &err), BAC_OK, "%s", scratch_error(&err));
        cr_assert_eq(bac_net_add(net, &out, NULL, NULL), BAC_OK);
        cr_assert_eq(bac_net_finish(net, NULL), BAC_OK);
        cr_assert_eq(bac_net_text(net, &text, &size, NULL), BAC_OK);
        cr_assert_eq(bac_net_parse(text, size, "text", &back, &err), BAC_OK, "%s",
                     scratch_error(&err));
        cr_assert(bac_net_layer(back, 0)->scale[0] == scales[i]);
        free(text);
        bac_net_free(net);
        bac_net_free(back);
    }
}

Test(bac_net_save, a_decimal_comma_in_the_locale_changes_nothing) {
    locale_t comma = newlocale(LC_ALL_MASK, "de_DE.UTF-8", (locale_t)0);
    if (!comma)
        return; /* the machine has no such locale */
    bac_net *net;
    cr_assert_eq(bac_net_load(TINY_NET, &net, NULL), BAC_OK);
    locale_t before = uselocale(comma);
    text_survives_a_round(net, "comma");
    cr_assert(uselocale((locale_t)0) == comma, "the thread's locale was not put back");
    uselocale(before);
    freelocale(comma);
    bac_net_free(net);
}

Test(bac_net_save, refuses_an_unfinished_network_and_writes_nothing) {
    char *dir = scratch_dir();
    bac_net *net;
    bac_error err;
    cr_assert_eq(bac_net_create("half", &net, NULL), BAC_OK);
    cr_assert_eq(bac_net_save(net, scratch_path(dir, "net.bnet"), &err), BAC_ERR_INPUT);
    cr_assert_eq(scratch_count(dir), 0);
    bac_net_free(net);
    scratch_remove(dir);
}

/* test_build.c - building a network by hand: rules that a file cannot break, and copies. */
#include "bac.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double one = 1;

static bac_layer input(void) {
    return (bac_layer){.op = BAC_INPUT,
                       .name = "in",
                       .T = 4,
                       .C = 2,
                       .type = {true, 4},
                       .code_lo = -8,
                       .code_hi = 7,
                       .n_scale = 1,
                       .scale = &one};
}

static bac_net *with_input(void) {
    bac_net *net;
    bac_layer in = input();
    cr_assert_eq(bac_net_create("built", &net, NULL), BAC_OK);
    cr_assert_eq(bac_net_add(net, &in, NULL, NULL), BAC_OK);
    return net;
}

static void refused(bac_net *net, const bac_layer *l, const char *says) {
    bac_error err = {0};
    uint32_t before = bac_net_layers(net), index = 77;
    cr_assert_eq(bac_net_add(net, l, &index, &err), BAC_ERR_INPUT, "%s", says);
    cr_assert_not_null(strstr(err.text, says), "%s", scratch_error(&err));
    cr_assert_eq(strncmp(err.where, "layer ", 6), 0);
    cr_assert(bac_net_layers(net) == before && index == 77);
}

Test(bac_net_add, derives_shape_type_and_ranges_at_once) {
    bac_net *net = with_input();
    uint32_t index;
    int32_t w[] = {1, 2, -3, 1, 0, 0};
    bac_layer l = {.op = BAC_CONV,
                   .name = "c",
                   .n_in = 1,
                   .in = &(uint32_t){0},
                   .C = 3,
                   .groups = 1,
                   .kernel = 1,
                   .stride = 2,
                   .weight_type = {true, 3},
                   .weight = w,
                   .cost_bits = 4};
    cr_assert_eq(bac_net_add(net, &l, &index, NULL), BAC_OK);
    const bac_layer *c = bac_net_layer(net, index);
    cr_assert(index == 1 && c->T == 2 && c->C == 3);
    cr_assert(c->channel_lo[0] == -24 && c->channel_hi[0] == 21);
    cr_assert(c->channel_lo[1] == -29 && c->channel_hi[1] == 31);
    cr_assert(c->channel_lo[2] == 0 && c->channel_hi[2] == 0);
    cr_assert(c->lo == -29 && c->hi == 31 && c->type.is_signed && c->type.bits == 6);
    cr_assert_null(bac_net_layer(net, 2));
    cr_assert_null(bac_net_logits(net));
    bac_net_free(net);
}

Test(bac_net_add, copies_deeply_and_clears_what_the_operator_does_not_use) {
    bac_net *net = with_input();
    int32_t thresholds[] = {-1, 1}, junk[100] = {5};
    char name[] = "q";
    bac_requant r[2] = {{.form = BAC_FORM_THRESHOLD,
                         .mul = 9,
                         .shift = 9,
                         .n_thresholds = 2,
                         .threshold = thresholds},
                        {.form = BAC_FORM_SHIFT, .mul = 9, .n_thresholds = 99, .decreasing = true}};
    bac_layer l = {.op = BAC_REQUANT,
                   .name = name,
                   .n_in = 1,
                   .in = &(uint32_t){0},
                   .type = {false, 4},
                   .code_hi = 15,
                   .requant = r,
                   .weight = junk,
                   .bias = junk,
                   .mul = junk,
                   .groups = 3,
                   .kernel = 4,
                   .T = 999,
                   .C = 999,
                   .lo = 5,
                   .channel_lo = junk,
                   .cost_bits = 3,
                   .count_pad = true,
                   .rounding = BAC_ROUND_UP};
    cr_assert_eq(bac_net_add(net, &l, NULL, NULL), BAC_OK);
    thresholds[0] = 100;
    name[0] = 'x';
    const bac_layer *q = bac_net_layer(net, 1);
    cr_assert_str_eq(q->name, "q");
    cr_assert(q->T == 4 && q->C == 2 && !q->weight && !q->bias && !q->mul && !q->groups);
    cr_assert(!q->kernel && !q->cost_bits && q->rounding == 0 && q->lo == 0);
    cr_assert_not(q->count_pad);
    cr_assert(q->requant[0].threshold[0] == -1 && !q->requant[0].mul && !q->requant[0].shift);
    cr_assert(!q->requant[1].threshold && !q->requant[1].n_thresholds && !q->requant[1].mul);
    cr_assert(!q->requant[1].decreasing);
    bac_net_free(net);
}

Test(bac_net_add, missing_multipliers_are_ones_and_an_fc_needs_no_window) {
    bac_net *net = with_input();
    bac_layer sum = {.op = BAC_ADD, .name = "sum", .n_in = 2, .in = (uint32_t[]){0, 0}};
    cr_assert_eq(bac_net_add(net, &sum, NULL, NULL), BAC_OK);
    for (int i = 0; i < 4; i++)
        cr_assert_eq(bac_net_layer(net, 1)->mul[i], 1);
    bac_layer top = {.op = BAC_GLOBALMAX, .name = "top", .n_in = 1, .in = &(uint32_t){1}};
    cr_assert_eq(bac_net_add(net, &top, NULL, NULL), BAC_OK);
    int32_t w[] = {1, 0};
    bac_layer fc = {.op = BAC_FC,
                    .name = "fc",
                    .n_in = 1,
                    .in = &(uint32_t){2},
                    .C = 1,
                    .weight_type = {false, 1},
                    .weight = w,
                    .cost_bits = 32,
                    .kernel = 7,
                    .groups = 9,
                    .pad_left = 3};
    cr_assert_eq(bac_net_add(net, &fc, NULL, NULL), BAC_OK);
    const bac_layer *l = bac_net_layer(net, 3);
    cr_assert(l->kernel == 1 && l->groups == 1 && l->stride == 1 && !l->pad_left);
    bac_net_free(net);
}

Test(bac_net_add, refuses_missing_arrays_and_unknown_numbers) {
    bac_net *net = with_input();
    uint32_t zero = 0;
    bac_layer l = {.op = BAC_CONV,
                   .name = "c",
                   .n_in = 1,
                   .in = &zero,
                   .C = 1,
                   .groups = 1,
                   .kernel = 1,
                   .stride = 1,
                   .weight_type = {true, 3},
                   .cost_bits = 4};
    refused(net, &l, "weights are missing");
    l.weight_type.bits = 17;
    refused(net, &l, "weights have 1 .. 16 bits");
    l.weight_type.bits = 0;
    refused(net, &l, "weights have 1 .. 16 bits");
    l.weight_type.bits = 3;
    l.in = NULL;
    refused(net, &l, "inputs");
    l.in = &(uint32_t){1};
    refused(net, &l, "not an earlier layer");
    l.in = &zero;
    l.name = NULL;
    refused(net, &l, "name");
    l.name = (char[]){"two words"};
    refused(net, &l, "name");
    l.name = (char[]){"c"};
    l.op = BAC_OP_COUNT;
    refused(net, &l, "no operator");
    l.op = BAC_INPUT;
    refused(net, &l, "no other, is the input");
    l.op = BAC_GLOBALMAX;
    l.n_scale = 2;
    refused(net, &l, "scales are missing");
    l.scale = (double[]){1, NAN};
    refused(net, &l, "positive finite");
    bac_net_free(net);
}

Test(bac_net_add, refuses_bad_requantisers) {
    bac_net *net = with_input();
    bac_requant r[2] = {{.form = BAC_FORM_CONST}, {.form = BAC_FORM_CONST}};
    bac_layer l = {.op = BAC_REQUANT,
                   .name = "q",
                   .n_in = 1,
                   .in = &(uint32_t){0},
                   .type = {false, 4},
                   .code_hi = 15};
    refused(net, &l, "requantisers are missing");
    l.requant = r;
    r[1].form = BAC_FORM_COUNT;
    refused(net, &l, "no requantiser form");
    r[1] = (bac_requant){.form = BAC_FORM_THRESHOLD, .n_thresholds = 3};
    refused(net, &l, "thresholds of channel 1 are missing");
    r[1] = (bac_requant){.form = BAC_FORM_SHIFT, .shift = 255};
    refused(net, &l, "shift 255");
    r[1] = (bac_requant){.form = BAC_FORM_THRESHOLD,
                         .add = INT64_MAX,
                         .n_thresholds = 1,
                         .threshold = (int32_t[]){0}};
    refused(net, &l, "the range is");
    r[1] = (bac_requant){.form = BAC_FORM_SHIFT};
    l.type.bits = 0;
    refused(net, &l, "1 .. 24 bits");
    l.type.bits = 25;
    refused(net, &l, "1 .. 24 bits");
    bac_net_free(net);
}

Test(bac_net_add, a_bipolar_weight_is_plus_or_minus_one) {
    bac_net *net = with_input();
    int32_t w[] = {1, -1};
    bac_layer l = {.op = BAC_CONV,
                   .name = "c",
                   .n_in = 1,
                   .in = &(uint32_t){0},
                   .C = 2,
                   .groups = 2,
                   .kernel = 1,
                   .stride = 1,
                   .weight_type = {true, 1},
                   .weight = w,
                   .cost_bits = 4};
    w[1] = 0;
    refused(net, &l, "b1 holds -1 and 1");
    w[1] = 2;
    refused(net, &l, "its type holds -1 .. 1");
    w[1] = -1;
    cr_assert_eq(bac_net_add(net, &l, NULL, NULL), BAC_OK);
    bac_net_free(net);
}

Test(bac_net_add, the_first_layer_must_be_the_input) {
    bac_net *net;
    cr_assert_eq(bac_net_create("empty", &net, NULL), BAC_OK);
    cr_assert_str_eq(bac_net_name(net), "empty");
    bac_layer in = input();
    in.rounding = BAC_ROUND_COUNT;
    refused(net, &in, "no rounding mode");
    in = input();
    in.n_scale = 0;
    refused(net, &in, "exactly one scale");
    bac_layer l = {.op = BAC_FLATTEN, .name = "f", .n_in = 1, .in = &(uint32_t){0}};
    refused(net, &l, "is the input");
    bac_net_free(net);
    cr_assert_eq(bac_net_create("not a name", &net, NULL), BAC_ERR_INPUT);
    cr_assert_null(net);
    cr_assert_eq(bac_net_create(NULL, &net, NULL), BAC_ERR_INPUT);
}

static bac_net *finished(void) {
    bac_net *net = with_input();
    bac_layer top = {.op = BAC_GLOBALMAX, .name = "top", .n_in = 1, .in = &(uint32_t){0}};
    bac_layer best = {.op = BAC_ARGMAX,
                      .name = "best",
                      .n_in = 1,
                      .in = &(uint32_t){1},
                      .n_scale = 1,
                      .scale = &one};
    cr_assert_eq(bac_net_finish(net, NULL), BAC_ERR_INPUT);
    cr_assert_eq(bac_net_add(net, &top, NULL, NULL), BAC_OK);
    cr_assert_eq(bac_net_add(net, &best, NULL, NULL), BAC_OK);
    cr_assert_eq(bac_net_finish(net, NULL), BAC_OK);
    return net;
}

Test(bac_net_finish, makes_the_network_immutable) {
    bac_net *net = finished();
    bac_layer more = {.op = BAC_FLATTEN, .name = "f", .n_in = 1, .in = &(uint32_t){0}};
    const char *label[] = {"a", "b"};
    bac_error err;
    cr_assert_eq(bac_net_add(net, &more, NULL, &err), BAC_ERR_INPUT);
    cr_assert_not_null(strstr(err.text, "finished"));
    cr_assert_eq(bac_net_note(net, "x", NULL), BAC_ERR_INPUT);
    cr_assert_eq(bac_net_set_classes(net, label, 2, NULL), BAC_ERR_INPUT);
    cr_assert_eq(bac_net_finish(net, NULL), BAC_ERR_INPUT);
    cr_assert_str_eq(bac_net_logits(net)->name, "top");
    cr_assert_eq(bac_net_layer(net, 2)->n_scale, 0); /* an index has no scale */
    bac_net_free(net);
}

Test(bac_net_finish, class_labels_match_the_logits) {
    bac_net *net = with_input();
    const char *label[] = {"a", "b", "c"}, *blank[] = {"a b"}, *hash[] = {"a#b"}, *none[] = {""};
    bac_layer top = {.op = BAC_GLOBALMAX, .name = "top", .n_in = 1, .in = &(uint32_t){0}};
    bac_layer best = {.op = BAC_ARGMAX, .name = "best", .n_in = 1, .in = &(uint32_t){1}};
    cr_assert_eq(bac_net_set_classes(net, blank, 1, NULL), BAC_ERR_INPUT);
    cr_assert_eq(bac_net_set_classes(net, hash, 1, NULL), BAC_ERR_INPUT);
    cr_assert_eq(bac_net_set_classes(net, none, 1, NULL), BAC_ERR_INPUT);
    cr_assert_eq(bac_net_set_classes(net, label, 0, NULL), BAC_ERR_INPUT);
    cr_assert_eq(bac_net_set_classes(net, label, 3, NULL), BAC_OK);
    cr_assert_eq(bac_net_add(net, &top, NULL, NULL), BAC_OK);
    cr_assert_eq(bac_net_add(net, &best, NULL, NULL), BAC_OK);
    cr_assert_eq(bac_net_finish(net, NULL), BAC_ERR_INPUT);
    cr_assert_eq(bac_net_set_classes(net, label, 2, NULL), BAC_OK);
    cr_assert_eq(bac_net_finish(net, NULL), BAC_OK);
    cr_assert_str_eq(bac_net_class(net, 1), "b");
    cr_assert_null(bac_net_class(net, 2));
    bac_net_free(net);
}

Test(bac_net_finish, a_note_is_kept_as_one_quotable_line) {
    bac_net *net = with_input();
    char longer[5000];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = 0;
    cr_assert_eq(bac_net_note(net, "a \"b\"\nc\xc3\xa4", NULL), BAC_OK);
    cr_assert_eq(bac_net_note(net, longer, NULL), BAC_ERR_INPUT);
    bac_layer top = {.op = BAC_GLOBALMAX, .name = "top", .n_in = 1, .in = &(uint32_t){0}};
    bac_layer best = {.op = BAC_ARGMAX, .name = "best", .n_in = 1, .in = &(uint32_t){1}};
    bac_net_add(net, &top, NULL, NULL);
    bac_net_add(net, &best, NULL, NULL);
    cr_assert_eq(bac_net_finish(net, NULL), BAC_OK);
    char *dir = scratch_dir();
    const char *path = scratch_path(dir, "n.bnet");
    cr_assert_eq(bac_net_save(net, path, NULL), BAC_OK);
    char *text = scratch_read(path, NULL);
    cr_assert_not_null(strstr(text, "\nsource \"a ?b??c??\"\n"));
    free(text);
    scratch_remove(dir);
    bac_net_free(net);
}

/* A network of integers -> QONNX -> integers: the same function, or a refusal with layer and
 * channel. */
#include "import.h"
#include "net_export.h"
#include "onnx_subset.pb-c.h"
#include "random_net.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 200, FRAMES = 4 };

static char replay[80];

static int64_t find(const bac_net *net, const char *name) {
    for (uint32_t i = 0; i < bac_net_layers(net); i++)
        if (strcmp(bac_net_layer(net, i)->name, name) == 0)
            return i;
    return -1;
}

/* Logits equal, and so the streams of layers that kept their names. */
static void compare_frame(uint64_t seed, const bac_net *a, const bac_run *x, const bac_net *b,
                          const bac_run *y, unsigned *streams) {
    for (uint32_t i = 0; i < bac_net_layers(a); i++) {
        const bac_layer *l = bac_net_layer(a, i);
        int64_t at = find(b, l->name);
        const bac_layer *m = at < 0 ? NULL : bac_net_layer(b, (uint32_t)at);
        /* A concat may be followed by what aligns its scales; an add may be one of several. */
        if (!m || m->op != l->op || (l->op != BAC_REQUANT && !l->weight && !l->divisor))
            continue;
        size_t n = (size_t)l->T * l->C * sizeof(int32_t);
        cr_assert(m->T == l->T && m->C == l->C);
        cr_assert(memcmp(bac_run_layer(x, i), bac_run_layer(y, (uint32_t)at), n) == 0,
                  "%s: stream of %s", random_replay(seed, replay), l->name);
        ++*streams;
    }
}

static unsigned check_same(uint64_t seed, const bac_net *a, const bac_net *b) {
    bac_run *x = NULL, *y = NULL;
    bac_error err = {0};
    unsigned streams = 0;
    random_source r = {seed};
    const bac_layer *in = bac_net_layer(a, 0), *out = bac_net_logits(a);
    int32_t *codes = malloc(sizeof *codes * in->T * in->C);
    int32_t *p = malloc(sizeof *p * out->C), *q = malloc(sizeof *q * out->C);
    cr_assert(codes && p && q && bac_net_logits(b)->C == out->C);
    cr_assert(!bac_run_create(a, &x, &err) && !bac_run_create(b, &y, &err));
    for (int f = 0; f < FRAMES; f++) {
        random_frame(&r, a, codes);
        cr_assert(!bac_run_frame(x, codes, p, NULL, &err) &&
                  !bac_run_frame(y, codes, q, NULL, &err));
        cr_assert(memcmp(p, q, sizeof *p * out->C) == 0, "%s: logits", random_replay(seed, replay));
        compare_frame(seed, a, x, b, y, &streams);
    }
    bac_run_free(x);
    bac_run_free(y);
    free(codes);
    free(p);
    free(q);
    return streams;
}

static bac_net *again(const bac_net *net, const char *name) {
    void *data = NULL;
    size_t size = 0;
    bac_net *back = NULL;
    bac_error err = {0};
    bac_import_options opt = {.name = name};
    cr_assert(bac_export_integers(net, &data, &size, &err) == BAC_OK, "%s: %s", name,
              scratch_error(&err));
    cr_assert(bac_import_onnx_memory(data, size, "again.onnx", &opt, &back, NULL, &err) == BAC_OK,
              "%s: %s", name, scratch_error(&err));
    free(data);
    return back;
}

Test(export_integers, random_networks_come_back_as_the_same_function) {
    uint64_t first = random_first_seed(), n = random_rounds(ROUNDS), same = 0, streams = 0;
    random_limits limits = random_usual();
    limits.wild = false;
    for (uint64_t seed = first; seed < first + n; seed++) {
        bac_net *net = NULL, *back = NULL;
        void *data = NULL;
        size_t size = 0;
        bac_error err = {0};
        limits.wide = seed % 4 == 0; /* of more than 16 bits: refused */
        limits.edges = seed % 5 == 0;
        limits.bits = limits.edges ? 1 + (uint32_t)(seed / 5 % 8) : 8;
        cr_assert(random_net(seed, &limits, &net, &err) == BAC_OK, "%s", scratch_error(&err));
        bac_status status = bac_export_integers(net, &data, &size, &err);
        cr_assert(status == BAC_OK || (status == BAC_ERR_INPUT && strstr(err.where, ":")), "%s: %s",
                  random_replay(seed, replay), scratch_error(&err));
        if (getenv("BAC_TEST_TELL"))
            printf("%llu %s\n", (unsigned long long)seed, status ? scratch_error(&err) : "ok");
        if (!status) {
            status = bac_import_onnx_memory(data, size, "again.onnx", NULL, &back, NULL, &err);
            cr_assert(status == BAC_OK, "%s: %s", random_replay(seed, replay), scratch_error(&err));
            streams += check_same(seed, net, back);
            same++;
        }
        free(data);
        bac_net_free(back);
        bac_net_free(net);
    }
    cr_assert(n < ROUNDS || (same > 30 && streams > 200), "%llu networks, %llu streams",
              (unsigned long long)same, (unsigned long long)streams);
}

static bac_net *parsed(const char *text) {
    bac_net *net = NULL;
    bac_error err = {0};
    cr_assert(bac_net_parse(text, strlen(text), "edited", &net, &err) == BAC_OK, "%s",
              scratch_error(&err));
    return net;
}

/* The shipped network, the codes of its first requantiser of that type. */
static bac_net *shipped_with(const char *type) {
    char *text = scratch_read(SHIPPED, NULL), line[24];
    snprintf(line, sizeof line, "  type %s\n", type);
    char *layer = strstr(text, " requant\n");
    cr_assert(layer, "no requantiser");
    char *edited = scratch_replace(layer, "  type u5\n", line);
    *layer = '\0';
    char *whole = malloc(strlen(text) + strlen(edited) + 1);
    cr_assert(whole);
    sprintf(whole, "%s%s", text, edited);
    bac_net *net = parsed(whole);
    free(whole);
    free(edited);
    free(text);
    return net;
}

static bool text_is(const char *is, const char *expected) {
    return is && strcmp(is, expected) == 0;
}

/* An attribute's type is the field that it has. */
static void check_attribute(const Bac__Onnx__Node *node, const Bac__Onnx__Attribute *a) {
    enum { FLOAT = 1, INT, STRING, INTS = 7 };
    const int type = a->has_f ? FLOAT : a->has_i ? INT : a->has_s ? STRING : INTS;
    cr_assert(a->has_type && a->type == type, "%s: %s: type %d, not %d", node->op_type, a->name,
              a->type, type);
    cr_assert(type != INTS || a->n_ints > 0);
}

/* What other readers of ONNX look at, and the importer does not. */
Test(export_integers, the_file_has_what_the_format_demands) {
    bac_net *net = NULL;
    bac_error err = {0};
    void *data = NULL;
    size_t size = 0;
    unsigned quants = 0;
    cr_assert(bac_net_load(SHIPPED, &net, &err) == BAC_OK, "%s", scratch_error(&err));
    cr_assert(bac_export_integers(net, &data, &size, &err) == BAC_OK);
    Bac__Onnx__Model *m = bac__onnx__model__unpack(NULL, size, data);
    cr_assert(m && m->has_ir_version && m->graph && text_is(m->producer_name, "bac"));
    cr_assert(text_is(m->graph->name, bac_net_name(net)));
    cr_assert(m->n_opset_import == 2 && text_is(m->opset_import[0]->domain, "") &&
              text_is(m->opset_import[1]->domain, "qonnx.custom_op.general"));
    cr_assert(m->opset_import[0]->version > 1 && m->opset_import[1]->version == 1);
    for (size_t i = 0; i < m->graph->n_node; i++) {
        const Bac__Onnx__Node *node = m->graph->node[i];
        const bool quant = text_is(node->op_type, "Quant");
        bool rounding = false;
        for (size_t k = 0; k < node->n_attribute; k++) {
            check_attribute(node, node->attribute[k]);
            rounding = rounding || text_is(node->attribute[k]->name, "rounding_mode");
        }
        cr_assert(rounding == quant &&
                  (!quant || text_is(node->domain, "qonnx.custom_op.general")));
        quants += quant;
    }
    cr_assert_gt(quants, 10);
    bac__onnx__model__free_unpacked(m, NULL);
    free(data);
    bac_net_free(net);
}

/* Codes of 16 bits are the widest that a Quant gives back. */
Test(export_integers, wide_codes_are_refused_by_layer_and_bits) {
    bac_net *net = shipped_with("u16"), *back = again(net, "sixteen");
    cr_assert(check_same(2, net, back) > 20 * FRAMES);
    bac_net_free(back);
    bac_net_free(net);
    net = shipped_with("u17");
    void *data = NULL;
    size_t size = 0;
    bac_error err = {0};
    cr_assert(bac_export_integers(net, &data, &size, &err) == BAC_ERR_INPUT && !data);
    cr_assert(strstr(err.where, ":") && strstr(err.text, "17 bits") &&
                  strstr(err.text, "--wide-bits 16"),
              "%s", scratch_error(&err));
    bac_net_free(net);
}

/* Multipliers of 16 bits and shifts of 25: each needs an addend that is a float32. */
Test(export_integers, the_shipped_network_comes_back) {
    bac_net *net = NULL;
    bac_error err = {0};
    cr_assert(bac_net_load(SHIPPED, &net, &err) == BAC_OK, "%s", scratch_error(&err));
    bac_net *back = again(net, bac_net_name(net));
    cr_assert(bac_net_layers(back) == bac_net_layers(net));
    cr_assert_str_eq(bac_net_class(back, 23), bac_net_class(net, 23));
    cr_assert(check_same(1, net, back) > 20 * FRAMES);
    bac_cost a, b;
    bac_net_cost(net, &a);
    bac_net_cost(back, &b);
    cr_assert(a.score == b.score && a.nonzero == b.nonzero);
    bac_net_free(back);
    bac_net_free(net);
}

/* Features behind a fully connected layer are a vector; a convolution of one position reads a sequence. */
static const char features[] =
    "bnet 1\nname features\nclasses a b\nlayer in input\n  positions 6\n  channels 2\n"
    "  type s4\n  range -8 7\n  scale 0x1p-3\n  rounding half_even\nend\n"
    "layer peak globalmax\n  from in\n  scale 0x1p-3\nend\n"
    "layer hidden fc\n  from peak\n  channels 3\n  weight_type s4\n  cost_bits 4\n"
    "  w 0 1 2\n  w 1 -3 1\n  w 2 0 5\n  acc -40 35\nend\n"
    "layer hidden_q requant\n  from hidden\n  type u4\n  range 0 15\n  scale 0x1p-3\n"
    "  ch 0 shift 1 1\n  ch 1 shift 1 1\n  ch 2 shift 2 2\nend\n"
    "layer mix conv\n  from hidden_q\n  channels 2\n  groups 1\n  kernel 1\n  stride 1\n  pad "
    "0 0\n"
    "  weight_type s4\n  cost_bits 4\n  w 0 1 -2 3\n  w 1 2 0 1\n  acc -30 38\nend\n"
    "layer mix_q requant\n  from mix\n  type u4\n  range 0 15\n  scale 0x1p-3\n"
    "  ch 0 shift 2 2\n  ch 1 shift 2 2\nend\n"
    "layer scores fc\n  from mix_q\n  channels 2\n  weight_type s4\n  cost_bits 4\n"
    "  w 0 1 -1\n  w 1 0 3\n  acc -8 24\n  scale 0x1p-5\nend\n"
    "layer class argmax\n  from scores\nend\n";

Test(export_integers, a_convolution_behind_features_reads_a_sequence) {
    bac_net *net = parsed(features), *back = again(net, "features");
    cr_assert(find(back, "mix") > 0 &&
              bac_net_layer(back, (uint32_t)find(back, "mix"))->op == BAC_CONV);
    cr_assert(check_same(3, net, back) > 2 * FRAMES);
    bac_net_free(back);
    bac_net_free(net);
}

/* The features with some of their lines edited; free */
static char *edited(const char *const (*edits)[2], size_t n) {
    char *text = scratch_replace(features, edits[0][0], edits[0][1]);
    for (size_t i = 1; i < n; i++) {
        char *before = text;
        text = scratch_replace(before, edits[i][0], edits[i][1]);
        free(before);
    }
    return text;
}

/* Codes of two bits are the narrowest of a Quant: one bit is another operator's. */
Test(export_integers, codes_of_two_bits_come_back) {
    static const char *const inside[][2] = {{"type u4\n  range 0 15", "type u2\n  range 0 3"},
                                            {"acc -30 38", "acc -6 12"},
                                            {"acc -8 24", "acc -2 6"}},
                             *const input[][2] = {
                                 {"type s4\n  range -8 7", "type s2\n  range -2 1"},
                                 {"acc -40 35", "acc -10 7"},
                                 {"acc -30 38", "acc -8 5"},
                                 {"acc -8 24", "acc -1 3"}};
    for (int at = 0; at < 2; at++) {
        char *text = at ? edited(input, 4) : edited(inside, 3);
        bac_net *net = parsed(text), *back = again(net, "features");
        cr_assert(check_same(4, net, back) > 2 * FRAMES);
        bac_net_free(back);
        bac_net_free(net);
        free(text);
    }
}

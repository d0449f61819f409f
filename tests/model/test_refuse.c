/* test_refuse.c - every rule of docs/network-format.md: a file that breaks it, the line that is
 * blamed, and what the message says. Each case edits the tiny network in one place. */
#include "bac.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct rule {
    const char *from, *to; /* the edit */
    const char *line;      /* the message names the first line that holds this */
    const char *says;
} rule;

/* Line number of the first line of text that holds `part` */
static unsigned line_of(const char *text, const char *part) {
    const char *at = strstr(text, part);
    cr_assert_not_null(at, "'%s' is not in the edited file", part);
    unsigned line = 1;
    for (const char *p = text; p < at; p++)
        line += *p == '\n';
    return line;
}

static void check(const rule *rules, size_t n) {
    char *tiny = scratch_read(TINY_NET, NULL);
    for (size_t i = 0; i < n; i++) {
        const rule *r = &rules[i];
        char *text = scratch_replace(tiny, r->from, r->to), where[64];
        bac_net *net = NULL;
        bac_error err = {0};
        bac_status status = bac_net_parse(text, strlen(text), "tiny.bnet", &net, &err);
        cr_assert_eq(status, BAC_ERR_INPUT, "'%s' was accepted", r->to);
        cr_assert_null(net);
        snprintf(where, sizeof where, "tiny.bnet:%u", line_of(text, r->line));
        cr_assert_str_eq(err.where, where, "'%s' is blamed on %s: %s", r->to, err.where, err.text);
        cr_assert_not_null(strstr(err.text, r->says), "'%s' says: %s", r->to, err.text);
        free(text);
    }
    free(tiny);
}

#define CHECK(rules) check(rules, sizeof(rules) / sizeof *(rules))

Test(bac_refuse, rules_about_words_and_lines) {
    const rule rules[] = {
        {"bnet 1\n", "bnet 2\n", "bnet 2", "version"},
        {"bnet 1\n", "bnet\n", "bnet", "version"},
        {"bnet 1\n", "bnet 1 1\n", "bnet 1", "too many"},
        {"bnet 1\n", "network 1\n", "network 1", "bnet 1"},
        {"name tiny", "name tiny tiny", "tiny tiny", "too many"},
        {"name tiny", "name 2tiny", "2tiny", "digit first"},
        {"name tiny", "name ti-ny", "ti-ny", "letters"},
        {"name tiny", "name", "name", "missing"},
        {"name tiny", "name tiny\nname tiny", "name tiny\nsource", "second 'name'"},
        {"name tiny\n", "", "layer in", "'name' line"},
        {"name tiny", "colour red\nname tiny", "colour", "unknown key 'colour'"},
        {"source \"", "source x\"", "source", "quotes"},
        {"requantiser form\"", "requantiser form", "source", "quotes"},
        {"requantiser form\"", "requantiser form\" x", "source", "too many"},
        {"classes low", "classes low\nclasses low", "classes low middle", "second 'classes'"},
        {"classes low middle high", "classes", "classes", "class labels"},
        {"name tiny", "name tiny\xc3\xa4", "\xc3", "0xc3"},
        {"name tiny", "name tiny\x01", "\x01", "0x01"},
        {"name tiny", "name tiny\x7f", "\x7f", "0x7f"},
        {"layer in input", "layer in input x", "layer in", "too many"},
        {"layer in input", "layer in inputs", "layer in", "unknown operator"},
        {"layer in input", "layer in", "layer in", "missing"},
        {"layer in input", "layer in-put input", "layer in-put", "letters"},
        {"  positions 16", "  positions 16\n  positions 16", "positions 16\n  channels",
         "second 'positions'"},
        {"  positions 16", "  stride 16", "stride 16", "no key 'stride'"},
        {"  positions 16", "  Positions 16", "Positions", "no key 'Positions'"},
        {"  positions 16\n", "", "layer in", "lacks 'positions'"},
        {"  positions 16", "  positions 0x10", "0x10", "not an integer"},
        {"  positions 16", "  positions +16", "+16", "not an integer"},
        {"  positions 16", "  positions 99999999999999999999", "9999", "not an integer"},
        {"  positions 16", "  positions -", "positions", "not an integer"},
        {"  positions 16", "  positions 16.0", "16.0", "not an integer"},
        {"  scale 0x1p-3", "  scale 1e999", "1e999", "double range"},
        {"  scale 0x1p-3", "  scale nan", "nan", "real number"},
        {"  scale 0x1p-3", "  scale inf", "inf", "real number"},
        {"  scale 0x1p-3", "  scale 0x1p-3x", "0x1p-3x", "real number"},
        {"  scale 0x1p-3", "  scale .5", ".5", "real number"},
        {"  scale 0x1p-3", "  scale +1", "+1", "real number"},
        {"end\n\n# depthwise", "\n\n# depthwise", "layer dw0", "no key 'layer'"},
        {"  from logits\nend\n", "  from logits\n", "from logits", "no 'end'"},
        {"end\n\n# depthwise", "end x\n\n# depthwise", "end x", "too many"},
        {"\n# depthwise", "\nend\n# depthwise", "end\n# depthwise", "only 'layer'"},
    };
    CHECK(rules);
}

Test(bac_refuse, rules_about_the_input) {
    const rule rules[] = {
        {"  positions 16", "  positions 0", "positions 0", "1 .. 1048576"},
        {"  positions 16", "  positions 1048577", "1048577", "0 .. 1048576"},
        {"  channels 2", "  channels 0", "channels 0", "1 .. 65536"},
        {"  channels 2", "  channels 65537", "65537", "0 .. 65536"},
        {"  positions 16\n  channels 2", "  positions 1048576\n  channels 65536", "layer in",
         "at most 67108864"},
        {"type s4", "type s17", "s17", "s16"},
        {"type s4", "type s0", "s0", "s16"},
        {"type s4", "type b1", "type b1", "s16"},
        {"type s4", "type x4", "x4", "s16"},
        {"type s4", "type s", "type s", "s16"},
        {"type s4", "type s4x", "s4x", "s16"},
        {"type u4", "type u25", "u25", "u24"},
        {"range -8 7", "range -9 7", "range -9", "-8 .. 7"},
        {"range -8 7", "range -8 8", "range -8 8", "-8 .. 7"},
        {"range -8 7", "range 3 2", "range 3 2", "inside"},
        {"range -8 7", "range -8", "range -8", "missing"},
        {"scale 0x1p-3", "scale 0", "scale 0", "positive"},
        {"scale 0x1p-3", "scale -1", "scale -1", "positive"},
        {"scale 0x1p-3  # 0.125\n  rounding", "scale 1 1\n  rounding", "scale 1 1",
         "exactly one scale"},
        {"rounding half_even", "rounding half", "rounding half", "unknown rounding mode"},
        {"layer dw0 conv\n  from in\n", "layer dw0 input\n", "groups 2", "no key 'groups'"},
    };
    CHECK(rules);
}

Test(bac_refuse, rules_about_the_graph) {
    const rule rules[] = {
        {"from in\n", "from out\n", "from out", "no earlier layer is called 'out'"},
        {"from in\n", "from dw0\n", "from dw0", "no earlier layer"},
        {"from in\n", "from in in\n", "from in in", "1 .. 1 inputs, not 2"},
        {"from in\n", "from\n", "from\n", "1 .. 1 inputs, not 0"},
        {"from pw1_q pw0_q", "from pw1_q", "from pw1_q\n  acc", "2 .. 64 inputs"},
        {"from pw1_q pw0_q", "from pw1_q in", "from pw1_q in", "16 positions"},
        {"from pw1_q pw0_q", "from pw1_q dw0_q", "from pw1_q dw0_q", "'dw0_q' has 2 channels"},
        {"layer dw0_q requant", "layer dw0 requant", "layer dw0 requant", "called 'dw0'"},
        {"from peak_q\n", "from pool\n", "from pool\n  channels", "sees one position"},
        {"layer class argmax\n  from logits", "layer class argmax\n  from pool", "from pool\nend",
         "sees one position"},
        {"layer class argmax\n  from logits", "layer class argmax\n  from peak_q", "layer logits",
         "feeds no other"},
        {"layer class argmax\n  from logits\nend\n", "", "layer logits", "end in an argmax"},
        {"  from logits\nend\n", "  from logits\nend\nlayer more flatten\n  from logits\nend\n",
         "layer more", "nothing follows"},
        {"classes low middle high", "classes low middle", "layer class", "2 class labels"},
        {"layer pool maxpool\n",
         "layer two input\npositions 16\nchannels 2\ntype s4\nrange 0 1\n"
         "scale 1\nrounding up\nend\nlayer pool maxpool\n",
         "layer two", "no other, is the input"},
        {"layer in input\n  positions 16\n  channels 2\n  type s4\n  range -8 7\n  scale 0x1p-3  # "
         "0.125\n  rounding half_even\n",
         "layer in flatten\nfrom x\n", "from x", "no earlier layer"},
    };
    CHECK(rules);
}

Test(bac_refuse, rules_about_weights) {
    const rule rules[] = {
        {"  groups 2", "  groups 0", "groups 0", "must divide"},
        {"  groups 2", "  groups 3", "groups 3", "must divide"},
        {"  channels 2\n  groups 2", "  channels 3\n  groups 2", "groups 2", "must divide"},
        {"  channels 2\n  groups 2", "  channels 3\n  groups 3", "groups 3", "must divide"},
        {"  channels 2\n  groups 2", "  channels 0\n  groups 2", "channels 0\n", "1 .. 65536"},
        {"  kernel 5", "  kernel 0", "kernel 0", "1 .. 1048576"},
        {"  kernel 5\n  stride 2\n  pad 2 2", "  kernel 17\n  stride 2\n  pad 0 0", "kernel 17",
         "longer than the padded input"},
        {"  stride 2", "  stride 0", "stride 0", "1 .. 1048576"},
        {"  pad 2 2", "  pad 5 2", "pad 5 2", "smaller than the kernel"},
        {"  pad 2 2", "  pad 2 5", "pad 2 5", "smaller than the kernel"},
        {"  pad 2 2", "  pad 2", "pad 2", "right pad is missing"},
        {"  pad 2 2", "  pad -1 2", "pad -1", "not an integer"},
        {"weight_type s4", "weight_type s17", "s17", "b1, u1"},
        {"weight_type s4", "weight_type s1", "type s1", "b1, u1"},
        {"weight_type s4", "weight_type b2", "b2", "b1, u1"},
        {"weight_type s4", "weight_type u4", "w 0 1 0 -3", "its type holds 0 .. 15"},
        {"weight_type s4", "weight_type b1", "w 0 1 0 -3", "b1 holds -1 and 1"},
        {"w 0 1 0 -3 2 0", "w 0 1 0 -9 2 0", "w 0 1 0 -9", "its type holds -8 .. 7"},
        {"w 1 0 4 5 0 -2", "w 1 0 4 8 0 -2", "w 1 0 4 8", "its type holds -8 .. 7"},
        {"w 0 1 0 -3 2 0", "w 0 1 0 -3 2", "w 0 1 0 -3 2", "a weight is missing"},
        {"w 0 1 0 -3 2 0", "w 0 1 0 -3 2 0 0", "w 0 1 0 -3 2 0 0", "too many"},
        {"w 0 1 0 -3 2 0", "w 2 1 0 -3 2 0", "w 2 1 0", "there are only 2"},
        {"w 0 1 0 -3 2 0", "w -1 1 0 -3 2 0", "w -1", "not an integer"},
        {"w 0 1 0 -3 2 0", "w", "  w\n", "missing"},
        {"w 1 0 4 5 0 -2", "w 0 0 4 5 0 -2", "w 0 0 4 5", "out of order or repeated"},
        {"w 0 1 0 -3 2 0\n  w 1 0 4 5 0 -2", "w 1 1 0 -3 2 0\n  w 0 0 4 5 0 -2", "w 0 0 4 5",
         "out of order"},
        {"cost_bits 4", "cost_bits 0", "cost_bits 0", "1 .. 32"},
        {"cost_bits 4", "cost_bits 33", "cost_bits 33", "0 .. 32"},
        {"acc -86 79", "acc -86 80", "acc -86 80", "prove acc -86 79"},
        {"acc -86 79", "acc -85 79", "acc -85 79", "prove acc -86 79"},
        {"acc -86 79", "acc -86", "acc -86", "missing"},
        {"acc -86 79\n", "\n", "layer dw0 conv", "lacks 'acc'"},
        {"bias 5 -3 0", "bias 5 -3", "bias 5 -3", "a bias is missing"},
        {"bias 5 -3 0", "bias 5 -3 0 0", "bias 5", "too many"},
        {"bias 5 -3 0", "bias 5 -3 2147483648", "2147483648", "not an integer"},
        {"bias 5 -3 0", "bias 5 2147483647 0", "w 1 -1 4 0 0", "can leave 32 bits"},
        {"bias 5 -3 0", "bias -2147483648 -3 0", "w 0 2 0 -3 1", "can leave 32 bits"},
        {"  acc -66 32\n  scale 0x1p-5", "  acc -66 32\n  scale 1 1", "scale 1 1",
         "2 scales for 3 channels"},
        {"  acc -66 32\n  scale 0x1p-5", "  acc -66 32\n  scale # ", "scale # ", "0 scales"},
    };
    CHECK(rules);
}

Test(bac_refuse, rules_about_requantisers) {
    const rule rules[] = {
        {"ch 0 shift 1 1", "ch 0 shift 1 63", "shift 1 63", "0 .. 62"},
        {"ch 0 shift 1 1", "ch 0 shift 1", "ch 0 shift 1", "the shift is missing"},
        {"ch 0 shift 1 1", "ch 0 shift 1 1 1", "ch 0 shift 1 1 1", "too many"},
        {"ch 0 shift 1 1", "ch 0 round 1 1", "ch 0 round", "unknown form 'round'"},
        {"ch 0 shift 1 1", "ch 0", "ch 0\n", "the form is missing"},
        {"ch 0 shift 1 1", "ch 0 shift 9223372036854775807 1", "9223372036854775807",
         "overflow 64 bits"},
        {"ch 0 shift 1 1", "ch 0 shift -9223372036854775808 1", "9223372036854775808",
         "overflow 64 bits"},
        {"ch 0 shift 1 1", "ch 0 even 1 0", "ch 0 even 1 0", "1 .. 62"},
        {"ch 1 mul 3 16 4", "ch 1 mul 2147483648 16 4", "2147483648", "not an integer"},
        {"ch 1 mul 3 16 4", "ch 1 mul 3 9223372036854775807 4", "9223372036854775807",
         "overflow 64 bits"},
        {"ch 1 mul 3 16 4", "ch 1 mul 3 9223372036854775808 4", "9223372036854775808",
         "not an integer"},
        {"ch 1 mul 3 16 4", "ch 2 mul 3 16 4", "ch 2 mul", "there are only 2"},
        {"ch 1 mul 3 16 4", "ch 0 mul 3 16 4", "ch 0 mul", "out of order or repeated"},
        {"  ch 1 mul 3 16 4\n", "", "ch 0 shift 1 1", "missing its 'ch' row"},
        {"  ch 0 shift 1 1\n  ch 1", "  ch 1", "ch 1 mul 3", "out of order"},
        {"ch 2 const 5", "ch 2 const 16", "const 16", "the range is 0 .. 15"},
        {"ch 2 const 5", "ch 2 const -1", "const -1", "the range is 0 .. 15"},
        {"ch 2 const 5", "ch 2 const 5 5", "const 5 5", "too many"},
        {"thr + 0 15 1 4", "thr + 1 15 1 4", "thr + 1 15", "codes 1 .. 16"},
        {"thr + 0 15 1 4", "thr + -1 15 1 4", "thr + -1 15", "codes -1 .. 14"},
        {"thr + 0 15 1 4", "thr + 0 15 4 1", "thr + 0 15 4 1", "1 follows 4"},
        {"thr + 0 15 1 4", "thr + 0 14 1 4", "thr + 0 14", "14 thresholds are announced, 15"},
        {"thr + 0 15 1 4", "thr + 0 16 1 4", "thr + 0 16", "16 thresholds are announced, 15"},
        {"thr + 0 15 1 4", "thr + 0 70000 1 4", "thr + 0 70000", "not an integer"},
        {"thr + 0 15 1 4", "thr * 0 15 1 4", "thr * 0", "neither + nor -"},
        {"thr + 0 15 1 4", "thr + 0 15 x 4", "15 x 4", "not an integer"},
        {"thr - 15 6 2", "thr - 5 6 2", "thr - 5 6", "codes 5 .. -1"},
        {"thr - 15 6 2", "thr - 16 6 2", "thr - 16", "codes 16 .. 10"},
        {"thr - 15 6 2 2 5 8 8 11", "thr - 15 6 2 2 5 8 8 11\n  ch 3 thr - 15 1 2",
         "ch 3 thr - 15 1 2", "repeated"},
    };
    CHECK(rules);
}

Test(bac_refuse, rules_about_adds_and_pools) {
    const rule rules[] = {
        {"  from pw1_q pw0_q\n", "  from pw1_q pw0_q\n  mul 2 1\n", "mul 2 1", "only 2"},
        {"  from pw1_q pw0_q\n", "  from pw1_q pw0_q\n  mul 64 1\n", "mul 64 1", "not an integer"},
        {"  from pw1_q pw0_q\n", "  from pw1_q pw0_q\n  mul 0 1 1\n", "mul 0 1 1", "missing"},
        {"  from pw1_q pw0_q\n", "  from pw1_q pw0_q\n  mul 0 1 1 1 1 1\n", "mul 0 1", "too many"},
        {"  from pw1_q pw0_q\n", "  from pw1_q pw0_q\n  mul 0\n", "mul 0", "missing"},
        {"  from pw1_q pw0_q\n", "  from pw1_q pw0_q\n  mul 1 1\n  mul 1 1\n", "mul 1 1\n  acc",
         "repeated"},
        {"  from pw1_q pw0_q\n", "  from pw1_q pw0_q\n  mul 1 2147483647\n", "mul 1 2147483647",
         "can leave 32 bits"},
        {"  acc 0 30", "  acc 0 31", "acc 0 31", "prove acc 0 30"},
        {"  kernel 2\n  stride 2\n  pad 0 0", "  kernel 9\n  stride 2\n  pad 0 0", "kernel 9",
         "longer than the padded input"},
        {"  kernel 2\n  stride 2\n  pad 0 0", "  kernel 2\n  stride 2\n  pad 2 0", "pad 2 0",
         "smaller than the kernel"},
        {"  kernel 2\n  stride 2\n  pad 0 0", "  kernel 2\n  stride 0\n  pad 0 0", "stride 0",
         "1 .. 1048576"},
    };
    CHECK(rules);
}

/* Limits that one small edit cannot reach */

static void refuse_text(const char *text, size_t size, const char *where, const char *says) {
    bac_net *net;
    bac_error err;
    cr_assert_eq(bac_net_parse(text, size, "f", &net, &err), BAC_ERR_INPUT, "%s", says);
    cr_assert_str_eq(err.where, where, "%s", scratch_error(&err));
    cr_assert_not_null(strstr(err.text, says), "%s", err.text);
}

static const char head[] = "bnet 1\nname n\nlayer in input\npositions 1\nchannels 65536\ntype u1\n"
                           "range 0 1\nscale 1\nrounding up\nend\n";

Test(bac_refuse, more_than_4096_layers) {
    char *text = calloc(1, 1 << 20), *at = text;
    at +=
        sprintf(at, "bnet 1\nname n\nlayer l0 input\npositions 1\nchannels 1\ntype u1\nrange 0 1\n"
                    "scale 1\nrounding up\nend\n");
    for (int i = 1; i <= 4096; i++)
        at += sprintf(at, "layer l%d flatten\nfrom l%d\nend\n", i, i - 1);
    refuse_text(text, (size_t)(at - text), "f:12296", "at most 4096 layers");
    free(text);
}

/* 4 GiB of weights, or of streams, must be refused before they are allocated. */
Test(bac_refuse, weights_beyond_the_limits) {
    char text[1024];
    int n = snprintf(text, sizeof text,
                     "%slayer f fc\nfrom in\nchannels 1025\nweight_type s2\n"
                     "cost_bits 1\nacc 0 0\nend\n",
                     head);
    refuse_text(text, (size_t)n, "f:11", "at most 67108864 in a layer");
    n = snprintf(text, sizeof text,
                 "%slayer a conv\nfrom in\nchannels 65536\ngroups 65536\nkernel 1048576\nstride 1\n"
                 "pad 1048575 0\nweight_type s2\ncost_bits 1\nacc 0 0\nend\n",
                 head);
    refuse_text(text, (size_t)n, "f:11", "at most 67108864 in a layer");
}

Test(bac_refuse, weights_of_all_layers_beyond_the_limit) {
    char text[2048], *at = text + sprintf(text, "%s", head);
    for (char name = 'a'; name <= 'c'; name++) { /* 2^26 weights each: the third is too much */
        at += sprintf(at,
                      "layer %c fc\nfrom in\nchannels 1024\nweight_type s2\ncost_bits 1\n"
                      "acc 0 0\nend\n",
                      name);
    }
    refuse_text(text, (size_t)(at - text), "f:25", "134217728 in a network");
}

Test(bac_refuse, streams_beyond_the_limits) {
    char *text = calloc(1, 1 << 20), *at = text + sprintf(text, "%s", head);
    const char *last = "in";
    char name[16];
    for (int i = 1; i <= 2100; i++) {
        at += sprintf(at, "layer l%d globalmax\nfrom %s\nend\n", i, last);
        snprintf(name, sizeof name, "l%d", i);
        last = name;
    }
    /* the input and 2047 more hold 2^27 numbers, in lines 11 to 6151 */
    refuse_text(text, (size_t)(at - text), "f:6152", "134217728 in all");
    free(text);
}

Test(bac_refuse, concats_and_flattens_beyond_65536_channels) {
    char text[1024];
    int n = snprintf(text, sizeof text, "%slayer c concat\nfrom in in\nend\n", head);
    refuse_text(text, (size_t)n, "f:12", "131072 channels");
    n = snprintf(text, sizeof text,
                 "bnet 1\nname n\nlayer in input\npositions 257\nchannels 256\n"
                 "type u1\nrange 0 1\nscale 1\nrounding up\nend\n"
                 "layer f flatten\nfrom in\nend\n");
    refuse_text(text, (size_t)n, "f:12", "65792 channels");
}

Test(bac_refuse, names_and_lines_that_are_too_long) {
    char text[256];
    int n = snprintf(text, sizeof text, "bnet 1\nname %064d\n", 0);
    refuse_text(text, (size_t)n, "f:2", "longer than 63");
    size_t size = (16 << 20) + 100;
    char *longer = malloc(size);
    memset(longer, ' ', size);
    memcpy(longer, "bnet 1\n", 7);
    refuse_text(longer, size, "f:2", "at most 16777216 characters");
    free(longer);
    refuse_text("", 0, "f", "bnet 1");
    refuse_text("bnet 1\n", 7, "f:1", "without a layer");
}

Test(bac_refuse, too_many_inputs_lines_or_source_characters) {
    size_t size = 3 << 20;
    char *text = malloc(size), *at = text + sprintf(text, "%slayer c concat\nfrom", head);
    for (int i = 0; i < 64; i++)
        at += sprintf(at, " in");
    sprintf(at, "\nend\n"); /* so many may be, but not of 65,536 channels each */
    refuse_text(text, strlen(text), "f:12", "4194304 channels");
    at += sprintf(at, " in");
    refuse_text(text, (size_t)(at - text), "f:12", "has no 'end'");
    at += sprintf(at, "\nend\n");
    refuse_text(text, (size_t)(at - text), "f:12", "at most 64");

    at = text + sprintf(text, "%slayer c conv\n", head);
    for (int i = 0; i < 65536 + 100; i++)
        at += sprintf(at, "w %d 1\n", i % 9);
    refuse_text(text, (size_t)(at - text), "f:65567", "lines in one layer");

    at = text + sprintf(text, "bnet 1\nsource \"");
    memset(at, 'x', 5000);
    strcpy(at + 5000, "\"\n");
    refuse_text(text, strlen(text), "f:2", "at most 1024 source lines of 4096 characters");
    free(text);
}

Test(bac_refuse, a_file_that_is_too_large_or_missing) {
    bac_net *net;
    bac_error err;
    cr_assert_eq(bac_net_load("/nonexistent.bnet", &net, &err), BAC_ERR_IO);
    cr_assert_str_eq(err.where, "/nonexistent.bnet");
    cr_assert_eq(bac_net_parse("", (256u << 20) + 1, "f", &net, &err), BAC_ERR_INPUT);
    cr_assert_not_null(strstr(err.text, "at most 268435456"));
}

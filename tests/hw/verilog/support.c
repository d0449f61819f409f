/* support.c - see support.h. */
#include "support.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static subject subject_of(bac_net *net, bac_style style) {
    bac_error err = {0};
    bac_plan *plan = NULL;
    subject s = {.net = net};
    cr_assert_eq(bac_plan_create(net, &plan, &err), BAC_OK, "%s", err.text);
    bac_plan_set_style(net, plan, style);
    cr_assert_eq(bac_compile(net, plan, &s.p, &err), BAC_OK, "%s: %s", err.where, err.text);
    bac_plan_free(plan);
    return s;
}

subject subject_load(const char *path, bac_style style) {
    bac_net *net = NULL;
    bac_error err = {0};
    cr_assert_eq(bac_net_load(path, &net, &err), BAC_OK, "%s: %s", err.where, err.text);
    return subject_of(net, style);
}

subject subject_make(small_net n) {
    char *text = NULL;
    size_t size = 0;
    bac_net *net = NULL;
    bac_error err = {0};
    const int lo = n.is_unsigned ? 0 : -8, hi = n.is_unsigned ? 31 : 7;
    const uint32_t more = (n.classes - 1) / n.channels;
    const int most = 1 + (int)(more < 6 ? more : 6); /* largest weight */
    FILE *out = open_memstream(&text, &size);
    fprintf(out, "bnet 1\nname small\nclasses");
    for (uint32_t c = 0; c < n.classes; c++)
        fprintf(out, " c%" PRIu32, c);
    fprintf(out,
            "\nlayer in input\n  positions %" PRIu32 "\n  channels %" PRIu32
            "\n  type %s\n  range %d %d\n  scale %s\n  rounding %s\nend\n",
            n.positions, n.channels, n.is_unsigned ? "u5" : "s4", lo, hi,
            n.scale ? n.scale : "0x1p-3", n.rounding ? n.rounding : "half_even");
    fprintf(out,
            "layer peak globalmax\n  from in\n  scale 0x1p-3\nend\nlayer logits fc\n  from peak\n  "
            "channels %" PRIu32 "\n  weight_type s4\n  cost_bits 4\n",
            n.classes);
    for (uint32_t c = 0; c < n.classes; c++) {
        fprintf(out, "  w %" PRIu32, c);
        for (uint32_t i = 0; i < n.channels; i++)
            fprintf(out, " %d", i == c % n.channels ? 1 + (int)(c / n.channels % 7) : 0);
        fprintf(out, "\n");
    }
    fprintf(out, "  acc %d %d\n  scale 0x1p-5\nend\nlayer class argmax\n  from logits\nend\n",
            lo * most, hi * most);
    cr_assert_eq(fclose(out), 0);
    cr_assert_eq(bac_net_parse(text, size, "small", &net, &err), BAC_OK, "%s: %s", err.where,
                 err.text);
    free(text);
    return subject_of(net, BAC_STYLE_UNROLLED);
}

subject subject_small(uint32_t positions, uint32_t channels, uint32_t classes) {
    return subject_make(
        (small_net){.positions = positions, .channels = channels, .classes = classes});
}

void subject_free(subject *s) {
    bac_netlist_free(s->p);
    bac_net_free(s->net);
}

char *printed_axi(const subject *s, const bac_axi *axi) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    cr_assert(bac_print_axi(out, s->p, axi));
    cr_assert_eq(fclose(out), 0);
    return text;
}

char *printed_board(const subject *s, const bac_board_top *top) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    cr_assert(bac_print_board(out, s->p, top));
    cr_assert_eq(fclose(out), 0);
    return text;
}

void same_as_frozen(const char *text, const char *name) {
    char path[512];
    snprintf(path, sizeof path, TEST_NETS "/golden/rtl/wrap/%s", name);
    if (getenv("BAC_TEST_FREEZE"))
        scratch_write(path, text, strlen(text));
    char *frozen = scratch_read(path, NULL);
    size_t at = 0, line = 1;
    while (text[at] && text[at] == frozen[at])
        line += text[at++] == '\n';
    cr_assert_eq(text[at], frozen[at], "%s differs in line %zu: '%.40s', frozen is '%.40s'", name,
                 line, text + at, frozen + at);
    free(frozen);
}

unsigned occurs(const char *text, const char *part) {
    unsigned n = 0;
    for (const char *at = text; (at = strstr(at, part)); at++)
        n++;
    return n;
}

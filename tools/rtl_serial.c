#include "rtl_serial.h"

#include "pipeline_internal.h"
#include "rtl_linear.h"
#include "serial.h"

#include <inttypes.h>

typedef struct window_inputs {
    const bac_net *net;
    const bac_layer *conv;
    bool add;
} window_inputs;

static uint64_t word_dead(const void *of, uint32_t c) {
    const window_inputs *in = of;
    return bac_serial_is_dead(in->net, in->conv, in->add, c);
}

static void print_window(FILE *out, const bac_pipeline *p, const bac_stage *s) {
    const bac_link *in = &p->links[s->in[0]];
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    bac_serial_window w;
    bac_serial_window_of(p->net, l, s->phases, &w);
    fprintf(out,
            "        .C(%" PRIu32 "), .D(%" PRIu32 "), .DIGITS(%" PRIu32 "), .T(%" PRIu32
            "), .K(%" PRIu32 "), .STRIDE(%" PRIu32 "),\n"
            "        .PAD_LEFT(%" PRIu32 "), .PAD_RIGHT(%" PRIu32 "),",
            in->lanes, bac_link_bits(in), in->digits, w.T, w.kernel, w.stride, w.pad_left,
            w.pad_right);
    if (s->kind == BAC_STAGE_SERIAL_OVERLAP)
        fprintf(out, " .OVERLAP(1),");
    else
        fprintf(out, " .GAP(%" PRIu32 "),", s->flush);
    const bac_type from = bac_net_layer(p->net, l->in[0])->type;
    const uint32_t D = bac_link_bits(in);
    fprintf(out, " .FILL(%" PRIu32 "'d%" PRIu32 "),\n", D,
            from.is_signed && !s->add ? 1u << (from.bits - 1 - (in->digits - 1) * D) : 0);
    const window_inputs inputs = {p->net, l, s->add};
    print_words(out, "DEAD", in->lanes, 1, word_dead, &inputs);
}

static uint64_t word_first(const void *of, uint32_t o) {
    const bac_serial *s = of;
    return o < s->C ? s->output[o].first : s->n_terms;
}

static uint64_t word_init(const void *of, uint32_t o) {
    return (uint64_t)((const bac_serial *)of)->output[o].init;
}

static uint64_t word_weight(const void *of, uint32_t i) {
    return (uint32_t)((const bac_serial *)of)->term[i].weight;
}

static uint64_t word_index(const void *of, uint32_t i) {
    return ((const bac_serial *)of)->term[i].index;
}

static uint64_t word_sum_bits(const void *of, uint32_t o) {
    return ((const bac_serial *)of)->output[o].sum_bits;
}

static uint64_t word_v_bits(const void *of, uint32_t o) {
    return ((const bac_serial *)of)->output[o].v_bits;
}

static uint64_t word_shift(const void *of, uint32_t o) {
    return ((const bac_serial *)of)->output[o].shift;
}

static uint64_t word_width(const void *of, uint32_t i) {
    return ((const bac_serial *)of)->widths[i];
}

static uint64_t word_tree_of(const void *of, uint32_t o) {
    return ((const bac_serial *)of)->output[o].tree;
}

static uint64_t word_tree(const void *of, uint32_t i) {
    return ((const bac_serial *)of)->tree[i];
}

static bool print_conv(FILE *out, const bac_pipeline *p, const bac_stage *s) {
    const bac_link *in = &p->links[s->in[0]], *to = &p->links[s->out[0]];
    const bac_layer *requant = bac_net_layer(p->net, s->layer);
    const bac_layer *conv = bac_net_layer(p->net, requant->in[0]);
    bac_serial low;
    bac_error err;
    const bac_serial_shape shape = bac_serial_shape_of(p, s);
    if (bac_serial_lower(p->net, conv, requant, &shape, &low, &err))
        return false;
    const uint32_t n = low.n_terms ? low.n_terms : 1, trees = low.n_trees ? low.n_trees : 1;
    fprintf(out,
            "        .N_IN(%" PRIu64 "), .D(%" PRIu32 "), .DIGITS(%" PRIu32 "), .C(%" PRIu32
            "), .D_OUT(%" PRIu32 "), .DIGITS_OUT(%" PRIu32 "),\n"
            "        .OW(%u), .LEVELS(%" PRIu32 "), .GROUP(%d), .LO(%s32'sd%" PRId64
            "), .HI(%s32'sd%" PRId64 "), .N_TERMS(%" PRIu32 "),\n"
            "        .SIGNED_OUT(%d), .SEARCH(%d), .STEPS(%" PRIu32 "), .N_TREES(%" PRIu32
            "), .APART(%" PRIu32 "),\n",
            in->width / bac_link_bits(in), bac_link_bits(in), in->digits, to->C, bac_link_bits(to),
            to->digits, requant->type.bits, low.levels, BAC_SERIAL_GROUP,
            requant->code_lo < 0 ? "-" : "",
            requant->code_lo < 0 ? -(int64_t)requant->code_lo : (int64_t)requant->code_lo,
            requant->code_hi < 0 ? "-" : "",
            requant->code_hi < 0 ? -(int64_t)requant->code_hi : (int64_t)requant->code_hi, n,
            requant->type.is_signed, low.n_trees > 0, low.steps ? low.steps : 1, trees, s->period);
    const struct {
        const char *name;
        uint32_t n, bits;
        uint64_t (*word)(const void *, uint32_t);
    } vectors[] = {{"WEIGHTS", n, 32, word_weight},
                   {"INDEX", n, 24, word_index},
                   {"FIRST", low.C + 1, 32, word_first},
                   {"INIT", low.C, 64, word_init},
                   {"SUM_BITS", low.C, 8, word_sum_bits},
                   {"V_BITS", low.C, 8, word_v_bits},
                   {"SHIFT", low.C, 8, word_shift},
                   {"WIDTHS", low.C * low.levels, 8, word_width},
                   {"TREE", low.C, 16, word_tree_of},
                   {"TREES", trees << requant->type.bits, 32, word_tree}};
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        if (i > 0)
            fprintf(out, ",\n");
        print_words(out, vectors[i].name, vectors[i].n, vectors[i].bits, vectors[i].word, &low);
    }
    bac_serial_free(&low);
    return true;
}

bool bac_params_serial(FILE *out, const bac_pipeline *p, const bac_stage *s) {
    if (s->kind == BAC_STAGE_SERIAL_CONV)
        return print_conv(out, p, s);
    print_window(out, p, s);
    return true;
}

/* rtl_params.c - weights, multipliers and requantisers as the packed words of rtl/bac_linear.v,
 * rtl/bac_requant.v and rtl/bac_fc.v. Word layouts are specified in those headers. */
#include "rtl_params.h"

#include "pipeline_internal.h"

#include <inttypes.h>
#include <stdlib.h>

/* One signed power of two of one input. */
typedef struct term {
    uint32_t index;
    uint8_t shift;
    bool negative;
} term;

/* The terms of one output: at most 33 digits for each of `n` weights. */
typedef struct terms {
    term *list;
    uint32_t n;
} terms;

static void terms_add(terms *t, uint32_t index, int64_t weight) {
    int8_t sign[33];
    uint8_t shift[33];
    uint32_t digits = bac_csd(weight, sign, shift);
    for (uint32_t d = 0; d < digits; d++)
        t->list[t->n++] = (term){index, shift[d], sign[d] < 0};
}

static int by_shift(const void *a, const void *b) {
    const term *x = a;
    const term *y = b;
    if (x->shift != y->shift)
        return x->shift < y->shift ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* Neighbours of equal shift give the narrowest sums; a positive term first saves a negation. */
static void terms_order(terms *t) {
    qsort(t->list, t->n, sizeof *t->list, by_shift);
    for (uint32_t i = 0; i < t->n; i++)
        if (!t->list[i].negative) {
            term first = t->list[i];
            for (; i > 0; i--)
                t->list[i] = t->list[i - 1];
            t->list[0] = first;
            return;
        }
}

static uint32_t bits_of(int64_t lo, int64_t hi, bool is_signed) {
    bac_type t = bac_type_of_range(is_signed && lo >= 0 ? -1 : lo, hi);
    return t.bits;
}

/* What bac_linear needs of every output. */
typedef struct linear {
    uint32_t n_out;
    terms *terms;
    int64_t *bias;
    uint32_t *leaf_bits;
    uint32_t *out_bits;
    uint32_t total; /* terms of all outputs */
} linear;

static bool linear_open(linear *l, uint32_t n_out, size_t weights) {
    *l = (linear){.n_out = n_out,
                  .terms = calloc(n_out, sizeof *l->terms),
                  .bias = calloc(n_out, sizeof *l->bias),
                  .leaf_bits = calloc(n_out, sizeof *l->leaf_bits),
                  .out_bits = calloc(n_out, sizeof *l->out_bits)};
    bool ok = l->terms && l->bias && l->leaf_bits && l->out_bits;
    for (uint32_t o = 0; ok && o < n_out; o++) {
        l->terms[o].list = malloc((weights ? weights : 1) * 33 * sizeof(term));
        ok = l->terms[o].list != NULL;
    }
    return ok;
}

static void linear_close(linear *l) {
    for (uint32_t o = 0; l->terms && o < l->n_out; o++)
        free(l->terms[o].list);
    free(l->terms);
    free(l->bias);
    free(l->leaf_bits);
    free(l->out_bits);
}

/* A packed vector of words, word 0 in the low bits: Verilog lists the highest first. */
static void print_words(FILE *out, const char *name, uint32_t n, uint32_t bits,
                        uint64_t (*word)(const void *, uint32_t), const void *of) {
    fprintf(out, "        .%s({", name);
    for (uint32_t i = n; i-- > 0;) {
        fprintf(out, "%s%" PRIu32 "'d%" PRIu64, (n - 1 - i) % 12 == 0 ? "\n            " : " ",
                bits, word(of, i));
        fprintf(out, "%s", i ? "," : "");
    }
    fprintf(out, "\n        })");
}

static uint64_t word_u32(const void *of, uint32_t i) {
    return ((const uint32_t *)of)[i];
}

static uint64_t word_i64(const void *of, uint32_t i) {
    return (uint64_t)((const int64_t *)of)[i];
}

/* Least shift, and least and greatest value of the sum over leaves [first, first + n) in units of
 * 2^base, its first term taken as positive; x spans the whole leaf type. */
typedef struct shape {
    uint32_t base;
    int64_t lo, hi;
} shape;

static shape shape_of(const term *list, uint32_t n, bac_type leaf) {
    shape s = {.base = list[0].shift};
    for (uint32_t i = 1; i < n; i++)
        s.base = list[i].shift < s.base ? list[i].shift : s.base;
    for (uint32_t i = 0; i < n; i++) {
        int64_t unit = (int64_t)1 << (list[i].shift - s.base);
        bool minus = list[i].negative != list[0].negative;
        s.lo += unit * (minus ? -bac_type_hi(leaf) : bac_type_lo(leaf));
        s.hi += unit * (minus ? -bac_type_lo(leaf) : bac_type_hi(leaf));
    }
    return s;
}

/* The adders of bac_tree over n leaves, itself first: its word order. Returns the next free word.
 */
static uint32_t *tree_shapes(const term *list, uint32_t n, bac_type leaf, uint32_t *word) {
    if (n < 2)
        return word;
    shape s = shape_of(list, n, leaf);
    bac_type type = bac_type_of_range(s.lo, s.hi);
    *word++ = (uint32_t)type.is_signed << 15 | (uint32_t)type.bits << 8 | s.base;
    uint32_t left = n - n / 2;
    word = tree_shapes(list, left, leaf, word);
    return tree_shapes(list + left, n / 2, leaf, word);
}

/* One packed vector over all terms, a line for each output, the highest first. */
static void print_by_output(FILE *out, const char *name, const linear *l, uint32_t digits,
                            const uint32_t *words) {
    uint32_t left = l->total;
    const uint32_t *end = words + l->total;
    fprintf(out, "        .%s({", name);
    for (uint32_t o = l->n_out; o-- > 0;) {
        if (l->terms[o].n > 0)
            fprintf(out, "\n            /* %" PRIu32 " */", o);
        for (uint32_t i = l->terms[o].n; i-- > 0;)
            fprintf(out, " %" PRIu32 "'h%0*" PRIx32 "%s", 4 * digits, (int)digits, *--end,
                    --left ? "," : "");
    }
    if (l->total == 0)
        fprintf(out, "%" PRIu32 "'h0", 4 * digits);
    fprintf(out, "\n        }),\n");
}

static void print_terms(FILE *out, const linear *l, bool is_signed) {
    uint32_t *term_word = calloc((size_t)l->total + 1, sizeof *term_word);
    uint32_t *index_word = calloc((size_t)l->total + 1, sizeof *index_word);
    uint32_t *shape_word = calloc((size_t)l->total + 1, sizeof *shape_word);
    if (term_word && index_word && shape_word) {
        uint32_t at = 0;
        for (uint32_t o = 0; o < l->n_out; o++) {
            const terms *t = &l->terms[o];
            bac_type leaf = {is_signed, (uint8_t)l->leaf_bits[o]};
            tree_shapes(t->list, t->n, leaf, shape_word + at);
            for (uint32_t i = 0; i < t->n; i++, at++) {
                term_word[at] = (uint32_t)t->list[i].negative << 7 | t->list[i].shift;
                index_word[at] = t->list[i].index;
            }
        }
        fprintf(out, "        .N_TERMS(%" PRIu32 "),\n", l->total ? l->total : 1);
        print_by_output(out, "TERMS", l, 2, term_word);
        print_by_output(out, "INDEX", l, 6, index_word);
        print_by_output(out, "SHAPES", l, 4, shape_word);
    }
    free(term_word);
    free(index_word);
    free(shape_word);
}

static void print_first(FILE *out, const terms *list, uint32_t n) {
    uint32_t *first = calloc((size_t)n + 1, sizeof *first);
    if (!first)
        return;
    for (uint32_t o = 0; o < n; o++)
        first[o + 1] = first[o] + list[o].n;
    print_words(out, "FIRST", n + 1, 32, word_u32, first);
    fprintf(out, ",\n");
    free(first);
}

static void print_linear(FILE *out, linear *l, bool is_signed, const char *bias, const char *bits) {
    l->total = 0;
    for (uint32_t o = 0; o < l->n_out; o++)
        l->total += l->terms[o].n;
    print_terms(out, l, is_signed);
    print_first(out, l->terms, l->n_out);
    print_words(out, bias, l->n_out, 64, word_i64, l->bias);
    fprintf(out, ",\n");
    print_words(out, "LEAF_BITS", l->n_out, 8, word_u32, l->leaf_bits);
    fprintf(out, ",\n");
    print_words(out, bits, l->n_out, 8, word_u32, l->out_bits);
}

/* ---- bac_dot ------------------------------------------------------------- */

static void conv_linear(linear *l, const bac_net *net, const bac_layer *conv) {
    const bac_layer *in = bac_net_layer(net, conv->in[0]);
    uint32_t group_in = in->C / conv->groups;
    uint32_t group_out = conv->C / conv->groups;
    for (uint32_t o = 0; o < conv->C; o++) {
        uint32_t first = o / group_out * group_in;
        for (uint32_t i = 0; i < group_in; i++)
            for (uint32_t k = 0; k < conv->kernel; k++) {
                size_t at = ((size_t)o * group_in + i) * conv->kernel + k;
                terms_add(&l->terms[o], k * in->C + first + i, conv->weight[at]);
            }
        l->bias[o] = conv->bias ? conv->bias[o] : 0;
        /* A tap outside the frame is zero whatever the channel's range. */
        l->leaf_bits[o] = in->type.bits;
    }
}

static void add_linear(linear *l, const bac_layer *add, bac_type lane) {
    for (uint32_t c = 0; c < add->C; c++) {
        for (uint32_t i = 0; i < add->n_in; i++)
            terms_add(&l->terms[c], i * add->C + c, add->mul[(size_t)i * add->C + c]);
        l->leaf_bits[c] = lane.bits;
    }
}

void bac_params_dot(FILE *out, const bac_pipeline *p, const bac_stage *stage) {
    const bac_layer *layer = bac_net_layer(p->net, stage->layer);
    const bac_link *in = &p->links[stage->in[0]];
    bool is_add = layer->op == BAC_ADD;
    const bac_layer *from = bac_net_layer(p->net, layer->in[0]);
    size_t weights = is_add ? layer->n_in : (size_t)from->C / layer->groups * layer->kernel;
    linear l;
    if (linear_open(&l, layer->C, weights)) {
        if (is_add)
            add_linear(&l, layer, in->type);
        else
            conv_linear(&l, p->net, layer);
        for (uint32_t o = 0; o < layer->C; o++) {
            terms_order(&l.terms[o]);
            l.out_bits[o] =
                bits_of(layer->channel_lo[o], layer->channel_hi[o], layer->type.is_signed);
        }
        fprintf(out,
                "        .N_IN(%" PRIu64 "), .IW(%u), .IS_SIGNED(%d),\n"
                "        .N_OUT(%" PRIu32 "), .OW(%u), .OUT_SIGNED(%d), .LEVELS(%" PRIu32 "),\n",
                in->width / in->type.bits, in->type.bits, in->type.is_signed, layer->C,
                layer->type.bits, layer->type.is_signed, stage->levels);
        print_linear(out, &l, in->type.is_signed, "BIAS", "OUT_BITS");
    }
    linear_close(&l);
}

/* ---- bac_requant ----------------------------------------------------------- */

static int64_t least(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static bac_form built_form(const bac_requant *r) {
    return r->form == BAC_FORM_THRESHOLD && r->n_thresholds == 0 ? BAC_FORM_CONST : r->form;
}

/* x*M + ADD of one channel: terms, and the bits of its proven range. */
static void requant_linear(linear *l, const bac_layer *q, const bac_layer *in, uint32_t c) {
    const bac_requant *r = &q->requant[c];
    bac_form form = built_form(r);
    int64_t lo = in->channel_lo[c];
    int64_t hi = in->channel_hi[c];
    l->bias[c] = r->add;
    l->leaf_bits[c] = bits_of(lo, hi, in->type.is_signed);
    l->out_bits[c] = 1;
    if (form == BAC_FORM_CONST || form == BAC_FORM_THRESHOLD)
        return;
    int64_t m = form == BAC_FORM_MUL ? r->mul : 1;
    terms_add(&l->terms[c], c, m);
    terms_order(&l->terms[c]);
    uint32_t bits = bits_of(least(lo * m, hi * m) + r->add, most(lo * m, hi * m) + r->add, true);
    l->out_bits[c] = bits > r->shift ? bits : r->shift + 1u;
}

static uint64_t word_form(const void *of, uint32_t i) {
    return (uint64_t)built_form(&((const bac_requant *)of)[i]);
}

static uint64_t word_shift(const void *of, uint32_t i) {
    return ((const bac_requant *)of)[i].shift;
}

static uint64_t word_decreasing(const void *of, uint32_t i) {
    return ((const bac_requant *)of)[i].decreasing;
}

static void print_thresholds(FILE *out, const bac_layer *q) {
    uint32_t total = 0;
    for (uint32_t c = 0; c < q->C; c++)
        total += q->requant[c].form == BAC_FORM_THRESHOLD ? q->requant[c].n_thresholds : 0;
    uint32_t *first = calloc((size_t)q->C + 1, sizeof *first);
    uint32_t *words = calloc((size_t)total + 1, sizeof *words);
    if (first && words) {
        for (uint32_t c = 0; c < q->C; c++) {
            const bac_requant *r = &q->requant[c];
            uint32_t n = r->form == BAC_FORM_THRESHOLD ? r->n_thresholds : 0;
            first[c + 1] = first[c] + n;
            for (uint32_t i = 0; i < n; i++)
                words[first[c] + i] = (uint32_t)r->threshold[i];
        }
        fprintf(out, "        .N_THRESHOLDS(%" PRIu32 "),\n", total ? total : 1);
        print_words(out, "THRESHOLDS", total ? total : 1, 32, word_u32, words);
        fprintf(out, ",\n");
        print_words(out, "THR_FIRST", q->C + 1, 32, word_u32, first);
        fprintf(out, ",\n");
    }
    free(first);
    free(words);
}

void bac_params_requant(FILE *out, const bac_pipeline *p, const bac_stage *stage) {
    const bac_layer *q = bac_net_layer(p->net, stage->layer);
    const bac_layer *in = bac_net_layer(p->net, q->in[0]);
    linear l;
    if (linear_open(&l, q->C, 1)) {
        uint32_t widest = 1;
        for (uint32_t c = 0; c < q->C; c++) {
            requant_linear(&l, q, in, c);
            widest = l.out_bits[c] > widest ? l.out_bits[c] : widest;
        }
        fprintf(out,
                "        .C(%" PRIu32 "), .IW(%u), .IS_SIGNED(%d), .OW(%u),\n"
                "        .LO(%s32'sd%" PRId64 "), .HI(%s32'sd%" PRId64 "),\n"
                "        .EVEN(%d), .LATENCY(%" PRIu32 "), .VW(%" PRIu32 "),\n",
                q->C, in->type.bits, in->type.is_signed, q->type.bits, q->code_lo < 0 ? "-" : "",
                most(q->code_lo, -(int64_t)q->code_lo), q->code_hi < 0 ? "-" : "",
                most(q->code_hi, -(int64_t)q->code_hi), bac_requant_has_even(q), stage->latency,
                widest);
        print_words(out, "FORM", q->C, 4, word_form, q->requant);
        fprintf(out, ",\n");
        print_words(out, "SHIFT", q->C, 8, word_shift, q->requant);
        fprintf(out, ",\n");
        print_words(out, "DECREASING", q->C, 1, word_decreasing, q->requant);
        fprintf(out, ",\n");
        print_thresholds(out, q);
        print_linear(out, &l, in->type.is_signed, "ADD", "V_BITS");
    }
    linear_close(&l);
}

/* ---- bac_fc and bac_window ------------------------------------------------- */

static uint32_t weight_bits(const bac_layer *fc) {
    return fc->weight_type.is_signed ? (fc->weight_type.bits > 1 ? fc->weight_type.bits : 2u)
                                     : fc->weight_type.bits + 1u;
}

void bac_params_fc(FILE *out, const bac_pipeline *p, const bac_stage *stage, const char *rom) {
    const bac_layer *fc = bac_net_layer(p->net, stage->layer);
    const bac_link *in = &p->links[stage->in[0]];
    fprintf(out,
            "        .C(%" PRIu32 "), .T(%" PRIu32 "), .P(%" PRIu32 "), .IW(%u), .IS_SIGNED(%d),\n"
            "        .N_OUT(%" PRIu32 "), .WB(%" PRIu32 "), .OW(%u),\n",
            in->C, in->T, stage->depth, in->type.bits, in->type.is_signed, fc->C, weight_bits(fc),
            fc->type.bits);
    uint32_t *bias = calloc(fc->C, sizeof *bias);
    if (bias) {
        for (uint32_t o = 0; o < fc->C; o++)
            bias[o] = fc->bias ? (uint32_t)fc->bias[o] : 0;
        print_words(out, "BIAS", fc->C, 32, word_u32, bias);
    }
    free(bias);
    fprintf(out, ",\n        .ROM_FILE(\"%s\")", rom);
}

void bac_rom_fc(FILE *out, const bac_pipeline *p, const bac_stage *stage) {
    const bac_layer *fc = bac_net_layer(p->net, stage->layer);
    const bac_link *in = &p->links[stage->in[0]];
    uint32_t inputs = stage->depth;
    uint32_t wb = weight_bits(fc);
    size_t bits = (size_t)fc->C * inputs * wb;
    uint8_t *nibble = calloc(bits / 4 + 1, 1);
    if (!nibble)
        return;
    for (uint32_t row = 0; row < in->T * stage->levels; row++) {
        uint32_t t = row / stage->levels;
        uint32_t step = row % stage->levels;
        for (size_t i = 0; i < bits / 4 + 1; i++)
            nibble[i] = 0;
        for (uint32_t o = 0; o < fc->C; o++)
            for (uint32_t k = 0; k < inputs && step * inputs + k < in->C; k++) {
                size_t input = (size_t)t * in->C + step * inputs + k;
                int32_t w = fc->weight[(size_t)o * in->T * in->C + input];
                for (uint32_t b = 0; b < wb; b++) {
                    size_t at = ((size_t)o * inputs + k) * wb + b;
                    if ((uint32_t)w >> b & 1)
                        nibble[at / 4] = (uint8_t)(nibble[at / 4] | 1u << at % 4);
                }
            }
        for (size_t i = (bits + 3) / 4; i-- > 0;)
            fprintf(out, "%x", nibble[i]);
        fprintf(out, "\n");
    }
    free(nibble);
}

uint32_t bac_window_fill(const bac_pipeline *p, const bac_stage *stage) {
    const bac_layer *layer = bac_net_layer(p->net, stage->layer);
    bac_type type = p->links[stage->in[0]].type;
    if (layer->op != BAC_MAXPOOL || !type.is_signed)
        return 0;
    return (uint32_t)1 << (type.bits - 1);
}

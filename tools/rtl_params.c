/* rtl_params.c - weights, multipliers and requantisers as the packed words of rtl/bac_dot.v,
 * rtl/bac_requant.v and rtl/bac_fc.v. Word layouts are specified in those headers. */
#include "rtl_params.h"

#include "ints.h"
#include "pipeline_internal.h"
#include "rtl_linear.h"

#include <inttypes.h>
#include <stdlib.h>

/* ---- bac_dot ------------------------------------------------------------- */

bool bac_params_dot(FILE *out, const bac_pipeline *p, const bac_stage *stage) {
    const bac_layer *layer = bac_net_layer(p->net, stage->layer);
    const bac_link *in = &p->links[stage->in[0]];
    bac_sums sums;
    bool ok = bac_sums_dot(p, stage, &sums);
    uint32_t *bits = calloc((size_t)sums.n_out + 1, sizeof *bits);
    ok = ok && bits;
    if (ok) {
        for (uint32_t o = 0; o < sums.n_out; o++)
            bits[o] = bac_bits_of(layer->channel_lo[o % layer->C], layer->channel_hi[o % layer->C],
                                  layer->type.is_signed);
        fprintf(out,
                "        .N_IN(%" PRIu32 "), .IW(%u),\n"
                "        .N_OUT(%" PRIu32 "), .OW(%u), .OUT_SIGNED(%d), .LEVELS(%" PRIu32 "),\n",
                sums.n_in, in->type.bits, sums.n_out, layer->type.bits, layer->type.is_signed,
                stage->levels);
        ok = linear_print(out, &sums, bits, "BIAS", "OUT_BITS");
    }
    free(bits);
    bac_sums_free(&sums);
    return ok;
}

/* ---- bac_requant ----------------------------------------------------------- */

static bac_form built_form(const bac_requant *r) {
    return r->form == BAC_FORM_THRESHOLD && r->n_thresholds == 0 ? BAC_FORM_CONST : r->form;
}

/* Bits of x*M + ADD of one channel. */
static uint32_t sum_bits(const bac_requant *r, int64_t lo, int64_t hi) {
    const bac_form form = built_form(r);
    if (form == BAC_FORM_CONST || form == BAC_FORM_THRESHOLD)
        return 1;
    const int64_t m = form == BAC_FORM_MUL ? r->mul : 1;
    const uint32_t bits = bac_bits_of(bac_min_i64(lo * m, hi * m) + r->add,
                                      bac_max_i64(lo * m, hi * m) + r->add, true);
    return bac_max_u32(bits, r->shift + 1u);
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

static bool print_thresholds(FILE *out, const bac_requant *all, uint32_t n_out) {
    uint32_t total = 0;
    for (uint32_t o = 0; o < n_out; o++)
        total += all[o].form == BAC_FORM_THRESHOLD ? all[o].n_thresholds : 0;
    uint32_t *first = calloc((size_t)n_out + 1, sizeof *first);
    uint32_t *words = calloc((size_t)total + 1, sizeof *words);
    bool ok = first && words;
    if (ok) {
        for (uint32_t o = 0; o < n_out; o++) {
            uint32_t n = all[o].form == BAC_FORM_THRESHOLD ? all[o].n_thresholds : 0;
            first[o + 1] = first[o] + n;
            for (uint32_t i = 0; i < n; i++)
                words[first[o] + i] = (uint32_t)all[o].threshold[i];
        }
        fprintf(out, "        .N_THRESHOLDS(%" PRIu32 "),\n", total ? total : 1);
        print_words(out, "THRESHOLDS", total ? total : 1, 32, word_u32, words);
        fprintf(out, ",\n");
        print_words(out, "THR_FIRST", n_out + 1, 32, word_u32, first);
        fprintf(out, ",\n");
    }
    free(first);
    free(words);
    return ok;
}

static void print_requant_shape(FILE *out, const bac_layer *q, const bac_layer *in, uint32_t n_out,
                                uint32_t latency, uint32_t widest) {
    fprintf(out,
            "        .C(%" PRIu32 "), .IW(%u), .IS_SIGNED(%d), .OW(%u),\n"
            "        .LO(%s32'sd%" PRId64 "), .HI(%s32'sd%" PRId64 "),\n"
            "        .EVEN(%d), .LATENCY(%" PRIu32 "), .VW(%" PRIu32 "),\n",
            n_out, in->type.bits, in->type.is_signed, q->type.bits, q->code_lo < 0 ? "-" : "",
            bac_max_i64(q->code_lo, -(int64_t)q->code_lo), q->code_hi < 0 ? "-" : "",
            bac_max_i64(q->code_hi, -(int64_t)q->code_hi), bac_requant_has_even(q), latency,
            widest);
}

/* all: the requantisers of a beat's elements, those of the channels once for each position;
 * bits: [2 * n_out], of x*M + ADD and of x. */
static bool print_requants(FILE *out, const bac_pipeline *p, const bac_stage *stage,
                           const bac_requant *all, uint32_t *bits) {
    const bac_layer *q = bac_net_layer(p->net, stage->layer);
    const bac_layer *in = bac_net_layer(p->net, q->in[0]);
    const uint32_t n_out = p->links[stage->out[0]].lanes;
    uint32_t widest = 1;
    for (uint32_t o = 0; o < n_out; o++) {
        const int64_t lo = in->channel_lo[o % in->C], hi = in->channel_hi[o % in->C];
        bits[o] = sum_bits(&all[o], lo, hi);
        bits[n_out + o] = bac_bits_of(lo, hi, in->type.is_signed);
        widest = bits[o] > widest ? bits[o] : widest;
    }
    print_requant_shape(out, q, in, n_out, stage->latency, widest);
    print_words(out, "FORM", n_out, 4, word_form, all);
    fprintf(out, ",\n");
    print_words(out, "SHIFT", n_out, 8, word_shift, all);
    fprintf(out, ",\n");
    print_words(out, "DECREASING", n_out, 1, word_decreasing, all);
    fprintf(out, ",\n");
    print_words(out, "X_BITS", n_out, 8, word_u32, bits + n_out);
    fprintf(out, ",\n");
    bac_sums sums;
    const bool ok = bac_sums_requant(p, stage, &sums) && print_thresholds(out, all, n_out) &&
                    linear_print(out, &sums, bits, "ADD", "V_BITS");
    bac_sums_free(&sums);
    return ok;
}

bool bac_params_requant(FILE *out, const bac_pipeline *p, const bac_stage *stage) {
    const bac_layer *q = bac_net_layer(p->net, stage->layer);
    const uint32_t n_out = p->links[stage->out[0]].lanes;
    bac_requant *all = calloc(n_out, sizeof *all);
    uint32_t *bits = calloc(2 * (size_t)n_out, sizeof *bits);
    for (uint32_t o = 0; all && o < n_out; o++)
        all[o] = q->requant[o % q->C];
    const bool ok = all && bits && print_requants(out, p, stage, all, bits);
    free(all);
    free(bits);
    return ok;
}

/* ---- bac_fc and bac_window ------------------------------------------------- */

bool bac_params_fc(FILE *out, const bac_pipeline *p, const bac_stage *stage, const char *rom) {
    const bac_layer *fc = bac_net_layer(p->net, stage->layer);
    const bac_link *in = &p->links[stage->in[0]];
    fprintf(out,
            "        .C(%" PRIu32 "), .T(%" PRIu32 "), .P(%" PRIu32 "), .IW(%u), .IS_SIGNED(%d),\n"
            "        .N_OUT(%" PRIu32 "), .WB(%" PRIu32 "), .OW(%u),\n",
            in->lanes, in->beats, stage->depth, in->type.bits, in->type.is_signed, fc->C,
            bac_weight_bits(fc), fc->type.bits);
    uint32_t *bias = calloc(fc->C, sizeof *bias);
    if (bias) {
        for (uint32_t o = 0; o < fc->C; o++)
            bias[o] = fc->bias ? (uint32_t)fc->bias[o] : 0;
        print_words(out, "BIAS", fc->C, 32, word_u32, bias);
    }
    bool ok = bias != NULL;
    free(bias);
    fprintf(out, ",\n        .ROM_FILE(\"%s\")", rom);
    return ok;
}

bool bac_rom_fc(FILE *out, const bac_pipeline *p, const bac_stage *stage) {
    const bac_layer *fc = bac_net_layer(p->net, stage->layer);
    const bac_link *in = &p->links[stage->in[0]];
    uint32_t inputs = stage->depth;
    uint32_t wb = bac_weight_bits(fc);
    size_t bits = (size_t)fc->C * inputs * wb;
    uint8_t *nibble = calloc(bits / 4 + 1, 1);
    if (!nibble)
        return false;
    for (uint32_t row = 0; row < in->beats * stage->levels; row++) {
        uint32_t beat = row / stage->levels;
        uint32_t step = row % stage->levels;
        for (size_t i = 0; i < bits / 4 + 1; i++)
            nibble[i] = 0;
        for (uint32_t o = 0; o < fc->C; o++)
            for (uint32_t k = 0; k < inputs && step * inputs + k < in->lanes; k++) {
                size_t input = (size_t)beat * in->lanes + step * inputs + k;
                int32_t w = fc->weight[(size_t)o * in->beats * in->lanes + input];
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
    return true;
}

uint32_t bac_window_fill(const bac_pipeline *p, const bac_stage *stage) {
    const bac_layer *layer = bac_net_layer(p->net, stage->layer);
    bac_type type = p->links[stage->in[0]].type;
    if (layer->op != BAC_MAXPOOL || !type.is_signed)
        return 0;
    return (uint32_t)1 << (type.bits - 1);
}

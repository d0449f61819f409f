/* rtl_folded.c - folded stages as text: the instance's parameters. */
#include "rtl_folded.h"

#include "folded.h"
#include "pipeline_internal.h"
#include "requant_lower.h"
#include "rtl_folded_internal.h"
#include "rtl_params.h"
#include "rtl_serial.h"

#include <inttypes.h>
#include <stdlib.h>

static void print_conv(FILE *out, const bac_pipeline *p, const bac_stage *s) {
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    const bac_link *in = &p->links[s->in[0]], *to = &p->links[s->out[0]];
    bool pool = l->op == BAC_MAXPOOL;
    fprintf(out,
            "        .MODE(%d), .C_IN(%" PRIu32 "), .C_OUT(%" PRIu32 "), .T(%" PRIu32
            "), .K(%" PRIu32 "), .STRIDE(%" PRIu32 "),\n"
            "        .PAD_LEFT(%" PRIu32 "), .PAD_RIGHT(%" PRIu32 "), .L(%" PRIu32
            "), .LANES_IN(%" PRIu32 "), .LANES_OUT(%" PRIu32 "),\n"
            "        .W(%u), .IS_SIGNED(%d), .WB(%" PRIu32 "), .OW(%u), .ROWS(%" PRIu32
            "), .N_WORDS(%" PRIu32 "),\n"
            "        .HAS_BIAS(%d), .ROM_FILE(\"%s.mem\"), .BIAS_FILE(\"%s_bias.mem\")",
            pool, in->C, l->C, in->T, l->kernel, l->stride, l->pad_left, l->pad_right, s->side,
            in->lanes, to->lanes, in->type.bits, in->type.is_signed, pool ? 1 : bac_weight_bits(l),
            l->type.bits, s->rows, s->words, !pool && l->bias != NULL, l->name, l->name);
}

static void print_fc(FILE *out, const bac_pipeline *p, const bac_stage *s) {
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    const bac_link *in = &p->links[s->in[0]], *to = &p->links[s->out[0]];
    fprintf(out,
            "        .N_IN(%" PRIu32 "), .N_OUT(%" PRIu32 "), .L(%" PRIu32 "), .LANES_IN(%" PRIu32
            "), .LANES_OUT(%" PRIu32 "),\n"
            "        .W(%u), .IS_SIGNED(%d), .WB(%" PRIu32 "), .OW(%u), .N_WORDS(%" PRIu32
            "), .SLOTS(%" PRIu32 "),\n"
            "        .ROM_FILE(\"%s.mem\"), .TABLE_FILE(\"%s_table.mem\")",
            in->T * in->C, l->C, s->side, in->lanes, to->lanes, in->type.bits, in->type.is_signed,
            bac_weight_bits(l), l->type.bits, s->words, s->depth, l->name, l->name);
}

static bool print_requant(FILE *out, const bac_pipeline *p, const bac_stage *s) {
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    const bac_link *in = &p->links[s->in[0]];
    bac_fold_requant_lowered q;
    if (bac_folded_requant(p, s, &q) != BAC_OK)
        return false;
    fprintf(out,
            "        .THRESHOLD(%" PRIu32 "), .C(%" PRIu32 "), .LANES(%" PRIu32
            "), .IW(%u), .IS_SIGNED(%d), .OW(%u),\n"
            "        .LO(%s32'sd%" PRId64 "), .HI(%s32'sd%" PRId64 "),\n"
            "        .EB(%" PRIu32 "), .MB(%" PRIu32 "), .AB(%" PRIu32 "), .VW(%" PRIu32
            "), .XW(%" PRIu32 "), .SHIFT(%" PRIu32 "), .EVEN(%" PRIu32 "), .BITS(%" PRIu32 "),\n"
            "        .ROM_FILE(\"%s.mem\"), .THRESHOLD_FILE(\"%s\")",
            q.threshold, l->C, in->lanes, in->type.bits, in->type.is_signed, l->type.bits,
            l->code_lo < 0 ? "-" : "", l->code_lo < 0 ? -(int64_t)l->code_lo : (int64_t)l->code_lo,
            l->code_hi < 0 ? "-" : "", l->code_hi < 0 ? -(int64_t)l->code_hi : (int64_t)l->code_hi,
            q.eb, q.mb, q.ab, q.vw, q.xw, q.shift, q.even, q.bits ? q.bits : 1, l->name, l->name);
    bac_fold_requant_lowered_free(&q);
    return true;
}

static bool print_add(FILE *out, const bac_pipeline *p, const bac_stage *s) {
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    const bac_link *a = &p->links[s->in[0]], *b = &p->links[s->in[1]];
    int32_t *factor = bac_folded_factors(l, s);
    if (!factor)
        return false;
    fprintf(out,
            "        .C(%" PRIu32 "), .LANES(%" PRIu32 "), .W_A(%u), .SIGNED_A(%d), .W_B(%u), "
            ".SIGNED_B(%d),\n"
            "        .MB_A(%" PRIu32 "), .MB_B(%" PRIu32 "), .OW(%u), .ROM_FILE(\"%s.mem\")",
            l->C, a->lanes, a->type.bits, a->type.is_signed, b->type.bits, b->type.is_signed,
            bac_folded_bits(factor, l->C), bac_folded_bits(factor + l->C, l->C), l->type.bits,
            s->name);
    free(factor);
    return true;
}

bool bac_params_folded(FILE *out, const bac_pipeline *p, const bac_stage *s) {
    const bac_link *in = &p->links[s->in[0]], *to = &p->links[s->out[0]];
    switch (s->kind) {
    case BAC_STAGE_SERIAL_WINDOW:
    case BAC_STAGE_SERIAL_OVERLAP:
    case BAC_STAGE_SERIAL_CONV:
        return bac_params_serial(out, p, s);
    case BAC_STAGE_RESIZE:
        if (in->digits != to->digits) { /* beats of digits, most significant first */
            const bool split = to->digits > 1;
            const bac_link *digit = split ? to : in;
            fprintf(out,
                    "        .W(%" PRIu64 "), .LANES_IN(%" PRIu32 "), .LANES_OUT(%" PRIu32
                    "), .PICK(%d)",
                    digit->width, split ? digit->digits : 1, split ? 1 : digit->digits, split);
            return true;
        }
        fprintf(out, "        .W(%" PRIu64 "), .LANES_IN(%" PRIu32 "), .LANES_OUT(%" PRIu32 ")",
                in->width / in->lanes, in->lanes, to->lanes);
        return true;
    case BAC_STAGE_FOLD_CONV:
        print_conv(out, p, s);
        return true;
    case BAC_STAGE_FOLD_REQUANT:
        return print_requant(out, p, s);
    case BAC_STAGE_FOLD_ADD:
        return print_add(out, p, s);
    case BAC_STAGE_FOLD_CONCAT:
        fprintf(out, "        .W(%u), .C_A(%" PRIu32 "), .C_B(%" PRIu32 "), .LANES(%" PRIu32 ")",
                to->type.bits, in->C, p->links[s->in[1]].C, to->lanes);
        return true;
    case BAC_STAGE_FOLD_GLOBALMAX:
        fprintf(out,
                "        .C(%" PRIu32 "), .T(%" PRIu32 "), .W(%u), .IS_SIGNED(%d), .LANES(%" PRIu32
                ")",
                in->C, in->T, in->type.bits, in->type.is_signed, in->lanes);
        return true;
    case BAC_STAGE_FOLD_FC:
        print_fc(out, p, s);
        return true;
    default:
        return false;
    }
}

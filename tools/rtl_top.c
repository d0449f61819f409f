/* rtl_top.c - bac_top: one instance a stage, one bundle of wires a link. No logic is made here. */
#include "rtl_top.h"

#include "rtl_folded.h"
#include "rtl_params.h"

#include <inttypes.h>

static bool is_port(const bac_pipeline *p, const bac_link *link) {
    return link == &p->links[p->stages[0].in[0]] || link->to == BAC_NO_LINK;
}

/* Links whose stream the C model also has: a test bench compares their values. Of the others it
 * sees the handshake. */
static bool has_data(const bac_link *link) {
    return link->carries;
}

/* The layer that reads a link in the end, seen through FIFOs; a fork is its own layer's. */
static const char *consumer_of(const bac_pipeline *p, const bac_link *link) {
    const bac_stage *reader = &p->stages[link->to];
    while (reader->kind == BAC_STAGE_FIFO)
        reader = &p->stages[p->links[reader->out[0]].to];
    return bac_net_layer(p->net, reader->layer)->name;
}

static uint32_t depth_behind(const bac_pipeline *p, const bac_link *link) {
    const bac_stage *reader = &p->stages[link->to];
    return reader->kind == BAC_STAGE_FIFO ? reader->depth : 0;
}

/* ---- the module's ports --------------------------------------------------- */

static void print_head(FILE *out, const bac_pipeline *p) {
    const bac_link *in = &p->links[p->stages[0].in[0]];
    const bac_link *result = &p->links[p->n_links - 1];
    fprintf(out,
            "// bac_top.v : %s, one instance a stage; generated from a .bnet, do not edit\n"
            "//   %" PRIu64 " clocks a frame; last sample to result %" PRIu64 " clocks\n"
            "// Logic is in rtl/; docs/streaming.md says how samples and logits lie in tdata.\n"
            "`default_nettype none\n"
            "module bac_top (\n"
            "    input  wire clk,\n"
            "    input  wire rst,\n",
            bac_net_name(p->net), p->cycles_per_frame, p->latency_last);
    fprintf(out, "    input  wire [%" PRIu64 ":0] s_axis_tdata,\n", in->width - 1);
    fprintf(out, "    input  wire s_axis_tvalid,\n"
                 "    output wire s_axis_tready,\n"
                 "    input  wire s_axis_tlast,\n");
    fprintf(out, "    output wire [%" PRIu64 ":0] m_axis_tdata,\n", result->width - 1);
    fprintf(out, "    output wire m_axis_tvalid,\n"
                 "    input  wire m_axis_tready,\n"
                 "    output wire m_axis_tlast,\n");
    fprintf(out, "`ifdef BAC_TRACE\n");
    for (uint32_t i = 0; i < p->n_links; i++) {
        const bac_link *link = &p->links[i];
        fprintf(out,
                "    output wire trace%" PRIu32 "_valid, trace%" PRIu32 "_ready, trace%" PRIu32
                "_last,  // %s\n",
                i, i, i, link->name);
        if (has_data(link))
            fprintf(out, "    output wire [%" PRIu64 ":0] trace%" PRIu32 "_data,\n",
                    link->width - 1, i);
    }
    fprintf(out, "`endif\n    output wire tlast_error\n);\n");
}

static void print_wires(FILE *out, const bac_pipeline *p) {
    for (uint32_t i = 0; i < p->n_links; i++) {
        const bac_link *link = &p->links[i];
        if (!is_port(p, link))
            fprintf(out,
                    "    wire [%" PRIu64 ":0] %s_tdata;\n"
                    "    wire %s_tvalid, %s_tready, %s_tlast;\n",
                    link->width - 1, link->name, link->name, link->name, link->name);
    }
    fprintf(out, "\n`ifdef BAC_TRACE\n");
    for (uint32_t i = 0; i < p->n_links; i++) {
        const char *name = p->links[i].name;
        fprintf(out,
                "    assign trace%" PRIu32 "_valid = %s_tvalid;\n"
                "    assign trace%" PRIu32 "_ready = %s_tready;\n"
                "    assign trace%" PRIu32 "_last = %s_tlast;\n",
                i, name, i, name, i, name);
        if (has_data(&p->links[i]))
            fprintf(out, "    assign trace%" PRIu32 "_data = %s_tdata;\n", i, name);
    }
    fprintf(out, "`endif\n");
}

/* ---- instances -------------------------------------------------------------- */

/* One stream's four connections; `data` is its tdata wire. */
static void print_bundle(FILE *out, const char *port, const char *data, const char *link) {
    fprintf(out,
            "        .%s_tdata(%s), .%s_tvalid(%s_tvalid), .%s_tready(%s_tready), "
            ".%s_tlast(%s_tlast)",
            port, data, port, link, port, link, port, link);
}

static void print_window_params(FILE *out, const bac_pipeline *p, const bac_stage *s) {
    const bac_link *in = &p->links[s->in[0]];
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    fprintf(out,
            "        .C(%" PRIu32 "), .W(%u), .T(%" PRIu32 "), .P(%" PRIu32 "), .P_OUT(%" PRIu32
            "), .K(%" PRIu32 "), .STRIDE(%" PRIu32 "), .PAD_LEFT(%" PRIu32 "), .PAD_RIGHT(%" PRIu32
            "), .OVERLAP(%d), .FILL(%u'd%" PRIu32 ")",
            in->C, in->type.bits, in->T, bac_link_positions(in),
            bac_link_positions(&p->links[s->out[0]]), l->kernel, l->stride, l->pad_left,
            l->pad_right, s->overlap, in->type.bits, bac_window_fill(p, s));
}

static void print_argmax_params(FILE *out, const bac_pipeline *p, const bac_stage *s) {
    const bac_link *in = &p->links[s->in[0]];
    uint32_t lane = (in->type.bits + 7u) / 8 * 8;
    fprintf(out,
            "        .N(%" PRIu32 "), .W(%u), .IS_SIGNED(%d), .LANE(%" PRIu32
            "), .CLASS_LANE(%" PRIu64 ")",
            in->C, in->type.bits, in->type.is_signed, lane,
            p->links[s->out[0]].width - (uint64_t)in->C * lane);
}

static void print_join_params(FILE *out, const bac_pipeline *p, const bac_stage *s) {
    const bac_link *a = &p->links[s->in[0]], *b = &p->links[s->in[1]];
    const uint32_t bits = bac_link_bits(&p->links[s->out[0]]);
    fprintf(out, "        .P(%" PRIu32 "), .W(%" PRIu32 "), .W_SKIP(%" PRIu32 ")",
            bac_link_positions(a), a->C * bits, b->C * bits);
}

static bool print_params(FILE *out, const bac_pipeline *p, const bac_stage *s) {
    const bac_link *in = &p->links[s->in[0]];
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    switch (s->kind) {
    case BAC_STAGE_INGRESS:
        fprintf(out, "        .C(%" PRIu32 "), .IW(%u), .LANE(%" PRIu64 "), .T(%" PRIu32 ")",
                in->lanes, l->type.bits, in->width / in->lanes, in->beats);
        break;
    case BAC_STAGE_FIFO:
        fprintf(out, "        .W(%" PRIu64 "), .DEPTH(%" PRIu32 ")", in->width, s->depth);
        break;
    case BAC_STAGE_FORK:
        fprintf(out, "        .N(%" PRIu32 ")", s->n_out);
        break;
    case BAC_STAGE_JOIN:
        print_join_params(out, p, s);
        break;
    case BAC_STAGE_WINDOW:
        print_window_params(out, p, s);
        break;
    case BAC_STAGE_DOT:
        return bac_params_dot(out, p, s);
    case BAC_STAGE_REQUANT:
        return bac_params_requant(out, p, s);
    case BAC_STAGE_MAX:
        fprintf(out,
                "        .C(%" PRIu32 "), .K(%" PRIu32 "), .P(%" PRIu32 "), .STRIDE(%" PRIu32
                "), .W(%u), .IS_SIGNED(%d)",
                l->C, l->kernel, bac_link_positions(in), l->stride, in->type.bits,
                in->type.is_signed);
        break;
    case BAC_STAGE_GLOBALMAX:
        fprintf(out, "        .C(%" PRIu32 "), .P(%" PRIu32 "), .W(%u), .IS_SIGNED(%d)", in->C,
                bac_link_positions(in), in->type.bits, in->type.is_signed);
        break;
    case BAC_STAGE_FLATTEN:
        fprintf(out, "        .C(%" PRIu32 "), .W(%u), .T(%" PRIu32 ")", in->lanes, in->type.bits,
                in->beats);
        break;
    case BAC_STAGE_FC: {
        char rom[BAC_MAX_NAME + 8];
        snprintf(rom, sizeof rom, "%s.mem", l->name);
        return bac_params_fc(out, p, s, rom);
    }
    case BAC_STAGE_ARGMAX:
    case BAC_STAGE_FOLD_ARGMAX:
        print_argmax_params(out, p, s);
        break;
    default:
        return bac_params_folded(out, p, s);
    }
    return true;
}

/* A fork handles the handshake; data and last go past it by wire. */
static void print_fork(FILE *out, const bac_pipeline *p, const bac_stage *s) {
    const char *in = p->links[s->in[0]].name;
    fprintf(out,
            "    bac_fork #(\n        .N(%" PRIu32
            ")\n    ) u_%s (\n        .clk(clk), .rst(rst),\n"
            "        .s_axis_tvalid(%s_tvalid), .s_axis_tready(%s_tready),\n"
            "        .m_axis_tvalid({",
            s->n_out, s->name, in, in);
    for (uint32_t i = s->n_out; i-- > 0;)
        fprintf(out, "%s_tvalid%s", p->links[s->out[i]].name, i ? ", " : "}),\n");
    fprintf(out, "        .m_axis_tready({");
    for (uint32_t i = s->n_out; i-- > 0;)
        fprintf(out, "%s_tready%s", p->links[s->out[i]].name, i ? ", " : "})\n    );\n");
    for (uint32_t i = 0; i < s->n_out; i++) {
        const char *o = p->links[s->out[i]].name;
        fprintf(out, "    assign %s_tdata = %s_tdata;\n    assign %s_tlast = %s_tlast;\n", o, in, o,
                in);
    }
}

/* Streams that meet are first brought to elements of one type. */
static bool casts_inputs(const bac_stage *s) {
    return s->kind == BAC_STAGE_JOIN || s->kind == BAC_STAGE_FOLD_CONCAT;
}

static void print_lane(FILE *out, const bac_pipeline *p, const bac_stage *s, uint32_t input) {
    const bac_link *in = &p->links[s->in[input]];
    const uint32_t bits = bac_link_bits(&p->links[s->out[0]]);
    fprintf(out,
            "    wire [%" PRIu64 ":0] %s_lane%" PRIu32 ";\n"
            "    bac_cast #(\n        .C(%" PRIu32 "), .IW(%" PRIu32
            "), .IS_SIGNED(%d), .OW(%" PRIu32 ")\n"
            "    ) u_%s_lane%" PRIu32 " (\n        .x(%s_tdata), .y(%s_lane%" PRIu32 ")\n    );\n",
            (uint64_t)in->lanes * bits - 1, s->name, input, in->lanes, bac_link_bits(in),
            in->type.is_signed, bits, s->name, input, in->name, s->name, input);
}

/* Numbers and their digits: the wires in front of a stage that hands digits out, and behind one
 * that collects them. */
typedef enum digits_side { NO_DIGITS, DIGITS_IN_FRONT, DIGITS_BEHIND } digits_side;

static digits_side side_of_digits(const bac_pipeline *p, const bac_stage *s) {
    const bac_link *in = &p->links[s->in[0]];
    if (s->kind != BAC_STAGE_RESIZE || in->digits == p->links[s->out[0]].digits)
        return NO_DIGITS;
    return in->digits == 1 ? DIGITS_IN_FRONT : DIGITS_BEHIND;
}

const char *bac_module_of(const bac_stage *s) {
    return s->kind == BAC_STAGE_SERIAL_OVERLAP ? "bac_serial_window" : bac_stage_module(s->kind);
}

const char *bac_module_beside(const bac_pipeline *p, const bac_stage *s) {
    return casts_inputs(s) ? "bac_cast" : side_of_digits(p, s) != NO_DIGITS ? "bac_digits" : NULL;
}

static void print_digits(FILE *out, const bac_pipeline *p, const bac_stage *s) {
    const bool front = side_of_digits(p, s) == DIGITS_IN_FRONT;
    const bac_link *whole = &p->links[front ? s->in[0] : s->out[0]];
    const bac_link *digit = &p->links[front ? s->out[0] : s->in[0]];
    char from[4 * BAC_MAX_NAME + 16], to[4 * BAC_MAX_NAME + 16];
    snprintf(from, sizeof from, "%s%s", front ? whole->name : s->name, front ? "_tdata" : "_word");
    snprintf(to, sizeof to, "%s%s", front ? s->name : whole->name, front ? "_word" : "_tdata");
    fprintf(out, "    wire [%" PRIu64 ":0] %s_word;\n", digit->width * digit->digits - 1, s->name);
    fprintf(out,
            "    bac_digits #(\n        .C(%" PRIu32 "), .B(%" PRIu32 "), .D(%" PRIu32
            "), .DIGITS(%" PRIu32
            "), .JOIN(%d), .OFFSET(%d)\n    ) u_%s_word (\n        .x(%s), .y(%s)\n    );\n",
            whole->lanes, bac_link_bits(whole), bac_link_bits(digit), digit->digits, !front,
            front && whole->type.is_signed, s->name, from, to);
}

static void print_input(FILE *out, const bac_pipeline *p, const bac_stage *s, uint32_t input) {
    const char *link = p->links[s->in[input]].name;
    char data[4 * BAC_MAX_NAME + 8];
    if (casts_inputs(s))
        snprintf(data, sizeof data, "%s_lane%" PRIu32, s->name, input);
    else if (side_of_digits(p, s) == DIGITS_IN_FRONT)
        snprintf(data, sizeof data, "%s_word", s->name);
    else
        snprintf(data, sizeof data, "%s_tdata", link);
    print_bundle(out, input == 0 ? "s_axis" : "s_axis_skip", data, link);
    fprintf(out, ",\n");
}

static void print_output(FILE *out, const bac_pipeline *p, const bac_stage *s) {
    const char *link = p->links[s->out[0]].name;
    char data[4 * BAC_MAX_NAME + 8];
    const bool word = side_of_digits(p, s) == DIGITS_BEHIND;
    snprintf(data, sizeof data, "%s%s", word ? s->name : link, word ? "_word" : "_tdata");
    print_bundle(out, "m_axis", data, link);
}

static bool print_stage(FILE *out, const bac_pipeline *p, const bac_stage *s) {
    fprintf(out, "\n    // %s: LATENCY %" PRIu32 "\n", s->name, s->latency);
    if (s->kind == BAC_STAGE_FORK) {
        print_fork(out, p, s);
        return true;
    }
    for (uint32_t i = 0; casts_inputs(s) && i < s->n_in; i++)
        print_lane(out, p, s, i);
    if (side_of_digits(p, s) != NO_DIGITS)
        print_digits(out, p, s);
    fprintf(out, "    %s #(\n", bac_module_of(s));
    if (!print_params(out, p, s))
        return false;
    fprintf(out, "\n    ) u_%s (\n%s", s->name,
            s->kind == BAC_STAGE_JOIN ? "" : "        .clk(clk), .rst(rst),\n");
    for (uint32_t i = 0; i < s->n_in; i++)
        print_input(out, p, s, i);
    print_output(out, p, s);
    if (s->kind == BAC_STAGE_INGRESS)
        fprintf(out, ",\n        .tlast_error(tlast_error)");
    fprintf(out, "\n    );\n");
    return true;
}

bool bac_print_top(FILE *out, const bac_pipeline *p) {
    print_head(out, p);
    print_wires(out, p);
    for (uint32_t i = 0; i < p->n_stages; i++)
        if (!print_stage(out, p, &p->stages[i]))
            return false;
    fprintf(out, "endmodule\n`default_nettype wire\n");
    return true;
}

/* ---- the table for test benches --------------------------------------------- */

bool bac_print_links(FILE *out, const bac_pipeline *p) {
    const bac_layer *input = bac_net_layer(p->net, 0);
    const bac_link *in = &p->links[p->stages[0].in[0]];
    const bac_link *result = &p->links[p->n_links - 1];
    uint32_t lane = (result->type.bits + 7u) / 8 * 8;
    fprintf(out,
            "/* Generated with bac_top.v: its ports and links, for a test bench. */\n"
            "#define BAC_TOP_POSITIONS %" PRIu32 "\n#define BAC_TOP_CHANNELS %" PRIu32
            "\n#define BAC_TOP_SAMPLES %" PRIu32 "\n#define BAC_TOP_IN_LANE %" PRIu64
            "\n#define BAC_TOP_CLASSES %" PRIu32 "\n#define BAC_TOP_LOGIT_LANE %" PRIu32
            "\n#define BAC_TOP_CLASS_LANE %" PRIu64 "\n#define BAC_TOP_LATENCY_FIRST %" PRIu64
            "\n#define BAC_TOP_LATENCY_LAST %" PRIu64 "\n#define BAC_TOP_ENDS %" PRIu32
            "\n#define BAC_TOP_CYCLES_PER_FRAME %" PRIu64
            "\n#define BAC_TOP_INPUT_SETS_PACE %d\n#define BAC_TOP_PREDICTED %d\n",
            input->T, input->C, bac_link_positions(in), in->width / in->lanes, result->C, lane,
            result->width - (uint64_t)result->C * lane, p->latency_first, p->latency_last, p->ends,
            p->cycles_per_frame, bac_pipeline_input_sets_pace(p), p->steady && !p->shallow);
    fprintf(
        out,
        "/* Links that carry a layer: X(k, name, layer, reading stage, its depth if that is a FIFO "
        "or 0, beats a frame, elements a beat, digits of each, one a beat, most significant first, "
        "bits "
        "of a digit, signed); k: its ports are trace<k>_... "
        "*/\n#define BAC_LINKS(X)");
    for (uint32_t i = 0; i < p->n_links; i++) {
        const bac_link *link = &p->links[i];
        if (has_data(link))
            fprintf(out,
                    " \\\n    X(%" PRIu32 ", \"%s\", %" PRIu32 ", \"%s\", %" PRIu32 ", %" PRIu32
                    ", %" PRIu32 ", %" PRIu32 ", %" PRIu32 ", %d)",
                    i, link->name, link->layer, consumer_of(p, link), depth_behind(p, link),
                    link->beats, link->lanes, link->digits, bac_link_bits(link),
                    link->type.is_signed);
    }
    fprintf(out, "\n/* All links: X(k, name); k counts from 0. */\n#define BAC_HANDSHAKES(X)");
    for (uint32_t i = 0; i < p->n_links; i++)
        fprintf(out, " \\\n    X(%" PRIu32 ", \"%s\")", i, p->links[i].name);
    fprintf(out, "\n");
    return true;
}

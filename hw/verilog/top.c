/* top.c - prints bac_top: one instance per stage, one bundle of wires per link. This file prints no
 * logic and knows no kind of stage; bac_kind describes the instances. */
#include "top.h"

#include "credit.h"
#include "params.h"
#include "streams.h"

#include <inttypes.h>

static bool is_port(const bac_netlist *p, const bac_link *link) {
    return link == bac_netlist_input(p) || link->to == BAC_NO_LINK;
}

/* True for a link whose stream the C model has too, so that a test bench can compare values. Of the
 * other links it sees only the handshake. */
static bool has_data(const bac_link *link) {
    return link->carries;
}

/* Name of the layer that reads a link, looking through FIFOs and wires. */
static const char *consumer_of(const bac_netlist *p, const bac_link *link) {
    const bac_stage *reader = &p->stages[link->to];
    while (bac_stage_is_fifo(reader) || bac_stage_is(reader, BAC_KIND_WIRES))
        reader = bac_link_reader(p, reader->out[0]);
    return bac_net_layer(p->net, reader->layer)->name;
}

/* ---- the module's ports --------------------------------------------------- */

static void print_head(FILE *out, const bac_netlist *p) {
    const bac_link *in = bac_netlist_input(p);
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

static void print_wires(FILE *out, const bac_netlist *p) {
    for (uint32_t i = 0; i < p->n_links; i++) {
        const bac_link *link = &p->links[i];
        if (!is_port(p, link))
            fprintf(out,
                    "    wire [%" PRIu64 ":0] %s_tdata;\n"
                    "    wire %s_tvalid, %s_tready, %s_tlast;\n",
                    link->width - 1, link->name, link->name, link->name, link->name);
    }
    for (uint32_t i = 0; i < p->n_stages; i++)
        if (bac_stage_is_open(&p->stages[i]))
            fprintf(out, "    wire %s_left;\n", p->links[p->stages[i].out[0]].name);
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

/* Prints the four connections of one stream. */
static void print_stream(FILE *out, const char *port, const char *link) {
    fprintf(out,
            "        .%s_tdata(%s_tdata), .%s_tvalid(%s_tvalid), .%s_tready(%s_tready), "
            ".%s_tlast(%s_tlast)",
            port, link, port, link, port, link, port, link);
}

/* Prints one handshake wire of all branches as a vector, branch 0 in the lowest bit. */
static void print_branches(FILE *out, const bac_netlist *p, const bac_stage *s, const char *wire) {
    fprintf(out, "        .m_axis_%s({", wire);
    for (uint32_t i = s->n_out; i-- > 0;)
        fprintf(out, "%s_%s%s", p->links[s->out[i]].name, wire, i ? ", " : "})");
}

/* The FIFOs whose room a stage counts, the first in the lowest bit: a beat leaves. */
static void print_left(FILE *out, const bac_netlist *p, const bac_stage *s) {
    const bac_credits *c = s->kind->credits ? s->kind->credits(s->params) : NULL;
    if (!c)
        return;
    fprintf(out, "        .left({");
    for (uint32_t f = c->N; f-- > 0;)
        fprintf(out, "%s_left%s", p->links[c->fifo[f].link].name, f ? ", " : "}),\n");
}

/* A FIFO whose room is counted says when a beat leaves. */
static void print_leaving(FILE *out, const bac_netlist *p, const bac_stage *s) {
    const char *o = s->n_out ? p->links[s->out[0]].name : "";
    if (bac_stage_is_open(s))
        fprintf(out, "    assign %s_left = %s_tvalid && %s_tready;\n", o, o, o);
}

/* A fork has only handshake ports; wires carry data and last past it. */
static void print_fork_ports(FILE *out, const bac_netlist *p, const bac_stage *s) {
    const char *in = p->links[s->in[0]].name;
    fprintf(out, "        .s_axis_tvalid(%s_tvalid), .s_axis_tready(%s_tready),\n", in, in);
    print_branches(out, p, s, "tvalid");
    fprintf(out, ",\n");
    print_branches(out, p, s, "tready");
    fprintf(out, "\n    );\n");
    for (uint32_t i = 0; i < s->n_out; i++) {
        const char *o = p->links[s->out[i]].name;
        fprintf(out, "    assign %s_tdata = %s_tdata;\n    assign %s_tlast = %s_tlast;\n", o, in, o,
                in);
    }
}

/* These modules have only data ports; wires carry the handshake past them. */
static void print_wire_ports(FILE *out, const bac_netlist *p, const bac_stage *s) {
    const char *in = p->links[s->in[0]].name, *o = p->links[s->out[0]].name;
    fprintf(out,
            "        .x(%s_tdata), .y(%s_tdata)\n    );\n"
            "    assign %s_tvalid = %s_tvalid;\n    assign %s_tlast = %s_tlast;\n"
            "    assign %s_tready = %s_tready;\n",
            in, o, o, in, o, in, in, o);
}

static void print_stream_ports(FILE *out, const bac_netlist *p, const bac_stage *s) {
    static const char *const ports[] = {"s_axis", "s_axis_skip"};
    for (uint32_t i = 0; i < s->n_in; i++) {
        print_stream(out, ports[i], p->links[s->in[i]].name);
        fprintf(out, ",\n");
    }
    print_stream(out, "m_axis", p->links[s->out[0]].name);
    if (s->kind->more_ports)
        fprintf(out, ",\n        %s", s->kind->more_ports);
    fprintf(out, "\n    );\n");
}

static bool print_stage(FILE *out, const bac_netlist *p, const bac_stage *s) {
    const bool wires = bac_stage_is(s, BAC_KIND_WIRES);
    fprintf(out, "\n    // %s: %s; LATENCY %" PRIu32 "\n    %s #(\n", s->name, s->kind->does,
            s->latency, s->kind->module);
    if (!bac_print_params(out, p, s))
        return false;
    fprintf(out, "\n    ) u_%s (\n", s->name);
    if (!wires && !bac_stage_is(s, BAC_KIND_UNCLOCKED))
        fprintf(out, "        .clk(clk), .rst(rst),\n");
    print_left(out, p, s);
    if (bac_stage_is(s, BAC_KIND_FORKS))
        print_fork_ports(out, p, s);
    else if (wires)
        print_wire_ports(out, p, s);
    else
        print_stream_ports(out, p, s);
    print_leaving(out, p, s);
    return true;
}

bool bac_print_top(FILE *out, const bac_netlist *p) {
    print_head(out, p);
    print_wires(out, p);
    for (uint32_t i = 0; i < p->n_stages; i++)
        if (!print_stage(out, p, &p->stages[i]))
            return false;
    fprintf(out, "endmodule\n`default_nettype wire\n");
    return true;
}

/* ---- the table for test benches --------------------------------------------- */

bool bac_print_links(FILE *out, const bac_netlist *p) {
    const bac_layer *input = bac_net_layer(p->net, 0);
    const bac_link *in = bac_netlist_input(p);
    const bac_link *result = &p->links[p->n_links - 1];
    uint32_t lane = (result->type.bits + 7u) / 8 * 8;
    fprintf(out,
            "/* Generated with bac_top.v: its ports and links, for a test bench. */\n"
            "#define BAC_TOP_POSITIONS %" PRIu32 "\n#define BAC_TOP_CHANNELS %" PRIu32
            "\n#define BAC_TOP_SAMPLES %" PRIu32 "\n#define BAC_TOP_IN_LANE %" PRIu64
            "\n#define BAC_TOP_CLASSES %" PRIu32 "\n#define BAC_TOP_LOGIT_LANE %" PRIu32
            "\n#define BAC_TOP_CLASS_LANE %" PRIu64 "\n#define BAC_TOP_LATENCY_FIRST %" PRIu64
            "\n#define BAC_TOP_LATENCY_LAST %" PRIu64 "\n#define BAC_TOP_FILLING_FRAMES %" PRIu32
            "\n#define BAC_TOP_EARLY_FRAMES %" PRIu32 "\n#define BAC_TOP_CYCLES_PER_FRAME %" PRIu64
            "\n#define BAC_TOP_INPUT_SETS_PACE %d\n#define BAC_TOP_PREDICTED %d\n",
            input->T, input->C, bac_link_positions(in), in->width / in->lanes, result->C, lane,
            result->width - (uint64_t)result->C * lane, p->latency_first, p->latency_last,
            p->filling_frames, p->early_frames, p->cycles_per_frame, bac_netlist_input_sets_pace(p),
            p->steady && !p->shallow);
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
                    i, link->name, link->layer, consumer_of(p, link),
                    bac_stage_depth(&p->stages[link->to]), link->beats, link->lanes, link->digits,
                    bac_link_bits(link), link->type.is_signed);
    }
    fprintf(out, "\n/* All links: X(k, name); k counts from 0. */\n#define BAC_HANDSHAKES(X)");
    for (uint32_t i = 0; i < p->n_links; i++)
        fprintf(out, " \\\n    X(%" PRIu32 ", \"%s\")", i, p->links[i].name);
    fprintf(out, "\n");
    return true;
}

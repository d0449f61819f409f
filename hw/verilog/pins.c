/* pins.c - prints bac_pins: bac_top followed by bac_result, which needs few enough pins for a small
 * device. */
#include "top.h"

#include <inttypes.h>

static const char *const form_names[BAC_RESULT_FORMS] = {"class", "margin", "logits"};

const char *bac_result_name(bac_result_form form) {
    return form_names[form];
}

static uint32_t lane_of(uint32_t bits) {
    return (bits + 7) / 8 * 8;
}

bac_pins bac_pins_of(const bac_netlist *p, bac_result_form form) {
    const bac_link *in = bac_netlist_input(p), *result = &p->links[p->n_links - 1];
    const uint32_t lane = lane_of(result->type.bits);
    const uint32_t classes = (uint32_t)(result->width - (uint64_t)result->C * lane);
    return (bac_pins){.in = (uint32_t)in->width,
                      .class_lane = classes,
                      .above = form == BAC_RESULT_CLASS ? 0 : lane,
                      .beats = form == BAC_RESULT_LOGITS ? result->C : 1};
}

bool bac_print_pins(FILE *out, const bac_netlist *p, bac_result_form form) {
    const bac_link *result = &p->links[p->n_links - 1];
    const bac_pins pins = bac_pins_of(p, form);
    static const char *const wires[] = {"tdata", "tvalid", "tready", "tlast"};
    fprintf(out,
            "// bac_pins.v : %s, its result as %s; generated from a .bnet, do not edit\n"
            "`default_nettype none\nmodule bac_pins (\n    input  wire clk,\n    input  wire rst,\n"
            "    input  wire [%" PRIu32 ":0] s_axis_tdata,\n    input  wire s_axis_tvalid,\n"
            "    output wire s_axis_tready,\n    input  wire s_axis_tlast,\n"
            "    output wire [%" PRIu32 ":0] m_axis_tdata,\n    output wire m_axis_tvalid,\n"
            "    input  wire m_axis_tready,\n    output wire m_axis_tlast,\n"
            "    output wire tlast_error\n);\n"
            "    wire [%" PRIu64 ":0] result_tdata;\n"
            "    wire result_tvalid, result_tready, result_tlast;\n\n    bac_top u_net (\n"
            "        .clk(clk), .rst(rst), .tlast_error(tlast_error)",
            bac_net_name(p->net), form_names[form], pins.in - 1, pins.class_lane + pins.above - 1,
            result->width - 1);
    for (int i = 0; i < 4; i++)
        fprintf(out, ",\n        .s_axis_%s(s_axis_%s), .m_axis_%s(result_%s)", wires[i], wires[i],
                wires[i], wires[i]);
    fprintf(out,
            "\n    );\n\n    bac_result #(\n        .FORM(%d), .N(%" PRIu32 "), .W(%" PRIu32
            "), .IS_SIGNED(%d), .LANE(%" PRIu32 "), .CLASS_LANE(%" PRIu32 "), .ABOVE(%" PRIu32
            ")\n    ) u_result (\n        .clk(clk), .rst(rst)",
            (int)form, result->C, result->type.bits, result->type.is_signed,
            lane_of(result->type.bits), pins.class_lane, pins.above);
    for (int i = 0; i < 4; i++)
        fprintf(out, ",\n        .s_axis_%s(result_%s), .m_axis_%s(m_axis_%s)", wires[i], wires[i],
                wires[i], wires[i]);
    fprintf(out, "\n    );\nendmodule\n`default_nettype wire\n");
    return true;
}

/* axi.c - the parameters of bac_axi from a netlist and an integrator's choices, and bac_ip's text. */
#include "axi.h"

#include "ints.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* ---- parameters */

static bac_status refuse(bac_error *err, const bac_netlist *p, const char *text) {
    return bac_fail(err, BAC_ERR_INPUT, bac_net_name(p->net), "%s", text);
}

/* SHIFT of rtl/wrap/bac_sample.v: the input's scale is 2**(SHIFT - fraction). */
static bac_status take_samples(const bac_netlist *p, const bac_axi_options *o, bac_axi *a,
                               bac_error *err) {
    const bac_layer *in = bac_net_layer(p->net, 0);
    int exponent;
    if (o->sample_bits == 0)
        return BAC_OK;
    if (in->rounding != BAC_ROUND_HALF_EVEN)
        return bac_fail(err, BAC_ERR_INPUT, in->name,
                        "wider samples are rounded half to even, but this input rounds %s: give "
                        "it codes",
                        bac_rounding_name(in->rounding));
    if (frexp(in->scale[0], &exponent) != 0.5)
        return bac_fail(err, BAC_ERR_INPUT, in->name,
                        "the scale %g of this input is no power of two, so that a shift makes no "
                        "codes of samples: give it codes",
                        in->scale[0]);
    const int64_t shift = (int64_t)o->sample_fraction + exponent - 1;
    if (o->sample_bits > 32 || shift < 0 || shift >= o->sample_bits)
        return bac_fail(err, BAC_ERR_INPUT, in->name,
                        "a code is 2**%d, samples of %" PRIu32 " bits, %" PRIu32
                        " of them behind the point, would be shifted by %" PRId64
                        " bits: it must be 0 to %" PRIu32,
                        exponent - 1, o->sample_bits, o->sample_fraction, shift,
                        o->sample_bits - 1);
    a->SAMPLE_W = o->sample_bits;
    a->SHIFT = (uint32_t)shift;
    a->S_LANE = (a->SAMPLE_W + 7) / 8 * 8;
    return BAC_OK;
}

static bac_status take_source(const bac_netlist *p, const bac_axi_options *o, bac_axi *a,
                              bac_error *err) {
    a->CHECK_LAST = !o->no_tlast;
    a->WAITS = !o->lossy;
    a->LITE = o->registers;
    a->FIFO_AW = o->fifo_depth ? bac_ceil_log2(o->fifo_depth) : 0;
    if (o->fifo_depth &&
        (o->fifo_depth < 4 || o->fifo_depth > 65536 || UINT32_C(1) << a->FIFO_AW != o->fifo_depth))
        return refuse(err, p,
                      "the depth of the FIFO to another clock must be a power of two of 4 "
                      "to 65536");
    if (o->lossy && !o->registers)
        return refuse(err, p,
                      "a source that cannot wait loses beats, which only the registers "
                      "tell and only their soft reset mends: add the registers");
    return BAC_OK;
}

static bac_status take_result(const bac_netlist *p, const bac_axi_options *o, bac_axi *a,
                              bac_error *err) {
    const bac_pins pins = bac_pins_of(p, o->result);
    const uint32_t bytes = (pins.class_lane + pins.above) / 8;
    if (o->result != BAC_RESULT_CLASS && a->N < 2)
        return bac_fail(err, BAC_ERR_INPUT, bac_net_name(p->net),
                        "one class alone has no %s; take the class", bac_result_name(o->result));
    a->RESULT = o->result;
    a->CLASS_LANE = pins.class_lane;
    a->above = pins.above;
    a->results = pins.beats;
    a->M_BYTES = o->result_bytes ? o->result_bytes : UINT32_C(1) << bac_ceil_log2(bytes);
    if (a->M_BYTES < bytes)
        return bac_fail(err, BAC_ERR_INPUT, bac_net_name(p->net),
                        "a result (%s) has %" PRIu32 " bytes, which %" PRIu32 " do not hold",
                        bac_result_name(o->result), bytes, a->M_BYTES);
    return BAC_OK;
}

/* log2 of the frames that may be between input and result without the input having to wait: those
 * that are sent while a result is under way, the one that is leaving, and one to go on with. Where
 * it would be more than the module counts, the input waits. */
static uint32_t flight_of(const bac_netlist *p, const bac_axi *a) {
    const uint64_t way = p->latency_last + a->N + 2; /* bac_result's clocks at most */
    const uint64_t frames = way / p->cycles_per_frame + 3;
    uint32_t flight = 1;
    while (flight < 8 && UINT64_C(1) << flight < frames)
        flight++;
    return flight;
}

bac_status bac_axi_of(const bac_netlist *p, const bac_axi_options *o, bac_axi *a, bac_error *err) {
    const bac_layer *input = bac_net_layer(p->net, 0);
    const bac_link *in = bac_netlist_input(p), *result = &p->links[p->n_links - 1];
    const uint32_t lane = (uint32_t)(in->width / in->lanes);
    *a = (bac_axi){.C = in->lanes,
                   .T = in->beats,
                   .LANE = lane,
                   .S_LANE = lane,
                   .IW = input->type.bits,
                   .LO = input->code_lo,
                   .HI = input->code_hi,
                   .N = result->C,
                   .W = result->type.bits,
                   .IS_SIGNED = result->type.is_signed,
                   .OUT_LANE = (result->type.bits + 7u) / 8 * 8,
                   .SAMPLES = bac_link_positions(in)};
    memcpy(a->HASH, o->hash, sizeof a->HASH);
    if (a->N > 256)
        return refuse(err, p, "the wrapper knows at most 256 classes");
    bac_status status = take_samples(p, o, a, err);
    if (status == BAC_OK)
        status = take_source(p, o, a, err);
    if (status == BAC_OK)
        status = take_result(p, o, a, err);
    a->FLIGHT = flight_of(p, a);
    return status;
}

/* ---- ports */

uint32_t bac_axi_ports(const bac_axi *a, bac_axi_port port[BAC_AXI_PORTS]) {
    const bool clocks = a->FIFO_AW > 0, lite = a->LITE;
    const uint32_t in = bac_axi_in_bits(a);
    const bac_axi_port all[] = {
        {"aclk", false, true, 1},
        {"aresetn", false, true, 1},
        {"s_axis_aclk", false, clocks, 1},
        {"s_axis_aresetn", false, clocks, 1},
        {"s_axis_tdata", false, true, in},
        {"s_axis_tkeep", false, true, in / 8},
        {"s_axis_tvalid", false, true, 1},
        {"s_axis_tready", true, a->WAITS, 1},
        {"s_axis_tlast", false, a->CHECK_LAST, 1},
        {"m_axis_tdata", true, true, bac_axi_out_bits(a)},
        {"m_axis_tuser", true, true, 1},
        {"m_axis_tvalid", true, true, 1},
        {"m_axis_tready", false, true, 1},
        {"m_axis_tlast", true, true, 1},
        {"s_axi_awaddr", false, lite, 12},
        {"s_axi_awvalid", false, lite, 1},
        {"s_axi_awready", true, lite, 1},
        {"s_axi_wdata", false, lite, 32},
        {"s_axi_wstrb", false, lite, 4},
        {"s_axi_wvalid", false, lite, 1},
        {"s_axi_wready", true, lite, 1},
        {"s_axi_bresp", true, lite, 2},
        {"s_axi_bvalid", true, lite, 1},
        {"s_axi_bready", false, lite, 1},
        {"s_axi_araddr", false, lite, 12},
        {"s_axi_arvalid", false, lite, 1},
        {"s_axi_arready", true, lite, 1},
        {"s_axi_rdata", true, lite, 32},
        {"s_axi_rresp", true, lite, 2},
        {"s_axi_rvalid", true, lite, 1},
        {"s_axi_rready", false, lite, 1},
    };
    _Static_assert(sizeof all / sizeof *all <= BAC_AXI_PORTS, "room for every port");
    memcpy(port, all, sizeof all);
    return sizeof all / sizeof *all;
}

/* ---- text */

/* Which interfaces a clock and a reset belong to, as Vivado reads it; others pass over it. */
static void print_clock(FILE *out, const char *clock, const char *reset, const char *with) {
    fprintf(out,
            "    (* X_INTERFACE_INFO = \"xilinx.com:signal:clock:1.0 %s CLK\" *)\n"
            "    (* X_INTERFACE_PARAMETER = \"ASSOCIATED_BUSIF %s, ASSOCIATED_RESET %s\" *)\n",
            clock, with, reset);
}

static void print_attribute(FILE *out, const bac_axi *a, const char *name) {
    char with[64];
    snprintf(with, sizeof with, "%sm_axis%s", a->FIFO_AW ? "" : "s_axis:", a->LITE ? ":s_axi" : "");
    if (strcmp(name, "aclk") == 0)
        print_clock(out, name, "aresetn", with);
    if (strcmp(name, "s_axis_aclk") == 0)
        print_clock(out, name, "s_axis_aresetn", "s_axis");
    if (strcmp(name, "aresetn") == 0 || strcmp(name, "s_axis_aresetn") == 0)
        fprintf(out,
                "    (* X_INTERFACE_INFO = \"xilinx.com:signal:reset:1.0 %s RST\" *)\n"
                "    (* X_INTERFACE_PARAMETER = \"POLARITY ACTIVE_LOW\" *)\n",
                name);
}

static void print_range(FILE *out, uint32_t bits) {
    if (bits > 1)
        fprintf(out, "[%" PRIu32 ":0] ", bits - 1);
}

static void print_number(FILE *out, const char *name, uint32_t value) {
    fprintf(out, "        .%s(%" PRIu32 "),\n", name, value);
}

static void print_signed(FILE *out, const char *name, int64_t value) {
    fprintf(out, "        .%s(%s32'sd%" PRId64 "),\n", name, value < 0 ? "-" : "",
            value < 0 ? -value : value);
}

static void print_parameters(FILE *out, const bac_axi *a) {
    print_number(out, "C", a->C);
    print_number(out, "T", a->T);
    print_number(out, "LANE", a->LANE);
    print_number(out, "S_LANE", a->S_LANE);
    print_number(out, "SAMPLE_W", a->SAMPLE_W);
    print_number(out, "SHIFT", a->SHIFT);
    print_number(out, "IW", a->IW);
    print_signed(out, "LO", a->LO);
    print_signed(out, "HI", a->HI);
    print_number(out, "FIFO_AW", a->FIFO_AW);
    print_number(out, "WAITS", a->WAITS);
    print_number(out, "CHECK_LAST", a->CHECK_LAST);
    print_number(out, "RESULT", a->RESULT);
    print_number(out, "N", a->N);
    print_number(out, "W", a->W);
    print_number(out, "IS_SIGNED", a->IS_SIGNED);
    print_number(out, "OUT_LANE", a->OUT_LANE);
    print_number(out, "CLASS_LANE", a->CLASS_LANE);
    print_number(out, "M_BYTES", a->M_BYTES);
    print_number(out, "LITE", a->LITE);
    print_number(out, "FLIGHT", a->FLIGHT);
    print_number(out, "SAMPLES", a->SAMPLES);
    fprintf(out, "        .HASH(256'h");
    for (size_t i = 0; i < sizeof a->HASH; i++)
        fprintf(out, "%s%02x", i && i % 4 == 0 ? "_" : "", a->HASH[i]);
    fprintf(out, ")\n");
}

static void print_connection(FILE *out, const bac_axi_port *port, bool last) {
    fprintf(out, "        .%s(", port->name);
    if (port->used)
        fprintf(out, "%s", port->name);
    else if (port->is_output)
        fprintf(out, "unused_%s", port->name);
    else
        fprintf(out, "%" PRIu32 "'d0", port->bits);
    fprintf(out, ")%s\n", last ? "" : ",");
}

bool bac_print_axi(FILE *out, const bac_netlist *p, const bac_axi *a) {
    bac_axi_port port[BAC_AXI_PORTS];
    const uint32_t n = bac_axi_ports(a, port);
    fprintf(out,
            "// bac_ip.v : %s as an AXI4-Stream block; generated from a .bnet, do not edit\n"
            "//   in %" PRIu32 " beats of %" PRIu32 " elements a frame, out the %s; %" PRIu64
            " clocks a frame\n"
            "// Logic is in rtl/; the head of rtl/bac_axi.v says what lies in tdata and when.\n"
            "`default_nettype none\nmodule bac_ip (\n",
            bac_net_name(p->net), a->T, a->C, bac_result_name((bac_result_form)a->RESULT),
            p->cycles_per_frame);
    const char *separator = "";
    for (uint32_t i = 0; i < n; i++) {
        if (!port[i].used)
            continue;
        fprintf(out, "%s", separator);
        print_attribute(out, a, port[i].name);
        fprintf(out, "    %s wire ", port[i].is_output ? "output" : "input ");
        print_range(out, port[i].bits);
        fprintf(out, "%s", port[i].name);
        separator = ",\n";
    }
    fprintf(out, "\n);\n");
    for (uint32_t i = 0; i < n; i++)
        if (!port[i].used && port[i].is_output) {
            fprintf(out, "    wire ");
            print_range(out, port[i].bits);
            fprintf(out, "unused_%s;\n", port[i].name);
        }
    fprintf(out, "    bac_axi #(\n");
    print_parameters(out, a);
    fprintf(out, "    ) u_axi (\n");
    for (uint32_t i = 0; i < n; i++)
        print_connection(out, &port[i], i + 1 == n);
    fprintf(out, "    );\nendmodule\n`default_nettype wire\n");
    return true;
}

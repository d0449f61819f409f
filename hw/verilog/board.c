/* board.c - prints the top of a board: instances of the PLL, bac_board and bac_pins. */
#include "board.h"

#include "ints.h"
#include "top.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static bac_status refuse(bac_error *err, const bac_netlist *p, const char *text) {
    return bac_fail(err, BAC_ERR_INPUT, bac_net_name(p->net), "%s", text);
}

static void put_number(uint8_t *bytes, uint64_t value, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        bytes[i] = (uint8_t)(value >> (8 * i));
}

/* The bytes of the answer to I, docs/boards.md. */
static void identify(const bac_netlist *p, const bac_board_options *o, bac_board_top *top) {
    const bac_layer *in = bac_net_layer(p->net, 0);
    const bac_link *link = bac_netlist_input(p), *result = &p->links[p->n_links - 1];
    const bac_pins pins = bac_pins_of(p, BAC_RESULT_MARGIN);
    uint8_t *id = top->IDENTITY;
    id[0] = 'I';
    id[1] = BAC_BOARD_VERSION;
    put_number(id + 2, in->T, 4);
    put_number(id + 6, in->C, 2);
    id[8] = (uint8_t)(link->width / link->lanes / 8);
    put_number(id + 9, result->C, 2);
    id[11] = (uint8_t)(pins.class_lane / 8);
    id[12] = (uint8_t)(pins.above / 8);
    memcpy(id + 13, o->hash, BAC_BOARD_HASH);
}

/* Silence that ends a command is a quarter of a second; a tick is 1 to 2 ms. */
static void take_ticks(bac_board_top *top) {
    const double hertz = 1e6 * top->pll.mhz;
    top->TICK_BITS = 2;
    while (ldexp(1, (int)top->TICK_BITS + 1) <= hertz * 2e-3)
        top->TICK_BITS++;
    top->TICKS = (uint32_t)ceil(0.25 * hertz / ldexp(1, (int)top->TICK_BITS));
}

/* Memory for the bytes that come while the network computes and the answer before is sent: one block
 * memory at least, 4096 bytes at most. */
static void take_memory(const bac_netlist *p, bac_board_top *top) {
    const uint64_t bytes = p->latency_last / (10 * top->CLOCKS) + 2 * (top->OUT_BYTES + 5u) + 8;
    top->AW = 9;
    while (top->AW < 12 && ((uint64_t)1 << top->AW) < bytes)
        top->AW++;
}

double bac_board_baud_error(const bac_board_top *top) {
    return 1e6 * top->pll.mhz / top->CLOCKS / (double)top->baud - 1;
}

bac_status bac_board_of(const bac_netlist *p, const bac_board_options *o, bac_board_top *top,
                        bac_error *err) {
    const bac_layer *in = bac_net_layer(p->net, 0);
    const bac_link *link = bac_netlist_input(p), *result = &p->links[p->n_links - 1];
    const bac_pins pins = bac_pins_of(p, BAC_RESULT_MARGIN);
    *top = (bac_board_top){.board = o->board, .baud = o->baud};
    if (!bac_pll_of(o->clock_mhz > 0 ? o->clock_mhz : o->board->clock_mhz, &top->pll))
        return bac_fail(err, BAC_ERR_INPUT, o->board->name,
                        "has a clock of %d MHz, and its PLL makes it faster, not slower",
                        BAC_BOARD_OSCILLATOR);
    if (result->C < 2)
        return refuse(err, p, "one class alone has no margin, which a board answers with");
    if (in->C > UINT16_MAX || result->C > UINT16_MAX || link->width > 32768 ||
        link->beats > 1u << 24 || pins.class_lane + pins.above > 128)
        return refuse(err, p, "is too large for the protocol of the boards (docs/boards.md)");
    const double clocks = 1e6 * top->pll.mhz / (double)o->baud;
    top->CLOCKS = (uint32_t)fmax(4, fmin(65536, round(clocks)));
    if (fabs(bac_board_baud_error(top)) > BAC_BOARD_BAUD_ERROR)
        return bac_fail(err, BAC_ERR_INPUT, o->board->name,
                        "%.6g MHz make no %" PRIu64 " baud; the nearest is %.0f", top->pll.mhz,
                        o->baud, 1e6 * top->pll.mhz / top->CLOCKS);
    top->IN_BYTES = (uint32_t)(link->width / 8);
    top->BEATS = link->beats;
    top->OUT_BYTES = (pins.class_lane + pins.above) / 8;
    identify(p, o, top);
    take_ticks(top);
    take_memory(p, top);
    return BAC_OK;
}

/* ---- Verilog */

static void print_clock(FILE *out, const bac_board_top *top) {
    if (!top->pll.pll) {
        fprintf(out, "    assign clk = clk_pin;\n    assign locked = 1'b1;\n");
        return;
    }
    fprintf(out,
            "    SB_PLL40_%s #(\n        .FEEDBACK_PATH(\"SIMPLE\"), .DIVR(4'd0), .DIVF(7'd%" PRIu32
            "), .DIVQ(3'd%" PRIu32 "), .FILTER_RANGE(3'd1)\n    ) u_pll (\n        .%s(clk_pin), "
            ".PLLOUTGLOBAL(clk), .RESETB(1'b1), .BYPASS(1'b0), .LOCK(locked)\n    );\n",
            top->board->pad ? "PAD" : "CORE", top->pll.divf, top->pll.divq,
            top->board->pad ? "PACKAGEPIN" : "REFERENCECLK");
}

static void print_parameters(FILE *out, const bac_board_top *top) {
    fprintf(out,
            "        .IN_BYTES(%" PRIu32 "), .BEATS(%" PRIu32 "), .OUT_BYTES(%" PRIu32
            "), .ID_BYTES(%d), .CLOCKS(%" PRIu32 "), .AW(%" PRIu32 "),\n"
            "        .TICK_BITS(TICK_BITS), .TICKS(%" PRIu32 "), .LED_LOW(8'h%02x),\n"
            "        .IDENTITY(%d'h",
            top->IN_BYTES, top->BEATS, top->OUT_BYTES, BAC_BOARD_IDENTITY, top->CLOCKS, top->AW,
            top->TICKS, top->board->led_low, 8 * BAC_BOARD_IDENTITY);
    for (int i = BAC_BOARD_IDENTITY - 1; i >= 0; i--)
        fprintf(out, "%02x", top->IDENTITY[i]);
    fprintf(out, ")\n");
}

bool bac_print_board(FILE *out, const bac_netlist *p, const bac_board_top *top) {
    static const char *const ports[] = {"locked", "rst", "rx", "tx", "sck", "cs_n", "mosi", "miso"};
    static const char *const wires[] = {"tdata", "tvalid", "tready", "tlast"};
    const uint32_t leds = bac_board_leds(top->board);
    fprintf(out,
            "// bac_board_top.v : %s on %s; generated from a .bnet, do not edit\n"
            "//   %.6g MHz, %" PRIu64 " baud: %" PRIu32 " clocks a bit, off by %+.2f %%\n"
            "//   TICK_BITS: less than in hardware makes time-outs shorter in a simulation\n"
            "`default_nettype none\nmodule bac_board_top #(\n    parameter TICK_BITS = %" PRIu32
            "\n) (\n    input  wire clk_pin,\n    input  wire rx,\n    output wire tx,\n"
            "    input  wire sck,\n    input  wire cs_n,\n    input  wire mosi,\n"
            "    output wire miso,\n    output wire [%" PRIu32 ":0] led\n);\n",
            bac_net_name(p->net), top->board->title, top->pll.mhz, top->baud, top->CLOCKS,
            100 * bac_board_baud_error(top), top->TICK_BITS, leds - 1);
    fprintf(out,
            "    wire clk, locked, rst;\n    wire [%d:0] lights;\n    wire [%" PRIu32
            ":0] s_tdata;\n    wire [%" PRIu32 ":0] m_tdata;\n"
            "    wire s_tvalid, s_tready, s_tlast, m_tvalid, m_tready;\n"
            "    assign led = lights[%" PRIu32 ":0];\n\n",
            BAC_BOARD_LEDS - 1, 8 * top->IN_BYTES - 1, 8 * top->OUT_BYTES - 1, leds - 1);
    print_clock(out, top);
    fprintf(out, "\n    bac_board #(\n");
    print_parameters(out, top);
    fprintf(out, "    ) u_board (\n        .clk(clk), .led(lights)");
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++)
        fprintf(out, ", .%s(%s)", ports[i], ports[i]);
    for (int i = 0; i < 4; i++)
        fprintf(out, ",\n        .m_axis_%s(s_%s)", wires[i], wires[i]);
    for (int i = 0; i < 3; i++)
        fprintf(out, ",\n        .s_axis_%s(m_%s)", wires[i], wires[i]);
    fprintf(out, "\n    );\n\n    bac_pins u_pins (\n        .clk(clk), .rst(rst)");
    for (int i = 0; i < 4; i++)
        fprintf(out, ",\n        .s_axis_%s(s_%s)", wires[i], wires[i]);
    for (int i = 0; i < 3; i++)
        fprintf(out, ",\n        .m_axis_%s(m_%s)", wires[i], wires[i]);
    fprintf(out, ",\n        .m_axis_tlast(), .tlast_error()\n    );\nendmodule\n"
                 "`default_nettype wire\n");
    return true;
}

/* bac build - a network on a device: synthesised, placed, routed, as a bitstream, with a report. */
#include "build/build.h"
#include "common/net_hash.h"

#include "ints.h"

#include <stdlib.h>
#include <string.h>

static const char about[] =
    "Makes the Verilog of a plan (bac rtl) with the result at few pins, synthesises it with\n"
    "Yosys, packs it with nextpnr-ice40, refuses what does not fit, places and routes it with\n"
    "each seed, and packs the fastest as a bitstream: DIR/NAME.bin, beside pins.pcf,\n"
    "netlist.v, every seed's .asc and log, report.txt and report.json (docs/routed.md).\n"
    "The same command goes on where it was interrupted.\n"
    "\n"
    "With --board a whole board is built: PLL, serial line, SPI and lights around the network;\n"
    "bac board then sends frames to it (docs/boards.md).\n"
    "\n"
    "ECP5 and Xilinx are synthesised here; DIR/route.sh (nextpnr-ecp5) or DIR/build.tcl\n"
    "(Vivado) is for you to run.\n"
    "\n"
    "Exit status 1: it does not fit, or no seed reaches --clock (of a board, the clock that\n"
    "its PLL makes); the files stay.";

static const char example[] = "bac build golden/nets/default.bnet --plan build/folded.cfg --target "
                              "hx8k --seeds 3 -o build/hx8k\n"
                              "bac build NET.bnet --board icebreaker -o build/board && iceprog "
                              "build/board/NAME.bin\n"
                              "bac build NET.bnet --target zu7ev -o build/zu7ev && vivado -mode "
                              "batch -source build/zu7ev/build.tcl";

static struct {
    const char *target, *board, *dir, *clock, *result;
    uint64_t seeds, seed, reserve, baud;
    bool json, pack_only, rtl_only;
} asked = {.seeds = 1, .seed = 1};

/* --board names the device and the form of the result. */
static int read_board(build *b) {
    char known[256];
    if (!asked.board)
        return asked.baud ? args_complain("--baud is of a board; name it with --board")
                          : ARGS_GO_ON;
    b->top.board = bac_board_find(asked.board);
    bac_board_list(known, sizeof known);
    if (!b->top.board)
        return args_complain("no board '%s'; there are:%s", asked.board, known);
    if (asked.target && strcmp(asked.target, b->top.board->device) != 0)
        return args_complain("%s has an %s, not the %s of --target", asked.board,
                             b->top.board->device, asked.target);
    if (asked.result && strcmp(asked.result, "margin") != 0)
        return args_complain("a board answers with class and margin; no --result %s", asked.result);
    asked.target = b->top.board->device;
    asked.result = "margin";
    return ARGS_GO_ON;
}

static int read_words(build *b) {
    char known[256];
    const int status = read_board(b);
    if (status != ARGS_GO_ON)
        return status;
    if (!asked.target || !asked.dir)
        return args_complain("say for which device with --target DEV, and where with -o DIR");
    b->device = bac_device_find(asked.target);
    b->how = build_device_find(asked.target);
    bac_device_list(known, sizeof known);
    if (!b->device || !b->how)
        return args_complain("no device '%s'; there are:%s", asked.target, known);
    while (asked.result && b->form < BAC_RESULT_FORMS &&
           strcmp(asked.result, bac_result_name(b->form)) != 0)
        b->form++;
    if (b->form == BAC_RESULT_FORMS)
        return args_complain("--result wants class, margin or logits, not '%s'", asked.result);
    if (asked.clock) {
        char *end;
        b->clock_mhz = strtod(asked.clock, &end);
        if (*end || !(b->clock_mhz > 0) || b->clock_mhz > 5000)
            return args_complain("--clock wants MHz above 0, not '%s'", asked.clock);
    }
    if (!b->how->route && (asked.seeds != 1 || asked.clock || asked.pack_only))
        return args_complain("%s is not placed here: no --seeds, --clock or --pack-only",
                             asked.target);
    b->dir = asked.dir;
    b->seeds = asked.seeds;
    b->first_seed = asked.seed;
    b->reserve = asked.reserve;
    b->pack_only = asked.pack_only;
    b->json = asked.json;
    return ARGS_GO_ON;
}

/* Clock and serial line of the board; the clock is what the route has to reach. */
static int plan_board(build *b) {
    bac_board_options o = {.board = b->top.board,
                           .clock_mhz = b->clock_mhz,
                           .baud = asked.baud ? asked.baud : BAC_BOARD_BAUD};
    if (!o.board)
        return ARGS_GO_ON;
    if (tool_net_hash(b->job.net, o.hash, &tool_error) ||
        bac_board_of(b->job.p, &o, &b->top, &tool_error))
        return tool_fail();
    b->clock_mhz = b->top.pll.mhz;
    return ARGS_GO_ON;
}

static uint32_t pins_of(const build *b) {
    if (b->top.board)
        return bac_board_n_pins(b->top.board);
    const bac_pins pins = bac_pins_of(b->job.p, b->form);
    return 9 + pins.in + pins.class_lane +
           pins.above; /* clk, rst, six of the handshakes, tlast_error */
}

/* Synthesised, and counted: what has to fit. */
static bool make_netlist(build *b) {
    if (build_rtl(b) || build_synthesis(b))
        return true;
    if (!b->how->route)
        return build_scripts(b) || build_count_cells(b, "netlist.json") ||
               build_count_levels(b, "netlist.json");
    return build_pack(b) || build_count_cells(b, "pack.json");
}

static int deliver(build *b) {
    if (b->how->route && !b->pack_only && (build_routes(b) || build_bitstream(b)))
        return tool_fail();
    if (build_report(b))
        return tool_fail();
    if (!b->json)
        build_print(b, stdout);
    if (b->clock_mhz > 0 && b->n_routes > 0 && b->route[b->best].mhz < b->clock_mhz) {
        fprintf(stderr,
                "bac build: %.2f MHz at best, %.2f less than the %.6g asked for; the longest path "
                "is above\n",
                b->route[b->best].mhz, b->clock_mhz - b->route[b->best].mhz, b->clock_mhz);
        return EXIT_MISMATCH;
    }
    return EXIT_OK;
}

static int start(const char *const operand[]) {
    build b = {0};
    int status = read_words(&b);
    if (status == ARGS_GO_ON)
        status = planned_load(&b.job, operand[0]);
    if (status == ARGS_GO_ON)
        status = planned_build(&b.job);
    if (status == ARGS_GO_ON)
        status = plan_board(&b);
    if (status == ARGS_GO_ON && asked.rtl_only) {
        status = build_rtl(&b) ? tool_fail() : EXIT_OK;
        planned_free(&b.job);
        return status;
    }
    if (status == ARGS_GO_ON)
        status = build_tools(&b);
    if (status == ARGS_GO_ON) {
        planned_note(b.job.p);
        b.pins = pins_of(&b);
        b.route = calloc(bac_max_u64(b.seeds, 1), sizeof *b.route);
        if (!b.route)
            status = tool_refuse(b.dir, "out of memory");
        else if (make_netlist(&b))
            status = tool_fail();
    }
    if (status == ARGS_GO_ON)
        status = build_fits(&b);
    if (status == ARGS_GO_ON)
        status = deliver(&b);
    free(b.row);
    free(b.route);
    planned_free(&b.job);
    return status;
}

static const args_option options[] = {
    {"target", 0, "DEV", "a device of bac explore --devices", .text = &asked.target},
    {"board", 0, "BOARD", "a whole board: hx8k-evn or icebreaker (docs/boards.md)",
     .text = &asked.board},
    {"baud", 0, "N", "rate of the board's serial line (1000000)", .whole = &asked.baud,
     .least = 300, .most = 12000000},
    {"output", 'o', "DIR", "folder to write", .text = &asked.dir},
    {"result", 0, "FORM", "result at the pins: class, margin or logits (class)",
     .text = &asked.result},
    {"seeds", 0, "N", "place and route N times, keep the fastest (1)", .whole = &asked.seeds,
     .least = 1, .most = BUILD_MOST_SEEDS},
    {"seed", 0, "N", "the first seed (1)", .whole = &asked.seed, .most = INT32_MAX},
    {"reserve", 0, "PERCENT", "share of cells and memories to keep free for other logic (0)",
     .whole = &asked.reserve, .most = 99},
    {"clock", 0, "MHZ", "clock rate to reach; of a board the most that its PLL may make",
     .text = &asked.clock},
    {"pack-only", 0, NULL, "only count the cells, place nothing", .flag = &asked.pack_only},
    {"rtl-only", 0, NULL, "only write the Verilog, to simulate it", .flag = &asked.rtl_only},
    {"json", 0, NULL, "print the report as JSON", .flag = &asked.json},
    {0}};

const args_verb verb_build = {
    .name = "build",
    .brief = "NET.bnet --target DEV -o DIR",
    .help = "synthesise, place and route it; a bitstream and a report",
    .synopsis = "NET.bnet --target DEV|--board BOARD -o DIR [--plan PLAN.cfg] [--seeds N] "
                "[--reserve PERCENT] [--clock MHZ] [--baud N] [--result FORM] [--json]",
    .about = about,
    .example = example,
    .options = {options, plan_options},
    .operands = 1,
    .start = start,
};

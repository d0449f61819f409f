/* build.h - bac build: synthesises, places and routes a network with its plan, step by step, and
 * reports cells, clock rate and the slowest path.
 *
 * A finished step is not repeated while its inputs and its program stay the same: DIR/steps/NAME
 * holds the SHA-256 of everything that determines its result, and is written when the step has
 * succeeded.
 *
 *     DIR/rtl/        the Verilog (bac rtl), with bac_pins.v, and bac_board_top.v for a board
 *     DIR/synth.ys    netlist.json, synth.log     yosys
 *     DIR/pins.pcf    pack.json, pack.log         nextpnr-ice40 --pack-only: does the design fit?
 *     DIR/seed-N.*    one placed and routed design for each seed
 *     DIR/NAME.bin    bitstream of the best seed
 *     DIR/report.json, report.txt, record.csv (one line for each seed)
 */
#ifndef BAC_TOOLS_BUILD_H
#define BAC_TOOLS_BUILD_H

#include "board.h"
#include "common/plan_option.h"
#include "common/tool.h"
#include "cosim/fs.h"
#include "explore.h"
#include "job.h"
#include "verilog.h"

/* ---- devices (device.c) */

typedef struct build_device {
    const char *name;  /* name of the bac_device */
    const char *synth; /* command of Yosys, without its outputs */
    /* .. and its further options for a shared engine, NULL: none. Such a device has multipliers that
     * an engine may use, and single-port memories: BAC_SPRAM is defined. */
    const char *engine;
    /* route: device and package options of nextpnr-ice40; pins: the package's pins that any signal
     * may use, the clock's first. NULL: bac build does not route for this device but writes a
     * script for the user's tools. */
    const char *route, *pins;
    const char *part; /* for the script: the part for Vivado, or the options of nextpnr-ecp5 */
} build_device;

const build_device *build_device_find(const char *name); /* NULL: unknown */
uint32_t build_device_pins(const build_device *device);

/* ---- the build and its results */

enum { BUILD_MOST_SEEDS = 64, BUILD_TEXT = 256 };

/* Cells of one layer, or of everything outside the layers. */
typedef struct build_row {
    const char *name; /* borrowed */
    uint32_t cells, memories, dsp;
    uint32_t single;    /* single-port memories: ICESTORM_SPRAM */
    uint32_t ff, carry; /* only of a design that is not packed */
} build_row;

/* A cell on the slowest path. */
typedef struct build_hop {
    double delay;             /* ns, of the cell and of the wire to it */
    char net[2 * BUILD_TEXT]; /* the net that the cell drives */
    bool carry;               /* the path continues in a carry chain */
} build_hop;

enum { BUILD_MOST_HOPS = 96 };

typedef struct build_route {
    uint64_t seed;
    double mhz;
    uint32_t n_hops;
    build_hop hop[BUILD_MOST_HOPS]; /* hop[0]: out of the first register */
} build_route;

typedef struct build {
    planned job;
    const char *dir;
    const bac_device *device;
    const build_device *how;
    bac_result_form form;
    uint64_t seeds, reserve; /* reserve: percent of the device that stays free */
    uint64_t first_seed;
    double clock_mhz;  /* clock rate that must be reached; 0: none */
    bac_board_top top; /* top.board NULL: bac_pins at the pins, no board */
    bool pack_only, json;

    char log[BAC_PATH_ROOM];
    const char *stage;
    double started, shown;
    bool live;

    uint32_t n_rows;
    build_row *row;
    build_row total;
    uint32_t pins;
    double levels, carries; /* cells and carries of the longest path, of a design not routed */
    uint32_t n_routes, best;
    build_route *route;
    char yosys[BUILD_TEXT], router[BUILD_TEXT]; /* versions */
} build;

/* Every function that returns bool returns true after a failure, with the reason in tool_error. */

/* step.c: one step. inputs, outputs: names of files or whole folders in b->dir, ended by NULL. */
typedef struct build_step {
    const char *name, *does;
    const char *const *inputs, *const *outputs;
    const char *version; /* version of the step's program */
    const char *folder;  /* folder in b->dir in which the job runs; NULL: b->dir itself */
} build_step;
/* Runs `job` unless the step is finished already with the same inputs, program and command. */
bool build_step_run(build *b, const build_step *step, cosim_job *job);
/* Checks that every program of this build is installed. ARGS_GO_ON, or an exit status after a
 * message of one line. */
int build_tools(build *b);
/* True when a folder of PATH has an executable of that name: file. */
bool build_find_program(const char *name, char file[BAC_PATH_ROOM]);
/* path = DIR/NAME. */
bool build_path(const build *b, char path[BAC_PATH_ROOM], const char *name);
json_t *build_json(const build *b, const char *name); /* NULL: unreadable, reason in tool_error */

/* steps.c: the steps in their order. */
bool build_rtl(build *b);
bool build_synthesis(build *b);
bool build_pack(build *b);
bool build_routes(build *b);
bool build_bitstream(build *b);
bool build_scripts(build *b);

/* cells.c: fills row and total from a netlist of Yosys or nextpnr. */
bool build_count_cells(build *b, const char *netlist);
/* levels.c: fills levels and carries from a netlist of Yosys. */
bool build_count_levels(build *b, const char *netlist);
/* The stage to which a cell or a net of this name belongs; NULL: none. *inside: the name without
 * the stage's part. */
const bac_stage *build_stage_of(const build *b, const char *name, const char **inside);

/* path.c: reads clock rate and slowest path from a report of nextpnr. */
bool build_read_route(build *b, build_route *route, const char *report);
/* A net in the reader's terms: its layer, stage, module, and its name in that module. */
typedef struct build_signal {
    char layer[BUILD_TEXT], stage[BUILD_TEXT], module[BUILD_TEXT], name[BUILD_TEXT];
} build_signal;
void build_signal_of(const build *b, const char *net, build_signal *signal);

/* fit.c: ARGS_GO_ON when the design fits the device; else an exit status after a line that names
 * the resource that is short. */
int build_fits(build *b);

/* report.c: writes the report files, and prints the report. */
bool build_report(build *b);
void build_print(const build *b, FILE *out);

#endif

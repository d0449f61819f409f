/* build.h - from a network and its plan to a device: the steps of bac build, and what they find out.
 *
 * A step that has been done with the same inputs by the same program is not done again: DIR/steps/NAME
 * holds the SHA-256 of all that decides its result, and is written when the step has ended well.
 *
 *     DIR/rtl/        the Verilog (bac rtl), with bac_pins.v
 *     DIR/synth.ys    netlist.json, synth.log     yosys
 *     DIR/pins.pcf    pack.json, pack.log         nextpnr-ice40 --pack-only: does it fit?
 *     DIR/seed-N.*    one placed and routed design a seed
 *     DIR/NAME.bin    of the best seed
 *     DIR/report.json, report.txt, record.csv (a line a seed)
 */
#ifndef BAC_TOOLS_BUILD_H
#define BAC_TOOLS_BUILD_H

#include "common/plan_option.h"
#include "common/tool.h"
#include "cosim/fs.h"
#include "explore.h"
#include "job.h"
#include "verilog.h"

/* ---- devices (device.c) */

typedef struct build_device {
    const char *name;  /* as of bac_device */
    const char *synth; /* command of Yosys, without its outputs */
    /* Placed and routed here: the device and package for nextpnr-ice40, and the package's pins that
     * any signal may use, the clock's first. NULL: a script for the user's tools is written. */
    const char *route, *pins;
    const char *part; /* of the script: the part for Vivado, or the options of nextpnr-ecp5 */
} build_device;

const build_device *build_device_find(const char *name); /* NULL: unknown */
uint32_t build_device_pins(const build_device *device);

/* ---- what is built */

enum { BUILD_MOST_SEEDS = 64, BUILD_TEXT = 256 };

/* What a layer, or what belongs to none, takes. */
typedef struct build_row {
    const char *name; /* borrowed */
    uint32_t cells, memories, dsp;
    uint32_t ff, carry; /* where nothing is packed */
} build_row;

typedef struct build_hop {
    double delay;             /* ns, of the cell and of the way to it */
    char net[2 * BUILD_TEXT]; /* the net behind it */
    bool carry;               /* goes on in a carry chain */
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
    uint64_t seeds, reserve; /* percent that stays free */
    uint64_t first_seed;
    double clock_mhz; /* that has to be reached; 0: none */
    bool pack_only, json;

    char log[COSIM_PATH];
    const char *stage;
    double started, shown;
    bool live;

    uint32_t n_rows;
    build_row *row;
    build_row total;
    uint32_t pins;
    double levels, carries; /* of the longest path of cells, where nothing is routed */
    uint32_t n_routes, best;
    build_route *route;
    char yosys[BUILD_TEXT], router[BUILD_TEXT]; /* versions */
} build;

/* Each bool: whether it went wrong, and why in tool_error. */

/* step.c: what `job` is to make in b->dir, from the files named in `inputs` and `more`, unless it has been.
 * outputs, inputs: names in b->dir, NULL behind the last; a folder with all in it. */
typedef struct build_step {
    const char *name, *does;
    const char *const *inputs, *const *outputs;
    const char *version; /* of the program */
    const char *folder;  /* it runs in this one of b->dir; NULL: there */
} build_step;
bool build_step_run(build *b, const build_step *step, cosim_job *job);
/* Every program that this build needs is there. ARGS_GO_ON, or an exit status after one line. */
int build_tools(build *b);
/* A file of the build's folder. */
bool build_path(const build *b, char path[COSIM_PATH], const char *name);
json_t *build_json(const build *b, const char *name); /* NULL: cannot be read, and why */

/* steps.c */
bool build_rtl(build *b);
bool build_synthesis(build *b);
bool build_pack(build *b);
bool build_routes(build *b);
bool build_bitstream(build *b);
bool build_scripts(build *b);

/* cells.c: rows and total, from a netlist of Yosys or nextpnr. */
bool build_count_cells(build *b, const char *netlist);
/* levels.c: the longest path through a netlist of Yosys. */
bool build_count_levels(build *b, const char *netlist);
/* The stage that a cell or a net of this name belongs to; NULL: none. *inside: the rest of the name. */
const bac_stage *build_stage_of(const build *b, const char *name, const char **inside);

/* path.c: the report of nextpnr. */
bool build_read_route(build *b, build_route *route, const char *report);
/* What a signal is called, where it is, and what it is there for. */
typedef struct build_signal {
    char layer[BUILD_TEXT], stage[BUILD_TEXT], module[BUILD_TEXT], name[BUILD_TEXT];
} build_signal;
void build_signal_of(const build *b, const char *net, build_signal *signal);

/* fit.c: ARGS_GO_ON: it fits. Else an exit status, after a line that says what is short. */
int build_fits(build *b);

/* report.c */
bool build_report(build *b);
void build_print(const build *b, FILE *out);

#endif

/* steps.c - the steps of a build: Verilog, synthesis, packing, placing and routing, bitstream;
 * scripts for other tools. */
#include "build.h"

#include "out_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Target clock rate for nextpnr without --clock, as a multiple of the device's usual rate. */
static const double ambition = 1.5;

static double goal_mhz(const build *b) {
    return b->clock_mhz > 0 ? b->clock_mhz : ambition * b->device->clock_mhz;
}

/* Writes a page into b->dir. */
static bool put_page(const build *b, const char *name, bool (*print)(const build *, FILE *)) {
    char path[BAC_PATH_ROOM];
    bac_page page;
    if (build_path(b, path, name))
        return true;
    const bool good = bac_page_open(&page) && print(b, page.file);
    return bac_page_close(&page, !good, path, &tool_error) != BAC_OK;
}

bool build_rtl(build *b) {
    char path[BAC_PATH_ROOM];
    if (bac_dir_make(b->dir, true, &tool_error) || build_path(b, path, "rtl"))
        return true;
    cosim_remove(path);
    return bac_verilog_write(b->job.p, b->job.plan, NULL, path, &tool_error) ||
           (b->top.board ? bac_verilog_write_board(b->job.p, &b->top, NULL, path, &tool_error)
                         : bac_verilog_write_pins(b->job.p, b->form, NULL, path, &tool_error));
}

/* ---- netlist */

static bool has_engine(const bac_netlist *n) {
    for (uint32_t i = 0; i < n->n_stages; i++)
        if (strcmp(bac_stage_module(&n->stages[i]), "bac_shared") == 0)
            return true;
    return false;
}

/* Memory images are named relative to rtl/. */
static bool print_synth(const build *b, FILE *out) {
    const char *engine = has_engine(b->job.p) ? b->how->engine : NULL;
    fprintf(out,
            "read_verilog -defer%s%s rtl/*.v\nread_verilog bac_top.v bac_pins.v%s\n%s %s -top %s\n"
            "write_json ../netlist.json\nwrite_verilog -noattr ../netlist.v\n",
            b->device->family == BAC_FAMILY_ICE40 ? " -DBAC_MASKED" : "",
            engine ? " -DBAC_SPRAM" : "", b->top.board ? " bac_board_top.v" : "", b->how->synth,
            engine ? engine : "", b->top.board ? "bac_board_top" : "bac_pins");
    return true;
}

bool build_synthesis(build *b) {
    static const char *const inputs[] = {"rtl/", "synth.ys", NULL};
    static const char *const outputs[] = {"netlist.json", "netlist.v", NULL};
    const build_step step = {"synth", "synthesis", inputs, outputs, b->yosys, "rtl"};
    cosim_job job = {0};
    if (put_page(b, "synth.ys", print_synth))
        return true;
    cosim_job_add_words(&job, "yosys -q -l ../synth.log ../synth.ys");
    return build_step_run(b, &step, &job);
}

/* ---- placed and routed by nextpnr-ice40 */

/* Prints a pin for every port bit; icebox_vlog needs them to name the recovered ports. */
static bool print_pins(const build *b, FILE *out) {
    const bac_pins pins = bac_pins_of(b->job.p, b->form);
    static const char *const single[] = {"clk",           "rst",          "s_axis_tvalid",
                                         "s_axis_tready", "s_axis_tlast", "m_axis_tvalid",
                                         "m_axis_tready", "m_axis_tlast", "tlast_error"};
    enum { SINGLE = sizeof single / sizeof *single };
    const char *p = b->how->pins;
    if (b->top.board)
        return bac_board_pins(out, b->top.board);
    for (uint32_t i = 0; i < b->pins; i++) {
        const uint32_t k = i - SINGLE;
        if (i < SINGLE)
            fprintf(out, "set_io %s", single[i]);
        else if (k < pins.in)
            fprintf(out, "set_io s_axis_tdata[%" PRIu32 "]", k);
        else
            fprintf(out, "set_io m_axis_tdata[%" PRIu32 "]", k - pins.in);
        const int length = (int)strcspn(p, " ");
        fprintf(out, " %.*s\n", length, p);
        p += length + (p[length] == ' ');
    }
    return true;
}

static void route_job(const build *b, cosim_job *job) {
    cosim_job_add_words(job, "nextpnr-ice40 -q --json netlist.json --pcf pins.pcf");
    cosim_job_add_words(job, b->how->route);
}

bool build_pack(build *b) {
    static const char *const inputs[] = {"netlist.json", "pins.pcf", NULL};
    static const char *const outputs[] = {"pack.json", NULL};
    const build_step step = {"pack", "packing", inputs, outputs, b->router, NULL};
    cosim_job job = {0};
    if (put_page(b, "pins.pcf", print_pins))
        return true;
    route_job(b, &job);
    cosim_job_add_words(&job, "--pack-only --write pack.json -l pack.log");
    return build_step_run(b, &step, &job);
}

static bool route_one(build *b, build_route *route) {
    char name[32], does[64], asc[40], report[40], log[40], words[200];
    static const char *const inputs[] = {"netlist.json", "pins.pcf", NULL};
    snprintf(name, sizeof name, "seed-%" PRIu64, route->seed);
    snprintf(asc, sizeof asc, "%s.asc", name);
    snprintf(report, sizeof report, "%s.json", name);
    snprintf(log, sizeof log, "%s.log", name);
    snprintf(does, sizeof does, "placing and routing, seed %" PRIu64, route->seed);
    snprintf(words, sizeof words, "--seed %" PRIu64 " --freq %.6g --timing-allow-fail", route->seed,
             goal_mhz(b));
    const char *const outputs[] = {asc, report, NULL};
    const build_step step = {name, does, inputs, outputs, b->router, NULL};
    cosim_job job = {0};
    route_job(b, &job);
    cosim_job_add_words(&job, words);
    cosim_job_add(&job, "--asc %s --report %s -l %s", asc, report, log);
    return build_step_run(b, &step, &job) || build_read_route(b, route, report);
}

bool build_routes(build *b) {
    for (b->n_routes = 0; b->n_routes < b->seeds; b->n_routes++) {
        build_route *route = &b->route[b->n_routes];
        route->seed = b->first_seed + b->n_routes;
        if (route_one(b, route))
            return true;
        if (route->mhz > b->route[b->best].mhz)
            b->best = b->n_routes;
    }
    return false;
}

bool build_bitstream(build *b) {
    char asc[64], bin[BUILD_TEXT];
    snprintf(asc, sizeof asc, "seed-%" PRIu64 ".asc", b->route[b->best].seed);
    snprintf(bin, sizeof bin, "%s.bin", bac_net_name(b->job.net));
    const char *const inputs[] = {asc, NULL}, *const outputs[] = {bin, NULL};
    const build_step step = {"bitstream", "bitstream", inputs, outputs, "", NULL};
    cosim_job job = {0};
    cosim_job_add(&job, "icepack %s %s", asc, bin);
    return build_step_run(b, &step, &job);
}

/* ---- scripts for devices whose placer is not in Debian */

static bool print_ecp5(const build *b, FILE *out) {
    fprintf(
        out,
        "#!/bin/sh\n# Places and routes netlist.json for %s; needs nextpnr-ecp5 and prjtrellis "
        "(ecppack).\nset -e\ncd \"$(dirname \"$0\")\"\n"
        "nextpnr-ecp5 %s --json netlist.json --lpf-allow-unconstrained --freq %.6g --seed 1 \\\n"
        "    --timing-allow-fail --report route.json --textcfg route.config --log route.log\n"
        "ecppack route.config %s.bit\n",
        b->device->part, b->how->part, goal_mhz(b), bac_net_name(b->job.net));
    return true;
}

static bool print_vivado(const build *b, FILE *out) {
    fprintf(
        out,
        "# vivado -mode batch -source build.tcl : synthesis, place and route for %s, out of "
        "context\n"
        "cd [file join [file dirname [file normalize [info script]]] rtl]\n"
        "read_verilog [glob rtl/*.v] bac_top.v bac_pins.v\n"
        "synth_design -top bac_pins -part %s -mode out_of_context -flatten_hierarchy rebuilt\n"
        "create_clock -period %.3f -name clk [get_ports clk]\n"
        "opt_design\nplace_design\nphys_opt_design\nroute_design\ncd ..\n"
        "report_utilization -hierarchical -file utilization.txt\n"
        "report_timing_summary -max_paths 5 -file timing.txt\nwrite_checkpoint -force route.dcp\n",
        b->device->part, b->how->part, 1e3 / goal_mhz(b));
    return true;
}

bool build_scripts(build *b) {
    return b->device->family == BAC_FAMILY_ECP5 ? put_page(b, "route.sh", print_ecp5)
                                                : put_page(b, "build.tcl", print_vivado);
}

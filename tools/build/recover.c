/* recover.c - makes a model that runs from the netlist of a device, if possible from its bitstream.
 *
 * HX8K: iceunpack unpacks NAME.bin, icebox_vlog turns it into Verilog, and Yosys turns its cells
 * into logic. Of the design only the pins' names are used. For other devices the model is made from
 * Yosys' netlist and the models of the family's cells, because icebox_vlog drops the UP5K's SPRAM
 * and MAC16, and ECP5 and Xilinx have no bitstream here. Verilator builds the recovered netlist and
 * the Verilog of bac_pins around sim/cosim/chip.cpp. It reads the model of SPRAM from Yosys' file,
 * because Yosys would unroll the model's loop over all 16,384 words.
 *
 *     DIR/sim/recovered.v   the netlist as one module   DIR/sim/netlist/, DIR/sim/rtl/   models
 */
#include "recover.h"

#include "build.h"
#include "ints.h"
#include "out_file.h"
#include "places.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct recovery {
    build b; /* b.dir is DIR, in which the steps run */
    const recover_question *q;
    cosim_places at;
    bool from_bits;
    uint64_t n; /* frames */
    int32_t *codes;
} recovery;

/* Reads DIR/report.json, which bac build wrote. */
static int read_report(recovery *r) {
    json_t *root = build_json(&r->b, "report.json");
    if (!root)
        return tool_refuse(r->q->dir, "has no report.json; make it with bac build");
    const char *target = json_string_value(json_object_get(root, "target"));
    const char *form = json_string_value(json_object_get(root, "result"));
    const char *network = json_string_value(json_object_get(root, "network"));
    const bool board = json_object_get(root, "board") != NULL;
    r->b.how = target ? build_device_find(target) : NULL;
    r->b.device = target ? bac_device_find(target) : NULL;
    while (form && r->b.form < BAC_RESULT_FORMS && strcmp(form, bac_result_name(r->b.form)) != 0)
        r->b.form++;
    const bool good = r->b.how && r->b.device && form && r->b.form < BAC_RESULT_FORMS && network;
    const bool same = good && strcmp(network, bac_net_name(r->b.job.net)) == 0;
    if (good && !same)
        bac_fail(&tool_error, BAC_ERR_INPUT, r->q->dir, "was built of network %s", network);
    json_decref(root);
    if (same && board)
        return tool_refuse(r->q->dir, "has a board at its pins, not the network; build it without "
                                      "--board, or see docs/boards.md");
    r->from_bits = good && strcmp(r->b.how->name, "hx8k") == 0;
    return same   ? ARGS_GO_ON
           : good ? tool_fail()
                  : tool_refuse(r->q->dir, "report.json is not one of bac build's");
}

/* Gives `job` the plan of DIR. */
static int read_plan(recovery *r, planned *job) {
    char path[BAC_PATH_ROOM];
    bac_plan_free(job->plan);
    job->plan = NULL;
    if (build_path(&r->b, path, "rtl/plan.cfg") ||
        bac_plan_load(path, job->net, &job->plan, &tool_error))
        return tool_fail();
    const int status = planned_build(job);
    r->b.job = *job;
    return status;
}

/* ---- the netlist as plain Verilog */

static bool unpack(recovery *r) {
    char bin[BUILD_TEXT];
    snprintf(bin, sizeof bin, "%s.bin", bac_net_name(r->b.job.net));
    const char *const inputs[] = {bin, NULL};
    static const char *const outputs[] = {"sim/bits.asc", NULL};
    const build_step step = {"unpack", "unpacking the bitstream", inputs, outputs, "", NULL};
    cosim_job job = {0};
    cosim_job_add(&job, "iceunpack %s sim/bits.asc", bin);
    return build_step_run(&r->b, &step, &job);
}

/* Runs icebox_vlog, whose output is the Verilog. */
static bool list(recovery *r) {
    static const char *const inputs[] = {"sim/bits.asc", "pins.pcf", NULL};
    static const char *const outputs[] = {"steps/listed.out", NULL};
    const build_step step = {"listed", "netlist of the bitstream", inputs, outputs, "", NULL};
    cosim_job job = {0};
    cosim_job_add_words(&job, "icebox_vlog -n bac_chip -p pins.pcf -s -l sim/bits.asc");
    return build_step_run(&r->b, &step, &job);
}

/* Prints a module bac_pins around bac_chip, whose ports are single bits with escaped names. */
static void print_wrapper(const recovery *r, FILE *out) {
    const bac_pins pins = bac_pins_of(r->b.job.p, r->b.form);
    const uint32_t width = pins.class_lane + pins.above;
    static const char *const in[] = {"clk", "rst", "s_axis_tvalid", "s_axis_tlast",
                                     "m_axis_tready"};
    static const char *const back[] = {"s_axis_tready", "m_axis_tvalid", "m_axis_tlast",
                                       "tlast_error"};
    fprintf(out, "module bac_pins (\n");
    for (size_t i = 0; i < sizeof in / sizeof *in; i++)
        fprintf(out, "    input wire %s,\n", in[i]);
    for (size_t i = 0; i < sizeof back / sizeof *back; i++)
        fprintf(out, "    output wire %s,\n", back[i]);
    fprintf(out,
            "    input wire [%" PRIu32 ":0] s_axis_tdata,\n    output wire [%" PRIu32
            ":0] m_axis_tdata\n);\n"
            "    bac_chip u_chip (\n",
            pins.in - 1, width - 1);
    for (size_t i = 0; i < sizeof in / sizeof *in; i++)
        fprintf(out, "        .%s(%s),\n", in[i], in[i]);
    for (size_t i = 0; i < sizeof back / sizeof *back; i++)
        fprintf(out, "        .%s(%s),\n", back[i], back[i]);
    for (uint32_t i = 0; i < pins.in + width; i++) {
        const char *port = i < pins.in ? "s_axis_tdata" : "m_axis_tdata";
        const uint32_t bit = i < pins.in ? i : i - pins.in;
        fprintf(out, "        .\\%s[%" PRIu32 "] (%s[%" PRIu32 "])%s\n", port, bit, port, bit,
                i + 1 < pins.in + width ? "," : "");
    }
    fprintf(out, "    );\nendmodule\n");
}

static bool write_wrapper(const recovery *r) {
    char path[BAC_PATH_ROOM];
    bac_page page;
    if (build_path(&r->b, path, "sim/wrapper.v"))
        return true;
    if (bac_page_open(&page))
        print_wrapper(r, page.file);
    return bac_page_close(&page, false, path, &tool_error) != BAC_OK;
}

#define ICE40_FILE  "ice40/cells_sim.v"
#define ICE40_CELLS "-D NO_ICE40_DEFAULT_ASSIGNMENTS +/" ICE40_FILE

/* Yosys' SB_LUT4 in one expression: of its three vectors in a row Verilator makes twice the C++. */
static bool write_lut(const recovery *r) {
    static const char text[] = "module SB_LUT4 (output O, input I0, I1, I2, I3);\n"
                               "    parameter [15:0] LUT_INIT = 0;\n"
                               "    wire [3:0] at = {I3, I2, I1, I0};\n"
                               "    assign O = LUT_INIT >> at;\n"
                               "endmodule\n";
    char path[BAC_PATH_ROOM];
    return build_path(&r->b, path, "sim/lut.v") ||
           bac_file_write(path, text, sizeof text - 1, &tool_error);
}

/* Replaces the cells, but SPRAM, by their models and flattens everything to one module. */
static bool flatten(recovery *r) {
    static const char *const from_bits[] = {"steps/listed.out", "sim/wrapper.v", NULL};
    static const char *const from_synthesis[] = {"netlist.v", NULL};
    static const char *const outputs[] = {"sim/recovered.v", NULL};
    static const char *const cells[BAC_FAMILIES] = {
        "read_verilog -defer +/xilinx/cells_sim.v", "read_verilog -defer +/ecp5/cells_sim.v",
        "read_verilog -lib " ICE40_CELLS "; design -stash cells; "
        "design -copy-from cells =SB_SPRAM256KA; read_verilog -defer " ICE40_CELLS "; "
        "delete =$abstract\\SB_LUT4; read_verilog sim/lut.v"};
    char script[1024];
    const build_step step = {
        "recovered", "cells as logic", r->from_bits ? from_bits : from_synthesis,
        outputs,     r->b.yosys,       NULL};
    cosim_job job = {0};
    snprintf(script, sizeof script,
             "%s; read_verilog %s; hierarchy -check -top bac_pins; proc; flatten; "
             "opt -nodffe -nosdff; opt_clean -purge; "
             "write_verilog -noattr sim/recovered.v",
             cells[r->b.device->family],
             r->from_bits ? "steps/listed.out sim/wrapper.v" : "netlist.v");
    if (write_lut(r))
        return true;
    cosim_job_add(&job, "yosys -q -l sim/recovered.log -p %s", script);
    return build_step_run(&r->b, &step, &job);
}

/* ---- models */

/* Verilator's options for Yosys' file of iCE40 cells, which is in the folder of Yosys' data: from
 * its program ../share/yosys. */
static bool add_cells(const recovery *r, cosim_job *job) {
    char yosys[BAC_PATH_ROOM], file[BAC_PATH_ROOM];
    if (r->from_bits || r->b.device->family != BAC_FAMILY_ICE40)
        return false;
    if (!build_find_program("yosys", yosys))
        return bac_fail(&tool_error, BAC_ERR_IO, "yosys", "not found");
    *strrchr(yosys, '/') = '\0';
    if (bac_path(file, &tool_error, "%s/../share/yosys/" ICE40_FILE, yosys))
        return true;
    if (!cosim_exists(file))
        return bac_fail(&tool_error, BAC_ERR_IO, file,
                        "missing; it is in the Debian package yosys");
    cosim_job_add_words(job, "-DNO_ICE40_DEFAULT_ASSIGNMENTS -v");
    cosim_job_add(job, "%s", file);
    return false;
}

static bool model(recovery *r, bool netlist) {
    static const char *const of_netlist[] = {"sim/recovered.v", NULL}, *const of_rtl[] = {"rtl/",
                                                                                          NULL};
    const char *const outputs[] = {netlist ? "sim/netlist/chip" : "sim/rtl/chip", NULL};
    const build_step step = {netlist ? "model-netlist" : "model-rtl",
                             netlist ? "model of the netlist" : "model of the Verilog",
                             netlist ? of_netlist : of_rtl,
                             outputs,
                             "",
                             netlist ? NULL : "rtl"};
    char flags[2 * BAC_PATH_ROOM + 64], source[BAC_PATH_ROOM];
    cosim_job job = {0};
    if (bac_path(source, &tool_error, "%s/chip.cpp", r->at.sources))
        return true;
    snprintf(flags, sizeof flags, "-I%s -I%s -std=c++17", r->at.headers, r->at.machine);
    cosim_job_add_words(
        &job,
        "verilator --cc --exe --build -O3 --x-assign fast --x-initial fast -Wno-fatal -Wno-lint "
        "-Wno-style --top-module bac_pins --prefix Vbac_pins --output-split 20000 -o chip");
    cosim_job_add(&job, "--Mdir %s", netlist ? "sim/netlist" : "../sim/rtl");
    cosim_job_add(&job, "-CFLAGS %s %s %s %s", flags, source, r->at.bench, r->at.model);
    cosim_job_add_words(&job, netlist ? "sim/recovered.v" : "-f bac_pins.f");
    if (netlist && add_cells(r, &job)) {
        cosim_job_clear(&job);
        return true;
    }
    return build_step_run(&r->b, &step, &job);
}

static bool write_beats(const recovery *r) {
    const bac_layer *in = bac_net_layer(r->b.job.net, 0);
    const bac_link *link = bac_netlist_input(r->b.job.p);
    const uint32_t lane = (uint32_t)(link->width / link->lanes / 8);
    const size_t numbers = (size_t)r->n * in->T * in->C;
    char path[BAC_PATH_ROOM];
    uint8_t *bytes = malloc(numbers * lane + 1);
    bool bad = !bytes && bac_fail(&tool_error, BAC_ERR_MEMORY, r->q->frames, "out of memory");
    for (size_t i = 0; !bad && i < numbers; i++)
        for (uint32_t k = 0; k < lane; k++) /* least significant byte first */
            bytes[i * lane + k] = (uint8_t)((uint32_t)r->codes[i] >> (8 * k));
    bad = bad || build_path(&r->b, path, "sim/beats") ||
          bac_file_write(path, bytes, numbers * lane, &tool_error);
    free(bytes);
    return bad;
}

/* ---- results */

typedef struct result {
    uint64_t data, clock;
    unsigned last;
} result;

static bool read_results(const recovery *r, const char *name, uint64_t n, result *list) {
    char path[BAC_PATH_ROOM], file[64], *text = NULL, *p;
    size_t size = 0;
    uint64_t i = 0;
    snprintf(file, sizeof file, "sim/%s.out", name);
    if (build_path(&r->b, path, file) || bac_file_read(path, 1 << 28, &text, &size, &tool_error))
        return true;
    for (p = text; i < n; i++) {
        char *end;
        list[i].data = strtoull(p, &end, 16);
        list[i].clock = strtoull(end, &end, 10);
        list[i].last = (unsigned)strtoul(end, &end, 10);
        if (*end != '\n')
            break;
        p = end + 1;
    }
    free(text);
    return i < n && bac_fail(&tool_error, BAC_ERR_INPUT, path,
                             "has %" PRIu64 " of %" PRIu64 " results", i, n);
}

static void no_tick(void *user, size_t done, size_t total) {
    (void)user;
    (void)done;
    (void)total;
}

/* Runs one model in the folder of the memory images. If it fails, its output goes to stderr. */
static bool run_model(const recovery *r, const char *name) {
    const bac_pins pins = bac_pins_of(r->b.job.p, r->b.form);
    const bac_link *link = bac_netlist_input(r->b.job.p);
    char numbers[512], log[BAC_PATH_ROOM], folder[BAC_PATH_ROOM], program[64], out[64],
        *words = NULL;
    size_t size = 0;
    cosim_job job = {0};
    snprintf(numbers, sizeof numbers,
             "%" PRIu64 " %" PRIu64 " %" PRIu32 " %" PRIu64 " %" PRIu32 " %" PRIu32 " %" PRIu64
             " %" PRIu64,
             r->q->seed, r->n, link->beats, link->width / 8, pins.beats,
             (pins.class_lane + pins.above) / 8, r->b.job.p->latency_first,
             r->b.job.p->cycles_per_frame);
    snprintf(program, sizeof program, "../sim/%s/chip", name);
    snprintf(out, sizeof out, "../sim/%s.out", name);
    if (build_path(&r->b, folder, "rtl") ||
        bac_path(log, &tool_error, "%s/sim/%s.log", r->b.dir, name))
        return true;
    unlink(log);
    cosim_job_add(&job, "%s ../sim/beats %s %s", program, out, r->q->stall);
    cosim_job_add_words(&job, numbers);
    const bool bad = cosim_jobs_run(&job, 1, 1, folder, log, no_tick, NULL, &tool_error) != BAC_OK;
    if (bad && bac_file_read(log, 1 << 20, &words, &size, NULL) == BAC_OK)
        fputs(words, stderr);
    free(words);
    cosim_job_clear(&job);
    return bad;
}

/* Computes the expected results of a frame: data [beats], values of m_axis_tdata. */
static void expect(const recovery *r, const int32_t *logits, uint32_t class_index, uint64_t *data) {
    const bac_pins pins = bac_pins_of(r->b.job.p, r->b.form);
    const uint32_t classes = r->b.job.p->links[r->b.job.p->n_links - 1].C;
    const uint64_t mask = pins.above < 64 ? ((uint64_t)1 << pins.above) - 1 : UINT64_MAX;
    int64_t second = INT64_MIN;
    for (uint32_t k = 0; k < classes; k++)
        if (k != class_index)
            second = logits[k] > second ? logits[k] : second;
    for (uint32_t k = 0; k < pins.beats; k++) {
        const int64_t above = r->b.form == BAC_RESULT_LOGITS   ? logits[k]
                              : r->b.form == BAC_RESULT_MARGIN ? logits[class_index] - second
                                                               : 0;
        data[k] = class_index | ((uint64_t)above & mask) << pins.class_lane;
    }
}

typedef struct verdict {
    uint64_t results, wrong, late; /* wrong: values unlike the model's; late: clocks that differ */
} verdict;

static void compare(const result *rtl, const result *netlist, const uint64_t *want, uint32_t beats,
                    uint64_t frame, verdict *v) {
    for (uint32_t k = 0; k < beats; k++) {
        const bool wrong = rtl[k].data != want[k] || netlist[k].data != want[k] ||
                           rtl[k].last != (k + 1 == beats) || netlist[k].last != rtl[k].last;
        const bool late = rtl[k].clock != netlist[k].clock;
        v->results++;
        if ((wrong || late) && v->wrong + v->late == 0)
            fprintf(stderr,
                    "bac cosim: frame %" PRIu64 ", result %" PRIu32 ": expected %" PRIx64
                    "; the Verilog gives %" PRIx64 " in clock %" PRIu64 ", the netlist %" PRIx64
                    " in clock %" PRIu64 "\n",
                    frame, k, want[k], rtl[k].data, rtl[k].clock, netlist[k].data,
                    netlist[k].clock);
        v->wrong += wrong;
        v->late += late;
    }
}

static bool judge(recovery *r, verdict *v) {
    const bac_layer *in = bac_net_layer(r->b.job.net, 0);
    const uint32_t beats = bac_pins_of(r->b.job.p, r->b.form).beats;
    const uint32_t classes = r->b.job.p->links[r->b.job.p->n_links - 1].C;
    const uint64_t n = r->n * beats;
    result *list = calloc(2 * n + 1, sizeof *list);
    uint64_t *want = calloc(beats, sizeof *want);
    int32_t *logits = calloc(classes, sizeof *logits);
    bac_run *run = NULL;
    bool bad = (!list || !want || !logits) &&
               bac_fail(&tool_error, BAC_ERR_MEMORY, r->q->frames, "out of memory");
    bad = bad || read_results(r, "rtl", n, list) || read_results(r, "netlist", n, list + n) ||
          bac_run_create(r->b.job.net, &run, &tool_error);
    for (uint64_t f = 0; !bad && f < r->n; f++) {
        uint32_t class_index = 0;
        bad = bac_run_frame(run, r->codes + f * in->T * in->C, logits, &class_index, &tool_error) !=
              BAC_OK;
        expect(r, logits, class_index, want);
        compare(list + f * beats, list + n + f * beats, want, beats, r->q->first + f, v);
    }
    bac_run_free(run);
    free(logits);
    free(want);
    free(list);
    return bad;
}

static int print_verdict(const recovery *r, const verdict *v) {
    const char *what =
        r->from_bits ? "the netlist recovered from the bitstream" : "the synthesised netlist";
    const bool good = v->wrong + v->late == 0;
    if (r->q->json)
        return tool_json_print(json_pack(
                   "{s:s, s:s, s:b, s:I, s:I, s:I, s:I}", "network", bac_net_name(r->b.job.net),
                   "target", r->b.device->name, "from_bitstream", r->from_bits, "frames",
                   (json_int_t)r->n, "results", (json_int_t)v->results, "mismatches",
                   (json_int_t)v->wrong, "clock_mismatches", (json_int_t)v->late)) == EXIT_OK &&
                       good
                   ? EXIT_OK
                   : EXIT_MISMATCH;
    printf("%s on %s, %s: %" PRIu64 " frames, %" PRIu64 " results (%s): %" PRIu64
           " mismatches; clocks of %" PRIu64 " results equal the Verilog's, %" PRIu64 " differ\n",
           bac_net_name(r->b.job.net), r->b.device->name, what, r->n, v->results,
           bac_result_name(r->b.form), v->wrong, v->results - v->late, v->late);
    return good ? EXIT_OK : EXIT_MISMATCH;
}

/* ---- all of it */

static bool build_models(recovery *r) {
    char folder[BAC_PATH_ROOM];
    if (build_path(&r->b, folder, "sim") || bac_dir_make(folder, false, &tool_error))
        return true;
    return (r->from_bits && (unpack(r) || list(r) || write_wrapper(r))) || flatten(r) ||
           model(r, true) || model(r, false);
}

static int load_frames(recovery *r) {
    const bac_layer *in = bac_net_layer(r->b.job.net, 0);
    const size_t frame = (size_t)in->T * in->C;
    uint64_t n = 0;
    if (bac_frames_load(r->q->frames, r->b.job.net, &n, &r->codes, &tool_error) != BAC_OK)
        return tool_fail();
    r->n = r->q->last - r->q->first;
    memmove(r->codes, r->codes + r->q->first * frame, r->n * frame * sizeof *r->codes);
    return write_beats(r) ? tool_fail() : ARGS_GO_ON;
}

int recover_compare(planned *job, const recover_question *q) {
    recovery r = {.b = {.job = *job, .dir = q->dir}, .q = q};
    verdict v = {0};
    int status = read_report(&r);
    if (status == ARGS_GO_ON)
        status = read_plan(&r, job);
    if (status == ARGS_GO_ON)
        status = build_tools(&r.b);
    if (status == ARGS_GO_ON && (cosim_places_find(&r.at, &tool_error) || build_models(&r)))
        status = tool_fail();
    if (status == ARGS_GO_ON)
        status = load_frames(&r);
    if (status == ARGS_GO_ON && (run_model(&r, "rtl") || run_model(&r, "netlist") || judge(&r, &v)))
        status = tool_fail();
    free(r.codes);
    return status == ARGS_GO_ON ? print_verdict(&r, &v) : status;
}

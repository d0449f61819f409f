/* bac rtl - the Verilog of a network: top module, parameters, memory images, file list. */
#include "common/plan_option.h"
#include "common/tool.h"
#include "project/axi_option.h"
#include "project/project.h"
#include "project/testbench.h"
#include "times.h"
#include "verilog.h"

#include <stdio.h>

static struct {
    const char *dir, *library, *testbench, *frames, *project;
    bool json, verbose;
} asked;

static void print_stages(const bac_netlist *p) {
    printf("%-28s %-10s %7s %11s %9s  %s\n", "stage", "module", "latency", "clocks/beat", "depth",
           "beats x elements x bits out");
    for (uint32_t i = 0; i < p->n_stages; i++) {
        const bac_stage *s = &p->stages[i];
        const bac_link *out = &p->links[s->out[0]];
        char depth[16] = "";
        if (bac_stage_depth(s) > 0)
            snprintf(depth, sizeof depth, "%u", bac_stage_depth(s));
        printf("%-28s %-10s %7u %11.4g %9s  %u x %llu x %u\n", s->name, bac_stage_module(s),
               s->latency, out->interval, depth, out->beats,
               (unsigned long long)(out->width / out->type.bits), out->type.bits);
    }
    putchar('\n');
}

static int print_text(const bac_netlist *p, const char *dir) {
    uint32_t fifos = 0;
    for (uint32_t i = 0; i < p->n_stages; i++)
        fifos += bac_stage_depth(&p->stages[i]) > 0;
    if (asked.verbose)
        print_stages(p);
    printf("%u stages, %u of them FIFOs, %u links%s\n", p->n_stages, fifos, p->n_links,
           asked.verbose ? "" : " (--verbose lists them)");
    printf("%llu clocks a frame back to back; first sample to result %llu clocks, last sample to "
           "result %llu\nwrote %s/bac_top.v, bac_top.f (file list), memory images and rtl/\n",
           (unsigned long long)p->cycles_per_frame, (unsigned long long)p->latency_first,
           (unsigned long long)p->latency_last, dir);
    return EXIT_OK;
}

static json_t *stage_json(const bac_netlist *p, const bac_stage *s) {
    const bac_link *out = &p->links[s->out[0]];
    return json_pack("{s:s, s:I, s:I, s:f, s:I}", "name", s->name, "latency",
                     (json_int_t)s->latency, "fifo_depth", (json_int_t)bac_stage_depth(s),
                     "clocks_per_beat", out->interval, "beats", (json_int_t)out->beats);
}

/* The clocks of a link's first and last beat in the first frame, counted from its first sample. */
static json_t *link_json(const bac_times *t, uint32_t k) {
    const bac_link *link = &t->n->links[k];
    return json_pack("{s:s, s:I, s:I}", "name", link->name, "first", (json_int_t)t->at[k][0],
                     "last", (json_int_t)t->at[k][link->beats - 1]);
}

static int print_json(const bac_netlist *p, const char *dir) {
    bac_times times = {0};
    if (bac_times_open(p, BAC_TIMED_FRAMES, &times, &tool_error))
        return tool_fail();
    json_t *stages = json_array();
    for (uint32_t i = 0; i < p->n_stages; i++)
        json_array_append_new(stages, stage_json(p, &p->stages[i]));
    json_t *links = json_array();
    for (uint32_t k = 0; k < p->n_links; k++)
        if (p->links[k].carries)
            json_array_append_new(links, link_json(&times, k));
    bac_times_close(&times);
    return tool_json_print(
        json_pack("{s:s, s:I, s:I, s:I, s:o, s:o}", "folder", dir, "cycles_per_frame",
                  (json_int_t)p->cycles_per_frame, "latency_first", (json_int_t)p->latency_first,
                  "latency_last", (json_int_t)p->latency_last, "stages", stages, "links", links));
}

/* Whether the block is to be made; an exit status after a contradiction. */
static int look_at_block(bool *block) {
    const char *detail = axi_option_detail();
    *block = axi_option_block() || asked.testbench || asked.project;
    if (asked.project && !project_of(asked.project))
        return EXIT_USAGE;
    if (asked.frames && !asked.testbench)
        return args_complain("--frames chooses frames of a test bench: add --testbench FRAMES.npy");
    return detail && !*block ? args_complain("%s is a choice of bac_ip: add --axi", detail)
                             : ARGS_GO_ON;
}

/* Everything that can be refused is, before a file exists. */
static int write_files(const planned *job, bool block) {
    bac_axi axi;
    golden_beats golden = {0};
    int status = block ? axi_option_read(job->p, &axi) : ARGS_GO_ON;
    if (status == ARGS_GO_ON && asked.testbench)
        status = golden_beats_read(job->p, &axi, asked.testbench, asked.frames, &golden);
    if (status == ARGS_GO_ON &&
        (bac_verilog_write(job->p, job->plan, asked.library, asked.dir, &tool_error) ||
         (block && bac_verilog_write_axi(job->p, &axi, asked.library, asked.dir, &tool_error))))
        status = tool_fail();
    if (status == ARGS_GO_ON && asked.testbench)
        status = testbench_write(job->p, &axi, &golden, asked.dir);
    if (status == ARGS_GO_ON && asked.project)
        status = project_write(project_of(asked.project), job->p, &axi, asked.testbench, asked.dir);
    golden_beats_free(&golden);
    return status;
}

static int start(const char *const operand[]) {
    bool block;
    if (!asked.dir)
        return args_complain("say where to write with -o DIR");
    int status = look_at_block(&block);
    if (status != ARGS_GO_ON)
        return status;
    planned job;
    status = planned_load(&job, operand[0]);
    if (status == ARGS_GO_ON)
        status = planned_build(&job);
    if (status == ARGS_GO_ON) {
        planned_note(job.p);
        status = write_files(&job, block);
    }
    if (status == ARGS_GO_ON)
        status = asked.json ? print_json(job.p, asked.dir) : print_text(job.p, asked.dir);
    planned_free(&job);
    return status;
}

static const args_option options[] = {
    {"output", 'o', "DIR", "folder to write", .text = &asked.dir},
    {"library", 0, "DIR", "folder of the hand-written Verilog (default: the built-in rtl/)",
     .text = &asked.library},
    {"verbose", 'v', NULL, "print a table of all stages too", .flag = &asked.verbose},
    {"testbench", 0, "FRAMES.npy", "golden frames and benches for bac_ip: make sim (implies --axi)",
     .text = &asked.testbench},
    {"frames", 0, "A:B", "of them A up to but not including B; default: all",
     .text = &asked.frames},
    {"project", 0, "KIND", "files for vivado, quartus, fusesoc, yosys or litex (implies --axi)",
     .text = &asked.project},
    {"json", 0, NULL, "print the stages as JSON", .flag = &asked.json},
    {0}};

const args_verb verb_rtl = {
    .name = "rtl",
    .brief = "NET.bnet -o DIR",
    .help = "generate the Verilog top, parameters and memory images",
    .synopsis = "NET.bnet -o DIR [--plan PLAN.cfg] [--axi] [--project KIND] "
                "[--testbench FRAMES.npy] [--verbose] [--json]",
    .about = "Writes the network as synthesisable Verilog-2005: bac_top.v (instances and\n"
             "parameters only), its memory images, the hand-written modules in rtl/, and\n"
             "bac_top.f, the file list. Add all files of bac_top.f to the project of any\n"
             "synthesis tool, with bac_top as the top; memory images have relative names.\n"
             "With --axi also bac_ip.v and bac_ip.f: a top with AXI4-Stream ports and, asked\n"
             "for, AXI4-Lite registers, a clock of its own for the input, wider samples.\n"
             "verilator -Wall reads either list silently behind lint.vlt.\n"
             "docs/streaming.md describes the ports. The same network gives the same bytes.",
    .example = "bac rtl golden/nets/default.bnet -o build/rtl\n"
               "bac rtl golden/nets/default.bnet -o build/zynq --project vivado --registers\n"
               "yosys -p 'read_verilog -defer build/rtl/rtl/*.v build/rtl/bac_top.v; "
               "synth_xilinx -family xcup -nodsp -top bac_top'",
    .options = {options, axi_options, plan_options},
    .operands = 1,
    .start = start,
};

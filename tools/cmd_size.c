/* bac size - what a plan costs on an FPGA, without synthesis. */
#include "common/plan_option.h"
#include "common/tool.h"
#include "report/size_text.h"
#include "size.h"

#include <stdlib.h>

static const char about[] =
    "Estimates the LUTs, LUT sites, registers, carry cells, shift registers, memories and\n"
    "DSPs of a plan, per layer and in all, in milliseconds. The formulas are fitted to\n"
    "Yosys; docs/resources.md has their errors. A site is a LUT that is really occupied:\n"
    "Yosys does not count those that only feed a carry chain.";

static const char example[] = "bac size golden/nets/default.bnet --plan "
                              "golden/plans/default-serial-1.cfg\n"
                              "bac size NET.bnet --plan PLAN.cfg --family ice40 --json";

static bac_status price(planned *of, bac_family family, size_job *job, bac_error *err) {
    const double start = tool_seconds();
    bac_status status = bac_compile(of->net, of->plan, &of->p, err);
    if (status != BAC_OK)
        return status;
    job->p = of->p;
    job->of = calloc(job->p->n_stages, sizeof *job->of);
    if (!job->of)
        return bac_fail(err, BAC_ERR_MEMORY, bac_net_name(of->net), "out of memory");
    job->family = family;
    status = bac_size_netlist(job->p, family, job->of, &job->total, err);
    job->seconds = tool_seconds() - start;
    return status;
}

static struct {
    const char *family;
    bool json, counts;
} asked;

static int start(const char *const operand[]) {
    bac_family family = BAC_FAMILY_XILINX;
    if (asked.family && !bac_family_find(asked.family, &family))
        return args_complain("no family '%s'; there are: xilinx ecp5 ice40", asked.family);
    planned of;
    size_job job = {0};
    int status = planned_load(&of, operand[0]);
    if (status == ARGS_GO_ON) {
        if (price(&of, family, &job, &tool_error) != BAC_OK)
            status = tool_fail();
        else if (asked.counts)
            status = size_print_counts(&job);
        else if (asked.json)
            status = size_print_json(&job);
        else
            status = size_print_table(&job, of.plan);
    }
    free(job.of);
    planned_free(&of);
    return status;
}

static const args_option options[] = {
    {"family", 0, "FAMILY", "xilinx (7-series, UltraScale+), ecp5 or ice40 (xilinx)",
     .text = &asked.family},
    {"json", 0, NULL, "print JSON", .flag = &asked.json},
    {"counts", 0, NULL, "print the counts of every stage as CSV", .flag = &asked.counts},
    {0}};

const args_verb verb_size = {
    .name = "size",
    .brief = "NET.bnet",
    .help = "estimate a plan without synthesis: LUTs, registers, memories",
    .synopsis = "NET.bnet [--plan PLAN.cfg] [--family FAMILY] [--json | --counts]",
    .about = about,
    .example = example,
    .options = {options, plan_options},
    .operands = 1,
    .start = start,
};

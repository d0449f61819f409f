/* bac plan - writes a plan file for a network: the style of each layer. */
#include "common/plan_option.h"
#include "common/tool.h"
#include "compile.h"
#include "explore.h"
#include "explore/best.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char about[] =
    "Writes the plan of a network, every layer with its style, ready for editing\n"
    "(docs/plans.md); --plan starts from another plan of the same network. A plan that\n"
    "cannot be built is refused with layer and reason. The last line gives its clocks.\n"
    "--best explores the plans that fit a device and limits (docs/explore.md) and writes\n"
    "the best one; exit status 1: no plan fits.";

static struct {
    const char *output, *style, *code;
    uint64_t lanes;
    bool json;
} asked;

/* The plan's text only where it is in no file. */
static int print_json(const planned *job, const char *output, const char *text) {
    return tool_json_print(json_pack(
        "{s:s, s:s?, s:I, s:I, s:I, s:I, s:b, s:s?}", "network", bac_net_name(job->net), "output",
        output, "samples_per_clock", (json_int_t)job->plan->samples_per_clock, "cycles_per_frame",
        (json_int_t)job->p->cycles_per_frame, "latency_first", (json_int_t)job->p->latency_first,
        "latency_last", (json_int_t)job->p->latency_last, "predicted",
        job->p->steady && !job->p->shallow, "plan", output ? NULL : text));
}

/* The text goes to `output`, or to stdout; the summary to the other side of it. */
static int write_plan(const planned *job, const char *output) {
    char *text = NULL;
    bool bad = bac_plan_text(job->net, job->plan, &text, &tool_error) ||
               (output && bac_file_write(output, text, strlen(text), &tool_error));
    if (!bad)
        planned_note(job->p);
    if (!bad && asked.json) {
        bad = print_json(job, output, text) != EXIT_OK;
    } else if (!bad) {
        if (!output)
            fputs(text, stdout);
        fprintf(
            output ? stdout : stderr, "%llu clocks a frame, last sample to result %llu clocks\n",
            (unsigned long long)job->p->cycles_per_frame, (unsigned long long)job->p->latency_last);
    }
    free(text);
    return bad ? tool_fail() : EXIT_OK;
}

/* Gives every layer with hardware one style. A layer whose style has lanes gets `lanes`; a folded one
 * the next lower number that divides its positions. */
static int restyle(const bac_net *net, bac_plan *plan) {
    bac_style chosen = BAC_STYLE_UNROLLED;
    char known[256];
    bac_style_list(known, sizeof known);
    if (asked.style && !bac_style_find(asked.style, &chosen))
        return args_complain("no style '%s'; there are:%s", asked.style, known);
    if (asked.style)
        bac_plan_set_style(net, plan, chosen);
    for (uint32_t i = 0; i < plan->n_layers; i++) {
        const bac_layer *l = bac_net_layer(net, i);
        bac_layer_plan *layer = &plan->layer[i];
        if (!asked.lanes || !bac_plan_takes(l, layer->style, BAC_PLAN_LANES))
            continue;
        uint32_t n = (uint32_t)asked.lanes;
        while (layer->style == BAC_STYLE_FOLDED && l->op != BAC_FC && l->T % n != 0)
            n--;
        layer->value[BAC_PLAN_LANES] = n;
    }
    return ARGS_GO_ON;
}

/* Makes the plan to write: the one described by the options, or the best one of a search. */
static int make_plan(const bac_net *net, bac_plan **plan) {
    if (asked.code) {
        if (plan_best_given() || asked.style || asked.lanes || plan_option_samples() ||
            plan_option_more())
            return args_complain("--code is a whole plan: no --plan, --style, --lanes, "
                                 "--samples-per-clock, --fifo or --best");
        return bac_explore_code_plan(net, asked.code, plan, &tool_error) ? tool_fail() : ARGS_GO_ON;
    }
    if (!plan_best_given()) {
        const int status = plan_option_read(net, plan);
        return status == ARGS_GO_ON ? restyle(net, *plan) : status;
    }
    if (asked.style || asked.lanes || plan_option_more())
        return args_complain("--best chooses styles, lanes and FIFOs itself");
    return plan_best_find(net, plan_option_samples(), plan);
}

static int start(const char *const operand[]) {
    planned job = {0};
    if (bac_net_load(operand[0], &job.net, &tool_error))
        return tool_fail();
    int status = make_plan(job.net, &job.plan);
    if (status == ARGS_GO_ON)
        status = planned_time(&job);
    if (status == ARGS_GO_ON)
        status = write_plan(&job, asked.output);
    planned_free(&job);
    return status;
}

static const args_option options[] = {
    {"output", 'o', "PLAN.cfg", "file of the plan (default: standard output)",
     .text = &asked.output},
    {"style", 0, "STYLE", "style of every layer that can have it: unrolled, folded, serial, shared",
     .text = &asked.style},
    {"code", 0, "CODE", "the plan that bac explore prints so, like 1:u.s2.f4", .text = &asked.code},
    {"json", 0, NULL, "print the clocks as JSON, with the plan unless it goes to a file",
     .flag = &asked.json},
    {"lanes", 0, "N",
     "lanes of every folded layer, or the next lower number that fits; of the shared engine",
     .whole = &asked.lanes, .least = 1, .most = 1024},
    {0}};

const args_verb verb_plan = {
    .name = "plan",
    .brief = "NET.bnet [-o PLAN.cfg]",
    .help = "write a plan: how each layer is built, ready for editing",
    .synopsis = "NET.bnet [-o PLAN.cfg] [--style STYLE] [--lanes N] [--plan PLAN.cfg] "
                "[--samples-per-clock S] [--target DEV --best rate|lut|latency]",
    .about = about,
    .example = "bac plan golden/nets/default.bnet --samples-per-clock 2 -o build/fast.cfg\n"
               "bac cosim golden/nets/default.bnet golden/frames/synthetic-48.npy "
               "--plan build/fast.cfg",
    .options = {options, plan_options, plan_best_options, explore_options},
    .operands = 1,
    .start = start,
};

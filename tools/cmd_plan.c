/* bac plan - a plan file for a network: what each layer is built as. */
#include "common/plan_option.h"
#include "common/tool.h"
#include "explore/best.h"
#include "pipeline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char about[] =
    "Writes the plan of a network, every layer with its style, ready to be edited\n"
    "(docs/plans.md); --plan starts from another plan of the same network. A plan that\n"
    "cannot be built is refused, by layer and reason. The last line says what it reaches.\n"
    "--best explores the plans that fit a device and limits (docs/explore.md), and writes\n"
    "the winner; exit status 1: none fits.";

/* The text goes to `output`, or to stdout; the summary to the other side of it. */
static int write_plan(const bac_net *net, const bac_plan *plan, const char *output) {
    bac_error err = {0};
    bac_pipeline *p = NULL;
    char *text = NULL;
    bac_status status = bac_pipeline_build(net, plan, &p, &err);
    if (status == BAC_OK)
        status = bac_plan_text(net, plan, &text, &err);
    if (status == BAC_OK && output)
        status = bac_file_write(output, text, strlen(text), &err);
    if (status == BAC_OK) {
        plan_option_note("plan", p);
        if (!output)
            fputs(text, stdout);
        fprintf(output ? stdout : stderr,
                "%llu clocks a frame, last sample to result %llu clocks\n",
                (unsigned long long)p->cycles_per_frame, (unsigned long long)p->latency_last);
    }
    free(text);
    bac_pipeline_free(p);
    return status == BAC_OK ? EXIT_OK : tool_fail("plan", &err);
}

/* One style for every layer that takes hardware; `lanes`, or the next lower number that divides a
 * layer's positions, for those whose style has lanes. */
static int restyle(const bac_net *net, bac_plan *plan, const char *style, const char *lanes) {
    uint64_t wanted = 0;
    bac_style chosen = BAC_STYLE_UNROLLED;
    char known[256];
    bac_style_list(known, sizeof known);
    if (style && !bac_style_find(style, &chosen))
        return args_complain("plan", "no style '%s'; there are:%s", style, known);
    if (lanes && !args_integer("plan", "lanes", lanes, 1, 1024, &wanted))
        return EXIT_USAGE;
    if (style)
        bac_plan_set_style(net, plan, chosen);
    for (uint32_t i = 0; i < plan->n_layers; i++) {
        const bac_layer *l = bac_net_layer(net, i);
        bac_layer_plan *layer = &plan->layer[i];
        if (!lanes || !bac_plan_takes(l, layer->style, BAC_PLAN_LANES))
            continue;
        uint32_t n = (uint32_t)wanted;
        while (l->op != BAC_FC && l->T % n != 0)
            n--;
        layer->value[BAC_PLAN_LANES] = n;
    }
    return ARGS_GO_ON;
}

/* A plan to write: the one asked for, or the best there is. */
static int make_plan(const bac_net *net, const plan_option *words, const plan_best *best,
                     const char *style, const char *lanes, bac_plan **plan) {
    uint64_t samples = 0;
    if (!best->best && !explore_option_given(&best->words)) {
        const int status = plan_option_read(words, "plan", net, plan);
        return status == ARGS_GO_ON ? restyle(net, *plan, style, lanes) : status;
    }
    if (style || lanes || words->path || words->n_fifos > 0)
        return args_complain("plan", "--best chooses styles, lanes and FIFOs itself");
    if (words->samples &&
        !args_integer("plan", "samples-per-clock", words->samples, 1, 65536, &samples))
        return EXIT_USAGE;
    return plan_best_find(best, net, (uint32_t)samples, plan);
}

int cmd_plan(int argc, char **argv) {
    const char *output = NULL, *style = NULL, *lanes = NULL;
    plan_option words = {0};
    plan_best best = {0};
    args_option options[PLAN_OPTIONS + PLAN_BEST_OPTIONS + 3] = {
        {.name = "output",
         .letter = 'o',
         .value = "PLAN.cfg",
         .help = "write the plan here (standard output)",
         .text = &output},
        {.name = "style",
         .value = "STYLE",
         .help = "of every layer that can have it: unrolled, folded or serial",
         .text = &style},
        {.name = "lanes",
         .value = "N",
         .help = "of every folded layer that has lanes; the next lower number that fits",
         .text = &lanes}};
    plan_option_lines(&words, options + 3);
    plan_best_lines(&best, options + 3 + PLAN_OPTIONS);
    const args_verb verb = {
        .name = "plan",
        .synopsis = "NET.bnet [-o PLAN.cfg] [--style STYLE] [--lanes N] [--plan PLAN.cfg] "
                    "[--samples-per-clock S] [--target DEV --best rate|lut|latency]",
        .about = about,
        .example = "bac plan golden/nets/default.bnet --samples-per-clock 2 -o build/fast.cfg\n"
                   "bac cosim golden/nets/default.bnet golden/frames/synthetic-48.npy "
                   "--plan build/fast.cfg",
        .options = options,
        .n_options = sizeof options / sizeof *options,
        .min_operands = 1,
        .max_operands = 1,
    };
    const char *operand[ARGS_MAX_OPERANDS];
    argc = plan_option_take(&words, "plan", argc, argv);
    if (argc < 0)
        return EXIT_USAGE;
    int status = args_parse(&verb, argc, argv, operand);
    if (status != ARGS_GO_ON)
        return status;
    bac_net *net = NULL;
    bac_plan *plan = NULL;
    bac_error err = {0};
    if (bac_net_load(operand[0], &net, &err))
        return tool_fail("plan", &err);
    status = make_plan(net, &words, &best, style, lanes, &plan);
    if (status == ARGS_GO_ON)
        status = write_plan(net, plan, output);
    bac_plan_free(plan);
    bac_net_free(net);
    return status;
}

/* bac plan - a plan file for a network: what each layer is built as. */
#include "out_file.h"
#include "pipeline.h"
#include "plan_option.h"
#include "tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char about[] =
    "Writes the plan of a network, every layer with its style, ready to be edited\n"
    "(docs/plans.md); --plan starts from another plan of the same network. A plan that\n"
    "cannot be built is refused, by layer and reason. The last line says what it reaches.";

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

int cmd_plan(int argc, char **argv) {
    const char *output = NULL;
    plan_option words = {0};
    args_option options[PLAN_OPTIONS + 1] = {{.name = "output",
                                              .letter = 'o',
                                              .value = "PLAN.cfg",
                                              .help = "write the plan here (standard output)",
                                              .text = &output}};
    plan_option_lines(&words, options + 1);
    const args_verb verb = {
        .name = "plan",
        .synopsis = "NET.bnet [-o PLAN.cfg] [--plan PLAN.cfg] [--samples-per-clock S]",
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
    status = plan_option_read(&words, "plan", net, &plan);
    if (status == ARGS_GO_ON)
        status = write_plan(net, plan, output);
    bac_plan_free(plan);
    bac_net_free(net);
    return status;
}

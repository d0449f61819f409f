#include "best.h"

#include "text.h"

#include <string.h>

static const char *const names[BAC_BESTS] = {
    [BAC_BEST_RATE] = "rate", [BAC_BEST_LUT] = "lut", [BAC_BEST_LATENCY] = "latency"};

static const char *asked; /* NULL: not asked for */

const args_option plan_best_options[] = {
    {"best", 0, "WHAT", "write the fitting plan of most rate, least lut or least latency",
     .text = &asked},
    {0}};

bool plan_best_given(void) {
    return asked || explore_option_given();
}

static int choose(explore_job *job, bac_best best, bac_plan **plan) {
    const uint32_t n = job->counts.candidates;
    const uint32_t i = bac_explore_best(job->result, n, &job->limits, best);
    explore_print_counts(job);
    if (i == n)
        return explore_no_fit(job);
    return bac_explore_plan(job->explore, i, plan, &tool_error) == BAC_OK ? ARGS_GO_ON
                                                                          : tool_fail();
}

int plan_best_find(const bac_net *net, uint32_t samples, bac_plan **plan) {
    explore_job job = {.net = net, .samples = samples, .shards = 1};
    unsigned best = 0;
    if (!asked)
        return args_complain("--target, --clock and limits are for --best rate, lut or "
                             "latency");
    while (best < BAC_BESTS && strcmp(asked, names[best]) != 0)
        best++;
    if (best == BAC_BESTS)
        return args_complain("--best wants rate, lut or latency, not '%s'", asked);
    int status = explore_option_read(&job.want);
    if (status != ARGS_GO_ON)
        return status;
    status = explore_find(&job);
    if (status == ARGS_GO_ON)
        status = explore_build(&job, NULL);
    if (status == ARGS_GO_ON && job.interrupted)
        status = 130;
    if (status == ARGS_GO_ON)
        status = choose(&job, (bac_best)best, plan);
    explore_close(&job);
    return status;
}

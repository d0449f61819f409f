#include "run.h"

#include "csv.h"

#include <stdlib.h>

enum { SAVE_EVERY = 5 }; /* seconds */

int explore_find(explore_job *job) {
    const double start = tool_seconds();
    job->limits = explore_limits(&job->want, job->want.device, job->want.clock_mhz,
                                 bac_net_layer(job->net, 0)->T);
    const bac_explore_question question = {.family = job->want.family,
                                           .samples_per_clock = job->samples,
                                           .limits = job->limits,
                                           .most = job->most};
    if (bac_explore_open(job->net, &question, &job->explore, &tool_error) != BAC_OK)
        return tool_fail();
    job->counts = bac_explore_count(job->explore);
    job->result = calloc(job->counts.candidates + 1, sizeof *job->result);
    if (!job->result) {
        return tool_refuse("explore", "out of memory");
    }
    job->seconds = tool_seconds() - start;
    return ARGS_GO_ON;
}

static bac_status build_all(explore_job *job, const char *csv, bac_error *err) {
    tool_progress progress = {.what = "plans", .total = job->counts.candidates};
    bac_status status = BAC_OK;
    double saved = tool_seconds();
    for (uint32_t i = job->shard; status == BAC_OK && i < job->counts.candidates;
         i += job->shards) {
        bac_explored *r = &job->result[i];
        if (r->built != BAC_BUILT_NOT)
            continue;
        if (tool_interrupted()) {
            job->interrupted = true;
            break;
        }
        tool_progress_step(&progress, i);
        status = bac_explore_build(job->explore, i, r, err);
        job->built++;
        if (status == BAC_OK && csv && tool_seconds() - saved > SAVE_EVERY) {
            status = explore_csv_write(job, csv, err);
            saved = tool_seconds();
        }
    }
    tool_progress_end(&progress);
    return status;
}

int explore_build(explore_job *job, const char *csv) {
    const double start = tool_seconds();
    tool_catch_interrupts();
    bac_status status = csv ? explore_csv_resume(job, csv, &tool_error) : BAC_OK;
    if (status == BAC_OK && csv) /* to know now whether it can be */
        status = explore_csv_write(job, csv, &tool_error);
    if (status == BAC_OK)
        status = build_all(job, csv, &tool_error);
    for (uint32_t i = 0; i < job->counts.candidates; i++)
        job->refused += job->result[i].built == BAC_BUILT_REFUSED;
    if (status == BAC_OK && csv)
        status = explore_csv_write(job, csv, &tool_error);
    job->seconds += tool_seconds() - start;
    return status == BAC_OK ? ARGS_GO_ON : tool_fail();
}

void explore_close(explore_job *job) {
    free(job->result);
    bac_explore_free(job->explore);
}

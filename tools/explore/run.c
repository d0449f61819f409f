#include "run.h"

#include "csv.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

enum { SAVE_EVERY = 5 }; /* seconds */

int explore_find(explore_job *job) {
    const double start = tool_seconds();
    job->limits = explore_limits(&job->want, job->want.device, job->want.clock_mhz,
                                 bac_net_layer(job->net, 0)->T);
    const bac_explore_question question = {.family = job->want.family,
                                           .device = job->want.clock_said ? NULL : job->want.device,
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

/* Figures as the file keeps them, so that they do not depend on whether they were built or read:
 * estimates mean nothing below a thousandth. */
static void round_figures(bac_explored *r) {
    bac_size *s = &r->size;
    double *const all[] = {&s->site, &s->lut,  &s->ff,  &s->carry, &s->srl,
                           &s->ram,  &s->bram, &s->dsp, &s->cell,  &r->mhz};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        *all[k] = round(*all[k] * 1e3) / 1e3;
}

/* Whether it went wrong */
static bool build_all(explore_job *job, const char *csv) {
    tool_progress progress = {.what = "plans", .total = job->counts.candidates};
    bool bad = false;
    double saved = tool_seconds();
    for (uint32_t i = job->shard; !bad && i < job->counts.candidates; i += job->shards) {
        bac_explored *r = &job->result[i];
        if (r->built != BAC_BUILT_NOT)
            continue;
        if (tool_interrupted()) {
            job->interrupted = true;
            break;
        }
        tool_progress_step(&progress, i);
        bad = bac_explore_build(job->explore, i, r, &tool_error);
        round_figures(r);
        job->built++;
        if (!bad && csv && tool_seconds() - saved > SAVE_EVERY) {
            bad = explore_csv_write(job, csv, &tool_error);
            saved = tool_seconds();
        }
    }
    tool_progress_end(&progress);
    return bad;
}

int explore_build(explore_job *job, const char *csv) {
    const double start = tool_seconds();
    tool_catch_interrupts();
    bool bad = csv && ((access(csv, F_OK) == 0 && explore_csv_read(job, csv, &tool_error)) ||
                       explore_csv_write(job, csv, &tool_error)); /* fail early */
    bad = bad || build_all(job, csv);
    for (uint32_t i = 0; i < job->counts.candidates; i++)
        job->refused += job->result[i].built == BAC_BUILT_REFUSED;
    bad = bad || (csv && explore_csv_write(job, csv, &tool_error));
    job->seconds += tool_seconds() - start;
    return bad ? tool_fail() : ARGS_GO_ON;
}

void explore_close(explore_job *job) {
    free(job->result);
    bac_explore_free(job->explore);
}

/* progress.c - prints the progress of a regression: a live line on a terminal, otherwise a line
 * every 30 s. */
#include "ints.h"
#include "regress.h"

#include <stdio.h>

/* Seconds that the rest will take at the pace so far; negative: unknown. */
static double time_left(const regress *r) {
    const uint32_t builds = r->n_builds - r->builds_done, runs = r->n_runs - r->runs_done;
    const double jobs = bac_max_u32(r->jobs, 1);
    if ((builds && !r->builds_done) || (runs && !r->runs_done))
        return -1;
    double work = 0;
    if (builds)
        work += builds * r->build_seconds / r->builds_done;
    if (runs)
        work += runs * r->run_seconds / r->runs_done;
    return work / jobs;
}

static void print(const regress *r) {
    char went[16], left[16] = "";
    const double rest = time_left(r);
    tool_duration(tool_seconds() - r->started, went);
    if (rest >= 0)
        tool_duration(rest, left);
    tool_live_begin();
    fprintf(stderr, "bac regress: builds %u/%u, runs %u/%u, %s%s%s", r->builds_done, r->n_builds,
            r->runs_done, r->n_runs, went, rest >= 0 ? ", left " : "", left);
    tool_live_end();
}

void regress_progress_step(const regress *r, double *shown) {
    if (tool_live(shown))
        print(r);
}

void regress_progress_end(const double *shown) {
    if (*shown > 0)
        tool_live_wipe();
}

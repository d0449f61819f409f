/* fit.c - checks that a design fits, reports which resource is short by how much, and writes a plan
 * that fits by its estimate. */
#include "build.h"

#include "explore/run.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 1024, MOST_PLANS = 400 };

static double room(const build *b, double n) {
    return floor(n * (double)(100 - b->reserve) / 100);
}

static void need(char line[LINE], const char *what, double needs, double has) {
    const size_t used = strlen(line);
    if (needs > has)
        snprintf(line + used, LINE - used, "%s %.0f %s, %.0f more than %.0f", used ? "," : "",
                 needs, what, needs - has, has);
}

/* Largest ratio of packed to estimated logic cells that was seen in a layer (docs/routed.md). A
 * plan is proposed only if its estimate times this factor fits. */
static const double CELLS_SHORT = 1.22;

/* The fastest plan whose estimate fits, into DIR/fits.cfg. *found: there is one. */
static int write_better(const build *b, bool *found) {
    char path[BAC_PATH_ROOM];
    bac_plan *plan = NULL;
    char *text = NULL;
    explore_job job = {.net = b->job.net,
                       .most = MOST_PLANS,
                       .shards = 1,
                       .want = {.device = b->device,
                                .clock_mhz = b->device->clock_mhz,
                                .family = b->device->family,
                                .max_latency = INFINITY,
                                .max_lut = room(b, b->device->lut) / CELLS_SHORT,
                                .max_bram = room(b, b->device->bram),
                                .max_dsp = room(b, b->device->dsp)}};
    int status = explore_find(&job);
    if (status == ARGS_GO_ON)
        status = explore_build(&job, NULL);
    if (status == ARGS_GO_ON && job.interrupted)
        status = 130;
    const uint32_t n = job.counts.candidates;
    const uint32_t i =
        status == ARGS_GO_ON ? bac_explore_best(job.result, n, &job.limits, BAC_BEST_RATE) : n;
    *found = status == ARGS_GO_ON && i < n;
    if (*found &&
        (build_path(b, path, "fits.cfg") || bac_explore_plan(job.explore, i, &plan, &tool_error) ||
         bac_plan_text(b->job.net, plan, &text, &tool_error) ||
         bac_file_write(path, text, strlen(text), &tool_error)))
        status = tool_fail();
    free(text);
    bac_plan_free(plan);
    explore_close(&job);
    return status;
}

int build_fits(build *b) {
    char line[LINE] = "";
    bool found = false;
    need(line, "logic cells", b->total.cells, room(b, b->device->lut));
    need(line, "block memories", b->total.memories, room(b, b->device->bram));
    need(line, "single-port memories", b->total.single, room(b, b->device->single));
    need(line, "DSP", b->total.dsp, room(b, b->device->dsp));
    if (b->how->pins)
        need(line, "pins", b->pins, build_device_pins(b->how));
    if (!line[0])
        return ARGS_GO_ON;
    if (b->how->pins && b->pins > build_device_pins(b->how)) {
        fprintf(stderr,
                "bac build: it does not fit %s: it takes%s; --result class and one sample a clock "
                "take the "
                "fewest pins\n",
                b->device->name, line);
        return EXIT_MISMATCH;
    }
    const int status = write_better(b, &found);
    if (status != ARGS_GO_ON)
        return status;
    fprintf(stderr, "bac build: it does not fit %s%s: it takes%s; ", b->device->name,
            b->reserve ? " with what is reserved" : "", line);
    if (found)
        fprintf(stderr, "by its estimate the plan in %s/fits.cfg would fit\n", b->dir);
    else
        fprintf(stderr,
                "no plan of this network would, by their estimates (bac explore --target %s)\n",
                b->device->name);
    return EXIT_MISMATCH;
}

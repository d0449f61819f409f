/* bac explore - which plans of a network are worth building: what they cost, how fast they are. */
#include "explore/csv.h"
#include "explore/figure.h"
#include "explore/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_GRAIN = 20, MOST_SHARDS = 10000 };

typedef struct request {
    const char *csv, *plot, *dir, *shard;
    uint64_t samples, grain;
    bool json, devices, merge;
    explore_job job;
    explore_front front;
} request;

static const char about[] =
    "Prices and times every style of every layer, combines them for every pace, builds the\n"
    "best plans exactly, and prints those that no other beats in LUT sites, block memories,\n"
    "DSP, frames a second and latency (docs/explore.md). Sites are estimated (bac size),\n"
    "clocks are exact (bac cycles). --csv FILE keeps every plan built: the same command goes\n"
    "on where it was interrupted; --shard I/N builds a part, and --merge puts parts together.\n"
    "Exit status 1: no plan fits; stderr says what is short and which device would do.";

static const char example[] =
    "bac explore golden/nets/default.bnet --target zu7ev --plot build/front.svg\n"
    "bac explore golden/nets/default.bnet --samples-per-clock 1 -o build/plans\n"
    "bac explore NET.bnet --target ecp5-25 --shard 0/2 --csv a.csv\n"
    "bac explore NET.bnet --target ecp5-25 --merge a.csv b.csv";

/* ---- what comes out */

static int write_plan(const request *r, uint32_t rank) {
    const uint32_t i = r->front.index[rank];
    const bac_explored *x = &r->job.result[i];
    bac_plan *plan = NULL;
    char *text = NULL, path[4400];
    snprintf(path, sizeof path,
             "%.4000s/%02" PRIu32 "-S%" PRIu32 "-%" PRIu64 "clocks-%.0fsites.cfg", r->dir, rank + 1,
             x->samples_per_clock, x->clocks, x->size.cell);
    bool bad = bac_explore_plan(r->job.explore, i, &plan, &tool_error) ||
               bac_plan_text(r->job.net, plan, &text, &tool_error) ||
               bac_file_write(path, text, strlen(text), &tool_error);
    free(text);
    bac_plan_free(plan);
    return bad ? tool_fail() : EXIT_OK;
}

static int deliver(request *r) {
    explore_job *job = &r->job;
    r->front.index = calloc(job->counts.candidates + 1, sizeof *r->front.index);
    if (!r->front.index)
        return tool_refuse("explore", "out of memory");
    r->front.n = bac_explore_front(job->result, job->counts.candidates, &job->limits,
                                   (double)r->grain / 100, r->front.index);
    if (r->front.n == 0)
        return explore_no_fit(job);
    if (r->plot && explore_plot(job, &r->front, r->plot, &tool_error) != BAC_OK)
        return tool_fail();
    for (uint32_t k = 0; r->dir && k < r->front.n; k++)
        if (write_plan(r, k))
            return EXIT_INPUT;
    if (r->json)
        return explore_print_json(job, &r->front);
    explore_print_table(job, &r->front);
    return EXIT_OK;
}

/* Nothing is built: all results come from files. */
static int merge(request *r, const char *const *file) {
    uint32_t first = 0, n = r->job.counts.candidates;
    for (; *file; file++)
        if (explore_csv_read(&r->job, *file, &tool_error))
            return tool_fail();
    while (first < n && r->job.result[first].built != BAC_BUILT_NOT)
        first++;
    if (first < n)
        return tool_refuse("merge",
                           "%" PRIu32 " of %" PRIu32 " plans are in no file, the first is number "
                           "%" PRIu32 ": a shard is missing or not done",
                           n - r->job.known, n, first);
    for (uint32_t i = 0; i < n; i++)
        r->job.refused += r->job.result[i].built == BAC_BUILT_REFUSED;
    bool bad = r->csv && explore_csv_write(&r->job, r->csv, &tool_error);
    return bad ? tool_fail() : ARGS_GO_ON;
}

static int run(request *r, const char *const *file) {
    explore_job *job = &r->job;
    if (r->dir && bac_dir_make(r->dir, false, &tool_error))
        return tool_fail();
    int status = explore_find(job);
    if (status != ARGS_GO_ON)
        return status;
    status = r->merge ? merge(r, file) : explore_build(job, r->csv);
    if (status != ARGS_GO_ON)
        return status;
    if (job->interrupted) {
        fprintf(stderr, "bac explore: stopped, %" PRIu32 " of %" PRIu32 " plans are %s\n",
                job->known + job->built, job->counts.candidates,
                r->csv ? "there; the same command goes on" : "lost; --csv keeps them");
        return 130;
    }
    explore_print_counts(job);
    if (job->shards > 1) {
        printf("shard %" PRIu32 "/%" PRIu32 ": %" PRIu32 " of %" PRIu32
               " plans are in %s; when all are done: bac explore --merge\n",
               job->shard, job->shards, job->known + job->built, job->counts.candidates, r->csv);
        return EXIT_OK;
    }
    return deliver(r);
}

/* ---- the command line */

static int check_words(request *r, const char *const *operand) {
    if (!operand[0])
        return args_complain("which network? NET.bnet");
    if (r->merge != (operand[1] != NULL))
        return args_complain(r->merge ? "--merge wants the files of all shards"
                                      : "one operand too many: %s",
                             operand[1]);
    if (r->merge && r->shard)
        return args_complain("--merge builds nothing: no --shard");
    if (r->plot && !explore_plot_known(r->plot))
        return args_complain("--plot wants a name that ends in .svg or .png, not '%s'", r->plot);
    r->job.samples = (uint32_t)r->samples;
    r->job.shards = 1;
    if (r->shard && !args_shard(r->shard, MOST_SHARDS, &r->job.shard, &r->job.shards))
        return EXIT_USAGE;
    if (r->shard && !r->csv)
        return args_complain("--shard needs --csv FILE for its results");
    return explore_option_read(&r->job.want);
}

static request asked = {.grain = DEFAULT_GRAIN};

static int start(const char *const operand[]) {
    bac_net *net = NULL;
    if (asked.devices) {
        explore_print_devices();
        return EXIT_OK;
    }
    int status = check_words(&asked, operand);
    if (status != ARGS_GO_ON)
        return status;
    if (bac_net_load(operand[0], &net, &tool_error) != BAC_OK)
        return tool_fail();
    asked.job.net = net;
    asked.job.path = operand[0];
    status = run(&asked, operand + 1);
    free(asked.front.index);
    explore_close(&asked.job);
    bac_net_free(net);
    return status;
}

static const args_option options[] = {
    {"samples-per-clock", 0, "S", "only plans with S samples per clock (1, 2, .. 16)",
     .whole = &asked.samples, .least = 1, .most = 65536},
    {"grain", 0, "PERCENT", "of plans that differ by less in every figure print one (20)",
     .whole = &asked.grain, .most = 1000},
    {"csv", 0, "FILE", "record every built plan; continues an existing file", .text = &asked.csv},
    {"json", 0, NULL, "print the front as JSON", .flag = &asked.json},
    {"plot", 0, "FILE", "draw sites against frames a second: .svg or .png (gnuplot)",
     .text = &asked.plot},
    {"output", 'o', "DIR", "write every plan of the front here, for bac cosim --plan",
     .text = &asked.dir},
    {"shard", 0, "I/N", "build each N-th plan only, from the I-th on (0..N-1)",
     .text = &asked.shard},
    {"merge", 0, NULL, "build nothing: the operands are the files of all shards",
     .flag = &asked.merge},
    {"devices", 0, NULL, "list the devices, with their figures' sources", .flag = &asked.devices},
    {0}};

const args_verb verb_explore = {
    .name = "explore",
    .brief = "NET.bnet [--target DEV]",
    .help = "find the plans worth building: cost, rate, latency",
    .synopsis = "NET.bnet [--target DEV] [--clock MHZ] [--min-rate MSPS] [--csv FILE] "
                "[--plot FILE] [-o DIR]",
    .about = about,
    .example = example,
    .options = {options, explore_options},
    .optional = ARGS_MAX_OPERANDS - 1,
    .start = start,
};

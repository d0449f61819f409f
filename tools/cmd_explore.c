/* bac explore - which plans of a network are worth building: what they cost, how fast they are. */
#include "explore/csv.h"
#include "explore/figure.h"
#include "explore/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DEFAULT_GRAIN = 20, OWN_OPTIONS = 9 };

typedef struct request {
    explore_words words;
    const char *samples, *csv, *plot, *dir, *shard, *grain;
    bool json, devices, merge;
    double share; /* of the grain */
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

static bac_status write_plan(const request *r, uint32_t rank, bac_error *err) {
    const uint32_t i = r->front.index[rank];
    const bac_explored *x = &r->job.result[i];
    bac_plan *plan = NULL;
    char *text = NULL, path[4400];
    bac_status status = bac_explore_plan(r->job.explore, i, &plan, err);
    if (status == BAC_OK)
        status = bac_plan_text(r->job.net, plan, &text, err);
    snprintf(path, sizeof path,
             "%.4000s/%02" PRIu32 "-S%" PRIu32 "-%" PRIu64 "clocks-%.0fsites.cfg", r->dir, rank + 1,
             x->samples_per_clock, x->clocks, x->size.site);
    if (status == BAC_OK)
        status = bac_file_write(path, text, strlen(text), err);
    free(text);
    bac_plan_free(plan);
    return status;
}

static bac_status write_plans(const request *r, bac_error *err) {
    bac_status status = BAC_OK;
    for (uint32_t k = 0; status == BAC_OK && k < r->front.n; k++)
        status = write_plan(r, k, err);
    return status;
}

static int deliver(request *r) {
    bac_error err = {0};
    explore_job *job = &r->job;
    r->front.index = calloc(job->counts.candidates + 1, sizeof *r->front.index);
    if (!r->front.index) {
        bac_fail(&err, BAC_ERR_MEMORY, "explore", "out of memory");
        return tool_fail("explore", &err);
    }
    r->front.n = bac_explore_front(job->result, job->counts.candidates, &job->limits, r->share,
                                   r->front.index);
    if (r->front.n == 0)
        return explore_no_fit(job);
    if (r->plot && explore_plot(job, &r->front, r->plot, &err) != BAC_OK)
        return tool_fail("explore", &err);
    if (r->dir && write_plans(r, &err) != BAC_OK)
        return tool_fail("explore", &err);
    if (r->json)
        return explore_print_json(job, &r->front);
    explore_print_table(job, &r->front);
    return EXIT_OK;
}

/* Nothing is built: all results come from files. */
static int merge(request *r, const char *const *file) {
    bac_error err = {0};
    bac_status status = BAC_OK;
    for (; status == BAC_OK && *file; file++)
        status = explore_csv_read(&r->job, *file, &err);
    uint32_t first = 0;
    while (status == BAC_OK && first < r->job.counts.candidates &&
           r->job.result[first].built != BAC_BUILT_NOT)
        first++;
    if (status == BAC_OK && first < r->job.counts.candidates)
        status = bac_fail(&err, BAC_ERR_INPUT, "merge",
                          "%" PRIu32 " of %" PRIu32 " plans are in no file, the first is number "
                          "%" PRIu32 ": a shard is missing or not done",
                          r->job.counts.candidates - r->job.known, r->job.counts.candidates, first);
    for (uint32_t i = 0; i < r->job.counts.candidates; i++)
        r->job.refused += r->job.result[i].built == BAC_BUILT_REFUSED;
    if (status == BAC_OK && r->csv)
        status = explore_csv_write(&r->job, r->csv, &err);
    return status == BAC_OK ? ARGS_GO_ON : tool_fail("explore", &err);
}

static int run(request *r, const char *const *file) {
    explore_job *job = &r->job;
    bac_error err;
    if (r->dir && mkdir(r->dir, 0777) != 0 && errno != EEXIST) {
        bac_fail(&err, BAC_ERR_IO, r->dir, "cannot be made: %s", strerror(errno));
        return tool_fail("explore", &err);
    }
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

/* I/N with I of 0..N-1 */
static int read_shard(request *r) {
    enum { MOST = 10000 };
    char text[32];
    uint64_t i, n;
    const char *slash = r->shard ? strchr(r->shard, '/') : NULL;
    r->job.shards = 1;
    if (!r->shard)
        return ARGS_GO_ON;
    if (!slash || slash - r->shard >= (long)sizeof text)
        return args_complain("explore", "--shard wants I/N, 0/8 for the first of eight, not '%s'",
                             r->shard);
    snprintf(text, sizeof text, "%.*s", (int)(slash - r->shard), r->shard);
    if (!args_integer("explore", "shard I/N: N", slash + 1, 1, MOST, &n) ||
        !args_integer("explore", "shard I/N: I", text, 0, n - 1, &i))
        return EXIT_USAGE;
    r->job.shard = (uint32_t)i;
    r->job.shards = (uint32_t)n;
    return r->csv ? ARGS_GO_ON
                  : args_complain("explore", "--shard needs --csv FILE for its results");
}

static int check_words(request *r, const char *const *operand) {
    uint64_t grain = DEFAULT_GRAIN, samples = 0;
    if (!operand[0])
        return args_complain("explore", "which network? NET.bnet");
    if (r->merge != (operand[1] != NULL))
        return args_complain("explore",
                             r->merge ? "--merge wants the files of all shards"
                                      : "one operand too many: %s",
                             operand[1]);
    if (r->merge && r->shard)
        return args_complain("explore", "--merge builds nothing: no --shard");
    if (r->grain && !args_integer("explore", "grain", r->grain, 0, 1000, &grain))
        return EXIT_USAGE;
    if (r->samples && !args_integer("explore", "samples-per-clock", r->samples, 1, 65536, &samples))
        return EXIT_USAGE;
    if (r->plot && !explore_plot_known(r->plot))
        return args_complain("explore", "--plot wants a name that ends in .svg or .png, not '%s'",
                             r->plot);
    r->share = (double)grain / 100;
    r->job.samples = (uint32_t)samples;
    r->job.verb = "explore";
    const int status = explore_option_read(&r->words, "explore", &r->job.want);
    return status == ARGS_GO_ON ? read_shard(r) : status;
}

static void option_lines(request *r, args_option *o) {
    const args_option own[OWN_OPTIONS] = {
        {"samples-per-clock", 0, "S", "only plans of so many samples a clock (1, 2, .. 16)", NULL,
         &r->samples},
        {"grain", 0, "PERCENT", "of plans that differ by less in every figure print one (20)", NULL,
         &r->grain},
        {"csv", 0, "FILE", "keep every plan built here; goes on where that ends", NULL, &r->csv},
        {"json", 0, NULL, "print the front as JSON", &r->json, NULL},
        {"plot", 0, "FILE", "draw sites against frames a second: .svg or .png (gnuplot)", NULL,
         &r->plot},
        {"output", 'o', "DIR", "write every plan of the front here, for bac cosim --plan", NULL,
         &r->dir},
        {"shard", 0, "I/N", "build each N-th plan only, from the I-th on (0..N-1)", NULL,
         &r->shard},
        {"merge", 0, NULL, "build nothing: the operands are the files of all shards", &r->merge,
         NULL},
        {"devices", 0, NULL, "list the devices, with their figures' sources", &r->devices, NULL},
    };
    memcpy(o, own, sizeof own);
    explore_option_lines(&r->words, o + OWN_OPTIONS);
}

int cmd_explore(int argc, char **argv) {
    request r = {0};
    bac_error err = {0};
    bac_net *net = NULL;
    const char *operand[ARGS_MAX_OPERANDS];
    args_option options[OWN_OPTIONS + EXPLORE_OPTIONS];
    option_lines(&r, options);
    const args_verb verb = {"explore",
                            "NET.bnet [--target DEV] [--clock MHZ] [--min-rate MSPS] [--csv FILE] "
                            "[--plot FILE] [-o DIR]",
                            about,
                            example,
                            options,
                            sizeof options / sizeof *options,
                            0,
                            ARGS_MAX_OPERANDS - 1};
    int status = args_parse(&verb, argc, argv, operand);
    if (status != ARGS_GO_ON)
        return status;
    if (r.devices) {
        explore_print_devices();
        return EXIT_OK;
    }
    status = check_words(&r, operand);
    if (status != ARGS_GO_ON)
        return status;
    if (bac_net_load(operand[0], &net, &err) != BAC_OK)
        return tool_fail("explore", &err);
    r.job.net = net;
    status = run(&r, operand + 1);
    free(r.front.index);
    explore_close(&r.job);
    bac_net_free(net);
    return status;
}

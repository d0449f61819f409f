/* bac regress - a suite of co-simulations: what is missing is run, everything is judged. */
#include "common/tool.h"
#include "ints.h"
#include "regress/regress.h"
#include "verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_JOBS = 256, MOST_SHARDS = 65536, INTERRUPTED = 130, SHOWN = 12 };

static const char about[] =
    "Runs the cases of a suite (docs/regression.md): networks x plans x frames x stall\n"
    "patterns x seeds, each a co-simulation with every checker on, and holds what they\n"
    "measure to the suite's golden file. All processors; a model that several cases share\n"
    "is built once; a case that has run with the same content is not run again.\n"
    "\n"
    "DIR gets results.json, times.json, junit.xml and report.html. An interrupted\n"
    "regression goes on with the same command. Several processes, on any machines that\n"
    "share DIR, may each run a --shard; the command without --shard then makes the report.\n"
    "Exit status 1: a case failed or did not execute.";

static const char example[] =
    "bac regress golden/suites/quick.cfg -o build/quick\n"
    "bac regress SUITE.cfg -o DIR --only 'plan=serial*' --only stall=none";

static struct {
    const char *path, *dir, *folder, *shard;
    args_list only, merge;
    uint64_t jobs;
    bool again, list, record, waves;
} asked;

/* ---- the report in words */

static void print_failures(const regress *r, const regress_buckets *b) {
    for (uint32_t k = 0; k < b->n && k < SHOWN; k++) {
        const uint32_t first = b->list[k].first;
        const regress_result *q = &r->result[first];
        char *rerun = regress_rerun(r, first, regress_first_frame(q), NULL);
        fprintf(stderr, "FAILED %u  %s\n  %s\n  %s\n  %s\n", b->list[k].n, b->list[k].text,
                r->s->cases[first].name, json_string_value(json_array_get(q->reasons, 0)),
                rerun ? rerun : "");
        free(rerun);
    }
    if (b->n > SHOWN)
        fprintf(stderr, "and %u more kinds of failure: the report has them\n", b->n - SHOWN);
}

static int tell(const regress *r, const char *dir, const regress_gates *gates) {
    const regress_count n = regress_tally(r);
    char went[16];
    tool_duration(tool_seconds() - r->started, went);
    printf("%s  %u of %u cases passed, %u failed, %u did not execute; %u had run before; %u gates; "
           "%s\n%s/report.html, results.json, times.json, junit.xml\n",
           bac_verdict(n.failed + n.not_run == 0, STDOUT_FILENO), n.passed, r->s->n_cases, n.failed,
           n.not_run, n.reused, regress_gates_count(gates), went, dir);
    return n.failed + n.not_run ? EXIT_MISMATCH : EXIT_OK;
}

/* ---- the work */

static int write_all(const regress *r, const char *dir, const regress_gates *gates) {
    regress_buckets buckets;
    if (regress_buckets_make(r, &buckets, &tool_error))
        return tool_fail();
    print_failures(r, &buckets);
    const bool bad = (asked.waves && regress_waves(r, &buckets, dir, &tool_error)) ||
                     regress_write_times(r, dir, &tool_error) ||
                     regress_write_junit(r, dir, &tool_error) ||
                     regress_write_page(r, &buckets, dir, &tool_error) ||
                     regress_write_results(r, dir, &tool_error);
    regress_buckets_free(&buckets);
    return bad ? tool_fail() : tell(r, dir, gates);
}

/* Writes the golden file, but only from a run in which no checker found an error. */
static int record(const regress *r, const regress_gates *old) {
    const regress_count n = regress_tally(r);
    if (n.failed + n.not_run > 0) {
        regress_buckets buckets;
        if (!regress_buckets_make(r, &buckets, &tool_error))
            print_failures(r, &buckets);
        regress_buckets_free(&buckets);
        return tool_refuse(r->s->gates, "not recorded: %u of %u cases failed without any gate",
                           n.failed + n.not_run, r->s->n_cases);
    }
    if (regress_gates_write(old, r, r->s->gates, &tool_error))
        return tool_fail();
    printf("%s: recorded from %u cases\n", r->s->gates, r->s->n_cases);
    return EXIT_OK;
}

/* The folder for a shard's own reports. */
static int place_part(const regress *r, char dir[BAC_PATH_ROOM]) {
    uint32_t i = 0, n = 0;
    if (asked.shard && !args_shard(asked.shard, MOST_SHARDS, &i, &n))
        return EXIT_USAGE;
    if (asked.shard ? bac_path(dir, &tool_error, "%s/shard-%u-of-%u", r->dir, i, n)
                    : bac_path(dir, &tool_error, "%s", r->dir))
        return tool_fail();
    return bac_dir_make(dir, true, &tool_error) ? tool_fail() : ARGS_GO_ON;
}

static void find_all(regress *r) {
    for (uint32_t i = 0; i < r->s->n_cases; i++) {
        if (!r->again)
            regress_find(r, r->dir, i);
        for (uint32_t k = 0; k < asked.merge.n && !r->result[i].bench; k++)
            regress_find(r, asked.merge.text[k], i);
    }
}

/* Copies the runs that came from other folders into this one. */
static bac_status keep_merged(const regress *r) {
    bac_status status = BAC_OK;
    for (uint32_t i = 0; status == BAC_OK && asked.merge.n > 0 && i < r->s->n_cases; i++)
        if (r->result[i].bench)
            status = regress_keep(r, i, &tool_error);
    return status;
}

static int run(regress *r, const regress_gates *gates) {
    char dir[BAC_PATH_ROOM];
    int status = place_part(r, dir);
    if (status != ARGS_GO_ON)
        return status;
    tool_catch_interrupts();
    if (regress_prepare(r, &tool_error))
        return tool_fail();
    find_all(r);
    if (keep_merged(r) || regress_run(r, &tool_error))
        return tool_fail();
    if (r->stopped) {
        const uint32_t open = r->n_runs - r->runs_done;
        fprintf(stderr, "bac regress: stopped; %u of %u cases have run, the same command goes on\n",
                r->s->n_cases - open, r->s->n_cases);
        return INTERRUPTED;
    }
    for (uint32_t i = 0; i < r->s->n_cases; i++)
        regress_judge(r, i);
    if (asked.record)
        return record(r, gates);
    for (uint32_t i = 0; i < r->s->n_cases; i++)
        regress_gates_judge(gates, r, i);
    return write_all(r, dir, gates);
}

/* ---- the command line */

static int choose(suite *s) {
    const uint32_t all = s->n_cases;
    uint32_t i, n;
    for (uint32_t k = 0; k < asked.only.n; k++)
        if (!suite_only(s, asked.only.text[k]))
            return args_complain("--only wants KEY=GLOB, KEY one of net plan rtl frames range "
                                 "stall seed group case, not '%s'",
                                 asked.only.text[k]);
    if (s->n_cases == 0)
        return args_complain("--only leaves none of %u cases; --list names them", all);
    if (asked.shard && !args_shard(asked.shard, MOST_SHARDS, &i, &n))
        return EXIT_USAGE;
    if (asked.shard)
        suite_shard(s, i, n);
    return ARGS_GO_ON;
}

static char *command_line(void) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    fputs("bac regress", out);
    tool_put_word(out, asked.path);
    fputs(" -o", out);
    tool_put_word(out, asked.dir);
    if (asked.folder) {
        fputs(" --folder", out);
        tool_put_word(out, asked.folder);
    }
    for (uint32_t k = 0; k < asked.only.n; k++) {
        fputs(" --only", out);
        tool_put_word(out, asked.only.text[k]);
    }
    if (asked.shard)
        fprintf(out, " --shard %s", asked.shard);
    fclose(out);
    return text;
}

/* The lock is held to the end of the process. */
static int open_and_run(const suite *s, const regress_gates *gates) {
    char part[64] = "all";
    int lock;
    regress r = {.s = s,
                 .dir = asked.dir,
                 .again = asked.again,
                 .only_merge = asked.merge.n > 0,
                 .jobs = args_threads(asked.jobs, MOST_JOBS),
                 .started = tool_seconds()};
    if (asked.shard) {
        snprintf(part, sizeof part, "%.40s", asked.shard);
        *strchr(part, '/') = '-';
    }
    if (regress_open(asked.dir, part, &lock, &tool_error)) {
        if (lock >= 0)
            close(lock);
        return tool_fail();
    }
    char *command = command_line();
    r.command = command ? command : "bac regress";
    const int status = run(&r, gates);
    regress_free(&r);
    free(command);
    close(lock);
    return status;
}

static int load_gates(const suite *s, regress_gates **gates) {
    const bool filtered = asked.only.n > 0 || asked.shard;
    const bool anew = asked.record && s->gates && access(s->gates, F_OK) != 0;
    if (asked.record && !s->gates)
        return tool_refuse(s->path, "--record: the suite names no file, 'gates FILE'");
    if (asked.record && filtered)
        return args_complain("--record takes the whole suite: no --only, no --shard");
    if (s->gates && !anew &&
        regress_gates_load(s, s->gates, filtered || asked.record, gates, &tool_error))
        return tool_fail();
    return ARGS_GO_ON;
}

static int list_cases(const suite *s) {
    for (uint32_t i = 0; i < s->n_cases; i++)
        puts(s->cases[i].name);
    return EXIT_OK;
}

static int work(suite *s) {
    regress_gates *gates = NULL;
    int status = asked.list ? ARGS_GO_ON : load_gates(s, &gates);
    if (status == ARGS_GO_ON)
        status = choose(s);
    if (status == ARGS_GO_ON)
        status = asked.list ? list_cases(s) : open_and_run(s, gates);
    regress_gates_free(gates);
    return status;
}

static int start(const char *const operand[]) {
    suite s;
    asked.path = operand[0];
    if (!asked.dir && !asked.list)
        return args_complain("-o DIR is missing");
    if (suite_load(asked.path, asked.folder, &s, &tool_error))
        return tool_fail();
    const int status = work(&s);
    suite_free(&s);
    return status;
}

static const args_option options[] = {
    {"output", 'o', "DIR", "folder of the results", .text = &asked.dir},
    {"only", 0, "KEY=GLOB", "only cases that match; may be repeated", .list = &asked.only},
    {"shard", 0, "I/N", "only part I of N (0..N-1)", .text = &asked.shard},
    {"merge", 0, "DIR", "take runs from this folder, run nothing; may be repeated",
     .list = &asked.merge},
    {"again", 0, NULL, "run cases again that have run before", .flag = &asked.again},
    {"waves", 0, NULL, "run the first case of each kind of failure again, with waves",
     .flag = &asked.waves},
    {"jobs", 'j', "N", "processes side by side (all processors)", .whole = &asked.jobs, .least = 1,
     .most = MOST_JOBS},
    {"folder", 0, "DIR", "where relative paths of the suite begin (its own folder)",
     .text = &asked.folder},
    {"list", 0, NULL, "print the cases, run nothing", .flag = &asked.list},
    {"record", 0, NULL, "write the golden file from this run", .flag = &asked.record},
    {0}};

const args_verb verb_regress = {
    .name = "regress",
    .brief = "SUITE.cfg -o DIR",
    .help = "run a suite of co-simulations, resume, judge, report",
    .synopsis = "SUITE.cfg -o DIR [--only KEY=GLOB] [--shard I/N] [--merge DIR] [--again] "
                "[--record] [--list]",
    .about = about,
    .example = example,
    .options = {options},
    .operands = 1,
    .start = start,
};

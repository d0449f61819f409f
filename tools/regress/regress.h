/* regress.h - runs the cases of a suite, judges their results and writes the reports.
 *
 * DIR/runs/KEY.json holds the result of one run. KEY is a hash of everything that determines it
 * (model, network, frames, range, stall pattern, seed), so no process repeats a run whose file
 * exists. results.json, junit.xml and report.html are made from these files alone and do not depend
 * on how the runs were divided among processes.
 */
#ifndef BAC_TOOLS_REGRESS_REGRESS_H
#define BAC_TOOLS_REGRESS_REGRESS_H

#include "common/tool.h"
#include "cosim/build.h"
#include "suite.h"

enum { REGRESS_KEY = 65 }; /* a SHA-256 in digits */

/* Facts about a design that are known before it runs. */
typedef struct regress_design {
    bool wanted;                 /* at least one case uses it */
    char key[COSIM_KEY];         /* key of its model */
    char plan_hash[REGRESS_KEY]; /* SHA-256 of the plan's text; empty for a folder of RTL */
    json_t *figures;             /* sites, registers, memories; empty for a folder of RTL */
    const char *plan_path;       /* a file with this plan; NULL for a folder of RTL */
} regress_design;

/* The result of a case. */
typedef struct regress_result {
    char key[REGRESS_KEY];
    json_t *bench;   /* the bench's own report; NULL: the case did not execute */
    json_t *words;   /* the bench's complaints as text: {"protocol": .., "deadlock": ..} */
    char *failure;   /* why it did not execute: one line without paths; owned */
    char *detail;    /* the same with paths: a log; owned, may be NULL */
    double seconds;  /* duration of the run */
    bool reused;     /* the result is from an earlier run */
    json_t *figures; /* figures that gates compare */
    json_t *reasons; /* why it failed: an array of lines; empty: it passed */
} regress_result;

typedef struct regress {
    const suite *s;
    const char *dir;     /* DIR */
    const char *command; /* as typed */
    bool again;          /* ignore results of earlier runs */
    bool only_merge;     /* run nothing; only write reports */
    uint32_t jobs;
    regress_design *design; /* [s->n_designs] */
    regress_result *result; /* [s->n_cases] */
    double started, build_seconds, run_seconds;
    uint32_t n_builds, builds_done, n_runs, runs_done, failed;
    bool stopped; /* by the user */
} regress;

/* ---- prepare.c: computes keys and sizes of the models before anything is built. Errors name the
 * suite's line. */
bac_status regress_prepare(regress *r, bac_error *err);
void regress_free(regress *r);

/* ---- store.c */
bac_status regress_open(const char *dir, const char *part, int *lock, bac_error *err);
/* Reads DIR/runs/KEY.json of case i into its result, if the file exists and is valid. */
void regress_find(regress *r, const char *dir, uint32_t i);
bac_status regress_keep(const regress *r, uint32_t i, bac_error *err);
void regress_result_clear(regress_result *result);

/* ---- run.c: builds the missing models and runs the missing cases. */
bac_status regress_run(regress *r, bac_error *err);

/* ---- progress.c */
void regress_progress_step(const regress *r, double *shown);
void regress_progress_end(const double *shown);

/* ---- figures.c: judges case i by the rules that need no golden file; fills figures, reasons. */
void regress_judge(const regress *r, uint32_t i);
/* bac debug ..: what explains this case; frame: the first that went wrong, or UINT64_MAX. Owned. */
char *regress_rerun(const regress *r, uint32_t i, uint64_t frame, const char *wave);
/* The first wrong frame; UINT64_MAX: none is known. */
uint64_t regress_first_frame(const regress_result *result);
bool regress_passed(const regress_result *result);

/* ---- buckets.c: groups failures of one kind. */
#define REGRESS_PASSED UINT32_MAX
typedef struct regress_bucket {
    char text[400];    /* the reason that its cases share */
    uint32_t n, first; /* number of cases; index of the first */
} regress_bucket;
typedef struct regress_buckets {
    uint32_t n;
    regress_bucket *list;
    uint32_t *of; /* [cases] bucket of each case; REGRESS_PASSED: the case passed */
} regress_buckets;
bac_status regress_buckets_make(const regress *r, regress_buckets *buckets, bac_error *err);
void regress_buckets_free(regress_buckets *buckets);

/* ---- waves.c: runs the first case of each bucket again, with waves in DIR/waves/K.fst, where K is
 * the first 16 digits of its KEY. */
bac_status regress_waves(const regress *r, const regress_buckets *buckets, const char *dir,
                         bac_error *err);

/* ---- gates.c: the golden file (gates.h). */
typedef struct regress_gates regress_gates;
bac_status regress_gates_load(const suite *s, const char *path, bool filtered,
                              regress_gates **gates, bac_error *err);
void regress_gates_free(regress_gates *gates);
/* Adds a reason to case i for each figure that differs from the golden file by more than its
 * tolerance. */
void regress_gates_judge(const regress_gates *gates, const regress *r, uint32_t i);
uint32_t regress_gates_count(const regress_gates *gates);
/* Writes the measured figures as a golden file, with the tolerances of `old` (may be NULL). */
bac_status regress_gates_write(const regress_gates *old, const regress *r, const char *path,
                               bac_error *err);

/* ---- results.c, junit.c, page.c: write the reports into `dir`. */
bac_status regress_write_results(const regress *r, const char *dir, bac_error *err);
bac_status regress_write_times(const regress *r, const char *dir, bac_error *err);
bac_status regress_write_junit(const regress *r, const char *dir, bac_error *err);
bac_status regress_write_page(const regress *r, const regress_buckets *buckets, const char *dir,
                              bac_error *err);
/* Numbers of cases: passed, failed, not executed, taken from earlier runs. */
typedef struct regress_count {
    uint32_t passed, failed, not_run, reused;
} regress_count;
regress_count regress_tally(const regress *r);

#endif

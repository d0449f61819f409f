/* regress.h - a suite's cases run: what each said, what it is held to, what is written of it.
 *
 * DIR/runs/KEY.json holds what one run said; KEY names everything that decides it (model, network,
 * frames, range, stall pattern, seed), so that a file that is there is a run that need not be made
 * again, by this process or another. results.json, junit.xml and report.html are made of these
 * files alone: by whom and in how many parts they were run does not show.
 */
#ifndef BAC_TOOLS_REGRESS_REGRESS_H
#define BAC_TOOLS_REGRESS_REGRESS_H

#include "common/tool.h"
#include "cosim/build.h"
#include "suite.h"

enum { REGRESS_KEY = 65 }; /* a SHA-256 in digits */

/* What is known of a design before it runs. */
typedef struct regress_design {
    bool wanted;                 /* a case is of it */
    char key[COSIM_KEY];         /* of its model */
    char plan_hash[REGRESS_KEY]; /* SHA-256 of the plan's text; none of RTL that is there already */
    json_t *figures;       /* sites, registers, memories; empty for RTL that is there already */
    const char *plan_path; /* a file that says this plan; NULL for rtl */
} regress_design;

/* What a case's run said. */
typedef struct regress_result {
    char key[REGRESS_KEY];
    json_t *bench;   /* the bench's own report; NULL: did not execute */
    json_t *words;   /* what it complained of, in words: {"protocol": .., "deadlock": ..} */
    char *failure;   /* why it did not execute: one line without paths; owned */
    char *detail;    /* the same with paths: a log; owned, may be NULL */
    double seconds;  /* of the run */
    bool reused;     /* it had run before */
    json_t *figures; /* what gates are held against */
    json_t *reasons; /* why it failed: an array of lines; empty: it passed */
} regress_result;

typedef struct regress {
    const suite *s;
    const char *dir;     /* DIR */
    const char *command; /* as typed */
    bool again;          /* nothing counts as run before */
    bool only_merge;     /* nothing is run */
    uint32_t jobs;
    regress_design *design; /* [s->n_designs] */
    regress_result *result; /* [s->n_cases] */
    double started, build_seconds, run_seconds;
    uint32_t n_builds, builds_done, n_runs, runs_done, failed;
    bool stopped; /* by the user */
} regress;

/* ---- prepare.c: models' keys and sizes, before anything is built; refusals name the suite's line.
 */
bac_status regress_prepare(regress *r, bac_error *err);
void regress_free(regress *r);

/* ---- store.c */
bac_status regress_open(const char *dir, const char *part, int *lock, bac_error *err);
/* DIR/runs/KEY.json of a case, if it is there and sound. */
void regress_find(regress *r, const char *dir, uint32_t i);
bac_status regress_keep(const regress *r, uint32_t i, bac_error *err);
void regress_result_clear(regress_result *result);

/* ---- run.c: builds and runs what is missing. */
bac_status regress_run(regress *r, bac_error *err);

/* ---- progress.c */
void regress_progress_step(const regress *r, double *shown);
void regress_progress_end(const double *shown);

/* ---- figures.c: what a run is held to without any golden file; fills figures and reasons. */
void regress_judge(const regress *r, uint32_t i);
/* bac debug ..: what explains this case; frame: the first that went wrong, or UINT64_MAX. Owned. */
char *regress_rerun(const regress *r, uint32_t i, uint64_t frame, const char *wave);
/* The first frame that went wrong; UINT64_MAX: none is known. */
uint64_t regress_first_frame(const regress_result *result);
bool regress_passed(const regress_result *result);

/* ---- buckets.c: failures of a kind together */
#define REGRESS_PASSED UINT32_MAX
typedef struct regress_bucket {
    char text[400];    /* what they have in common */
    uint32_t n, first; /* cases; the first of them */
} regress_bucket;
typedef struct regress_buckets {
    uint32_t n;
    regress_bucket *list;
    uint32_t *of; /* of each case; REGRESS_PASSED: it has none */
} regress_buckets;
bac_status regress_buckets_make(const regress *r, regress_buckets *buckets, bac_error *err);
void regress_buckets_free(regress_buckets *buckets);

/* ---- waves.c: DIR/waves/KEY.fst, KEY's first 16 digits, of the first case of each bucket */
bac_status regress_waves(const regress *r, const regress_buckets *buckets, const char *dir,
                         bac_error *err);

/* ---- gates.c: the golden file */
typedef struct regress_gates regress_gates;
bac_status regress_gates_load(const suite *s, const char *path, bool filtered,
                              regress_gates **gates, bac_error *err);
void regress_gates_free(regress_gates *gates);
/* Adds to a case's reasons what differs from the golden file by more than its tolerance. */
void regress_gates_judge(const regress_gates *gates, const regress *r, uint32_t i);
uint32_t regress_gates_count(const regress_gates *gates);
/* Writes what was measured as the golden file; old (may be NULL) gives the tolerances. */
bac_status regress_gates_write(const regress_gates *old, const regress *r, const char *path,
                               bac_error *err);

/* ---- results.c, junit.c, page.c: what is written of it, into `dir` */
bac_status regress_write_results(const regress *r, const char *dir, bac_error *err);
bac_status regress_write_times(const regress *r, const char *dir, bac_error *err);
bac_status regress_write_junit(const regress *r, const char *dir, bac_error *err);
bac_status regress_write_page(const regress *r, const regress_buckets *buckets, const char *dir,
                              bac_error *err);
/* Cases that passed, failed, did not execute. */
typedef struct regress_count {
    uint32_t passed, failed, not_run, reused;
} regress_count;
regress_count regress_tally(const regress *r);

#endif

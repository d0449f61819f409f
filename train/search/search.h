/* search.h - libbacsearch: trains many recipes briefly and the better ones longer, by successive
 * halving (Jamieson and Talwalkar 2016), to find the front of accuracy against inference cost.
 *
 * A space is text (docs/search.md): a recipe and one line for each key that varies. Each of its
 * points is a trial, a recipe of its own. Every trial trains through rung 0; the best trials enter
 * rung 1, and so on. The search is a function of the space and of the trials' results.
 *
 * All state is in files, in DIR/trials/ID/ (ID: a hash of the trial's recipe): the checkpoint, one
 * small JSON file for each finished rung, and a file that is locked while a process trains the
 * trial. Finished work is never repeated; any number of processes, on any number of computers that
 * share DIR, can work on it.
 *
 * Read in this order: 1 the space, 2 its trials, 3 running, 4 ranking, 5 results.
 */
#ifndef BAC_SEARCH_H
#define BAC_SEARCH_H

#include "train.h"

/* ---- 1. The space ---------------------------------------------------------- */

enum {
    BAC_SEARCH_AXES = 16,
    BAC_SEARCH_VALUES = 64,
    BAC_SEARCH_MARKS = 16,
    BAC_SEARCH_RUNGS = 12,
    BAC_SEARCH_TRIALS = 16384,
    BAC_SEARCH_ID = 17 /* characters of an ID, NUL included */
};

typedef struct bac_search_axis {
    char key[32]; /* of a recipe */
    uint32_t n;
    char *value[BAC_SEARCH_VALUES]; /* as a recipe's text spells it */
} bac_search_axis;

/* A network for comparison, which appears only in the plot. */
typedef struct bac_search_mark {
    char name[64];
    double score, accuracy; /* 0..1 */
} bac_search_mark;

typedef enum bac_search_objective {
    BAC_SEARCH_PARETO = 0, /* layers of mutually non-dominated (accuracy, score) */
    BAC_SEARCH_SCALAR      /* accuracy - lambda * ln(score) */
} bac_search_objective;

typedef struct bac_search_space {
    char path[BAC_RECIPE_PATH]; /* for messages */
    bac_recipe base;            /* its folder is absolute */
    uint32_t n_axis, n_mark;
    bac_search_axis axis[BAC_SEARCH_AXES];
    bac_search_mark mark[BAC_SEARCH_MARKS];
    uint64_t frames;     /* rung r trains frames * eta^r frames */
    uint32_t eta, rungs; /* 3, 3 */
    double keep;         /* share of a rung's trials that enter the next one; 1/eta */
    bool anew;        /* each rung trains from the start; default: it continues the rung before */
    uint64_t samples; /* trials wanted; 0: every point of the space */
    uint64_t seed;
    bac_search_objective objective;
    double lambda;
    double score_lo, score_hi; /* a score below lo counts as lo; a score above hi ranks last */
    uint32_t colour;           /* axis whose values are the colours of the plot */
} bac_search_space;

/* Every error names path and line. Owned by the caller: bac_search_space_free. */
bac_status bac_search_load(const char *path, bac_search_space *space, bac_error *err);
/* The text need not end in NUL. */
bac_status bac_search_parse(const char *text, size_t size, const char *path,
                            bac_search_space *space, bac_error *err);
void bac_search_space_free(bac_search_space *space); /* a zeroed one is fine */

/* ---- 2. Its trials --------------------------------------------------------- */

typedef struct bac_search_trial {
    uint64_t point; /* mixed-radix number: one digit an axis, the last axis fastest */
    char id[BAC_SEARCH_ID];
} bac_search_trial;

typedef struct bac_search_trials {
    uint32_t n;
    bac_search_trial *trial; /* [n], owned */
    uint64_t grid;           /* number of points in the space */
    uint64_t examined;       /* points tried until n trials were found */
    uint64_t refused;        /* of those, points that are no valid recipe */
    bac_error refusal;       /* why the first such point was refused */
} bac_search_trials;

/* Chooses the trials of a space. They depend on the space alone; a larger `samples` keeps them and
 * adds trials at the end. */
bac_status bac_search_make_trials(const bac_search_space *space, bac_search_trials *trials,
                                  bac_error *err);
void bac_search_trials_free(bac_search_trials *trials);
/* Digit of `point` on an axis: an index into axis[].value. */
uint32_t bac_search_value(const bac_search_space *space, uint64_t point, uint32_t axis);
/* Value of `point` on an axis, as a recipe's text spells it. */
const char *bac_search_text(const bac_search_space *space, uint64_t point, uint32_t axis);
/* The recipe that a rung trains. `bac train` of this recipe gives the same bits. */
bac_status bac_search_recipe(const bac_search_space *space, uint64_t point, uint32_t rung,
                             bac_recipe *recipe, bac_error *err);
/* Number of epochs of that recipe after which the rung ends; an epoch has space->frames frames. */
uint32_t bac_search_epochs(const bac_search_space *space, uint32_t rung);
/* Frames that a trial trains in this rung. */
uint64_t bac_search_frames(const bac_search_space *space, uint32_t rung);
/* Number of trials in a rung when n began in rung 0 and none failed. */
uint32_t bac_search_survivors(const bac_search_space *space, uint32_t n, uint32_t rung);

/* ---- 3. Running ------------------------------------------------------------ */

typedef struct bac_search_result {
    bool failed; /* the trial leaves the search, for instance because its loss became infinite */
    char reason[256];
    double accuracy, train_accuracy, loss; /* of the rung's last epoch; accuracy: validation set */
    bac_cost cost;
    double seconds; /* time of the process that finished the rung; for reports only */
} bac_search_result;

/* One rung of one trial. */
typedef struct bac_search_job {
    const bac_recipe *recipe;
    const char *dir; /* folder of the run, which exists */
    uint32_t epochs; /* the rung ends after this many epochs */
    uint32_t threads;
    bool (*step)(void *user, const bac_train_event *event); /* true: stop. NULL is fine */
    void *user;
} bac_search_job;

/* Trains one rung of one trial. *finished false: the callback stopped it, and it can be continued.
 * A fault of the trial (such as an infinite loss) is a failed result; a fault of the machine or of
 * the data is an error. */
typedef bac_status bac_search_train_fn(void *context, const bac_search_job *job,
                                       bac_search_result *result, bool *finished, bac_error *err);
/* The function that really trains, by bac_train; context is unused. */
bac_status bac_search_train(void *context, const bac_search_job *job, bac_search_result *result,
                            bool *finished, bac_error *err);

typedef enum bac_search_moment {
    BAC_SEARCH_RUNG,  /* a rung of `n` trials begins; this shard has `todo` open ones to train */
    BAC_SEARCH_TRIAL, /* a trial begins */
    BAC_SEARCH_STEP,  /* a training step is done; see `train` */
    BAC_SEARCH_RESULT /* a trial is finished; see `result` */
} bac_search_moment;

typedef struct bac_search_event {
    bac_search_moment moment;
    uint32_t rung, n, todo, done; /* done: finished ones of the `todo` trials */
    const bac_search_trial *trial;
    const bac_search_result *result;
    const bac_train_event *train;
} bac_search_event;

typedef struct bac_search_options {
    uint32_t threads;       /* threads of each training run; 0: one */
    uint32_t shard, shards; /* this process trains trials shard, shard + shards, ... of each rung;
                             * shards 0: 1 */
    int rung;               /* train only this rung; -1: all */
    bool (*event)(void *user, const bac_search_event *event); /* true: stop. NULL is fine */
    void *user;
    bac_search_train_fn *train; /* NULL: bac_search_train */
    void *context;
} bac_search_options;

typedef enum bac_search_state {
    BAC_SEARCH_DONE = 0, /* everything asked for is finished */
    BAC_SEARCH_WAITING,  /* this process's trials of `rung` are done, those of others are not */
    BAC_SEARCH_STOPPED   /* the callback stopped the search */
} bac_search_state;

typedef struct bac_search_outcome {
    bac_search_state state;
    uint32_t rung, n, missing; /* the rung in which it ended; its trials; trials without result */
    uint32_t busy;             /* trials that another process was training */
} bac_search_outcome;

/* Trains what is open of the trials in DIR, rung by rung. It can be interrupted and run again. */
bac_status bac_search_run(const bac_search_space *space, const bac_search_trials *trials,
                          const char *dir, const bac_search_options *options,
                          bac_search_outcome *outcome, bac_error *err);

/* ---- 4. Ranking ------------------------------------------------------------ */

typedef struct bac_search_score {
    double accuracy, score;
    bool failed;
    uint32_t layer; /* PARETO, set by bac_search_rank: layer 0 is dominated by no other trial */
    double crowd;   /* distance to its neighbours in the layer (rank.c) */
} bac_search_score;

/* Ranks n scores. order: [n], indices from the best to the worst, failed ones last; ties go by
 * index. The k trials that enter the next rung are the first k, for any k. */
bac_status bac_search_rank(const bac_search_space *space, bac_search_score *score, uint32_t n,
                           uint32_t *order, bac_error *err);

/* ---- 5. Results ------------------------------------------------------------- */

typedef struct bac_search_row {
    uint32_t trial;
    int rung; /* last rung with a result; -1: none, and the row is not ranked */
    bac_search_result result;
    uint32_t layer; /* layer among the rows of the same rung */
    bool front;     /* no other row of any rung is at least as accurate at no more cost */
} bac_search_row;

typedef struct bac_search_table {
    uint32_t n;          /* rows with a result; later rungs first, each in the order of its rank */
    bac_search_row *row; /* owned */
    uint32_t trained[BAC_SEARCH_RUNGS]; /* trials with a result of that rung */
} bac_search_table;

/* Reads the results of these trials from DIR. Free *table with bac_search_table_free. */
bac_status bac_search_collect(const bac_search_space *space, const bac_search_trials *trials,
                              const char *dir, bac_search_table *table, bac_error *err);
void bac_search_table_free(bac_search_table *table);
/* Writes DIR/results.csv and DIR/results.json, which depend neither on the clock nor on shards. */
bac_status bac_search_write(const bac_search_space *space, const bac_search_trials *trials,
                            const bac_search_table *table, const char *dir, bac_error *err);
/* Draws DIR/pareto.svg and .png, with their data .dat and gnuplot script .gp. */
bac_status bac_search_plot(const bac_search_space *space, const bac_search_trials *trials,
                           const bac_search_table *table, const char *dir, bac_error *err);

/* Read and write the result of one rung of a trial, DIR/trials/ID/epochs-N.json. *found false: the
 * file does not exist. */
bac_status bac_search_result_load(const char *dir, const char *id, uint32_t epochs,
                                  bac_search_result *result, bool *found, bac_error *err);
bac_status bac_search_result_save(const char *dir, const char *id, uint32_t epochs,
                                  const bac_search_result *result, bac_error *err);

#endif

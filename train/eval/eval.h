/* eval.h - libbaceval: accuracy of a network by SNR and class, and its confusions.
 *
 * All results come from one table of frames by (SNR, true class, predicted class): accuracies,
 * intervals, confusion matrices, CSV, JSON and plots, so they cannot disagree.
 *
 * Read in this order: 1 evaluate a network on a set, 2 the table, 3 figures from it, 4 two
 * networks on the same frames, 5 JSON, CSV, plots. docs/evaluation.md defines the figures.
 *
 * The library never prints and keeps no globals. Results do not depend on the number of threads.
 */
#ifndef BAC_EVAL_H
#define BAC_EVAL_H

#include "bac.h"
#include "set.h"

struct json_t; /* jansson's */

/* ---- 2. The table -------------------------------------------------------- */

/* Frames by (SNR, row, column). SNRs are those that were counted, ascending, kept to 0.001 dB.
 * Without SNR there is one SNR index, 0, of no meaning. Row: true class; column: predicted. */
typedef struct bac_eval_table {
    uint32_t n; /* rows and columns */
    bool has_snr;
    uint64_t frames; /* in all */
    uint32_t n_snr;
    double *snr;     /* [n_snr], dB */
    uint64_t *count; /* [n_snr][n][n] */
} bac_eval_table;

enum { BAC_EVAL_MAX_SNR = 512, BAC_EVAL_MAX_CELLS = 1 << 26 };

/* A table without frames, which needs no clearing yet. */
bac_eval_table bac_eval_table_empty(uint32_t n, bool has_snr);
void bac_eval_table_clear(bac_eval_table *table);
/* `count` frames more; row and column below n. On failure the table is as before. */
bac_status bac_eval_table_add(bac_eval_table *table, double snr, uint32_t row, uint32_t column,
                              uint64_t count, bac_error *err);
/* Adds all of `from`, a table of the same n and has_snr. */
bac_status bac_eval_table_merge(bac_eval_table *table, const bac_eval_table *from, bac_error *err);

/* ---- 1. Evaluate a network on a set --------------------------------------- */

/* Called now and then, from one thread at a time; false stops the evaluation. */
typedef bool bac_eval_progress_fn(void *user, uint64_t done, uint64_t total);

typedef struct bac_eval_job {
    const bac_net *net[2];   /* the second may be NULL: nothing to compare with */
    const char *file[2];     /* where they came from; information, may be NULL */
    const bac_cost *cost[2]; /* NULL: bac_net_cost */
    bac_set *set;
    const char *set_spec; /* information */
    bool synthetic;       /* information: no frame was received from the air */
    uint64_t from, to;    /* frames [from, to) of the set; to 0: all */
    double snr_bin;       /* dB; SNRs are rounded to multiples of it; 0: as they are */
    uint32_t threads;     /* 0 counts as 1 */
    bac_eval_progress_fn *progress;
    void *user;
} bac_eval_job;

typedef struct bac_eval_net {
    char *name, *file;
    bac_cost cost;
    bac_eval_table table; /* [snr][true][predicted] */
} bac_eval_net;

typedef struct bac_eval {
    char *set;
    bool synthetic;
    uint64_t set_frames, from, to; /* frames in the set, and those that were taken */
    uint32_t n_classes;
    char **class_name; /* [n_classes] */
    uint32_t n_nets;   /* 1 or 2 */
    bac_eval_net net[2];
    bac_eval_table paired; /* two nets: [snr][first is right][second is right] */
} bac_eval;

/* Classifies the frames by integer inference and counts. A label that is the index of a known
 * modulation is taken by its name if the network names its classes by such names (so a network of
 * a subset of the classes can be evaluated), otherwise it is the class's index. A set without
 * labels, a frame of other length or a label the network has no class for is an error that names
 * the lowest such frame. *eval is owned by the caller. */
bac_status bac_eval_run(const bac_eval_job *job, bac_eval **eval, bac_error *err);
void bac_eval_free(bac_eval *eval); /* NULL is fine */

/* ---- 3. Figures ------------------------------------------------------------ */

#define BAC_EVAL_ALL UINT32_MAX

/* A share of frames with its 95 % Wilson score interval, as fractions of 1; NAN of no frames. */
typedef struct bac_eval_rate {
    uint64_t frames, correct;
    double accuracy, low, high;
} bac_eval_rate;

bac_eval_rate bac_eval_rate_of(uint64_t frames, uint64_t correct);
/* Of one SNR index and one true class, or all of them (BAC_EVAL_ALL). */
bac_eval_rate bac_eval_rate_at(const bac_eval_table *table, uint32_t snr_index, uint32_t row);
/* Of all SNRs of min_db or more; no frames when the table has no SNR and min_db is finite. */
bac_eval_rate bac_eval_rate_from(const bac_eval_table *table, double min_db, uint32_t row);
/* Index of that SNR, or -1. */
int bac_eval_snr_index(const bac_eval_table *table, double db);
/* Count of one cell at one SNR or over all (BAC_EVAL_ALL). */
uint64_t bac_eval_cell(const bac_eval_table *table, uint32_t snr_index, uint32_t row,
                       uint32_t column);
/* Over all SNRs of min_db or more (-INFINITY: all, also without SNR). */
uint64_t bac_eval_cell_from(const bac_eval_table *table, double min_db, uint32_t row,
                            uint32_t column);

typedef struct bac_eval_mistake {
    uint32_t row, column; /* the true class, and what it was taken for */
    uint64_t frames;
    double share; /* of the true class's frames */
} bac_eval_mistake;

/* The `most` commonest mistakes by share, at SNRs of min_db or more (-INFINITY: all, also
 * without SNR). Returns how many there are. */
uint32_t bac_eval_mistakes(const bac_eval_table *table, double min_db, uint32_t most,
                           bac_eval_mistake *list);

/* ---- 4. Two networks on the same frames ------------------------------------ */

typedef struct bac_eval_difference {
    uint64_t both, only_first, only_second, neither; /* frames by who is right */
    double difference; /* accuracy of the first minus that of the second; NAN of no frames */
    double low, high;  /* its 95 % interval (Agresti and Min 2005) */
    double p;          /* McNemar's exact two-sided test of no difference */
} bac_eval_difference;

/* paired: bac_eval's; at one SNR index or over all (BAC_EVAL_ALL). */
bac_eval_difference bac_eval_compare(const bac_eval_table *paired, uint32_t snr_index);

/* ---- 5. JSON, CSV, plots ---------------------------------------------------- */

/* All of it, from which bac_eval_from_json makes the same again. *root is owned by the caller. */
bac_status bac_eval_json(const bac_eval *eval, struct json_t **root, bac_error *err);
bac_status bac_eval_from_json(const struct json_t *root, const char *name, bac_eval **eval,
                              bac_error *err);
bac_status bac_eval_load(const char *path, bac_eval **eval, bac_error *err);

/* One row a network, class and SNR, and "all" for either; accuracies as fractions of 1. */
bac_status bac_eval_csv(const bac_eval *eval, const char *path, bac_error *err);

/* Which confusion matrices: SNRs in dB, and the sum over all SNRs. */
typedef struct bac_eval_matrices {
    const double *db;
    uint32_t n;
    bool all;
} bac_eval_matrices;

/* Makes DIR if it is not there and asks for gnuplot, so that a long evaluation does not end in an
 * error that could have been seen before it. */
bac_status bac_eval_plot_ready(const char *dir, bac_error *err);
/* NAME.svg, NAME.png, and what they are made of, NAME.dat and NAME.gp, in DIR. SNRs that the
 * result does not hold are passed over. *figures (may be NULL): how many were drawn. */
bac_status bac_eval_plot(const bac_eval *eval, const char *dir, const bac_eval_matrices *matrices,
                         uint32_t *figures, bac_error *err);

#endif

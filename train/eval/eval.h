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

/* Number of frames for each (SNR, row, column); row: true class, column: predicted class. The table
 * has the SNRs of the frames counted so far, in ascending order, rounded to 0.001 dB. A table
 * without SNR has the one SNR index 0, whose dB value means nothing. */
typedef struct bac_eval_table {
    uint32_t n; /* rows and columns */
    bool has_snr;
    uint64_t frames; /* total */
    uint32_t n_snr;
    double *snr;     /* [n_snr], dB */
    uint64_t *count; /* [n_snr][n][n] */
} bac_eval_table;

enum { BAC_EVAL_MAX_SNR = 512, BAC_EVAL_MAX_CELLS = 1 << 26 };

/* A table without frames. It owns no memory until a frame is added. */
bac_eval_table bac_eval_table_empty(uint32_t n, bool has_snr);
void bac_eval_table_clear(bac_eval_table *table);
/* Adds `count` frames to one cell; row and column are below n. A failure leaves the table
 * unchanged.
 */
bac_status bac_eval_table_add(bac_eval_table *table, double snr, uint32_t row, uint32_t column,
                              uint64_t count, bac_error *err);
/* Adds all of `from`, a table of the same n and has_snr. */
bac_status bac_eval_table_merge(bac_eval_table *table, const bac_eval_table *from, bac_error *err);

/* ---- 1. Evaluate a network on a set --------------------------------------- */

/* Called from time to time with the frames done and their total, from one thread at a time. false
 * stops the evaluation. */
typedef bool bac_eval_progress_fn(void *user, uint64_t done, uint64_t total);

typedef struct bac_eval_job {
    const bac_net *net[2];   /* net[1] may be NULL: one network, no comparison */
    const char *file[2];     /* the networks' files, for reports; may be NULL */
    const bac_cost *cost[2]; /* NULL: bac_net_cost */
    bac_set *set;
    const char *set_spec; /* for reports */
    bool synthetic;       /* for reports: no frame was received from the air */
    uint64_t from, to;    /* frames [from, to) of the set; to 0: to its end */
    double snr_bin;       /* dB; SNRs are rounded to multiples of it; 0: not rounded */
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
    uint64_t set_frames, from, to; /* frames in the set; frames [from, to) were classified */
    uint32_t n_classes;
    char **class_name; /* [n_classes] */
    uint32_t n_nets;   /* 1 or 2 */
    bac_eval_net net[2];
    bac_eval_table paired; /* two nets: [snr][first is right][second is right] */
} bac_eval;

/* Classifies the frames by integer inference and counts the answers. If the network's classes have
 * names of modulations, a label stands for the modulation of that index and is matched by name, so
 * that a network of a subset of the 24 modulations can be evaluated; otherwise a label is a class
 * index. A set without labels, a frame of another length or a label that matches no class is an
 * error that names the lowest such frame. *eval is owned by the caller. */
bac_status bac_eval_run(const bac_eval_job *job, bac_eval **eval, bac_error *err);
void bac_eval_free(bac_eval *eval); /* NULL is fine */

/* ---- 3. Figures ------------------------------------------------------------ */

#define BAC_EVAL_ALL UINT32_MAX

/* A share of frames and its 95 % interval (Wilson score; Wilson 1927), as fractions of 1; all three
 * are NAN when there are no frames. */
typedef struct bac_eval_rate {
    uint64_t frames, correct;
    double accuracy, low, high;
} bac_eval_rate;

bac_eval_rate bac_eval_rate_of(uint64_t frames, uint64_t correct);
/* Accuracy at one SNR index for one true class; BAC_EVAL_ALL stands for all SNRs or all classes. */
bac_eval_rate bac_eval_rate_at(const bac_eval_table *table, uint32_t snr_index, uint32_t row);
/* Accuracy over all SNRs of at least min_db. A table without SNR gives no frames, unless min_db is
 * -INFINITY. */
bac_eval_rate bac_eval_rate_from(const bac_eval_table *table, double min_db, uint32_t row);
/* Index of the SNR `db`, or -1. */
int bac_eval_snr_index(const bac_eval_table *table, double db);
/* Frames in one cell at one SNR index, or over all SNRs (BAC_EVAL_ALL). */
uint64_t bac_eval_cell(const bac_eval_table *table, uint32_t snr_index, uint32_t row,
                       uint32_t column);
/* Frames in one cell over all SNRs of at least min_db (-INFINITY: all, also without SNR). */
uint64_t bac_eval_cell_from(const bac_eval_table *table, double min_db, uint32_t row,
                            uint32_t column);

typedef struct bac_eval_mistake {
    uint32_t row, column; /* true class, predicted class */
    uint64_t frames;
    double share; /* of the true class's frames */
} bac_eval_mistake;

/* Fills list with at most `most` mistakes, the largest share first, at SNRs of at least min_db
 * (-INFINITY: all, also without SNR). Returns their number. */
uint32_t bac_eval_mistakes(const bac_eval_table *table, double min_db, uint32_t most,
                           bac_eval_mistake *list);

/* ---- 4. Two networks on the same frames ------------------------------------ */

typedef struct bac_eval_difference {
    uint64_t both, only_first, only_second, neither; /* frames by which network is right */
    double difference; /* accuracy of the first minus that of the second; NAN without frames */
    double low, high;  /* 95 % interval of the difference (Agresti and Min 2005) */
    double p;          /* McNemar's exact two-sided test of no difference */
} bac_eval_difference;

/* paired: bac_eval.paired. At one SNR index, or over all SNRs (BAC_EVAL_ALL). */
bac_eval_difference bac_eval_compare(const bac_eval_table *paired, uint32_t snr_index);

/* ---- 5. JSON, CSV, plots ---------------------------------------------------- */

/* The whole result as JSON; bac_eval_from_json restores an equal one. *root is owned by the
 * caller. */
bac_status bac_eval_json(const bac_eval *eval, struct json_t **root, bac_error *err);
bac_status bac_eval_from_json(const struct json_t *root, const char *name, bac_eval **eval,
                              bac_error *err);
bac_status bac_eval_load(const char *path, bac_eval **eval, bac_error *err);

/* Writes one row for each network, class and SNR, with extra rows "all" for class and SNR;
 * accuracies are fractions of 1. */
bac_status bac_eval_csv(const bac_eval *eval, const char *path, bac_error *err);

/* Confusion matrices to draw: at n SNRs db[] in dB, and (all) their sum over all SNRs. */
typedef struct bac_eval_matrices {
    const double *db;
    uint32_t n;
    bool all;
} bac_eval_matrices;

/* Makes DIR if it is missing and checks that gnuplot runs. Call it before a long evaluation, so
 * that a missing gnuplot is reported at once. */
bac_status bac_eval_plot_ready(const char *dir, bac_error *err);
/* Draws figures into DIR: for each NAME.svg and NAME.png, with their data NAME.dat and gnuplot
 * script NAME.gp. It skips SNRs that the result does not hold. *figures (may be NULL): number of
 * figures. */
bac_status bac_eval_plot(const bac_eval *eval, const char *dir, const bac_eval_matrices *matrices,
                         uint32_t *figures, bac_error *err);

#endif

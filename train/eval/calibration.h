/* calibration.h - how often a network is right whose answer has a given margin.
 *
 * The margin of a frame is its largest logit minus its second largest, both integers: what the
 * hardware gives as its margin. A calibration counts labelled frames in bins of margin, such that
 * the share of right answers rises from each bin to the next (isotonic regression by pooling
 * adjacent violators: Ayer et al. 1955; of scores: Zadrozny and Elkan 2002). That share is the
 * confidence in an answer of this margin, as long as frames are like those of the calibration, in
 * classes and in SNR. docs/evaluation.md states how well it holds on other frames. */
#ifndef BAC_CALIBRATION_H
#define BAC_CALIBRATION_H

#include "bac.h"
#include "set.h"

enum {
    BAC_CALIBRATION_BINS = 64,    /* at most */
    BAC_CALIBRATION_LEAST = 100,  /* frames in a bin */
    BAC_CALIBRATION_NETWORK = 65, /* room for the network's hash, 64 hexadecimal digits */
    BAC_CALIBRATION_SET = 512
};

/* Frames whose margin is `margin` or more, and less than that of the next bin. */
typedef struct bac_calibration_bin {
    uint32_t margin;
    uint64_t frames, correct;
} bac_calibration_bin;

typedef struct bac_calibration {
    char network[BAC_CALIBRATION_NETWORK]; /* of the network that was calibrated */
    char set[BAC_CALIBRATION_SET];         /* SPEC of its frames */
    bool synthetic;                        /* whether no frame was received from the air */
    uint32_t n;                            /* bins, 1 or more; bin[0].margin is 0 */
    bac_calibration_bin bin[BAC_CALIBRATION_BINS];
} bac_calibration;

/* A frame's answer. */
typedef struct bac_margin {
    uint32_t margin;
    bool correct; /* false where the set has no labels */
} bac_margin;

/* The largest of n logits minus the second largest, and *top, the first index of the largest. One
 * class alone has the margin 0. */
uint32_t bac_margin_of(const int32_t *logits, uint32_t n, uint32_t *top);

/* Called from time to time with the frames done and their total; false stops the work. */
typedef bool bac_margin_progress_fn(void *user, uint64_t done, uint64_t total);
/* Classifies all frames of a set. labelled: compares with the set's labels, which are matched as by
 * bac_eval_run; no answer is right about a class that the network does not have.
 * *list: [bac_set_count(set)], owned by the caller. */
bac_status bac_margins_of(const bac_net *net, bac_set *set, bool labelled, uint32_t threads,
                          bac_margin_progress_fn *progress, void *user, bac_margin **list,
                          bac_error *err);

/* Fills the bins from n frames, whose order does not matter and is changed. Fewer than
 * BAC_CALIBRATION_LEAST frames are refused. */
bac_status bac_calibration_fit(bac_calibration *c, bac_margin *frame, uint64_t n, bac_error *err);
/* The bin of a margin, and its share of right answers. */
uint32_t bac_calibration_find(const bac_calibration *c, uint32_t margin);
double bac_calibration_share(const bac_calibration *c, uint32_t bin);

/* A text file; each refusal names file and line. */
bac_status bac_calibration_save(const bac_calibration *c, const char *path, bac_error *err);
bac_status bac_calibration_load(const char *path, bac_calibration *c, bac_error *err);
bac_status bac_calibration_parse(const char *text, size_t size, const char *name,
                                 bac_calibration *c, bac_error *err);

#endif

/* train_output.h - the files that a finished training run writes beside its checkpoint. */
#ifndef BAC_TOOLS_REPORT_TRAIN_OUTPUT_H
#define BAC_TOOLS_REPORT_TRAIN_OUTPUT_H

#include "checkpoint.h"

/* Writes dir/log.csv: one line for each epoch, for plots. */
bac_status train_output_log(const char *dir, const bac_progress *progress, bac_error *err);

/* Writes dir/net.onnx (QONNX) and, for a quantised network, dir/net.bnet. Prints the cost and the
 * constant channels. */
bac_status train_output_net(const char *dir, const bac_checkpoint *run, bac_error *err);

typedef struct train_tested {
    const char *set;
    uint64_t frames;
    double accuracy; /* 0..1 */
} train_tested;

/* Prints how many frames of a set the network gets right, in the trainer's own evaluation
 * (BAC_NN_EVAL): for float networks, and to hold against bac eval's count of the integers. */
bac_status train_output_test(const bac_checkpoint *run, const char *spec, uint32_t threads,
                             train_tested *tested, bac_error *err);

/* The labels of a network of `classes` classes: the 24 modulations, or NULL. */
const char *const *train_output_labels(const bac_checkpoint *run);

#endif

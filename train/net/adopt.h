/* adopt.h - reads a network that was trained elsewhere from a file, copies it into a recipe's
 * network and compares the two by the file's own integers (docs/finetune.md). */
#ifndef BAC_ADOPT_H
#define BAC_ADOPT_H

#include "nn.h"
#include "set.h"

#include <stdio.h>

/* A file as a trainable network of its own shape, and as the integers that bac import makes. */
typedef struct bac_source {
    bac_nn *nn;
    bac_net *net;
    bool exact; /* no sum of the integers is an approximation */
} bac_source;

/* path: .onnx or .bnet. A network in native form (every quantiser is a shift) becomes NATIVE. An
 * .onnx becomes FREE when `style` is FREE or when it has no native form. A .bnet becomes NATIVE or
 * is refused, because it holds no scales. A node that cannot be trained is refused by name and
 * reason. */
bac_status bac_source_load(const char *path, bac_nn_style style, bac_source *source,
                           bac_error *err);
void bac_source_free(bac_source *source); /* a zeroed one is fine */

/* bac_source_load calls one of these: from integers to NATIVE, from a QONNX file to FREE. */
bac_status bac_nn_of_net(const bac_net *net, const char *path, bac_nn **nn, bac_error *err);
bac_status bac_nn_of_onnx(const char *path, bac_nn **nn, bac_error *err);

/* Copies parameters, scales and the set of pruned weights of `from` (a file's network) into `to` (a
 * recipe's network). Nodes are paired in the order of evaluation; their names may differ.
 * difference: empty when `to` then computes the same as `from`, otherwise one line that names the
 * first difference. A node of another shape is refused by name. */
enum { BAC_DIFFERENCE = 256 };
bac_status bac_nn_adopt_file(bac_nn *to, const bac_nn *from, const char *path,
                             char difference[BAC_DIFFERENCE], bac_error *err);

/* Classifies up to BAC_CHECK_FRAMES frames, spread evenly over the set, by the network (in
 * BAC_NN_EVAL) and by the file's integers, and counts the frames with equal answers.
 * agreement->first describes the first frame with different answers: its index, both answers and
 * the first stream of codes that differs; it is empty when all agree. */
enum { BAC_CHECK_FRAMES = 256 };
typedef struct bac_agreement {
    uint32_t frames, alike;
    char first[BAC_DIFFERENCE];
} bac_agreement;
bac_status bac_source_compare(const bac_source *source, const bac_nn *nn, bac_set *set,
                              bac_agreement *agreement, bac_error *err);

/* The elements of one parameter, [param[].n], inside theta. */
static inline float *bac_nn_numbers(const bac_nn *nn, int32_t param) {
    return nn->theta + nn->param[param].at;
}

/* Copies the parameters of node pair[i] of `from` into node i of `to`; a pair of BAC_NN_NONE copies
 * nothing. scales: also copies the quantisers' scales; a quantiser of another width keeps the range
 * instead. In adopt.c. */
bac_status bac_nn_adopt_pairs(bac_nn *to, const bac_nn *from, const int32_t *pair, bool scales,
                              const char *path, bac_error *err);

#endif

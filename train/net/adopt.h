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

/* path: .onnx or .bnet. A network of native form becomes NATIVE, unless `style` is FREE: then, and
 * where it has no native form, an .onnx becomes FREE; a .bnet is refused, its scales being gone.
 * What cannot be trained is refused by node and reason. */
bac_status bac_source_load(const char *path, bac_nn_style style, bac_source *source,
                           bac_error *err);
void bac_source_free(bac_source *source); /* a zeroed one is fine */

/* The two ways of bac_source_load. */
bac_status bac_nn_of_net(const bac_net *net, const char *path, bac_nn **nn, bac_error *err);
bac_status bac_nn_of_onnx(const char *path, bac_nn **nn, bac_error *err);

/* Parameters, scales and pruned weights of a file's network into that of a recipe: nodes are paired
 * in the order of evaluation, whatever their names. difference: empty when `to` then computes what
 * `from` does, else one line that says where it does not. Another shape is refused by node. */
enum { BAC_DIFFERENCE = 256 };
bac_status bac_nn_adopt_file(bac_nn *to, const bac_nn *from, const char *path,
                             char difference[BAC_DIFFERENCE], bac_error *err);

/* How many of up to BAC_CHECK_FRAMES frames, spread over the set, the network (BAC_NN_EVAL) and the
 * file's integers classify alike. *first, when some differ: which frame, what each says, and the
 * first stream of codes that differs. */
enum { BAC_CHECK_FRAMES = 256 };
typedef struct bac_agreement {
    uint32_t frames, alike;
    char first[BAC_DIFFERENCE];
} bac_agreement;
bac_status bac_source_compare(const bac_source *source, const bac_nn *nn, bac_set *set,
                              bac_agreement *agreement, bac_error *err);

/* The elements of one parameter */
static inline float *bac_nn_numbers(const bac_nn *nn, int32_t param) {
    return nn->theta + nn->param[param].at;
}

/* adopt.c: parameters of from's node pair[i] into node i of `to`, BAC_NN_NONE: nothing. scales: the
 * quantisers' scales too, those of another width with the same range. */
bac_status bac_nn_adopt_pairs(bac_nn *to, const bac_nn *from, const int32_t *pair, bool scales,
                              const char *path, bac_error *err);

#endif

/* recipe.h - a training run as text: network, data, quantisation, schedule (docs/training.md).
 *
 *     recipe 1
 *     name       bacalhaunet-float
 *     network    bacalhaunet
 *     channels   24 24 48 48 48
 *     ...
 *
 * Each line has one key and its values, # starts a comment, each key stands at most once, and an
 * unknown key is refused with the nearest known one. A relative path starts at the recipe's folder,
 * or at `folder` if there is such a line (a written recipe has one, so that it can lie anywhere).
 */
#ifndef BAC_RECIPE_H
#define BAC_RECIPE_H

#include "nn.h"

enum { BAC_RECIPE_BLOCKS = 16, BAC_RECIPE_PATH = 512 };

/* Keys whose value is a list with one entry for each block. */
typedef enum bac_recipe_list {
    BAC_LIST_KERNEL = 0,
    BAC_LIST_STRIDE,
    BAC_LIST_CHANNELS,
    BAC_LIST_RESIDUAL,
    BAC_LIST_WEIGHT_BITS,
    BAC_LIST_ACT_BITS,
    BAC_LIST_COUNT
} bac_recipe_list;

typedef enum bac_prune {
    BAC_PRUNE_NONE = 0,
    BAC_PRUNE_CUT,  /* once, before the first step: every weight of a magnitude below prune_cut */
    BAC_PRUNE_SCORE /* gradually, until the inference cost score is prune_score */
} bac_prune;

typedef enum bac_rank { BAC_RANK_MAGNITUDE = 0, BAC_RANK_SALIENCY } bac_rank;

/* Values of all keys. docs/recipes.md lists keys, ranges and defaults; a number alone in a comment
 * is the default. */
typedef struct bac_recipe {
    char name[BAC_NN_NAME];
    char path[BAC_RECIPE_PATH]; /* of the recipe's file, for messages */

    /* network */
    char network[32];            /* bacalhaunet | table1 | vgg10 | mobilenetv3-small */
    uint32_t positions, classes; /* 1024, 24 */
    uint32_t n_block;            /* length of the lists in bacalhaunet and table1; else 0 */
    uint32_t kernel[BAC_RECIPE_BLOCKS], stride[BAC_RECIPE_BLOCKS], channels[BAC_RECIPE_BLOCKS];
    bool residual[BAC_RECIPE_BLOCKS]; /* default: yes where stride is 1 and C_out equals C_in */
    uint32_t stem; /* channels of block 0's first convolution, of all inputs; 0: depthwise */

    /* quantisation */
    bac_nn_style style; /* quantise native | free | none; default native */
    uint8_t input_bits, weight_bits, act_bits, sum_bits, fc_weight_bits,
        fc_in_bits;                               /* 8 6 6, rest auto; 0: float */
    uint8_t block_weight_bits[BAC_RECIPE_BLOCKS]; /* default: weight_bits for every block */
    uint8_t block_act_bits[BAC_RECIPE_BLOCKS];    /* default: act_bits for every block */
    /* A key that is absent or set to `auto` is derived again whenever a key changes: lists whose
     * n_list is 0, and those whose auto_ flag is set (sum_bits and fc_in_bits equal act_bits of the
     * last block, fc_weight_bits equals weight_bits). */
    uint32_t n_list[BAC_LIST_COUNT]; /* length as written; 0: derived */
    bool auto_sum_bits, auto_fc_weight_bits, auto_fc_in_bits;
    bool share_scale;   /* both summands of a residual sum have one scale; yes */
    double input_scale; /* 1/64 */
    double act_range;   /* initial full scale of a quantised activation; 4 */

    /* data: specs of set.h */
    char folder[BAC_RECIPE_PATH]; /* where relative paths start: the recipe's own folder */
    char train[BAC_RECIPE_PATH], valid[BAC_RECIPE_PATH];
    double snr_floor;  /* dB; training skips frames of a lower SNR; -6 */
    uint32_t repeat;   /* times that a pass draws a frame of repeat_snr and more; 1 */
    double repeat_snr; /* dB; 8 */
    char repeat_classes[BAC_RECIPE_PATH]; /* labels whose frames are repeated, 1+2+5; empty: all */
    /* Each names a run's folder, a checkpoint, an .onnx or a native .bnet file. init: where the
     * parameters start (same network, any style); empty: drawn from the seed. teacher: the network
     * to distil from; empty: no teacher. */
    char init[BAC_RECIPE_PATH], teacher[BAC_RECIPE_PATH];
    double distill, temperature; /* share of the teacher's loss, 0..1: 0.5; softmax's: 2 */

    /* schedule */
    uint64_t seed;
    uint32_t batch, shard;   /* frames in a step: 1024; frames in a thread's unit of work: 8 */
    uint64_t epoch_frames;   /* 100000 */
    uint32_t epochs;         /* 20 */
    double lr, lr_min;       /* 2e-3, 1e-5 */
    uint32_t warmup;         /* steps, linear; 0 */
    uint32_t restart;        /* period of the cosine in epochs; 0: one period over the whole run */
    uint32_t restart_growth; /* ratio of the lengths of a period and the one before it: 1 */
    double beta1, beta2, adam_eps; /* 0.9 0.999 1e-8 */
    double weight_decay;           /* 0 */
    bool decay_l2;         /* yes: the decay is added to the gradient (L2); no: decoupled (AdamW) */
    uint32_t freeze_epoch; /* batch statistics are fixed from this epoch on; used if `freeze` */
    bool freeze;           /* no: the statistics are never fixed */
    uint32_t average_epoch; /* from this epoch on weights are averaged; 0: never */

    /* pruning */
    bac_prune prune;
    double prune_cut, prune_score;
    bac_rank rank;  /* magnitude | saliency */
    bool rank_cost; /* divide a weight's importance by its share of the score */
    double prune_from,
        prune_to; /* fractions of the run: 0.0, 0.6; cubic in between (Zhu and Gupta 2017) */
    uint32_t prune_every; /* steps between two prunings: 50 */
    bool regrow;          /* pruned weights keep learning and may return until prune_to */
} bac_recipe;

/* Sets every key to its default. */
void bac_recipe_defaults(bac_recipe *recipe);
/* Read a recipe from a file or from text of `size` bytes (no NUL needed at its end). Every error
 * names path and line. */
bac_status bac_recipe_load(const char *path, bac_recipe *recipe, bac_error *err);
bac_status bac_recipe_parse(const char *text, size_t size, const char *path, bac_recipe *recipe,
                            bac_error *err);
/* Writes the recipe as text with every key that its network has; parsing it gives an equal recipe.
 * The caller frees *text. */
bac_status bac_recipe_text(const bac_recipe *recipe, char **text, bac_error *err);
/* Sets one key as a line of the file would ("lr", "1e-3"); bac search and --set use it. It checks
 * that key alone, so that several keys can be set one after the other; bac_recipe_check checks them
 * together. A refused value leaves the recipe unchanged. */
bac_status bac_recipe_set(bac_recipe *recipe, const char *key, const char *values, bac_error *err);
/* Checks the rules between keys: lists have equal length, the network has every key that is set,
 * the style allows the widths. Load, parse and bac_recipe_network call it too. */
bac_status bac_recipe_check(const bac_recipe *recipe, bac_error *err);
/* Turns a path or SPEC (set.h) of a recipe into one that the caller can open: a relative path is
 * put behind recipe->folder. path: [room]; a longer result is BAC_ERR_INPUT. */
bac_status bac_recipe_locate(const bac_recipe *recipe, const char *value, char *path, size_t room,
                             bac_error *err);

/* Fills mask[classes]: whether frames of a label are repeated. */
void bac_recipe_repeats(const bac_recipe *recipe, bool *mask);

/* True when `path` (init or teacher) ends in .onnx or .bnet and so is a file, not a run. */
bool bac_recipe_is_file(const char *path);

/* Builds the recipe's network, untrained, with initial weights from the recipe's seed. Node names
 * are those that an exported and imported network keeps: block0_dw, block0_dw_q, block0_pw,
 * block0_pw_q, block1_add, block1_add_q, pool, fc. */
bac_status bac_recipe_network(const bac_recipe *recipe, bac_nn **nn, bac_error *err);

#endif

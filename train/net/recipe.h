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

/* Lists with one value a block */
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
    BAC_PRUNE_CUT,  /* once, before the first step: every weight below `prune_cut` in size */
    BAC_PRUNE_SCORE /* gradually: until the inference cost score is prune_score */
} bac_prune;

typedef enum bac_rank { BAC_RANK_MAGNITUDE = 0, BAC_RANK_SALIENCY } bac_rank;

typedef struct bac_recipe {
    char name[BAC_NN_NAME];
    char path[BAC_RECIPE_PATH]; /* of the recipe, for messages */

    /* network */
    char network[32];            /* bacalhaunet | table1 | vgg10 | mobilenetv3-small */
    uint32_t positions, classes; /* 1024, 24 */
    uint32_t n_block;            /* bacalhaunet, table1: lists of equal length; else 0 */
    uint32_t kernel[BAC_RECIPE_BLOCKS], stride[BAC_RECIPE_BLOCKS], channels[BAC_RECIPE_BLOCKS];
    bool residual[BAC_RECIPE_BLOCKS]; /* default: wherever stride is 1 and channels stay */

    /* quantisation */
    bac_nn_style style; /* quantise native | free | none; default native */
    uint8_t input_bits, weight_bits, act_bits, sum_bits, fc_weight_bits,
        fc_in_bits;                               /* 8 6 6, rest auto; 0: float */
    uint8_t block_weight_bits[BAC_RECIPE_BLOCKS]; /* default: weight_bits each */
    uint8_t block_act_bits[BAC_RECIPE_BLOCKS];    /* default: act_bits each */
    /* What was written `auto` or not at all follows from other keys, each time one of them is
     * set: lists whose length here is 0, and these three (sum_bits and fc_in_bits: act_bits of the
     * last block, fc_weight_bits: weight_bits). */
    uint32_t n_list[BAC_LIST_COUNT];
    bool auto_sum_bits, auto_fc_weight_bits, auto_fc_in_bits;
    bool share_scale;   /* of the two summands of a residual sum; yes */
    double input_scale; /* 1/64 */
    double act_range;   /* a quantised activation starts at this full scale: 4 */

    /* data: specs of set.h */
    char folder[BAC_RECIPE_PATH]; /* where relative paths start: the recipe's own folder */
    char train[BAC_RECIPE_PATH], valid[BAC_RECIPE_PATH];
    double snr_floor; /* dB: training frames below it are left out; -6 */
    /* Runs, checkpoints, .onnx or native .bnet files. init: to start from (same network, any
     * style); empty: from the seed. teacher: empty: none. */
    char init[BAC_RECIPE_PATH], teacher[BAC_RECIPE_PATH];
    double distill, temperature; /* weight of the teacher's loss 0..1, default 0.5; 2 */

    /* schedule */
    uint64_t seed;
    uint32_t batch, shard;   /* frames a step; frames a thread takes at a time: 1024, 8 */
    uint64_t epoch_frames;   /* 100000 */
    uint32_t epochs;         /* 20 */
    double lr, lr_min;       /* 2e-3, 1e-5 */
    uint32_t warmup;         /* steps, linear; 0 */
    uint32_t restart;        /* period of the cosine in epochs; 0: one period over the whole run */
    uint32_t restart_growth; /* ratio of the lengths of a period and the one before it: 1 */
    double beta1, beta2, adam_eps; /* 0.9 0.999 1e-8 */
    double weight_decay;           /* 0 */
    bool decay_l2;         /* weight_decay X l2: added to the gradient; default decoupled (AdamW) */
    uint32_t freeze_epoch; /* batch statistics stay fixed from this epoch on; 0: never */
    bool freeze;

    /* pruning */
    bac_prune prune;
    double prune_cut, prune_score;
    bac_rank rank;  /* magnitude | saliency */
    bool rank_cost; /* divide by what the weight costs in score */
    double prune_from,
        prune_to; /* fractions of the run: 0.0, 0.6; cubic in between (Zhu and Gupta 2017) */
    uint32_t prune_every; /* steps; 50 */
    bool regrow;          /* masked weights keep learning and may come back until prune_to */
} bac_recipe;

/* A recipe of nothing but defaults; docs/recipes.md lists them. */
void bac_recipe_defaults(bac_recipe *recipe);
/* Every error names path and line. The text need not end in NUL. */
bac_status bac_recipe_load(const char *path, bac_recipe *recipe, bac_error *err);
bac_status bac_recipe_parse(const char *text, size_t size, const char *path, bac_recipe *recipe,
                            bac_error *err);
/* The recipe as text with every key that its network has, parsing to an equal recipe; owned by the
 * caller (free). */
bac_status bac_recipe_text(const bac_recipe *recipe, char **text, bac_error *err);
/* Sets one key as a line of the file would ("lr", "1e-3"); used by search and --set. Looks at that
 * key alone, so that several can be set one after the other: bac_recipe_check looks at the whole.
 * A refused value leaves the recipe as it was. */
bac_status bac_recipe_set(bac_recipe *recipe, const char *key, const char *values, bac_error *err);
/* The rules between keys: lists of equal length, keys the network has, what a style allows. Load,
 * parse and bac_recipe_network check it too. */
bac_status bac_recipe_check(const bac_recipe *recipe, bac_error *err);
/* A file or SPEC (set.h) of a recipe as the caller can open it: relative ones start at `folder`. */
bac_status bac_recipe_locate(const bac_recipe *recipe, const char *value, char *path, size_t room,
                             bac_error *err);

/* Whether init or teacher names a network in a file (.onnx, .bnet) and not a run. */
bool bac_recipe_is_file(const char *path);

/* The untrained network of a recipe, initialised from its seed. Node names as in facts the importer
 * keeps: block0_dw, block0_dw_q, block0_pw, block0_pw_q, block1_add, block1_add_q, pool, fc. */
bac_status bac_recipe_network(const bac_recipe *recipe, bac_nn **nn, bac_error *err);

#endif

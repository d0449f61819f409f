/* recipe_keys.c - the table of keys: the only place that knows their names, ranges and defaults. */
#include "recipe_keys.h"

#include <stdio.h>
#include <string.h>

/* name, kind, field, choices, list, auto */
#define NAME(f)              #f
#define KEY(f, kind, choice) NAME(f), kind, FIELD(f), choice, BAC_KEY_SCALAR, 0
#define FIELD(f)             offsetof(bac_recipe, f), sizeof(((bac_recipe *)0)->f)
#define EACH(f, kind, list)                                                                        \
    NAME(f), kind, offsetof(bac_recipe, f), sizeof(((bac_recipe *)0)->f[0]), NULL, list, 0
#define MAYBE(f)                                                                                   \
    NAME(f), BAC_KEY_BITS, FIELD(f), NULL, BAC_KEY_SCALAR, offsetof(bac_recipe, auto_##f)
#define INT(f)  KEY(f, BAC_KEY_INT, NULL)
#define BITS(f) KEY(f, BAC_KEY_BITS, NULL)
#define REAL(f) KEY(f, BAC_KEY_REAL, NULL)
#define YES(f)  KEY(f, BAC_KEY_YES, NULL)
#define PATH(f) KEY(f, BAC_KEY_PATH, NULL)

static const double ALL_64 = 0x1p64;

static const char *const NETWORKS[] = {"bacalhaunet", "table1", "vgg10", "mobilenetv3-small", NULL};
/* as bac_nn_style, bac_prune and bac_rank count */
static const char *const STYLES[] = {"none", "free", "native", NULL};
static const char *const PRUNES[] = {"none", "cut", "score", NULL};
static const char *const RANKS[] = {"magnitude", "saliency", NULL};

static const char NET[] = "Network", QUANT[] = "Quantisation", DATA[] = "Data", TIME[] = "Schedule",
                  PRUNE[] = "Pruning";

/* what, section, default, unit, meaning, range */
static const bac_key KEYS[] = {
    {KEY(name, BAC_KEY_NAME, NULL), NET, "untitled", "",
     "of the run, in logs and in the network made", 0, 0},
    {KEY(network, BAC_KEY_NAME, NETWORKS), NET, "bacalhaunet", "", "what is trained", 0, 0},
    {INT(positions), NET, "1024", "samples", "of a frame", 8, 65536},
    {INT(classes), NET, "24", "", "logits", 2, 4096},
    {EACH(kernel, BAC_KEY_INT, BAC_LIST_KERNEL), NET, "auto", "taps",
     "of each block's depthwise convolution; auto: 27 21 15 9 9", 1, 255},
    {EACH(stride, BAC_KEY_INT, BAC_LIST_STRIDE), NET, "auto", "positions",
     "of each block's depthwise convolution; auto: 2 1 2 1 2", 1, 64},
    {EACH(channels, BAC_KEY_INT, BAC_LIST_CHANNELS), NET, "auto", "",
     "out of each block; auto: 24 24 48 48 48", 1, 1024},
    {EACH(residual, BAC_KEY_YES, BAC_LIST_RESIDUAL), NET, "auto", "",
     "whether a block's input is added to its output; auto: behind the first block, wherever "
     "stride is 1 and the channels stay",
     0, 0},

    {"quantise", BAC_KEY_CHOICE, FIELD(style), STYLES, BAC_KEY_SCALAR, 0, QUANT, "native", "",
     "none: float; free: learned scales and batch norm; native: powers of two and a bias", 0, 0},
    {BITS(input_bits), QUANT, "8", "bits", "of a sample, signed, in float networks too", 2, 16},
    {BITS(weight_bits), QUANT, "6", "bits", "of a weight, signed and narrow", 2, 16},
    {BITS(act_bits), QUANT, "6", "bits", "of an activation, unsigned", 2, 16},
    {MAYBE(sum_bits), QUANT, "auto", "bits",
     "of a residual sum, unsigned; 0: not requantised; auto: act_bits", 2, 16},
    {MAYBE(fc_weight_bits), QUANT, "auto", "bits", "of the classifier; auto: weight_bits", 2, 16},
    {MAYBE(fc_in_bits), QUANT, "auto", "bits",
     "into the classifier, where the last block is not quantised, and in free style where it has "
     "other bits; auto: act_bits",
     2, 16},
    {EACH(block_weight_bits, BAC_KEY_BITS, BAC_LIST_WEIGHT_BITS), QUANT, "auto", "bits",
     "of each block; auto: weight_bits each", 2, 16},
    {EACH(block_act_bits, BAC_KEY_BITS, BAC_LIST_ACT_BITS), QUANT, "auto", "bits",
     "of each block; auto: act_bits each", 2, 16},
    {YES(share_scale), QUANT, "yes", "",
     "whether both summands of a residual sum have one scale, so that it adds integers; no: in "
     "free style alone",
     0, 0},
    {REAL(input_scale), QUANT, "1/64", "", "real value of one unit of a sample's code", 0x1p-24,
     0x1p24},
    {REAL(act_range), QUANT, "4", "", "real value of the largest activation code, to start with",
     0x1p-16, 0x1p16},

    {PATH(folder), DATA, "none", "",
     "where relative paths of this file start; no such line: the recipe's own folder", 0, 0},
    {PATH(train), DATA, "none", "", "frames to learn from: a set as train/data/set.h names it", 0,
     0},
    {PATH(valid), DATA, "none", "", "frames to watch the accuracy on", 0, 0},
    {REAL(snr_floor), DATA, "-6", "dB", "training frames below it are left out", -1000, 1000},
    {PATH(init), DATA, "none", "",
     "what to start from: a run, an .onnx or a native .bnet file of the same network", 0, 0},
    {PATH(teacher), DATA, "none", "", "a run, an .onnx or a native .bnet file", 0, 0},
    {REAL(distill), DATA, "0.5", "", "weight of the teacher in the loss", 0, 1},
    {REAL(temperature), DATA, "2", "", "both softmaxes of the teacher's loss are softened by", 0.01,
     1000},

    {INT(seed), TIME, "1", "", "of initial weights and of the frames' order", 0, ALL_64},
    {INT(batch), TIME, "1024", "frames", "a step", 1, 65536},
    {INT(shard), TIME, "8", "frames", "that one thread takes at a time; divides the batch", 1,
     4096},
    {INT(epoch_frames), TIME, "100000", "frames", "an epoch", 1, 0x1p40},
    {INT(epochs), TIME, "20", "", "of the whole run", 1, 1000000},
    {REAL(lr), TIME, "2e-3", "", "learning rate (Adam)", 0, 10},
    {REAL(lr_min), TIME, "1e-5", "", "learning rate at the end of a cosine", 0, 10},
    {INT(warmup), TIME, "0", "steps", "over which the learning rate rises from 0", 0, 100000000},
    {INT(restart), TIME, "0", "epochs", "of a cosine; 0: one over the whole run", 0, 1000000},
    {INT(restart_growth), TIME, "1", "",
     "each next cosine is so many times as long as the one before it", 1, 8},
    {REAL(beta1), TIME, "0.9", "", "Adam", 0, 0.999999},
    {REAL(beta2), TIME, "0.999", "", "Adam", 0, 0.9999999},
    {REAL(adam_eps), TIME, "1e-8", "", "Adam", 1e-30, 1},
    {KEY(weight_decay, BAC_KEY_DECAY, NULL), TIME, "0", "",
     "decoupled (AdamW); followed by l2: added to the gradient", 0, 10},
    {INT(freeze_epoch), TIME, "0", "", "batch statistics stay fixed from it on; 0: never", 0,
     1000000},

    {KEY(prune, BAC_KEY_CHOICE, PRUNES), PRUNE, "none", "",
     "cut: once, before the first step, by prune_cut; score: gradually, down to prune_score", 0, 0},
    {REAL(prune_cut), PRUNE, "0", "", "weights smaller than it in size are cut", 0, 1000000},
    {REAL(prune_score), PRUNE, "0", "", "inference cost score to reach", 0, 1000000},
    {KEY(rank, BAC_KEY_CHOICE, RANKS), PRUNE, "magnitude", "",
     "which weights go first: small ones, or unimportant ones", 0, 0},
    {YES(rank_cost), PRUNE, "no", "", "divide the rank by what the weight costs in score", 0, 0},
    {REAL(prune_from), PRUNE, "0", "of the run", "pruning starts", 0, 1},
    {REAL(prune_to), PRUNE, "0.6", "of the run", "the score is reached", 0, 1},
    {INT(prune_every), PRUNE, "50", "steps", "between prunings", 1, 100000000},
    {YES(regrow), PRUNE, "no", "", "cut weights keep learning and may come back until prune_to", 0,
     0},
    {0},
};

const bac_key *bac_recipe_keys(void) {
    return KEYS;
}

const bac_key *bac_recipe_key(const char *name) {
    for (const bac_key *k = KEYS; k->name; k++) {
        if (strcmp(k->name, name) == 0)
            return k;
    }
    return NULL;
}

static void join(const char *const *word, char *text, size_t room) {
    size_t n = 0;
    for (text[0] = 0; *word && n < room; word++) {
        int more = snprintf(text + n, room - n, "%s%s", n ? ", " : "", *word);
        n += more > 0 ? (size_t)more : 0;
    }
}

static void number(double v, char *text, size_t room) {
    if (v >= ALL_64)
        snprintf(text, room, "18446744073709551615");
    else if (v == (double)(int64_t)v)
        snprintf(text, room, "%lld", (long long)v);
    else
        snprintf(text, room, "%.7g", v);
}

void bac_key_range(const bac_key *key, char *text, size_t room) {
    char lo[32], hi[32];
    number(key->lo, lo, sizeof lo);
    number(key->hi, hi, sizeof hi);
    if (key->choice)
        join(key->choice, text, room);
    else if (key->kind == BAC_KEY_YES)
        snprintf(text, room, "yes, no");
    else if (key->kind == BAC_KEY_NAME)
        snprintf(text, room, "letters, digits, . _ -; at most %d", BAC_NN_NAME - 1);
    else if (key->kind == BAC_KEY_PATH)
        snprintf(text, room, "at most %d characters", BAC_RECIPE_PATH - 1);
    else
        snprintf(text, room, "%s%s .. %s%s", key->kind == BAC_KEY_BITS ? "0, " : "", lo, hi,
                 key->kind == BAC_KEY_DECAY ? ", l2" : "");
}

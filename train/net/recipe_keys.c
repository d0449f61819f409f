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
     "name of the run, in logs and in the trained network", 0, 0},
    {KEY(network, BAC_KEY_NAME, NETWORKS), NET, "bacalhaunet", "", "architecture to train", 0, 0},
    {INT(positions), NET, "1024", "samples", "length of a frame", 8, 65536},
    {INT(classes), NET, "24", "", "number of classes, and of logits", 2, 4096},
    {EACH(kernel, BAC_KEY_INT, BAC_LIST_KERNEL), NET, "auto", "taps",
     "kernel of each block's depthwise convolution; auto: 27 21 15 9 9", 1, 255},
    {EACH(stride, BAC_KEY_INT, BAC_LIST_STRIDE), NET, "auto", "positions",
     "stride of each block's depthwise convolution; auto: 2 1 2 1 2", 1, 64},
    {EACH(channels, BAC_KEY_INT, BAC_LIST_CHANNELS), NET, "auto", "",
     "output channels of each block; auto: 24 24 48 48 48", 1, 1024},
    {EACH(residual, BAC_KEY_YES, BAC_LIST_RESIDUAL), NET, "auto", "",
     "whether a block's input is added to its output; auto: yes behind the first block where the "
     "stride is 1 and the number of channels stays",
     0, 0},
    {INT(stem), NET, "0", "",
     "output channels of block 0's first convolution, which then reads I and Q together; 0: it is "
     "depthwise, one channel of each",
     0, 1024},

    {"quantise", BAC_KEY_CHOICE, FIELD(style), STYLES, BAC_KEY_SCALAR, 0, QUANT, "native", "",
     "none: float; free: learned scales and batch norm; native: powers of two and a bias", 0, 0},
    {BITS(input_bits), QUANT, "8", "bits", "width of a sample, signed, in float networks too", 2,
     16},
    {BITS(weight_bits), QUANT, "6", "bits", "width of a weight, signed and narrow", 2, 16},
    {BITS(act_bits), QUANT, "6", "bits", "width of an activation, unsigned", 2, 16},
    {MAYBE(sum_bits), QUANT, "auto", "bits",
     "width of a residual sum, unsigned; 0: not requantised; auto: act_bits", 2, 16},
    {MAYBE(fc_weight_bits), QUANT, "auto", "bits",
     "width of the classifier's weights; auto: weight_bits", 2, 16},
    {MAYBE(fc_in_bits), QUANT, "auto", "bits",
     "width of the classifier's input, where the last block is not quantised, and in free style "
     "where its width differs; auto: act_bits",
     2, 16},
    {EACH(block_weight_bits, BAC_KEY_BITS, BAC_LIST_WEIGHT_BITS), QUANT, "auto", "bits",
     "width of each block's weights; auto: weight_bits", 2, 16},
    {EACH(block_act_bits, BAC_KEY_BITS, BAC_LIST_ACT_BITS), QUANT, "auto", "bits",
     "width of each block's activations; auto: act_bits", 2, 16},
    {YES(share_scale), QUANT, "yes", "",
     "whether both summands of a residual sum have one scale, so that the sum adds integers; no: "
     "only in free style",
     0, 0},
    {REAL(input_scale), QUANT, "1/64", "", "real value of one unit of a sample's code", 0x1p-24,
     0x1p24},
    {REAL(act_range), QUANT, "4", "", "initial real value of the largest activation code", 0x1p-16,
     0x1p16},

    {PATH(folder), DATA, "none", "",
     "folder to which relative paths in this file refer; without this line: the recipe's own "
     "folder",
     0, 0},
    {PATH(train), DATA, "none", "", "training frames: a set as train/data/set.h names it", 0, 0},
    {PATH(valid), DATA, "none", "", "validation frames, on which the accuracy is measured", 0, 0},
    {REAL(snr_floor), DATA, "-6", "dB", "training frames of a lower SNR are left out", -1000, 1000},
    {INT(repeat), DATA, "1", "", "times that a pass draws a training frame of repeat_snr and more",
     1, 64},
    {REAL(repeat_snr), DATA, "8", "dB", "lowest SNR of the frames that are drawn more often", -1000,
     1000},
    {PATH(repeat_classes), DATA, "none", "",
     "labels of the frames that are drawn more often, joined by +, such as 3+4; none: all", 0, 0},
    {PATH(init), DATA, "none", "",
     "starting point: a run, an .onnx or a native .bnet file of the same network", 0, 0},
    {PATH(teacher), DATA, "none", "",
     "network to learn from: a run, an .onnx or a native .bnet file", 0, 0},
    {REAL(distill), DATA, "0.5", "", "weight of the teacher's loss in the loss", 0, 1},
    {REAL(temperature), DATA, "2", "",
     "divisor of the logits in both softmaxes of the teacher's loss", 0.01, 1000},

    {INT(seed), TIME, "1", "", "seed of initial weights and of the order of frames", 0, ALL_64},
    {INT(batch), TIME, "1024", "frames", "frames of a step", 1, 65536},
    {INT(shard), TIME, "8", "frames", "frames that one thread takes at a time; divides the batch",
     1, 4096},
    {INT(epoch_frames), TIME, "100000", "frames", "frames of an epoch", 1, 0x1p40},
    {INT(epochs), TIME, "20", "", "epochs of the whole run", 1, 1000000},
    {REAL(lr), TIME, "2e-3", "", "learning rate (Adam)", 0, 10},
    {REAL(lr_min), TIME, "1e-5", "", "learning rate at the end of a cosine", 0, 10},
    {INT(warmup), TIME, "0", "steps", "steps in which the learning rate rises from 0", 0,
     100000000},
    {INT(restart), TIME, "0", "epochs",
     "length of the first cosine of the learning rate; 0: one cosine over the whole run", 0,
     1000000},
    {INT(restart_growth), TIME, "1", "", "ratio of the lengths of a cosine and the one before it",
     1, 8},
    {REAL(beta1), TIME, "0.9", "", "decay of the gradient average (Adam)", 0, 0.999999},
    {REAL(beta2), TIME, "0.999", "", "decay of the squared-gradient average (Adam)", 0, 0.9999999},
    {REAL(adam_eps), TIME, "1e-8", "", "added to the divisor (Adam)", 1e-30, 1},
    {KEY(weight_decay, BAC_KEY_DECAY, NULL), TIME, "0", "",
     "weight decay, decoupled (AdamW); followed by l2: added to the gradient", 0, 10},
    {INT(freeze_epoch), TIME, "0", "", "epoch from which on batch statistics stay fixed; 0: never",
     0, 1000000},
    {INT(average_epoch), TIME, "0", "",
     "epoch from which on weights are averaged; the run ends with that average; 0: never", 0,
     1000000},

    {KEY(prune, BAC_KEY_CHOICE, PRUNES), PRUNE, "none", "",
     "cut: once, before the first step, by prune_cut; score: gradually, down to prune_score", 0, 0},
    {REAL(prune_cut), PRUNE, "0", "", "weights of a smaller magnitude are cut", 0, 1000000},
    {REAL(prune_score), PRUNE, "0", "", "inference cost score to reach", 0, 1000000},
    {KEY(rank, BAC_KEY_CHOICE, RANKS), PRUNE, "magnitude", "",
     "order in which weights are cut: by magnitude, or by influence on the loss", 0, 0},
    {YES(rank_cost), PRUNE, "no", "",
     "whether the rank is divided by what the weight adds to the score", 0, 0},
    {REAL(prune_from), PRUNE, "0", "share of the run", "time at which pruning starts", 0, 1},
    {REAL(prune_to), PRUNE, "0.6", "share of the run", "time at which the score is reached", 0, 1},
    {INT(prune_every), PRUNE, "50", "steps", "steps from one pruning to the next", 1, 100000000},
    {YES(regrow), PRUNE, "no", "",
     "whether cut weights keep learning and may come back until prune_to", 0, 0},
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

/* recipe_keys.c - the table of keys: the only place that knows their names, ranges and defaults. */
#include "recipe_keys.h"

#include <stdio.h>
#include <string.h>

#define FIELD(f) offsetof(bac_recipe, f), sizeof(((bac_recipe *)0)->f), BAC_KEY_SCALAR, 0
#define MAYBE(f)                                                                                   \
    offsetof(bac_recipe, f), sizeof(((bac_recipe *)0)->f), BAC_KEY_SCALAR,                         \
        offsetof(bac_recipe, auto_##f)
#define EACH(f, list) offsetof(bac_recipe, f), sizeof(((bac_recipe *)0)->f[0]), list, 0
#define NO_RANGE      0, 0, NULL

static const double ALL_64 = 0x1p64;

static const char *const NETWORKS[] = {"bacalhaunet", "table1", "vgg10", "mobilenetv3-small", NULL};
/* as bac_nn_style, bac_prune and bac_rank count */
static const char *const STYLES[] = {"none", "free", "native", NULL};
static const char *const PRUNES[] = {"none", "cut", "score", NULL};
static const char *const RANKS[] = {"magnitude", "saliency", NULL};

static const char NET[] = "Network", QUANT[] = "Quantisation", DATA[] = "Data", TIME[] = "Schedule",
                  PRUNE[] = "Pruning";

/* name, section, default, unit, meaning, kind, field, range, choices */
static const bac_key KEYS[] = {
    {"name", NET, "untitled", "", "of the run, in logs and in the network made", BAC_KEY_NAME,
     FIELD(name), NO_RANGE},
    {"network", NET, "bacalhaunet", "", "what is trained", BAC_KEY_NAME, FIELD(network), 0, 0,
     NETWORKS},
    {"positions", NET, "1024", "samples", "of a frame", BAC_KEY_INT, FIELD(positions), 8, 65536,
     NULL},
    {"classes", NET, "24", "", "logits", BAC_KEY_INT, FIELD(classes), 2, 4096, NULL},
    {"kernel", NET, "auto", "taps", "of each block's depthwise convolution; auto: 27 21 15 9 9",
     BAC_KEY_INT, EACH(kernel, BAC_LIST_KERNEL), 1, 255, NULL},
    {"stride", NET, "auto", "positions", "of each block's depthwise convolution; auto: 2 1 2 1 2",
     BAC_KEY_INT, EACH(stride, BAC_LIST_STRIDE), 1, 64, NULL},
    {"channels", NET, "auto", "", "out of each block; auto: 24 24 48 48 48", BAC_KEY_INT,
     EACH(channels, BAC_LIST_CHANNELS), 1, 1024, NULL},
    {"residual", NET, "auto", "",
     "whether a block's input is added to its output; auto: behind the first block, wherever "
     "stride is 1 and the channels stay",
     BAC_KEY_YES, EACH(residual, BAC_LIST_RESIDUAL), NO_RANGE},

    {"quantise", QUANT, "native", "",
     "none: float; free: learned scales and batch norm; native: powers of two and a bias",
     BAC_KEY_CHOICE, FIELD(style), 0, 0, STYLES},
    {"input_bits", QUANT, "8", "bits", "of a sample, signed, in float networks too", BAC_KEY_BITS,
     FIELD(input_bits), 2, 16, NULL},
    {"weight_bits", QUANT, "6", "bits", "of a weight, signed and narrow", BAC_KEY_BITS,
     FIELD(weight_bits), 2, 16, NULL},
    {"act_bits", QUANT, "6", "bits", "of an activation, unsigned", BAC_KEY_BITS, FIELD(act_bits), 2,
     16, NULL},
    {"sum_bits", QUANT, "auto", "bits",
     "of a residual sum, unsigned; 0: not requantised; auto: act_bits", BAC_KEY_BITS,
     MAYBE(sum_bits), 2, 16, NULL},
    {"fc_weight_bits", QUANT, "auto", "bits", "of the classifier; auto: weight_bits", BAC_KEY_BITS,
     MAYBE(fc_weight_bits), 2, 16, NULL},
    {"fc_in_bits", QUANT, "auto", "bits",
     "into the classifier, where the last block is not quantised, and in free style where it has "
     "other bits; auto: act_bits",
     BAC_KEY_BITS, MAYBE(fc_in_bits), 2, 16, NULL},
    {"block_weight_bits", QUANT, "auto", "bits", "of each block; auto: weight_bits each",
     BAC_KEY_BITS, EACH(block_weight_bits, BAC_LIST_WEIGHT_BITS), 2, 16, NULL},
    {"block_act_bits", QUANT, "auto", "bits", "of each block; auto: act_bits each", BAC_KEY_BITS,
     EACH(block_act_bits, BAC_LIST_ACT_BITS), 2, 16, NULL},
    {"share_scale", QUANT, "yes", "",
     "whether both summands of a residual sum have one scale, so that it adds integers; no: in "
     "free style alone",
     BAC_KEY_YES, FIELD(share_scale), NO_RANGE},
    {"input_scale", QUANT, "1/64", "", "real value of one unit of a sample's code", BAC_KEY_REAL,
     FIELD(input_scale), 0x1p-24, 0x1p24, NULL},
    {"act_range", QUANT, "4", "", "real value of the largest activation code, to start with",
     BAC_KEY_REAL, FIELD(act_range), 0x1p-16, 0x1p16, NULL},

    {"folder", DATA, "none", "",
     "where relative paths of this file start; no such line: the recipe's own folder", BAC_KEY_PATH,
     FIELD(folder), NO_RANGE},
    {"train", DATA, "none", "", "frames to learn from: a set as train/data/set.h names it",
     BAC_KEY_PATH, FIELD(train), NO_RANGE},
    {"valid", DATA, "none", "", "frames to watch the accuracy on", BAC_KEY_PATH, FIELD(valid),
     NO_RANGE},
    {"snr_floor", DATA, "-6", "dB", "training frames below it are left out", BAC_KEY_REAL,
     FIELD(snr_floor), -1000, 1000, NULL},
    {"init", DATA, "none", "",
     "what to start from: a run, an .onnx or a native .bnet file of the same network", BAC_KEY_PATH,
     FIELD(init), NO_RANGE},
    {"teacher", DATA, "none", "", "a run, an .onnx or a native .bnet file", BAC_KEY_PATH,
     FIELD(teacher), NO_RANGE},
    {"distill", DATA, "0.5", "", "weight of the teacher in the loss", BAC_KEY_REAL, FIELD(distill),
     0, 1, NULL},
    {"temperature", DATA, "2", "", "both softmaxes of the teacher's loss are softened by",
     BAC_KEY_REAL, FIELD(temperature), 0.01, 1000, NULL},

    {"seed", TIME, "1", "", "of initial weights and of the frames' order", BAC_KEY_INT, FIELD(seed),
     0, ALL_64, NULL},
    {"batch", TIME, "1024", "frames", "a step", BAC_KEY_INT, FIELD(batch), 1, 65536, NULL},
    {"shard", TIME, "8", "frames", "that one thread takes at a time; divides the batch",
     BAC_KEY_INT, FIELD(shard), 1, 4096, NULL},
    {"epoch_frames", TIME, "100000", "frames", "an epoch", BAC_KEY_INT, FIELD(epoch_frames), 1,
     0x1p40, NULL},
    {"epochs", TIME, "20", "", "of the whole run", BAC_KEY_INT, FIELD(epochs), 1, 1000000, NULL},
    {"lr", TIME, "2e-3", "", "learning rate (Adam)", BAC_KEY_REAL, FIELD(lr), 0, 10, NULL},
    {"lr_min", TIME, "1e-5", "", "learning rate at the end of a cosine", BAC_KEY_REAL,
     FIELD(lr_min), 0, 10, NULL},
    {"warmup", TIME, "0", "steps", "over which the learning rate rises from 0", BAC_KEY_INT,
     FIELD(warmup), 0, 100000000, NULL},
    {"restart", TIME, "0", "epochs", "of a cosine; 0: one over the whole run", BAC_KEY_INT,
     FIELD(restart), 0, 1000000, NULL},
    {"restart_growth", TIME, "1", "",
     "each next cosine is so many times as long as the one before it", BAC_KEY_INT,
     FIELD(restart_growth), 1, 8, NULL},
    {"beta1", TIME, "0.9", "", "Adam", BAC_KEY_REAL, FIELD(beta1), 0, 0.999999, NULL},
    {"beta2", TIME, "0.999", "", "Adam", BAC_KEY_REAL, FIELD(beta2), 0, 0.9999999, NULL},
    {"adam_eps", TIME, "1e-8", "", "Adam", BAC_KEY_REAL, FIELD(adam_eps), 1e-30, 1, NULL},
    {"weight_decay", TIME, "0", "", "decoupled (AdamW); followed by l2: added to the gradient",
     BAC_KEY_DECAY, FIELD(weight_decay), 0, 10, NULL},
    {"freeze_epoch", TIME, "0", "", "batch statistics stay fixed from it on; 0: never", BAC_KEY_INT,
     FIELD(freeze_epoch), 0, 1000000, NULL},

    {"prune", PRUNE, "none", "",
     "cut: once, before the first step, by prune_cut; score: gradually, down to prune_score",
     BAC_KEY_CHOICE, FIELD(prune), 0, 0, PRUNES},
    {"prune_cut", PRUNE, "0", "", "weights smaller than it in size are cut", BAC_KEY_REAL,
     FIELD(prune_cut), 0, 1000000, NULL},
    {"prune_score", PRUNE, "0", "", "inference cost score to reach", BAC_KEY_REAL,
     FIELD(prune_score), 0, 1000000, NULL},
    {"rank", PRUNE, "magnitude", "", "which weights go first: small ones, or unimportant ones",
     BAC_KEY_CHOICE, FIELD(rank), 0, 0, RANKS},
    {"rank_cost", PRUNE, "no", "", "divide the rank by what the weight costs in score", BAC_KEY_YES,
     FIELD(rank_cost), NO_RANGE},
    {"prune_from", PRUNE, "0", "of the run", "pruning starts", BAC_KEY_REAL, FIELD(prune_from), 0,
     1, NULL},
    {"prune_to", PRUNE, "0.6", "of the run", "the score is reached", BAC_KEY_REAL, FIELD(prune_to),
     0, 1, NULL},
    {"prune_every", PRUNE, "50", "steps", "between prunings", BAC_KEY_INT, FIELD(prune_every), 1,
     100000000, NULL},
    {"regrow", PRUNE, "no", "", "cut weights keep learning and may come back until prune_to",
     BAC_KEY_YES, FIELD(regrow), NO_RANGE},
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
    switch (key->kind) {
    case BAC_KEY_CHOICE:
        join(key->choice, text, room);
        break;
    case BAC_KEY_INT:
    case BAC_KEY_REAL:
        snprintf(text, room, "%s .. %s", lo, hi);
        break;
    case BAC_KEY_DECAY:
        snprintf(text, room, "%s .. %s, l2", lo, hi);
        break;
    case BAC_KEY_BITS:
        snprintf(text, room, "0, %s .. %s", lo, hi);
        break;
    case BAC_KEY_YES:
        snprintf(text, room, "yes, no");
        break;
    case BAC_KEY_NAME:
        if (key->choice)
            join(key->choice, text, room);
        else
            snprintf(text, room, "letters, digits, . _ -; at most %d", BAC_NN_NAME - 1);
        break;
    case BAC_KEY_PATH:
        snprintf(text, room, "at most %d characters", BAC_RECIPE_PATH - 1);
        break;
    }
}

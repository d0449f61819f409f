/* recipe_check.c - what follows from other keys, and the rules between keys. */
#include "recipe_keys.h"

#include "ints.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The contest's final network; the prototype of the report's Table 1 is its first four blocks. */
enum {
    FINAL_BLOCKS = 5,
    TABLE1_BLOCKS = 4,
    MAX_STREAM = 1 << 22 /* values of a stream, a frame: 16 MiB, times some streams and a shard */
};
static const uint32_t KERNEL[FINAL_BLOCKS] = {27, 21, 15, 9, 9};
static const uint32_t STRIDE[FINAL_BLOCKS] = {2, 1, 2, 1, 2};
static const uint32_t CHANNELS[FINAL_BLOCKS] = {24, 24, 48, 48, 48};

static const char *const LIST[BAC_LIST_COUNT] = {
    "kernel", "stride", "channels", "residual", "block_weight_bits", "block_act_bits"};

static uint32_t standard_blocks(const bac_recipe *r) {
    return strcmp(r->network, "bacalhaunet") == 0 ? FINAL_BLOCKS
           : strcmp(r->network, "table1") == 0    ? TABLE1_BLOCKS
                                                  : 0;
}

static void derive_list(const bac_recipe *r, bac_recipe_list list, uint32_t *to,
                        const uint32_t *from) {
    uint32_t n = standard_blocks(r);
    if (r->n_list[list])
        return;
    memset(to, 0, BAC_RECIPE_BLOCKS * sizeof *to);
    memcpy(to, from, n * sizeof *to);
}

static void derive_bits(const bac_recipe *r, bac_recipe_list list, uint8_t *to, uint8_t bits) {
    if (r->n_list[list])
        return;
    memset(to, 0, BAC_RECIPE_BLOCKS);
    memset(to, bits, r->n_block);
}

void bac_recipe_derive(bac_recipe *r) {
    derive_list(r, BAC_LIST_KERNEL, r->kernel, KERNEL);
    derive_list(r, BAC_LIST_STRIDE, r->stride, STRIDE);
    derive_list(r, BAC_LIST_CHANNELS, r->channels, CHANNELS);
    r->n_block = standard_blocks(r);
    if (r->n_block && r->n_list[BAC_LIST_KERNEL])
        r->n_block = r->n_list[BAC_LIST_KERNEL];
    if (r->n_list[BAC_LIST_RESIDUAL] == 0) {
        memset(r->residual, 0, sizeof r->residual);
        for (uint32_t b = 1; b < r->n_block; b++)
            r->residual[b] = r->stride[b] == 1 && r->channels[b] == r->channels[b - 1];
    }
    derive_bits(r, BAC_LIST_WEIGHT_BITS, r->block_weight_bits, r->weight_bits);
    derive_bits(r, BAC_LIST_ACT_BITS, r->block_act_bits, r->act_bits);
    if (r->auto_sum_bits)
        r->sum_bits = r->act_bits;
    if (r->auto_fc_weight_bits)
        r->fc_weight_bits = r->weight_bits;
    if (r->auto_fc_in_bits)
        r->fc_in_bits = r->n_block ? r->block_act_bits[r->n_block - 1] : r->act_bits;
    r->freeze = r->freeze_epoch > 0;
}

typedef struct judge {
    const bac_recipe *r;
    const char *where, **key;
    bac_error *err;
} judge;

static bac_status blame(const judge *j, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bac_status blame(const judge *j, const char *key, const char *format, ...) {
    char text[400];
    va_list args;
    *j->key = key;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return bac_fail(j->err, BAC_ERR_INPUT, j->where, "%s: %s", key, text);
}

/* Keys that mean nothing to the network, so that nobody waits for their effect. */
static bac_status judge_keys(const judge *j) {
    const bac_recipe *r = j->r;
    bool table1 = strcmp(r->network, "table1") == 0;
    for (int list = 0; list < BAC_LIST_COUNT; list++) {
        bool has = r->n_block && !(table1 && list <= BAC_LIST_RESIDUAL);
        if (r->n_list[list] && !has) {
            return blame(j, LIST[list], "network %s has no such choice: remove the line%s",
                         r->network, table1 ? " or take network bacalhaunet" : "");
        }
    }
    if (r->n_block == 0 && (!r->auto_sum_bits || !r->auto_fc_in_bits || !r->share_scale)) {
        return blame(j,
                     !r->share_scale    ? "share_scale"
                     : r->auto_sum_bits ? "fc_in_bits"
                                        : "sum_bits",
                     "network %s has no such choice: remove the line", r->network);
    }
    return BAC_OK;
}

static bac_status judge_lists(const judge *j) {
    const bac_recipe *r = j->r;
    for (int list = 0; list < BAC_LIST_COUNT; list++) {
        uint32_t n = r->n_list[list];
        bool follows = n == 0 && list > BAC_LIST_CHANNELS; /* has the length it needs */
        if (n == 0)
            n = standard_blocks(r);
        if (!follows && n != r->n_block) {
            bool usual = r->n_list[list] == 0;
            return blame(j, usual ? "kernel" : LIST[list],
                         "%u values, but %s%s has %u: every list has one value a block",
                         usual ? r->n_block : n, usual ? LIST[list] : "kernel",
                         usual || r->n_list[BAC_LIST_KERNEL] == 0 ? " (auto)" : "",
                         usual ? n : r->n_block);
        }
    }
    return BAC_OK;
}

/* What the networks without lists divide their positions by on the way */
static uint32_t fixed_stride(const bac_recipe *r) {
    return strcmp(r->network, "vgg10") == 0 ? 128 : r->n_block == 0 ? 32 : 1;
}

static bac_status judge_blocks(const judge *j) {
    const bac_recipe *r = j->r;
    uint32_t t = r->positions;
    if (t % fixed_stride(r)) {
        return blame(j, "positions", "%u are not divisible by %u, as network %s needs", t,
                     fixed_stride(r), r->network);
    }
    for (uint32_t b = 0; b < r->n_block; b++) {
        uint64_t widest = bac_max_u64(r->channels[b], b ? r->channels[b - 1] : 2);
        if (t * widest > MAX_STREAM) {
            return blame(j, "channels",
                         "block %u: %u positions of %llu channels are too many for training: at "
                         "most %d values",
                         b, t, (unsigned long long)widest, MAX_STREAM);
        }
        if (t % r->stride[b]) {
            return blame(j, "stride", "block %u: %u positions are not divisible by stride %u", b, t,
                         r->stride[b]);
        }
        t /= r->stride[b];
        if (r->residual[b] && b == 0) {
            return blame(j, "residual",
                         "block 0: its input is signed samples, which an unsigned "
                         "sum cannot hold: write no");
        }
        if (r->residual[b] && (r->stride[b] != 1 || r->channels[b] != r->channels[b - 1])) {
            return blame(j, "residual",
                         "block %u: stride %u and %u to %u channels: only stride 1 with equal "
                         "channels can be added",
                         b, r->stride[b], r->channels[b - 1], r->channels[b]);
        }
    }
    return BAC_OK;
}

/* nn.h: every stream of a native network holds codes and every scale is a power of two. */
static bac_status judge_native(const judge *j) {
    const bac_recipe *r = j->r;
    int exponent;
    const struct {
        const char *key;
        uint8_t bits;
    } all[] = {{"input_bits", r->input_bits},
               {"weight_bits", r->weight_bits},
               {"act_bits", r->act_bits},
               {"fc_weight_bits", r->fc_weight_bits},
               {"fc_in_bits", r->fc_in_bits}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].bits == 0)
            return blame(j, all[i].key,
                         "0 is float: 'quantise native' has 2 .. 16 bits everywhere");
    }
    for (uint32_t b = 0; b < r->n_block; b++) {
        if (r->block_weight_bits[b] == 0 || r->block_act_bits[b] == 0) {
            return blame(j, r->block_weight_bits[b] ? "block_act_bits" : "block_weight_bits",
                         "block %u: 0 is float: 'quantise native' has 2 .. 16 bits everywhere", b);
        }
    }
    if (frexp(r->input_scale, &exponent) != 0.5) {
        return blame(j, "input_scale", "%g is no power of two: 'quantise native' takes only those",
                     r->input_scale);
    }
    return BAC_OK;
}

static bac_status judge_style(const judge *j) {
    const bac_recipe *r = j->r;
    uint8_t last = r->n_block ? r->block_act_bits[r->n_block - 1] : 0;
    if (r->style == BAC_NN_FLOAT)
        return BAC_OK;
    if (strcmp(r->network, "mobilenetv3-small") == 0) {
        return blame(j, "quantise",
                     "mobilenetv3-small is trained in float only: write 'quantise none'");
    }
    if (r->n_block && r->residual[r->n_block - 1])
        last = r->sum_bits;
    if (r->style == BAC_NN_NATIVE && !r->share_scale)
        return blame(j, "share_scale", "'quantise native' adds integers of one scale: write yes");
    if (r->style == BAC_NN_NATIVE && !r->auto_fc_in_bits && last && r->fc_in_bits != last) {
        return blame(j, "fc_in_bits",
                     "%u, but the last block already makes %u-bit codes, which the maximum keeps: "
                     "remove the line",
                     r->fc_in_bits, last);
    }
    if (!r->auto_fc_in_bits && r->n_block && last == 0 && r->style == BAC_NN_NATIVE) {
        return blame(j, "fc_in_bits",
                     "the last block's sum holds integers, which the maximum keeps: remove the "
                     "line or give sum_bits");
    }
    return r->style == BAC_NN_NATIVE ? judge_native(j) : BAC_OK;
}

static bac_status judge_schedule(const judge *j) {
    const bac_recipe *r = j->r;
    if (r->batch % r->shard) {
        return blame(j, "shard", "%u frames a shard do not divide a batch of %u", r->shard,
                     r->batch);
    }
    if (r->epoch_frames < r->batch) {
        return blame(j, "epoch_frames", "%llu is less than one batch of %u",
                     (unsigned long long)r->epoch_frames, r->batch);
    }
    if (r->lr_min > r->lr)
        return blame(j, "lr_min", "%g is above lr %g", r->lr_min, r->lr);
    if (r->prune_from > r->prune_to) {
        return blame(j, "prune_from", "%g lies behind prune_to %g", r->prune_from, r->prune_to);
    }
    if (r->prune == BAC_PRUNE_CUT && !(r->prune_cut > 0))
        return blame(j, "prune_cut", "'prune cut' needs one above 0");
    if (r->prune == BAC_PRUNE_SCORE && !(r->prune_score > 0))
        return blame(j, "prune_score", "'prune score' needs one above 0");
    return BAC_OK;
}

bac_status bac_recipe_judge(const bac_recipe *recipe, const char *where, const char **key,
                            bac_error *err) {
    const judge j = {recipe, where, key, err};
    bac_status status = judge_keys(&j);
    if (!status)
        status = judge_lists(&j);
    if (!status)
        status = judge_blocks(&j);
    if (!status)
        status = judge_style(&j);
    if (!status)
        status = bac_recipe_exact(recipe, where, key, err);
    if (!status)
        status = judge_schedule(&j);
    return status;
}

/* recipe_check.c - the rules between a recipe's keys.
 *
 * Exactness: the trainer sums codes in float32, which holds every integer up to 2^24 (kernels.h). A
 * quantised recipe whose accumulators could exceed 2^24 would train another network than the one
 * that runs. The bound is terms * weight * code for the worst weights and samples, plus the bias or
 * native addend, which nn_prepare.c keeps within 2^22 + 2^13. */
#include "recipe_keys.h"

#include "ints.h"
#include "read_text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    MAX_STREAM = 1 << 22 /* values of a stream, a frame: 16 MiB, times some streams and a shard */
};

typedef struct judge {
    const bac_recipe *r;
    const char *where;
    const uint32_t *seen; /* lines of the keys, or NULL */
    bac_error *err;
} judge;

static bac_status blame(const judge *j, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bac_status blame(const judge *j, const char *key, const char *format, ...) {
    char text[400], where[256];
    uint32_t line = j->seen ? j->seen[bac_recipe_key(key) - bac_recipe_keys()] : 0;
    snprintf(where, sizeof where, line ? "%.230s:%u" : "%.250s", j->where, line);
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return bac_fail(j->err, BAC_ERR_INPUT, where, "%s: %s", key, text);
}

static bool is_table1(const bac_recipe *r) {
    return strcmp(r->network, "table1") == 0;
}

bool bac_key_applies(const bac_key *key, const bac_recipe *r) {
    if (key->list >= 0)
        return r->n_block && (!is_table1(r) || key->list > BAC_LIST_RESIDUAL);
    if (strcmp(key->name, "stem") == 0)
        return r->n_block && !is_table1(r);
    return r->n_block ||
           (strcmp(key->name, "sum_bits") != 0 && strcmp(key->name, "fc_in_bits") != 0 &&
            strcmp(key->name, "share_scale") != 0);
}

/* True if the key, a list or a number, is not left at its default. */
static bool differs(const bac_key *k, const bac_recipe *r, const bac_recipe *usual) {
    const char *at = (const char *)r;
    if (k->list >= 0)
        return r->n_list[k->list] > 0;
    if (k->auto_at)
        return !*(const bool *)(at + k->auto_at);
    return memcmp(at + k->at, (const char *)usual + k->at, k->size) != 0;
}

/* Refuses keys that have no effect on the network, so that nobody expects one. */
static bac_status judge_keys(const judge *j) {
    const bac_recipe *r = j->r;
    bac_recipe usual;
    bac_recipe_defaults(&usual);
    for (const bac_key *k = bac_recipe_keys(); k->name; k++) {
        if (!bac_key_applies(k, r) && differs(k, r, &usual))
            return blame(j, k->name, "network %s has no such choice: remove the line%s", r->network,
                         is_table1(r) ? " or take network bacalhaunet" : "");
    }
    return BAC_OK;
}

/* Lists have one value a block; those behind the first three follow from them where there is none.
 */
static bac_status judge_lists(const judge *j) {
    const bac_recipe *r = j->r;
    for (const bac_key *k = bac_recipe_keys(); k->name; k++) {
        uint32_t n = k->list >= 0 ? r->n_list[k->list] : 0;
        bool usual = n == 0, kernel_usual = r->n_list[BAC_LIST_KERNEL] == 0;
        if (k->list < 0 || (usual && k->list > BAC_LIST_CHANNELS))
            continue;
        if (usual && bac_recipe_standard_blocks(r) != r->n_block)
            return blame(j, "kernel",
                         "%u values, but %s (auto) has %u: every list has one value a block",
                         r->n_block, k->name, bac_recipe_standard_blocks(r));
        if (!usual && n != r->n_block)
            return blame(j, k->name,
                         "%u values, but kernel%s has %u: every list has one value a block", n,
                         kernel_usual ? " (auto)" : "", r->n_block);
    }
    return BAC_OK;
}

/* Product of all strides of a network without lists. */
static uint32_t fixed_stride(const bac_recipe *r) {
    return strcmp(r->network, "vgg10") == 0 ? 128 : r->n_block == 0 ? 32 : 1;
}

static bac_status judge_blocks(const judge *j) {
    const bac_recipe *r = j->r;
    uint32_t t = r->positions;
    if (t % fixed_stride(r))
        return blame(j, "positions", "%u are not divisible by %u, as network %s needs", t,
                     fixed_stride(r), r->network);
    for (uint32_t b = 0; b < r->n_block; b++) {
        bool stem = b == 0 && r->stem > r->channels[b];
        uint64_t widest = stem ? r->stem : bac_max_u64(r->channels[b], b ? r->channels[b - 1] : 2);
        if (t * widest > MAX_STREAM)
            return blame(j, stem ? "stem" : "channels",
                         "block %u: %u positions of %llu channels are too many for training: at "
                         "most %d values",
                         b, t, (unsigned long long)widest, MAX_STREAM);
        if (t % r->stride[b])
            return blame(j, "stride", "block %u: %u positions are not divisible by stride %u", b, t,
                         r->stride[b]);
        t /= r->stride[b];
        if (r->residual[b] && b == 0)
            return blame(j, "residual",
                         "block 0: its input is signed samples, which an unsigned "
                         "sum cannot hold: write no");
        if (r->residual[b] && (r->stride[b] != 1 || r->channels[b] != r->channels[b - 1]))
            return blame(j, "residual",
                         "block %u: stride %u and %u to %u channels: only stride 1 with equal "
                         "channels can be added",
                         b, r->stride[b], r->channels[b - 1], r->channels[b]);
    }
    return BAC_OK;
}

/* nn.h: every stream of a native network holds codes and every scale is a power of two. */
static bac_status judge_native(const judge *j) {
    const bac_recipe *r = j->r;
    int exponent;
    for (const bac_key *k = bac_recipe_keys(); k->name; k++) {
        const uint8_t *bits = (const uint8_t *)r + k->at;
        bool must = k->kind == BAC_KEY_BITS && strcmp(k->name, "sum_bits") != 0;
        for (uint32_t b = 0; must && b < (k->list < 0 ? 1 : r->n_block); b++)
            if (bits[b] == 0)
                return blame(j, k->name,
                             k->list < 0
                                 ? "0 is float: 'quantise native' has 2 .. 16 bits everywhere"
                                 : "block %u: 0 is float: 'quantise native' has 2 .. 16 bits "
                                   "everywhere",
                             b);
    }
    if (frexp(r->input_scale, &exponent) != 0.5)
        return blame(j, "input_scale", "%g is no power of two: 'quantise native' takes only those",
                     r->input_scale);
    return BAC_OK;
}

static bac_status judge_style(const judge *j) {
    const bac_recipe *r = j->r;
    uint8_t last = r->n_block ? r->block_act_bits[r->n_block - 1] : 0;
    if (r->style == BAC_NN_FLOAT)
        return BAC_OK;
    if (strcmp(r->network, "mobilenetv3-small") == 0)
        return blame(j, "quantise",
                     "mobilenetv3-small is trained in float only: write 'quantise none'");
    if (r->style != BAC_NN_NATIVE)
        return BAC_OK;
    if (r->n_block && r->residual[r->n_block - 1])
        last = r->sum_bits;
    if (!r->share_scale)
        return blame(j, "share_scale", "'quantise native' adds integers of one scale: write yes");
    if (!r->auto_fc_in_bits && last && r->fc_in_bits != last)
        return blame(j, "fc_in_bits",
                     "%u, but the last block already makes %u-bit codes, which the maximum keeps: "
                     "remove the line",
                     r->fc_in_bits, last);
    if (!r->auto_fc_in_bits && r->n_block && last == 0)
        return blame(j, "fc_in_bits",
                     "the last block's sum holds integers, which the maximum keeps: remove the "
                     "line or give sum_bits");
    return judge_native(j);
}

/* ---- exact */

static const uint64_t EXACT = 1u << 24, ADDEND = (1u << 22) + (1u << 13);

typedef struct layer {
    const char *name, *key; /* key: to blame */
    uint64_t terms;         /* products in one accumulator */
    uint8_t weight_bits;    /* signed and narrow */
    uint32_t code;          /* largest size of an input code; 0: real samples */
    bool addend;
} layer;

static uint32_t unsigned_code(uint8_t bits) {
    return bits ? (1u << bits) - 1 : 0;
}

static bac_status judge_layer(const judge *j, layer l) {
    uint64_t weight = l.weight_bits ? (1u << (l.weight_bits - 1)) - 1 : 0;
    uint64_t reach = l.terms * weight * l.code; /* below 2^26 * 2^15 * 2^20 */
    reach += l.addend ? ADDEND : 0;
    if (l.weight_bits == 0 || l.code == 0 || reach <= EXACT)
        return BAC_OK;
    return blame(j, l.key,
                 "accumulators of %s can reach %llu: training is exact up to 2^24, take fewer bits",
                 l.name, (unsigned long long)reach);
}

static bac_status judge_exact_blocks(const judge *j) {
    const bac_recipe *r = j->r;
    const char *key = r->n_list[BAC_LIST_WEIGHT_BITS] ? "block_weight_bits" : "weight_bits";
    uint32_t code = r->input_bits ? 1u << (r->input_bits - 1) : 0, channels = 2;
    bool native = r->style == BAC_NN_NATIVE;
    bac_status status = BAC_OK;
    for (uint32_t b = 0; !status && b < r->n_block; b++) {
        char name[32];
        uint32_t act = unsigned_code(r->block_act_bits[b]);
        bool first = b == 0 && r->stem;
        snprintf(name, sizeof name, first ? "stem" : "block%u_dw", b);
        layer dw = {name, key,   (uint64_t)r->kernel[b] * (first ? 2 : 1), r->block_weight_bits[b],
                    code, native};
        status = judge_layer(j, dw);
        snprintf(name, sizeof name, "block%u_pw", b);
        layer pw = {name, key, first ? r->stem : channels, r->block_weight_bits[b], act, native};
        if (!status)
            status = judge_layer(j, pw);
        channels = r->channels[b];
        if (!r->residual[b])
            code = act;
        else if (r->sum_bits)
            code = unsigned_code(r->sum_bits);
        else /* integers in native style, real values in free style: then no code */
            code = native ? code + act : 0;
    }
    if (r->style == BAC_NN_FREE && r->fc_in_bits && (code == 0 || !r->auto_fc_in_bits))
        code = unsigned_code(r->fc_in_bits);
    layer fc = {"fc", "fc_weight_bits", channels, r->fc_weight_bits, code, true};
    return status ? status : judge_layer(j, fc);
}

static bac_status judge_exact_vgg10(const judge *j) {
    const bac_recipe *r = j->r;
    uint32_t act = unsigned_code(r->act_bits), in = r->input_bits ? 1u << (r->input_bits - 1) : 0;
    bool native = r->style == BAC_NN_NATIVE;
    const layer all[] = {{"conv0", "weight_bits", 6, r->weight_bits, in, native},
                         {"conv1", "weight_bits", 192, r->weight_bits, act, native},
                         {"hidden0", "weight_bits", r->positions / 2, r->weight_bits, act, native},
                         {"hidden1", "weight_bits", 128, r->weight_bits, act, native},
                         {"fc", "fc_weight_bits", 128, r->fc_weight_bits, act, true}};
    bac_status status = BAC_OK;
    for (size_t i = 0; !status && i < sizeof all / sizeof *all; i++)
        status = judge_layer(j, all[i]);
    return status;
}

static bac_status judge_exact(const judge *j) {
    if (j->r->style == BAC_NN_FLOAT)
        return BAC_OK;
    return j->r->n_block ? judge_exact_blocks(j) : judge_exact_vgg10(j);
}

/* The next label of a sum such as 3+4, or UINT32_MAX where there is none; *at moves on. */
static uint32_t next_label(const char **at, uint32_t classes) {
    uint64_t label;
    if (!bac_cut_digits(at, *at + strlen(*at), &label) || label >= classes)
        return UINT32_MAX;
    *at += **at == '+' && (*at)[1];
    return (uint32_t)label;
}

static bac_status judge_repeat(const judge *j) {
    const bac_recipe *r = j->r;
    for (const char *at = r->repeat_classes; *at;)
        if (next_label(&at, r->classes) == UINT32_MAX)
            return blame(j, "repeat_classes", "'%.60s' is no sum of labels below %u, such as 3+4",
                         r->repeat_classes, r->classes);
    return BAC_OK;
}

void bac_recipe_repeats(const bac_recipe *recipe, bool *mask) {
    const char *at = recipe->repeat_classes;
    for (uint32_t c = 0; c < recipe->classes; c++)
        mask[c] = !*at;
    for (uint32_t label; *at && (label = next_label(&at, recipe->classes)) != UINT32_MAX;)
        mask[label] = true;
}

static bac_status judge_schedule(const judge *j) {
    const bac_recipe *r = j->r;
    if (r->batch % r->shard)
        return blame(j, "shard", "%u frames a shard do not divide a batch of %u", r->shard,
                     r->batch);
    if (r->epoch_frames < r->batch)
        return blame(j, "epoch_frames", "%llu is less than one batch of %u",
                     (unsigned long long)r->epoch_frames, r->batch);
    if (r->lr_min > r->lr)
        return blame(j, "lr_min", "%g is above lr %g", r->lr_min, r->lr);
    if (r->average_epoch >= r->epochs)
        return blame(j, "average_epoch", "no step follows epoch %u in a run of %u epochs",
                     r->average_epoch, r->epochs);
    if (r->average_epoch && r->prune == BAC_PRUNE_SCORE &&
        r->average_epoch < r->prune_to * r->epochs)
        return blame(j, "average_epoch",
                     "%u lies before the end of pruning (prune_to), after %g of %u epochs",
                     r->average_epoch, r->prune_to * r->epochs, r->epochs);
    if (r->prune_from > r->prune_to)
        return blame(j, "prune_from", "%g lies behind prune_to %g", r->prune_from, r->prune_to);
    if (r->prune == BAC_PRUNE_CUT && !(r->prune_cut > 0))
        return blame(j, "prune_cut", "'prune cut' needs one above 0");
    if (r->prune == BAC_PRUNE_SCORE && !(r->prune_score > 0))
        return blame(j, "prune_score", "'prune score' needs one above 0");
    return BAC_OK;
}

bac_status bac_recipe_judge(const bac_recipe *recipe, const char *where, const uint32_t *seen,
                            bac_error *err) {
    static bac_status (*const RULE[])(const judge *) = {judge_keys,    judge_lists, judge_blocks,
                                                        judge_style,   judge_exact, judge_repeat,
                                                        judge_schedule};
    const judge j = {recipe, where, seen, err};
    bac_status status = BAC_OK;
    for (size_t i = 0; !status && i < sizeof RULE / sizeof *RULE; i++)
        status = RULE[i](&j);
    return status;
}

/* recipe_exact.c - whether training can be exact about the integers that will run.
 *
 * The trainer adds codes up in float32, which holds every integer up to 2^24 (kernels.h): a
 * quantised recipe whose accumulators could grow beyond that would train something else than what
 * runs. The bound is that of the worst weights and samples, terms * weight * code, and of the bias
 * or the native addend behind, which nn_prepare.c keeps within 2^22 + 2^13. */
#include "recipe_keys.h"

#include <stdio.h>

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

static bac_status judge(const layer *l, const char *where, const char **key, bac_error *err) {
    uint64_t weight = l->weight_bits ? (1u << (l->weight_bits - 1)) - 1 : 0;
    uint64_t reach = l->terms * weight * l->code; /* below 2^26 * 2^15 * 2^20 */
    if (l->weight_bits == 0 || l->code == 0)
        return BAC_OK;
    reach += l->addend ? ADDEND : 0;
    if (reach <= EXACT)
        return BAC_OK;
    *key = l->key;
    return bac_fail(err, BAC_ERR_INPUT, where,
                    "%s: accumulators of %s can reach %llu: training is exact up to 2^24, take "
                    "fewer bits",
                    l->key, l->name, (unsigned long long)reach);
}

static bac_status judge_blocks(const bac_recipe *r, const char *where, const char **key,
                               bac_error *err) {
    const char *blame = r->n_list[BAC_LIST_WEIGHT_BITS] ? "block_weight_bits" : "weight_bits";
    uint32_t code = r->input_bits ? 1u << (r->input_bits - 1) : 0, channels = 2;
    bool native = r->style == BAC_NN_NATIVE;
    bac_status status = BAC_OK;
    for (uint32_t b = 0; !status && b < r->n_block; b++) {
        char name[32];
        uint32_t act = unsigned_code(r->block_act_bits[b]);
        snprintf(name, sizeof name, "block%u_dw", b);
        layer dw = {name, blame, r->kernel[b], r->block_weight_bits[b], code, native};
        status = judge(&dw, where, key, err);
        snprintf(name, sizeof name, "block%u_pw", b);
        layer pw = {name, blame, channels, r->block_weight_bits[b], act, native};
        if (!status)
            status = judge(&pw, where, key, err);
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
    return status ? status : judge(&fc, where, key, err);
}

static bac_status judge_vgg10(const bac_recipe *r, const char *where, const char **key,
                              bac_error *err) {
    uint32_t act = unsigned_code(r->act_bits), in = r->input_bits ? 1u << (r->input_bits - 1) : 0;
    bool native = r->style == BAC_NN_NATIVE;
    const layer all[] = {{"conv0", "weight_bits", 6, r->weight_bits, in, native},
                         {"conv1", "weight_bits", 192, r->weight_bits, act, native},
                         {"hidden0", "weight_bits", r->positions / 2, r->weight_bits, act, native},
                         {"hidden1", "weight_bits", 128, r->weight_bits, act, native},
                         {"fc", "fc_weight_bits", 128, r->fc_weight_bits, act, true}};
    bac_status status = BAC_OK;
    for (size_t i = 0; !status && i < sizeof all / sizeof *all; i++)
        status = judge(&all[i], where, key, err);
    return status;
}

bac_status bac_recipe_exact(const bac_recipe *r, const char *where, const char **key,
                            bac_error *err) {
    if (r->style == BAC_NN_FLOAT)
        return BAC_OK;
    return r->n_block ? judge_blocks(r, where, key, err) : judge_vgg10(r, where, key, err);
}

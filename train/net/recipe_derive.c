/* recipe_derive.c - the defaults of a recipe's keys, and the values that follow from other keys. */
#include "recipe_keys.h"

#include <string.h>

/* The contest's final network; the prototype of the report's Table 1 is its first four blocks. */
enum { FINAL_BLOCKS = 5, TABLE1_BLOCKS = 4 };
/* kernel, stride, channels */
static const uint32_t STANDARD[][FINAL_BLOCKS] = {
    {27, 21, 15, 9, 9}, {2, 1, 2, 1, 2}, {24, 24, 48, 48, 48}};

uint32_t bac_recipe_standard_blocks(const bac_recipe *r) {
    return strcmp(r->network, "bacalhaunet") == 0 ? FINAL_BLOCKS
           : strcmp(r->network, "table1") == 0    ? TABLE1_BLOCKS
                                                  : 0;
}

void bac_recipe_derive(bac_recipe *r) {
    uint32_t *const shape[] = {r->kernel, r->stride, r->channels};
    uint8_t *const bits[] = {r->block_weight_bits, r->block_act_bits};
    uint32_t n = r->n_block = bac_recipe_standard_blocks(r);
    for (int list = BAC_LIST_KERNEL; list <= BAC_LIST_CHANNELS; list++)
        if (r->n_list[list] == 0) {
            memset(shape[list], 0, sizeof r->kernel);
            memcpy(shape[list], STANDARD[list], n * sizeof **shape);
        }
    if (n && r->n_list[BAC_LIST_KERNEL])
        r->n_block = r->n_list[BAC_LIST_KERNEL];
    if (r->n_list[BAC_LIST_RESIDUAL] == 0) {
        memset(r->residual, 0, sizeof r->residual);
        for (uint32_t b = 1; b < r->n_block; b++)
            r->residual[b] = r->stride[b] == 1 && r->channels[b] == r->channels[b - 1];
    }
    for (int i = 0; i < 2; i++)
        if (r->n_list[BAC_LIST_WEIGHT_BITS + i] == 0) {
            memset(bits[i], 0, BAC_RECIPE_BLOCKS);
            memset(bits[i], i ? r->act_bits : r->weight_bits, r->n_block);
        }
    if (r->auto_sum_bits)
        r->sum_bits = r->act_bits;
    if (r->auto_fc_weight_bits)
        r->fc_weight_bits = r->weight_bits;
    if (r->auto_fc_in_bits)
        r->fc_in_bits = r->n_block ? r->block_act_bits[r->n_block - 1] : r->act_bits;
    r->freeze = r->freeze_epoch > 0;
}

void bac_recipe_defaults(bac_recipe *recipe) {
    memset(recipe, 0, sizeof *recipe);
    for (const bac_key *k = bac_recipe_keys(); k->name; k++) {
        const bac_key_source source = {"", k->standard, k->standard + strlen(k->standard), NULL};
        (void)bac_key_read(k, &source, recipe); /* the table is ours: a test reads each default */
    }
    bac_recipe_derive(recipe);
}

/* test_cost.c - the inference cost against the published figures. */
#include "bac.h"
#include "scratch.h"

#include <criterion/criterion.h>

/* BacalhauNet as published, layer by layer: non-zeros of a pruned export. */
static const struct {
    uint64_t out, in, kernel, t, nonzero;
    uint32_t bits_in, bits_weight;
} gold[] = {
    {2, 1, 27, 512, 36, 8, 6},   {24, 2, 1, 512, 27, 6, 6},    {24, 1, 21, 512, 102, 6, 6},
    {24, 24, 1, 512, 68, 6, 6},  {24, 1, 15, 256, 104, 32, 6}, {48, 24, 1, 256, 160, 6, 6},
    {48, 1, 9, 256, 94, 6, 6},   {48, 48, 1, 256, 232, 6, 6},  {48, 1, 9, 128, 159, 32, 6},
    {48, 48, 1, 128, 261, 6, 6}, {24, 48, 1, 1, 541, 8, 6},
};

Test(bac_cost_add, reproduces_the_published_gold_figures_to_the_last_bit) {
    bac_cost cost = {0};
    for (size_t i = 0; i < sizeof gold / sizeof *gold; i++) {
        bac_cost_add(&cost, gold[i].out, gold[i].in, gold[i].kernel, gold[i].t, gold[i].nonzero,
                     gold[i].bits_in, gold[i].bits_weight);
    }
    cr_assert(cost.bops == 19242864);
    cr_assert(cost.w_bits == 10704);
    cr_assert(cost.score == 0.016211153284100298, "%.17g", cost.score);
    cr_assert_eq(cost.nonzero, 1784);
    cr_assert_eq(cost.sparse_macs, 324637);
}

Test(bac_cost_add, the_baseline_scores_exactly_one) {
    bac_cost cost = {.bops = 807699904 - 64, .w_bits = 1244936 - 8};
    bac_cost_add(&cost, 1, 1, 1, 1, 1, 8, 8);
    cr_assert(cost.score == 1.0);
}

Test(bac_cost_add, counts_saturate_instead_of_wrapping) {
    bac_cost cost = {0};
    for (int i = 0; i < 2; i++) {
        bac_cost_add(&cost, UINT64_MAX / 2, 3, 1, UINT64_MAX, UINT64_MAX, 32, 32);
    }
    cr_assert_eq(cost.macs, UINT64_MAX);
    cr_assert_eq(cost.weights, UINT64_MAX);
    cr_assert_eq(cost.sparse_macs, UINT64_MAX);
    cr_assert_eq(cost.nonzero, UINT64_MAX);
    cr_assert(cost.score > 1e9);
}

Test(bac_net_cost, counts_every_weighted_layer_of_a_network) {
    bac_net *net;
    bac_error err;
    cr_assert_eq(bac_net_load(TINY_NET, &net, &err), BAC_OK, "%s", scratch_error(&err));
    bac_cost cost;
    bac_net_cost(net, &cost);
    /* dw0 6 of 10 x 8, pw0 4 of 8 x 8, dw1 8 of 12 x 8, pw1 7 of 16 x 8, logits 8 of 12 */
    cr_assert_eq(cost.weights, 10 + 8 + 12 + 16 + 12);
    cr_assert_eq(cost.nonzero, 6 + 4 + 8 + 7 + 8);
    cr_assert_eq(cost.macs, (10 + 8 + 12 + 16) * 8 + 12);
    cr_assert_eq(cost.sparse_macs, (6 + 4 + 8 + 7) * 8 + 8);
    cr_assert(cost.bops == (double)cost.sparse_macs * 4 * 4);
    cr_assert(cost.w_bits == (double)cost.nonzero * 4);
    bac_net_free(net);
}

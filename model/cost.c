/* cost.c - the inference cost of the ITU-ML5G-PS-007 challenge (docs/arithmetic.md).
 *
 * A layer of `macs` multiplications and density d = nonzero / weights costs macs * d * bits_in *
 * bits_weight bit operations. macs / weights = T_out for convolutions and fc alike, so macs * d is
 * the integer T_out * nonzero: no rounding happens as long as the sums stay below 2^53. */
#include "bac.h"

static const double BASELINE_BOPS = 807699904.0; /* the challenge's VGG10, 8 bits, dense */
static const double BASELINE_W_BITS = 1244936.0;

/* Counts saturate: an absurd network must not get a small cost by wrapping. */
static uint64_t times(uint64_t a, uint64_t b) {
    uint64_t p;
    return __builtin_mul_overflow(a, b, &p) ? UINT64_MAX : p;
}

static uint64_t plus(uint64_t a, uint64_t b) {
    uint64_t s;
    return __builtin_add_overflow(a, b, &s) ? UINT64_MAX : s;
}

void bac_cost_add(bac_cost *cost, uint64_t c_out, uint64_t c_in_per_group, uint64_t kernel,
                  uint64_t t_out, uint64_t nonzero, uint32_t bits_in, uint32_t bits_weight) {
    uint64_t weights = times(times(c_out, c_in_per_group), kernel);
    uint64_t sparse = times(nonzero, t_out);
    cost->macs = plus(cost->macs, times(weights, t_out));
    cost->sparse_macs = plus(cost->sparse_macs, sparse);
    cost->weights = plus(cost->weights, weights);
    cost->nonzero = plus(cost->nonzero, nonzero);
    cost->bops += (double)sparse * bits_in * bits_weight;
    cost->w_bits += (double)nonzero * bits_weight;
    cost->score = 0.5 * cost->bops / BASELINE_BOPS + 0.5 * cost->w_bits / BASELINE_W_BITS;
}

void bac_net_cost(const bac_net *net, bac_cost *cost) {
    *cost = (bac_cost){0};
    for (uint32_t i = 0; i < bac_net_layers(net); i++) {
        const bac_layer *l = bac_net_layer(net, i);
        if (l->op != BAC_CONV && l->op != BAC_FC)
            continue;
        uint64_t per_group = bac_net_layer(net, l->in[0])->C / l->groups;
        uint64_t weights = l->C * per_group * l->kernel, nonzero = 0;
        for (uint64_t j = 0; j < weights; j++)
            nonzero += l->weight[j] != 0;
        bac_cost_add(cost, l->C, per_group, l->kernel, l->T, nonzero, l->cost_bits,
                     l->weight_type.bits);
    }
}

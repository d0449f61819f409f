/* level.c - the loops of one level, compiled once per level; BAC_LEVEL names its table */
#include "level_norm.h"
#include "level_reduce.h"
#include "level_rows.h"
#include "level_tile.h"

extern const bac_loops BAC_LEVEL;
const bac_loops BAC_LEVEL = {
    .filter = level_filter,
    .sparse = level_sparse,
    .correlate = level_correlate,
    .unweave = level_unweave,
    .weave = level_weave,
    .tile_outs = TILE_OUTS,
    .product = level_product,
    .dots = level_dots,
    .largest = level_largest,
    .sum = level_sum,
    .moments = level_moments,
    .halve = level_halve,
    .unhalve = level_unhalve,
    .spread = level_spread,
    .relu = level_relu,
    .hard = level_hard,
    .hard_slope = level_hard_slope,
    .shift = level_shift,
    .round = level_round,
    .slopes = level_slopes,
    .gate = level_gate,
    .step = level_step,
    .mix = level_mix,
    .blend = level_blend,
};

/* level.c - the loops of one processor level. It is compiled once for each; BAC_LEVEL names its
 * table. */
#include "move.h"

extern const bac_kernels BAC_LEVEL;
const bac_kernels BAC_LEVEL = {
    .narrow = level_narrow,
    .pairs = level_pairs,
    .quads = level_quads,
    .wide = level_wide,
    .max_narrow = level_max_narrow,
    .max_wide = level_max_wide,
    .split = level_split,
    .take = level_take,
    .largest_narrow = level_largest_narrow,
    .largest_wide = level_largest_wide,
    .fc = level_fc,
};

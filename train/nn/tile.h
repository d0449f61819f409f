/* tile.h - matrix products of a panel (panel.h), held in registers */
#ifndef BAC_TILE_H
#define BAC_TILE_H

#include <stdbool.h>
#include <stddef.h>

enum {
    BAC_TILE_OUTS = 8,     /* outputs of a tile; weights are packed [outs/8][rows][8] */
    BAC_TILE_COLUMNS = 32, /* columns of a tile */
    BAC_SPARSE_COLUMNS = 128,
    BAC_DOT_ROWS = 3 /* rows of a tile of dot products, which has as many outputs */
};

/* y[o][n] = (add ? y : 0) + sum over r of weight[o/8][r][o%8] * panel[r][n], n a multiple of 32. */
void bac_tile_product(const float *weight, size_t outs, const float *panel, size_t rows,
                      size_t pitch, size_t n, float *y, size_t y_pitch, bool add);

/* A weight that is not zero: the row it multiplies. */
typedef struct bac_entry {
    size_t row;
    float weight;
} bac_entry;

/* The same for outputs that have few weights: end[o] entries in all up to and with output o. */
void bac_sparse_product(const bac_entry *entry, const size_t *end, size_t outs, const float *panel,
                        size_t pitch, size_t n, float *y, size_t y_pitch, bool add);

/* sum[r*sum_pitch + o] += sum over n of dy[o][n] * panel[r][n], n a multiple of 16. A row of sums
 * has room for whole tiles. */
void bac_tile_dots(const float *dy, size_t outs, size_t dy_pitch, const float *panel, size_t rows,
                   size_t pitch, size_t n, float *sum, size_t sum_pitch);

#endif

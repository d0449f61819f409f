/* tile.c - see tile.h
 *
 * Each loop keeps 8 to 24 vectors of sums in registers and needs at most one load a multiplication,
 * the most this kind of processor sustains. */
#include "tile.h"
#include "vector.h"

typedef float v8 __attribute__((vector_size(32), aligned(4), may_alias));

BAC_INLINE bac_v16 load(const float *p) {
    return *(const bac_v16 *)p;
}

BAC_INLINE void product_tile(const float *w, const float *panel, size_t rows, size_t pitch,
                             float *y, size_t y_pitch, size_t outs, bool add) {
    bac_v16 a[BAC_TILE_OUTS][2];
    for (int o = 0; o < BAC_TILE_OUTS; o++)
        a[o][0] = a[o][1] = (bac_v16){0};
    for (size_t r = 0; r < rows; r++, panel += pitch, w += BAC_TILE_OUTS) {
        const bac_v16 p = load(panel), q = load(panel + BAC_LANES);
        for (int o = 0; o < BAC_TILE_OUTS; o++) {
            a[o][0] += p * w[o];
            a[o][1] += q * w[o];
        }
    }
    for (size_t o = 0; o < BAC_TILE_OUTS; o++) {
        if (o >= outs)
            break;
        bac_v16 *to = (bac_v16 *)(y + o * y_pitch);
        if (add) {
            a[o][0] += to[0];
            a[o][1] += to[1];
        }
        to[0] = a[o][0];
        to[1] = a[o][1];
    }
}

BAC_CLONES
void bac_tile_product(const float *weight, size_t outs, const float *panel, size_t rows,
                      size_t pitch, size_t n, float *y, size_t y_pitch, bool add) {
    for (size_t c = 0; c < n; c += BAC_TILE_COLUMNS)
        for (size_t o = 0; o < outs; o += BAC_TILE_OUTS)
            product_tile(weight + o * rows, panel + c, rows, pitch, y + o * y_pitch + c, y_pitch,
                         outs - o, add);
}

BAC_INLINE void sparse_block(const int m, const bac_entry *entry, size_t n, const float *panel,
                             size_t pitch, float *y, bool add) {
    bac_v16 a[8];
    for (int i = 0; i < m; i++)
        a[i] = add ? load(y + BAC_LANES * i) : (bac_v16){0};
    for (size_t k = 0; k < n; k++) {
        const float *p = panel + entry[k].row * pitch;
        const float w = entry[k].weight;
        for (int i = 0; i < m; i++)
            a[i] += load(p + BAC_LANES * i) * w;
    }
    for (int i = 0; i < m; i++)
        *(bac_v16 *)(y + BAC_LANES * i) = a[i];
}

BAC_CLONES
void bac_sparse_product(const bac_entry *entry, const size_t *end, size_t outs, const float *panel,
                        size_t pitch, size_t n, float *y, size_t y_pitch, bool add) {
    size_t c = 0;
    for (; c + BAC_SPARSE_COLUMNS <= n; c += BAC_SPARSE_COLUMNS)
        for (size_t o = 0, from = 0; o < outs; from = end[o++])
            sparse_block(8, entry + from, end[o] - from, panel + c, pitch, y + o * y_pitch + c,
                         add);
    for (; c < n; c += BAC_TILE_COLUMNS)
        for (size_t o = 0, from = 0; o < outs; from = end[o++])
            sparse_block(2, entry + from, end[o] - from, panel + c, pitch, y + o * y_pitch + c,
                         add);
}

/* Lane sums of 8 vectors, one after the other: each step adds neighbours and lays two results side
 * by side. */
BAC_INLINE v8 lane_sums(const bac_v16 *v, size_t step) {
    bac_v16 a[4], b[2];
    for (size_t i = 0; i < 4; i++) {
        const bac_v16 p = v[2 * i * step], q = v[(2 * i + 1) * step];
        a[i] = __builtin_shufflevector(p, q, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14,
                                       30) +
               __builtin_shufflevector(p, q, 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15,
                                       31);
    }
    for (size_t i = 0; i < 2; i++) {
        const bac_v16 p = a[2 * i], q = a[2 * i + 1];
        b[i] = __builtin_shufflevector(p, q, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28,
                                       29) +
               __builtin_shufflevector(p, q, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30,
                                       31);
    }
    const bac_v16 c = __builtin_shufflevector(b[0], b[1], 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11,
                                              24, 25, 26, 27) +
                      __builtin_shufflevector(b[0], b[1], 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14,
                                              15, 28, 29, 30, 31);
    return __builtin_shufflevector(c, c, 0, 1, 2, 3, 4, 5, 6, 7) +
           __builtin_shufflevector(c, c, 8, 9, 10, 11, 12, 13, 14, 15);
}

/* Tiles at the border read rows that exist twice and drop what they do not need. */
BAC_INLINE void dot_tile(const float *dy, size_t outs, size_t dy_pitch, const float *panel,
                         size_t rows, size_t pitch, size_t n, float *sum, size_t sum_pitch) {
    bac_v16 a[BAC_TILE_OUTS][BAC_DOT_ROWS];
    const float *d[BAC_TILE_OUTS], *p[BAC_DOT_ROWS];
    for (size_t o = 0; o < BAC_TILE_OUTS; o++)
        d[o] = dy + (o < outs ? o : 0) * dy_pitch;
    for (size_t r = 0; r < BAC_DOT_ROWS; r++)
        p[r] = panel + (r < rows ? r : 0) * pitch;
    for (int o = 0; o < BAC_TILE_OUTS; o++)
        for (int r = 0; r < BAC_DOT_ROWS; r++)
            a[o][r] = (bac_v16){0};
    for (size_t i = 0; i < n; i += BAC_LANES) {
        const bac_v16 p0 = load(p[0] + i), p1 = load(p[1] + i), p2 = load(p[2] + i);
        for (int o = 0; o < BAC_TILE_OUTS; o++) {
            const bac_v16 v = load(d[o] + i);
            a[o][0] += v * p0;
            a[o][1] += v * p1;
            a[o][2] += v * p2;
        }
    }
    for (size_t r = 0; r < BAC_DOT_ROWS; r++) {
        const v8 s = lane_sums(&a[0][r], BAC_DOT_ROWS);
        if (r < rows)
            *(v8 *)(sum + r * sum_pitch) += s;
    }
}

BAC_CLONES
void bac_tile_dots(const float *dy, size_t outs, size_t dy_pitch, const float *panel, size_t rows,
                   size_t pitch, size_t n, float *sum, size_t sum_pitch) {
    for (size_t o = 0; o < outs; o += BAC_TILE_OUTS)
        for (size_t r = 0; r < rows; r += BAC_DOT_ROWS)
            dot_tile(dy + o * dy_pitch, outs - o, dy_pitch, panel + r * pitch, rows - r, pitch, n,
                     sum + r * sum_pitch + o, sum_pitch);
}

/* rows.c - see rows.h */
#include "rows.h"
#include "vector.h"

#include <string.h>

/* `m` vectors of output stay in registers over all taps. */
BAC_INLINE void filter_block(const int m, const bac_tap *tap, size_t n, const float *x, float *y,
                             bool add) {
    bac_v16 acc[8];
    for (int i = 0; i < m; i++)
        acc[i] = add ? *(const bac_v16 *)(y + BAC_LANES * i) : (bac_v16){0};
    for (size_t k = 0; k < n; k++) {
        const float *p = x + tap[k].offset;
        const float w = tap[k].weight;
        for (int i = 0; i < m; i++)
            acc[i] += *(const bac_v16 *)(p + BAC_LANES * i) * w;
    }
    for (int i = 0; i < m; i++)
        *(bac_v16 *)(y + BAC_LANES * i) = acc[i];
}

BAC_CLONES
void bac_row_filter(const bac_tap *tap, size_t n, const float *x, float *y, size_t T, bool add) {
    size_t t = 0;
    for (; t + 8 * BAC_LANES <= T; t += 8 * BAC_LANES)
        filter_block(8, tap, n, x + t, y + t, add);
    for (; t + 2 * BAC_LANES <= T; t += 2 * BAC_LANES)
        filter_block(2, tap, n, x + t, y + t, add);
    for (; t < T; t += BAC_LANES)
        filter_block(1, tap, n, x + t, y + t, add);
}

BAC_INLINE void correlate_block(const int m, const float *x, const float *dy, size_t T,
                                float *acc) {
    bac_v16 a[8];
    for (int k = 0; k < m; k++)
        a[k] = *(const bac_v16 *)(acc + BAC_LANES * k);
    for (size_t t = 0; t < T; t += BAC_LANES) {
        const bac_v16 d = *(const bac_v16 *)(dy + t);
        for (int k = 0; k < m; k++)
            a[k] += *(const bac_v16 *)(x + t + k) * d;
    }
    for (int k = 0; k < m; k++)
        *(bac_v16 *)(acc + BAC_LANES * k) = a[k];
}

BAC_CLONES
void bac_row_correlate(const float *x, const float *dy, size_t T, size_t n, float *acc) {
    size_t k = 0;
    for (; k + 8 <= n; k += 8)
        correlate_block(8, x + k, dy, T, acc + BAC_LANES * k);
    for (; k + 4 <= n; k += 4)
        correlate_block(4, x + k, dy, T, acc + BAC_LANES * k);
    for (; k < n; k++)
        correlate_block(1, x + k, dy, T, acc + BAC_LANES * k);
}

BAC_CLONES
void bac_row_split(const float *x, size_t stride, float *y, size_t n) {
    if (stride == 1) {
        memcpy(y, x, n * sizeof *y);
    } else if (stride == 2) {
        for (size_t i = 0; i < n; i++)
            y[i] = x[2 * i];
    } else {
        for (size_t i = 0; i < n; i++)
            y[i] = x[stride * i];
    }
}

BAC_CLONES
void bac_row_merge(const float *x, float *y, size_t stride, size_t n, bool add) {
    if (!add) {
        if (stride == 1)
            memcpy(y, x, n * sizeof *y);
        else
            for (size_t i = 0; i < n; i++)
                y[stride * i] = x[i];
    } else if (stride == 1) {
        for (size_t i = 0; i < n; i++)
            y[i] += x[i];
    } else {
        for (size_t i = 0; i < n; i++)
            y[stride * i] += x[i];
    }
}

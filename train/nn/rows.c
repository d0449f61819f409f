/* rows.c - see rows.h */
#include "rows.h"
#include "vector.h"

#include <string.h>

enum { MOST_TAPS = 12 }; /* sums of a correlation in registers at once */

BAC_INLINE bac_v16 load(const float *p) {
    return *(const bac_v16 *)p;
}

BAC_INLINE void store(float *p, bac_v16 v) {
    *(bac_v16 *)p = v;
}

/* `m` vectors of output stay in registers over all taps. */
BAC_INLINE void filter_block(const int m, const bac_tap *tap, size_t n, const float *x, float *y,
                             bool add) {
    bac_v16 acc[8];
    for (int i = 0; i < m; i++)
        acc[i] = add ? load(y + BAC_LANES * i) : (bac_v16){0};
    for (size_t k = 0; k < n; k++) {
        const float *p = x + tap[k].offset;
        const float w = tap[k].weight;
        for (int i = 0; i < m; i++)
            acc[i] += load(p + BAC_LANES * i) * w;
    }
    for (int i = 0; i < m; i++)
        store(y + BAC_LANES * i, acc[i]);
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

/* `m` sums stay in registers over all of T. */
BAC_INLINE void correlate_block(const int m, const float *x, const float *dy, size_t T,
                                float *acc) {
    bac_v16 a[MOST_TAPS];
    for (int k = 0; k < m; k++)
        a[k] = load(acc + BAC_LANES * k);
    for (size_t t = 0; t < T; t += BAC_LANES) {
        const bac_v16 d = load(dy + t);
        for (int k = 0; k < m; k++)
            a[k] += load(x + t + k) * d;
    }
    for (int k = 0; k < m; k++)
        store(acc + BAC_LANES * k, a[k]);
}

BAC_INLINE void correlate_some(size_t m, const float *x, const float *dy, size_t T, float *acc) {
#define CASE(m)                                                                                    \
    case m:                                                                                        \
        correlate_block(m, x, dy, T, acc);                                                         \
        break
    switch (m) { /* 1 .. MOST_TAPS, each a loop of its own */
        CASE(1);
        CASE(2);
        CASE(3);
        CASE(4);
        CASE(5);
        CASE(6);
        CASE(7);
        CASE(8);
        CASE(9);
        CASE(10);
        CASE(11);
        CASE(12);
    }
#undef CASE
}

BAC_CLONES
void bac_row_correlate(const float *x, const float *dy, size_t T, size_t n, float *acc) {
    for (size_t blocks = (n + MOST_TAPS - 1) / MOST_TAPS; blocks; blocks--) {
        const size_t m = (n + blocks - 1) / blocks; /* of about equal size */
        correlate_some(m, x, dy, T, acc);
        x += m;
        acc += BAC_LANES * m;
        n -= m;
    }
}

void bac_row_split(const float *x, size_t stride, float *y, size_t n) {
    if (stride == 1) {
        memcpy(y, x, n * sizeof *y);
        return;
    }
    for (size_t i = 0; i < n; i++)
        y[i] = x[stride * i];
}

BAC_CLONES
void bac_row_merge(const float *x, float *y, size_t stride, size_t n, bool add) {
    if (!add && stride == 1)
        memcpy(y, x, n * sizeof *y);
    else if (!add)
        for (size_t i = 0; i < n; i++)
            y[stride * i] = x[i];
    else if (stride == 1)
        for (size_t i = 0; i < n; i++)
            y[i] += x[i];
    else
        for (size_t i = 0; i < n; i++)
            y[stride * i] += x[i];
}

BAC_CLONES
void bac_row_unweave(const float *x, float *even, float *odd, size_t n) {
    const size_t pairs = n / 2;
    size_t i = 0;
    for (; i + BAC_LANES <= pairs; i += BAC_LANES) {
        const bac_v16 p = load(x + 2 * i), q = load(x + 2 * i + BAC_LANES);
        store(even + i, __builtin_shufflevector(p, q, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24,
                                                26, 28, 30));
        store(odd + i, __builtin_shufflevector(p, q, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25,
                                               27, 29, 31));
    }
    for (; i < pairs; i++) {
        even[i] = x[2 * i];
        odd[i] = x[2 * i + 1];
    }
    if (n % 2)
        even[i] = x[n - 1];
}

BAC_CLONES
void bac_row_weave(const float *even, const float *odd, float *x, size_t n, bool add) {
    const size_t pairs = n / 2;
    size_t i = 0;
    for (; i + BAC_LANES <= pairs; i += BAC_LANES) {
        const bac_v16 p = load(even + i), q = load(odd + i);
        bac_v16 low =
            __builtin_shufflevector(p, q, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        bac_v16 high = __builtin_shufflevector(p, q, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29,
                                               14, 30, 15, 31);
        if (add) {
            low += load(x + 2 * i);
            high += load(x + 2 * i + BAC_LANES);
        }
        store(x + 2 * i, low);
        store(x + 2 * i + BAC_LANES, high);
    }
    for (; i < pairs; i++) {
        x[2 * i] = add ? x[2 * i] + even[i] : even[i];
        x[2 * i + 1] = add ? x[2 * i + 1] + odd[i] : odd[i];
    }
    if (n % 2)
        x[n - 1] = add ? x[n - 1] + even[i] : even[i];
}

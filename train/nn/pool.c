/* pool.c - max over windows, mean over rows */
#include "kernels.h"
#include "vector.h"

#include <string.h>

enum { LONG_WINDOW = 4 * BAC_LANES };

/* Largest of n >= 1. */
BAC_INLINE float largest(const float *x, size_t n) {
    float best = x[0];
    size_t i = 1;
    if (n >= LONG_WINDOW) {
        float lane[BAC_LANES];
        memcpy(lane, x, sizeof lane);
        for (i = BAC_LANES; i + BAC_LANES <= n; i += BAC_LANES)
            for (size_t l = 0; l < BAC_LANES; l++)
                lane[l] = x[i + l] > lane[l] ? x[i + l] : lane[l];
        for (size_t l = 0; l < BAC_LANES; l++)
            best = lane[l] > best ? lane[l] : best;
    }
    for (; i < n; i++)
        best = x[i] > best ? x[i] : best;
    return best;
}

/* Index of the first of the largest. */
BAC_INLINE size_t place_of_largest(const float *x, size_t n) {
    const float best = largest(x, n);
    for (size_t i = 0; i < n; i++)
        if (x[i] == best)
            return i;
    return 0; /* not a number */
}

/* Real samples of window t: first and one past the last. */
static void window(const bac_pool_shape *s, size_t t, size_t *lo, size_t *hi) {
    const size_t from = t * s->stride, to = from + s->kernel;
    *lo = from > s->pad_left ? from - s->pad_left : 0;
    *hi = to - s->pad_left < s->t_in ? to - s->pad_left : s->t_in;
}

static bool is_halving(const bac_pool_shape *s) {
    return s->kernel == 2 && s->stride == 2 && s->pad_left == 0 && s->pad_right == 0 &&
           s->t_in == 2 * s->t_out;
}

BAC_CLONES
void bac_maxpool_forward(const bac_pool_shape *s, size_t rows, const float *x, float *y) {
    if (is_halving(s)) {
        for (size_t i = 0; i < rows * s->t_out; i++)
            y[i] = x[2 * i + 1] > x[2 * i] ? x[2 * i + 1] : x[2 * i];
        return;
    }
    for (size_t r = 0; r < rows; r++, x += s->t_in, y += s->t_out)
        for (size_t t = 0; t < s->t_out; t++) {
            size_t lo, hi;
            window(s, t, &lo, &hi);
            y[t] = largest(x + lo, hi - lo);
        }
}

BAC_CLONES
void bac_maxpool_backward(const bac_pool_shape *s, size_t rows, const float *x, const float *dy,
                          float *dx, bool add) {
    if (is_halving(s)) {
        for (size_t i = 0; i < rows * s->t_out; i++) {
            const bool second = x[2 * i + 1] > x[2 * i];
            const float a = second ? 0 : dy[i], b = second ? dy[i] : 0;
            dx[2 * i] = add ? dx[2 * i] + a : a;
            dx[2 * i + 1] = add ? dx[2 * i + 1] + b : b;
        }
        return;
    }
    if (!add)
        memset(dx, 0, rows * s->t_in * sizeof *dx);
    for (size_t r = 0; r < rows; r++, x += s->t_in, dx += s->t_in, dy += s->t_out)
        for (size_t t = 0; t < s->t_out; t++) {
            size_t lo, hi;
            window(s, t, &lo, &hi);
            dx[lo + place_of_largest(x + lo, hi - lo)] += dy[t];
        }
}

BAC_CLONES
void bac_mean_forward(uint32_t T, size_t rows, const float *x, float *y) {
    for (size_t r = 0; r < rows; r++, x += T) {
        bac_v16 lanes = {0};
        size_t t = 0;
        for (; t + BAC_LANES <= T; t += BAC_LANES)
            lanes += *(const bac_v16 *)(x + t);
        float sum = bac_lane_sum(&lanes);
        for (; t < T; t++)
            sum += x[t];
        y[r] = sum / (float)T;
    }
}

BAC_CLONES
void bac_mean_backward(uint32_t T, size_t rows, const float *dy, float *dx, bool add) {
    for (size_t r = 0; r < rows; r++, dx += T) {
        const float share = dy[r] / (float)T;
        for (size_t t = 0; t < T; t++)
            dx[t] = add ? dx[t] + share : share;
    }
}

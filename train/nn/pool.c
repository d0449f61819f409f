/* pool.c - max over windows, mean over rows */
#include "kernels.h"
#include "loops.h"

#include <string.h>

/* Real samples of window t: first and one past the last. */
static void window(const bac_pool_shape *s, size_t t, size_t *lo, size_t *hi) {
    const size_t from = t * s->stride, to = from + s->kernel - s->pad_left;
    *lo = from > s->pad_left ? from - s->pad_left : 0;
    *hi = to < s->t_in ? to : s->t_in;
}

/* Index of the first of the largest. */
static size_t place_of_largest(const bac_loops *loops, const float *x, size_t n) {
    const float best = loops->largest(x, n);
    for (size_t i = 0; i < n; i++)
        if (x[i] == best)
            return i;
    return 0; /* not a number */
}

static bool is_halving(const bac_pool_shape *s) {
    return s->kernel == 2 && s->stride == 2 && s->pad_left == 0 && s->pad_right == 0 &&
           s->t_in == 2 * s->t_out;
}

void bac_maxpool_forward(const bac_pool_shape *s, size_t rows, const float *x, float *y) {
    const bac_loops *loops = bac_loops_here();
    if (is_halving(s)) {
        loops->halve(x, y, rows * s->t_out);
        return;
    }
    for (size_t r = 0; r < rows; r++, x += s->t_in, y += s->t_out)
        for (size_t t = 0; t < s->t_out; t++) {
            size_t lo, hi;
            window(s, t, &lo, &hi);
            y[t] = loops->largest(x + lo, hi - lo);
        }
}

void bac_maxpool_backward(const bac_pool_shape *s, size_t rows, const float *x, const float *dy,
                          float *dx, bool add) {
    const bac_loops *loops = bac_loops_here();
    if (is_halving(s)) {
        loops->unhalve(x, dy, dx, rows * s->t_out, add);
        return;
    }
    if (!add)
        memset(dx, 0, rows * s->t_in * sizeof *dx);
    for (size_t r = 0; r < rows; r++, x += s->t_in, dx += s->t_in, dy += s->t_out)
        for (size_t t = 0; t < s->t_out; t++) {
            size_t lo, hi;
            window(s, t, &lo, &hi);
            dx[lo + place_of_largest(loops, x + lo, hi - lo)] += dy[t];
        }
}

void bac_mean_forward(uint32_t T, size_t rows, const float *x, float *y) {
    const bac_loops *loops = bac_loops_here();
    for (size_t r = 0; r < rows; r++, x += T)
        y[r] = loops->sum(x, T) / (float)T;
}

void bac_mean_backward(uint32_t T, size_t rows, const float *dy, float *dx, bool add) {
    for (size_t r = 0; r < rows; r++, dx += T) {
        const float share = dy[r] / (float)T;
        for (size_t t = 0; t < T; t++)
            dx[t] = add ? dx[t] + share : share;
    }
}

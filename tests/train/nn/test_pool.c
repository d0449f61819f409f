/* test_pool.c - pools, means and moments */
#include "conv_case.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Helpers ---- */

static bac_pool_shape random_pool(random_source *r) {
    bac_pool_shape s = {.kernel = 2, .stride = 2, .t_in = (uint32_t)random_between(r, 1, 200)};
    switch (random_between(r, 0, 3)) {
    case 0: /* global */
        s.kernel = s.t_in;
        s.stride = 1;
        break;
    case 1: /* halving */
        s.t_in = 2 * (s.t_in / 2 + 1);
        break;
    default:
        s.kernel = (uint32_t)random_between(r, 1, 9);
        s.stride = (uint32_t)random_between(r, 1, 5);
        s.pad_left = (uint32_t)random_between(r, 0, s.kernel - 1);
        s.pad_right = (uint32_t)random_between(r, 0, s.kernel - 1);
        while (s.t_in + s.pad_left + s.pad_right < s.kernel)
            s.t_in++;
        /* every window must hold a sample */
        while (s.t_in <= s.pad_right)
            s.t_in++;
    }
    s.t_out = (s.t_in + s.pad_left + s.pad_right - s.kernel) / s.stride + 1;
    return s;
}

static float *random_floats(random_source *r, size_t n, int64_t limit) {
    float *x = fenced(n);
    for (size_t i = 0; i < n; i++)
        x[i] = (float)random_between(r, -limit, limit);
    return x;
}

/* Place of the winner of window t, from the definition. */
static size_t winner(const bac_pool_shape *s, const float *x, size_t t) {
    size_t best = SIZE_MAX;
    for (uint32_t k = 0; k < s->kernel; k++) {
        const int64_t u = (int64_t)t * s->stride + k - s->pad_left;
        if (u >= 0 && u < s->t_in && (best == SIZE_MAX || x[u] > x[best]))
            best = (size_t)u;
    }
    return best;
}

/* ---- Max ---- */

static void check_pool(const bac_pool_shape *s, size_t rows, random_source *r, const char *story) {
    const size_t n_x = rows * s->t_in, n_y = rows * s->t_out;
    float *x = random_floats(r, n_x, 6), *dy = random_floats(r, n_y, 50);
    float *before = random_floats(r, n_x, 50), *y = fenced(n_y), *dx = fenced(n_x);
    float *sum = fenced(n_x), *want = fenced(n_x);
    memset(want, 0, n_x * sizeof *want);
    memcpy(sum, before, n_x * sizeof *sum);
    bac_maxpool_forward(s, rows, x, y);
    bac_maxpool_backward(s, rows, x, dy, dx, false);
    bac_maxpool_backward(s, rows, x, dy, sum, true);
    for (size_t i = 0; i < n_y; i++) {
        const size_t row = i / s->t_out * s->t_in;
        const size_t at = row + winner(s, x + row, i % s->t_out);
        cr_assert_eq(y[i], x[at], "%s: y[%zu] is %g, not %g", story, i, (double)y[i],
                     (double)x[at]);
        want[at] += dy[i];
    }
    for (size_t i = 0; i < n_x; i++) {
        cr_assert_eq(dx[i], want[i], "%s: dx[%zu] is %g, not %g", story, i, (double)dx[i],
                     (double)want[i]);
        cr_assert_eq(sum[i], before[i] + want[i], "%s: adding: dx[%zu]", story, i);
    }
    cr_assert(fence_kept(y) && fence_kept(dx) && fence_kept(sum), "%s", story);
    float *all[] = {x, dy, before, y, dx, sum, want};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        fenced_free(all[i]);
}

Test(bac_maxpool, takes_the_largest_and_the_earliest_gets_the_gradient) {
    const uint64_t first = random_first_seed();
    for (uint64_t seed = first; seed < first + random_rounds(500); seed++) {
        random_source r = {seed};
        char replay[80], story[200];
        const bac_pool_shape s = random_pool(&r);
        const size_t rows = (size_t)random_between(&r, 1, 7);
        snprintf(story, sizeof story, "%s: kernel %u stride %u pad %u,%u T %u>%u rows %zu",
                 random_replay(seed, replay), s.kernel, s.stride, s.pad_left, s.pad_right, s.t_in,
                 s.t_out, rows);
        check_pool(&s, rows, &r, story);
    }
}

/* Distinct samples, a step too small to change a winner: the loss is linear in it. */
Test(bac_maxpool, has_the_slope_of_central_differences) {
    const bac_pool_shape shapes[] = {
        {3, 2, 1, 1, 20, 10}, {2, 2, 0, 0, 20, 10}, {20, 1, 0, 0, 20, 1}, {5, 1, 2, 2, 20, 20}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const bac_pool_shape *s = &shapes[i];
        float x[20], dy[20], dx[20], y[20];
        for (int j = 0; j < 20; j++) {
            x[j] = (float)(j * 13 % 20);
            dy[j] = (float)(j % 7 - 3);
        }
        bac_maxpool_backward(s, 1, x, dy, dx, false);
        for (int j = 0; j < 20; j++) {
            double slope = 0;
            for (int side = -1; side <= 1; side += 2) {
                const float kept = x[j];
                x[j] += (float)side * 0.25f;
                bac_maxpool_forward(s, 1, x, y);
                x[j] = kept;
                for (uint32_t t = 0; t < s->t_out; t++)
                    slope += 2.0 * side * (double)dy[t] * (double)y[t];
            }
            cr_assert_eq((double)dx[j], slope, "shape %zu: dx[%d] is %g, not %g", i, j,
                         (double)dx[j], slope);
        }
    }
}

/* ---- Mean ---- */

Test(bac_mean, is_the_exact_sum_divided_and_spreads_its_gradient) {
    const uint64_t first = random_first_seed();
    for (uint64_t seed = first; seed < first + random_rounds(200); seed++) {
        random_source r = {seed};
        char replay[80];
        random_replay(seed, replay);
        const uint32_t T = (uint32_t)random_between(&r, 1, 150);
        const size_t rows = (size_t)random_between(&r, 1, 6), n = rows * T;
        float *x = random_floats(&r, n, 1000), *dy = random_floats(&r, rows, 1000);
        float *before = random_floats(&r, n, 1000), *y = fenced(rows), *dx = fenced(n);
        float *sum = fenced(n);
        memcpy(sum, before, n * sizeof *sum);
        bac_mean_forward(T, rows, x, y);
        bac_mean_backward(T, rows, dy, dx, false);
        bac_mean_backward(T, rows, dy, sum, true);
        for (size_t i = 0; i < rows; i++) {
            int64_t total = 0;
            for (uint32_t t = 0; t < T; t++)
                total += (int64_t)x[i * T + t];
            cr_assert_eq(y[i], (float)total / (float)T, "%s: y[%zu]", replay, i);
        }
        for (size_t i = 0; i < n; i++) {
            cr_assert_eq(dx[i], dy[i / T] / (float)T, "%s: dx[%zu]", replay, i);
            cr_assert_eq(sum[i], before[i] + dx[i], "%s: adding: dx[%zu]", replay, i);
        }
        cr_assert(fence_kept(y) && fence_kept(dx) && fence_kept(sum), "%s", replay);
        float *all[] = {x, dy, before, y, dx, sum};
        for (size_t i = 0; i < sizeof all / sizeof *all; i++)
            fenced_free(all[i]);
    }
}

/* ---- Moments ---- */

Test(bac_moments, equal_two_passes_in_long_double) {
    const uint64_t first = random_first_seed();
    for (uint64_t seed = first; seed < first + random_rounds(200); seed++) {
        random_source r = {seed};
        char replay[80];
        random_replay(seed, replay);
        const uint32_t C = (uint32_t)random_between(&r, 1, 4);
        const size_t n = (size_t)random_between(&r, 1, 700);
        const float offset = random_chance(&r, 50) ? 0 : (float)random_between(&r, -100000, 100000);
        double mean[4], variance[4];
        float *x = random_floats(&r, C * n, 1 << 20);
        for (size_t i = 0; i < C * n; i++)
            x[i] = x[i] / (1 << 18) + offset;
        bac_moments(C, n, x, mean, variance);
        for (uint32_t c = 0; c < C; c++) {
            long double m = 0, v = 0;
            for (size_t i = 0; i < n; i++)
                m += (long double)x[c * n + i];
            m /= (long double)n;
            for (size_t i = 0; i < n; i++)
                v += ((long double)x[c * n + i] - m) * ((long double)x[c * n + i] - m);
            v /= (long double)n;
            cr_assert(fabsl((long double)mean[c] - m) <= 1e-13L * (1 + fabsl(m)),
                      "%s: mean %.17g, not %.17Lg", replay, mean[c], m);
            cr_assert(fabsl((long double)variance[c] - v) <= 1e-12L * (1 + v),
                      "%s: variance %.17g, not %.17Lg", replay, variance[c], v);
        }
        fenced_free(x);
    }
}

Test(bac_moments, of_a_constant_have_no_variance) {
    float x[40];
    double mean, variance;
    for (int i = 0; i < 40; i++)
        x[i] = 1e7f;
    bac_moments(1, 40, x, &mean, &variance);
    cr_assert_eq(mean, 1e7);
    cr_assert_eq(variance, 0);
}

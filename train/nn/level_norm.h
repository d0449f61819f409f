/* level_norm.h - runs of a batch norm with its activation (loops.h); a part of level.c */
#ifndef BAC_LEVEL_NORM_H
#define BAC_LEVEL_NORM_H

#include "../../model/fixed.h"
#include "level.h"
#include "loops.h"

typedef int mask_vec __attribute__((vector_size(LANES_FLOATS)));

/* The sum of the lanes, in pairs: short chains of additions. */
BAC_INLINE float lanes_total(vec v) {
    float lane[LANES];
    store(lane, v);
    for (size_t half = LANES / 2; half > 0; half /= 2)
        for (size_t i = 0; i < half; i++)
            lane[i] += lane[i + half];
    return lane[0];
}

/* Deviations from x[0] are summed in float: a run is at most about a thousand samples long, so the
 * sums keep enough digits. */
static void level_spread(const float *x, size_t n, double *mean, double *variance) {
    vec s[2] = {{0}, {0}}, q[2] = {{0}, {0}};
    double sum = 0, square = 0;
    size_t i = 0;
    for (; i + 2 * LANES <= n; i += 2 * LANES)
        for (int j = 0; j < 2; j++) {
            const vec d = load(x + i + (size_t)j * LANES) - x[0];
            s[j] += d;
            q[j] += d * d;
        }
    sum = (double)lanes_total(s[0] + s[1]);
    square = (double)lanes_total(q[0] + q[1]);
    for (; i < n; i++) {
        const double d = (double)x[i] - (double)x[0];
        sum += d;
        square += d * d;
    }
    sum /= (double)n;
    square = square / (double)n - sum * sum;
    *mean = (double)x[0] + sum;
    *variance = square > 0 ? square : 0;
}

static void level_relu(size_t n, const float *x, float a, float b, float *y) {
    size_t i = 0;
    for (; i + BAC_LANES <= n; i += BAC_LANES) {
        for (size_t j = i; j < i + BAC_LANES; j += LANES) {
            const vec u = load(x + j) * a + b;
            store(y + j, (vec)((mask_vec)u & (u > 0)));
        }
    }
    for (; i < n; i++) {
        const float u = a * x[i] + b;
        y[i] = u > 0 ? u : 0;
    }
}

static void level_hard(size_t n, const float *restrict x, float a, float b, bool swish,
                       float *restrict y) {
    for (size_t i = 0; i < n; i++) {
        const float u = x[i] * a + b, gate = bac_fixed_clampf(u + 3, 0, 6) * (1.0f / 6);
        y[i] = swish ? u * gate : gate;
    }
}

static void level_hard_slope(size_t n, const float *restrict x, float a, float b, bool swish,
                             const float *restrict dy, float *restrict du) {
    for (size_t i = 0; i < n; i++) {
        const float u = x[i] * a + b;
        const float inside = swish ? u * (1.0f / 3) + 0.5f : 1.0f / 6;
        const float above = swish ? 1 : 0;
        du[i] = dy[i] * (u <= -3 ? 0 : u < 3 ? inside : above);
    }
}

static void level_shift(size_t n, const float *restrict x, float a, float b, float lo, float hi,
                        float *restrict y) {
    for (size_t i = 0; i < n; i++)
        y[i] = bac_fixed_clampf(bac_fixed_floorf(x[i] * a + b), lo, hi);
}

static void level_round(size_t n, const float *restrict x, float a, float b, float lo, float hi,
                        float *restrict y) {
    for (size_t i = 0; i < n; i++)
        y[i] = bac_fixed_roundf(bac_fixed_clampf(x[i] * a + b, lo, hi));
}

/* dy where the activation passes the gradient (bac_pass), 0 elsewhere. */
BAC_INLINE vec passed(vec x, bac_pass o, const float *dy) {
    const vec u = x * o.a + o.b;
    return (vec)((mask_vec)load(dy) & (u > o.lo) & (u < o.hi));
}

static float passed_one(float x, bac_pass o, float dy) {
    const float u = o.a * x + o.b;
    return u > o.lo && u < o.hi ? dy : 0;
}

/* to: where du goes, or NULL. */
BAC_INLINE void sums(size_t n, const float *x, bac_pass o, const float *dy, float *to, double *du,
                     double *dux) {
    vec s[2] = {{0}, {0}}, t[2] = {{0}, {0}};
    size_t i = 0;
    for (; i + 2 * LANES <= n; i += 2 * LANES)
        for (size_t j = 0; j < 2; j++) {
            const vec v = load(x + i + j * LANES);
            const vec g = passed(v, o, dy + i + j * LANES);
            if (to)
                store(to + i + j * LANES, g);
            s[j] += g;
            t[j] += g * v;
        }
    *du += (double)lanes_total(s[0] + s[1]);
    *dux += (double)lanes_total(t[0] + t[1]);
    for (; i < n; i++) {
        const float g = passed_one(x[i], o, dy[i]);
        if (to)
            to[i] = g;
        *du += (double)g;
        *dux += (double)(g * x[i]);
    }
}

static void level_slopes(size_t n, const float *x, bac_pass o, const float *dy, double *du,
                         double *dux) {
    sums(n, x, o, dy, NULL, du, dux);
}

static void level_gate(size_t n, const float *x, bac_pass o, float *dy, double *du, double *dux) {
    sums(n, x, o, dy, dy, du, dux);
}

static double level_step(size_t n, const float *restrict x, bac_pass o, const float *restrict dy) {
    enum { PART = 64 * BAC_LANES }; /* short sums in float keep enough digits */
    float part[BAC_LANES] = {0};
    double sum = 0;
    size_t i = 0;
    for (; i + BAC_LANES <= n; i += BAC_LANES) {
        for (size_t l = 0; l < BAC_LANES; l++) {
            const float u = o.a * x[i + l] + o.b;
            const float code = bac_fixed_roundf(bac_fixed_clampf(u, o.lo, o.hi));
            part[l] += dy[i + l] * (code - (u > o.lo && u < o.hi ? u : 0));
        }
        if (i % PART == 0)
            for (size_t l = 0; l < BAC_LANES; l++) {
                sum += (double)part[l];
                part[l] = 0;
            }
    }
    for (size_t l = 0; l < BAC_LANES; l++)
        sum += (double)part[l];
    for (; i < n; i++) {
        const float u = o.a * x[i] + o.b;
        const float code = bac_fixed_roundf(bac_fixed_clampf(u, o.lo, o.hi));
        sum += (double)(dy[i] * (code - (u > o.lo && u < o.hi ? u : 0)));
    }
    return sum;
}

static void level_mix(size_t n, const float *x, bac_pass o, const float *dy, const float mix[3],
                      bool add, float *dx) {
    size_t i = 0;
    for (; i + BAC_LANES <= n; i += BAC_LANES) {
        for (size_t j = i; j < i + BAC_LANES; j += LANES) {
            const vec at = load(x + j);
            vec v = passed(at, o, dy + j) * mix[0] + (at * mix[1] + mix[2]);
            if (add)
                v += load(dx + j);
            store(dx + j, v);
        }
    }
    for (; i < n; i++) {
        const float v = mix[0] * passed_one(x[i], o, dy[i]) + (mix[1] * x[i] + mix[2]);
        dx[i] = add ? dx[i] + v : v;
    }
}

static void level_blend(size_t n, const float *x, const float *du, const float mix[3], bool add,
                        float *dx) {
    size_t i = 0;
    for (; i + BAC_LANES <= n; i += BAC_LANES) {
        for (size_t j = i; j < i + BAC_LANES; j += LANES) {
            vec v = load(du + j) * mix[0] + (load(x + j) * mix[1] + mix[2]);
            if (add)
                v += load(dx + j);
            store(dx + j, v);
        }
    }
    for (; i < n; i++) {
        const float v = mix[0] * du[i] + (mix[1] * x[i] + mix[2]);
        dx[i] = add ? dx[i] + v : v;
    }
}

#endif

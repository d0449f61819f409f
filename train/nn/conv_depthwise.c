/* conv_depthwise.c - convolutions whose output channels read one input channel each
 *
 * Each row gets a padded copy, so that filters need no border cases. With a stride s the copy is
 * polyphase: phase p has every s-th sample from the p-th on, so that each tap reads consecutive
 * samples. Zero weights cost nothing in forward and backward_input. */
#include "conv_inside.h"
#include "loops.h"
#include "vector.h"

#include <string.h>

/* Scratch of one row. A row's copy holds `phases` runs of `pitch` floats. */
typedef struct row_plan {
    size_t outs;   /* output channels of each input channel */
    size_t taps;   /* of the longest phase */
    size_t phases; /* that have taps */
    size_t pitch;
    const bac_loops *loops;
    bac_tap *tap;
    size_t *count;                     /* taps of each phase */
    float *row, *dy, *raw, *out, *acc; /* dy, raw: of a fed pass */
} row_plan;

static size_t div_up(size_t n, size_t d) {
    return (n + d - 1) / d;
}

/* Positions of a phase that the input reaches. */
static size_t phase_length(const bac_conv_shape *s) {
    return ((size_t)s->pad_left + s->t_in + s->stride - 1) / s->stride;
}

/* Lays the plan out from `work`, which may be NULL to learn the size: returns floats used. */
static size_t plan_rows(const bac_conv_shape *s, float *work, row_plan *p) {
    p->loops = bac_loops_here();
    p->outs = s->c_out / s->groups;
    p->taps = div_up(s->kernel, s->stride);
    p->phases = bac_size_min(s->stride, s->kernel);
    const size_t longest = bac_size_max(phase_length(s), s->t_out);
    p->pitch = bac_lanes_up(longest + p->taps) + BAC_LANES;

    const size_t wide = sizeof(bac_tap) / sizeof(float), index = sizeof(size_t) / sizeof(float);
    const size_t n_tap = p->outs * s->stride * p->taps * wide, n_count = p->outs * s->stride;
    size_t used = 0;
    p->tap = bac_take(work, &used, n_tap);
    p->count = bac_take(work, &used, n_count * index);
    p->row = bac_take(work, &used, p->phases * p->pitch);
    p->out = bac_take(work, &used, 2 * p->pitch);
    p->acc = bac_take(work, &used, p->outs * p->phases * p->taps * BAC_LANES);
    p->dy = bac_take(work, &used, p->pitch);
    p->raw = bac_take(work, &used, s->t_in);
    return used;
}

size_t bac_depthwise_work(const bac_conv_shape *s) {
    row_plan p = {0};
    return plan_rows(s, NULL, &p);
}

/* Non-zero weights of channel o in tap order; the copy's phase p starts at p*pitch. */
static size_t forward_taps(const bac_conv_shape *s, const row_plan *p, const float *w,
                           bac_tap *tap) {
    size_t n = 0;
    for (size_t k = 0; k < s->kernel; k++)
        if (w[k] != 0)
            tap[n++] = (bac_tap){(ptrdiff_t)(k % s->stride * p->pitch + k / s->stride), w[k]};
    return n;
}

/* The padding of p->row must be zero already: it is the same for every row. */
static void load_phases(const bac_conv_shape *s, const row_plan *p, const float *x) {
    if (s->stride == 2 && p->phases == 2) { /* x[0] lies at pad_left of the padded row */
        const size_t odd = s->pad_left % 2, half = s->pad_left / 2;
        p->loops->unweave(x, p->row + odd * p->pitch + half,
                          p->row + (1 - odd) * p->pitch + half + odd, s->t_in);
        return;
    }
    for (size_t phase = 0; phase < p->phases; phase++) {
        size_t lo, hi;
        bac_phase_range(s->stride, phase, s->pad_left, s->t_in, p->pitch, &lo, &hi);
        if (hi > lo)
            bac_stride_read(x + (lo * s->stride + phase - s->pad_left), s->stride,
                            p->row + phase * p->pitch + lo, hi - lo);
    }
}

/* Prefetches the inputs of the row of n floats at `at` (of `all`) while the row before is
 * computed. */
static void fetch_next(bac_feed f, size_t at, size_t n, size_t all) {
    const float *of[3] = {f.x, f.of[0], f.of[1]};
    for (size_t i = 0; i < 3 && at < all; i++)
        for (size_t j = 0; of[i] && j < n; j += BAC_LANES)
            __builtin_prefetch(of[i] + at + j);
}

/* Row b of channel c into the phases. */
static void feed_phases(const bac_conv_shape *s, const row_plan *p, bac_feed x, size_t B, size_t c,
                        size_t b) {
    const size_t at = (c * B + b) * s->t_in;
    if (!x.make) {
        load_phases(s, p, x.x + at);
    } else if (s->stride == 1) {
        x.make(x.user, c, b * s->t_in, s->t_in, p->row + s->pad_left);
    } else {
        x.make(x.user, c, b * s->t_in, s->t_in, p->raw);
        load_phases(s, p, p->raw);
    }
    fetch_next(x, at + s->t_in, s->t_in, s->c_in * B * s->t_in);
}

static void clear(float *x, size_t n) {
    memset(x, 0, n * sizeof *x);
}

void bac_depthwise_forward(const bac_conv_shape *s, uint32_t B, const float *w, bac_feed x,
                           float *y, bac_sink seen, float *work) {
    row_plan p = {0};
    plan_rows(s, work, &p);
    const bool whole = s->t_out % BAC_LANES == 0;
    clear(p.row, p.phases * p.pitch);
    for (size_t c = 0; c < s->c_in; c++) {
        for (size_t o = 0; o < p.outs; o++)
            p.count[o] =
                forward_taps(s, &p, w + (c * p.outs + o) * s->kernel, p.tap + o * s->kernel);
        for (size_t b = 0; b < B; b++) {
            feed_phases(s, &p, x, B, c, b);
            for (size_t o = 0; o < p.outs; o++) {
                float *to = y + ((c * p.outs + o) * B + b) * s->t_out;
                float *out = whole ? to : p.out;
                p.loops->filter(p.tap + o * s->kernel, p.count[o], p.row, out, s->t_out, false);
                if (!whole)
                    memcpy(to, out, s->t_out * sizeof *to);
                if (seen.take)
                    seen.take(seen.user, c * p.outs + o, b * s->t_out, s->t_out, to);
            }
        }
    }
}

/* Input position u = j*stride + phase - pad_left receives w[m*stride + phase] * dy[j - m]. The
 * copy of dy has taps-1 zeros before it. */
static size_t backward_taps(const bac_conv_shape *s, const row_plan *p, const float *w,
                            size_t phase, bac_tap *tap) {
    size_t n = 0;
    for (size_t m = 0; m * s->stride + phase < s->kernel; m++)
        if (w[m * s->stride + phase] != 0)
            tap[n++] = (bac_tap){(ptrdiff_t)(p->taps - 1 - m), w[m * s->stride + phase]};
    return n;
}

/* One row of dx at stride 2 from a copy of dy. */
static void backward_two(const bac_conv_shape *s, const row_plan *p, const bac_tap *tap,
                         const size_t *count, const float *dy, float *dx, bool add) {
    float *half[2] = {p->out, p->out + p->pitch};
    for (size_t phase = 0; phase < 2; phase++, tap += p->taps) {
        size_t lo, hi;
        bac_phase_range(2, phase, s->pad_left, s->t_in, SIZE_MAX, &lo, &hi);
        p->loops->filter(tap, count[phase], dy + lo, half[phase], hi - lo, false);
    }
    const size_t first = s->pad_left % 2; /* the phase of dx[0] */
    p->loops->weave(half[first], half[1 - first], dx, s->t_in, add);
}

/* One row of dx at any stride. */
static void backward_row(const bac_conv_shape *s, const row_plan *p, const bac_tap *tap,
                         const size_t *count, const float *dy, float *dx, bool add) {
    for (size_t phase = 0; phase < s->stride; phase++, tap += p->taps) {
        size_t lo, hi;
        bac_phase_range(s->stride, phase, s->pad_left, s->t_in, SIZE_MAX, &lo, &hi);
        if (lo == hi)
            continue;
        float *to = dx + (lo * s->stride + phase - s->pad_left);
        if (s->stride == 1 && s->t_in % BAC_LANES == 0) {
            p->loops->filter(tap, count[phase], dy + lo, to, hi - lo, add);
        } else {
            p->loops->filter(tap, count[phase], dy + lo, p->out, hi - lo, false);
            bac_stride_write(p->out, to, s->stride, hi - lo, add);
        }
    }
}

/* Row b of channel o of dy. */
static void feed_row(const bac_conv_shape *s, bac_feed dy, size_t B, size_t o, size_t b,
                     float *row) {
    const size_t at = (o * B + b) * s->t_out;
    if (dy.make)
        dy.make(dy.user, o, b * s->t_out, s->t_out, row);
    else
        memcpy(row, dy.x + at, s->t_out * sizeof *row);
    fetch_next(dy, at + s->t_out, s->t_out, s->c_out * B * s->t_out);
}

/* dw += the products' sums over lanes */
static void add_products(const bac_conv_shape *s, const row_plan *p, float *dw) {
    for (size_t o = 0; o < p->outs; o++)
        for (size_t k = 0; k < s->kernel; k++) {
            const size_t at = (o * p->phases + k % s->stride) * p->taps + k / s->stride;
            float sum = 0;
            for (size_t i = 0; i < BAC_LANES; i++)
                sum += p->acc[at * BAC_LANES + i];
            dw[o * s->kernel + k] += sum;
        }
}

/* A copied row of dy has taps-1 zeros before it and some behind it, so that both gradients can read
 * the same copy. */
void bac_depthwise_backward(const bac_conv_shape *s, uint32_t B, const float *w, bac_feed x,
                            bac_feed dy, float *dx, bool add, float *dw, bac_sink seen,
                            float *work) {
    row_plan p = {0};
    plan_rows(s, work, &p);
    const size_t filters = p.outs * s->stride, sums = p.phases * p.taps * BAC_LANES;
    clear(p.row, p.phases * p.pitch);
    clear(p.dy, p.pitch);
    float *row = p.dy + p.taps - 1;
    for (size_t c = 0; c < s->c_in; c++) {
        clear(p.acc, p.outs * sums);
        for (size_t i = 0; dx && i < filters; i++)
            p.count[i] = backward_taps(s, &p, w + (c * p.outs + i / s->stride) * s->kernel,
                                       i % s->stride, p.tap + i * p.taps);
        for (size_t b = 0; b < B; b++) {
            float *to = dx ? dx + (c * B + b) * s->t_in : NULL;
            if (dw)
                feed_phases(s, &p, x, B, c, b);
            for (size_t o = 0; o < p.outs; o++) {
                feed_row(s, dy, B, c * p.outs + o, b, row);
                for (size_t phase = 0; dw && phase < p.phases; phase++)
                    p.loops->correlate(p.row + phase * p.pitch, row, bac_lanes_up(s->t_out),
                                       div_up(s->kernel - phase, s->stride),
                                       p.acc + o * sums + phase * p.taps * BAC_LANES);
                if (dx)
                    (s->stride == 2 ? backward_two : backward_row)(
                        s, &p, p.tap + o * s->stride * p.taps, p.count + o * s->stride, p.dy, to,
                        add || o > 0);
            }
            if (dx && seen.take)
                seen.take(seen.user, c, b * s->t_in, s->t_in, to);
        }
        if (dw)
            add_products(s, &p, dw + c * p.outs * s->kernel);
    }
}

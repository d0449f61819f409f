/* conv_dense.c - convolutions of any kind as matrix products, one for each group
 *
 * Samples are gathered into a panel that stays in the cache (panel.h) and multiplied by packed
 * weights (loops.h). A pointwise convolution reads the shard as one long frame. If few weights are
 * left, only these are used. */
#include "conv_inside.h"
#include "loops.h"
#include "panel.h"
#include "vector.h"

#include <string.h>

enum {
    PRODUCT_COLUMNS = 256,                       /* of a panel */
    PRODUCT_PITCH = PRODUCT_COLUMNS + BAC_LANES, /* rows use different sets of the cache */
    IN_PLACE_ROWS = 24, /* more rows of a stream would compete for the same cache sets: copy them */
    FED_COLUMNS = 512,  /* of both panels of a fed backward pass */
    FED_PITCH = FED_COLUMNS + BAC_LANES,
    DOT_COLUMNS = 1024, /* of a panel of backward_weight, or less: */
    DOT_FLOATS = 98304  /* a part of a second-level cache */
};

/* weight of (output o, channel c, tap k) = w[first + o*out + c*channel + k*tap] */
typedef struct weight_map {
    size_t first, out, channel, tap;
} weight_map;

typedef struct product_plan {
    float *packed, *panel, *out;
    bac_tap *tap;
    size_t *end;
} product_plan;

static size_t outs_up(size_t outs) {
    return (outs + BAC_MOST_OUTS - 1) / BAC_MOST_OUTS * BAC_MOST_OUTS;
}

/* Lays out the scratch of a product and returns its floats; work may be NULL to compute only
 * that. */
static size_t plan_product(size_t outs, size_t rows, float *work, product_plan *p) {
    const size_t wide = sizeof(bac_tap) / sizeof(float), index = sizeof(size_t) / sizeof(float);
    size_t used = 0;
    p->packed = bac_take(work, &used, (outs + BAC_MOST_OUTS) * rows);
    p->panel = bac_take(work, &used, rows * PRODUCT_PITCH);
    p->out = bac_take(work, &used, outs * PRODUCT_PITCH);
    p->tap = bac_take(work, &used, outs * rows * wide);
    p->end = bac_take(work, &used, outs * index);
    return used;
}

/* Weights that are not zero. A map of stride 1 covers all of a group's. */
static size_t count_weights(const bac_gather *g, const weight_map *m, size_t outs, const float *w) {
    const size_t all = outs * g->channels * g->taps;
    size_t n = 0;
    if (m->first == 0 && m->tap <= 1) {
        for (size_t i = 0; i < all; i++)
            n += w[i] != 0;
        return n;
    }
    for (size_t o = 0; o < outs; o++)
        for (size_t c = 0; c < g->channels; c++)
            for (size_t k = 0; k < g->taps; k++)
                n += w[m->first + o * m->out + c * m->channel + k * m->tap] != 0;
    return n;
}

/* Packs weights for tiles, in the order in which they are read: the outputs of a tile are
 * adjacent. */
static void pack_weights(const bac_gather *g, const weight_map *m, size_t outs, const float *w,
                         float *to) {
    const size_t tile = bac_loops_here()->tile_outs;
    for (size_t from = 0; from < outs; from += tile)
        for (size_t c = 0; c < g->channels; c++)
            for (size_t k = 0; k < g->taps; k++, to += tile) {
                const float *at = w + (m->first + from * m->out + c * m->channel + k * m->tap);
                const size_t n = bac_size_min(tile, outs - from);
                for (size_t o = 0; o < n; o++)
                    to[o] = at[o * m->out];
                for (size_t o = n; o < tile; o++)
                    to[o] = 0;
            }
}

/* Lists the non-zero weights for the sparse product. */
static void list_weights(const bac_gather *g, const weight_map *m, size_t outs, const float *w,
                         size_t pitch, product_plan *p) {
    size_t n = 0;
    for (size_t o = 0; o < outs; o++) {
        for (size_t c = 0; c < g->channels; c++)
            for (size_t k = 0; k < g->taps; k++) {
                const float v = w[m->first + o * m->out + c * m->channel + k * m->tap];
                if (v != 0)
                    p->tap[n++] = (bac_tap){(ptrdiff_t)((c * g->taps + k) * pitch), v};
            }
        p->end[o] = n;
    }
}

/* Columns at .. at+n-1 of a stream of `all`, then zeros up to whole vectors. */
static void feed_panel(bac_feed f, size_t rows, size_t all, size_t at, size_t n, float *panel,
                       size_t pitch) {
    const size_t whole = bac_lanes_up(n);
    for (size_t r = 0; r < rows; r++, panel += pitch) {
        if (f.make)
            f.make(f.user, r, at, n, panel);
        else
            memcpy(panel, f.x + r * all + at, n * sizeof *panel);
        memset(panel + n, 0, (whole - n) * sizeof *panel);
    }
}

static void add_next(bac_next *next, bac_feed f, size_t rows, size_t at) {
    const float *of[3] = {f.x, f.of[0], f.of[1]};
    size_t n = 0;
    while (n < 3 && next->x[n])
        n++;
    for (size_t i = 0; i < 3 && at < next->pitch; i++)
        if (of[i] && n < 3) {
            next->rows[n] = rows;
            next->x[n++] = of[i] + at;
        }
}

static void show(bac_sink seen, float *y, size_t pitch, size_t rows, size_t at, size_t n) {
    for (size_t r = 0; seen.take && r < rows; r++)
        seen.take(seen.user, r, at, n, y + r * pitch);
}

static void gather_product(const bac_gather *g, const weight_map *m, size_t outs, const float *w,
                           bac_feed src, float *dst, bool add, bac_sink seen, float *work) {
    const bac_loops *loops = bac_loops_here();
    product_plan p = {0};
    const size_t rows = g->channels * g->taps, all = g->frames * g->n_t;
    plan_product(outs, rows, work, &p);
    const size_t dear = rows > 96 ? 3 : 2; /* cost of a listed weight; more if the panel is large */
    const bool sparse = dear * count_weights(g, m, outs, w) < outs * rows;
    if (sparse)
        list_weights(g, m, outs, w, PRODUCT_PITCH, &p);
    else
        pack_weights(g, m, outs, w, p.packed);
    for (size_t at = 0; at < all; at += PRODUCT_COLUMNS) {
        const size_t n = bac_size_min(PRODUCT_COLUMNS, all - at);
        const size_t whole = (n + BAC_TILE_COLUMNS - 1) / BAC_TILE_COLUMNS * BAC_TILE_COLUMNS;
        const bool direct = whole == n && bac_gather_in_order(g);
        const bool in_place =
            direct && g->is_stream && !src.make && !sparse && rows <= IN_PLACE_ROWS;
        const float *panel = in_place ? src.x + at : p.panel;
        float *y = direct ? dst + at : p.out;
        const size_t y_pitch = direct ? all : PRODUCT_PITCH;
        bac_next next = {.pitch = all};
        add_next(&next, src, rows, at + n);
        if (g->is_stream && !in_place)
            feed_panel(src, rows, all, at, n, p.panel, PRODUCT_PITCH);
        else if (!in_place)
            bac_panel_fill(g, src.x, at, n, p.panel, PRODUCT_PITCH);
        if (sparse)
            loops->sparse(p.tap, p.end, outs, panel, whole, y, y_pitch, add && direct);
        else
            loops->product(p.packed, outs, panel, rows, in_place ? all : PRODUCT_PITCH, whole, y,
                           y_pitch, add && direct, src.make ? &next : NULL);
        if (!direct)
            bac_panel_spread(g, y, y_pitch, outs, at, n, dst, add);
        show(seen, dst + at, all, outs, at, n);
    }
}

bool bac_is_pointwise(const bac_conv_shape *s) {
    return s->kernel == 1 && s->stride == 1 && s->pad_left == 0 && s->pad_right == 0;
}

/* Of a pointwise convolution: the shard as one long frame. */
static bac_gather shard_gather(const bac_conv_shape *s, uint32_t B, bac_gather g) {
    if (bac_is_pointwise(s)) {
        g.is_stream = true;
        g.frames = 1;
        g.t_src = g.n_t = g.t_dst = (size_t)B * s->t_in;
    }
    return g;
}

static bac_gather forward_gather(const bac_conv_shape *s, uint32_t B) {
    bac_gather g = {.channels = s->c_in / s->groups,
                    .taps = s->kernel,
                    .frames = B,
                    .t_src = s->t_in,
                    .n_t = s->t_out,
                    .t_dst = s->t_out,
                    .first = -(ptrdiff_t)s->pad_left,
                    .tap_step = 1,
                    .t_step = s->stride,
                    .dst_first = 0,
                    .dst_step = 1};
    return shard_gather(s, B, g);
}

/* Input position u = j*stride + phase - pad_left receives w[m*stride + phase] * dy[j - m]. */
static bac_gather backward_gather(const bac_conv_shape *s, uint32_t B, size_t phase) {
    size_t lo, hi;
    bac_phase_range(s->stride, phase, s->pad_left, s->t_in, SIZE_MAX, &lo, &hi);
    bac_gather g = {.channels = s->c_out / s->groups,
                    .taps = phase < s->kernel ? (s->kernel - phase - 1) / s->stride + 1 : 0,
                    .frames = B,
                    .t_src = s->t_out,
                    .n_t = hi - lo,
                    .t_dst = s->t_in,
                    .first = (ptrdiff_t)lo,
                    .tap_step = -1,
                    .t_step = 1,
                    .dst_first = lo * s->stride + phase - s->pad_left,
                    .dst_step = s->stride};
    return shard_gather(s, B, g);
}

static size_t dot_columns(const bac_conv_shape *s, uint32_t B) {
    const size_t rows = (size_t)s->c_in / s->groups * s->kernel;
    const size_t all = bac_lanes_up((size_t)B * s->t_out);
    const size_t n = DOT_FLOATS / rows / BAC_LANES * BAC_LANES;
    return bac_size_min(bac_size_min(bac_size_max(n, 4 * BAC_LANES), DOT_COLUMNS), all);
}

/* Scratch of a fed backward pass: a product's, and panels and sums. */
typedef struct fed_plan {
    product_plan product;
    float *x, *dy, *out, *sum;
} fed_plan;

static size_t plan_fed(const bac_conv_shape *s, float *work, fed_plan *p) {
    size_t used = plan_product(s->c_in, s->c_out, work, &p->product);
    p->x = bac_take(work, &used, s->c_in * FED_PITCH);
    p->dy = bac_take(work, &used, s->c_out * FED_PITCH);
    p->out = bac_take(work, &used, s->c_in * FED_PITCH);
    p->sum = bac_take(work, &used, s->c_in * outs_up(s->c_out));
    return used;
}

size_t bac_dense_work(const bac_conv_shape *s, uint32_t B) {
    const size_t ci = s->c_in / s->groups, co = s->c_out / s->groups;
    const size_t taps = (s->kernel - 1) / s->stride + 1;
    product_plan p = {0};
    const size_t forward = plan_product(co, ci * s->kernel, NULL, &p);
    const size_t input = plan_product(ci, co * taps, NULL, &p);
    const size_t rows = ci * s->kernel;
    const size_t weight = (rows + co) * (dot_columns(s, B) + BAC_LANES) + rows * outs_up(co);
    const size_t most = bac_size_max(bac_size_max(forward, input), weight);
    return bac_is_pointwise(s) && s->groups == 1
               ? bac_size_max(most, plan_fed(s, NULL, &(fed_plan){0}))
               : most;
}

void bac_dense_forward(const bac_conv_shape *s, uint32_t B, const float *w, bac_feed x, float *y,
                       bac_sink seen, float *work) {
    const size_t ci = s->c_in / s->groups, co = s->c_out / s->groups, K = s->kernel;
    const bac_gather g = forward_gather(s, B);
    const weight_map m = {.first = 0, .out = ci * K, .channel = K, .tap = 1};
    for (size_t i = 0; i < s->groups; i++) {
        bac_feed group = x;
        group.x = x.x ? x.x + i * ci * B * s->t_in : NULL;
        gather_product(&g, &m, co, w + i * co * ci * K, group, y + i * co * B * s->t_out, false,
                       seen, work);
    }
}

void bac_dense_backward_input(const bac_conv_shape *s, uint32_t B, const float *w, const float *dy,
                              float *dx, bool add, float *work) {
    const size_t ci = s->c_in / s->groups, co = s->c_out / s->groups, K = s->kernel;
    for (size_t phase = 0; phase < s->stride; phase++) {
        const bac_gather g = backward_gather(s, B, phase);
        const weight_map m = {.first = phase, .out = K, .channel = ci * K, .tap = s->stride};
        for (size_t i = 0; i < s->groups && g.n_t; i++)
            gather_product(&g, &m, ci, w + i * co * ci * K,
                           (bac_feed){.x = dy + i * co * B * s->t_out}, dx + i * ci * B * s->t_in,
                           add, (bac_sink){0}, work);
    }
}

/* dw += the transposed sums */
static void add_sums(const float *sum, size_t pitch, size_t rows, size_t outs, float *dw) {
    for (size_t o = 0; o < outs; o++)
        for (size_t r = 0; r < rows; r++)
            dw[o * rows + r] += sum[r * pitch + o];
}

void bac_dense_backward_weight(const bac_conv_shape *s, uint32_t B, const float *x, const float *dy,
                               float *dw, float *work) {
    const size_t ci = s->c_in / s->groups, co = s->c_out / s->groups, rows = ci * s->kernel;
    const bac_loops *loops = bac_loops_here();
    const bac_gather g = forward_gather(s, B);
    const size_t all = g.frames * g.n_t, columns = dot_columns(s, B), pitch = columns + BAC_LANES;
    float *panel = work, *copy = panel + rows * pitch, *sum = copy + co * pitch;
    for (size_t i = 0; i < s->groups; i++) {
        memset(sum, 0, rows * outs_up(co) * sizeof *sum);
        for (size_t at = 0; at < all; at += columns) {
            const size_t n = bac_size_min(columns, all - at), whole = bac_lanes_up(n);
            const float *from = dy + i * co * all + at, *group = x + i * ci * B * s->t_in;
            const bool in_place = g.is_stream && whole == n;
            if (!in_place)
                bac_panel_fill(&g, group, at, n, panel, pitch);
            for (size_t o = 0; o < co && whole > n; o++) {
                memcpy(copy + o * pitch, from + o * all, n * sizeof *copy);
                memset(copy + o * pitch + n, 0, (whole - n) * sizeof *copy);
            }
            loops->dots(whole > n ? copy : from, co, whole > n ? pitch : all,
                        in_place ? group + at : panel, rows, in_place ? all : pitch, whole, sum,
                        outs_up(co));
        }
        add_sums(sum, outs_up(co), rows, co, dw + i * co * rows);
    }
}

void bac_pointwise_backward(const bac_conv_shape *s, uint32_t B, const float *w, bac_feed x,
                            bac_feed dy, float *dx, bool add, float *dw, bac_sink seen,
                            float *work) {
    const bac_loops *loops = bac_loops_here();
    const size_t ci = s->c_in, co = s->c_out, all = (size_t)B * s->t_in;
    const bac_gather g = {.channels = co, .taps = 1};
    const weight_map m = {.out = 1, .channel = ci};
    fed_plan p = {0};
    plan_fed(s, work, &p);
    const bool sparse = 2 * count_weights(&g, &m, ci, w) < ci * co;
    if (sparse)
        list_weights(&g, &m, ci, w, FED_PITCH, &p.product);
    else
        pack_weights(&g, &m, ci, w, p.product.packed);
    memset(p.sum, 0, ci * outs_up(co) * sizeof *p.sum);
    for (size_t at = 0; at < all; at += FED_COLUMNS) {
        const size_t n = bac_size_min(FED_COLUMNS, all - at);
        const size_t whole = (n + BAC_TILE_COLUMNS - 1) / BAC_TILE_COLUMNS * BAC_TILE_COLUMNS;
        const bool direct = whole == n;
        feed_panel(dy, co, all, at, n, p.dy, FED_PITCH);
        feed_panel(x, ci, all, at, n, p.x, FED_PITCH);
        loops->dots(p.dy, co, FED_PITCH, p.x, ci, FED_PITCH, bac_lanes_up(n), p.sum, outs_up(co));
        if (!dx)
            continue;
        float *to = direct ? dx + at : p.out;
        bac_next next = {.pitch = all};
        add_next(&next, dy, co, at + n);
        add_next(&next, x, ci, at + n);
        const size_t pitch = direct ? all : FED_PITCH;
        if (sparse)
            loops->sparse(p.product.tap, p.product.end, ci, p.dy, whole, to, pitch, add && direct);
        else
            loops->product(p.product.packed, ci, p.dy, co, FED_PITCH, whole, to, pitch,
                           add && direct, &next);
        for (size_t r = 0; r < ci && !direct; r++)
            bac_stride_write(to + r * pitch, dx + r * all + at, 1, n, add);
        show(seen, dx + at, all, ci, at, n);
    }
    add_sums(p.sum, outs_up(co), ci, co, dw);
}

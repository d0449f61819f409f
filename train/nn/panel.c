/* panel.c - see panel.h */
#include "panel.h"
#include "conv_inside.h"
#include "vector.h"

#include <string.h>

void bac_stride_read(const float *x, size_t stride, float *y, size_t n) {
    if (stride == 1)
        memcpy(y, x, n * sizeof *y);
    else
        for (size_t i = 0; i < n; i++)
            y[i] = x[stride * i];
}

void bac_stride_write(const float *x, float *y, size_t stride, size_t n, bool add) {
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

/* The columns of one frame that fall into the panel. */
typedef struct segment {
    size_t frame, t, n, at; /* first position, how many, place in the panel */
} segment;

static bool next_segment(const bac_gather *g, size_t column, size_t n, segment *s) {
    s->at += s->n;
    if (s->at >= n)
        return false;
    s->frame = (column + s->at) / g->n_t;
    s->t = (column + s->at) % g->n_t;
    s->n = g->n_t - s->t < n - s->at ? g->n_t - s->t : n - s->at;
    return true;
}

static size_t clamp(ptrdiff_t v, size_t hi) {
    return v < 0 ? 0 : (size_t)v > hi ? hi : (size_t)v;
}

/* row[0..n) = src[start + i*step], zero outside 0..length-1 */
static void fill_run(const float *src, size_t length, ptrdiff_t start, size_t step, size_t n,
                     float *row) {
    const ptrdiff_t s = (ptrdiff_t)step;
    const size_t lo = start < 0 ? clamp((-start + s - 1) / s, n) : 0;
    const ptrdiff_t room = (ptrdiff_t)length - start; /* positions left from start on */
    const size_t hi = room <= 0 ? 0 : clamp((room + s - 1) / s, n);
    if (lo >= hi) {
        memset(row, 0, n * sizeof *row);
        return;
    }
    if (lo)
        memset(row, 0, lo * sizeof *row);
    bac_stride_read(src + (start + (ptrdiff_t)lo * s), step, row + lo, hi - lo);
    if (hi < n)
        memset(row + hi, 0, (n - hi) * sizeof *row);
}

void bac_panel_fill(const bac_gather *g, const float *src, size_t column, size_t n, float *panel,
                    size_t pitch) {
    const size_t whole = bac_lanes_up(n);
    segment s = {0};
    while (next_segment(g, column, n, &s))
        for (size_t c = 0; c < g->channels; c++) {
            const float *from = src + (c * g->frames + s.frame) * g->t_src;
            ptrdiff_t start = (ptrdiff_t)(s.t * g->t_step) + g->first;
            float *row = panel + c * g->taps * pitch + s.at;
            for (size_t k = 0; k < g->taps; k++, start += g->tap_step, row += pitch)
                fill_run(from, g->t_src, start, g->t_step, s.n, row);
        }
    if (whole > n)
        for (size_t r = 0; r < g->channels * g->taps; r++)
            memset(panel + r * pitch + n, 0, (whole - n) * sizeof *panel);
}

void bac_panel_spread(const bac_gather *g, const float *out, size_t pitch, size_t rows,
                      size_t column, size_t n, float *dst, bool add) {
    segment s = {0};
    while (next_segment(g, column, n, &s))
        for (size_t r = 0; r < rows; r++)
            bac_stride_write(out + r * pitch + s.at,
                             dst + (r * g->frames + s.frame) * g->t_dst + g->dst_first +
                                 s.t * g->dst_step,
                             g->dst_step, s.n, add);
}

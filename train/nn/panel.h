/* panel.h - a convolution as a matrix product: gathers the samples of each output into columns
 *
 * A bac_gather describes which samples an output needs and where the output belongs. Output
 * position t (0..n_t-1) needs, for each channel and tap, sample t*t_step + tap*tap_step + first of
 * a stream src [channels][B][t_src]; samples outside are zero. The output belongs at position
 * t*dst_step + dst_first of a row of t_dst. A forward convolution is one gather; a transposed one
 * (gradient of the input) is one gather for each phase of its stride.
 *
 * A panel has one row of `pitch` floats for each (channel, tap) and one column for each (b, t), t
 * fastest. */
#ifndef BAC_PANEL_H
#define BAC_PANEL_H

#include <stdbool.h>
#include <stddef.h>

typedef struct bac_gather {
    size_t channels, taps, frames;
    size_t t_src, n_t, t_dst;
    ptrdiff_t first, tap_step;
    size_t t_step;
    size_t dst_first, dst_step;
    bool is_stream; /* one tap that reads every sample in order: src itself is the panel */
} bac_gather;

/* Fills a panel with columns column .. column+n-1 of the gather, then zeros up to whole vectors. */
void bac_panel_fill(const bac_gather *g, const float *src, size_t column, size_t n, float *panel,
                    size_t pitch);

/* True when the outputs fill dst completely and in order, so that a product can write to dst itself
 * and bac_panel_spread is not needed. */
static inline bool bac_gather_in_order(const bac_gather *g) {
    return g->dst_first == 0 && g->dst_step == 1 && g->n_t == g->t_dst;
}

/* Copies (or adds) the outputs of columns column .. column+n-1, in rows `pitch` floats apart, to
 * their places in dst [rows][B][t_dst]. */
void bac_panel_spread(const bac_gather *g, const float *out, size_t pitch, size_t rows,
                      size_t column, size_t n, float *dst, bool add);

#endif

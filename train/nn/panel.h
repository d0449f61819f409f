/* panel.h - a convolution as a matrix product: gathers the samples of each output into columns
 *
 * A bac_gather reads a stream `src` [channels][B][t_src] at t*t_step + tap*tap_step + first (zero
 * outside) for output position t of n_t, and gives the place of that output in a row of t_dst.
 * Forward convolution and each phase of its transpose are gathers. Columns are (b, t) in that
 * order; a panel holds one row of `pitch` floats for each (channel, tap). */
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
    bool is_stream; /* one tap, every sample in order: src itself is a panel, as wide as it is long
                     */
} bac_gather;

/* Columns column .. column+n-1, then zeros up to whole vectors. */
void bac_panel_fill(const bac_gather *g, const float *src, size_t column, size_t n, float *panel,
                    size_t pitch);

/* True when the gather's outputs are all of dst in order, so that no bac_panel_spread is needed. */
static inline bool bac_gather_in_order(const bac_gather *g) {
    return g->dst_first == 0 && g->dst_step == 1 && g->n_t == g->t_dst;
}

/* Puts rows of outputs, `pitch` apart, where they belong in dst [rows][B][t_dst]. */
void bac_panel_spread(const bac_gather *g, const float *out, size_t pitch, size_t rows,
                      size_t column, size_t n, float *dst, bool add);

#endif

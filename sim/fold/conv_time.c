/* conv_time.c - the clocks of bac_fold_conv without ticking one
 *
 * Let F = l*stride*c_in/lanes_in beats fill a row and B = max(n_words, clocks to send a group)
 * clocks work on it. A row that a group frees with its last word, issued in clock E, can be written
 * from E+3 on; a position written in clock W counts for a group that starts in W+1 or later. */
#include "conv_internal.h"

#include <stdlib.h>

uint32_t bac_fold_conv_t_out(const bac_fold_conv_params *p) {
    return (p->t + p->pad_left + p->pad_right - p->k) / p->stride + 1;
}

uint32_t bac_fold_conv_rows_min(const bac_fold_conv_params *p) {
    return ((p->l - 1) * p->stride + p->k - 1) / bac_fold_conv_row(p) + 1;
}

static uint32_t group_clocks(const bac_fold_conv_params *p) {
    return bac_fold_max(p->n_words, bac_fold_conv_out(p));
}

/* Groups that wait for the last position that any group waits for. */
static uint32_t last_groups(const bac_fold_conv_params *p) {
    uint32_t groups = bac_fold_conv_groups(p);
    uint32_t n = 1;
    while (n < groups && bac_fold_conv_need(p, groups - 1 - n) >= p->t)
        n++;
    return n;
}

uint32_t bac_fold_conv_rows_full(const bac_fold_conv_params *p) {
    uint32_t span = bac_fold_conv_rows_min(p);
    uint32_t left = bac_fold_conv_left(p);
    uint32_t row_beats = bac_fold_conv_row(p) * (p->c_in / p->lanes_in);
    uint32_t clocks = group_clocks(p);
    if ((uint64_t)p->t * (p->c_in / p->lanes_in) <= (uint64_t)bac_fold_conv_groups(p) * clocks)
        /* Group j + d reads the last row that group j's end makes free; it starts d*B after j's
         * last word, or later, and the row takes F + 2 clocks: d = ceil((F + 2)/B). */
        return span + left - 1 + bac_fold_ceil_div(row_beats + 2, clocks);
    /* The writer sets the pace: a row must be free when it comes there, B + 2 clocks behind the
     * group's last position, or behind all groups that wait for the frame's last. */
    uint32_t last = last_groups(p);
    return bac_fold_max(span + bac_fold_ceil_div(clocks + 2, row_beats),
                        left + last + bac_fold_conv_skip(p) + 1 +
                            bac_fold_ceil_div(last * clocks + 2, row_beats));
}

uint64_t bac_fold_conv_clocks(const bac_fold_conv_params *p) {
    uint64_t lanes = (uint64_t)bac_fold_conv_groups(p) * group_clocks(p);
    uint64_t input = (uint64_t)p->t * (p->c_in / p->lanes_in);
    return lanes > input ? lanes : input;
}

uint64_t bac_fold_conv_latency(const bac_fold_conv_params *p) {
    uint64_t waiting = (uint64_t)(last_groups(p) - 1) * group_clocks(p);
    return waiting + p->n_words + bac_fold_conv_out(p) + (p->l > 1 ? 8 : 7);
}

/* ---- every beat */

typedef struct conv_clock {
    const bac_fold_conv_params *p;
    uint64_t *in;      /* [frames][beats] */
    uint64_t *free_at; /* [row of all frames] when a row may be written `rows` rows later */
    size_t written;    /* beats, of all frames */
    uint64_t issued;   /* 1 + the clock of the last word issued */
    uint64_t read;     /* 1 + the clock of the last word read for the output, L > 1 */
} conv_clock;

/* Accept beats until `positions` of frame f are written. */
static void accept(conv_clock *c, uint32_t f, uint32_t positions) {
    const bac_fold_conv_params *p = c->p;
    size_t words = p->c_in / p->lanes_in;
    size_t end = ((size_t)f * p->t + positions) * words;
    for (; c->written < end; c->written++) {
        size_t position = c->written / words;
        size_t in_frame = position % p->t + p->pad_left;
        size_t row =
            position / p->t * bac_fold_conv_frame_rows(p) + in_frame / bac_fold_conv_row(p);
        uint64_t at = c->in[c->written];
        if (c->written > 0 && at <= c->in[c->written - 1])
            at = c->in[c->written - 1] + 1;
        if (row >= p->rows && at < c->free_at[row - p->rows])
            at = c->free_at[row - p->rows];
        c->in[c->written] = at;
    }
}

static uint64_t *send_group(conv_clock *c, uint64_t start, uint64_t *out) {
    const bac_fold_conv_params *p = c->p;
    uint32_t channel = 0;
    if (p->l == 1) {
        for (uint32_t n = 0; n < p->n_words; n++)
            if (p->last[n] && ++channel % p->lanes_out == 0)
                *out++ = start + n + 7;
        return out;
    }
    uint64_t read = start + p->n_words - 1 + 7;
    if (read < c->read)
        read = c->read;
    c->read = read + bac_fold_conv_out(p);
    for (; read < c->read; read++)
        *out++ = read + 2;
    return out;
}

bool bac_fold_conv_times(const bac_fold_conv_params *p, uint32_t frames, uint64_t *in,
                         uint64_t *out) {
    uint32_t groups = bac_fold_conv_groups(p);
    uint32_t frame_rows = bac_fold_conv_frame_rows(p);
    if (bac_fold_conv_out(p) > p->n_words)
        return false;
    conv_clock c = {.p = p, .in = in};
    c.free_at = calloc((size_t)frames * frame_rows, sizeof *c.free_at);
    if (c.free_at == NULL)
        return false;
    for (uint32_t f = 0; f < frames; f++)
        for (uint32_t g = 0; g < groups; g++) {
            int64_t need = bac_fold_conv_need(p, g);
            accept(&c, f, need < p->t ? (uint32_t)need : p->t);
            uint64_t ready = in[c.written - 1] + 1;
            uint64_t start = ready > c.issued ? ready : c.issued;
            c.issued = start + p->n_words;
            out = send_group(&c, start, out);
            size_t row = (size_t)f * frame_rows + g;
            size_t end = g + 1 == groups ? (size_t)(f + 1) * frame_rows : row + 1;
            for (; row < end; row++)
                c.free_at[row] = c.issued + 2;
        }
    accept(&c, frames - 1, p->t);
    free(c.free_at);
    return true;
}

/* fold_conv_time.c - times of rtl/folded/bac_fold_conv.v in closed form, without simulating clocks.
 *
 * F = L*STRIDE*C_IN/LANES_IN beats fill a row, and the lanes work on a group for B = max(N_WORDS,
 * clocks to send a group) clocks. A row that a group frees with its last word, issued in clock E,
 * can be written from clock E+3 on; a group that starts in clock W+2 or later can read a position
 * written in clock W. */
#include "fold_conv_inside.h"
#include "frozen.h"
#include "ints.h"

#include <stdlib.h>

uint32_t bac_fold_conv_rows_min(const bac_fold_conv_params *p) {
    return ((p->L - 1) * p->STRIDE + p->K - 1) / bac_fold_conv_row(p) + 1;
}

static uint32_t group_clocks(const bac_fold_conv_params *p) {
    return bac_max_u32(p->N_WORDS, bac_fold_conv_out(p));
}

/* Number of groups that can start only when the last position that any group needs has arrived. */
static uint32_t last_groups(const bac_fold_conv_params *p) {
    uint32_t groups = bac_fold_conv_groups(p);
    uint32_t n = 1;
    while (n < groups && bac_fold_conv_need(p, groups - 1 - n) >= p->T)
        n++;
    return n;
}

static uint32_t rows_estimate(const bac_fold_conv_params *p) {
    uint32_t span = bac_fold_conv_rows_min(p);
    uint32_t left = bac_fold_conv_left(p);
    uint32_t row_beats = bac_fold_conv_row(p) * (p->C_IN / p->LANES_IN);
    uint32_t clocks = group_clocks(p);
    if ((uint64_t)p->T * (p->C_IN / p->LANES_IN) <= (uint64_t)bac_fold_conv_groups(p) * clocks)
        /* The end of group j frees a row. Group j + d is the first to read what is written there.
         * It starts at least d*B clocks after j's last word, and writing the row takes F + 3
         * clocks, so d = ceil((F + 3)/B). */
        return span + left - 1 + bac_ceil_div(row_beats + 3, clocks);
    /* The input sets the pace: a row must be free when the writer reaches it. It is free B + 3
     * clocks after the group's last position, or after all groups that wait for the frame's last
     * position. */
    uint32_t last = last_groups(p);
    return bac_max_u32(span + bac_ceil_div(clocks + 3, row_beats),
                       left + last + bac_fold_conv_skip(p) + 1 +
                           bac_ceil_div(last * clocks + 3, row_beats));
}

uint64_t bac_fold_conv_clocks(const bac_fold_conv_params *p) {
    uint64_t lanes = (uint64_t)bac_fold_conv_groups(p) * group_clocks(p);
    uint64_t input = (uint64_t)p->T * (p->C_IN / p->LANES_IN);
    return bac_max_u64(lanes, input);
}

uint64_t bac_fold_conv_latency(const bac_fold_conv_params *p) {
    uint64_t waiting = (uint64_t)(last_groups(p) - 1) * group_clocks(p);
    return waiting + p->N_WORDS + bac_fold_conv_out(p) + (p->L > 1 ? 10 : 9);
}

/* ---- every beat */

typedef struct conv_clock {
    const bac_fold_conv_params *p;
    uint64_t *in;      /* [frames][beats] */
    uint64_t *free_at; /* [rows of all frames] first clock in which row + ROWS may be written */
    uint64_t *out;     /* place for the clock of the next output beat */
    uint32_t *beat;    /* L = 1: [C_OUT/LANES_OUT] number of the word that completes each beat */
    size_t written;    /* beats of all frames written so far */
    uint64_t accepted; /* 1 + the clock of the last beat written */
    uint64_t issued;   /* 1 + the clock of the last word issued */
    /* L > 1: bac_fold_reorder behind the lanes holds two groups; while both halves are full, the
     * lanes stand still. 1 + the clock of the last read of the last group and of the group before
     * it. */
    uint64_t read[2];
    bac_fold_frozen frozen;
} conv_clock;

/* Accepts beats until `positions` positions of frame f are written, row by row of the ring. */
static void accept(conv_clock *c, uint32_t f, uint32_t positions) {
    const bac_fold_conv_params *p = c->p;
    const size_t words = p->C_IN / p->LANES_IN, row_positions = bac_fold_conv_row(p);
    const size_t first_row = (size_t)f * bac_fold_conv_frame_rows(p);
    const size_t frame = (size_t)f * p->T;
    while (c->written < (frame + positions) * words) {
        /* Positions count from the start of the left padding. */
        const size_t padded = c->written / words - frame + p->PAD_LEFT;
        const size_t row = first_row + padded / row_positions;
        const size_t row_end = (padded / row_positions + 1) * row_positions - p->PAD_LEFT;
        const size_t end = (frame + (row_end < positions ? row_end : positions)) * words;
        uint64_t next = c->accepted;
        if (row >= p->ROWS && c->free_at[row - p->ROWS] > next)
            next = c->free_at[row - p->ROWS];
        for (size_t i = c->written; i < end; i++) {
            next = bac_max_u64(c->in[i], next);
            c->in[i] = next++;
        }
        c->accepted = next;
        c->written = end;
    }
}

enum { LANES = 7 }; /* stages from a word's issue to the stage behind the lanes */

/* Times the output of a group whose first word is issued in clock `start`. */
static void send_group(conv_clock *c, uint64_t start) {
    const bac_fold_conv_params *p = c->p;
    if (p->L == 1) {
        const uint32_t beats = p->C_OUT / p->LANES_OUT;
        for (uint32_t i = 0; i < beats; i++)
            c->out[i] = start + c->beat[i] + LANES + 1;
        c->out += beats;
        return;
    }
    uint64_t full = bac_fold_moves(&c->frozen, start, p->N_WORDS - 1 + LANES) + 1;
    uint64_t read = bac_max_u64(full, c->read[0]);
    c->read[1] = c->read[0];
    c->read[0] = read + bac_fold_conv_out(p);
    for (; read < c->read[0]; read++)
        *c->out++ = read + 2;
}

/* Times one group, which needs `need` positions of frame f. Returns the clock of its last word. */
static uint64_t work_on_group(conv_clock *c, uint32_t f, int64_t need) {
    const bac_fold_conv_params *p = c->p;
    accept(c, f, need < p->T ? (uint32_t)need : p->T);
    uint64_t ready = c->in[c->written - 1] + 2;
    uint64_t start = bac_fold_thawed(&c->frozen, ready > c->issued ? ready : c->issued);
    if (p->L > 1) {
        uint32_t first = 0;
        while (!p->word[first].last)
            first++;
        bac_fold_stop(&c->frozen, bac_fold_moves(&c->frozen, start, first + LANES), c->read[1]);
    }
    send_group(c, start);
    uint64_t last = bac_fold_moves(&c->frozen, start, p->N_WORDS - 1);
    c->issued = last + 1;
    return last;
}

bool bac_fold_conv_times(const bac_fold_conv_params *p, uint32_t frames, uint64_t *in,
                         uint64_t *out) {
    uint32_t groups = bac_fold_conv_groups(p);
    uint32_t frame_rows = bac_fold_conv_frame_rows(p);
    conv_clock c = {.p = p, .in = in, .out = out};
    c.free_at = calloc((size_t)frames * frame_rows, sizeof *c.free_at);
    c.beat = calloc(p->C_OUT / p->LANES_OUT, sizeof *c.beat);
    if (!c.free_at || !c.beat) {
        free(c.free_at);
        free(c.beat);
        return false;
    }
    for (uint32_t n = 0, channel = 0; n < p->N_WORDS; n++)
        if (p->word[n].last && ++channel % p->LANES_OUT == 0)
            c.beat[channel / p->LANES_OUT - 1] = n;
    for (uint32_t f = 0; f < frames; f++) {
        for (uint32_t g = 0; g < groups; g++) {
            uint64_t last = work_on_group(&c, f, bac_fold_conv_need(p, g));
            size_t row = (size_t)f * frame_rows + g;
            size_t end = g + 1 == groups ? (size_t)(f + 1) * frame_rows : row + 1;
            for (; row < end; row++) /* its last word has been read from the ring */
                c.free_at[row] = bac_fold_moves(&c.frozen, last, 2) + 1;
        }
        accept(&c, f, p->T);
    }
    free(c.free_at);
    free(c.beat);
    return true;
}

/* ---- rows of the ring */

/* True when the last frames of a run without pauses take the clocks of the closed form, or when
 * memory is too short to check it. */
static bool keeps_rate(const bac_fold_conv_params *p) {
    enum { FEW = 8, MANY = 24, LONG = 32 };
    const uint32_t frames = bac_fold_conv_groups(p) >= LONG ? FEW : MANY;
    const size_t n_in = (size_t)p->T * (p->C_IN / p->LANES_IN);
    const size_t n_out = (size_t)bac_fold_conv_t_out(p) * (p->C_OUT / p->LANES_OUT);
    uint64_t *in = calloc(frames * n_in, sizeof *in), *out = calloc(frames * n_out, sizeof *out);
    bool keeps = true;
    if (in && out && bac_fold_conv_times(p, frames, in, out)) {
        const uint64_t *last = out + frames * n_out - 1;
        keeps = last[0] - *(last - FEW / 2 * n_out) == FEW / 2 * bac_fold_conv_clocks(p);
    }
    free(in);
    free(out);
    return keeps;
}

uint32_t bac_fold_conv_rows_full(const bac_fold_conv_params *given) {
    bac_fold_conv_params p = *given;
    p.ROWS = rows_estimate(&p);
    /* If lanes and input are about equally fast, each sometimes waits for the other, and one or two
     * more rows can be needed. */
    const uint64_t lanes = (uint64_t)bac_fold_conv_groups(&p) * group_clocks(&p);
    const uint64_t input = (uint64_t)p.T * (p.C_IN / p.LANES_IN);
    const uint64_t apart = lanes > input ? lanes - input : input - lanes;
    const uint64_t row_beats = (uint64_t)bac_fold_conv_row(&p) * (p.C_IN / p.LANES_IN);
    const uint64_t step = bac_max_u64(group_clocks(&p), row_beats);
    const uint32_t most = p.ROWS + 8;
    while (apart < 2 * p.ROWS * step && p.ROWS < most && !keeps_rate(&p))
        p.ROWS++;
    return p.ROWS;
}

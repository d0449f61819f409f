/* fold.h - the folded hardware's modules as the machine sees them: control, clock by clock, without
 * data, and their times in closed form.
 *
 * Each module in rtl/bac_fold_*.v (and bac_resize) has one parameter struct, named and ordered as
 * the Verilog parameters that decide timing, and one bac_fold_twin. As in twin.h a clock has two
 * phases: settle (valid, then ready; no state changes) and edge (only the state changes).
 */
#ifndef BAC_FOLD_H
#define BAC_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The handshakes of one module, 0 or 1 each: in[0] is s_axis, in[1] s_axis_skip. */
typedef struct bac_fold_wires {
    uint8_t in_valid[2], in_ready[2], in_last[2];
    uint8_t out_valid, out_ready, out_last;
} bac_fold_wires;

typedef struct bac_fold_twin {
    const char *module; /* its file is rtl/MODULE.v */
    uint32_t n_in;
    size_t (*size)(const void *params);             /* bytes of state */
    void (*reset)(const void *params, void *state); /* what rst leaves behind */
    /* out_valid and out_last from the state and, where a path is combinational, in_valid, in_last
     */
    void (*valid)(const void *params, const void *state, bac_fold_wires *w);
    /* in_ready from the state, all valids and out_ready */
    void (*ready)(const void *params, const void *state, bac_fold_wires *w);
    void (*edge)(const void *params, void *state, const bac_fold_wires *w);
} bac_fold_twin;

/* ---- bac_resize */

typedef struct bac_resize_params {
    uint32_t lanes_in, lanes_out; /* one divides the other */
} bac_resize_params;

extern const bac_fold_twin bac_resize_twin;

/* ---- bac_fold_reorder */

typedef struct bac_fold_reorder_params {
    uint32_t c, l, lanes; /* lanes divides c; l >= 2 */
} bac_fold_reorder_params;

extern const bac_fold_twin bac_fold_reorder_twin;

/* ---- bac_fold_conv */

typedef struct bac_fold_conv_params {
    uint32_t c_in, c_out, t, k, stride, pad_left, pad_right;
    uint32_t l, lanes_in, lanes_out;
    uint32_t rows;       /* of the ring */
    uint32_t n_words;    /* of the ROM */
    const uint8_t *last; /* [n_words] 1: the last word of its channel */
} bac_fold_conv_params;

extern const bac_fold_twin bac_fold_conv_twin;

uint32_t bac_fold_conv_t_out(const bac_fold_conv_params *p);
/* Rows of the ring: the fewest with which it works; and as many as it takes that the slower of
 * lanes and input never waits, where a row has no more beats than its group takes clocks, or the
 * input is the slower. */
uint32_t bac_fold_conv_rows_min(const bac_fold_conv_params *p);
uint32_t bac_fold_conv_rows_full(const bac_fold_conv_params *p);
/* Clocks a frame, back to back, input and output always ready, rows >= rows_full. */
uint64_t bac_fold_conv_clocks(const bac_fold_conv_params *p);
/* Clocks from the last beat that a group waits for to the frame's last beat out, lanes idle. */
uint64_t bac_fold_conv_latency(const bac_fold_conv_params *p);
/* Every beat of `frames` frames, output always ready. in: the clock from which each beat is
 * offered, replaced by that of its transfer; out: of each beat out. false: out of memory. */
bool bac_fold_conv_times(const bac_fold_conv_params *p, uint32_t frames, uint64_t *in,
                         uint64_t *out);

/* ---- stages of fixed latency and II = 1: a beat accepted in clock n leaves in
 * clock n + latency: a frame takes its beats, no more. */

typedef struct bac_fold_requant_params {
    uint32_t threshold; /* THRESHOLD */
    uint32_t eb, even;  /* THRESHOLD 0 */
    uint32_t bits;      /* THRESHOLD 1 */
} bac_fold_requant_params;

extern const bac_fold_twin bac_fold_requant_twin;
uint32_t bac_fold_requant_latency(const bac_fold_requant_params *p);

enum { BAC_FOLD_ADD_LATENCY = 3 };

extern const bac_fold_twin bac_fold_add_twin; /* no parameters: NULL */

typedef struct bac_fold_globalmax_params {
    uint32_t c, t, lanes;
} bac_fold_globalmax_params;

/* Latency 1 from the frame's last beat to the last maximum. */
extern const bac_fold_twin bac_fold_globalmax_twin;

typedef struct bac_fold_concat_params {
    uint32_t c_a, c_b, lanes;
} bac_fold_concat_params;

/* Latency 1; (c_a + c_b)/lanes clocks a position. */
extern const bac_fold_twin bac_fold_concat_twin;

/* ---- bac_fold_fc */

typedef struct bac_fold_fc_params {
    uint32_t n_in, n_out, lanes_in, lanes_out;
    uint32_t n_words; /* of the longest lane */
    const uint8_t
        *done; /* [n_words] 1: some lane ends an output with this word; [n_words - 1] is 1 */
} bac_fold_fc_params;

extern const bac_fold_twin bac_fold_fc_twin;

/* Clocks of two frames, back to back, input and output always ready: an odd number where a frame
 * takes one clock more than the next. */
uint64_t bac_fold_fc_clocks_of_two(const bac_fold_fc_params *p);
/* Clocks from a frame's last beat in to its last beat out, lanes idle. */
uint64_t bac_fold_fc_latency(const bac_fold_fc_params *p);
/* As bac_fold_conv_times. */
void bac_fold_fc_times(const bac_fold_fc_params *p, uint32_t frames, uint64_t *in, uint64_t *out);

#ifdef __cplusplus
}
#endif
#endif

/* serial.h - parameters of the modules of rtl/serial/, which take numbers digit by digit.
 * Upper-case members have the names of the modules' parameters, which the modules' headers define;
 * lower-case members are printed into them. */
#ifndef BAC_STAGES_SERIAL_H
#define BAC_STAGES_SERIAL_H

#include "credit.h"
#include "distributed.h"
#include "kind.h"

/* Windows of K samples of C numbers, DIGITS digits of D bits each. Sample `head` of a frame
 * completes the first window, each STRIDE samples the next. The windows read `flush` samples behind
 * the frame: with OVERLAP samples of the next frame, or empty ones; else GAP = flush samples of
 * FILL. */
typedef struct bac_serial_window_params {
    uint32_t C, D, DIGITS, T, K, STRIDE, PAD_LEFT, PAD_RIGHT, OVERLAP, GAP;
    bac_sized FILL;
    uint32_t head, flush, T_out;
    uint8_t *dead; /* [C] 1: this number is always 0; owned */
    uint8_t *used; /* [K][C] 1: some output reads this number of a window; owned */
    bac_credits credits;
} bac_serial_window_params;

/* A convolution or add and its requantiser. A code is ready `levels` clocks behind its sum's last
 * digit: LEVELS, plus one clock per bit of a searched code. */
typedef struct bac_serial_conv_params {
    uint32_t N_IN, D, DIGITS, C, D_OUT, DIGITS_OUT, OW, LEVELS, GROUP;
    int32_t LO, HI;
    uint32_t N_TERMS, SIGNED_OUT, SEARCH, STEPS, N_TREES, INTERVAL;
    uint32_t levels;
    bac_distributed sums;     /* owned */
    const bac_layer *requant; /* borrowed */
} bac_serial_conv_params;

extern const bac_kind bac_kind_serial_window, bac_kind_serial_conv;

#endif

/* serial_fit.h - decides which layers can be digit-serial within a given number of clocks per
 * frame, and in which form their numbers enter: digits, windows, polyphase components. */
#ifndef BAC_SERIAL_FIT_H
#define BAC_SERIAL_FIT_H

#include "bac.h"

/* The window of a convolution as its module sees it. A convolution with a stride can be polyphase:
 * STRIDE samples enter together as one sample with STRIDE times the channels, and this sample may
 * take the clocks of STRIDE samples. So its digits can be STRIDE times smaller. */
typedef struct bac_serial_window {
    uint32_t polyphase; /* polyphase components: samples that enter as one; 1: plain */
    uint32_t T, T_out;  /* samples of a frame; windows */
    uint32_t kernel, stride, pad_left, pad_right;
} bac_serial_window;

/* The form in which the numbers of a layer enter, and the distance of its positions. */
typedef struct bac_serial_shape {
    bac_serial_window window;
    uint32_t digit_bits, digits;
    uint32_t interval; /* initiation interval: least number of clocks from position to position */
    bool add;          /* the add before the convolution is fused into it */
} bac_serial_shape;

/* The form in which a layer's numbers enter within a given number of clocks per frame. */
typedef struct bac_serial_fit {
    bac_serial_window window;
    uint32_t digit_bits, digits;
    bool overlap;   /* true: the next frame's samples push out the last windows of this one */
    uint32_t gap;   /* otherwise: zero samples behind a frame, which push them out */
    uint32_t flush; /* samples behind the frame that its last window reads */
} bac_serial_fit;

/* No layer. An enum would be wider than an int. */
#define BAC_NO_LAYER UINT32_MAX

/* The only layer that reads this layer's stream; BAC_NO_LAYER: there is no reader, there are
 * several, or one reads it twice. */
uint32_t bac_only_reader(const bac_net *net, uint32_t layer);
/* The requantiser that is fused with this convolution or add into one digit-serial stage;
 * BAC_NO_LAYER: none can be. */
uint32_t bac_serial_fused_requant(const bac_net *net, uint32_t linear);
/* The add that can be fused into this convolution, which is then computed from the add's inputs:
 * the convolution is the add's only reader. BAC_NO_LAYER: none. */
uint32_t bac_serial_fused_add(const bac_net *net, uint32_t conv);
/* Bits of the widest input number. add: an add is fused into the layer, whose inputs then count. */
uint32_t bac_serial_bits(const bac_net *net, const bac_layer *linear, bool add);
/* True when a channel of the window is always 0. Channels are ordered by polyphase component, and
 * within each component by input of a fused add. */
bool bac_serial_is_dead(const bac_net *net, const bac_layer *linear, bool add, uint32_t channel);
/* The window of `linear` with `polyphase` components (1 or the stride). False: the layer cannot
 * have that many. */
bool bac_serial_window_of(const bac_net *net, const bac_layer *linear, uint32_t polyphase,
                          bac_serial_window *window);
/* Chooses the form in which a frame enters within `budget` clocks with the smallest digits; if no
 * form fits, the one with the largest digits. digit: if not 0, the width of the digits. The form is
 * polyphase if that makes digits smaller or is the only one that fits. */
bac_serial_fit bac_serial_fit_in(const bac_net *net, const bac_layer *linear, bool add,
                                 uint32_t digit, uint64_t budget);
uint64_t bac_serial_clocks(const bac_serial_fit *fit); /* clocks per frame */

/* The fewest bits of a digit with which `samples` numbers of `bits` bits enter within `budget`
 * clocks; `bits` if even whole numbers need more clocks. */
uint32_t bac_serial_digit(uint32_t bits, uint64_t samples, uint64_t budget);
uint32_t bac_serial_digits(uint32_t bits, uint32_t digit_bits);

#endif

/* serial_fit.h - which layers can be serial, and how their numbers come in: digits, windows,
 * phases, in a number of clocks a frame. */
#ifndef BAC_SERIAL_FIT_H
#define BAC_SERIAL_FIT_H

#include "bac.h"

/* The window of a convolution as its module sees it. Where only every STRIDE-th position has one,
 * STRIDE samples can come in side by side, as one sample of as many times the channels (its
 * phases), and take as long as they all do: digits then are so much smaller. */
typedef struct bac_serial_window {
    uint32_t phases;   /* samples in one */
    uint32_t T, T_out; /* samples of a frame; windows */
    uint32_t kernel, stride, pad_left, pad_right;
} bac_serial_window;

/* How numbers come in, and results go out. */
typedef struct bac_serial_shape {
    bac_serial_window window;
    uint32_t digit_bits, digits;
    uint32_t apart; /* clocks at least from one position's end to the next one's */
    bool add;       /* the convolution makes the add that is its input */
} bac_serial_shape;

/* How a layer's numbers come in in so many clocks a frame. */
typedef struct bac_serial_fit {
    bac_serial_window window;
    uint32_t digit_bits, digits;
    bool overlap;   /* of frames: the next one's samples push out the last windows, else: */
    uint32_t gap;   /* zero samples behind a frame */
    uint32_t flush; /* samples behind the frame that its last window reads */
} bac_serial_fit;

/* No layer. An enum would be wider than an int. */
#define BAC_NO_LAYER UINT32_MAX

/* The one layer that reads this one's stream; BAC_NO_LAYER: none, or several do, or one twice. */
uint32_t bac_only_reader(const bac_net *net, uint32_t layer);
/* The requantiser that is one serial stage with this convolution or add; BAC_NO_LAYER: they cannot
 * be one. */
uint32_t bac_serial_partner(const bac_net *net, uint32_t linear);
/* The add whose sum this convolution can make itself, of the add's inputs: it is the only one that
 * reads it. BAC_NO_LAYER: none. */
uint32_t bac_serial_absorbs(const bac_net *net, uint32_t conv);
/* Bits of the widest number that comes in. `add`: the layer's input is an add that it makes. */
uint32_t bac_serial_bits(const bac_net *net, const bac_layer *linear, bool add);
/* What comes in is always 0. Channels of a window: phase by phase, in each those of an add's inputs
 * one behind the other. */
bool bac_serial_is_dead(const bac_net *net, const bac_layer *linear, bool add, uint32_t channel);
/* `linear`'s window with so many phases, 1 or its stride. False: it cannot have them. */
bool bac_serial_window_of(const bac_net *net, const bac_layer *linear, uint32_t phases,
                          bac_serial_window *window);
/* The smallest digits (or digits of so many bits, unless `digit` is 0) with which a frame comes in
 * in `budget` clocks, or the largest there are; phases where they make digits smaller or the frame
 * fit. */
bac_serial_fit bac_serial_fit_in(const bac_net *net, const bac_layer *linear, bool add,
                                 uint32_t digit, uint64_t budget);
uint64_t bac_serial_clocks(const bac_serial_fit *fit); /* a frame */

/* Bits of a digit: the fewest with which `samples` numbers of so many bits come in in `budget`
 * clocks; all of them where even that takes longer. */
uint32_t bac_serial_digit(uint32_t bits, uint64_t samples, uint64_t budget);
uint32_t bac_serial_digits(uint32_t bits, uint32_t digit_bits);

#endif

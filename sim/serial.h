/* serial.h - a convolution and its requantiser as rtl/bac_serial_conv.v builds them: what each
 * output adds up, bit by bit of a digit, and how wide it gets. The pipeline needs the number of
 * levels, the generator all of it. */
#ifndef BAC_SERIAL_H
#define BAC_SERIAL_H

#include "bac.h"

enum { BAC_SERIAL_GROUP = 6 }; /* inputs of a table: those of a LUT */

typedef struct bac_serial_output {
    uint32_t first, n;        /* its terms; none: it is constant */
    int64_t init;             /* of the sum; of a constant, its code */
    uint8_t sum_bits, v_bits; /* of a digit's sum; of the whole, two's complement */
    uint8_t shift;
} bac_serial_output;

typedef struct bac_serial {
    uint32_t C, n_terms, levels;
    uint32_t *index;           /* [n_terms] bit of the beat; n_in*D: the position's last digit */
    int32_t *weight;           /* [n_terms] */
    bac_serial_output *output; /* [C] */
    uint8_t *widths;           /* [C][levels] bits of the sum behind each table */
} bac_serial;

/* The one layer that reads this one's stream; 0: none, or several do, or one twice. */
uint32_t bac_only_reader(const bac_net *net, uint32_t layer);
/* The requantiser that is one serial stage with this convolution; 0: they cannot be. */
uint32_t bac_serial_partner(const bac_net *net, uint32_t conv);
/* Zero samples behind each frame of T that its window reads. */
uint32_t bac_serial_gap(const bac_layer *conv, uint32_t T);

/* Bits of a digit: the fewest with which `samples` numbers of so many bits come in in `budget`
 * clocks; all of them where even that takes longer. */
uint32_t bac_serial_digit(uint32_t bits, uint64_t samples, uint64_t budget);
uint32_t bac_serial_digits(uint32_t bits, uint32_t digit_bits);

/* Inputs come in `digits` digits of `digit_bits` bits. Errors: a channel whose requantiser rounds
 * half to even or counts thresholds, numbers too wide; memory. */
bac_status bac_serial_lower(const bac_net *net, const bac_layer *conv, const bac_layer *requant,
                            uint32_t digit_bits, uint32_t digits, bac_serial *serial,
                            bac_error *err);
void bac_serial_free(bac_serial *serial);

#endif

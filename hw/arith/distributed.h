/* distributed.h - a convolution or add fused with its requantiser, as rtl/serial/bac_serial_conv.v
 * builds it in digit-serial distributed arithmetic (White 1989): the terms of each output, one per
 * bit of a digit, and the widths of their sums. */
#ifndef BAC_DISTRIBUTED_H
#define BAC_DISTRIBUTED_H

#include "serial_fit.h"

enum { BAC_SERIAL_GROUP = 6 }; /* inputs of a table: those of a LUT */

typedef struct bac_serial_output {
    uint32_t first, n;        /* its terms are term[first] .. term[first + n - 1]; n 0: constant */
    int64_t init;             /* initial value of the sum; of a constant output, its code */
    uint8_t sum_bits, v_bits; /* width of one digit's sum, and of the whole sum; two's complement */
    uint8_t shift;
    uint32_t tree; /* 1 + index of its tree of thresholds; 0: a shift computes the code */
} bac_serial_output;

typedef struct bac_serial_term {
    uint32_t index; /* bit of the beat; n_in*D stands for the flag "last digit of the position" */
    int32_t weight;
} bac_serial_term;

typedef struct bac_distributed {
    uint32_t C, n_terms, levels;
    bac_serial_term *term;     /* [n_terms] */
    bac_serial_output *output; /* [C] */
    uint8_t *widths;           /* [C][levels] bits of the sum behind each table */
    uint32_t n_trees, steps;   /* steps: bits of a code that one comparator finds; 0: no searches */
    uint32_t *tree; /* [n_trees][1 << bits of a code], see rtl/serial/bac_serial_search.v */
} bac_distributed;

/* Each output gets the cheaper of two forms: a clamp, with its requantiser's multiplier moved into
 * the weights; or the plain sum and a search for its code. Errors: numbers too wide for both forms;
 * memory. */
bac_status bac_distributed_lower(const bac_net *net, const bac_layer *linear,
                                 const bac_layer *requant, const bac_serial_shape *shape,
                                 bac_distributed *serial, bac_error *err);
void bac_distributed_free(bac_distributed *serial);

#endif

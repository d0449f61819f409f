/* digits.c - rtl/serial/bac_digits.v: converts numbers to digits, or digits to numbers.
 *
 * Stage   none: wires; the handshake bypasses them
 * Timing  LATENCY = 0, II = 1 */
#include "streams.h"
#include "wires.h"

static const bac_field fields[] = {
    BAC_NUMBER(bac_digits_params, C),    BAC_NUMBER(bac_digits_params, B),
    BAC_NUMBER(bac_digits_params, D),    BAC_NUMBER(bac_digits_params, DIGITS),
    BAC_NUMBER(bac_digits_params, JOIN), BAC_NUMBER(bac_digits_params, OFFSET)};

const bac_kind bac_kind_digits = {
    .module = "bac_digits",
    .does = "numbers and their digits, the most significant first",
    .flags = BAC_KIND_PASSES | BAC_KIND_WIRES | BAC_KIND_FEEDS | BAC_KIND_MOVES,
    BAC_PARAMS(bac_digits_params, fields),
    .latency = bac_latency_none,
    .cycle = BAC_WIRES_CYCLE,
};

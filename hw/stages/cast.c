/* cast.c - rtl/arith/bac_cast.v: converts every element of a beat to another width.
 *
 * Stage   none: wires; the handshake bypasses them
 * Timing  LATENCY = 0, II = 1 */
#include "streams.h"
#include "wires.h"

static const bac_field fields[] = {BAC_NUMBER(bac_cast_params, C), BAC_NUMBER(bac_cast_params, IW),
                                   BAC_NUMBER(bac_cast_params, IS_SIGNED),
                                   BAC_NUMBER(bac_cast_params, OW)};

const bac_kind bac_kind_cast = {
    .module = "bac_cast",
    .does = "every element in as many bits as the stage behind takes",
    .flags = BAC_KIND_PASSES | BAC_KIND_WIRES | BAC_KIND_FEEDS | BAC_KIND_MOVES,
    BAC_PARAMS(bac_cast_params, fields),
    .latency = bac_latency_none,
    .cycle = BAC_WIRES_CYCLE,
};

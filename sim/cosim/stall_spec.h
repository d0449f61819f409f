/* stall_spec.h - the text of a stall pattern: none, random:P, burst:N, starve[:P], block[:P]. */
#ifndef BAC_STALL_SPEC_H
#define BAC_STALL_SPEC_H

#include "bac.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum bac_stall_kind {
    BAC_STALL_NONE = 0,
    BAC_STALL_RANDOM, /* both sides idle `value` percent of the clocks */
    BAC_STALL_BURST,  /* both sides move at most `value` clocks, then pause */
    BAC_STALL_STARVE, /* only the source pauses, `value` percent of the clocks */
    BAC_STALL_BLOCK   /* only the sink pauses, often for longer than a frame */
} bac_stall_kind;

typedef struct bac_stall {
    bac_stall_kind kind;
    uint32_t value; /* percent 1..95, or a burst's length 1..65535 */
} bac_stall;

enum { BAC_STALL_DEFAULT_PERCENT = 50, BAC_STALL_MAX_PERCENT = 95, BAC_STALL_MAX_BURST = 65535 };

bac_status bac_stall_parse(const char *text, bac_stall *stall, bac_error *err);

#ifdef __cplusplus
}
#endif
#endif

/* threshold.h - turns a chain into an integer step function over the reachable values. */
#ifndef BAC_THRESHOLD_H
#define BAC_THRESHOLD_H

#include "chain.h"

/* A step function on lo..hi. Its value is code[0] from lo to at[0]-1, code[i] from at[i-1] to
 * at[i]-1, and code[n] from at[n-1] to hi. */
typedef struct bac_steps {
    int32_t lo, hi;
    uint32_t n;
    int32_t *at;   /* [n], strictly ascending, in lo+1..hi */
    int32_t *code; /* [n+1], strictly rising or strictly falling */
} bac_steps;

typedef enum bac_steps_result {
    BAC_STEPS_OK,
    BAC_STEPS_MEMORY,
    BAC_STEPS_RANGE, /* a code does not fit 32 bits */
    BAC_STEPS_MANY   /* more than BAC_STEPS_MAX codes */
} bac_steps_result;

enum { BAC_STEPS_MAX = 1 << 16 };

/* Finds the steps of a chain, which must end in a rounding, on lo..hi. Free with bac_steps_free. */
bac_steps_result bac_steps_find(const bac_chain *chain, int32_t lo, int32_t hi, bac_steps *steps);
void bac_steps_free(bac_steps *steps);

#endif

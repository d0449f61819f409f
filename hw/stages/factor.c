/* factor.c - rtl/unrolled/bac_factor.v: multiplies each position by a factor of its own.
 *
 * Stage   1 select the step's factors   2 multiply
 * Timing  LATENCY = 2, II = 1
 * Stall   see pipe.c */
#include "count.h"
#include "ints.h"
#include "pipe.h"
#include "streams.h"

#include <stdlib.h>
#include <string.h>

static void close(void *params) {
    bac_factor_params *p = params;
    free(p->first);
    free(p->factor);
    p->first = p->factor = NULL;
}

bool bac_factor_runs(const uint32_t *factor, uint32_t T, bac_factor_params *p) {
    const uint32_t steps = T / p->P;
    const size_t step = p->P * sizeof *factor;
    p->first = malloc(steps * sizeof *p->first);
    p->factor = malloc(T * sizeof *p->factor);
    p->RUNS = 0;
    p->FB = 1;
    if (!p->first || !p->factor) {
        close(p);
        return false;
    }
    for (uint32_t s = 0; s < steps; s++) {
        const uint32_t *of = factor + (size_t)s * p->P;
        if (s > 0 && memcmp(of, of - p->P, step) == 0)
            continue;
        for (uint32_t i = 0; i < p->P; i++)
            p->FB = bac_max_u32(p->FB, bac_bit_length(of[i]));
        memcpy(p->factor + (size_t)p->RUNS * p->P, of, step);
        p->first[p->RUNS++] = s;
    }
    return true;
}

static uint32_t latency(const void *params) {
    (void)params;
    return 2;
}

static void count(const bac_stage *s, bac_counts *c) {
    const bac_factor_params *p = s->params;
    const uint32_t elements = p->P * p->C, place = bac_ceil_log2(p->first[p->RUNS - 1] + 1u);
    const uint32_t x = p->W + (p->IS_SIGNED ? 0 : 1);
    bac_pipe_count(c, s);
    bac_count_counter(c, p->BEATS);
    bac_count_counter(c, p->RUNS);
    bac_count_add(c, place);
    bac_count_compare(c, place);
    bac_count_mux(c, place + p->P * p->FB, p->RUNS);
    bac_count_ff(c, place + p->P * p->FB + (double)elements * p->W);
    for (uint32_t e = 0; e < elements; e++) {
        bac_count_mul(c, x, p->FB);
        bac_count_ff(c, p->OW);
    }
}

BAC_NUMBER_OF(bac_factor_params, n_first, p->RUNS)
BAC_NUMBER_OF(bac_factor_params, n_factor, p->RUNS * p->P)
BAC_WORD_OF(bac_factor_params, first, p->first[i])
BAC_WORD_OF(bac_factor_params, factor, p->factor[i])

#define NUMBER(member) BAC_NUMBER(bac_factor_params, member)
static const bac_field fields[] = {NUMBER(C),
                                   NUMBER(P),
                                   NUMBER(BEATS),
                                   NUMBER(W),
                                   NUMBER(IS_SIGNED),
                                   NUMBER(OW),
                                   NUMBER(FB),
                                   NUMBER(RUNS),
                                   BAC_WORDS("FIRST", 32, n_first, first),
                                   BAC_WORDS("FACTOR", 32, n_factor, factor)};

const bac_kind bac_kind_factor = {
    .module = "bac_factor",
    .does = "each position times a factor of its own",
    .flags = BAC_KIND_FLOWS,
    BAC_PARAMS(bac_factor_params, fields),
    .latency = latency,
    .cycle = BAC_PIPE_CYCLE,
    .count = count,
    .close = close,
};

/* max.c - rtl/unrolled/bac_max.v: the largest of K taps in each channel of P windows.
 *
 * Stage   1..DEPTH  a tree of maxima
 * Timing  LATENCY = DEPTH = max(1, ceil(log2 K)), II = 1
 * Stall   see pipe.c */
#include "count.h"
#include "ints.h"
#include "pipe.h"
#include "unrolled.h"

BAC_NUMBER_OF(bac_max_params, latency, bac_max_u32(1, bac_ceil_log2(p->K)))

static void count(const bac_stage *s, bac_counts *c) {
    const bac_max_params *p = s->params;
    bac_pipe_count(c, s);
    for (uint32_t e = 0; e < p->C * p->P; e++)
        for (uint32_t n = p->K; n > 1; n -= n / 2)
            for (uint32_t i = 0; i < n / 2; i++) {
                bac_count_compare(c, p->W);
                bac_count_mux(c, p->W, 2);
                bac_count_ff(c, p->W * (1u + (i == 0 && n % 2 != 0)));
            }
}

static const bac_field fields[] = {
    BAC_NUMBER(bac_max_params, C), BAC_NUMBER(bac_max_params, K),
    BAC_NUMBER(bac_max_params, P), BAC_NUMBER(bac_max_params, STRIDE),
    BAC_NUMBER(bac_max_params, W), BAC_NUMBER(bac_max_params, IS_SIGNED)};

const bac_kind bac_kind_max = {
    .module = "bac_max",
    .does = "the largest of K samples of every channel",
    .flags = BAC_KIND_FLOWS,
    BAC_PARAMS(bac_max_params, fields),
    .latency = latency,
    .cycle = BAC_PIPE_CYCLE,
    .count = count,
};

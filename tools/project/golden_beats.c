/* golden_beats.c - what bac_ip is given and what it answers, beat by beat, by the reference. */
#include "common/tool.h"
#include "project/testbench.h"

#include <stdlib.h>

enum { BEATS_MOST = 1 << 28 }; /* bytes of either file's beats */

/* `bytes` bytes of v, lowest first. */
static void put(uint8_t *at, uint32_t bytes, int64_t v) {
    for (uint32_t i = 0; i < bytes; i++)
        at[i] = i < 8 ? (uint8_t)((uint64_t)v >> 8 * i) : v < 0 ? 0xff : 0;
}

/* Samples of a code lie around code * 2**SHIFT; which one, `number` says. */
static int32_t sample_of(const bac_axi *a, int32_t code, uint64_t number) {
    const int64_t half = a->SHIFT ? INT64_C(1) << (a->SHIFT - 1) : 1;
    const uint64_t mixed = (number + 1) * UINT64_C(0x9e3779b97f4a7c15) >> 33;
    const int64_t away = (int64_t)(mixed % (uint64_t)(2 * half - 1)) - (half - 1);
    const int64_t most = (INT64_C(1) << (a->SAMPLE_W - 1)) - 1;
    const int64_t sample = code * (INT64_C(1) << a->SHIFT) + away;
    return (int32_t)(sample > most ? most : sample < -most - 1 ? -most - 1 : sample);
}

/* One frame's elements into the beats, and into codes what the block makes of them. */
static void put_frame(const bac_axi *a, int32_t *code, uint64_t first, uint8_t *in) {
    const bac_requant rounding = {.form = a->SHIFT ? BAC_FORM_EVEN : BAC_FORM_SHIFT,
                                  .shift = (uint8_t)a->SHIFT};
    const uint32_t bytes = a->S_LANE / 8;
    for (uint32_t i = 0; i < a->T * a->C; i++, in += bytes) {
        if (a->SAMPLE_W) {
            const int32_t sample = sample_of(a, code[i], first + i);
            put(in, bytes, sample);
            code[i] = bac_requant_apply(&rounding, a->LO, a->HI, sample);
        } else {
            put(in, bytes, code[i]);
        }
    }
}

static void put_result(const bac_axi *a, const int32_t *logit, uint32_t class_index, uint8_t *out) {
    const uint32_t class_bytes = a->CLASS_LANE / 8, above = a->above / 8;
    int64_t second = INT64_MIN;
    for (uint32_t i = 0; i < a->N; i++)
        if (i != class_index && logit[i] > second)
            second = logit[i];
    for (uint32_t i = 0; i < a->results; i++, out += a->M_BYTES) {
        put(out, a->M_BYTES, class_index);
        if (a->RESULT == BAC_RESULT_MARGIN)
            put(out + class_bytes, above, logit[class_index] - second);
        if (a->RESULT == BAC_RESULT_LOGITS)
            put(out + class_bytes, above, logit[i]);
    }
}

static bac_status run_frames(const bac_netlist *p, const bac_axi *a, int32_t *codes,
                             golden_beats *g) {
    const uint64_t elements = (uint64_t)a->T * a->C, in = elements * (a->S_LANE / 8),
                   out = (uint64_t)a->results * a->M_BYTES;
    bac_run *run = NULL;
    int32_t *logit = calloc(a->N, sizeof *logit);
    bac_status status = logit ? bac_run_create(p->net, &run, &tool_error)
                              : bac_fail(&tool_error, BAC_ERR_MEMORY, "golden", "out of memory");
    for (uint64_t f = 0; status == BAC_OK && f < g->frames; f++) {
        uint32_t class_index = 0;
        put_frame(a, codes + f * elements, f * elements, g->in + f * in);
        status = bac_run_frame(run, codes + f * elements, logit, &class_index, &tool_error);
        if (status == BAC_OK)
            put_result(a, logit, class_index, g->out + f * out);
    }
    bac_run_free(run);
    free(logit);
    return status;
}

int golden_beats_read(const bac_netlist *p, const bac_axi *a, const char *frames, const char *range,
                      golden_beats *g) {
    int32_t *codes = NULL;
    uint64_t n = 0, from = 0, to = 0;
    *g = (golden_beats){0};
    if (bac_frames_load(frames, p->net, &n, &codes, &tool_error))
        return tool_fail();
    int status = n == 0 ? tool_refuse(frames, "holds no frames") : ARGS_GO_ON;
    if (status == ARGS_GO_ON && !args_range("frames", range, n, &from, &to))
        status = EXIT_USAGE;
    const uint64_t elements = (uint64_t)a->T * a->C, in = elements * (a->S_LANE / 8),
                   out = (uint64_t)a->results * a->M_BYTES;
    g->frames = to - from;
    if (status == ARGS_GO_ON && g->frames > BEATS_MOST / (in > out ? in : out))
        status =
            tool_refuse(frames, "%llu frames would make golden files too large; use --frames A:B",
                        (unsigned long long)g->frames);
    if (status == ARGS_GO_ON) {
        g->in = calloc(g->frames, in);
        g->out = calloc(g->frames, out);
        if (!g->in || !g->out)
            status = tool_refuse(frames, "out of memory; use --frames A:B");
        else if (run_frames(p, a, codes + from * elements, g))
            status = tool_fail();
    }
    free(codes);
    return status;
}

void golden_beats_free(golden_beats *g) {
    free(g->in);
    free(g->out);
    *g = (golden_beats){0};
}

/* threshold.c - finds the steps of a monotone step function.
 *
 * A step at T is recorded only after f(T-1) and f(T) have both been evaluated exactly and
 * found different; between two recorded steps f has the same value at both ends. f is
 * monotone by construction (chain.h), so this settles every value of the range. */
#include "threshold.h"

#include <stdlib.h>
#include <string.h>

static bool code_at(const bac_chain *chain, int64_t x, int32_t *code) {
    int64_t wide = 0;
    if (!bac_chain_apply(chain, x, &wide) || wide < INT32_MIN || wide > INT32_MAX)
        return false;
    *code = (int32_t)wide;
    return true;
}

/* Finds the first x in (from, hi] whose code is not `same`; such an x must exist. stride: distance
 * of the first probe, which then doubles. */
static bool next_step(const bac_chain *chain, int32_t from, int32_t hi, int32_t same,
                      int64_t stride, int32_t *at, int32_t *code) {
    int64_t below = from, above = hi;
    int32_t c = 0;
    for (;; stride *= 2) {
        int64_t x = below + stride;
        if (x >= hi)
            break;
        if (!code_at(chain, x, &c))
            return false;
        if (c != same) {
            above = x;
            break;
        }
        below = x;
    }
    while (above - below > 1) {
        int64_t x = below + (above - below) / 2;
        if (!code_at(chain, x, &c))
            return false;
        if (c == same)
            below = x;
        else
            above = x;
    }
    *at = (int32_t)above;
    return code_at(chain, above, code);
}

static bool grow(bac_steps *s, uint32_t *room) {
    if (s->n < *room)
        return true;
    uint32_t more = *room ? 2 * *room : 64;
    int32_t *at = realloc(s->at, more * sizeof *at);
    if (at)
        s->at = at;
    int32_t *code = realloc(s->code, (more + 1) * sizeof *code);
    if (code)
        s->code = code;
    if (!at || !code)
        return false;
    *room = more;
    return true;
}

bac_steps_result bac_steps_find(const bac_chain *chain, int32_t lo, int32_t hi, bac_steps *s) {
    memset(s, 0, sizeof *s);
    s->lo = lo;
    s->hi = hi;
    uint32_t room = 0;
    int32_t end = 0;
    int64_t stride = ((int64_t)hi - lo) / 64 + 1;
    bac_steps_result result = BAC_STEPS_MEMORY;
    if (!grow(s, &room))
        goto fail;
    result = BAC_STEPS_RANGE;
    if (!code_at(chain, lo, &s->code[0]) || !code_at(chain, hi, &end))
        goto fail;
    for (int32_t x = lo; s->code[s->n] != end; x = s->at[s->n - 1]) {
        result = s->n >= BAC_STEPS_MAX ? BAC_STEPS_MANY : BAC_STEPS_MEMORY;
        if (s->n >= BAC_STEPS_MAX || !grow(s, &room))
            goto fail;
        result = BAC_STEPS_RANGE;
        if (!next_step(chain, x, hi, s->code[s->n], stride, &s->at[s->n], &s->code[s->n + 1]))
            goto fail;
        /* Steps are about equally far apart: start the next search near the last distance. */
        stride = ((int64_t)s->at[s->n] - x) / 2 + 1;
        s->n++;
    }
    return BAC_STEPS_OK;
fail:
    bac_steps_free(s);
    return result;
}

void bac_steps_free(bac_steps *s) {
    free(s->at);
    free(s->code);
    s->at = s->code = NULL;
    s->n = 0;
}

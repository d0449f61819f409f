/* sums.h - computes rows that are weighted sums of other rows, or the largest of them. */
#ifndef BAC_FAST_SUMS_H
#define BAC_FAST_SUMS_H

#include "finish.h"

/* n positions rounded up to whole quanta. */
INLINE uint32_t quanta(uint32_t n) {
    return (n + BAC_QUANTUM - 1) / BAC_QUANTUM * BAC_QUANTUM;
}

/* Sets the `left` positions before a row, and positions from .. extent-1, to fill. */
INLINE void margins(int16_t *arena, uint32_t row, bool wide, uint32_t left, uint32_t from,
                    uint32_t extent, int32_t fill) {
    if (wide) {
        int32_t *x = (int32_t *)(void *)(arena + row);
        for (uint32_t i = 1; i <= left; i++)
            x[-(ptrdiff_t)i] = fill;
        for (uint32_t i = from; i < extent; i++)
            x[i] = fill;
        return;
    }
    int16_t *x = arena + row;
    const v16 v = all16(fill);
    for (uint32_t i = LANES; i < left + LANES; i += LANES)
        store(x - i, v);
    for (uint32_t i = from; i < extent; i += LANES)
        store(x + i, v);
}

INLINE void row_margins(int16_t *arena, const bac_job *j) {
    margins(arena, j->out, j->wide, j->left, j->positions, j->positions + j->right, 0);
}

/* Calls body(t, n) for blocks of n vectors from position t on, until `positions` are covered. n is
 * a compile-time constant in each call: 8 (if most is 8), 4, 2 or 1. */
#define BLOCKS(positions, most, body)                                                              \
    do {                                                                                           \
        const uint32_t end_ = quanta(positions);                                                   \
        uint32_t t_ = 0;                                                                           \
        for (; (most) == 8 && t_ + 8 * LANES <= end_; t_ += 8 * LANES)                             \
            body(t_, 8);                                                                           \
        for (; t_ + 4 * LANES <= end_; t_ += 4 * LANES)                                            \
            body(t_, 4);                                                                           \
        for (; t_ + 2 * LANES <= end_; t_ += 2 * LANES)                                            \
            body(t_, 2);                                                                           \
        for (; t_ < end_; t_ += LANES)                                                             \
            body(t_, 1);                                                                           \
    } while (0)

INLINE void narrow_block(int16_t *arena, const bac_operand *p, const bac_job *j, uint32_t t,
                         const int n) {
    const int16_t *in = arena + t;
    const bac_operand *end = p + j->operands;
    v16 sum[8];
#pragma GCC unroll 8
    for (int i = 0; i < n; i++)
        sum[i] = all16(j->start);
    for (; p < end; p++) {
        const int16_t *x = in + p->at;
        const v16 w = (v16)all32(p->weight);
#pragma GCC unroll 8
        for (int i = 0; i < n; i++)
            sum[i] = add16(sum[i], mul16(w, load(x + i * LANES)));
    }
    finish_narrow(j, arena, t, sum, n);
}

static void level_narrow(int16_t *arena, const bac_operand *operand, const bac_job *job,
                         uint32_t n) {
    for (const bac_job *j = job; j < job + n; j++) {
#define BODY(t, n) narrow_block(arena, operand + j->operand, j, t, n)
        BLOCKS(j->positions, 8, BODY);
#undef BODY
        row_margins(arena, j);
    }
}

INLINE void pairs_block(int16_t *arena, const bac_operand *p, const bac_job *j, uint32_t t,
                        const int n) {
    const int16_t *in = arena + t;
    const bac_operand *end = p + j->operands;
    pair sum[4];
#pragma GCC unroll 4
    for (int i = 0; i < n; i++)
        sum[i] = (pair){all32(j->start), all32(j->start)};
    for (; p < end; p += 2) {
        const int16_t *a = in + p[0].at, *b = in + p[1].at;
#pragma GCC unroll 4
        for (int i = 0; i < n; i++) {
            const pair ab = weave(load(a + i * LANES), load(b + i * LANES));
            sum[i] = add_pair(sum[i], dots(ab, p->weight));
        }
    }
    finish_wide(j, arena, t, sum, n);
}

static void level_pairs(int16_t *arena, const bac_operand *operand, const bac_job *job,
                        uint32_t n) {
    for (const bac_job *j = job; j < job + n; j++) {
#define BODY(t, n) pairs_block(arena, operand + j->operand, j, t, n)
        BLOCKS(j->positions, 4, BODY);
#undef BODY
        row_margins(arena, j);
    }
}

/* Four output rows at once: the operands are loaded and woven once for all four. */
INLINE void quads_block(int16_t *arena, const bac_operand *p, const bac_job *j, uint32_t t) {
    const int16_t *in = arena + t;
    const bac_operand *end = p + j->operands;
    pair sum[4];
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++)
        sum[i] = (pair){all32(j[i].start), all32(j[i].start)};
    for (; p < end; p += 4) {
        const pair ab = weave(load(in + p[0].at), load(in + p[1].at));
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++)
            sum[i] = add_pair(sum[i], dots(ab, p[i].weight));
    }
    for (int i = 0; i < 4; i++)
        finish_wide(j + i, arena, t, sum + i, 1);
}

static void level_quads(int16_t *arena, const bac_operand *operand, const bac_job *job,
                        uint32_t n) {
    for (const bac_job *j = job; j < job + n; j += 4) {
        for (uint32_t t = 0; t < quanta(j->positions); t += LANES)
            quads_block(arena, operand + j->operand, j, t);
        for (int i = 0; i < 4; i++)
            row_margins(arena, j + i);
    }
}

INLINE void wide_block(int16_t *arena, const bac_operand *p, const bac_job *j, uint32_t t,
                       const int n) {
    const bac_operand *middle = p + j->narrow, *end = p + j->operands;
    pair sum[4];
#pragma GCC unroll 4
    for (int i = 0; i < n; i++)
        sum[i] = (pair){all32(j->start), all32(j->start)};
    for (; p < middle; p++) {
        const int16_t *x = arena + p->at + t;
        const v32 w = all32(p->weight);
#pragma GCC unroll 4
        for (int i = 0; i < n; i++) {
            const pair v = load_widened(x + i * LANES);
            sum[i] = add_pair(sum[i], (pair){mul32(w, v.lo), mul32(w, v.hi)});
        }
    }
    for (; p < end; p++) {
        const int32_t *x = (const int32_t *)(const void *)(arena + p->at) + t;
        const v32 w = all32(p->weight);
#pragma GCC unroll 4
        for (int i = 0; i < n; i++) {
            const pair v = load_wide(x + i * LANES);
            sum[i] = add_pair(sum[i], (pair){mul32(w, v.lo), mul32(w, v.hi)});
        }
    }
#pragma GCC unroll 4
    for (int i = 0; i < n; i++)
        sum[i] = reorder(sum[i]);
    finish_wide(j, arena, t, sum, n);
}

static void level_wide(int16_t *arena, const bac_operand *operand, const bac_job *job, uint32_t n) {
    for (const bac_job *j = job; j < job + n; j++) {
#define BODY(t, n) wide_block(arena, operand + j->operand, j, t, n)
        BLOCKS(j->positions, 4, BODY);
#undef BODY
        row_margins(arena, j);
    }
}

static void level_max_narrow(int16_t *arena, const bac_operand *operand, const bac_job *job,
                             uint32_t n) {
    for (const bac_job *j = job; j < job + n; j++) {
        const bac_operand *p = operand + j->operand;
        for (uint32_t t = 0; t < quanta(j->positions); t += LANES) {
            v16 most = load(arena + p->at + t);
            for (uint32_t i = 1; i < j->operands; i++)
                most = max16(most, load(arena + p[i].at + t));
            store(arena + j->out + t, most);
        }
        row_margins(arena, j);
    }
}

static void level_max_wide(int16_t *arena, const bac_operand *operand, const bac_job *job,
                           uint32_t n) {
    for (const bac_job *j = job; j < job + n; j++) {
        const bac_operand *p = operand + j->operand;
        for (uint32_t t = 0; t < quanta(j->positions); t += WIDE_LANES) {
            v32 most = *(const m32 *)(arena + p->at + 2 * t);
            for (uint32_t i = 1; i < j->operands; i++)
                most = max32(most, *(const m32 *)(arena + p[i].at + 2 * t));
            *(m32 *)(arena + j->out + 2 * t) = most;
        }
        row_margins(arena, j);
    }
}

#endif

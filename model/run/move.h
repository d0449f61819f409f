/* move.h - turns codes into rows, splits rows into phases, finds the largest number of a row, and
 * computes the fc. */
#ifndef BAC_FAST_MOVE_H
#define BAC_FAST_MOVE_H

#include "sums.h"

/* Number of positions p, p + by, ... below n. */
INLINE uint32_t phase_length(uint32_t n, uint32_t p, uint32_t by) {
    return p < n ? (n - p - 1) / by + 1 : 0;
}

INLINE void halve(const int16_t *x, uint32_t n, int16_t *even, int16_t *odd) {
    for (uint32_t t = 0; 2 * t < n; t += LANES) {
        v16 e, o;
        unweave(x + 2 * t, &e, &o);
        store(even + t, e);
        store(odd + t, o);
    }
}

/* Splits x into `by` phases, which go to rows first, first + step, first + 2*step, ... of out.
 * While `by` is even, it splits x into its even and its odd positions: the even ones hold every
 * second phase and the odd ones the phases between. */
static void split_narrow(const int16_t *x, uint32_t n, uint32_t by, uint32_t first, uint32_t step,
                         int16_t *out, uint32_t pitch, int16_t *scratch) {
    int16_t *to = out + (size_t)first * pitch;
    if (by == 2) {
        halve(x, n, to, to + (size_t)step * pitch);
    } else if (by % 2 == 0) {
        const uint32_t half = quanta(n / 2 + 1);
        halve(x, n, scratch, scratch + half);
        int16_t *rest = scratch + 2 * (size_t)half;
        split_narrow(scratch, (n + 1) / 2, by / 2, first, 2 * step, out, pitch, rest);
        split_narrow(scratch + half, n / 2, by / 2, first + step, 2 * step, out, pitch, rest);
    } else {
        for (uint32_t p = 0; p < by; p++, to += (size_t)step * pitch)
            for (uint32_t i = p, k = 0; i < n; i += by, k++)
                to[k] = x[i];
    }
}

static void split_wide(const int32_t *x, const bac_split *s, int16_t *arena) {
    if (s->by == 2) {
        int16_t *out = arena + s->out;
        for (uint32_t t = 0; 2 * t < s->positions; t += WIDE_LANES) {
            v32 even, odd;
            unweave_wide(x + 2 * t, &even, &odd);
            *(m32 *)(out + 2 * t) = even;
            *(m32 *)(out + s->pitch + 2 * t) = odd;
        }
        return;
    }
    for (uint32_t p = 0; p < s->by; p++) {
        int32_t *to = (int32_t *)(void *)(arena + s->out + (size_t)p * s->pitch);
        for (uint32_t i = p, k = 0; i < s->positions; i += s->by, k++)
            to[k] = x[i];
    }
}

static void level_split(int16_t *arena, const bac_split *split, uint32_t n, int16_t *scratch) {
    for (const bac_split *s = split; s < split + n; s++) {
        if (s->wide)
            split_wide((const int32_t *)(void *)(arena + s->in), s, arena);
        else
            split_narrow(arena + s->in, s->positions, s->by, 0, 1, arena + s->out, s->pitch,
                         scratch);
        for (uint32_t p = 0; p < s->by; p++)
            margins(arena, s->out + p * s->pitch, s->wide, s->left,
                    phase_length(s->positions, p, s->by), s->extent, s->fill);
    }
}

static bool level_take(const int32_t *codes, uint32_t n, int32_t lo, int32_t hi, int16_t *row) {
    const v32 least = all32(lo), most = all32(hi);
    v32 outside = {0};
    uint32_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        const pair x = load_wide(codes + i);
        outside |=
            (v32)(x.lo < least) | (v32)(x.lo > most) | (v32)(x.hi < least) | (v32)(x.hi > most);
        if (row)
            store(row + i, narrow(reorder(x)));
    }
    bool good = true;
    for (int k = 0; k < WIDE_LANES; k++)
        good = good && !outside[k];
    for (; i < n; i++) {
        good = good && codes[i] >= lo && codes[i] <= hi;
        if (row)
            row[i] = (int16_t)codes[i];
    }
    return good;
}

static int32_t level_largest_narrow(const int16_t *row, uint32_t n) {
    int16_t best = row[0];
    uint32_t i = 0;
    if (n >= LANES) {
        v16 most = load(row);
        for (; i + LANES <= n; i += LANES)
            most = max16(most, load(row + i));
        for (int k = 0; k < LANES; k++)
            best = most[k] > best ? most[k] : best;
    }
    for (; i < n; i++)
        best = row[i] > best ? row[i] : best;
    return best;
}

static int32_t level_largest_wide(const int32_t *row, uint32_t n) {
    int32_t best = row[0];
    for (uint32_t i = 1; i < n; i++)
        best = row[i] > best ? row[i] : best;
    return best;
}

static void level_fc(const bac_fc *fc, const int32_t *in, int32_t *out) {
    enum { VECTORS = BAC_FC_LANES / WIDE_LANES };
    for (uint32_t b = 0; b < fc->blocks; b++) {
        v32 sum[VECTORS];
        memcpy(sum, fc->bias + (size_t)b * BAC_FC_LANES, sizeof sum);
        for (uint32_t e = fc->first[b]; e < fc->first[b + 1]; e++) {
            const v32 x = all32(in[fc->in[e]]);
            const int32_t *w = fc->weight + (size_t)e * BAC_FC_LANES;
            for (int i = 0; i < VECTORS; i++)
                sum[i] = add32(sum[i], mul32(x, *(const m32 *)(w + i * WIDE_LANES)));
        }
        memcpy(out + (size_t)b * BAC_FC_LANES, sum, sizeof sum);
    }
}

#endif

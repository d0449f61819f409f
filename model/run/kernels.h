/* kernels.h - the loops of the fast reference, compiled once for each level of processor.
 *
 * A row is one channel of a stream, its positions in order. A position has 16 bits where the proven
 * range of the channel allows it (narrow), else 32 (wide). All rows lie in one arena and begin at a
 * multiple of BAC_QUANTUM. Loops read and write whole multiples of it, so the numbers behind the
 * last position are arbitrary, except in the margins that a reader asked for.
 *
 * The place of a row is an offset in int16_t from the arena's start, for wide rows too.
 */
#ifndef BAC_FAST_KERNELS_H
#define BAC_FAST_KERNELS_H

#include "bac.h"

enum {
    BAC_QUANTUM = 16, /* positions */
    BAC_SLACK = 256,  /* int16_t behind the last row, which loops may read */
    BAC_FC_LANES = 8  /* outputs of an fc that are computed together */
};

/* One operand of a sum: place of a row, shifted by the tap's position, and the weight. */
typedef struct bac_operand {
    uint32_t at;
    int32_t weight;
} bac_operand;

/* How a sum becomes the number that is stored. The first group works on 16 bits, the second on
 * 32. */
typedef enum bac_finish {
    BAC_KEEP_16 = 0,
    BAC_SHIFT_16, /* x >> shift, clamped */
    BAC_EVEN_16,  /* x / 2^shift to nearest, ties to even, clamped */
    BAC_COUNT_16, /* thresholds */
    BAC_MUL_16,   /* (x*mul + add) >> shift, clamped; mul fits 16 bits, x*mul + add 32 */
    BAC_KEEP_32,
    BAC_SHIFT_32,
    BAC_EVEN_32,
    BAC_COUNT_32,
    BAC_MUL_32, /* (x*mul + add) >> shift, clamped; x*mul + add fits 32 bits */
    BAC_MUL_64, /* the same; it lies in -2^62 .. 2^62-1, and the shifted number fits 32 bits */
    BAC_FINISH_SCALAR /* bac_fixed_requant, number by number */
} bac_finish;

/* One row to compute. Additions are modulo 2^16 or 2^32: only the complete sum has to fit. */
typedef struct bac_job {
    uint32_t out;         /* place of the row's position 0 */
    uint32_t positions;   /* T */
    uint32_t left, right; /* zeros to write before and behind the row */
    uint32_t operand;     /* index of its first operand */
    uint32_t operands;
    uint32_t narrow; /* wide sums: number of operands, the first ones, that are narrow rows */
    int32_t start;   /* initial value of the sum: the bias plus the requantiser's first addend */
    bac_finish finish;
    uint8_t shift;
    bool wide; /* the row is wide */
    int32_t lo, hi;
    int32_t mul;
    int64_t add;
    const bac_requant *requant; /* of COUNT and SCALAR */
} bac_job;

/* Computes n rows. */
typedef void bac_rows_fn(int16_t *arena, const bac_operand *operand, const bac_job *job,
                         uint32_t n);

/* Splits a row into `by` phases: phase p has positions p, p + by, ... and is written to out +
 * p*pitch. `left` positions before each phase and those behind it up to `extent` are set to
 * fill. */
typedef struct bac_split {
    uint32_t in, out, pitch;
    uint32_t positions, by;
    uint32_t left, extent;
    int32_t fill;
    bool wide;
} bac_split;

/* Weights of an fc in blocks of BAC_FC_LANES outputs. Block b uses entries first[b] ..
 * first[b+1]-1; an input whose weights in a block are all zero has no entry there. */
typedef struct bac_fc {
    uint32_t blocks;
    uint32_t *first; /* [blocks+1] */
    uint32_t *in;    /* [first[blocks]] */
    int32_t *weight; /* [first[blocks]][BAC_FC_LANES] */
    int32_t *bias;   /* [blocks][BAC_FC_LANES] */
} bac_fc;

typedef struct bac_kernels {
    bac_rows_fn *narrow; /* 16-bit sums of narrow rows */
    bac_rows_fn *pairs;  /* 32-bit sums of narrow rows, two operands at a time: the first operand's
                            weight holds both weights, 16 bits each */
    bac_rows_fn *quads;  /* pairs for four jobs with the same input rows, n a multiple of 4: each
                            two input rows have four operands, whose weights serve the four jobs */
    bac_rows_fn *wide;   /* 32-bit sums of narrow and wide rows */
    bac_rows_fn *max_narrow, *max_wide; /* the largest operand; weights are ignored */
    void (*split)(int16_t *arena, const bac_split *split, uint32_t n, int16_t *scratch);
    /* True when all codes [n] lie in lo..hi. row (unless NULL): receives them as 16-bit numbers. */
    bool (*take)(const int32_t *codes, uint32_t n, int32_t lo, int32_t hi, int16_t *row);
    int32_t (*largest_narrow)(const int16_t *row, uint32_t n);
    int32_t (*largest_wide)(const int32_t *row, uint32_t n);
    /* out: [blocks*BAC_FC_LANES] */
    void (*fc)(const bac_fc *fc, const int32_t *in, int32_t *out);
} bac_kernels;

extern const bac_kernels bac_kernels_portable;
#ifdef BAC_KERNELS_X86
extern const bac_kernels bac_kernels_avx2;
#endif

#endif

#include "trees.h"

#include "pipeline_internal.h"

#include <stdlib.h>

/* A signed power of two times an input. */
typedef struct leaf {
    uint32_t shift;
    bool negative;
    bac_type type;
} leaf;

/* What a subtree holds, in units of 2^base: its range decides its width. */
typedef struct node {
    uint32_t base, bits, depth;
    int64_t lo, hi;
} node;

static int by_shift(const void *a, const void *b) {
    const leaf *x = a, *y = b;
    return x->shift < y->shift ? -1 : x->shift > y->shift;
}

/* The same cut as rtl/bac_tree.v; signs as they stand relative to the first leaf. */
static node tree(bac_counts *c, const leaf *l, uint32_t n, uint32_t most_bits) {
    if (n == 1) {
        const int64_t lo = bac_type_lo(l->type), hi = bac_type_hi(l->type);
        return (node){l->shift, l->type.bits, 0, l->negative ? -hi : lo, l->negative ? -lo : hi};
    }
    const uint32_t left = n - n / 2;
    const node a = tree(c, l, left, most_bits), b = tree(c, l + left, n / 2, most_bits);
    node sum = {.base = a.base < b.base ? a.base : b.base,
                .depth = (a.depth > b.depth ? a.depth : b.depth) + 1};
    sum.lo = (a.lo << (a.base - sum.base)) + (b.lo << (b.base - sum.base));
    sum.hi = (a.hi << (a.base - sum.base)) + (b.hi << (b.base - sum.base));
    sum.bits = bac_bits_of(sum.lo, sum.hi, true);
    if (sum.bits > most_bits)
        sum.bits = most_bits;
    /* Below the operand that begins higher the other one passes as it is. */
    const uint32_t apart = a.base > b.base ? a.base - b.base : b.base - a.base;
    bac_count_add(c, sum.bits > apart ? sum.bits - apart : 1);
    bac_count_ff(c, sum.bits);
    if (b.depth + 1 < sum.depth)
        bac_count_ff(c, b.bits);
    return sum;
}

static uint32_t collect(leaf *list, const bac_size_term *term, uint32_t n) {
    uint32_t leaves = 0;
    for (uint32_t i = 0; i < n; i++) {
        int8_t sign[33];
        uint8_t shift[33];
        const uint32_t digits = bac_csd(term[i].weight, sign, shift);
        for (uint32_t d = 0; d < digits; d++)
            list[leaves++] = (leaf){shift[d], sign[d] < 0, term[i].type};
    }
    qsort(list, leaves, sizeof *list, by_shift);
    return leaves;
}

bool bac_count_tree(bac_counts *c, const bac_size_term *term, uint32_t n, int64_t bias,
                    uint32_t out_bits, uint32_t levels) {
    leaf *list = malloc((size_t)(n ? n : 1) * 33 * sizeof *list);
    if (!list)
        return false;
    const uint32_t leaves = collect(list, term, n);
    bool positive = false;
    for (uint32_t i = 0; i < leaves; i++)
        positive = positive || !list[i].negative;
    if (leaves > 0) {
        const node top = tree(c, list, leaves, out_bits);
        const bool post = !positive || bias != 0;
        if (post)
            bac_count_add(c, out_bits);
        /* Behind the last adder's register the sum waits for the slowest output: its register is
         * the first of that chain. */
        const uint32_t wait = levels - top.depth - (post ? 1 : 0);
        if (post || top.depth == 0) {
            bac_count_chain(c, out_bits, wait + (post ? 1 : 0));
        } else if (wait > 0) {
            bac_count_ff(c, -(double)top.bits);
            bac_count_chain(c, out_bits, wait + 1);
        }
    }
    free(list);
    return true;
}

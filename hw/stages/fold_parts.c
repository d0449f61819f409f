/* fold_parts.c - see fold_parts.h. */
#include "fold_parts.h"
#include "csd.h"

void bac_vary(bac_varying *v, int64_t value) {
    if (!v->any)
        v->first = value;
    v->any = true;
    v->differ |= value ^ v->first;
    v->ones |= value;
}

static uint32_t ones_below(int64_t value, uint32_t bits) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < bits; i++)
        n += (uint32_t)((uint64_t)value >> i & 1);
    return n;
}

uint32_t bac_varying_bits(const bac_varying *v, uint32_t bits) {
    return ones_below(v->differ, bits);
}

void bac_fold_count_product(bac_counts *c, uint32_t x, uint32_t bits, const bac_varying *v) {
    int8_t sign[33];
    uint8_t shift[33];
    bac_count_ff(c, x + bits);
    if (bac_varying_bits(v, bits) > 0) { /* a bit that is always 0 has no partial product */
        bac_count_mul(c, x, ones_below(v->ones, bits));
        return;
    }
    const uint32_t digits = bac_csd(v->first, sign, shift);
    for (uint32_t i = 1; i < digits; i++)
        bac_count_add(c, x + bits);
    if (digits == 1) /* a power of two: wires, whose register has the bits of x */
        bac_count_ff(c, -(double)bits);
}

void bac_fold_count_lane(bac_counts *c, uint32_t bits, bool is_signed, uint32_t weight,
                         uint32_t acc) {
    const uint32_t x = bits + (is_signed ? 0u : 1u);
    bac_count_mul(c, x, weight);
    bac_count_ff(c, 2 * x + weight + x + weight); /* both halves, the product */
    bac_count_add(c, acc);
    bac_count_logic(c, acc, 3); /* selects the bias or the sum so far */
    bac_count_ff(c, acc);
}

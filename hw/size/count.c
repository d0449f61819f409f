/* count.c - counts adders, multipliers and logic in the cells of each family. */
#include "count.h"

#include "ints.h"

/* Capacities of a family's cells. */
typedef struct cells {
    uint32_t lut;       /* inputs of a LUT */
    uint32_t carry;     /* adder bits of a carry cell */
    uint32_t srl;       /* shortest delay that becomes a shift register of LUTs; 0: none does */
    uint32_t srl_depth; /* stages of one LUT */
} cells;

static const cells cells_of[BAC_FAMILIES] = {
    [BAC_FAMILY_XILINX] = {6, 4, 3, 32},
    [BAC_FAMILY_ECP5] = {4, 2, 0, 1},
    [BAC_FAMILY_ICE40] = {4, 1, 0, 1},
};

static double whole_cells(const bac_counts *c, uint32_t bits) {
    const uint32_t n = cells_of[c->family].carry;
    return (bits + n - 1) / n * n;
}

void bac_count_add(bac_counts *c, uint32_t bits) {
    c->widest = bac_max_u32(c->widest, bits);
    c->of[BAC_COUNT_ADD] += bits;
    c->of[BAC_COUNT_CHAIN] += whole_cells(c, bits);
}

void bac_count_carries(bac_counts *c, uint32_t bits) {
    if (cells_of[c->family].carry == 1)
        c->widest = bac_max_u32(c->widest, bits);
}

void bac_count_compare(bac_counts *c, uint32_t bits) {
    c->widest = bac_max_u32(c->widest, bits);
    c->of[BAC_COUNT_COMPARE] += whole_cells(c, bits);
}

void bac_count_mul(bac_counts *c, uint32_t bits_a, uint32_t bits_b) {
    /* There is one partial product for each bit of the shorter factor. All but two of them are
     * added in carry-save form, with two functions per bit. */
    const uint32_t less = bits_a < bits_b ? bits_a : bits_b,
                   more = bits_a < bits_b ? bits_b : bits_a;
    if (less > 2)
        c->of[BAC_COUNT_MUL] += (double)(less - 2) * more;
    bac_count_add(c, less + more);
}

void bac_count_ff(bac_counts *c, double bits) {
    c->of[BAC_COUNT_FF] += bits;
}

void bac_count_chain(bac_counts *c, double bits, uint32_t length) {
    const cells *f = &cells_of[c->family];
    if (f->srl == 0 || length < f->srl)
        c->of[BAC_COUNT_FF] += bits * length;
    else
        c->of[BAC_COUNT_SRL] += bits * ((length + f->srl_depth - 1) / f->srl_depth);
}

/* LUTs of one function. A function of more inputs than a LUT has is a tree of multiplexers between
 * narrower functions. */
static double function_luts(uint32_t lut, uint32_t inputs) {
    if (inputs <= lut)
        return inputs > 0;
    return 2 * function_luts(lut, inputs - 1) + (lut >= 6 ? 0.5 : 1);
}

void bac_count_logic(bac_counts *c, double bits, uint32_t inputs) {
    c->of[BAC_COUNT_LOGIC] += bits * function_luts(cells_of[c->family].lut, inputs);
}

void bac_count_mux(bac_counts *c, double bits, uint32_t inputs) {
    if (inputs > 1)
        c->of[BAC_COUNT_LOGIC] += bits * (inputs - 1) / (cells_of[c->family].lut >= 6 ? 3.0 : 1.0);
}

void bac_count_counter(bac_counts *c, uint64_t n) {
    const uint32_t bits = n > 1 ? bac_ceil_log2(n) : 1;
    bac_count_ff(c, bits);
    bac_count_logic(c, bits, 4);
}

void bac_count_bounds(bac_counts *c, const bac_layer *requant, uint32_t bits) {
    const int32_t hi = requant->code_hi;
    const double whole = whole_cells(c, 33); /* 33 bits; only the number's own bits vary */
    if (requant->code_lo != 0) {
        c->of[BAC_COUNT_COMPARE] += whole;
        bac_count_carries(c, 33);
    }
    if (hi < 0 || (hi & (hi + 1)) != 0) {
        c->of[BAC_COUNT_COMPARE] += whole;
        bac_count_carries(c, 33);
    } else if (bits > requant->type.bits)
        bac_count_logic(c, (bits - requant->type.bits + 4) / 5, 4);
}

/* memory.c - counts the memories of each family that hold given words. The rules are those of Yosys
 * 0.23. They were found by synthesising rtl/stream/bac_fifo.v, bac_fold_ram.v and bac_fold_rom.v in
 * many shapes, and from the layers of bench/resources/measured.csv. */
#include "count.h"

#include "ints.h"

static uint64_t parts(uint64_t n, uint64_t of) {
    return (n + of - 1) / of;
}

/* ---- block memories */

typedef struct block {
    uint32_t words, bits; /* of the widest shape; half the width has twice the words */
    uint32_t narrowest;   /* bits of the narrowest shape */
    /* LUTs that a block must save so that the mapping uses it: for a RAM, for a ROM */
    double worth, rom_worth;
    /* A memory read in the same clock needs registers and a comparison: it must return a word that
     * is written in the clock in which its address is read. */
    bool forwards;
} block;

static const block blocks[BAC_FAMILIES] = {
    [BAC_FAMILY_XILINX] = {512, 36, 1, 76, 128, false},
    [BAC_FAMILY_ECP5] = {512, 36, 1, 100, 128, true},
    [BAC_FAMILY_ICE40] = {256, 16, 2, 64, 64, true},
};

/* The fewest blocks that hold the words, over all shapes. Blocks are put side by side; if a shape
 * has too few rows, each row holds several words. */
static double blocks_of(const block *b, uint64_t words, uint32_t bits) {
    uint64_t best = 0;
    for (uint64_t w = b->bits, d = b->words; w >= b->narrowest; w /= 2, d *= 2) {
        const uint64_t in_a_row = parts(words, d);
        const uint64_t n = parts(in_a_row * bits, w);
        best = best == 0 || n < best ? n : best;
    }
    return (double)best;
}

/* ---- memories of LUTs */

typedef struct lut_memory {
    double luts;
    uint32_t rows; /* LUT memories of which a multiplexer selects one */
} lut_memory;

/* LUT memories of a family. Xilinx: RAM32M16 holds 32 words of 14 bits and RAM64M8 64 words of 7
 * bits, in eight LUTs each. ECP5: TRELLIS_DPR16X4 holds 16 words of 4 bits in four LUTs. iCE40 has
 * none and uses registers. */
static lut_memory lut_memory_of(bac_family family, uint64_t words, uint32_t bits) {
    if (family == BAC_FAMILY_ICE40)
        return (lut_memory){(double)words * bits, (uint32_t)words};
    if (family == BAC_FAMILY_ECP5)
        return (lut_memory){4.0 * (double)parts(words, 16) * (double)parts(bits, 4),
                            (uint32_t)parts(words, 16)};
    const double deep = 8.0 * (double)parts(words, 64) * (double)parts(bits, 7);
    const double flat = 8.0 * (double)parts(words, 32) * (double)parts(bits, 14);
    if (words <= 32 || flat < deep)
        return (lut_memory){flat, (uint32_t)parts(words, 32)};
    return (lut_memory){deep, (uint32_t)parts(words, 64)};
}

void bac_count_memory(bac_counts *c, uint64_t words, uint32_t bits, bool async) {
    const block *b = &blocks[c->family];
    const lut_memory of_luts = lut_memory_of(c->family, words, bits);
    const double n = blocks_of(b, words, bits);
    /* A memory that is read in the same clock can be a block memory too: its address comes from a
     * register, which moves into the block. */
    const double choice = (double)bits * (of_luts.rows - 1) / 3;
    if (words > 1 && of_luts.luts + (c->family == BAC_FAMILY_XILINX ? choice : 0) > b->worth * n) {
        const uint32_t address = bac_ceil_log2(words);
        c->of[BAC_COUNT_BRAM] += n;
        if (b->forwards && async) {
            bac_count_ff(c, 2 * bits + address + 2);
            bac_count_logic(c, bits + address / 2 + 2, 4);
        }
        return;
    }
    if (c->family == BAC_FAMILY_ICE40) {
        bac_count_ff(c, of_luts.luts);
        bac_count_logic(c, (double)words, 4);
    } else {
        c->of[BAC_COUNT_RAM] += of_luts.luts;
    }
    bac_count_mux(c, bits, of_luts.rows);
    if (!async)
        bac_count_ff(c, bits);
}

void bac_count_rom(bac_counts *c, uint64_t words, uint32_t bits) {
    const block *b = &blocks[c->family];
    const double luts = (double)words * bits / (c->family == BAC_FAMILY_XILINX ? 64 : 16);
    const double n = blocks_of(b, words, bits);
    if (words > 1 && luts > b->rom_worth * n) {
        c->of[BAC_COUNT_BRAM] += n;
        return;
    }
    if (words > 1) {
        /* LUTs of the leaves and of the multiplexers between them: a LUT6 selects one of four, a
         * LUT4 one of two. */
        const double all = luts * (c->family == BAC_FAMILY_XILINX ? 4.0 / 3 : 1.6);
        c->of[BAC_COUNT_LOGIC] += all > bits ? all : bits;
        bac_count_ff(c, bits);
    }
}

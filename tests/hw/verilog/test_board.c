/* test_board.c - the boards: pins, clocks of the PLL, what is told of a network, and what cannot be built. */
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bac_board_top top_of(const subject *s, const char *board, double mhz, uint64_t baud) {
    bac_board_top top;
    bac_error err = {0};
    bac_board_options o = {.board = bac_board_find(board), .clock_mhz = mhz, .baud = baud};
    for (int i = 0; i < 32; i++)
        o.hash[i] = (uint8_t)(0x10 + i);
    cr_assert_eq(bac_board_of(s->p, &o, &top, &err), BAC_OK, "%s: %s", err.where, err.text);
    return top;
}

static void refused(const subject *s, double mhz, uint64_t baud, const char *expected) {
    bac_board_top top;
    bac_error err = {0};
    const bac_board_options o = {
        .board = bac_board_find("hx8k-evn"), .clock_mhz = mhz, .baud = baud};
    cr_assert_eq(bac_board_of(s->p, &o, &top, &err), BAC_ERR_INPUT, "accepted: %s", expected);
    cr_assert_str_eq(scratch_error(&err), expected);
}

Test(bac_verilog_board, boards_are_found_and_listed) {
    char text[64];
    memset(text, 'x', sizeof text);
    bac_board_list(text, sizeof text);
    cr_assert_str_eq(text, " hx8k-evn icebreaker");
    cr_assert_str_eq(bac_board_at(0)->name, "hx8k-evn");
    cr_assert_eq(bac_board_find("icebreaker"), bac_board_at(1));
    cr_assert_null(bac_board_at(2));
    cr_assert_null(bac_board_find("icebreaker2"));
    cr_assert_eq(bac_board_leds(bac_board_at(0)), 8);
    cr_assert_eq(bac_board_leds(bac_board_at(1)), 7);
    cr_assert_eq(bac_board_n_pins(bac_board_at(0)), 15);
    cr_assert_eq(bac_board_n_pins(bac_board_at(1)), 14);
}

Test(bac_verilog_board, pins_by_name_and_place) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    cr_assert(bac_board_pins(out, bac_board_find("icebreaker")));
    cr_assert_eq(fclose(out), 0);
    cr_assert_str_eq(text,
                     "# 1BitSquared iCEBreaker 1.0; source: iCEBreaker v1.0e schematic\n"
                     "set_io clk_pin 35\nset_io -pullup yes rx 6\nset_io tx 9\nset_io sck 45\n"
                     "set_io -pullup yes cs_n 4\nset_io mosi 2\nset_io miso 47\nset_io led[0] 37\n"
                     "set_io led[1] 27\nset_io led[2] 11\nset_io led[3] 25\nset_io led[4] 21\n"
                     "set_io led[5] 26\nset_io led[6] 23\n");
    free(text);
}

/* The guide's limits hold, and no other numbers of the PLL are faster and not above the limit. */
Test(bac_verilog_board, the_fastest_clock_below_a_limit) {
    for (double most = 12; most < 300; most += 0.37) {
        bac_pll pll;
        double best = 12;
        cr_assert(bac_pll_of(most, &pll));
        for (int divq = 1; divq <= 6; divq++)
            for (int divf = 0; divf < 128; divf++) {
                const double vco = 12.0 * (divf + 1), mhz = ldexp(vco, -divq);
                if (vco >= 533 && vco <= 1066 && mhz >= 16 && mhz <= 275 && mhz <= most)
                    best = fmax(best, mhz);
            }
        cr_assert_eq(pll.mhz, best, "%g: %g, not %g", most, pll.mhz, best);
        cr_assert_eq(pll.pll, best > 12);
        if (pll.pll)
            cr_assert(pll.mhz == ldexp(12.0 * (pll.divf + 1), -(int)pll.divq) && pll.divf < 128 &&
                      pll.divq <= 6);
    }
    bac_pll pll;
    cr_assert_not(bac_pll_of(11.99, &pll));
    cr_assert(bac_pll_of(48, &pll) && pll.mhz == 48 && pll.divq == 4 && pll.divf == 63);
}

Test(bac_verilog_board, parameters_and_identity_of_the_tiny_network) {
    subject s = subject_load(TINY, BAC_STYLE_UNROLLED);
    const bac_board_top top = top_of(&s, "hx8k-evn", 0, BAC_BOARD_BAUD);
    static const uint8_t identity[BAC_BOARD_IDENTITY] = {
        'I', 1, 16, 0, 0, 0, 2, 0, 1, 3, 0, 1, 1, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17};
    cr_assert(top.pll.pll && top.pll.mhz == 48 && top.baud == 1000000);
    cr_assert(top.IN_BYTES == 2 && top.BEATS == 16 && top.OUT_BYTES == 2 && top.CLOCKS == 48 &&
              top.AW == 9);
    cr_assert_eq(memcmp(top.IDENTITY, identity, sizeof identity), 0);
    subject_free(&s);
}

/* A tick is 1 to 2 ms, a quarter of a second are so many of them. */
Test(bac_verilog_board, ticks_are_one_to_two_milliseconds) {
    subject s = subject_load(TINY, BAC_STYLE_UNROLLED);
    for (double mhz = 12; mhz < 270; mhz += 7.1) {
        const bac_board_top top = top_of(&s, "hx8k-evn", mhz, 115200);
        const double tick = ldexp(1, (int)top.TICK_BITS) / (1e6 * top.pll.mhz);
        cr_assert(tick > 1e-3 && tick <= 2e-3, "%g MHz: %g s", top.pll.mhz, tick);
        cr_assert(top.TICKS * tick >= 0.25 && (top.TICKS - 1) * tick < 0.25, "%g MHz", top.pll.mhz);
    }
    subject_free(&s);
}

/* Memory holds the bytes that come in a latency and two answers, with 512 to 4096 bytes. */
Test(bac_verilog_board, memory_for_the_bytes_that_come_meanwhile) {
    static const uint32_t latency[] = {56, 230000, 242000, 1000000, 3000000};
    static const uint32_t aw[] = {9, 9, 10, 12, 12};
    subject s = subject_load(TINY, BAC_STYLE_UNROLLED);
    for (size_t i = 0; i < sizeof aw / sizeof *aw; i++) {
        s.p->latency_last = latency[i];
        cr_assert_eq(top_of(&s, "hx8k-evn", 48, 1000000).AW, aw[i], "%u clocks", latency[i]);
    }
    /* 490 bytes, two answers of 2 + 5 and 8 more: 512 to the byte */
    s.p->latency_last = 490 * 480;
    cr_assert_eq(top_of(&s, "hx8k-evn", 48, 1000000).AW, 9);
    s.p->latency_last = 491 * 480;
    cr_assert_eq(top_of(&s, "hx8k-evn", 48, 1000000).AW, 10);
    subject_free(&s);
}

Test(bac_verilog_board, rates_that_the_clock_makes_and_others) {
    subject s = subject_load(TINY, BAC_STYLE_UNROLLED);
    const bac_board_top top = top_of(&s, "hx8k-evn", 12, 115200);
    cr_assert(!top.pll.pll && top.CLOCKS == 104);
    cr_assert_float_eq(bac_board_baud_error(&top), 12e6 / 104 / 115200 - 1, 1e-12);
    cr_assert_eq(top_of(&s, "hx8k-evn", 12, 3000000).CLOCKS, 4);
    refused(&s, 12, 4000000, "hx8k-evn: 12 MHz make no 4000000 baud; the nearest is 3000000");
    refused(&s, 12, 100, "hx8k-evn: 12 MHz make no 100 baud; the nearest is 183");
    refused(&s, 12, 2500000, "hx8k-evn: 12 MHz make no 2500000 baud; the nearest is 2400000");
    refused(&s, 11, 1000000,
            "hx8k-evn: has a clock of 12 MHz, and its PLL makes it faster, not slower");
    subject_free(&s);
}

Test(bac_verilog_board, networks_that_the_protocol_cannot_tell) {
    subject s = subject_small(4, 2, 1);
    refused(&s, 48, 1000000, "small: one class alone has no margin, which a board answers with");
    subject_free(&s);
    s = subject_small(2, 4096, 2);
    cr_assert_eq(top_of(&s, "hx8k-evn", 48, 1000000).IN_BYTES, 4096);
    subject_free(&s);
    s = subject_small(2, 4097, 2);
    refused(&s, 48, 1000000, "small: is too large for the protocol of the boards (docs/boards.md)");
    subject_free(&s);
}

Test(bac_verilog_board, tops_of_both_boards_are_as_frozen) {
    subject s = subject_load(TINY, BAC_STYLE_UNROLLED);
    for (uint32_t i = 0; bac_board_at(i); i++) {
        char name[64];
        const bac_board_top top =
            top_of(&s, bac_board_at(i)->name, i ? 0 : 30, i ? 115200 : BAC_BOARD_BAUD);
        char *text = printed_board(&s, &top);
        snprintf(name, sizeof name, "bac_board_top-%s.v", bac_board_at(i)->name);
        same_as_frozen(text, name);
        free(text);
    }
    const bac_board_top slow = top_of(&s, "hx8k-evn", 12, 115200);
    char *text = printed_board(&s, &slow);
    cr_assert(strstr(text, "    assign clk = clk_pin;\n    assign locked = 1'b1;\n") &&
              !strstr(text, "SB_PLL40"));
    free(text);
    subject_free(&s);
}

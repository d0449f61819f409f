/* test_axi.c - bac_ip: parameters that follow from the netlist and the choices, choices that are refused, ports, text.
 */
#include "support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static bac_axi axi_of(const subject *s, bac_axi_options o) {
    bac_axi a;
    bac_error err = {0};
    for (int i = 0; i < 32; i++)
        o.hash[i] = (uint8_t)(0xa0 + i);
    cr_assert_eq(bac_axi_of(s->p, &o, &a, &err), BAC_OK, "%s: %s", err.where, err.text);
    return a;
}

static void refused(const subject *s, bac_axi_options o, const char *expected) {
    bac_axi a;
    bac_error err = {0};
    cr_assert_eq(bac_axi_of(s->p, &o, &a, &err), BAC_ERR_INPUT, "accepted: %s", expected);
    cr_assert_str_eq(scratch_error(&err), expected);
}

Test(bac_verilog_axi, parameters_of_the_tiny_network) {
    subject s = subject_load(TINY, BAC_STYLE_UNROLLED);
    const bac_axi a = axi_of(&s, (bac_axi_options){.result = BAC_RESULT_CLASS});
    cr_assert(a.C == 2 && a.T == 16 && a.LANE == 8 && a.S_LANE == 8 && a.SAMPLES == 1);
    cr_assert(a.IW == 4 && a.LO == -8 && a.HI == 7 && a.SAMPLE_W == 0 && a.SHIFT == 0);
    cr_assert(a.N == 3 && a.W == 8 && a.IS_SIGNED == 1 && a.OUT_LANE == 8 && a.CLASS_LANE == 8);
    cr_assert(a.FIFO_AW == 0 && a.WAITS == 1 && a.CHECK_LAST == 1 && a.LITE == 0);
    cr_assert(a.RESULT == 0 && a.above == 0 && a.results == 1 && a.M_BYTES == 1);
    cr_assert(a.HASH[0] == 0xa0 && a.HASH[31] == 0xbf);
    cr_assert_eq(bac_axi_in_bits(&a), 16);
    cr_assert_eq(bac_axi_out_bits(&a), 8);
    subject_free(&s);
}

/* A result is a class of one byte and, above it, a margin or a logit of one byte here. */
Test(bac_verilog_axi, bytes_of_a_result) {
    subject s = subject_load(TINY, BAC_STYLE_UNROLLED);
    const bac_axi margin = axi_of(&s, (bac_axi_options){.result = BAC_RESULT_MARGIN});
    cr_assert(margin.M_BYTES == 2 && margin.above == 8 && margin.results == 1);
    const bac_axi logits = axi_of(&s, (bac_axi_options){.result = BAC_RESULT_LOGITS});
    cr_assert(logits.M_BYTES == 2 && logits.above == 8 && logits.results == 3);
    cr_assert_eq(
        axi_of(&s, (bac_axi_options){.result = BAC_RESULT_MARGIN, .result_bytes = 3}).M_BYTES, 3);
    cr_assert_eq(
        axi_of(&s, (bac_axi_options){.result = BAC_RESULT_MARGIN, .result_bytes = 2}).M_BYTES, 2);
    refused(&s, (bac_axi_options){.result = BAC_RESULT_MARGIN, .result_bytes = 1},
            "tiny: a result (margin) has 2 bytes, which 1 do not hold");
    subject_free(&s);
    s = subject_small(8, 2, 1);
    refused(&s, (bac_axi_options){.result = BAC_RESULT_MARGIN},
            "small: one class alone has no margin; take the class");
    refused(&s, (bac_axi_options){.result = BAC_RESULT_LOGITS},
            "small: one class alone has no logits; take the class");
    cr_assert_eq(axi_of(&s, (bac_axi_options){.result = BAC_RESULT_CLASS}).N, 1);
    subject_free(&s);
}

/* A code is 2**-3: a sample with f bits behind the point is shifted by f - 3. */
Test(bac_verilog_axi, samples_are_shifted_to_codes) {
    subject s = subject_load(TINY, BAC_STYLE_UNROLLED);
    static const uint32_t bits[] = {1, 7, 8, 9, 16, 17, 32}, lane[] = {8, 8, 8, 16, 16, 24, 32};
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
        const bac_axi a =
            axi_of(&s, (bac_axi_options){.sample_bits = bits[i], .sample_fraction = bits[i] + 2});
        cr_assert(a.SAMPLE_W == bits[i] && a.SHIFT == bits[i] - 1 && a.S_LANE == lane[i], "%u bits",
                  bits[i]);
        cr_assert(a.LANE == 8 && bac_axi_in_bits(&a) == 2 * lane[i]);
    }
    cr_assert_eq(axi_of(&s, (bac_axi_options){.sample_bits = 4, .sample_fraction = 3}).SHIFT, 0);
    refused(&s, (bac_axi_options){.sample_bits = 12, .sample_fraction = 2},
            "in: a code is 2**-3, samples of 12 bits, 2 of them behind the point, would be "
            "shifted by -1 bits: it "
            "must be 0 to 11");
    refused(&s, (bac_axi_options){.sample_bits = 12, .sample_fraction = 15},
            "in: a code is 2**-3, samples of 12 bits, 15 of them behind the point, would be "
            "shifted by 12 bits: it "
            "must be 0 to 11");
    refused(&s, (bac_axi_options){.sample_bits = 33, .sample_fraction = 8},
            "in: a code is 2**-3, samples of 33 bits, 8 of them behind the point, would be "
            "shifted by 5 bits: it "
            "must be 0 to 32");
    subject_free(&s);
    s = subject_make((small_net){.positions = 8, .channels = 2, .classes = 3, .rounding = "floor"});
    refused(
        &s, (bac_axi_options){.sample_bits = 8, .sample_fraction = 7},
        "in: wider samples are rounded half to even, but this input rounds floor: give it codes");
    cr_assert_eq(axi_of(&s, (bac_axi_options){0}).SAMPLE_W, 0, "codes are not rounded");
    subject_free(&s);
    s = subject_make((small_net){.positions = 8, .channels = 2, .classes = 3, .scale = "0.375"});
    refused(&s, (bac_axi_options){.sample_bits = 8, .sample_fraction = 7},
            "in: the scale 0.375 of this input is no power of two, so that a shift makes no codes "
            "of samples: give it "
            "codes");
    subject_free(&s);
}

Test(bac_verilog_axi, depths_of_the_fifo_to_another_clock) {
    subject s = subject_load(TINY, BAC_STYLE_UNROLLED);
    static const uint32_t wrong[] = {1, 2, 3, 5, 12, 65535, 65537, 131072};
    for (uint32_t log = 2; log <= 16; log++)
        cr_assert_eq(axi_of(&s, (bac_axi_options){.fifo_depth = UINT32_C(1) << log}).FIFO_AW, log);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        refused(
            &s, (bac_axi_options){.fifo_depth = wrong[i]},
            "tiny: the depth of the FIFO to another clock must be a power of two of 4 to 65536");
    subject_free(&s);
}

Test(bac_verilog_axi, a_source_that_cannot_wait_needs_the_registers) {
    subject s = subject_load(TINY, BAC_STYLE_UNROLLED);
    refused(&s, (bac_axi_options){.lossy = true},
            "tiny: a source that cannot wait loses beats, which only the registers tell and only "
            "their soft reset "
            "mends: add the registers");
    const bac_axi a =
        axi_of(&s, (bac_axi_options){.lossy = true, .registers = true, .no_tlast = true});
    cr_assert(a.WAITS == 0 && a.LITE == 1 && a.CHECK_LAST == 0);
    subject_free(&s);
}

Test(bac_verilog_axi, at_most_256_classes) {
    subject s = subject_small(2, 2, 256);
    cr_assert_eq(axi_of(&s, (bac_axi_options){0}).N, 256);
    subject_free(&s);
    s = subject_small(2, 2, 257);
    refused(&s, (bac_axi_options){0}, "small: the wrapper knows at most 256 classes");
    subject_free(&s);
}

/* The frames that may be under way are those of the latency, one that leaves and one to go on with, as a power
 * of two of 2 to 256. */
Test(bac_verilog_axi, frames_under_way) {
    for (uint32_t positions = 1; positions <= 64; positions *= 2) {
        subject s = subject_small(positions, 2, 200);
        const bac_axi a = axi_of(&s, (bac_axi_options){0});
        const uint64_t frames = (s.p->latency_last + 200 + 2) / s.p->cycles_per_frame + 3;
        const uint64_t room = UINT64_C(1) << a.FLIGHT;
        cr_assert(a.FLIGHT == 8 ? frames > 128 : room >= frames, "%u positions: %u", positions,
                  a.FLIGHT);
        cr_assert(a.FLIGHT == 1 || room / 2 < frames, "%u positions: %u", positions, a.FLIGHT);
        cr_assert_neq(a.FLIGHT, 1, "3 frames need 2 bits");
        subject_free(&s);
    }
    subject s = subject_small(4096, 1, 2);
    cr_assert_eq(axi_of(&s, (bac_axi_options){0}).FLIGHT, 2,
                 "3 frames, where one is longer than the latency");
    subject_free(&s);
}

/* All choices at once: every port that there can be but s_axis_tready. */
Test(bac_verilog_axi, the_block_with_everything_is_as_frozen) {
    subject s = subject_load(TINY, BAC_STYLE_UNROLLED);
    const bac_axi a = axi_of(&s, (bac_axi_options){.result = BAC_RESULT_LOGITS,
                                                   .registers = true,
                                                   .fifo_depth = 16,
                                                   .sample_bits = 12,
                                                   .sample_fraction = 11,
                                                   .lossy = true});
    char *text = printed_axi(&s, &a);
    same_as_frozen(text, "bac_ip-all.v");
    free(text);
    subject_free(&s);
}

Test(bac_verilog_axi, the_plain_block_is_as_frozen) {
    subject s = subject_load(TINY, BAC_STYLE_UNROLLED);
    const bac_axi a = axi_of(&s, (bac_axi_options){.no_tlast = true});
    char *text = printed_axi(&s, &a);
    same_as_frozen(text, "bac_ip-plain.v");
    free(text);
    subject_free(&s);
}

/* An unsigned input starts at 0, and the ports follow the choices. */
Test(bac_verilog_axi, ports_are_those_that_are_used) {
    subject s =
        subject_make((small_net){.positions = 8, .channels = 3, .classes = 4, .is_unsigned = true});
    bac_axi_port port[BAC_AXI_PORTS];
    const bac_axi a = axi_of(&s, (bac_axi_options){0});
    cr_assert(a.LO == 0 && a.HI == 31 && a.IW == 5);
    const uint32_t n = bac_axi_ports(&a, port);
    cr_assert_eq(n, 31);
    uint32_t used = 0, lite = 0;
    for (uint32_t i = 0; i < n; i++) {
        used += port[i].used;
        lite += strncmp(port[i].name, "s_axi_", 6) == 0;
        cr_assert(port[i].bits > 0);
        if (strncmp(port[i].name, "s_axi_", 6) == 0 || strncmp(port[i].name, "s_axis_a", 8) == 0)
            cr_assert_not(port[i].used, "%s", port[i].name);
        if (strcmp(port[i].name, "s_axis_tdata") == 0)
            cr_assert_eq(port[i].bits, 24);
        if (strcmp(port[i].name, "s_axis_tkeep") == 0)
            cr_assert_eq(port[i].bits, 3);
        if (strcmp(port[i].name, "m_axis_tdata") == 0)
            cr_assert(port[i].bits == 8 && port[i].is_output);
    }
    cr_assert_eq(lite, 17);
    cr_assert_eq(used, 12);
    char *text = printed_axi(&s, &a);
    cr_assert(strstr(text, ".LO(32'sd0),") && strstr(text, ".HI(32'sd31),"), "%s", text);
    free(text);
    subject_free(&s);
}

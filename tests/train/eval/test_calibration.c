/* Calibrations: margins, bins, and the file. */
#include "calibration.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char HASH[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

static bac_calibration named(void) {
    bac_calibration c = {.set = "signal:radioml,seed=1,count=2", .synthetic = true};
    memcpy(c.network, HASH, sizeof HASH);
    return c;
}

static uint32_t margin(const int32_t *logits, uint32_t n, uint32_t want) {
    uint32_t top;
    const uint32_t m = bac_margin_of(logits, n, &top);
    cr_assert_eq(top, want);
    return m;
}

Test(eval_calibration, a_margin_is_the_largest_logit_minus_the_second) {
    cr_assert_eq(margin((int32_t[]){5, -3, 9, 8}, 4, 2), 1);
    cr_assert_eq(margin((int32_t[]){8, 9, -3}, 3, 1), 1);
    cr_assert_eq(margin((int32_t[]){7, 2, 7}, 3, 0), 0); /* the first of equals, as argmax */
    cr_assert_eq(margin((int32_t[]){-9, -4}, 2, 1), 5);
    cr_assert_eq(margin((int32_t[]){INT32_MIN, INT32_MAX}, 2, 1), UINT32_MAX);
    cr_assert_eq(margin((int32_t[]){INT32_MIN, INT32_MIN, INT32_MIN}, 3, 0), 0);
    cr_assert_eq(margin((int32_t[]){3}, 1, 0), 0);
}

/* Frames of margin m are right with probability m/100. */
static bac_margin *drawn(uint64_t n) {
    bac_margin *frame = calloc(n, sizeof *frame);
    cr_assert(frame);
    uint64_t x = 88172645463325252;
    for (uint64_t i = 0; i < n; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        frame[i].margin = (uint32_t)(x % 100);
        frame[i].correct = (x >> 32) % 100 < frame[i].margin;
    }
    return frame;
}

Test(eval_calibration, shares_rise_and_are_those_of_the_frames) {
    enum { N = 20000 };
    bac_margin *frame = drawn(N);
    bac_calibration c = named();
    uint64_t frames[BAC_CALIBRATION_BINS] = {0}, correct[BAC_CALIBRATION_BINS] = {0};
    cr_assert_eq(bac_calibration_fit(&c, frame, N, NULL), BAC_OK);
    cr_assert(c.n > 20 && c.n <= BAC_CALIBRATION_BINS && c.bin[0].margin == 0);
    for (int i = 0; i < N; i++) {
        const uint32_t b = bac_calibration_find(&c, frame[i].margin);
        cr_assert(frame[i].margin >= c.bin[b].margin);
        cr_assert(b + 1 == c.n || frame[i].margin < c.bin[b + 1].margin);
        frames[b]++;
        correct[b] += frame[i].correct;
    }
    for (uint32_t b = 0; b < c.n; b++) {
        cr_assert(c.bin[b].frames == frames[b] && c.bin[b].correct == correct[b]);
        cr_assert(frames[b] >= BAC_CALIBRATION_LEAST);
        cr_assert(b == 0 || bac_calibration_share(&c, b) > bac_calibration_share(&c, b - 1));
    }
    for (uint32_t m = 0; m < 100; m++) {
        const double share = bac_calibration_share(&c, bac_calibration_find(&c, m));
        cr_assert(fabs(share - m / 100.0) < 0.1, "margin %u: %g", m, share);
    }
    cr_assert_eq(bac_calibration_find(&c, UINT32_MAX), c.n - 1);
    free(frame);
}

Test(eval_calibration, a_margin_that_means_nothing_is_one_bin) {
    enum { N = 5000 };
    bac_calibration c = named();
    bac_margin *frame = calloc(N, sizeof *frame);
    for (uint32_t i = 0; i < N; i++) /* the larger, the worse */
        frame[i] = (bac_margin){i, i < N / 5};
    cr_assert_eq(bac_calibration_fit(&c, frame, N, NULL), BAC_OK);
    cr_assert(c.n == 1 && c.bin[0].frames == N && c.bin[0].correct == N / 5);
    for (uint32_t i = 0; i < N; i++) /* one margin cannot be divided */
        frame[i] = (bac_margin){7, i % 2};
    cr_assert_eq(bac_calibration_fit(&c, frame, N, NULL), BAC_OK);
    cr_assert(c.n == 1 && c.bin[0].margin == 0 && c.bin[0].correct == N / 2);
    free(frame);
}

Test(eval_calibration, too_few_frames_are_refused) {
    bac_margin frame[BAC_CALIBRATION_LEAST] = {{0}};
    bac_calibration c = named();
    bac_error err = {0};
    cr_assert_eq(bac_calibration_fit(&c, frame, BAC_CALIBRATION_LEAST, &err), BAC_OK);
    cr_assert_eq(bac_calibration_fit(&c, frame, BAC_CALIBRATION_LEAST - 1, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "99 frames"), "%s", scratch_error(&err));
}

Test(eval_calibration, a_file_comes_back_equal) {
    enum { N = 3000 };
    char *dir = scratch_dir();
    const char *path = scratch_path(dir, "x.cal");
    bac_margin *frame = drawn(N);
    bac_calibration c = named(), back;
    bac_error err = {0};
    cr_assert_eq(bac_calibration_fit(&c, frame, N, NULL), BAC_OK);
    cr_assert_eq(bac_calibration_save(&c, path, &err), BAC_OK, "%s", scratch_error(&err));
    cr_assert_eq(bac_calibration_load(path, &back, &err), BAC_OK, "%s", scratch_error(&err));
    cr_assert_str_eq(c.network, back.network);
    cr_assert_str_eq(c.set, back.set);
    cr_assert(c.synthetic == back.synthetic && c.n == back.n);
    for (uint32_t b = 0; b < c.n; b++)
        cr_assert(c.bin[b].margin == back.bin[b].margin && c.bin[b].frames == back.bin[b].frames &&
                  c.bin[b].correct == back.bin[b].correct);
    snprintf(c.set, sizeof c.set, "a \"set\".npy");
    cr_assert_eq(bac_calibration_save(&c, path, &err), BAC_ERR_INPUT);
    free(frame);
    scratch_remove(dir);
}

/* The lines of a sound file, one of them replaced; line 0: none. */
static void refused(int line, const char *text, const char *where, const char *why) {
    const char *good[] = {"calibration 1", "",           "set \"s\"",
                          "synthetic no",  "bin 0 10 2", "bin 9 10 7"};
    char network[80], all[512] = "";
    snprintf(network, sizeof network, "network %s", HASH);
    good[1] = network;
    for (int i = 0; i < 6; i++) {
        strcat(all, i + 1 == line ? text : good[i]);
        strcat(all, "\n");
    }
    bac_calibration c;
    bac_error err = {0};
    const bac_status status = bac_calibration_parse(all, strlen(all), "t.cal", &c, &err);
    if (line == 0) {
        cr_assert_eq(status, BAC_OK, "%s", scratch_error(&err));
        return;
    }
    cr_assert_eq(status, BAC_ERR_INPUT, "%s", text);
    cr_expect(strstr(scratch_error(&err), where) && strstr(err.text, why), "%s: %s", text,
              scratch_error(&err));
}

Test(eval_calibration, what_is_no_calibration_is_refused_by_line) {
    refused(0, "", "", "");
    refused(1, "calibration 2", "t.cal:1", "calibration 1");
    refused(1, "recipe 1", "t.cal:1", "calibration 1");
    refused(2, "network 0011", "t.cal:2", "64 hexadecimal digits");
    refused(2, "# cut", "t.cal", "network is missing");
    refused(3, "set s", "t.cal:3", "quotes");
    refused(3, "set \"s\" t", "t.cal:3", "");
    refused(4, "synthetic perhaps", "t.cal:4", "yes or no");
    refused(4, "set \"t\"", "t.cal:4", "set is there already");
    refused(5, "bin 1 10 2", "t.cal:5", "margin");
    refused(5, "bin 0 10 11", "t.cal:5", "right answers");
    refused(5, "bin 0 0 0", "t.cal:5", "frames");
    refused(5, "bin 0 10", "t.cal:5", "");
    refused(5, "bins 0 10 2", "t.cal:5", "unknown key 'bins'");
    refused(6, "bin 0 10 7", "t.cal:6", "margin");
    refused(6, "bin 9 10 2", "t.cal:6", "does not rise");
}

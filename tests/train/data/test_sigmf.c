/* test_sigmf.c - recordings: every sample format, cutting, levels, annotations, sets. */
#include "make.h"
#include "recording.h"
#include "scratch.h"
#include "sigmf.h"

#include <criterion/criterion.h>
#include <float.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(bac_sigmf, .init = recording_begin, .fini = recording_end);

static bac_sigmf_cut *cut_it(const bac_sigmf *r, uint32_t T, uint64_t hop) {
    bac_sigmf_cut *cut;
    bac_error err;
    cr_assert_eq(bac_sigmf_cut_create(r, T, hop, &cut, &err), BAC_OK, "%s", scratch_error(&err));
    return cut;
}

static void check_samples(const char *type, const void *bytes, size_t size, const float want[4],
                          bool integer) {
    scratch_write(data, bytes, size);
    recording_meta(type, "", "", "");
    bac_sigmf *r = recording_open();
    float iq[4];
    cr_assert_eq(bac_sigmf_facts_of(r)->samples, 2);
    cr_assert_eq(bac_sigmf_facts_of(r)->is_integer, integer);
    cr_assert_eq(bac_sigmf_read(r, 0, 2, iq, NULL), BAC_OK);
    for (int k = 0; k < 4; k++)
        cr_assert_eq(iq[k], want[k], "%s: number %d is %g, not %g", type, k, (double)iq[k],
                     (double)want[k]);
    bac_sigmf_close(r);
}

Test(bac_sigmf, every_sample_format_reads_as_its_numbers) {
    const float real[4] = {1.5f, -2, 1e-20f, 3};
    check_samples("cf32_le", "\x00\x00\xc0\x3f\x00\x00\x00\xc0\x08\xe5\x3c\x1e\x00\x00\x40\x40", 16,
                  real, false);
    check_samples("cf32_be", "\x3f\xc0\x00\x00\xc0\x00\x00\x00\x1e\x3c\xe5\x08\x40\x40\x00\x00", 16,
                  real, false);
    const float wide[4] = {1.0f / 32768, -1, 32767.0f / 32768, 0x0102 / 32768.0f};
    check_samples("ci16_le", "\x01\x00\x00\x80\xff\x7f\x02\x01", 8, wide, true);
    check_samples("ci16_be", "\x00\x01\x80\x00\x7f\xff\x01\x02", 8, wide, true);
    const float narrow[4] = {1.0f / 128, -1, 127.0f / 128, 0};
    check_samples("ci8", "\x01\x80\x7f\x00", 4, narrow, true);
    check_samples("ci8_le", "\x01\x80\x7f\x00", 4, narrow, true);
    const float offset[4] = {-1, 1, 0.5f / 127.5f, -0.5f / 127.5f};
    check_samples("cu8", "\x00\xff\x80\x7f", 4, offset, true);
}

Test(bac_sigmf, without_annotations_the_whole_recording_is_cut) {
    recording_ramp(100);
    recording_meta("cf32_le", ", \"core:sample_rate\": 2e6", "{\"core:sample_start\": 0}", "");
    bac_sigmf *r = recording_open();
    cr_assert(bac_sigmf_facts_of(r)->rate == 2e6 && bac_sigmf_facts_of(r)->n_annotation == 0);
    for (uint64_t hop = 1; hop < 120; hop++) {
        bac_sigmf_cut *cut = cut_it(r, 16, hop);
        uint64_t n = 0;
        while (n * hop + 16 <= 100)
            n++;
        cr_assert_eq(bac_sigmf_frames(cut), n);
        for (uint64_t i = 0; i < n; i++) {
            float iq[32];
            const char *label = "?";
            cr_assert_eq(bac_sigmf_frame_start(cut, i, &label), i * hop);
            cr_assert_null(label);
            cr_assert_eq(bac_sigmf_frame(cut, i, BAC_SIGMF_DEFAULT, 5, iq, NULL), BAC_OK);
            for (uint64_t t = 0; t < 16; t++)
                cr_assert(iq[2 * t] == (float)(i * hop + t) && iq[2 * t + 1] == -iq[2 * t]);
        }
        bac_sigmf_cut_free(cut);
    }
    bac_sigmf_close(r);
}

Test(bac_sigmf, frames_lie_inside_annotations) {
    recording_ramp(200);
    recording_meta(
        "cf32_le", "", "{\"core:sample_start\": 0}, {\"core:sample_start\": 150}",
        "{\"core:sample_start\": 10, \"core:sample_count\": 40, \"core:label\": \"QPSK\"},"
        "{\"core:sample_start\": 60, \"core:sample_count\": 15, \"core:label\": \"short\"},"
        "{\"core:sample_start\": 70.0, \"core:sample_count\": 16},"
        "{\"core:sample_start\": 20, \"core:sample_count\": 16, \"core:label\": \"FM\","
        " \"core:generator\": \"bac classify\"},"
        "{\"core:sample_start\": 180, \"core:label\": \"rest\"}");
    bac_sigmf *r = recording_open();
    cr_assert_eq(bac_sigmf_facts_of(r)->n_annotation, 4); /* the guess is not one */
    cr_assert_eq(bac_sigmf_facts_of(r)->annotation[3].count, 20);
    bac_sigmf_cut *cut = cut_it(r, 16, 8);
    static const uint64_t want[] = {10, 18, 26, 34, 70, 180};
    static const char *const label[] = {"QPSK", "QPSK", "QPSK", "QPSK", NULL, "rest"};
    cr_assert_eq(bac_sigmf_frames(cut), 6);
    cr_assert_eq(bac_sigmf_too_short(cut), 1);
    for (uint64_t i = 0; i < 6; i++) {
        const char *got;
        cr_assert_eq(bac_sigmf_frame_start(cut, i, &got), want[i]);
        cr_assert(label[i] ? got && strcmp(got, label[i]) == 0 : !got);
    }
    bac_sigmf_cut_free(cut);
    bac_sigmf_close(r);
}

Test(bac_sigmf, no_frame_spans_a_change_of_the_signal) {
    recording_ramp(100);
    /* 20 retunes; 40 changes nothing that matters; 60 comes after a gap; 75 goes on after it */
    recording_meta(
        "cf32_le", "",
        "{\"core:sample_start\": 0, \"core:frequency\": 1e9},"
        "{\"core:sample_start\": 20, \"core:frequency\": 2e9, \"core:global_index\": 20},"
        "{\"core:sample_start\": 40, \"core:frequency\": 2e9, \"core:global_index\": 40,"
        " \"core:datetime\": \"2026-01-01T00:00:00Z\"},"
        "{\"core:sample_start\": 60, \"core:frequency\": 2e9, \"core:global_index\": 1000},"
        "{\"core:sample_start\": 75, \"core:frequency\": 2e9, \"core:global_index\": 1015}",
        "");
    bac_sigmf *r = recording_open();
    bac_sigmf_cut *cut = cut_it(r, 10, 7);
    static const uint64_t want[] = {0, 7, 20, 27, 34, 41, 48, 60, 67, 74, 81, 88};
    cr_assert_eq(bac_sigmf_frames(cut), sizeof want / sizeof *want);
    for (uint64_t i = 0; i < sizeof want / sizeof *want; i++)
        cr_assert_eq(bac_sigmf_frame_start(cut, i, NULL), want[i]);
    bac_sigmf_cut_free(cut);
    bac_sigmf_close(r);
    /* without a count an annotation ends with its capture */
    recording_meta("cf32_le", "", "{\"core:sample_start\": 0}, {\"core:sample_start\": 50}",
                   "{\"core:sample_start\": 30}");
    r = recording_open();
    cr_assert_eq(bac_sigmf_facts_of(r)->annotation[0].count, 20);
    bac_sigmf_close(r);
}

/* The specification's example: headers of 4 bytes before samples 0 and 500 */
Test(bac_sigmf, header_and_trailing_bytes_are_stepped_over) {
    char name[300];
    snprintf(name, sizeof name, "%s/odd name.dat", dir);
    unsigned char bytes[4 + 1000 + 4 + 600 + 3];
    memset(bytes, 0xee, sizeof bytes);
    for (int s = 0; s < 800; s++) {
        unsigned char *at = bytes + (s < 500 ? 4 : 8) + 2 * s;
        at[0] = (unsigned char)(s & 127);
        at[1] = (unsigned char)(s >> 7);
    }
    scratch_write(name, bytes, sizeof bytes);
    recording_meta("ci8", ", \"core:dataset\": \"odd name.dat\", \"core:trailing_bytes\": 3",
                   "{\"core:sample_start\": 0, \"core:header_bytes\": 4},"
                   "{\"core:sample_start\": 500, \"core:header_bytes\": 4}",
                   "");
    bac_sigmf *r = recording_open();
    cr_assert_eq(bac_sigmf_facts_of(r)->samples, 800);
    float iq[1600];
    cr_assert_eq(bac_sigmf_read(r, 0, 800, iq, NULL), BAC_OK);
    for (int s = 0; s < 800; s++) {
        cr_assert_eq(iq[2 * s] * 128, (float)(s & 127));
        cr_assert_eq(iq[2 * s + 1] * 128, (float)(s >> 7));
    }
    cr_assert_eq(bac_sigmf_read(r, 499, 2, iq, NULL), BAC_OK);
    cr_assert_eq(iq[2] * 128, 500 & 127);
    bac_sigmf_cut *cut = cut_it(r, 256, 256);
    cr_assert_eq(bac_sigmf_frames(cut), 2); /* 0 .. 255 and 500 .. 755: none across the header */
    cr_assert_eq(bac_sigmf_frame_start(cut, 1, NULL), 500);
    bac_sigmf_cut_free(cut);
    bac_sigmf_close(r);
}

Test(bac_sigmf, sample_numbers_begin_at_the_offset) {
    recording_ramp(50);
    recording_meta("cf32_le", ", \"core:offset\": 1000",
                   "{\"core:sample_start\": 1000}, {\"core:sample_start\": 1030}",
                   "{\"core:sample_start\": 1010, \"core:sample_count\": 40}");
    bac_sigmf *r = recording_open();
    float iq[20];
    cr_assert_eq(bac_sigmf_facts_of(r)->first, 1000);
    cr_assert_eq(bac_sigmf_read(r, 1049, 1, iq, NULL), BAC_OK);
    cr_assert_eq(iq[0], 49);
    cr_assert_eq(bac_sigmf_read(r, 1049, 2, iq, NULL), BAC_ERR_INPUT);
    cr_assert_eq(bac_sigmf_read(r, 999, 1, iq, NULL), BAC_ERR_INPUT);
    cr_assert_eq(bac_sigmf_read(r, UINT64_MAX, UINT64_MAX, iq, NULL), BAC_ERR_INPUT);
    bac_sigmf_cut *cut = cut_it(r, 10, 30);
    cr_assert_eq(bac_sigmf_frame_start(cut, 1, NULL), 1040);
    cr_assert_eq(bac_sigmf_frame(cut, 1, BAC_SIGMF_DEFAULT, 1, iq, NULL), BAC_OK);
    cr_assert_eq(iq[0], 40);
    bac_sigmf_cut_free(cut);
    bac_sigmf_close(r);
}

static double deviation(const float *iq, int T) {
    double i = 0, q = 0, sum = 0;
    for (int t = 0; t < T; t++) {
        i += (double)iq[2 * t] / T;
        q += (double)iq[2 * t + 1] / T;
    }
    for (int t = 0; t < T; t++)
        sum += pow((double)iq[2 * t] - i, 2) + pow((double)iq[2 * t + 1] - q, 2);
    return sqrt(sum / T);
}

Test(bac_sigmf, levels_are_set_as_documented) {
    float iq[64], raw[64];
    recording_ramp(64);
    recording_meta("cf32_le", "", "", "");
    bac_sigmf *r = recording_open();
    bac_sigmf_cut *cut = cut_it(r, 32, 32);
    cr_assert_eq(bac_sigmf_read(r, 32, 32, raw, NULL), BAC_OK);
    cr_assert_eq(bac_sigmf_frame(cut, 1, BAC_SIGMF_DEFAULT, 9, iq, NULL), BAC_OK);
    cr_assert_arr_eq(iq, raw, sizeof iq); /* float samples stay */
    cr_assert_eq(bac_sigmf_frame(cut, 1, BAC_SIGMF_BY, 0.25, iq, NULL), BAC_OK);
    for (int k = 0; k < 64; k++)
        cr_assert_eq(iq[k], raw[k] / 4);
    cr_assert_eq(bac_sigmf_frame(cut, 1, BAC_SIGMF_BY, 1e300, iq, NULL), BAC_OK);
    cr_assert_eq(iq[1], -FLT_MAX); /* finite stays finite */
    cr_assert_eq(bac_sigmf_frame(cut, 1, BAC_SIGMF_AUTO, 9, iq, NULL), BAC_OK);
    cr_assert_float_eq(deviation(iq, 32), 1, 1e-6);
    double factor = 1 / deviation(raw, 32); /* one factor for all: the mean stays */
    for (int k = 0; k < 64; k++)
        cr_assert_float_eq(iq[k], raw[k] * factor, 1e-5);
    bac_sigmf_cut_free(cut);
    bac_sigmf_close(r);

    unsigned char bytes[128];
    for (int k = 0; k < 128; k++)
        bytes[k] = k < 64 ? (unsigned char)(100 + k) : 77; /* a frame, then a constant one */
    scratch_write(data, bytes, sizeof bytes);
    recording_meta("cu8", "", "", "");
    r = recording_open();
    cut = cut_it(r, 32, 32);
    cr_assert_eq(bac_sigmf_frame(cut, 0, BAC_SIGMF_DEFAULT, 9, iq, NULL), BAC_OK);
    cr_assert_float_eq(deviation(iq, 32), 1, 1e-6); /* integers: auto */
    cr_assert_eq(bac_sigmf_frame(cut, 1, BAC_SIGMF_DEFAULT, 9, iq, NULL), BAC_OK);
    cr_assert_eq(iq[0], (77 - 127.5f) / 127.5f); /* no deviation: as it is */
    bac_sigmf_cut_free(cut);
    bac_sigmf_close(r);
}

/* ---- Annotations written back -------------------------------------------- */

static json_t *load(const char *path) {
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(root);
    return root;
}

Test(bac_sigmf, annotating_keeps_everything_and_sorts) {
    recording_ramp(100);
    recording_meta("cf32_le", recording_rich, "{\"core:sample_start\": 0, \"my:gain\": 3.5}",
                   "{\"core:sample_start\": 50, \"core:sample_count\": 5, \"my:x\": 1},"
                   "{\"core:sample_start\": 60, \"core:sample_count\": 5,"
                   " \"core:generator\": \"bac classify\"}");
    bac_sigmf *r = recording_open();
    const bac_sigmf_mark mark[] = {{64, 16, "FM", "sure"}, {0, 16, "\xc3\xbc", NULL}};
    bac_error err;
    cr_assert_eq(bac_sigmf_annotate(r, meta, mark, 2, &err), BAC_OK, "%s", scratch_error(&err));
    bac_sigmf_close(r);
    json_t *root = load(meta), *list = json_object_get(root, "annotations");
    json_t *want =
        json_loads("[{\"core:sample_start\": 0, \"core:sample_count\": 16,"
                   " \"core:label\": \"\xc3\xbc\", \"core:generator\": \"bac classify\"},"
                   "{\"core:sample_start\": 50, \"core:sample_count\": 5, \"my:x\": 1},"
                   "{\"core:sample_start\": 64, \"core:sample_count\": 16,"
                   " \"core:label\": \"FM\", \"core:generator\": \"bac classify\","
                   " \"core:comment\": \"sure\"}]",
                   0, NULL);
    cr_assert(json_equal(list, want));
    json_decref(want);
    want = json_loads("{\"core:datatype\": \"cf32_le\", \"core:version\": \"1.2.0\","
                      "\"core:sample_rate\": 1000000.1, \"core:description\": \"\\u00fc\","
                      "\"my:key\": [1, {}]}",
                      0, NULL);
    cr_assert(json_equal(json_object_get(root, "global"), want)); /* no core:dataset: same name */
    json_decref(want);
    json_t *capture = json_array_get(json_object_get(root, "captures"), 0);
    cr_assert_eq(json_real_value(json_object_get(capture, "my:gain")), 3.5);
    json_decref(root);
    cr_assert_eq(scratch_count(dir), 2); /* no temporary file */
    r = recording_open();                /* and it is still a recording, without our guesses */
    cr_assert_eq(bac_sigmf_facts_of(r)->n_annotation, 1);
    bac_sigmf_close(r);
}

Test(bac_sigmf, another_name_still_finds_the_samples) {
    char other[300];
    snprintf(other, sizeof other, "%s/other.sigmf-meta", dir);
    recording_ramp(40);
    recording_meta("cf32_le", "", "", "");
    bac_sigmf *r = recording_open();
    cr_assert_eq(bac_sigmf_annotate(r, other, NULL, 0, NULL), BAC_OK);
    bac_sigmf_close(r);
    cr_assert_eq(bac_sigmf_open(other, &r, NULL), BAC_OK);
    float iq[2];
    cr_assert_eq(bac_sigmf_read(r, 39, 1, iq, NULL), BAC_OK);
    cr_assert_eq(iq[0], 39);
    bac_sigmf_close(r);
}

Test(bac_sigmf, annotating_refuses_to_destroy) {
    char folder[320];
    recording_ramp(40);
    recording_meta("cf32_le", "", "", "");
    bac_sigmf *r = recording_open();
    bac_error err;
    cr_assert_eq(bac_sigmf_annotate(r, data, NULL, 0, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, ".sigmf-meta"), "%s", err.text);
    snprintf(folder, sizeof folder, "%s/linked.sigmf-meta", dir);
    cr_assert_eq(link(data, folder), 0);
    cr_assert_eq(bac_sigmf_annotate(r, folder, NULL, 0, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "holds the recording's samples"), "%s", err.text);
    snprintf(folder, sizeof folder, "%s/no/such.sigmf-meta", dir);
    cr_assert_eq(bac_sigmf_annotate(r, folder, NULL, 0, &err), BAC_ERR_IO);
    bac_sigmf_close(r);
    size_t size;
    free(scratch_read(data, &size));
    cr_assert_eq(size, 320);
}

/* ---- Sets ----------------------------------------------------------------- */

Test(bac_sigmf, a_recording_is_a_set) {
    recording_ramp(3000);
    recording_meta(
        "cf32_le", "", "",
        "{\"core:sample_start\": 100, \"core:sample_count\": 2048, \"core:label\": \"QPSK\"},"
        "{\"core:sample_start\": 1900, \"core:sample_count\": 1024, \"core:label\": \"FM\"}");
    bac_set *set = make_open(meta);
    cr_assert(bac_set_count(set) == 3 && bac_set_positions(set) == 1024);
    cr_assert(bac_set_has_labels(set) && !bac_set_has_snr(set));
    uint64_t index[2] = {2, 1};
    float iq[2 * 2048], snr;
    int32_t label[3];
    bac_error err;
    cr_assert_eq(bac_set_read(set, index, 2, iq, label, NULL, NULL), BAC_OK);
    cr_assert(iq[0] == 1900 && iq[2048] == 1124 && label[0] == 21 && label[1] == 4);
    cr_assert_eq(bac_set_labels(set, 0, 3, label, NULL, NULL), BAC_OK);
    cr_assert(label[0] == 4 && label[2] == 21);
    cr_assert_eq(bac_set_labels(set, 0, 1, NULL, &snr, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "SigMF has no place"), "%s", err.text);
    bac_set_close(set);

    recording_meta("cf32_le", "", "",
                   "{\"core:sample_start\": 0, \"core:sample_count\": 1024, \"bac:snr_db\": -4},"
                   "{\"core:sample_start\": 900, \"bac:snr_db\": 7.5}");
    set = make_open(meta);
    cr_assert(bac_set_has_snr(set) && !bac_set_has_labels(set));
    float db[3];
    cr_assert_eq(bac_set_labels(set, 0, 3, NULL, db, NULL), BAC_OK);
    cr_assert(db[0] == -4 && db[1] == 7.5f && db[2] == 7.5f);
    bac_set_close(set);

    recording_meta("cf32_le", "", "", "{\"core:sample_start\": 0, \"core:label\": \"noise\"}");
    set = make_open(meta);
    cr_assert(!bac_set_has_labels(set));
    cr_assert_eq(bac_set_labels(set, 0, 1, label, NULL, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "core:label of annotations[0] is no class"), "%s", err.text);
    bac_set_close(set);
    recording_meta("cf32_le", "", "", "");
    set = make_open(meta);
    cr_assert_eq(bac_set_labels(set, 0, 1, label, NULL, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "no annotations"), "%s", err.text);
    bac_set_close(set);
    make_refused(data, BAC_ERR_INPUT, "name the recording's .sigmf-meta");
}

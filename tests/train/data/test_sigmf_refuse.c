/* test_sigmf_refuse.c - recordings that are wrong: refused in one line that names the place. */
#include "recording.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(bac_sigmf_refuse, .init = recording_begin, .fini = recording_end);

static void refused(bac_status status, const char *word) {
    bac_sigmf *r = (bac_sigmf *)1;
    bac_error err = {0};
    cr_assert_eq(bac_sigmf_open(meta, &r, &err), status, "wanted '%s', got: %s", word,
                 scratch_error(&err));
    cr_assert_null(r);
    cr_assert(strstr(scratch_error(&err), word), "wanted '%s', got: %s", word, scratch_error(&err));
    cr_assert_null(strchr(scratch_error(&err), '\n'));
}

static void refused_meta(const char *type, const char *global, const char *captures,
                         const char *annotations, const char *word) {
    recording_meta(type, global, captures, annotations);
    refused(BAC_ERR_INPUT, word);
}

Test(bac_sigmf_refuse, sample_formats) {
    recording_ramp(10);
    refused_meta("cf32", "", "", "", "does not say the byte order: write cf32_le");
    refused_meta("ci16", "", "", "", "does not say the byte order: write ci16_le");
    refused_meta("rf32_le", "", "", "", "core:datatype rf32_le: read are");
    refused_meta("cf64_le", "", "", "", "core:datatype cf64_le: read are");
    refused_meta("ci16_xe", "", "", "", "core:datatype ci16_xe: read are");
    refused_meta("", "", "", "", "core:datatype : read are");
    refused_meta("cf32_le", ", \"core:num_channels\": 2", "", "", "core:num_channels is not 1");
    refused_meta("cf32_le", ", \"core:sample_rate\": -1", "", "", "core:sample_rate is not");
    refused_meta("cf32_le", ", \"core:sample_rate\": \"1\"", "", "", "core:sample_rate is not");
    refused_meta("cf32_le", ", \"core:offset\": -1", "", "", "core:offset is not an integer");
    refused_meta("cf32_le", ", \"core:dataset\": \"../r.sigmf-data\"", "", "", "core:dataset must");
    refused_meta("cf32_le", ", \"core:dataset\": \"\"", "", "", "core:dataset must");
    refused_meta("cf32_le",
                 ", \"core:extensions\": [{\"name\": \"odd\", \"version\": \"1.0.0\","
                 " \"optional\": false}]",
                 "", "", "needs extension odd");
    recording_meta("cf32_le",
                   ", \"core:extensions\": [{\"name\": \"odd\", \"version\": \"1.0.0\","
                   " \"optional\": true}]",
                   "", "");
    bac_sigmf_close(recording_open());
}

static void refused_text(const char *text, const char *word) {
    scratch_write(meta, text, strlen(text));
    refused(BAC_ERR_INPUT, word);
}

Test(bac_sigmf_refuse, metadata_that_are_none) {
    recording_ramp(10);
    refused_text("", "line 1 is not JSON");
    refused_text("{\"global\": {},\n \"global\": {}}", "line 2 is not JSON");
    refused_text("[]", "has no object \"global\"");
    refused_text("{\"global\": 1e999}", "line 1 is not JSON");
    refused_text("\xff\xfe", "line 1 is not JSON");
}

Test(bac_sigmf_refuse, metadata_that_lack_something) {
    recording_ramp(10);
    refused_text("{}", "has no object \"global\"");
    refused_text("{\"global\": {\"core:version\": \"1.0.0\"}}", "core:datatype is missing");
    refused_text("{\"global\": {\"core:datatype\": \"cf32_le\"}}", "core:version is missing");
    refused_text("{\"global\": {\"core:datatype\": \"cf32_le\", \"core:version\": \"2.0.0\"}}",
                 "core:version 2.0.0: versions 0 and 1");
    refused_text("{\"global\": {\"core:datatype\": \"cf32_le\", \"core:version\": \"1.0.0\"}}",
                 "no array \"captures\"");
    refused_text("{\"global\": {\"core:datatype\": \"cf32_le\", \"core:version\": \"1.0.0\"},"
                 "\"captures\": []}",
                 "no array \"annotations\"");
    refused_meta("cf32_le", "", "{}", "", "captures[0]: core:sample_start is missing");
    refused_meta("cf32_le", "", "7", "", "captures[0]: core:sample_start is missing");
    refused_meta("cf32_le", "", "", "{}", "annotations[0]: core:sample_start is missing");
    refused_meta("cf32_le", "", "", "{\"core:sample_start\": 0, \"core:label\": 3}",
                 "annotations[0]: core:label is no string");
}

Test(bac_sigmf_refuse, places_that_cannot_be) {
    recording_ramp(100);
    refused_meta("cf32_le", "", "{\"core:sample_start\": 0.5}", "", "is not an integer");
    refused_meta("cf32_le", "", "{\"core:sample_start\": -1}", "", "is not an integer");
    refused_meta("cf32_le", "", "{\"core:sample_start\": 9007199254740993}", "",
                 "is not an integer");
    refused_meta("cf32_le", "", "{\"core:sample_start\": 5}, {\"core:sample_start\": 4}", "",
                 "captures[1]: core:sample_start is below the one before it");
    refused_meta("cf32_le", ", \"core:offset\": 10", "{\"core:sample_start\": 5}", "",
                 "captures[0]: core:sample_start is below core:offset");
    refused_meta("cf32_le", "", "{\"core:sample_start\": 101}", "",
                 "ends at sample 100, but a capture begins at 101: truncated?");
    refused_meta("cf32_le", "",
                 "{\"core:sample_start\": 0, \"core:header_bytes\": 9007199254740992}", "",
                 "fewer than its headers");
    refused_meta("cf32_le", ", \"core:trailing_bytes\": 801", "", "", "fewer than its headers");
    refused_meta("cf32_le", "", "",
                 "{\"core:sample_start\": 10, \"core:sample_count\": 91, \"core:label\": \"FM\"}",
                 "annotations[0]: ends at sample 101, but the samples end at 100");
    refused_meta("cf32_le", "", "",
                 "{\"core:sample_start\": 1, \"core:sample_count\": 9007199254740992}",
                 "ends at sample 9007199254740993, but");
    refused_meta("cf32_le", "", "", "{\"core:sample_start\": 101, \"core:sample_count\": 0}",
                 "annotations[0]: core:sample_start is outside the samples");
}

Test(bac_sigmf_refuse, samples_that_are_missing_or_cut) {
    recording_meta("cf32_le", "", "", "");
    refused(BAC_ERR_IO, "r.sigmf-data: cannot open: No such file");
    recording_meta("cf32_le", ", \"core:metadata_only\": true", "", "");
    refused(BAC_ERR_INPUT, "is metadata only");
    recording_meta("cf32_le", ", \"core:dataset\": \"gone.bin\"", "", "");
    refused(BAC_ERR_IO, "gone.bin: cannot open");
    recording_meta("cf32_le", "", "", "");
    scratch_write(data, "123456789", 9);
    refused(BAC_ERR_INPUT, "9 bytes of samples are not whole samples of 8 bytes (1 left over)");
    cr_assert_eq(unlink(data), 0);
    cr_assert_eq(mkdir(data, 0777), 0);
    refused(BAC_ERR_INPUT, "r.sigmf-data: not a regular file");
    cr_assert_eq(rmdir(data), 0);
    recording_ramp(10);
    bac_sigmf *r = recording_open();
    bac_sigmf_cut *cut;
    bac_error err;
    cr_assert_eq(bac_sigmf_cut_create(r, 11, 1, &cut, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "as long as a frame of 11 samples"), "%s", err.text);
    cr_assert_null(cut);
    cr_assert_eq(bac_sigmf_cut_create(r, 10, 0, &cut, &err), BAC_ERR_INPUT);
    float iq[20];
    cr_assert_eq(truncate(data, 76), 0); /* behind our back */
    cr_assert_eq(bac_sigmf_read(r, 0, 9, iq, &err), BAC_OK);
    cr_assert_eq(bac_sigmf_read(r, 0, 10, iq, &err), BAC_ERR_IO);
    cr_assert(strstr(err.text, "ends at byte 76"), "%s", err.text);
    bac_sigmf_close(r);
    recording_ramp(0);
    r = recording_open();
    cr_assert_eq(bac_sigmf_cut_create(r, 1, 1, &cut, &err), BAC_ERR_INPUT);
    bac_sigmf_close(r);
}

Test(bac_sigmf_refuse, samples_that_are_no_numbers) {
    float x[40] = {0};
    x[2 * 13 + 1] = NAN;
    x[2 * 17] = -INFINITY;
    scratch_write(data, x, sizeof x);
    recording_meta("cf32_le", ", \"core:offset\": 100", "", "");
    bac_sigmf *r = recording_open();
    float iq[40];
    bac_error err;
    cr_assert_eq(bac_sigmf_read(r, 100, 20, iq, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "sample 113: Q is not a number"), "%s", err.text);
    cr_assert_eq(bac_sigmf_read(r, 114, 6, iq, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "sample 117: I is infinite"), "%s", err.text);
    cr_assert_eq(bac_sigmf_read(r, 100, 13, iq, &err), BAC_OK);
    bac_sigmf_close(r);
}

/* 4000 annotations of 20000 captures each: 80 million places to look at, for 2 MB of metadata */
Test(bac_sigmf_refuse, annotations_times_captures_that_would_take_for_ever) {
    size_t room = 4 << 20, at = 0;
    char *text = malloc(room);
    recording_ramp(20000);
    at += (size_t)snprintf(text, room,
                           "{\"global\": {\"core:datatype\": \"cf32_le\", "
                           "\"core:version\": \"1.0.0\"}, \"captures\": [");
    for (int i = 0; i < 20000; i++)
        at += (size_t)snprintf(text + at, room - at, "%s{\"core:sample_start\": %d}", i ? "," : "",
                               i);
    at += (size_t)snprintf(text + at, room - at, "], \"annotations\": [");
    for (int i = 0; i < 4000; i++)
        at += (size_t)snprintf(text + at, room - at,
                               "%s{\"core:sample_start\": 0, \"core:sample_count\": 20000}",
                               i ? "," : "");
    at += (size_t)snprintf(text + at, room - at, "]}");
    scratch_write(meta, text, at);
    free(text);
    bac_sigmf *r = recording_open();
    bac_sigmf_cut *cut;
    bac_error err;
    cr_assert_eq(bac_sigmf_cut_create(r, 16, 16, &cut, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "too many annotations that span too many captures"), "%s", err.text);
    bac_sigmf_close(r);
}

/* Cut at any byte, metadata are refused: never a crash or a leak. */
Test(bac_sigmf_refuse, metadata_cut_anywhere) {
    recording_ramp(10);
    recording_meta("cf32_le", recording_rich, "{\"core:sample_start\": 0}",
                   "{\"core:sample_start\": 0, \"core:sample_count\": 5, \"core:label\": \"FM\"}");
    size_t size;
    char *text = scratch_read(meta, &size);
    for (size_t n = 0; n < size; n++) {
        scratch_write(meta, text, n);
        refused(BAC_ERR_INPUT, "is not JSON");
    }
    free(text);
}

/* recording.c - see recording.h. */
#include "recording.h"

#include "scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *dir;
char meta[300], data[300];

void recording_begin(void) {
    dir = scratch_dir();
    snprintf(meta, sizeof meta, "%s/r.sigmf-meta", dir);
    snprintf(data, sizeof data, "%s/r.sigmf-data", dir);
}

void recording_end(void) {
    scratch_remove(dir);
}

void recording_meta(const char *type, const char *global, const char *captures,
                    const char *annotations) {
    char text[4096];
    snprintf(text, sizeof text,
             "{\"global\": {\"core:datatype\": \"%s\", \"core:version\": \"1.2.0\"%s}, "
             "\"captures\": [%s], \"annotations\": [%s]}",
             type, global, captures, annotations);
    scratch_write(meta, text, strlen(text));
}

void recording_ramp(uint64_t n) {
    float *x = malloc((n ? n : 1) * 2 * sizeof *x);
    for (uint64_t i = 0; i < n; i++) {
        x[2 * i] = (float)i;
        x[2 * i + 1] = -(float)i;
    }
    scratch_write(data, x, n * 8);
    free(x);
}

bac_sigmf *recording_open(void) {
    bac_sigmf *r;
    bac_error err;
    cr_assert_eq(bac_sigmf_open(meta, &r, &err), BAC_OK, "%s", scratch_error(&err));
    return r;
}

const char recording_rich[] =
    ", \"core:sample_rate\": 1000000.1, \"core:description\": \"\\u00fc\", \"my:key\": [1, {}]";

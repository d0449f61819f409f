/* trace.c - bac diff of a trace of bac cycles with the one before it. */
#include "diff/diff.h"
#include "fuzz.h"

#include <stdio.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    (void)argv;
    FUZZ_CHECK(freopen("/dev/null", "w", stdout));
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char a[128];
    json_t *found = NULL;
    strcpy(a, fuzz_file("a.trace", data, size / 2));
    const int status =
        diff_traces(a, fuzz_file("b.trace", data + size / 2, size - size / 2), &found);
    FUZZ_CHECK(status >= 0 && status <= 3);
    json_decref(found);
    return 0;
}

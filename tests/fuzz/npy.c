/* npy.c - an NPY file: as an array, as frames of a network, and as a labelled set. */
#include "fuzz.h"
#include "set.h"

#include <stdlib.h>

enum { FRAMES = 2, POSITIONS = 4096 };

static void as_set(const char *path) {
    static float iq[FRAMES * POSITIONS * 2];
    bac_set *set = NULL;
    bac_error err = {0};
    const uint64_t index[FRAMES] = {0, 0};
    bac_status status = bac_set_open(path, &set, &err);
    fuzz_refusal(status, &err);
    if (status == BAC_OK && bac_set_count(set) > 0 && bac_set_positions(set) <= POSITIONS) {
        status = bac_set_read(set, index, FRAMES, iq, NULL, NULL, &err);
        fuzz_refusal(status, &err);
    }
    bac_set_close(set);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *path = fuzz_file("in.npy", data, size);
    bac_array array = {0};
    bac_error err = {0};
    uint64_t n = 0;
    int32_t *codes = NULL;
    fuzz_refusal(bac_array_load(path, &array, &err), &err);
    bac_array_free(&array);
    fuzz_refusal(bac_frames_load(path, fuzz_tiny(), &n, &codes, &err), &err);
    free(codes);
    as_set(path);
    return 0;
}

#include "support.h"

#include "scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bac_net *tiny_net(const char *from, const char *to) {
    char *text = scratch_read(TINY_NET, NULL);
    if (from) {
        char *changed = scratch_replace(text, from, to);
        free(text);
        text = changed;
    }
    bac_net *net = NULL;
    bac_error err;
    cr_assert_eq(bac_net_parse(text, strlen(text), "tiny", &net, &err), BAC_OK, "%s", err.text);
    free(text);
    return net;
}

float *random_frames(uint64_t seed, uint32_t n) {
    size_t size = (size_t)n * TINY_T * 2;
    float *iq = malloc(size * sizeof *iq);
    cr_assert_not_null(iq);
    for (size_t i = 0; i < size; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        iq[i] = (float)(int32_t)(seed >> 40) / (float)(1 << 23) - 1; /* -1 .. 1 */
    }
    return iq;
}

static void save(const char *dir, const char *name, bac_dtype dtype, uint32_t ndim, uint32_t n,
                 const void *data) {
    bac_array a = {
        .dtype = dtype, .ndim = ndim, .dim = {n, TINY_T, 2}, .data = (void *)(uintptr_t)data};
    bac_error err;
    cr_assert_eq(bac_array_save(scratch_path(dir, name), &a, &err), BAC_OK, "%s", err.text);
}

const char *save_set(const char *dir, uint32_t n, const float *iq, truth t) {
    static char path[512];
    save(dir, "set.npy", BAC_F32, 3, n, iq);
    if (t.label)
        save(dir, "set-labels.npy", BAC_I32, 1, n, t.label);
    if (t.snr)
        save(dir, "set-snr.npy", BAC_F32, 1, n, t.snr);
    snprintf(path, sizeof path, "%s", scratch_path(dir, "set.npy"));
    return path;
}

int32_t *classify(const bac_net *net, uint32_t n, const float *iq) {
    int32_t *class = malloc(n * sizeof *class), codes[TINY_T * 2];
    bac_run *run = NULL;
    cr_assert_not_null(class);
    cr_assert_eq(bac_run_create(net, &run, NULL), BAC_OK);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t index;
        cr_assert_eq(bac_frame_quantise(net, iq + (size_t)i * TINY_T * 2, codes, NULL), BAC_OK);
        cr_assert_eq(bac_run_frame(run, codes, NULL, &index, NULL), BAC_OK);
        class[i] = (int32_t)index;
    }
    bac_run_free(run);
    return class;
}

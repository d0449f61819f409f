/* make.c - see make.h. */
#include "make.h"

#include "scratch.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

float make_sample(uint64_t frame, uint64_t t) {
    return (float)(frame % 4096) + (float)t / 1024;
}

void make_npy(const char *path, bac_dtype dtype, uint32_t ndim, const uint64_t *dim,
              const void *data) {
    bac_array a = {.dtype = dtype, .ndim = ndim, .data = (void *)(uintptr_t)data};
    memcpy(a.dim, dim, ndim * sizeof *dim);
    if (bac_array_save(path, &a, NULL))
        abort();
}

static float *frames(uint64_t N, uint64_t T, bool planar) {
    float *x = malloc(N * T * 2 * sizeof *x);
    for (uint64_t i = 0; i < N; i++) {
        for (uint64_t t = 0; t < T; t++) {
            float v = make_sample(i, t);
            x[planar ? (i * 2) * T + t : (i * T + t) * 2] = v;
            x[planar ? (i * 2 + 1) * T + t : (i * T + t) * 2 + 1] = -v;
        }
    }
    return x;
}

void make_npy_frames(const char *path, uint64_t N, uint64_t T, bool planar) {
    float *x = frames(N, T, planar);
    make_npy(path, BAC_F32, 3, planar ? (uint64_t[]){N, 2, T} : (uint64_t[]){N, T, 2}, x);
    free(x);
}

void make_h5(const char *path, bool create, const char *name, hid_t type, int rank,
             const hsize_t *dim, const hsize_t *chunk, const void *data) {
    hid_t file = create ? H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)
                        : H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
    hid_t space = H5Screate_simple(rank, dim, NULL), plist = H5Pcreate(H5P_DATASET_CREATE);
    if (chunk && (H5Pset_chunk(plist, rank, chunk) < 0 || H5Pset_deflate(plist, 1) < 0))
        abort();
    hid_t set = H5Dcreate2(file, name, type, space, H5P_DEFAULT, plist, H5P_DEFAULT);
    if (set < 0 || (data && H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) < 0))
        abort();
    H5Dclose(set);
    H5Pclose(plist);
    H5Sclose(space);
    H5Fclose(file);
}

void make_h5_frames(const char *path, uint64_t N, uint64_t T, uint64_t chunk) {
    float *x = frames(N, T, false);
    make_h5(path, true, "X", H5T_IEEE_F32LE, 3, (hsize_t[]){N, T, 2},
            chunk ? (hsize_t[]){chunk, T, 2} : NULL, x);
    free(x);
}

void make_h5_ours(const char *path, uint64_t N, uint64_t T) {
    int32_t *label = malloc(N * sizeof *label);
    float *snr = malloc(N * sizeof *snr);
    for (uint64_t i = 0; i < N; i++) {
        label[i] = (int32_t)(i % 24);
        snr[i] = (float)i / 2;
    }
    make_h5_frames(path, N, T, 3);
    make_h5(path, false, "label", H5T_STD_I32LE, 1, (hsize_t[]){N}, NULL, label);
    make_h5(path, false, "snr", H5T_IEEE_F32LE, 1, (hsize_t[]){N}, NULL, snr);
    free(label);
    free(snr);
}

void make_h5_radioml(const char *path, uint32_t block, uint32_t n_snr, uint64_t T,
                     const make_wrong *wrong) {
    uint64_t N = (uint64_t)24 * n_snr * block;
    int64_t *hot = calloc(N * 24, sizeof *hot), *snr = malloc(N * sizeof *snr);
    for (uint64_t i = 0; i < N; i++) {
        int64_t c = (int64_t)(i / block / n_snr), db = -20 + 2 * (int64_t)(i / block % n_snr);
        if (wrong && wrong->row == i) {
            c = wrong->class_index;
            db = wrong->snr;
        }
        if (c >= 0)
            hot[i * 24 + (uint64_t)c] = 1;
        if (c == -2)
            hot[i * 24] = hot[i * 24 + 5] = 1;
        snr[i] = db;
    }
    make_h5_frames(path, N, T, 0);
    make_h5(path, false, "Y", H5T_STD_I64LE, 2, (hsize_t[]){N, 24}, NULL, hot);
    make_h5(path, false, "Z", H5T_STD_I64LE, 2, (hsize_t[]){N, 1}, NULL, snr);
    free(hot);
    free(snr);
}

void make_refused(const char *spec, bac_status status, const char *word) {
    bac_set *set = (bac_set *)1;
    bac_error err = {0};
    cr_assert_eq(bac_set_open(spec, &set, &err), status, "%s: %s", spec, scratch_error(&err));
    cr_assert_null(set);
    cr_assert(strstr(scratch_error(&err), word), "%s: wanted '%s', got: %s", spec, word,
              scratch_error(&err));
    cr_assert_null(strchr(scratch_error(&err), '\n'));
}

bac_set *make_open(const char *spec) {
    bac_set *set;
    bac_error err;
    cr_assert_eq(bac_set_open(spec, &set, &err), BAC_OK, "%s", scratch_error(&err));
    return set;
}

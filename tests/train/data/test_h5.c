/* test_h5.c - HDF5 sets: both layouts, odd storage, and files that are wrong. */
#include "make.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char path[300];
static char *dir;

static void begin(void) {
    dir = scratch_dir();
    snprintf(path, sizeof path, "%s/s.h5", dir);
}

static void end(void) {
    scratch_remove(dir);
}

TestSuite(bac_set_h5, .init = begin, .fini = end);

static void check_frame(const float *iq, uint64_t frame, uint64_t T) {
    for (uint64_t t = 0; t < T; t++) {
        cr_assert_eq(iq[2 * t], make_sample(frame, t));
        cr_assert_eq(iq[2 * t + 1], -make_sample(frame, t));
    }
}

Test(bac_set_h5, our_layout_reads_any_frames_in_any_order) {
    make_h5_ours(path, 50, 16);
    bac_set *set = make_open(path);
    cr_assert(bac_set_count(set) == 50 && bac_set_positions(set) == 16);
    cr_assert(bac_set_has_labels(set) && bac_set_has_snr(set));
    uint64_t index[] = {49, 0, 1, 2, 3, 30, 30, 7, 8};
    float iq[9 * 32], snr[9];
    int32_t label[9];
    cr_assert_eq(bac_set_read(set, index, 9, iq, label, snr, NULL), BAC_OK);
    for (int i = 0; i < 9; i++) {
        check_frame(iq + i * 32, index[i], 16);
        cr_assert_eq(label[i], index[i] % 24);
        cr_assert_eq(snr[i], (float)index[i] / 2);
    }
    cr_assert_eq(bac_set_labels(set, 10, 9, label, snr, NULL), BAC_OK);
    cr_assert(label[8] == 18 && snr[8] == 9);
    bac_set_close(set);
}

Test(bac_set_h5, radioml_layout_reads_without_the_split) {
    make_h5_radioml(path, 3, 2, 8, NULL);
    bac_set *set = make_open(path);
    cr_assert_eq(bac_set_count(set), 144);
    int32_t label[144];
    float snr[144], iq[16];
    cr_assert_eq(bac_set_labels(set, 0, 144, label, snr, NULL), BAC_OK);
    for (uint64_t i = 0; i < 144; i++) {
        cr_assert_eq(label[i], i / 6);
        cr_assert_eq(snr[i], i / 3 % 2 ? -18 : -20);
        cr_assert_eq(bac_set_read(set, &i, 1, iq, NULL, NULL, NULL), BAC_OK);
        check_frame(iq, i, 8);
    }
    bac_set_close(set);
}

Test(bac_set_h5, big_endian_numbers_and_a_flat_z_are_fine) {
    /* the same numbers stored the other way round: libhdf5 converts both ways */
    int32_t label[6] = {0, 1, 2, 3, 4, 23};
    double snr[6] = {0, 0.5, 1, 1.5, 2, 2.5};
    make_h5_frames(path, 6, 4, 0);
    make_h5(path, false, "label", H5T_STD_I32LE, 1, (hsize_t[]){6}, (hsize_t[]){2}, label);
    make_h5(path, false, "snr", H5T_IEEE_F64LE, 1, (hsize_t[]){6}, NULL, snr);
    bac_set *set = make_open(path);
    float s[6];
    int32_t l[6];
    cr_assert_eq(bac_set_labels(set, 0, 6, l, s, NULL), BAC_OK);
    cr_assert(l[5] == 23 && s[3] == 1.5f);
    bac_set_close(set);

    uint32_t x[4];
    float v[4] = {1.5f, -2, 3, 4};
    memcpy(x, v, sizeof x);
    for (int i = 0; i < 4; i++)
        x[i] = __builtin_bswap32(x[i]);
    make_h5(path, true, "X", H5T_IEEE_F32BE, 3, (hsize_t[]){1, 2, 2}, NULL, x);
    set = make_open(path);
    float iq[4];
    cr_assert_eq(bac_set_read(set, &(uint64_t){0}, 1, iq, NULL, NULL, NULL), BAC_OK);
    cr_assert_arr_eq(iq, v, sizeof v);
    bac_set_close(set);
}

Test(bac_set_h5, missing_truth_is_an_error_only_when_asked_for) {
    make_h5_frames(path, 4, 4, 0);
    bac_set *set = make_open(path);
    cr_assert(!bac_set_has_labels(set) && !bac_set_has_snr(set));
    float iq[8], snr;
    int32_t label;
    bac_error err;
    cr_assert_eq(bac_set_read(set, &(uint64_t){1}, 1, iq, NULL, NULL, &err), BAC_OK);
    cr_assert_eq(bac_set_read(set, &(uint64_t){1}, 1, iq, &label, NULL, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "lacks data set label"), "%s", err.text);
    cr_assert_eq(bac_set_labels(set, 0, 1, NULL, &snr, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "lacks data set snr"), "%s", err.text);
    bac_set_close(set);
}

Test(bac_set_h5, wrong_shapes_and_types_are_refused_by_name) {
    static const double zero[4096];
    hsize_t bad[3] = {2, 8, 3};
    make_h5(path, true, "X", H5T_IEEE_F32LE, 3, bad, NULL, zero);
    make_refused(path, BAC_ERR_INPUT, "X is 4-byte float [2][8][3]: wanted float32 [N][T][2]");
    make_h5(path, true, "X", H5T_IEEE_F64LE, 3, (hsize_t[]){2, 8, 2}, NULL, zero);
    make_refused(path, BAC_ERR_INPUT, "X is 8-byte float");
    make_h5(path, true, "X", H5T_STD_I32LE, 3, (hsize_t[]){2, 8, 2}, NULL, zero);
    make_refused(path, BAC_ERR_INPUT, "X is 4-byte integer");
    make_h5(path, true, "X", H5T_IEEE_F32LE, 2, (hsize_t[]){8, 2}, NULL, zero);
    make_refused(path, BAC_ERR_INPUT, "X is 4-byte float [8][2]");
    make_h5(path, true, "X", H5T_IEEE_F32LE, 4, (hsize_t[]){1, 2, 8, 2}, NULL, zero);
    make_refused(path, BAC_ERR_INPUT, "4 dimensions");
    make_h5(path, true, "X", H5T_IEEE_F32LE, 3, (hsize_t[]){0, 8, 2}, NULL, NULL);
    make_refused(path, BAC_ERR_INPUT, "X is 4-byte float [0][8][2]");
    make_h5(path, true, "X", H5T_IEEE_F32LE, 3, (hsize_t[]){1, 1 << 21, 2}, NULL, NULL);
    make_refused(path, BAC_ERR_INPUT, "X is 4-byte float [1][2097152][2]");
    make_h5(path, true, "iq", H5T_IEEE_F32LE, 3, (hsize_t[]){2, 8, 2}, NULL, zero);
    make_refused(path, BAC_ERR_INPUT, "no data set X");
    make_h5_frames(path, 4, 4, 0);
    make_h5(path, false, "label", H5T_STD_I32LE, 1, (hsize_t[]){3}, NULL, zero);
    make_refused(path, BAC_ERR_INPUT, "label is 4-byte integer [3]");
    make_h5_frames(path, 4, 4, 0);
    make_h5(path, false, "label", H5T_IEEE_F32LE, 1, (hsize_t[]){4}, NULL, zero);
    make_refused(path, BAC_ERR_INPUT, "label is 4-byte float [4]");
    make_h5_frames(path, 4, 4, 0);
    make_h5(path, false, "Y", H5T_STD_I64LE, 2, (hsize_t[]){4, 11}, NULL, zero);
    make_refused(path, BAC_ERR_INPUT, "Y is 8-byte integer [4][11]: wanted one-hot");
    make_h5_frames(path, 4, 4, 0);
    make_h5(path, false, "snr", H5T_IEEE_F32LE, 2, (hsize_t[]){4, 2}, NULL, zero);
    make_refused(path, BAC_ERR_INPUT, "snr is 4-byte float [4][2]");
    make_h5_frames(path, 4, 4, 0);
    make_h5(path, false, "label", H5T_C_S1, 1, (hsize_t[]){4}, NULL, zero);
    make_refused(path, BAC_ERR_INPUT, "label does not hold plain numbers");
}

/* Reading a row of such a file would need all of its chunk in memory. */
Test(bac_set_h5, absurd_chunks_are_refused) {
    make_h5(path, true, "X", H5T_IEEE_F32LE, 3, (hsize_t[]){100000, 1024, 2},
            (hsize_t[]){100000, 1024, 2}, NULL);
    make_refused(path, BAC_ERR_INPUT, "chunks of more than 256 MiB");
}

Test(bac_set_h5, bad_numbers_are_refused_with_their_row) {
    int32_t label[4] = {0, 1, 24, 3};
    float snr[4] = {0, 1, 2, INFINITY}, x[4 * 4 * 2] = {0}, s[4];
    int32_t l[4];
    bac_error err;
    x[2 * (3 * 4 + 1) + 1] = NAN;
    make_h5(path, true, "X", H5T_IEEE_F32LE, 3, (hsize_t[]){4, 4, 2}, NULL, x);
    make_h5(path, false, "label", H5T_STD_I32LE, 1, (hsize_t[]){4}, NULL, label);
    make_h5(path, false, "snr", H5T_IEEE_F32LE, 1, (hsize_t[]){4}, NULL, snr);
    bac_set *set = make_open(path);
    cr_assert_eq(bac_set_labels(set, 0, 2, l, s, &err), BAC_OK);
    cr_assert_eq(bac_set_labels(set, 0, 4, l, NULL, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "frame 2: label 24"), "%s", err.text);
    cr_assert_eq(bac_set_labels(set, 0, 4, NULL, s, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "frame 3: its SNR"), "%s", err.text);
    cr_assert_eq(bac_set_read(set, &(uint64_t){3}, 1, x, NULL, NULL, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "frame 3, position 1, Q is not a number"), "%s", err.text);
    cr_assert_eq(bac_set_read(set, &(uint64_t){4}, 1, x, NULL, NULL, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "frame 4 asked for: the set has 4"), "%s", err.text);
    cr_assert_eq(bac_set_labels(set, UINT64_MAX, 2, l, NULL, &err), BAC_ERR_INPUT);
    bac_set_close(set);
}

/* Cut at any byte, the file is refused, or reads as it should: never a crash, never a print. */
Test(bac_set_h5, a_file_cut_short_is_refused) {
    make_h5_ours(path, 6, 8);
    size_t size;
    char *bytes = scratch_read(path, &size);
    char cut[320];
    snprintf(cut, sizeof cut, "%s/cut.h5", dir);
    for (size_t n = 0; n < size; n += n < 1024 ? 61 : 997) {
        scratch_write(cut, bytes, n);
        make_refused(cut, BAC_ERR_INPUT, cut);
    }
    scratch_write(cut, bytes, size - 1);
    make_refused(cut, BAC_ERR_INPUT, "truncated");
    memset(bytes, 'x', 8);
    scratch_write(cut, bytes, size);
    make_refused(cut, BAC_ERR_INPUT, "not an HDF5 file");
    free(bytes);
    make_refused("/nowhere/x.h5", BAC_ERR_IO, "cannot open: No such file");
    make_refused("/nowhere/x.hdf5:test", BAC_ERR_IO, "cannot open: No such file");
    snprintf(cut, sizeof cut, "%s/dir.h5", dir);
    cr_assert_eq(mkdir(cut, 0777), 0);
    make_refused(cut, BAC_ERR_INPUT, "not a regular file");
}

Test(bac_set_h5, a_row_of_y_that_is_not_one_hot_is_refused) {
    make_h5_radioml(path, 2, 2, 4, &(make_wrong){50, -2, 0});
    bac_set *set = make_open(path);
    int32_t label[96];
    bac_error err;
    cr_assert_eq(bac_set_labels(set, 0, 50, label, NULL, &err), BAC_OK);
    cr_assert_eq(bac_set_labels(set, 0, 96, label, NULL, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "row 50: Y is not one-hot"), "%s", err.text);
    bac_set_close(set);
}

/* A compressed chunk whose bytes are wrong: libhdf5's refusal becomes ours, in one line. */
Test(bac_set_h5, a_chunk_that_does_not_inflate_is_refused) {
    make_h5_frames(path, 6, 64, 2);
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT), x = H5Dopen2(file, "X", H5P_DEFAULT);
    hid_t space = H5Dget_space(x);
    hsize_t offset[3], bytes;
    unsigned mask;
    haddr_t at;
    cr_assert(H5Dget_chunk_info(x, space, 1, offset, &mask, &at, &bytes) >= 0);
    cr_assert_eq(offset[0], 2);
    H5Sclose(space);
    H5Dclose(x);
    H5Fclose(file);
    size_t size;
    char *whole = scratch_read(path, &size);
    memset(whole + at, 0x55, bytes);
    scratch_write(path, whole, size);
    free(whole);
    bac_set *set = make_open(path);
    float iq[128];
    bac_error err;
    cr_assert_eq(bac_set_read(set, &(uint64_t){1}, 1, iq, NULL, NULL, &err), BAC_OK);
    cr_assert_eq(bac_set_read(set, &(uint64_t){2}, 1, iq, NULL, NULL, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "cannot read data set X: libhdf5 says: "), "%s", err.text);
    cr_assert(strstr(err.text, "inflate"), "%s", err.text);
    cr_assert_eq(bac_set_read(set, &(uint64_t){4}, 1, iq, NULL, NULL, &err), BAC_OK);
    check_frame(iq, 4, 64);
    bac_set_close(set);
}

typedef struct reader {
    bac_set *set;
    uint64_t seed;
    bool wrong;
} reader;

static void *read_many(void *user) {
    reader *r = user;
    for (uint64_t k = 0; k < 300 && !r->wrong; k++) {
        uint64_t index[3] = {(r->seed * 31 + k * 17) % 50, (k * 7) % 50, k % 50};
        float iq[3 * 32], snr[3];
        int32_t label[3];
        r->wrong = bac_set_read(r->set, index, 3, iq, label, snr, NULL) != BAC_OK;
        for (int i = 0; i < 3; i++) {
            r->wrong |= iq[i * 32 + 30] != make_sample(index[i], 15);
            r->wrong |= label[i] != (int32_t)(index[i] % 24) || snr[i] != (float)index[i] / 2;
        }
    }
    return NULL;
}

Test(bac_set_h5, several_threads_read_the_same_set) {
    make_h5_ours(path, 50, 16);
    bac_set *set = make_open(path);
    pthread_t thread[4];
    reader r[4];
    for (int i = 0; i < 4; i++) {
        r[i] = (reader){set, (uint64_t)i, false};
        cr_assert_eq(pthread_create(&thread[i], NULL, read_many, &r[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(thread[i], NULL);
        cr_assert(!r[i].wrong);
    }
    bac_set_close(set);
}

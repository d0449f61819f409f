/* radioml_file.c - writes the frames of a set as RadioML 2018.01A's file has them:
 *     radioml_file SET OUT.hdf5
 * X float32 [N][T][2], Y one-hot int64 [N][24], Z int64 [N][1], by class, then SNR. */
#include "set.h"
#include "signal.h"

#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>

static int fail(const char *text) {
    fprintf(stderr, "radioml_file: %s\n", text);
    return 1;
}

static bool put(hid_t file, const char *name, hid_t type, int rank, const hsize_t *dim,
                hid_t memory, const void *data) {
    const hid_t space = H5Screate_simple(rank, dim, NULL);
    const hid_t set = H5Dcreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    const bool good = set >= 0 && H5Dwrite(set, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0;
    H5Dclose(set);
    H5Sclose(space);
    return good;
}

static bool write_file(const char *path, uint64_t n, uint32_t T, const float *iq,
                       const int64_t *hot, const int64_t *snr) {
    const hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    const bool good =
        file >= 0 &&
        put(file, "X", H5T_IEEE_F32LE, 3, (hsize_t[]){n, T, 2}, H5T_NATIVE_FLOAT, iq) &&
        put(file, "Y", H5T_STD_I64LE, 2, (hsize_t[]){n, BAC_SIGNAL_CLASSES}, H5T_NATIVE_INT64,
            hot) &&
        put(file, "Z", H5T_STD_I64LE, 2, (hsize_t[]){n, 1}, H5T_NATIVE_INT64, snr);
    return file >= 0 && H5Fclose(file) >= 0 && good;
}

int main(int argc, char **argv) {
    bac_set *set;
    bac_error err;
    if (argc != 3)
        return fail("wants SET OUT.hdf5");
    if (bac_set_open(argv[1], &set, &err))
        return fail(err.text);
    const uint64_t n = bac_set_count(set);
    const uint32_t T = bac_set_positions(set);
    uint64_t *index = malloc(n * sizeof *index);
    float *iq = malloc(n * T * 2 * sizeof *iq), *db = malloc(n * sizeof *db);
    int32_t *label = malloc(n * sizeof *label);
    int64_t *hot = calloc(n * BAC_SIGNAL_CLASSES, sizeof *hot), *snr = malloc(n * sizeof *snr);
    if (!index || !iq || !db || !label || !hot || !snr)
        return fail("out of memory");
    for (uint64_t i = 0; i < n; i++)
        index[i] = i;
    if (bac_set_read(set, index, n, iq, label, db, &err))
        return fail(err.text);
    for (uint64_t i = 0; i < n; i++) {
        hot[i * BAC_SIGNAL_CLASSES + (uint64_t)label[i]] = 1;
        snr[i] = (int64_t)db[i];
    }
    const bool good = write_file(argv[2], n, T, iq, hot, snr);
    bac_set_close(set);
    free(index);
    free(iq);
    free(db);
    free(label);
    free(hot);
    free(snr);
    return good ? 0 : fail("cannot write the file");
}

/* h5.c - see h5.h. */
#include "h5.h"

#include "out_file.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

/* libhdf5's state is global, so its lock is too. The lock also guards the saved settings of
 * printing. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static H5E_auto2_t print_before;
static void *user_before;

/* A read of one row decompresses its whole chunk. */
static const uint64_t MAX_CHUNK = UINT64_C(256) << 20;

void bac_h5_enter(void) {
    pthread_mutex_lock(&lock);
    H5Eget_auto2(H5E_DEFAULT, &print_before, &user_before);
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

void bac_h5_leave(void) {
    H5Eset_auto2(H5E_DEFAULT, print_before, user_before);
    pthread_mutex_unlock(&lock);
}

static herr_t innermost(unsigned n, const H5E_error2_t *e, void *user) {
    if (n == 0 && e->desc)
        snprintf(user, 160, "%s", e->desc);
    return 0;
}

/* Fails with a message that ends in libhdf5's own description of the failed call. */
static bac_status h5_fail(const char *path, const char *doing, const char *name, bac_error *err) {
    char text[160] = "no reason given";
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, innermost, text);
    H5Eclear2(H5E_DEFAULT);
    for (char *c = text; *c; c++) {
        if (*c == '\n')
            *c = ' ';
    }
    return bac_fail(err, BAC_ERR_INPUT, path, "cannot %s%s: libhdf5 says: %s", doing, name, text);
}

bac_status bac_h5_open(const char *path, hid_t *file, bac_error *err) {
    *file = -1;
    int fd;
    uint64_t size;
    /* Checked first, because libhdf5 has no useful message for a missing file and would wait for
     * the writer of a FIFO. */
    bac_status status = bac_file_open(path, &fd, &size, err);
    if (status)
        return status;
    close(fd);
    if (H5Fis_hdf5(path) <= 0) {
        H5Eclear2(H5E_DEFAULT);
        return bac_fail(err, BAC_ERR_INPUT, path, "not an HDF5 file: its signature is missing");
    }
    *file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    return *file < 0 ? h5_fail(path, "open", "", err) : BAC_OK;
}

static bac_status check_chunks(const char *path, const bac_h5_data *d, bac_error *err) {
    hid_t plist = H5Dget_create_plist(d->id);
    if (plist < 0)
        return h5_fail(path, "look into data set ", d->name, err);
    bac_status status = BAC_OK;
    hsize_t chunk[3] = {1, 1, 1};
    if (H5Pget_layout(plist) == H5D_CHUNKED) {
        uint64_t bytes = d->size;
        bool over = H5Pget_chunk(plist, 3, chunk) < 0;
        for (int i = 0; i < d->rank; i++)
            over |= __builtin_mul_overflow(bytes, chunk[i], &bytes);
        if (over || bytes > MAX_CHUNK) {
            status = bac_fail(err, BAC_ERR_INPUT, path,
                              "data set %s is stored in chunks of more than 256 MiB: repack it "
                              "(h5repack -l CHUNK=...)",
                              d->name);
        }
    }
    H5Pclose(plist);
    return status;
}

static bac_status read_type(const char *path, bac_h5_data *d, bac_error *err) {
    hid_t type = H5Dget_type(d->id), space = H5Dget_space(d->id);
    bool good = type >= 0 && space >= 0;
    bac_status status = BAC_OK;
    if (good) {
        d->kind = H5Tget_class(type);
        d->size = H5Tget_size(type);
        d->rank = H5Sget_simple_extent_ndims(space);
    }
    if (good && ((d->kind != H5T_FLOAT && d->kind != H5T_INTEGER) || d->size == 0 || d->size > 8))
        status =
            bac_fail(err, BAC_ERR_INPUT, path, "data set %s does not hold plain numbers", d->name);
    else if (good && (d->rank < 1 || d->rank > 3))
        status = bac_fail(err, BAC_ERR_INPUT, path, "data set %s has %d dimensions: wanted 1 to 3",
                          d->name, d->rank);
    else if (!good || H5Sget_simple_extent_dims(space, d->dim, NULL) < 0)
        status = h5_fail(path, "look into data set ", d->name, err);
    bac_h5_close(type);
    bac_h5_close(space);
    return status;
}

bac_status bac_h5_data_open(const char *path, hid_t file, const char *name, bac_h5_data *data,
                            bool *missing, bac_error *err) {
    *data = (bac_h5_data){.id = -1, .name = name};
    htri_t exists = H5Lexists(file, name, H5P_DEFAULT);
    if (exists < 0)
        return h5_fail(path, "look for data set ", name, err);
    *missing = !exists;
    if (!exists)
        return BAC_OK;
    data->id = H5Dopen2(file, name, H5P_DEFAULT);
    if (data->id < 0)
        return h5_fail(path, "open data set ", name, err);
    bac_status status = read_type(path, data, err);
    if (!status)
        status = check_chunks(path, data, err);
    if (status)
        bac_h5_data_close(data);
    return status;
}

void bac_h5_data_close(bac_h5_data *data) {
    bac_h5_close(data->id);
    data->id = -1;
}

bac_status bac_h5_rows(const char *path, const bac_h5_data *data, uint64_t first, uint64_t n,
                       hid_t type, void *out, bac_error *err) {
    hsize_t from[3] = {first, 0, 0}, count[3] = {n, data->dim[1], data->dim[2]};
    hid_t disk = H5Dget_space(data->id), memory = H5Screate_simple(data->rank, count, NULL);
    bac_status status = BAC_OK;
    if (disk < 0 || memory < 0 ||
        H5Sselect_hyperslab(disk, H5S_SELECT_SET, from, NULL, count, NULL) < 0 ||
        H5Dread(data->id, type, memory, disk, H5P_DEFAULT, out) < 0)
        status = h5_fail(path, "read data set ", data->name, err);
    bac_h5_close(disk);
    bac_h5_close(memory);
    return status;
}

/* set_write_h5.c - one HDF5 file, grown a chunk at a time. */
#include "h5.h"

#include "ints.h"
#include "signal.h"
#include "sink.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 3, ROWS_IN_CHUNK = 64 };

typedef struct h5_sink {
    bac_out out;
    hid_t file, data[COLUMNS]; /* X, label, snr */
    uint32_t T;
    uint64_t n, done;
} h5_sink;

static const char *const names[COLUMNS] = {"X", "label", "snr"};

/* libhdf5 does not report the cause; a full disk can be seen in errno if that is still set. */
static bac_status h5_error(const h5_sink *s, int cause, const char *what, bac_error *err) {
    H5Eclear2(H5E_DEFAULT);
    if (cause == ENOSPC || cause == EDQUOT || cause == EFBIG || cause == EIO)
        return bac_out_error(&s->out, cause, err);
    return bac_fail(err, BAC_ERR_IO, s->out.path, "cannot write: libhdf5 refused %s", what);
}

static bool write_attribute(hid_t file, const char *name, hid_t type, hid_t memory,
                            const void *value) {
    hid_t space = H5Screate(H5S_SCALAR), attribute = -1;
    if (space >= 0)
        attribute = H5Acreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    bool good = attribute >= 0 && H5Awrite(attribute, memory, value) >= 0;
    bac_h5_close(attribute);
    bac_h5_close(space);
    return good;
}

static bool write_string(hid_t file, const char *name, const char *text) {
    hid_t type = H5Tcopy(H5T_C_S1);
    bool good = type >= 0 && H5Tset_size(type, strlen(text) + 1) >= 0 &&
                write_attribute(file, name, type, type, text);
    bac_h5_close(type);
    return good;
}

static bool write_attributes(hid_t file, const bac_set_about *about) {
    char classes[512] = "";
    size_t at = 0;
    for (uint32_t c = 0; c < BAC_SIGNAL_CLASSES && at < sizeof classes; c++)
        at += (size_t)snprintf(classes + at, sizeof classes - at, "%s%s", c ? " " : "",
                               bac_signal_class(c));
    return write_string(file, "description", bac_set_description) &&
           write_string(file, "profile", about->profile) &&
           write_attribute(file, "seed", H5T_STD_U64LE, H5T_NATIVE_UINT64, &about->seed) &&
           write_string(file, "classes", classes) && write_string(file, "command", about->command);
}

/* Creates a data set without modification times, so that the same set gives the same bytes. */
static hid_t create_data(const h5_sink *s, int column) {
    static const int rank[COLUMNS] = {3, 1, 1};
    hsize_t dim[3] = {s->n, s->T, 2};
    hsize_t chunk[3] = {bac_min_u64(s->n, ROWS_IN_CHUNK), s->T, 2};
    if (column > 0)
        chunk[0] = bac_min_u64(s->n, 65536);
    hid_t type = column == 1 ? H5T_STD_I32LE : H5T_IEEE_F32LE, id = -1;
    hid_t space = H5Screate_simple(rank[column], dim, NULL), list = H5Pcreate(H5P_DATASET_CREATE);
    if (space >= 0 && list >= 0 && H5Pset_chunk(list, rank[column], chunk) >= 0 &&
        H5Pset_obj_track_times(list, false) >= 0 &&
        H5Pset_fill_time(list, H5D_FILL_TIME_NEVER) >= 0)
        id = H5Dcreate2(s->file, names[column], type, space, H5P_DEFAULT, list, H5P_DEFAULT);
    bac_h5_close(list);
    bac_h5_close(space);
    return id;
}

static bac_status write_rows(h5_sink *s, int column, hid_t type, uint64_t n, const void *rows,
                             bac_error *err) {
    hsize_t from[3] = {s->done, 0, 0}, count[3] = {n, s->T, 2};
    errno = 0;
    hid_t disk = H5Dget_space(s->data[column]), memory = -1;
    bool good = disk >= 0;
    if (good)
        memory = H5Screate_simple(column == 0 ? 3 : 1, count, NULL);
    good = memory >= 0 && H5Sselect_hyperslab(disk, H5S_SELECT_SET, from, NULL, count, NULL) >= 0 &&
           H5Dwrite(s->data[column], type, memory, disk, H5P_DEFAULT, rows) >= 0;
    bac_status status = good ? BAC_OK : h5_error(s, errno, names[column], err);
    bac_h5_close(memory);
    bac_h5_close(disk);
    return status;
}

static bac_status h5_write(void *state, uint64_t n, const float *iq, const int32_t *label,
                           const float *snr, bac_error *err) {
    h5_sink *s = state;
    bac_h5_enter();
    const hid_t type[COLUMNS] = {H5T_NATIVE_FLOAT, H5T_NATIVE_INT32, H5T_NATIVE_FLOAT};
    const void *rows[COLUMNS] = {iq, label, snr};
    bac_status status = BAC_OK;
    for (int c = 0; c < COLUMNS && !status; c++)
        status = write_rows(s, c, type[c], n, rows[c], err);
    s->done += n;
    bac_h5_leave();
    return status;
}

/* True when everything reached the file. */
static bool close_all(h5_sink *s) {
    bool good = true;
    for (int c = 0; c < COLUMNS; c++) {
        good = (s->data[c] < 0 || H5Dclose(s->data[c]) >= 0) && good;
        s->data[c] = -1;
    }
    good = (s->file < 0 || H5Fclose(s->file) >= 0) && good;
    s->file = -1;
    return good;
}

static bac_status h5_finish(void *state, bac_error *err) {
    h5_sink *s = state;
    bac_h5_enter();
    errno = 0;
    bool good = H5Fflush(s->file, H5F_SCOPE_GLOBAL) >= 0;
    good = close_all(s) && good;
    bac_status status = good ? BAC_OK : h5_error(s, errno, "to close the file", err);
    bac_h5_leave();
    return status ? status : bac_out_rename(&s->out, err);
}

static void h5_drop(void *state) {
    h5_sink *s = state;
    bac_h5_enter();
    close_all(s);
    bac_h5_leave();
    bac_out_drop(&s->out);
    free(s);
}

bac_status bac_set_write_h5(const char *path, const bac_set_about *about, bac_set_sink *sink,
                            bac_error *err) {
    h5_sink *s = calloc(1, sizeof *s);
    if (!s)
        return bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    *s = (h5_sink){.file = -1, .data = {-1, -1, -1}, .T = about->T, .n = about->n};
    bac_status status = bac_out_open(&s->out, path, err); /* tells why, which libhdf5 does not */
    if (!status)
        status = bac_out_close(&s->out, true, err);
    /* A file that a full disk keeps from being closed would hang libhdf5's own exit. */
    H5dont_atexit();
    bac_h5_enter();
    if (!status) {
        errno = 0;
        s->file = H5Fcreate(s->out.temp, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
        bool good = s->file >= 0 && write_attributes(s->file, about);
        for (int c = 0; c < COLUMNS && good; c++)
            good = (s->data[c] = create_data(s, c)) >= 0;
        status = good ? BAC_OK : h5_error(s, errno, "to create the file", err);
    }
    bac_h5_leave();
    if (status)
        h5_drop(s);
    else
        *sink = (bac_set_sink){s, h5_write, h5_finish, h5_drop};
    return status;
}

/* h5.h - a wrapper of libhdf5 that prints nothing, admits one thread at a time and gives each error
 * as one line.
 *
 * Every function here, and every H5 call, belongs between bac_h5_enter and bac_h5_leave. Debian's
 * libhdf5 is built without thread safety, so there is one lock per process, not per file.
 */
#ifndef BAC_H5_H
#define BAC_H5_H

#include "bac.h"

#include <hdf5.h>

/* enter takes the process's lock and switches off libhdf5's error printing; leave restores the
 * printing as it was and releases the lock. */
void bac_h5_enter(void);
void bac_h5_leave(void);

/* Closes an object of any kind; a negative id is not open and is ignored. */
static inline void bac_h5_close(hid_t id) {
    if (id >= 0)
        H5Idec_ref(id);
}

/* A data set of one file. id -1: not open. */
typedef struct bac_h5_data {
    hid_t id;
    const char *name;
    int rank;
    hsize_t dim[3];
    H5T_class_t kind; /* H5T_FLOAT or H5T_INTEGER */
    size_t size;      /* bytes of a number */
} bac_h5_data;

bac_status bac_h5_open(const char *path, hid_t *file, bac_error *err);
/* Opens a data set. When the file has none of that name, *missing becomes true and the result is
 * BAC_OK. Refuses a data set of more than 3 dimensions, of anything but numbers, or in chunks too
 * large for memory. */
bac_status bac_h5_data_open(const char *path, hid_t file, const char *name, bac_h5_data *data,
                            bool *missing, bac_error *err);
void bac_h5_data_close(bac_h5_data *data);

/* Reads rows [first, first + n) into out, [n][the data set's further dimensions], as numbers of
 * `type` (such as H5T_NATIVE_FLOAT). */
bac_status bac_h5_rows(const char *path, const bac_h5_data *data, uint64_t first, uint64_t n,
                       hid_t type, void *out, bac_error *err);

#endif

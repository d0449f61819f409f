/* npy_file.h - reads an NPY file piece by piece. */
#ifndef BAC_NPY_FILE_H
#define BAC_NPY_FILE_H

#include "bac.h"

typedef struct bac_npy_file {
    int fd; /* -1: not open */
    char *path;
    bac_array array; /* type and shape; data NULL */
    uint64_t start;  /* byte of the first number */
} bac_npy_file;

/* Opens a file and reads its header. When there is no such file, *missing becomes true and the
 * result is BAC_OK; with missing NULL it is an error. */
bac_status bac_npy_open(const char *path, bac_npy_file *file, bool *missing, bac_error *err);
void bac_npy_close(bac_npy_file *file); /* a file that is not open is fine */

/* Reads numbers [first, first + n), counted over the whole array, in the file's own type. Several
 * threads may call it at once. */
bac_status bac_npy_read(const bac_npy_file *file, uint64_t first, uint64_t n, void *data,
                        bac_error *err);

#endif

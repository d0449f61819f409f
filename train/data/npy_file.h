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

/* *missing (may be NULL: then it is an error) becomes true, with BAC_OK, where there is no file */
bac_status bac_npy_open(const char *path, bac_npy_file *file, bool *missing, bac_error *err);
void bac_npy_close(bac_npy_file *file); /* also of a file that is not open */

/* Numbers [first, first + n) in the file's own type. Thread safe. */
bac_status bac_npy_read(const bac_npy_file *file, uint64_t first, uint64_t n, void *data,
                        bac_error *err);

#endif

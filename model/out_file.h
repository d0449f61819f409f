/* out_file.h - a file that is written piece by piece and gets its name only when it is complete. */
#ifndef BAC_OUT_FILE_H
#define BAC_OUT_FILE_H

#include "bac.h"

#include <stdio.h>

typedef struct bac_out {
    char *path, *temp; /* temp: PATH.tmp.PID */
    FILE *file;        /* NULL: closed, or a library writes to `temp` by itself */
} bac_out;

/* Fails when the file system of `path` has no room for `bytes` more. Call it before a long job. */
bac_status bac_out_room(const char *path, uint64_t bytes, bac_error *err);
/* Opens the temporary file. Refuses a path that is something else than a regular file. */
bac_status bac_out_open(bac_out *out, const char *path, bac_error *err);
bac_status bac_out_write(bac_out *out, const void *data, size_t size, bac_error *err);
/* Closes the temporary file; a full disk is reported here at the latest. sync: flushes it to the
 * disk first, so that a crash after the rename cannot leave an incomplete file. */
bac_status bac_out_close(bac_out *out, bool sync, bac_error *err);
bac_status bac_out_rename(bac_out *out, bac_error *err);
/* Removes the temporary file unless it was renamed, and frees *out. A zeroed or dropped bac_out is
 * fine. */
void bac_out_drop(bac_out *out);
/* Reports `cause`, an errno, as an error about this file. */
bac_status bac_out_error(const bac_out *out, int cause, bac_error *err);

/* A text that is printed into memory and then written to a file by bac_file_write. */
typedef struct bac_page {
    FILE *file; /* to print into; NULL: no memory, and bac_page_close says so */
    char *text;
    size_t size;
} bac_page;
FILE *bac_page_open(bac_page *page);
/* Writes PATH and frees the page. bad: the caller ran out of memory; then nothing is written and
 * that is reported. */
bac_status bac_page_close(bac_page *page, bool bad, const char *path, bac_error *err);

/* ---- Reading: opens a regular file and returns its size in bytes (*fd -1 after a failure); reads
 * `size` bytes from byte `at` on. */
bac_status bac_file_open(const char *path, int *fd, uint64_t *size, bac_error *err);
bac_status bac_file_at(const char *path, int fd, uint64_t at, void *data, uint64_t size,
                       bac_error *err);

#endif

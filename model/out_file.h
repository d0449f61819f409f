/* out_file.h - a file that is written piece by piece and gets its name only when it is complete. */
#ifndef BAC_OUT_FILE_H
#define BAC_OUT_FILE_H

#include "bac.h"

#include <stdio.h>

typedef struct bac_out {
    char *path, *temp; /* temp: PATH.tmp.PID */
    FILE *file;        /* NULL: closed, or somebody else writes `temp` */
} bac_out;

/* Refuses when `bytes` more do not fit where the file will be: sooner than after an hour. */
bac_status bac_out_room(const char *path, uint64_t bytes, bac_error *err);
/* Opens the temporary file. Refuses a path that is something else than a regular file. */
bac_status bac_out_open(bac_out *out, const char *path, bac_error *err);
bac_status bac_out_write(bac_out *out, const void *data, size_t size, bac_error *err);
/* Closed; a full disk is told here at the latest. sync: first to the disk, so that a rename is
 * never there before what it names. */
bac_status bac_out_close(bac_out *out, bool sync, bac_error *err);
bac_status bac_out_rename(bac_out *out, bac_error *err);
/* Removes what was not renamed, and frees. Harmless on a zeroed bac_out, or twice. */
void bac_out_drop(bac_out *out);
/* `cause`, an errno, as an error about this file. */
bac_status bac_out_error(const bac_out *out, int cause, bac_error *err);

/* A text put together in memory, then written whole by bac_file_write. */
typedef struct bac_page {
    FILE *file; /* to print into; NULL: no memory, and bac_page_close says so */
    char *text;
    size_t size;
} bac_page;
FILE *bac_page_open(bac_page *page);
/* bad: it is not to be written, for want of memory. */
bac_status bac_page_close(bac_page *page, bool bad, const char *path, bac_error *err);

/* ---- the other way: a regular file, open for reading (fd -1 after a refusal), and its size;
 * `size` bytes of it from byte `at` on. */
bac_status bac_file_open(const char *path, int *fd, uint64_t *size, bac_error *err);
bac_status bac_file_at(const char *path, int fd, uint64_t at, void *data, uint64_t size,
                       bac_error *err);

#endif

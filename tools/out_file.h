/* out_file.h - a file written piece by piece that appears under its name only when it is whole. */
#ifndef BAC_TOOLS_OUT_FILE_H
#define BAC_TOOLS_OUT_FILE_H

#include "bac.h"

#include <stdio.h>

typedef struct out_file {
    char *path, *temp; /* temp: PATH.tmp.PID */
    FILE *file;        /* NULL: closed, or somebody else writes `temp` */
} out_file;

/* Refuses when `bytes` more do not fit where the file will be: sooner than after an hour. */
bac_status out_file_room(const char *path, uint64_t bytes, bac_error *err);
/* Opens the temporary file. Refuses a path that is something else than a regular file. */
bac_status out_file_open(out_file *out, const char *path, bac_error *err);
bac_status out_file_write(out_file *out, const void *data, size_t size, bac_error *err);
/* To the disk, closed; a full disk is told here at the latest. */
bac_status out_file_close(out_file *out, bac_error *err);
bac_status out_file_rename(out_file *out, bac_error *err);
/* Removes what was not renamed, and frees. Harmless on a zeroed out_file, or twice. */
void out_file_drop(out_file *out);
/* `cause`, an errno, as an error about this file. */
bac_status out_file_error(const out_file *out, int cause, bac_error *err);

#endif

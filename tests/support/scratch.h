/* scratch.h - temporary files, networks from text, and errors in assertions. */
#ifndef BAC_SCRATCH_H
#define BAC_SCRATCH_H

#include "bac.h"

/* A fresh directory, removed with all that is in it by scratch_remove; free */
char *scratch_dir(void);
void scratch_remove(char *dir);
/* dir/name; valid until the next call */
const char *scratch_path(const char *dir, const char *name);
void scratch_write(const char *path, const void *data, size_t size);
/* Whole file, NUL-terminated; free */
char *scratch_read(const char *path, size_t *size);
/* How many entries a directory has, without . and .. */
int scratch_count(const char *dir);

/* A copy of size bytes whose end is the end of readable memory: one byte read behind it is a
 * segmentation fault, with or without a sanitizer. scratch_edge_free with the same size. */
char *scratch_edge(const char *data, size_t size);
void scratch_edge_free(char *data, size_t size);

/* "where: text" of an error; valid until the next call */
const char *scratch_error(const bac_error *err);

/* A copy of text with the first `from` replaced by `to`; aborts when there is none; free */
char *scratch_replace(const char *text, const char *from, const char *to);

#endif

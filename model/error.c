/* error.c - fills a bac_error. */
#include "internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Replaces line ends, which can come from a file's name or from quoted text. */
static void keep_on_one_line(char *text) {
    for (; *text; text++) {
        if ((unsigned char)*text < ' ')
            *text = '?';
    }
}

bac_status bac_vfail(bac_error *err, bac_status code, const char *where, const char *format,
                     va_list args) {
    if (err) {
        err->code = code;
        snprintf(err->where, sizeof err->where, "%s", where);
        vsnprintf(err->text, sizeof err->text, format, args);
        keep_on_one_line(err->where);
        keep_on_one_line(err->text);
    }
    return code;
}

bac_status bac_fail(bac_error *err, bac_status code, const char *where, const char *format, ...) {
    va_list args;
    va_start(args, format);
    bac_vfail(err, code, where, format, args);
    va_end(args);
    return code;
}

bac_status bac_no_memory(bac_error *err, const char *where) {
    return bac_fail(err, BAC_ERR_MEMORY, where, "out of memory");
}

bac_status bac_refuse(bac_check *check, const char *key, int64_t row, const char *format, ...) {
    check->key = key;
    check->row = row;
    char where[BAC_MAX_NAME + 16];
    const char *name = check->layer->name;
    snprintf(where, sizeof where, "layer %.*s", BAC_MAX_NAME, name ? name : "(no name)");
    va_list args;
    va_start(args, format);
    bac_vfail(check->err, BAC_ERR_INPUT, where, format, args);
    va_end(args);
    return BAC_ERR_INPUT;
}

void *bac_alloc(uint64_t n, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes))
        return NULL;
    return malloc(bytes ? bytes : 1);
}

void *bac_zalloc(uint64_t n, size_t size) {
    if (n > SIZE_MAX)
        return NULL;
    return calloc(n ? (size_t)n : 1, size);
}

/* npy.c - numpy's array files, format 1.0 and 2.0.
 *
 * "\x93NUMPY", version, header length (2 or 4 bytes, little endian), then a Python dict
 *     {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
 * padded with blanks to a line end, then the numbers.
 */
#include "internal.h"
#include "out_file.h"
#include "read_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "NPY data is used in place");
_Static_assert(sizeof(float) == 4 && sizeof(double) == 8, "NPY floats are IEEE 754");

enum { MAX_HEADER = 65535 };

static const struct {
    const char *descr;
    size_t size;
} dtype_info[] = {
    [BAC_F32] = {"<f4", 4}, [BAC_F64] = {"<f8", 8}, [BAC_I8] = {"|i1", 1},  [BAC_U8] = {"|u1", 1},
    [BAC_I16] = {"<i2", 2}, [BAC_U16] = {"<u2", 2}, [BAC_I32] = {"<i4", 4}, [BAC_I64] = {"<i8", 8},
};
enum { DTYPES = sizeof dtype_info / sizeof *dtype_info };

size_t bac_dtype_size(bac_dtype dtype) {
    return (unsigned)dtype < DTYPES ? dtype_info[dtype].size : 0;
}

/* Place in the header's text while it is read; at <= end. */
typedef struct cursor {
    const char *at, *end;
} cursor;

static void skip_blanks(cursor *c) {
    while (c->at < c->end && *c->at == ' ')
        c->at++;
}

static bool take(cursor *c, const char *word) {
    skip_blanks(c);
    size_t n = strlen(word);
    if ((size_t)(c->end - c->at) < n || memcmp(c->at, word, n) != 0)
        return false;
    c->at += n;
    return true;
}

static bool take_number(cursor *c, uint64_t *number) {
    skip_blanks(c);
    return bac_cut_digits(&c->at, c->end, number);
}

static bac_status bad_header(const char *path, bac_error *err, const char *what) {
    return bac_fail(err, BAC_ERR_INPUT, path, "not an array this tool reads: %s", what);
}

static bac_status take_descr(cursor *c, const char *path, bac_array *a, bac_error *err) {
    if (!take(c, "'"))
        return bad_header(path, err, "its descr is not a plain type");
    char descr[16] = {0};
    for (size_t n = 0; c->at < c->end && *c->at != '\'' && n + 1 < sizeof descr; n++) {
        descr[n] = *c->at++;
    }
    if (!take(c, "'"))
        return bad_header(path, err, "its descr does not end");
    for (unsigned d = 0; d < DTYPES; d++) {
        if (strcmp(descr, dtype_info[d].descr) != 0)
            continue;
        a->dtype = (bac_dtype)d;
        return BAC_OK;
    }
    return bac_fail(err, BAC_ERR_INPUT, path,
                    "numbers of type '%s': convert them to little-endian f4, f8, i1, u1, i2, u2, "
                    "i4 or i8",
                    descr);
}

static bac_status take_shape(cursor *c, const char *path, bac_array *a, bac_error *err) {
    if (!take(c, "("))
        return bad_header(path, err, "its shape is not a tuple");
    a->ndim = 0;
    while (!take(c, ")")) {
        if (a->ndim == 8)
            return bad_header(path, err, "more than 8 dimensions");
        if (!take_number(c, &a->dim[a->ndim++])) {
            return bad_header(path, err, "a dimension is not a number below 2^64");
        }
        if (take(c, ","))
            continue;
        if (a->ndim == 1)
            return bad_header(path, err, "its shape is not a tuple");
        if (take(c, ")"))
            break;
        return bad_header(path, err, "its shape does not end");
    }
    return BAC_OK;
}

/* Reads the three keys, each exactly once and in any order, as numpy's own reader demands. */
static bac_status parse_header(cursor c, const char *path, bac_array *a, bac_error *err) {
    bool descr = false, order = false, shape = false;
    if (!take(&c, "{"))
        return bad_header(path, err, "its header is not a dict");
    while (!take(&c, "}")) {
        bac_status status = BAC_OK;
        if (!descr && take(&c, "'descr':")) {
            descr = true;
            status = take_descr(&c, path, a, err);
        } else if (!order && take(&c, "'fortran_order':")) {
            order = true;
            if (!take(&c, "False")) {
                status = take(&c, "True") ? bad_header(path, err,
                                                       "it is in Fortran order: save "
                                                       "numpy.ascontiguousarray of it")
                                          : bad_header(path, err, "fortran_order is no bool");
            }
        } else if (!shape && take(&c, "'shape':")) {
            shape = true;
            status = take_shape(&c, path, a, err);
        } else {
            status = bad_header(path, err, "its header has an unknown or repeated key");
        }
        if (status)
            return status;
        if (take(&c, ","))
            continue;
        if (take(&c, "}"))
            break;
        return bad_header(path, err, "its header does not end");
    }
    if (!descr || !order || !shape)
        return bad_header(path, err, "its header lacks a key");
    skip_blanks(&c);
    if (c.end - c.at != 1 || *c.at != '\n') {
        return bad_header(path, err, "its header does not end in a line feed");
    }
    return BAC_OK;
}

/* Splits the file into header and numbers; *start: where the numbers begin */
static bac_status parse_file(const char *path, const char *file, size_t size, bac_array *a,
                             size_t *start, bac_error *err) {
    const unsigned char *byte = (const unsigned char *)file;
    if (size < 10 || memcmp(file, "\x93NUMPY", 6) != 0) {
        return bad_header(path, err, "it is not an NPY file");
    }
    if (!((byte[6] == 1 || byte[6] == 2) && byte[7] == 0)) {
        return bad_header(path, err, "NPY format 1.0 or 2.0 is wanted");
    }
    size_t begin = byte[6] == 1 ? 10 : 12, length = byte[8] | (size_t)byte[9] << 8;
    if (begin > size)
        return bad_header(path, err, "it ends inside its header");
    if (byte[6] == 2)
        length |= (size_t)byte[10] << 16 | (size_t)byte[11] << 24;
    if (length > MAX_HEADER)
        return bad_header(path, err, "its header is too long");
    if (length > size - begin)
        return bad_header(path, err, "it ends inside its header");
    *start = begin + length;
    return parse_header((cursor){file + begin, file + begin + length}, path, a, err);
}

/* Computes the bytes of all numbers; false when that overflows. */
static bool data_size(const bac_array *a, size_t *bytes) {
    *bytes = bac_dtype_size(a->dtype);
    for (uint32_t d = 0; d < a->ndim; d++) {
        if (__builtin_mul_overflow(*bytes, a->dim[d], bytes))
            return false;
    }
    return true;
}

/* Opens a file and reads type and shape into *array; the numbers are the bytes from *start on. */
static bac_status open_array(const char *path, bac_array *array, int *fd, uint64_t *start,
                             size_t *bytes, bac_error *err) {
    *array = (bac_array){0};
    *fd = -1;
    char *front = malloc(12 + MAX_HEADER);
    if (!front)
        return bac_no_memory(err, path);
    size_t got = 12 + MAX_HEADER, begin = 0;
    uint64_t size = 0;
    bac_status status = bac_file_open(path, fd, &size, err);
    status = status ? status : bac_file_take(path, *fd, 0, front, &got, err);
    status = status ? status : parse_file(path, front, got, array, &begin, err);
    if (!status && (!data_size(array, bytes) || size < begin || *bytes != size - begin))
        status = bac_fail(err, BAC_ERR_INPUT, path,
                          "%llu bytes of numbers do not match the shape in its header: the file is "
                          "truncated or corrupt",
                          (unsigned long long)(size < begin ? 0 : size - begin));
    free(front);
    *start = begin;
    if (status)
        *array = (bac_array){0};
    return status;
}

bac_status bac_array_load(const char *path, bac_array *array, bac_error *err) {
    int fd;
    uint64_t start = 0;
    size_t bytes = 0;
    bac_status status = open_array(path, array, &fd, &start, &bytes, err);
    if (!status && !(array->data = bac_alloc(bytes, 1)))
        status = bac_no_memory(err, path);
    status = status ? status : bac_file_at(path, fd, start, array->data, bytes, err);
    if (status)
        bac_array_free(array);
    if (fd >= 0)
        close(fd);
    return status;
}

bac_status bac_array_header(const char *path, bac_array *array, uint64_t *start, bac_error *err) {
    int fd;
    size_t bytes = 0;
    bac_status status = open_array(path, array, &fd, start, &bytes, err);
    if (fd >= 0)
        close(fd);
    return status;
}

bac_status bac_array_front(const bac_array *array, const char *path, char front[BAC_ARRAY_FRONT],
                           size_t *size, bac_error *err) {
    size_t bytes, at = 10;
    if ((unsigned)array->dtype >= DTYPES || array->ndim > 8 || !data_size(array, &bytes))
        return bac_fail(err, BAC_ERR_INPUT, path, "an array of unknown type or impossible shape");
    at += (size_t)snprintf(front + at, BAC_ARRAY_FRONT - at,
                           "{'descr': '%s', 'fortran_order': False, 'shape': (",
                           dtype_info[array->dtype].descr);
    for (uint32_t d = 0; d < array->ndim; d++) {
        at += (size_t)snprintf(front + at, BAC_ARRAY_FRONT - at, "%s%llu", d ? ", " : "",
                               (unsigned long long)array->dim[d]);
    }
    at += (size_t)snprintf(front + at, BAC_ARRAY_FRONT - at, "%s), }", array->ndim == 1 ? "," : "");
    while ((at + 1) % 64)
        front[at++] = ' '; /* numpy aligns the numbers to 64 bytes */
    front[at++] = '\n';
    memcpy(front, "\x93NUMPY\x01\x00", 8);
    front[8] = (char)((at - 10) & 255);
    front[9] = (char)((at - 10) >> 8);
    *size = at;
    return BAC_OK;
}

bac_status bac_array_save(const char *path, const bac_array *array, bac_error *err) {
    char front[BAC_ARRAY_FRONT];
    size_t size, bytes = 0;
    bac_status status = bac_array_front(array, path, front, &size, err);
    if (status)
        return status;
    data_size(array, &bytes);
    bac_part part[2] = {{front, size}, {array->data, bytes}};
    return bac_file_write_parts(path, part, 2, err);
}

int64_t bac_array_integer(bac_dtype dtype, const void *data, uint64_t i) {
    switch (dtype) {
    case BAC_I8:
        return ((const int8_t *)data)[i];
    case BAC_U8:
        return ((const uint8_t *)data)[i];
    case BAC_I16:
        return ((const int16_t *)data)[i];
    case BAC_U16:
        return ((const uint16_t *)data)[i];
    case BAC_I32:
        return ((const int32_t *)data)[i];
    case BAC_I64:
        return ((const int64_t *)data)[i];
    case BAC_F32:
    case BAC_F64:
        break;
    }
    return INT64_MIN;
}

double bac_array_number(bac_dtype dtype, const void *data, uint64_t i) {
    if (dtype == BAC_F32)
        return (double)((const float *)data)[i];
    return dtype == BAC_F64 ? ((const double *)data)[i] : (double)bac_array_integer(dtype, data, i);
}

void bac_array_free(bac_array *array) {
    free(array->data);
    *array = (bac_array){0};
}

/* test_npy.c - NPY arrays: round trips, numpy's own bytes, and hostile headers. */
#include "bac.h"
#include "random_net.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An NPY file from a header dict and some zero bytes of data */
static const char *make_file(const char *dir, int version, const char *dict, size_t data) {
    static char bytes[70000];
    size_t n = strlen(dict) + 1, at = version == 1 ? 10 : 12;
    memset(bytes, 0, sizeof bytes);
    memcpy(bytes, "\x93NUMPY", 6);
    bytes[6] = (char)version;
    bytes[8] = (char)(n & 255);
    bytes[9] = (char)(n >> 8);
    memcpy(bytes + at, dict, n - 1);
    bytes[at + n - 1] = '\n';
    const char *path = scratch_path(dir, "a.npy");
    scratch_write(path, bytes, at + n + data);
    return path;
}

Test(bac_array_save, every_type_and_rank_reads_back) {
    char *dir = scratch_dir();
    random_source r = {random_first_seed()};
    for (uint64_t i = 0; i < random_rounds(300); i++) {
        bac_array a = {.dtype = (bac_dtype)random_between(&r, BAC_F32, BAC_I64),
                       .ndim = (uint32_t)random_between(&r, 0, 8)},
                  b;
        size_t bytes = bac_dtype_size(a.dtype);
        for (uint32_t d = 0; d < a.ndim; d++) {
            a.dim[d] = (uint64_t)random_between(&r, random_chance(&r, 90), 4);
            bytes *= a.dim[d];
        }
        a.data = malloc(bytes + 1);
        for (size_t j = 0; j < bytes; j++)
            ((char *)a.data)[j] = (char)random_next(&r);
        bac_error err;
        const char *path = scratch_path(dir, "a.npy");
        cr_assert_eq(bac_array_save(path, &a, &err), BAC_OK, "%s", scratch_error(&err));
        cr_assert_eq(bac_array_load(path, &b, &err), BAC_OK, "%s", scratch_error(&err));
        cr_assert(a.dtype == b.dtype && a.ndim == b.ndim);
        cr_assert(memcmp(a.dim, b.dim, a.ndim * sizeof *a.dim) == 0);
        cr_assert(memcmp(a.data, b.data, bytes) == 0);
        bac_array_free(&a);
        bac_array_free(&b);
        cr_assert_null(b.data);
    }
    scratch_remove(dir);
}

/* The bytes that numpy.save writes for numpy.array([[1, -2, 3]], dtype=int16) */
Test(bac_array_save, writes_the_bytes_that_numpy_writes) {
    char want[134] = "\x93NUMPY\x01\x00\x76\x00{'descr': '<i2', 'fortran_order': False, "
                     "'shape': (1, 3), }";
    memset(want + 10 + 59, ' ', 127 - 69);
    want[127] = '\n';
    memcpy(want + 128, "\x01\x00\xfe\xff\x03\x00", 6);
    char *dir = scratch_dir();
    int16_t data[] = {1, -2, 3};
    bac_array a = {.dtype = BAC_I16, .ndim = 2, .dim = {1, 3}, .data = data};
    cr_assert_eq(bac_array_save(scratch_path(dir, "a.npy"), &a, NULL), BAC_OK);
    size_t size;
    char *got = scratch_read(scratch_path(dir, "a.npy"), &size);
    cr_assert_eq(size, sizeof want);
    cr_assert_arr_eq(got, want, sizeof want);
    free(got);
    scratch_remove(dir);
}

Test(bac_array_save, refuses_impossible_shapes) {
    bac_array a = {.dtype = BAC_I64, .ndim = 2, .dim = {UINT64_MAX, 2}};
    cr_assert_eq(bac_array_save("/tmp/never", &a, NULL), BAC_ERR_INPUT);
    a.ndim = 9;
    cr_assert_eq(bac_array_save("/tmp/never", &a, NULL), BAC_ERR_INPUT);
    a = (bac_array){.dtype = (bac_dtype)77};
    cr_assert_eq(bac_array_save("/tmp/never", &a, NULL), BAC_ERR_INPUT);
    cr_assert_eq(bac_dtype_size((bac_dtype)77), 0);
}

Test(bac_array_load, takes_both_formats_any_key_order_and_blanks) {
    char *dir = scratch_dir();
    const char *good[] = {
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }        ",
        "{'shape':(2,3),'descr':'<f4','fortran_order':False}",
        "{ 'fortran_order':  False , 'shape': ( 2 , 3 , ) , 'descr': '<f4' }",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        for (int version = 1; version <= 2; version++) {
            bac_array a;
            bac_error err;
            cr_assert_eq(bac_array_load(make_file(dir, version, good[i], 24), &a, &err), BAC_OK,
                         "%s: %s", good[i], scratch_error(&err));
            cr_assert(a.dtype == BAC_F32 && a.ndim == 2 && a.dim[0] == 2 && a.dim[1] == 3);
            bac_array_free(&a);
        }
    }
    scratch_remove(dir);
}

typedef struct bad_header {
    const char *dict, *says;
    size_t data;
} bad_header;

#define D(descr, order, shape)                                                                     \
    "{'descr': " descr ", 'fortran_order': " order ", 'shape': " shape "}"

static const bad_header bad[] = {
    {D("'>f4'", "False", "(1,)"), "'>f4'", 4},
    {D("'<f2'", "False", "(1,)"), "'<f2'", 2},
    {D("'|O'", "False", "(1,)"), "'|O'", 8},
    {D("[('x', '<f4')]", "False", "(1,)"), "plain type", 4},
    {D("'<f4", "False", "(1,)"), "type '<f4, '", 4},
    {"{'descr': '<f4<f4<f4<f4<f4<f4', 'fortran_order': False, 'shape': (1,)}", "does not end", 4},
    {D("'<f4'", "True", "(1,)"), "Fortran", 4},
    {D("'<f4'", "0", "(1,)"), "bool", 4},
    {D("'<f4'", "False", "(1)"), "tuple", 4},
    {D("'<f4'", "False", "1"), "tuple", 4},
    {D("'<f4'", "False", "(-1,)"), "dimension", 4},
    {D("'<f4'", "False", "(,)"), "dimension", 4},
    {D("'<f4'", "False", "(99999999999999999999,)"), "dimension", 4},
    {D("'<f4'", "False", "(1,1,1,1,1,1,1,1,1)"), "8 dimensions", 4},
    {D("'<f4'", "False", "(1, 1 1)"), "shape does not end", 4},
    {D("'<f4'", "False", "(4611686018427387905,)"), "truncated or corrupt", 4},
    {D("'<f4'", "False", "(4294967296,4294967296,4)"), "truncated or corrupt", 0},
    {D("'<f4'", "False", "(2,)"), "truncated or corrupt", 4},
    {D("'<f4'", "False", "(1,)"), "truncated or corrupt", 5},
    {D("'<f4'", "False", "(1,)") " x", "line feed", 4},
    {"{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", "repeated", 4},
    {"{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}", "unknown", 4},
    {"{'descr': '<f4', 'shape': (1,)}", "lacks", 4},
    {"{}", "lacks", 4},
    {"", "dict", 4},
    {"{", "key", 4},
    {"{'descr': '<f4'", "end", 4},
    {"__import__('os').system('true')", "dict", 4},
};

Test(bac_array_load, refuses_every_bad_header_and_says_why) {
    char *dir = scratch_dir();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        bac_array a;
        bac_error err;
        const char *path = make_file(dir, 1, bad[i].dict, bad[i].data);
        cr_assert_eq(bac_array_load(path, &a, &err), BAC_ERR_INPUT, "%s", bad[i].dict);
        cr_assert_str_eq(err.where, path);
        cr_assert_not_null(strstr(err.text, bad[i].says), "%s: %s", bad[i].dict, err.text);
        cr_assert_null(a.data);
    }
    scratch_remove(dir);
}

Test(bac_array_load, refuses_other_files_and_versions) {
    char *dir = scratch_dir();
    bac_array a;
    bac_error err;
    const char *dict = D("'<f4'", "False", "(1,)");
    cr_assert_eq(bac_array_load(make_file(dir, 3, dict, 4), &a, &err), BAC_ERR_INPUT);
    cr_assert_not_null(strstr(err.text, "format"));
    const char *path = scratch_path(dir, "b");
    scratch_write(path, "\x93NUMP", 5);
    cr_assert_eq(bac_array_load(path, &a, &err), BAC_ERR_INPUT);
    scratch_write(path, "\x93NUMPY\x01\x00\xff\xff{}", 12);
    cr_assert_eq(bac_array_load(path, &a, &err), BAC_ERR_INPUT);
    scratch_write(path, "\x93NUMPY\x02\x00\xff\xff\xff\xff", 12);
    cr_assert_eq(bac_array_load(path, &a, &err), BAC_ERR_INPUT);
    scratch_write(path, "\x93NUMPY\x02\x00\x01\x00\x00", 11);
    cr_assert_eq(bac_array_load(path, &a, &err), BAC_ERR_INPUT);
    cr_assert_eq(bac_array_load("/nonexistent", &a, &err), BAC_ERR_IO);
    scratch_remove(dir);
}

Test(bac_array_load, survives_truncation_and_corruption_anywhere) {
    char *dir = scratch_dir();
    size_t size;
    char *file = scratch_read(make_file(dir, 1, D("'<i2'", "False", "(2, 3)"), 12), &size);
    const char *path = scratch_path(dir, "b.npy");
    bac_array a;
    for (size_t n = 0; n < size; n++) {
        scratch_write(path, file, n);
        cr_assert_eq(bac_array_load(path, &a, NULL), BAC_ERR_INPUT, "%zu bytes", n);
    }
    random_source r = {random_first_seed()};
    unsigned refused = 0;
    for (uint64_t i = 0; i < random_rounds(3000); i++) {
        size_t at = (size_t)random_between(&r, 0, (int64_t)size - 1);
        char keep = file[at];
        file[at] = (char)random_next(&r);
        scratch_write(path, file, size);
        refused += bac_array_load(path, &a, NULL) != BAC_OK;
        bac_array_free(&a);
        file[at] = keep;
    }
    cr_assert_gt(refused, random_rounds(3000) / 2);
    free(file);
    scratch_remove(dir);
}

/* npy_make OUT.npy TYPE D0[,D1[,D2]] [INDEX=VALUE]...: an array for a test. TYPE: f4, i1, i4 or
 * i8. Element i is a fixed pattern, a multiple of 1/8 of -1.125..1.125 for f4 and i for the
 * integer types, except where INDEX=VALUE (nan and inf are values) says otherwise. */
#include "bac.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put(bac_array *a, uint64_t i, double v) {
    switch (a->dtype) {
    case BAC_F32:
        ((float *)a->data)[i] = (float)v;
        break;
    case BAC_I8:
        ((int8_t *)a->data)[i] = (int8_t)v;
        break;
    case BAC_I64:
        ((int64_t *)a->data)[i] = (int64_t)v;
        break;
    default:
        ((int32_t *)a->data)[i] = (int32_t)v;
    }
}

int main(int argc, char **argv) {
    if (argc < 4)
        return 2;
    const char *names[] = {"f4", "i1", "i4", "i8"};
    const bac_dtype types[] = {BAC_F32, BAC_I8, BAC_I32, BAC_I64};
    bac_array a = {.dtype = BAC_I32};
    for (int t = 0; t < 4; t++)
        if (strcmp(argv[2], names[t]) == 0)
            a.dtype = types[t];
    uint64_t n = 1;
    for (char *p = argv[3]; a.ndim < 8; p++) {
        a.dim[a.ndim] = strtoull(p, &p, 10);
        n *= a.dim[a.ndim++];
        if (*p != ',')
            break;
    }
    a.data = calloc(n ? n : 1, bac_dtype_size(a.dtype));
    if (!a.data)
        return 3;
    for (uint64_t i = 0; i < n; i++)
        put(&a, i, a.dtype == BAC_F32 ? (double)(i * 37 % 19) / 8 - 1.125 : (double)i);
    for (int i = 4; i < argc; i++) {
        char *equals;
        uint64_t index = strtoull(argv[i], &equals, 10);
        if (*equals != '=' || index >= n)
            return 2;
        put(&a, index, strtod(equals + 1, NULL));
    }
    bac_error err = {0};
    bac_status status = bac_array_save(argv[1], &a, &err);
    if (status)
        fprintf(stderr, "npy_make: %s: %s\n", err.where, err.text);
    bac_array_free(&a);
    return status ? 3 : 0;
}

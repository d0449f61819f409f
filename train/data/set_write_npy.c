/* set_write_npy.c - NAME.npy, NAME-labels.npy, NAME-snr.npy. */
#include "sink.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are written as they lie");

enum { PARTS = 3 };

/* The frames' file is renamed last, so that the other files exist when it appears. */
typedef struct npy_sink {
    bac_out part[PARTS]; /* labels, SNR, frames */
    size_t each[PARTS];  /* bytes a frame */
} npy_sink;

static bac_status open_part(bac_out *out, const char *path, const char *suffix,
                            const bac_array *shape, bac_error *err) {
    size_t stem = strlen(path) - 4, room = stem + strlen(suffix) + 1, size = 0;
    char *name = malloc(room), front[BAC_ARRAY_FRONT];
    if (!name)
        return bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    snprintf(name, room, "%.*s%s", (int)stem, path, suffix);
    bac_status status = bac_array_front(shape, name, front, &size, err);
    if (!status)
        status = bac_out_open(out, name, err);
    free(name);
    return status ? status : bac_out_write(out, front, size, err);
}

static bac_status npy_write(void *state, uint64_t n, const float *iq, const int32_t *label,
                            const float *snr, bac_error *err) {
    npy_sink *s = state;
    const void *data[PARTS] = {label, snr, iq};
    bac_status status = BAC_OK;
    for (int i = 0; i < PARTS && !status; i++)
        status = bac_out_write(&s->part[i], data[i], n * s->each[i], err);
    return status;
}

static bac_status npy_finish(void *state, bac_error *err) {
    npy_sink *s = state;
    bac_status status = BAC_OK;
    for (int i = 0; i < PARTS && !status; i++)
        status = bac_out_close(&s->part[i], true, err);
    for (int i = 0; i < PARTS && !status; i++)
        status = bac_out_rename(&s->part[i], err);
    return status;
}

static void npy_drop(void *state) {
    npy_sink *s = state;
    for (int i = 0; i < PARTS; i++)
        bac_out_drop(&s->part[i]);
    free(s);
}

bac_status bac_set_write_npy(const char *path, const bac_set_about *about, bac_set_sink *sink,
                             bac_error *err) {
    static const char *const suffix[PARTS] = {"-labels.npy", "-snr.npy", ".npy"};
    const bac_array shape[PARTS] = {{.dtype = BAC_I32, .ndim = 1, .dim = {about->n}},
                                    {.dtype = BAC_F32, .ndim = 1, .dim = {about->n}},
                                    {.dtype = BAC_F32, .ndim = 3, .dim = {about->n, about->T, 2}}};
    npy_sink *s = calloc(1, sizeof *s);
    if (!s)
        return bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    *s = (npy_sink){.each = {sizeof(int32_t), sizeof(float), about->T * 2 * sizeof(float)}};
    bac_status status = BAC_OK;
    for (int i = PARTS; i-- > 0 && !status;) /* errors name the user's own path first */
        status = open_part(&s->part[i], path, suffix[i], &shape[i], err);
    if (status)
        npy_drop(s);
    else
        *sink = (bac_set_sink){s, npy_write, npy_finish, npy_drop};
    return status;
}

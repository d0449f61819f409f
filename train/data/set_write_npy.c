/* set_write_npy.c - NAME.npy, NAME-labels.npy, NAME-snr.npy. */
#include "sink.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are written as they lie");

typedef struct npy_sink {
    bac_out frames, labels, snr;
    uint32_t T;
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
    bac_status status = bac_out_write(&s->frames, iq, n * s->T * 2 * sizeof *iq, err);
    if (!status)
        status = bac_out_write(&s->labels, label, n * sizeof *label, err);
    return status ? status : bac_out_write(&s->snr, snr, n * sizeof *snr, err);
}

/* The frames last: who sees them finds the rest. */
static bac_status npy_finish(void *state, bac_error *err) {
    npy_sink *s = state;
    bac_out *part[] = {&s->labels, &s->snr, &s->frames};
    bac_status status = BAC_OK;
    for (int i = 0; i < 3 && !status; i++)
        status = bac_out_close(part[i], true, err);
    for (int i = 0; i < 3 && !status; i++)
        status = bac_out_rename(part[i], err);
    return status;
}

static void npy_drop(void *state) {
    npy_sink *s = state;
    bac_out_drop(&s->frames);
    bac_out_drop(&s->labels);
    bac_out_drop(&s->snr);
    free(s);
}

bac_status bac_set_write_npy(const char *path, const bac_set_about *about, bac_set_sink *sink,
                             bac_error *err) {
    npy_sink *s = calloc(1, sizeof *s);
    if (!s)
        return bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    s->T = about->T;
    bac_array frames = {.dtype = BAC_F32, .ndim = 3, .dim = {about->n, about->T, 2}};
    bac_array label = {.dtype = BAC_I32, .ndim = 1, .dim = {about->n}}, snr = label;
    snr.dtype = BAC_F32;
    bac_status status = open_part(&s->frames, path, ".npy", &frames, err);
    if (!status)
        status = open_part(&s->labels, path, "-labels.npy", &label, err);
    if (!status)
        status = open_part(&s->snr, path, "-snr.npy", &snr, err);
    if (status) {
        npy_drop(s);
        return status;
    }
    *sink = (bac_set_sink){s, npy_write, npy_finish, npy_drop};
    return BAC_OK;
}

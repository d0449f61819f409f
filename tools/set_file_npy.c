/* set_file_npy.c - NAME.npy, NAME-labels.npy, NAME-snr.npy. */
#include "out_file.h"
#include "set_file.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are written as they lie");

typedef struct npy_sink {
    out_file frames, labels, snr;
    uint32_t T;
} npy_sink;

/* Format 1.0: magic, version, length of the header, a Python dictionary, padded to 64 bytes. */
static bac_status write_header(out_file *out, const char *descr, const char *shape,
                               bac_error *err) {
    char text[192];
    int n = snprintf(text, sizeof text, "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }",
                     descr, shape);
    int size = (10 + n + 1 + 63) / 64 * 64;
    char header[256];
    memset(header, ' ', sizeof header);
    memcpy(header, "\x93NUMPY\x01\x00", 8);
    header[8] = (char)(size - 10);
    header[9] = 0;
    memcpy(header + 10, text, (size_t)n);
    header[size - 1] = '\n';
    return out_file_write(out, header, (size_t)size, err);
}

static bac_status open_part(out_file *out, const char *path, const char *suffix, const char *descr,
                            const char *shape, bac_error *err) {
    size_t stem = strlen(path) - 4, room = stem + strlen(suffix) + 1;
    char *name = malloc(room);
    if (!name)
        return bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    snprintf(name, room, "%.*s%s", (int)stem, path, suffix);
    bac_status status = out_file_open(out, name, err);
    free(name);
    return status ? status : write_header(out, descr, shape, err);
}

static bac_status npy_write(void *state, uint64_t n, const float *iq, const int32_t *label,
                            const float *snr, bac_error *err) {
    npy_sink *s = state;
    bac_status status = out_file_write(&s->frames, iq, n * s->T * 2 * sizeof *iq, err);
    if (!status)
        status = out_file_write(&s->labels, label, n * sizeof *label, err);
    return status ? status : out_file_write(&s->snr, snr, n * sizeof *snr, err);
}

/* The frames last: who sees them finds the rest. */
static bac_status npy_finish(void *state, bac_error *err) {
    npy_sink *s = state;
    out_file *part[] = {&s->labels, &s->snr, &s->frames};
    bac_status status = BAC_OK;
    for (int i = 0; i < 3 && !status; i++)
        status = out_file_close(part[i], err);
    for (int i = 0; i < 3 && !status; i++)
        status = out_file_rename(part[i], err);
    return status;
}

static void npy_drop(void *state) {
    npy_sink *s = state;
    out_file_drop(&s->frames);
    out_file_drop(&s->labels);
    out_file_drop(&s->snr);
    free(s);
}

bac_status set_npy_open(const char *path, const set_about *about, set_sink *sink, bac_error *err) {
    npy_sink *s = calloc(1, sizeof *s);
    if (!s)
        return bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    s->T = about->T;
    char frames[64], column[32];
    snprintf(frames, sizeof frames, "%llu, %u, 2", (unsigned long long)about->n, about->T);
    snprintf(column, sizeof column, "%llu,", (unsigned long long)about->n);
    bac_status status = open_part(&s->frames, path, ".npy", "<f4", frames, err);
    if (!status)
        status = open_part(&s->labels, path, "-labels.npy", "<i4", column, err);
    if (!status)
        status = open_part(&s->snr, path, "-snr.npy", "<f4", column, err);
    if (status) {
        npy_drop(s);
        return status;
    }
    *sink = (set_sink){s, npy_write, npy_finish, npy_drop};
    return BAC_OK;
}

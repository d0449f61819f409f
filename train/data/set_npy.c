/* set_npy.c - frames of PATH.npy, labels of PATH-labels.npy, SNR of PATH-snr.npy. */
#include "npy_file.h"
#include "source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct npy_set {
    bac_npy_file frames, labels, snr;
    bool planar; /* [N][2][T] */
} npy_set;

static void npy_close(void *state) {
    npy_set *s = state;
    bac_npy_close(&s->frames);
    bac_npy_close(&s->labels);
    bac_npy_close(&s->snr);
    free(s);
}

static bac_status npy_frames(bac_set *set, uint64_t row, uint64_t n, float *iq, bac_error *err) {
    const npy_set *s = set->state;
    size_t T = set->positions;
    if (!s->planar)
        return bac_npy_read(&s->frames, row * T * 2, n * T * 2, iq, err);
    bac_status status = BAC_OK;
    float *plane = malloc(T * 2 * sizeof *plane);
    if (!plane)
        return bac_set_no_memory(set->name, err);
    for (uint64_t i = 0; i < n && !status; i++) {
        status = bac_npy_read(&s->frames, (row + i) * T * 2, T * 2, plane, err);
        for (size_t t = 0; t < T && !status; t++) {
            iq[(i * T + t) * 2] = plane[t];
            iq[(i * T + t) * 2 + 1] = plane[T + t];
        }
    }
    free(plane);
    return status;
}

static bac_status npy_truth(bac_set *set, uint64_t row, uint64_t n, int32_t *label, float *snr,
                            bac_error *err) {
    int64_t buffer[BAC_SET_ROWS]; /* of any type, none is wider */
    const npy_set *s = set->state;
    bac_status status = label ? bac_npy_read(&s->labels, row, n, buffer, err) : BAC_OK;
    for (uint64_t k = 0; k < n && label && !status; k++) {
        int64_t value = bac_array_integer(s->labels.array.dtype, buffer, k);
        status = bac_set_check_label(s->labels.path, row + k, value, err);
        label[k] = (int32_t)value;
    }
    if (snr && !status)
        status = bac_npy_read(&s->snr, row, n, buffer, err);
    for (uint64_t k = 0; k < n && snr && !status; k++) {
        snr[k] = (float)bac_array_number(s->snr.array.dtype, buffer, k);
        status = bac_set_check_snr(s->snr.path, row + k, snr[k], err);
    }
    return status;
}

static bac_status check_frames(bac_set *set, npy_set *s, bac_error *err) {
    const bac_array *a = &s->frames.array;
    const char *path = s->frames.path;
    if (a->dtype != BAC_F32) {
        return bac_fail(err, BAC_ERR_INPUT, path,
                        "its numbers are not float32 samples: convert it with numpy's astype");
    }
    if (a->ndim == 2 || a->ndim == 3) {
        const uint64_t *d = a->dim + a->ndim - 2;
        s->planar = d[1] != 2;
        uint64_t T = s->planar ? d[1] : d[0];
        set->count = a->ndim == 3 ? a->dim[0] : 1;
        if ((d[0] == 2 || d[1] == 2) && T >= 1 && T <= BAC_MAX_POSITIONS && set->count >= 1) {
            set->positions = (uint32_t)T;
            return BAC_OK;
        }
    }
    return bac_fail(err, BAC_ERR_INPUT, path,
                    "its shape is neither [N][T][2] nor [N][2][T] with N >= 1, T of 1 .. %d",
                    BAC_MAX_POSITIONS);
}

static bac_status check_beside(const bac_set *set, const bac_npy_file *file, bool real,
                               bac_error *err) {
    const bac_array *a = &file->array;
    bool is_real = a->dtype == BAC_F32 || a->dtype == BAC_F64;
    if (is_real && !real)
        return bac_fail(err, BAC_ERR_INPUT, file->path, "labels are integers, these are not");
    if (a->ndim == 1 && a->dim[0] == set->count)
        return BAC_OK;
    return bac_fail(err, BAC_ERR_INPUT, file->path,
                    "one number for each of the %llu frames is wanted: shape [%llu]",
                    (unsigned long long)set->count, (unsigned long long)set->count);
}

/* PATH-labels.npy or PATH-snr.npy: may be missing (*has, and *advice what to do), but not wrong */
static bac_status open_beside(const bac_set *set, const char *path, bool snr, bac_npy_file *file,
                              bool *has, char advice[BAC_SET_ADVICE], bac_error *err) {
    size_t stem = strlen(path) - 4, room = stem + 32;
    bool missing = true;
    char *beside = malloc(room);
    if (!beside)
        return bac_set_no_memory(path, err);
    snprintf(beside, room, "%.*s-%s.npy", (int)stem, path, snr ? "snr" : "labels");
    bac_status status = bac_npy_open(beside, file, &missing, err);
    if (!status && !missing)
        status = check_beside(set, file, snr, err);
    *has = !missing;
    snprintf(advice, BAC_SET_ADVICE, "%s in %s", snr ? "it belongs" : "they belong", beside);
    free(beside);
    return status;
}

bac_status bac_set_open_npy(bac_set *set, const char *path, bac_error *err) {
    static const bac_source source = {npy_frames, npy_truth, npy_close, NULL};
    npy_set *s = calloc(1, sizeof *s);
    if (!s)
        return bac_set_no_memory(path, err);
    s->frames.fd = s->labels.fd = s->snr.fd = -1;
    set->source = &source;
    set->state = s;
    bac_status status = bac_npy_open(path, &s->frames, NULL, err);
    if (!status)
        status = check_frames(set, s, err);
    if (!status)
        status = open_beside(set, path, false, &s->labels, &set->has_labels, set->no_labels, err);
    if (!status)
        status = open_beside(set, path, true, &s->snr, &set->has_snr, set->no_snr, err);
    return status;
}

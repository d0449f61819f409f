/* set_h5.c - frames of HDF5 files: ours (X, label, snr) and RadioML 2018.01A's (X, Y, Z).
 *
 * RadioML's columns of Y are in the corrected class order already (docs/datasets.md): column c is
 * class c.
 */
#include "radioml.h"
#include "source.h"

#include "signal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum part { PART_ALL, PART_TRAIN, PART_TEST } part;

typedef struct h5_set {
    char *path;
    hid_t file;
    bac_h5_data x, label, snr; /* label: label or Y; snr: snr or Z */
    bool one_hot;
    part part;           /* not PART_ALL: frame i is a row of split.order */
    bac_radioml split;   /* of PART_TRAIN and PART_TEST */
    uint32_t begin, len; /* of each block's shuffled rows, those of this part */
} h5_set;

static void h5_close(void *state) {
    h5_set *s = state;
    bac_h5_enter();
    bac_h5_data_close(&s->x);
    bac_h5_data_close(&s->label);
    bac_h5_data_close(&s->snr);
    if (s->file >= 0)
        H5Fclose(s->file);
    bac_h5_leave();
    bac_radioml_free(&s->split);
    free(s->path);
    free(s);
}

static uint64_t h5_row(const bac_set *set, uint64_t index) {
    const h5_set *s = set->state;
    if (s->part == PART_ALL)
        return index;
    return s->split.order[index / s->len * s->split.block + s->begin + index % s->len];
}

static bac_status h5_frames(bac_set *set, uint64_t row, uint64_t n, float *iq, bac_error *err) {
    const h5_set *s = set->state;
    bac_h5_enter();
    bac_status status = bac_h5_rows(s->path, &s->x, row, n, H5T_NATIVE_FLOAT, iq, err);
    bac_h5_leave();
    return status;
}

static bac_status read_labels(const h5_set *s, uint64_t row, uint64_t n, int32_t *label,
                              bac_error *err) {
    int64_t hot[BAC_SET_ROWS * BAC_SIGNAL_CLASSES];
    uint32_t columns = s->one_hot ? BAC_SIGNAL_CLASSES : 1;
    bac_status status = bac_h5_rows(s->path, &s->label, row, n, H5T_NATIVE_INT64, hot, err);
    for (uint64_t k = 0; k < n && !status; k++) {
        int64_t value = s->one_hot ? bac_radioml_class(hot + k * columns, columns) : hot[k];
        if (s->one_hot && value < 0) {
            return bac_fail(err, BAC_ERR_INPUT, s->path, "row %llu: Y is not one-hot",
                            (unsigned long long)(row + k));
        }
        status = bac_set_check_label(s->path, row + k, value, err);
        label[k] = (int32_t)value;
    }
    return status;
}

static bac_status read_snr(const h5_set *s, uint64_t row, uint64_t n, float *snr, bac_error *err) {
    bac_status status = bac_h5_rows(s->path, &s->snr, row, n, H5T_NATIVE_FLOAT, snr, err);
    for (uint64_t k = 0; k < n && !status; k++)
        status = bac_set_check_snr(s->path, row + k, snr[k], err);
    return status;
}

static bac_status h5_truth(bac_set *set, uint64_t row, uint64_t n, int32_t *label, float *snr,
                           bac_error *err) {
    const h5_set *s = set->state;
    bac_status status = BAC_OK;
    if (s->part != PART_ALL) { /* opening read it all */
        for (uint64_t i = 0; i < n; i++) {
            uint64_t block = (row + i) / s->split.block;
            if (label)
                label[i] = (int32_t)(block / s->split.n_snr);
            if (snr)
                snr[i] = s->split.snr[block % s->split.n_snr];
        }
        return BAC_OK;
    }
    bac_h5_enter();
    if (label)
        status = read_labels(s, row, n, label, err);
    if (snr && !status)
        status = read_snr(s, row, n, snr, err);
    bac_h5_leave();
    return status;
}

static bac_status bad_shape(const h5_set *s, const bac_h5_data *d, const char *want,
                            bac_error *err) {
    char shape[80] = "";
    for (int i = 0, at = 0; i < d->rank; i++)
        at += snprintf(shape + at, sizeof shape - (size_t)at, "[%llu]",
                       (unsigned long long)d->dim[i]);
    return bac_fail(err, BAC_ERR_INPUT, s->path, "data set %s is %zu-byte %s %s: wanted %s",
                    d->name, d->size, d->kind == H5T_FLOAT ? "float" : "integer", shape, want);
}

static bac_status check_frames(bac_set *set, const h5_set *s, bac_error *err) {
    const bac_h5_data *x = &s->x;
    if (x->kind != H5T_FLOAT || x->size != 4 || x->rank != 3 || x->dim[2] != 2 || x->dim[0] < 1 ||
        x->dim[1] < 1 || x->dim[1] > BAC_MAX_POSITIONS)
        return bad_shape(s, x, "float32 [N][T][2]", err);
    set->count = x->dim[0];
    set->positions = (uint32_t)x->dim[1];
    return BAC_OK;
}

static bac_status check_truth(const bac_set *set, const h5_set *s, bac_error *err) {
    const bac_h5_data *y = &s->label, *z = &s->snr;
    if (set->has_labels && s->one_hot) {
        if (y->kind != H5T_INTEGER || y->rank != 2 || y->dim[0] != set->count ||
            y->dim[1] != BAC_SIGNAL_CLASSES)
            return bad_shape(s, y, "one-hot integers [N][24], N as in X", err);
    } else if (set->has_labels) {
        if (y->kind != H5T_INTEGER || y->rank != 1 || y->dim[0] != set->count)
            return bad_shape(s, y, "integers [N], N as in X", err);
    }
    if (set->has_snr) {
        bool column = z->rank == 2 && z->dim[1] == 1;
        if ((z->rank != 1 && !column) || z->dim[0] != set->count)
            return bad_shape(s, z, "numbers [N] or [N][1], N as in X", err);
    }
    return BAC_OK;
}

/* Finds the data sets, telling the layouts apart. Inside the lock. */
static bac_status open_data(bac_set *set, h5_set *s, bac_error *err) {
    bool no_x, no_label, no_snr;
    bac_status status = bac_h5_open(s->path, &s->file, err);
    if (!status)
        status = bac_h5_data_open(s->path, s->file, "X", &s->x, &no_x, err);
    if (!status && no_x) {
        return bac_fail(err, BAC_ERR_INPUT, s->path,
                        "no data set X: frames are wanted as X, label, snr (bac signal) or X, Y, Z "
                        "(RadioML 2018.01A)");
    }
    if (!status)
        status = check_frames(set, s, err);
    if (!status)
        status = bac_h5_data_open(s->path, s->file, "label", &s->label, &no_label, err);
    if (!status && no_label) {
        status = bac_h5_data_open(s->path, s->file, "Y", &s->label, &no_label, err);
        s->one_hot = !no_label;
    }
    if (!status)
        status =
            bac_h5_data_open(s->path, s->file, s->one_hot ? "Z" : "snr", &s->snr, &no_snr, err);
    if (status)
        return status;
    set->has_labels = !no_label;
    set->has_snr = !no_snr;
    set->synthetic = !s->one_hot && H5Aexists(s->file, "profile") > 0; /* as bac signal writes */
    snprintf(set->no_labels, sizeof set->no_labels, "the file lacks data set label (or Y)");
    snprintf(set->no_snr, sizeof set->no_snr, "the file lacks data set %s",
             s->one_hot ? "Z" : "snr");
    return check_truth(set, s, err);
}

static bac_status open_split(bac_set *set, h5_set *s, bac_error *err) {
    if (!s->one_hot || !set->has_snr) {
        return bac_fail(err, BAC_ERR_INPUT, s->path,
                        "has no :train and :test: the split is of RadioML 2018.01A's file (X, Y, "
                        "Z); name it without");
    }
    bac_status status = bac_radioml_order(s->path, &s->label, &s->snr, &s->split, err);
    if (!status)
        status = bac_radioml_split(s->path, &s->split, err);
    if (status)
        return status;
    const bac_radioml *r = &s->split;
    s->begin = s->part == PART_TEST ? 0 : r->test;
    s->len = s->part == PART_TEST ? r->test : r->block - r->test;
    set->count = (uint64_t)r->classes * r->n_snr * s->len;
    if (!set->count)
        return bac_fail(err, BAC_ERR_INPUT, s->path, "blocks of one frame leave none to train on");
    return BAC_OK;
}

bac_status bac_set_open_h5(bac_set *set, const char *spec, bac_error *err) {
    static const bac_source source = {h5_frames, h5_truth, h5_close, h5_row};
    h5_set *s = calloc(1, sizeof *s);
    if (!s)
        return bac_set_no_memory(spec, err);
    s->file = s->x.id = s->label.id = s->snr.id = -1;
    set->source = &source;
    set->state = s;
    const char *colon = strrchr(spec, ':');
    if (colon && strcmp(colon, ":train") == 0)
        s->part = PART_TRAIN;
    else if (colon && strcmp(colon, ":test") == 0)
        s->part = PART_TEST;
    s->path = s->part == PART_ALL ? strdup(spec) : strndup(spec, (size_t)(colon - spec));
    if (!s->path)
        return bac_set_no_memory(spec, err);
    bac_h5_enter();
    bac_status status = open_data(set, s, err);
    if (!status && s->part != PART_ALL)
        status = open_split(set, s, err);
    bac_h5_leave();
    return status;
}

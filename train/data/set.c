/* set.c - opens a set of the kind that its spec names, and checks every read. */
#include "ints.h"
#include "read_text.h"
#include "source.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bac_status open_kind(bac_set *set, const char *spec, bac_error *err) {
    if (strncmp(spec, "signal:", 7) == 0)
        return bac_set_open_signal(set, spec + 7, err);
    if (bac_ends_with(spec, ".npy"))
        return bac_set_open_npy(set, spec, err);
    static const char *const h5[] = {".h5",         ".hdf5",    ".h5:train",
                                     ".hdf5:train", ".h5:test", ".hdf5:test"};
    for (size_t i = 0; i < sizeof h5 / sizeof *h5; i++) {
        if (bac_ends_with(spec, h5[i]))
            return bac_set_open_h5(set, spec, err);
    }
    if (bac_ends_with(spec, ".sigmf-meta") || bac_ends_with(spec, ".sigmf-data"))
        return bac_set_open_sigmf(set, spec, err);
    return bac_fail(err, BAC_ERR_INPUT, spec,
                    "not a set: wanted PATH.npy, PATH.h5, PATH.h5:train, PATH.h5:test, "
                    "NAME.sigmf-meta or signal:PROFILE,key=value..");
}

bac_status bac_set_open(const char *spec, bac_set **set, bac_error *err) {
    *set = NULL;
    bac_set *s = calloc(1, sizeof *s);
    if (!s)
        return bac_set_no_memory(spec, err);
    s->name = strdup(spec);
    bac_status status = s->name ? open_kind(s, spec, err) : bac_set_no_memory(spec, err);
    if (status)
        bac_set_close(s);
    else
        *set = s;
    return status;
}

void bac_set_close(bac_set *set) {
    if (!set)
        return;
    if (set->state)
        set->source->close(set->state);
    free(set->name);
    free(set);
}

uint64_t bac_set_count(const bac_set *set) {
    return set->count;
}

uint32_t bac_set_positions(const bac_set *set) {
    return set->positions;
}

bool bac_set_has_labels(const bac_set *set) {
    return set->has_labels;
}

bool bac_set_has_snr(const bac_set *set) {
    return set->has_snr;
}

bool bac_set_is_synthetic(const bac_set *set) {
    return set->synthetic;
}

static bac_status check_truth(const bac_set *set, const int32_t *label, const float *snr,
                              bac_error *err) {
    if (label && !set->has_labels)
        return bac_fail(err, BAC_ERR_INPUT, set->name, "has no labels: %s", set->no_labels);
    if (snr && !set->has_snr)
        return bac_fail(err, BAC_ERR_INPUT, set->name, "has no SNR: %s", set->no_snr);
    return BAC_OK;
}

static bac_status check_finite(const bac_set *set, const uint64_t *index, uint64_t n,
                               const float *iq, bac_error *err) {
    size_t size = (size_t)set->positions * 2;
    for (uint64_t i = 0; i < n; i++) {
        const float *frame = iq + i * size;
        int bad = 0; /* without a branch a sample, so that the loop vectorises */
        for (size_t j = 0; j < size; j++)
            bad |= !isfinite(frame[j]);
        if (!bad)
            continue;
        size_t j = 0;
        while (isfinite(frame[j]))
            j++;
        return bac_fail(err, BAC_ERR_INPUT, set->name, "frame %llu, position %llu, %s is %s",
                        (unsigned long long)index[i], (unsigned long long)(j / 2),
                        j % 2 ? "Q" : "I", isnan(frame[j]) ? "not a number" : "infinite");
    }
    return BAC_OK;
}

static uint64_t row_of(const bac_set *set, uint64_t index) {
    return set->source->row ? set->source->row(set, index) : index;
}

/* Reads the wanted data of frames index[0..n), whose rows are consecutive. */
static bac_status fetch(bac_set *set, const uint64_t *index, uint64_t n, float *iq, int32_t *label,
                        float *snr, bac_error *err) {
    bac_status status = BAC_OK;
    for (uint64_t i = 0, run; i < n && !status; i += run) {
        uint64_t row = row_of(set, index[i]), most = bac_min_u64(n - i, BAC_SET_ROWS);
        for (run = 1; run < most && row_of(set, index[i + run]) == row + run; run++)
            ;
        if (iq)
            status = set->source->frames(set, row, run, iq + i * set->positions * 2, err);
        if (!status && (label || snr))
            status = set->source->truth(set, row, run, label ? label + i : NULL,
                                        snr ? snr + i : NULL, err);
    }
    return status;
}

bac_status bac_set_read(bac_set *set, const uint64_t *index, uint64_t n, float *iq, int32_t *label,
                        float *snr, bac_error *err) {
    bac_status status = check_truth(set, label, snr, err);
    if (status || n == 0)
        return status;
    for (uint64_t i = 0; i < n; i++) {
        if (index[i] < set->count)
            continue;
        return bac_fail(err, BAC_ERR_INPUT, set->name, "frame %llu asked for: the set has %llu",
                        (unsigned long long)index[i], (unsigned long long)set->count);
    }
    status = fetch(set, index, n, iq, NULL, NULL, err);
    if (!status)
        status = check_finite(set, index, n, iq, err);
    return status ? status : fetch(set, index, n, NULL, label, snr, err);
}

bac_status bac_set_labels(bac_set *set, uint64_t first, uint64_t n, int32_t *label, float *snr,
                          bac_error *err) {
    uint64_t index[BAC_SET_ROWS];
    bac_status status = check_truth(set, label, snr, err);
    if (status)
        return status;
    if (first > set->count || n > set->count - first) {
        return bac_fail(
            err, BAC_ERR_INPUT, set->name, "%llu frames from %llu on asked for: the set has %llu",
            (unsigned long long)n, (unsigned long long)first, (unsigned long long)set->count);
    }
    for (uint64_t done = 0, piece; done < n && !status; done += piece) {
        piece = bac_min_u64(n - done, BAC_SET_ROWS);
        for (uint64_t i = 0; i < piece; i++)
            index[i] = first + done + i;
        status = fetch(set, index, piece, NULL, label ? label + done : NULL,
                       snr ? snr + done : NULL, err);
    }
    return status;
}

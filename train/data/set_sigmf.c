/* set_sigmf.c - a recording as a set: frames of 1024 samples, labels where all are annotated. */
#include "sigmf.h"
#include "source.h"

#include "signal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct sigmf_set {
    bac_sigmf *recording;
    bac_sigmf_cut *cut;
} sigmf_set;

static void sigmf_close(void *state) {
    sigmf_set *s = state;
    bac_sigmf_cut_free(s->cut);
    bac_sigmf_close(s->recording);
    free(s);
}

static bac_status sigmf_frames(bac_set *set, uint64_t row, uint64_t n, float *iq, bac_error *err) {
    const sigmf_set *s = set->state;
    bac_status status = BAC_OK;
    for (uint64_t i = 0; i < n && !status; i++)
        status = bac_sigmf_frame(s->cut, row + i, BAC_SIGMF_DEFAULT, 1, iq + i * set->positions * 2,
                                 err);
    return status;
}

static bac_status sigmf_truth(bac_set *set, uint64_t row, uint64_t n, int32_t *label, float *snr,
                              bac_error *err) {
    (void)err;
    const sigmf_set *s = set->state;
    for (uint64_t i = 0; i < n; i++) {
        const char *name; /* set.c asks only for what every annotation has */
        bac_sigmf_frame_start(s->cut, row + i, &name);
        if (label)
            label[i] = bac_signal_class_index(name);
        if (snr)
            snr[i] = (float)bac_sigmf_frame_snr(s->cut, row + i);
    }
    return BAC_OK;
}

/* Index of the first annotation without a known label, or the number of annotations if all have
 * one. */
static uint64_t first_unknown(const bac_sigmf_facts *facts) {
    uint64_t i = 0;
    while (i < facts->n_annotation && facts->annotation[i].label &&
           bac_signal_class_index(facts->annotation[i].label) >= 0)
        i++;
    return i;
}

static bool all_have_snr(const bac_sigmf_facts *facts) {
    uint64_t i = 0;
    while (i < facts->n_annotation && isfinite((float)facts->annotation[i].snr_db))
        i++;
    return i > 0 && i == facts->n_annotation;
}

bac_status bac_set_open_sigmf(bac_set *set, const char *path, bac_error *err) {
    static const bac_source source = {sigmf_frames, sigmf_truth, sigmf_close, NULL};
    sigmf_set *s = calloc(1, sizeof *s);
    if (!s)
        return bac_set_no_memory(path, err);
    set->source = &source;
    set->state = s;
    bac_status status = bac_sigmf_open(path, &s->recording, err);
    if (!status)
        status = bac_sigmf_cut_create(s->recording, BAC_SIGNAL_POSITIONS, BAC_SIGNAL_POSITIONS,
                                      &s->cut, err);
    if (status)
        return status;
    const bac_sigmf_facts *facts = bac_sigmf_facts_of(s->recording);
    uint64_t n = facts->n_annotation, unknown = first_unknown(facts);
    set->count = bac_sigmf_frames(s->cut);
    set->positions = BAC_SIGNAL_POSITIONS;
    set->synthetic = facts->is_synthetic;
    set->has_labels = n > 0 && unknown == n;
    if (n == 0)
        snprintf(set->no_labels, sizeof set->no_labels, "the recording has no annotations");
    else
        snprintf(set->no_labels, sizeof set->no_labels,
                 "the core:label of annotations[%llu] is no class (OOK, 4ASK, ... OQPSK)",
                 (unsigned long long)unknown);
    set->has_snr = all_have_snr(facts);
    snprintf(set->no_snr, sizeof set->no_snr,
             "SigMF has no place for it; bac signal writes bac:snr_db into annotations");
    return BAC_OK;
}

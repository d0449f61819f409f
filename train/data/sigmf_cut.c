/* sigmf_cut.c - cuts a recording into frames and sets their levels. */
#include "sigmf_inside.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

/* Many annotations of many captures each could make more segments than there are bytes. */
enum { MAX_SEGMENTS = 1 << 22 };

/* A series of frames one hop apart, inside one range of joined captures and, if there are
 * annotations, inside one annotation. */
typedef struct segment {
    uint64_t first;                         /* frames of all segments before it */
    uint64_t start;                         /* sample, counted from 0 */
    const bac_sigmf_annotation *annotation; /* or NULL: of none */
} segment;

struct bac_sigmf_cut {
    const bac_sigmf *recording;
    uint32_t T;
    uint64_t hop, frames, too_short;
    uint32_t n, room;
    segment *segment;
};

static bac_status append(bac_sigmf_cut *cut, uint64_t start, uint64_t length,
                         const bac_sigmf_annotation *annotation, bac_error *err) {
    if (length < cut->T)
        return BAC_OK;
    if (cut->n == MAX_SEGMENTS) {
        return bac_fail(err, BAC_ERR_INPUT, cut->recording->path,
                        "its captures and annotations make more than %d pieces", MAX_SEGMENTS);
    }
    if (cut->n == cut->room) {
        uint32_t room = cut->room ? 2 * cut->room : 64;
        segment *more = realloc(cut->segment, room * sizeof *more);
        if (!more)
            return bac_fail(err, BAC_ERR_MEMORY, cut->recording->path, "out of memory");
        cut->segment = more;
        cut->room = room;
    }
    cut->segment[cut->n++] = (segment){cut->frames, start, annotation};
    uint64_t frames = (length - cut->T) / cut->hop + 1;
    if (__builtin_add_overflow(cut->frames, frames, &cut->frames))
        return bac_fail(err, BAC_ERR_INPUT, cut->recording->path, "more than 2^64 frames");
    return BAC_OK;
}

/* Samples [start, end), counted from 0, split where a capture does not continue the one before it.
 * *steps counts the captures looked at: the product of annotations and captures must stay small. */
static bac_status cut_range(bac_sigmf_cut *cut, uint64_t start, uint64_t end,
                            const bac_sigmf_annotation *annotation, uint64_t *steps,
                            bac_error *err) {
    const bac_sigmf *r = cut->recording;
    bac_status status = BAC_OK;
    uint64_t from = start;
    for (uint32_t c = bac_sigmf_capture_of(r, start) + 1; c < r->n_capture && !status; c++) {
        uint64_t at = r->capture[c].start;
        if (at >= end)
            break;
        if (++*steps > (uint64_t)MAX_SEGMENTS * 16) {
            return bac_fail(err, BAC_ERR_INPUT, r->path,
                            "too many annotations that span too many captures");
        }
        if (r->capture[c].joined)
            continue;
        status = append(cut, from, at - from, annotation, err);
        from = at;
    }
    return status ? status : append(cut, from, end - from, annotation, err);
}

static bac_status cut_all(bac_sigmf_cut *cut, bac_error *err) {
    const bac_sigmf *r = cut->recording;
    uint64_t steps = 0;
    bac_status status = BAC_OK;
    if (r->facts.n_annotation == 0)
        status = cut_range(cut, 0, r->facts.samples, NULL, &steps, err);
    for (uint64_t i = 0; i < r->facts.n_annotation && !status; i++) {
        const bac_sigmf_annotation *a = &r->facts.annotation[i];
        uint64_t start = a->start - r->facts.first, before = cut->frames;
        status = cut_range(cut, start, start + a->count, a, &steps, err);
        cut->too_short += cut->frames == before;
    }
    if (status || cut->frames)
        return status;
    return bac_fail(err, BAC_ERR_INPUT, r->path, "no %s as long as a frame of %u samples",
                    r->facts.n_annotation ? "annotation is" : "stretch of samples is", cut->T);
}

bac_status bac_sigmf_cut_create(const bac_sigmf *recording, uint32_t T, uint64_t hop,
                                bac_sigmf_cut **cut, bac_error *err) {
    *cut = NULL;
    if (T == 0 || hop == 0)
        return bac_fail(err, BAC_ERR_INPUT, recording->path, "frames and hops of 0 samples");
    bac_sigmf_cut *c = calloc(1, sizeof *c);
    if (!c)
        return bac_fail(err, BAC_ERR_MEMORY, recording->path, "out of memory");
    *c = (bac_sigmf_cut){.recording = recording, .T = T, .hop = hop};
    bac_status status = cut_all(c, err);
    if (status)
        bac_sigmf_cut_free(c);
    else
        *cut = c;
    return status;
}

void bac_sigmf_cut_free(bac_sigmf_cut *cut) {
    if (!cut)
        return;
    free(cut->segment);
    free(cut);
}

uint64_t bac_sigmf_frames(const bac_sigmf_cut *cut) {
    return cut->frames;
}

uint64_t bac_sigmf_too_short(const bac_sigmf_cut *cut) {
    return cut->too_short;
}

static const segment *segment_of(const bac_sigmf_cut *cut, uint64_t index) {
    uint32_t lo = 0, hi = cut->n; /* segment[lo].first <= index < segment[hi].first */
    while (hi - lo > 1) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (cut->segment[mid].first <= index)
            lo = mid;
        else
            hi = mid;
    }
    return &cut->segment[lo];
}

uint64_t bac_sigmf_frame_start(const bac_sigmf_cut *cut, uint64_t index, const char **label) {
    const segment *s = segment_of(cut, index);
    if (label)
        *label = s->annotation ? s->annotation->label : NULL;
    return cut->recording->facts.first + s->start + (index - s->first) * cut->hop;
}

double bac_sigmf_frame_snr(const bac_sigmf_cut *cut, uint64_t index) {
    const segment *s = segment_of(cut, index);
    return s->annotation ? s->annotation->snr_db : NAN;
}

/* 1 / sqrt(mean |y - mean y|^2), or 1 for a constant frame. The mean itself stays in the frame. */
static double auto_factor(const float *iq, uint32_t T) {
    double i_sum = 0, q_sum = 0, square = 0;
    for (uint32_t t = 0; t < T; t++) {
        i_sum += (double)iq[2 * t];
        q_sum += (double)iq[2 * t + 1];
    }
    double i_mean = i_sum / T, q_mean = q_sum / T;
    for (uint32_t t = 0; t < T; t++) {
        double i = (double)iq[2 * t] - i_mean, q = (double)iq[2 * t + 1] - q_mean;
        square += i * i + q * q;
    }
    return square > 0 ? 1 / sqrt(square / T) : 1;
}

bac_status bac_sigmf_frame(const bac_sigmf_cut *cut, uint64_t index, bac_sigmf_level level,
                           double factor, float *iq, bac_error *err) {
    const bac_sigmf *r = cut->recording;
    uint64_t start = bac_sigmf_frame_start(cut, index, NULL);
    bac_status status = bac_sigmf_read(r, start, cut->T, iq, err);
    if (status)
        return status;
    if (level == BAC_SIGMF_DEFAULT) {
        level = r->facts.is_integer ? BAC_SIGMF_AUTO : BAC_SIGMF_BY;
        factor = 1;
    }
    if (level == BAC_SIGMF_AUTO)
        factor = auto_factor(iq, cut->T);
    for (uint32_t k = 0; k < 2 * cut->T && factor != 1; k++) {
        double v = (double)iq[k] * factor;
        iq[k] = (float)fmin(fmax(v, -(double)FLT_MAX), (double)FLT_MAX); /* finite stays finite */
    }
    return BAC_OK;
}

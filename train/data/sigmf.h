/* sigmf.h - reads SigMF recordings as frames of a network and annotates them with its answers.
 *
 * A recording is NAME.sigmf-meta (JSON) and its samples, in NAME.sigmf-data or the file that
 * core:dataset names. Source: the Signal Metadata Format specification, 1.x, sigmf.org. Samples are
 * one channel of cf32, ci16 (_le or _be), ci8 or cu8. Integers become numbers of -1 .. 1: ci16
 * x / 32768, ci8 x / 128, cu8 (x - 127.5) / 127.5.
 *
 * Sample numbers are those of the metadata: the first is core:offset (usually 0).
 *
 * A bac_sigmf is immutable; several threads may read at once.
 */
#ifndef BAC_SIGMF_H
#define BAC_SIGMF_H

#include "bac.h"

typedef struct bac_sigmf bac_sigmf;

/* path: the .sigmf-meta */
bac_status bac_sigmf_open(const char *path, bac_sigmf **recording, bac_error *err);
void bac_sigmf_close(bac_sigmf *recording); /* NULL is fine */

/* Reads samples [first, first + n) into iq [n][2]. A non-finite sample is refused with its
 * number. */
bac_status bac_sigmf_read(const bac_sigmf *recording, uint64_t first, uint64_t n, float *iq,
                          bac_error *err);

/* An annotation of samples [start, start + count). Annotations that `bac classify` wrote are left
 * out, because they are a network's guesses and not the truth. */
typedef struct bac_sigmf_annotation {
    uint64_t start, count;
    const char *label; /* core:label, or NULL */
    double snr_db;     /* bac:snr_db, which `bac signal` writes, or NAN */
} bac_sigmf_annotation;

typedef struct bac_sigmf_facts {
    uint64_t first, samples; /* number of the first sample; count of samples */
    double rate;             /* samples a second; 0: the file does not state it */
    bool is_integer;
    bool is_synthetic; /* `bac signal` made it (bac:profile) */
    uint64_t n_annotation;
    const bac_sigmf_annotation *annotation; /* [n_annotation] */
} bac_sigmf_facts;
const bac_sigmf_facts *bac_sigmf_facts_of(const bac_sigmf *recording);

/* ---- Frames --------------------------------------------------------------
 * A frame has T samples; frames start `hop` samples apart. A recording with annotations is cut
 * inside each annotation, one without over its whole length. No frame spans a change of the centre
 * frequency, a gap (core:global_index) or header bytes. */

typedef struct bac_sigmf_cut bac_sigmf_cut;
/* The recording is borrowed. BAC_ERR_INPUT when it does not hold one whole frame. */
bac_status bac_sigmf_cut_create(const bac_sigmf *recording, uint32_t T, uint64_t hop,
                                bac_sigmf_cut **cut, bac_error *err);
void bac_sigmf_cut_free(bac_sigmf_cut *cut);
uint64_t bac_sigmf_frames(const bac_sigmf_cut *cut);
/* Number of annotations that are too short for a frame. */
uint64_t bac_sigmf_too_short(const bac_sigmf_cut *cut);

/* Returns the number of the first sample of frame `index`. *label becomes the label of the frame's
 * annotation, or NULL; label may be NULL. */
uint64_t bac_sigmf_frame_start(const bac_sigmf_cut *cut, uint64_t index, const char **label);
/* SNR of the frame's annotation in dB, or NAN. */
double bac_sigmf_frame_snr(const bac_sigmf_cut *cut, uint64_t index);

/* How a frame's level is set. A network expects the level of its training frames
 * (docs/datasets.md). */
typedef enum bac_sigmf_level {
    BAC_SIGMF_DEFAULT = 0, /* AUTO for integer samples, BY 1 for float ones */
    BAC_SIGMF_AUTO,        /* divide by the frame's sqrt(mean |y - mean y|^2), unless that is 0 */
    BAC_SIGMF_BY,          /* multiply by `factor` */
} bac_sigmf_level;
/* Reads frame `index` into iq [T][2] and sets its level; factor: for BAC_SIGMF_BY. */
bac_status bac_sigmf_frame(const bac_sigmf_cut *cut, uint64_t index, bac_sigmf_level level,
                           double factor, float *iq, bac_error *err);

/* ---- Writing annotations back -------------------------------------------- */

typedef struct bac_sigmf_mark {
    uint64_t start, count;
    const char *label;   /* core:label */
    const char *comment; /* core:comment, or NULL */
} bac_sigmf_mark;
/* Writes PATH, a .sigmf-meta file with all of the recording's metadata and with the marks as
 * annotations of core:generator "bac classify"; it replaces earlier annotations of that generator.
 * core:dataset is added where a reader of PATH would otherwise not find the samples. The file is
 * written under a temporary name, then renamed. */
bac_status bac_sigmf_annotate(const bac_sigmf *recording, const char *path,
                              const bac_sigmf_mark *mark, uint64_t n, bac_error *err);

#endif

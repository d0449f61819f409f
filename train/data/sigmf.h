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

/* Samples [first, first + n): iq [n][2]. A sample that is no finite number is refused with its
 * number. */
bac_status bac_sigmf_read(const bac_sigmf *recording, uint64_t first, uint64_t n, float *iq,
                          bac_error *err);

/* What somebody wrote about samples [start, start + count). Annotations of `bac classify` itself
 * are left out: they are guesses, not truth. */
typedef struct bac_sigmf_annotation {
    uint64_t start, count;
    const char *label; /* core:label, or NULL */
    double snr_db;     /* bac:snr_db, which `bac signal` writes, or NAN */
} bac_sigmf_annotation;

typedef struct bac_sigmf_facts {
    uint64_t first, samples; /* number of the first sample; how many */
    double rate;             /* samples a second; 0: not said */
    bool is_integer;
    bool is_synthetic; /* `bac signal` made it (bac:profile) */
    uint64_t n_annotation;
    const bac_sigmf_annotation *annotation; /* [n_annotation] */
} bac_sigmf_facts;
const bac_sigmf_facts *bac_sigmf_facts_of(const bac_sigmf *recording);

/* ---- Frames --------------------------------------------------------------
 * Of T samples, a new one each `hop` samples: inside each annotation where there are any, else
 * over the whole recording. No frame spans a change of the captures' centre frequency, a gap
 * (core:global_index) or header bytes. */

typedef struct bac_sigmf_cut bac_sigmf_cut;
/* The recording is borrowed. Not one whole frame: BAC_ERR_INPUT. */
bac_status bac_sigmf_cut_create(const bac_sigmf *recording, uint32_t T, uint64_t hop,
                                bac_sigmf_cut **cut, bac_error *err);
void bac_sigmf_cut_free(bac_sigmf_cut *cut);
uint64_t bac_sigmf_frames(const bac_sigmf_cut *cut);
/* How many annotations are too short for a frame */
uint64_t bac_sigmf_too_short(const bac_sigmf_cut *cut);

/* First sample of frame `index`; *label: of its annotation, or NULL (may be NULL itself) */
uint64_t bac_sigmf_frame_start(const bac_sigmf_cut *cut, uint64_t index, const char **label);
/* SNR of its annotation, dB, or NAN */
double bac_sigmf_frame_snr(const bac_sigmf_cut *cut, uint64_t index);

/* How a frame's level is set. Networks expect that of their training frames (docs/datasets.md). */
typedef enum bac_sigmf_level {
    BAC_SIGMF_DEFAULT = 0, /* AUTO for integer samples, BY 1 for float ones */
    BAC_SIGMF_AUTO,        /* divide by the frame's sqrt(mean |y - mean y|^2), unless that is 0 */
    BAC_SIGMF_BY,          /* multiply by `factor` */
} bac_sigmf_level;
/* iq: [T][2] */
bac_status bac_sigmf_frame(const bac_sigmf_cut *cut, uint64_t index, bac_sigmf_level level,
                           double factor, float *iq, bac_error *err);

/* ---- Writing annotations back -------------------------------------------- */

typedef struct bac_sigmf_mark {
    uint64_t start, count;
    const char *label;   /* core:label */
    const char *comment; /* core:comment, or NULL */
} bac_sigmf_mark;
/* All of the recording's metadata, and the marks as annotations of core:generator "bac classify";
 * earlier ones of that generator are replaced. Where the name asks for it (a reader of `path` would
 * not find the samples), core:dataset is added. Written to a temporary name, then renamed. */
bac_status bac_sigmf_annotate(const bac_sigmf *recording, const char *path,
                              const bac_sigmf_mark *mark, uint64_t n, bac_error *err);

#endif

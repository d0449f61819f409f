/* set_file.h - writes a labelled set to files, a chunk of frames at a time.
 *
 *   NAME.npy         float32 [N][T][2]; NAME-labels.npy int32 [N]; NAME-snr.npy float32 [N], dB
 *   NAME.h5, .hdf5   X float32 [N][T][2], label int32 [N], snr float32 [N]; attributes of the root:
 *                    profile, seed, classes (label k is the k-th word), command, description
 *   NAME.sigmf-meta  and NAME.sigmf-data: one cf32_le recording, the frames back to back, an
 *                    annotation for each (core:label, bac:snr_db)
 *
 * No file appears under its name before all are whole. The same set makes the same bytes.
 */
#ifndef BAC_TOOLS_SET_FILE_H
#define BAC_TOOLS_SET_FILE_H

#include "set.h"

/* What is written beside the frames. */
typedef struct set_about {
    const char *profile, *command;
    uint64_t seed;
    uint64_t n; /* frames */
    uint32_t T;
} set_about;

/* A format: takes chunks of frames in order, then finishes or is dropped. */
typedef struct set_sink {
    void *state;
    bac_status (*write)(void *state, uint64_t n, const float *iq, const int32_t *label,
                        const float *snr, bac_error *err);
    bac_status (*finish)(void *state, bac_error *err); /* files get their names */
    void (*drop)(void *state);                         /* always called, after finish too */
} set_sink;

bac_status set_npy_open(const char *path, const set_about *about, set_sink *sink, bac_error *err);
bac_status set_h5_open(const char *path, const set_about *about, set_sink *sink, bac_error *err);
bac_status set_sigmf_open(const char *path, const set_about *about, set_sink *sink, bac_error *err);

/* The format that the path's ending names, or NULL. */
typedef bac_status set_open_fn(const char *path, const set_about *about, set_sink *sink,
                               bac_error *err);
set_open_fn *set_format(const char *path);

/* Called between chunks; false stops: everything is dropped and *stopped set. */
typedef bool set_step_fn(void *user, uint64_t done);
bac_status set_file_write(bac_set *set, const char *path, const set_about *about, uint32_t threads,
                          set_step_fn *step, void *user, bool *stopped, bac_error *err);

static const char set_description[] =
    "Synthetic frames of 24 modulations; not RadioML data. Figures from them are synthetic.";

#endif

/* set_write.h - writes a labelled set to files, a chunk of frames at a time.
 *
 *   NAME.npy         float32 [N][T][2]; NAME-labels.npy int32 [N]; NAME-snr.npy float32 [N], dB
 *   NAME.h5, .hdf5   X float32 [N][T][2], label int32 [N], snr float32 [N]; attributes of the root:
 *                    profile, seed, classes (label k is the k-th word), command, description
 *   NAME.sigmf-meta  and NAME.sigmf-data: one cf32_le recording, the frames back to back, an
 *                    annotation for each (core:label, bac:snr_db)
 *
 * No file appears under its name before all are whole. The same set makes the same bytes.
 */
#ifndef BAC_SET_WRITE_H
#define BAC_SET_WRITE_H

#include "set.h"

/* Facts that a file states beside its frames. */
typedef struct bac_set_about {
    const char *profile, *command;
    uint64_t seed;
    uint64_t n; /* frames */
    uint32_t T;
    double rate; /* samples a second that SigMF states; 1: normalised */
} bac_set_about;

/* True when the path ends in .npy, .h5, .hdf5 or .sigmf-meta. */
bool bac_set_writable(const char *path);

/* Called between chunks with the number of frames written; false stops the writing. */
typedef bool bac_set_step_fn(void *user, uint64_t done);
/* Writes all frames of a set. step may be NULL. When step returns false, the result is BAC_OK, no
 * file is left and *stopped is true. */
bac_status bac_set_write(bac_set *set, const char *path, const bac_set_about *about,
                         uint32_t threads, bac_set_step_fn *step, void *user, bool *stopped,
                         bac_error *err);

#endif

/* set.h - libbacdata: labelled frames from any source, read by index.
 *
 * A set is named by a SPEC (docs/datasets.md):
 *   PATH.npy              float32 [N][T][2] or [N][2][T]; labels in PATH-labels.npy (integers [N]),
 *                         SNR in PATH-snr.npy (numbers [N], dB) if present
 *   PATH.h5, PATH.hdf5    a file of this project (X float32 [N][T][2], label int32 [N], snr
 *                         float32 [N]) or RadioML 2018.01A (X, Y one-hot, Z); the names of the data
 *                         sets tell which
 *   PATH.h5:train, :test  the challenge's split of RadioML's file
 *   NAME.sigmf-meta       a recording in frames of 1024 samples; labels if all of it is annotated
 *   signal:PROFILE,key=value..  synthetic frames, generated while they are read. Keys: count=N per
 *                         class and SNR, seed=S (default 1), snr=A:B:STEP (default -20:30:2),
 *                         classes=all|NAME+NAME. Frames are ordered by class, then SNR, then index,
 *                         as in RadioML's file
 *
 * A set keeps only the frames of the current read in memory. Several threads may read a bac_set at
 * once (reads of HDF5 files take turns).
 */
#ifndef BAC_SET_H
#define BAC_SET_H

#include "bac.h"

typedef struct bac_set bac_set;

bac_status bac_set_open(const char *spec, bac_set **set, bac_error *err);
void bac_set_close(bac_set *set); /* NULL is fine */

uint64_t bac_set_count(const bac_set *set);     /* frames */
uint32_t bac_set_positions(const bac_set *set); /* T, complex samples a frame */
bool bac_set_has_labels(const bac_set *set);
bool bac_set_has_snr(const bac_set *set);
/* True for signal:... and for HDF5 and SigMF files that carry the mark of bac signal. NPY files
 * cannot carry one, so false is no proof of recorded frames. */
bool bac_set_is_synthetic(const bac_set *set);

/* Reads frames index[0..n): iq [n][T][2] float32; label [n] (class index, 0..23 in the corrected
 * order) and snr [n] in dB, each unless NULL. Asking for labels or SNR that the set does not
 * have is an error that names the missing file. A non-finite sample is refused with frame and
 * position. */
bac_status bac_set_read(bac_set *set, const uint64_t *index, uint64_t n, float *iq, int32_t *label,
                        float *snr, bac_error *err);
/* Reads only labels and SNR, of frames [first, first + n); either may be NULL. It does not read
 * samples. */
bac_status bac_set_labels(bac_set *set, uint64_t first, uint64_t n, int32_t *label, float *snr,
                          bac_error *err);

#endif

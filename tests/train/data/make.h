/* make.h - files of frames for the tests of sets, whole and broken. */
#ifndef BAC_MAKE_H
#define BAC_MAKE_H

#include "set.h"

#include <hdf5.h>

/* I of frame i, position t, as the makers below fill it; Q is its negative. Exact in float32. */
float make_sample(uint64_t frame, uint64_t t);

/* An NPY file of any type; `data` has as many numbers as the shape says. */
void make_npy(const char *path, bac_dtype dtype, uint32_t ndim, const uint64_t *dim,
              const void *data);
/* float32 [N][T][2], or [N][2][T] */
void make_npy_frames(const char *path, uint64_t N, uint64_t T, bool planar);

/* One data set of an HDF5 file that is made, or opened, for it. type: in the file and in memory */
void make_h5(const char *path, bool create, const char *name, hid_t type, int rank,
             const hsize_t *dim, const hsize_t *chunk, const void *data);
/* X [N][T][2] of make_sample, in chunks of `chunk` rows (0: contiguous) */
void make_h5_frames(const char *path, uint64_t N, uint64_t T, uint64_t chunk);
/* Ours: X, label (i % 24), snr (i / 2.0) */
void make_h5_ours(const char *path, uint64_t N, uint64_t T);
/* RadioML's layout: `block` frames of each of 24 classes and `n_snr` SNRs, -20, -18, .. dB; Y and Z
 * as *wrong says of row wrong_row (NULL: all right) */
typedef struct make_wrong {
    uint64_t row;
    int class_index; /* -1: no bit set in Y; -2: two bits set */
    int64_t snr;
} make_wrong;
void make_h5_radioml(const char *path, uint32_t block, uint32_t n_snr, uint64_t T,
                     const make_wrong *wrong);

/* bac_set_open must refuse `spec`, naming `word` in a one-line message. */
void make_refused(const char *spec, bac_status status, const char *word);
/* A set that opens */
bac_set *make_open(const char *spec);

#endif

/* radioml.h - the order of RadioML 2018.01A's frames, and the challenge's split of them.
 *
 * The file is made of blocks of equal size, one for each class and SNR: class-major, SNR
 * ascending. ITU-ML5G-PS-007 splits every block alike: its frames are shuffled (numpy's
 * RandomState(2018), one stream over all blocks) and the first tenth, rounded up, is for testing.
 */
#ifndef BAC_RADIOML_H
#define BAC_RADIOML_H

#include "h5.h"

typedef struct bac_radioml {
    uint32_t classes;
    uint32_t n_snr;
    float *snr;      /* [n_snr], dB, ascending */
    uint32_t block;  /* frames for each class and SNR */
    uint32_t test;   /* frames of each block that are for testing: ceil(block / 10) */
    uint32_t *order; /* [classes * n_snr][block]: rows of the file, shuffled in each block */
} bac_radioml;

/* The class that a row of Y states, or -1 when the row is not one-hot. row: [classes]. */
int32_t bac_radioml_class(const int64_t *row, uint32_t classes);

/* order reads all of Y [N][classes] and Z [N] or [N][1] piece by piece, between bac_h5_enter and
 * bac_h5_leave, and fills classes, n_snr, snr and block; it refuses a file in another order and
 * names the first wrong row. split fills test and order[]. Free *radioml also after a failure. */
bac_status bac_radioml_order(const char *path, const bac_h5_data *y, const bac_h5_data *z,
                             bac_radioml *radioml, bac_error *err);
bac_status bac_radioml_split(const char *path, bac_radioml *radioml, bac_error *err);
void bac_radioml_free(bac_radioml *radioml);

#endif

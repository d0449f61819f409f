/* radioml.c - see radioml.h. */
#include "radioml.h"

#include "numpy_random.h"

#include <math.h>
#include <stdlib.h>

enum { PIECE = 1024, MAX_SNRS = 4096, SEED = 2018 };

int32_t bac_radioml_class(const int64_t *row, uint32_t classes) {
    int32_t found = -1;
    for (uint32_t c = 0; c < classes; c++) {
        if (row[c] == 0)
            continue;
        if (row[c] != 1 || found >= 0)
            return -1;
        found = (int32_t)c;
    }
    return found;
}

static bac_status misplaced(const char *path, uint64_t row, int32_t class_index, float snr,
                            bac_error *err) {
    return bac_fail(err, BAC_ERR_INPUT, path,
                    "row %llu (class %d, %g dB) breaks the order the split relies on: by class, "
                    "then SNR, in blocks of equal size; is this RadioML 2018.01A's own file?",
                    (unsigned long long)row, class_index, (double)snr);
}

/* Checks the file's next row. The rows of the first class determine block size and SNRs: during
 * that class n_snr counts the blocks begun so far, and `block` is 0 until the first block ends. */
static bac_status take_row(const char *path, uint64_t row, int32_t class_index, float snr,
                           bac_radioml *r, bool *first_class, bac_error *err) {
    if (*first_class && class_index == 0) {
        if (r->n_snr && snr == r->snr[r->n_snr - 1]) {
            if (r->block && row >= (uint64_t)r->n_snr * r->block)
                return misplaced(path, row, class_index, snr, err);
            return BAC_OK;
        }
        if (r->n_snr == 1)
            r->block = (uint32_t)row;
        bool early = r->n_snr && row != (uint64_t)r->n_snr * r->block;
        if (early || (r->n_snr && !(snr > r->snr[r->n_snr - 1])) || r->n_snr == MAX_SNRS)
            return misplaced(path, row, class_index, snr, err);
        r->snr[r->n_snr++] = snr;
        return BAC_OK;
    }
    if (*first_class) {
        if (r->n_snr == 1)
            r->block = (uint32_t)row;
        if (!r->n_snr || row != (uint64_t)r->n_snr * r->block)
            return misplaced(path, row, class_index, snr, err);
        *first_class = false;
    }
    uint64_t block = row / r->block;
    if ((uint64_t)class_index != block / r->n_snr || snr != r->snr[block % r->n_snr])
        return misplaced(path, row, class_index, snr, err);
    return BAC_OK;
}

static bac_status scan(const char *path, const bac_h5_data *y, const bac_h5_data *z, int64_t *hot,
                       float *snr, bac_radioml *r, bac_error *err) {
    bool first_class = true;
    uint64_t rows = y->dim[0];
    for (uint64_t at = 0; at < rows; at += PIECE) {
        uint64_t n = rows - at < PIECE ? rows - at : PIECE;
        bac_status status = bac_h5_rows(path, y, at, n, H5T_NATIVE_INT64, hot, err);
        if (!status)
            status = bac_h5_rows(path, z, at, n, H5T_NATIVE_FLOAT, snr, err);
        for (uint64_t i = 0; i < n && !status; i++) {
            int32_t c = bac_radioml_class(hot + i * r->classes, r->classes);
            if (c < 0 || !isfinite(snr[i])) {
                return bac_fail(err, BAC_ERR_INPUT, path, "row %llu: %s",
                                (unsigned long long)(at + i),
                                c < 0 ? "Y is not one-hot" : "Z is no finite number");
            }
            status = take_row(path, at + i, c, snr[i], r, &first_class, err);
        }
        if (status)
            return status;
    }
    if (first_class || rows != (uint64_t)r->classes * r->n_snr * r->block) {
        return bac_fail(err, BAC_ERR_INPUT, path,
                        "%llu rows are not %u classes of equal size: the split wants the whole of "
                        "RadioML 2018.01A",
                        (unsigned long long)rows, r->classes);
    }
    return BAC_OK;
}

bac_status bac_radioml_order(const char *path, const bac_h5_data *y, const bac_h5_data *z,
                             bac_radioml *radioml, bac_error *err) {
    *radioml = (bac_radioml){.classes = (uint32_t)y->dim[1]};
    bac_status status = BAC_OK;
    int64_t *hot = malloc((size_t)PIECE * radioml->classes * sizeof *hot);
    float *snr = malloc(PIECE * sizeof *snr);
    radioml->snr = malloc(MAX_SNRS * sizeof *radioml->snr);
    if (y->dim[0] > UINT32_MAX)
        status = bac_fail(err, BAC_ERR_INPUT, path, "more than 2^32 rows");
    else if (!hot || !snr || !radioml->snr)
        status = bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    else
        status = scan(path, y, z, hot, snr, radioml, err);
    radioml->test = radioml->block / 10 + (radioml->block % 10 != 0);
    free(hot);
    free(snr);
    return status;
}

bac_status bac_radioml_split(const char *path, bac_radioml *radioml, bac_error *err) {
    /* the file has as many rows, fewer than 2^32 */
    uint32_t blocks = radioml->classes * radioml->n_snr, block = radioml->block;
    radioml->order = malloc((size_t)blocks * block * sizeof *radioml->order);
    if (!radioml->order)
        return bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    bac_numpy_random random;
    bac_numpy_seed(&random, SEED);
    for (uint32_t b = 0; b < blocks; b++) {
        uint32_t *rows = radioml->order + (size_t)b * block;
        for (uint32_t i = 0; i < block; i++)
            rows[i] = b * block + i;
        bac_numpy_shuffle(&random, rows, block);
    }
    return BAC_OK;
}

void bac_radioml_free(bac_radioml *radioml) {
    free(radioml->snr);
    free(radioml->order);
    *radioml = (bac_radioml){0};
}

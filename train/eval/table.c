/* table.c - counting frames by SNR, true class and predicted class. */
#include "eval.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bac_eval_table bac_eval_table_empty(uint32_t n, bool has_snr) {
    return (bac_eval_table){.n = n, .has_snr = has_snr};
}

void bac_eval_table_clear(bac_eval_table *table) {
    free(table->snr);
    free(table->count);
    *table = (bac_eval_table){0};
}

/* First index whose SNR is not below `db`. */
static uint32_t place_of(const bac_eval_table *table, double db) {
    uint32_t lo = 0, hi = table->n_snr;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        if (table->snr[middle] < db)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

static bac_status insert(bac_eval_table *table, uint32_t at, double db, bac_error *err) {
    uint64_t matrix = (uint64_t)table->n * table->n; /* n < 2^32 */
    if (table->n_snr >= BAC_EVAL_MAX_SNR)
        return bac_fail(err, BAC_ERR_INPUT, "",
                        "more than %d different SNRs: round them, e.g. with --snr-bin 1",
                        BAC_EVAL_MAX_SNR);
    if (matrix > BAC_EVAL_MAX_CELLS / (table->n_snr + 1))
        return bac_fail(err, BAC_ERR_INPUT, "", "%u classes at %u SNRs are too many to count",
                        table->n, table->n_snr + 1);
    size_t cells = (size_t)matrix, n = table->n_snr;
    double *snr = realloc(table->snr, (n + 1) * sizeof *snr);
    if (!snr)
        return bac_fail(err, BAC_ERR_MEMORY, "", "out of memory");
    table->snr = snr;
    uint64_t *count = realloc(table->count, (n + 1) * cells * sizeof *count);
    if (!count)
        return bac_fail(err, BAC_ERR_MEMORY, "", "out of memory");
    table->count = count;
    memmove(snr + at + 1, snr + at, (n - at) * sizeof *snr);
    memmove(count + (at + 1) * cells, count + at * cells, (n - at) * cells * sizeof *count);
    memset(count + at * cells, 0, cells * sizeof *count);
    snr[at] = db;
    table->n_snr++;
    return BAC_OK;
}

bac_status bac_eval_table_add(bac_eval_table *table, double snr, uint32_t row, uint32_t column,
                              uint64_t count, bac_error *err) {
    if (row >= table->n || column >= table->n)
        return bac_fail(err, BAC_ERR_INPUT, "", "class %u of %u", row >= table->n ? row : column,
                        table->n);
    double db = 0;
    if (table->has_snr) {
        if (!(fabs(snr) <= 1e6))
            return bac_fail(err, BAC_ERR_INPUT, "", "an SNR of %g dB", snr);
        db = round(snr * 1000) / 1000 + 0.0; /* + 0.0: no -0 */
    }
    uint32_t at = place_of(table, db);
    if (at == table->n_snr || table->snr[at] != db) {
        bac_status status = insert(table, at, db, err);
        if (status)
            return status;
    }
    uint64_t *cell = &table->count[((size_t)at * table->n + row) * table->n + column];
    if (count > (UINT64_C(1) << 53) - table->frames) /* a double's exact integers */
        return bac_fail(err, BAC_ERR_INPUT, "", "too many frames to count");
    *cell += count;
    table->frames += count;
    return BAC_OK;
}

bac_status bac_eval_table_merge(bac_eval_table *table, const bac_eval_table *from, bac_error *err) {
    const uint64_t *count = from->count;
    bac_status status = BAC_OK;
    for (uint32_t s = 0; s < from->n_snr; s++)
        for (uint32_t row = 0; row < from->n; row++)
            for (uint32_t column = 0; column < from->n; column++, count++)
                if (*count && !status)
                    status = bac_eval_table_add(table, from->snr[s], row, column, *count, err);
    return status;
}

int bac_eval_snr_index(const bac_eval_table *table, double db) {
    uint32_t at = place_of(table, db);
    return table->has_snr && at < table->n_snr && table->snr[at] == db ? (int)at : -1;
}

uint64_t bac_eval_cell(const bac_eval_table *table, uint32_t snr_index, uint32_t row,
                       uint32_t column) {
    uint64_t sum = 0;
    for (uint32_t s = 0; s < table->n_snr; s++)
        if (snr_index == BAC_EVAL_ALL || snr_index == s)
            sum += table->count[((size_t)s * table->n + row) * table->n + column];
    return sum;
}

/* source.h - the functions that a kind of set provides to set.c, and helpers that the kinds share.
 *
 * set.c checks arguments (indices inside the set, labels only from a set that has them) and that
 * samples are finite, and requests consecutive rows in one call; a kind only reads them. Several
 * threads may make both calls at once.
 */
#ifndef BAC_SOURCE_H
#define BAC_SOURCE_H

#include "set.h"

typedef struct bac_source {
    /* iq: [n][T][2] of rows [row, row + n), n of 1 .. BAC_SET_ROWS */
    bac_status (*frames)(bac_set *set, uint64_t row, uint64_t n, float *iq, bac_error *err);
    /* label, snr: [n]; either may be NULL */
    bac_status (*truth)(bac_set *set, uint64_t row, uint64_t n, int32_t *label, float *snr,
                        bac_error *err);
    void (*close)(void *state); /* also of a half-opened set; state is not NULL */
    uint64_t (*row)(const bac_set *set, uint64_t index); /* row of a frame; NULL: row = index */
} bac_source;

enum { BAC_SET_ROWS = 512, BAC_SET_ADVICE = 384 };

struct bac_set {
    const bac_source *source;
    void *state;
    char *name; /* the spec, for messages */
    uint64_t count;
    uint32_t positions;
    bool has_labels, has_snr;
    bool synthetic;
    char no_labels[BAC_SET_ADVICE],
        no_snr[BAC_SET_ADVICE]; /* advice for the user when the set has no labels, or no SNR */
};

/* Each fills *set except its name. After a failure set.c closes what state holds. */
bac_status bac_set_open_signal(bac_set *set, const char *keys, bac_error *err);
bac_status bac_set_open_npy(bac_set *set, const char *path, bac_error *err);
bac_status bac_set_open_h5(bac_set *set, const char *spec, bac_error *err);
bac_status bac_set_open_sigmf(bac_set *set, const char *path, bac_error *err);

/* Refuse a label outside 0..23 and an SNR that is not finite; the message names frame `index` of
 * `where`. */
bac_status bac_set_check_label(const char *where, uint64_t index, int64_t label, bac_error *err);
bac_status bac_set_check_snr(const char *where, uint64_t index, float snr, bac_error *err);
bac_status bac_set_no_memory(const char *where, bac_error *err);

#endif

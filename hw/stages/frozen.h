/* frozen.h - the clocks in which a row of pipeline stages stands still, and their effect on words.
 *
 * A word issued in clock c reaches stage k in the k-th clock after c in which the row moves. */
#ifndef BAC_FOLD_FROZEN_H
#define BAC_FOLD_FROZEN_H

#include <stdint.h>

/* A row of seven stages holds words of at most seven groups, and each group stops it once. */
enum { BAC_FOLD_STOPS = 8 };

typedef struct bac_fold_frozen {
    uint64_t begin[BAC_FOLD_STOPS], end[BAC_FOLD_STOPS]; /* the latest stops, [begin, end) */
    uint32_t next;                                       /* the oldest of them */
} bac_fold_frozen;

/* The clock in which a word issued in clock c moves out of stage k. */
static inline uint64_t bac_fold_moves(const bac_fold_frozen *f, uint64_t c, uint64_t k) {
    uint64_t t = c + k;
    for (uint32_t i = 0; i < BAC_FOLD_STOPS; i++) {
        const uint32_t stop = (f->next + i) % BAC_FOLD_STOPS;
        if (f->begin[stop] > c && f->begin[stop] <= t)
            t += f->end[stop] - f->begin[stop];
    }
    return t;
}

/* The first clock from c on in which the row moves. */
static inline uint64_t bac_fold_thawed(const bac_fold_frozen *f, uint64_t c) {
    for (uint32_t i = 0; i < BAC_FOLD_STOPS; i++) {
        const uint32_t stop = (f->next + i) % BAC_FOLD_STOPS;
        if (f->begin[stop] <= c && c < f->end[stop])
            c = f->end[stop];
    }
    return c;
}

/* Records that the row stands still in clocks [begin, end); no effect if that is empty. Stops must
 * be recorded in their order. */
static inline void bac_fold_stop(bac_fold_frozen *f, uint64_t begin, uint64_t end) {
    if (end <= begin)
        return;
    f->begin[f->next] = begin;
    f->end[f->next] = end;
    f->next = (f->next + 1) % BAC_FOLD_STOPS;
}

#endif

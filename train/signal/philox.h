/* philox.h - random words by counter: Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random
 * numbers: as easy as 1, 2, 3", SC 2011).
 *
 * Word w of block b of a stream of a frame is a pure function of its address, so nothing has to be
 * drawn in order. The key is a hash of (profile, seed, class, SNR); the counter is (block, stream,
 * index of the frame).
 */
#ifndef BAC_SIGNAL_PHILOX_H
#define BAC_SIGNAL_PHILOX_H

#include <stdint.h>

typedef enum bac_sig_stream {
    BAC_SIG_STREAM_DRAWS = 0, /* phases, timing, roll-off */
    BAC_SIG_STREAM_OFFSET,    /* of the carrier */
    BAC_SIG_STREAM_SYMBOLS,
    BAC_SIG_STREAM_RAIL, /* symbols of the second rail */
    BAC_SIG_STREAM_MESSAGE,
    BAC_SIG_STREAM_NOISE
} bac_sig_stream;

typedef struct bac_sig_source {
    uint32_t key[2], index[2];
} bac_sig_source;

/* The source of one frame. snr_db is hashed by its bits; -0 counts as 0. */
bac_sig_source bac_sig_source_of(uint32_t profile, uint64_t seed, uint32_t class_index,
                                 double snr_db, uint64_t index);

/* The bare generator, which a test compares with published answers. */
void bac_sig_philox(const uint32_t key[2], const uint32_t counter[4], uint32_t out[4]);

/* Makes blocks 0 .. n-1 of a stream: out[w * n + b] is word w (0..3) of block b. */
void bac_sig_words(const bac_sig_source *source, bac_sig_stream stream, uint32_t n, uint32_t *out);

#endif

#include "philox.h"
#include "../clones.h"

#include <string.h>

BAC_INLINE uint32_t high(uint32_t a, uint32_t b) {
    return (uint32_t)(((uint64_t)a * b) >> 32);
}

/* Ten rounds, written out so that the loop over blocks becomes vectors. */
#define ROUND(k0, k1)                                                                              \
    do {                                                                                           \
        uint32_t h0 = high(0xD2511F53u, x0), l0 = 0xD2511F53u * x0;                                \
        uint32_t h1 = high(0xCD9E8D57u, x2), l1 = 0xCD9E8D57u * x2;                                \
        x0 = h1 ^ x1 ^ (k0), x1 = l1, x2 = h0 ^ x3 ^ (k1), x3 = l0;                                \
        (k0) += 0x9E3779B9u, (k1) += 0xBB67AE85u;                                                  \
    } while (0)
#define FIVE_ROUNDS(k0, k1)                                                                        \
    do {                                                                                           \
        ROUND(k0, k1);                                                                             \
        ROUND(k0, k1);                                                                             \
        ROUND(k0, k1);                                                                             \
        ROUND(k0, k1);                                                                             \
        ROUND(k0, k1);                                                                             \
    } while (0)

void bac_sig_philox(const uint32_t key[2], const uint32_t counter[4], uint32_t out[4]) {
    uint32_t x0 = counter[0], x1 = counter[1], x2 = counter[2], x3 = counter[3];
    uint32_t k0 = key[0], k1 = key[1];
    FIVE_ROUNDS(k0, k1);
    FIVE_ROUNDS(k0, k1);
    out[0] = x0, out[1] = x1, out[2] = x2, out[3] = x3;
}

BAC_CLONES
static void blocks(uint32_t key0, uint32_t key1, uint32_t stream, uint32_t index0, uint32_t index1,
                   uint32_t n, uint32_t *restrict out0, uint32_t *restrict out1,
                   uint32_t *restrict out2, uint32_t *restrict out3) {
    for (uint32_t b = 0; b < n; b++) {
        uint32_t x0 = b, x1 = stream, x2 = index0, x3 = index1, k0 = key0, k1 = key1;
        FIVE_ROUNDS(k0, k1);
        FIVE_ROUNDS(k0, k1);
        out0[b] = x0, out1[b] = x1, out2[b] = x2, out3[b] = x3;
    }
}

void bac_sig_words(const bac_sig_source *source, bac_sig_stream stream, uint32_t n, uint32_t *out) {
    blocks(source->key[0], source->key[1], (uint32_t)stream, source->index[0], source->index[1], n,
           out, out + n, out + 2 * n, out + 3 * n);
}

/* One step of splitmix64 (Steele, Lea, Flood 2014) over what was hashed so far and a new word. */
static uint64_t mix(uint64_t hash, uint64_t word) {
    uint64_t z = hash + word * 0x9E3779B97F4A7C15u + 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

bac_sig_source bac_sig_source_of(uint32_t profile, uint64_t seed, uint32_t class_index,
                                 double snr_db, uint64_t index) {
    uint64_t snr_bits;
    snr_db += 0.0; /* -0 + 0 is +0 */
    memcpy(&snr_bits, &snr_db, sizeof snr_bits);
    uint64_t key = mix(mix(mix(profile, class_index), seed), snr_bits);
    return (bac_sig_source){.key = {(uint32_t)key, (uint32_t)(key >> 32)},
                            .index = {(uint32_t)index, (uint32_t)(index >> 32)}};
}

/* random_net.h - seeded random networks and frames, for every test that wants many of them.
 *
 * The same seed and limits give the same network on every machine. All operators occur: dense,
 * grouped and depthwise convolutions with even and odd kernels, all requantiser forms, residual
 * adds, concatenations, max and average pools, over a window and over the frame, flatten, fc.
 *
 * A test that draws prints, when it fails, what replays it (random_replay).
 */
#ifndef BAC_RANDOM_NET_H
#define BAC_RANDOM_NET_H

#include "bac.h"

#ifdef __cplusplus
extern "C" {
#endif

/* splitmix64 */
typedef struct random_source {
    uint64_t state;
} random_source;

uint64_t random_next(random_source *r);
int64_t random_between(random_source *r, int64_t lo, int64_t hi); /* both included */
bool random_chance(random_source *r, unsigned percent);

typedef struct random_limits {
    uint32_t positions; /* of the input, at most; >= 4 without `edges` */
    uint32_t channels;  /* of any convolution, at most */
    uint32_t kernel;    /* at most */
    uint32_t bits;      /* of codes and weights, at most 16 */
    uint32_t blocks;    /* between input and classifier, at most */
    /* Also what no trained network has: sums that feed a convolution without a requantiser,
     * multipliers in adds, pools of accumulators, inputs of 1 bit, ranges inside types. */
    bool wild;
    /* As trained networks are: codes unsigned but the input's, requantisers that shift or multiply.
     */
    bool plain;
    bool bare; /* most sums have readers that are no requantisers */
    bool wide; /* some requantisers make codes of 9..24 bits, as for streams without a quantiser */
    /* Frames of one position and more, codes and weights of one bit and more, and channels that no weight
     * reads or that no weight feeds. */
    bool edges;
} random_limits;

/* 64 positions, 8 channels, kernels to 9, 8 bits, 6 blocks, wild, wide */
random_limits random_usual(void);

/* Small enough to verilate in seconds: 48 positions, 6 channels, 7 bits, 5 blocks. Every second
 * network is plain, so that layers can be serial; of these every second has bare sums. Every third is
 * wide. */
random_limits random_small(uint64_t seed);

/* A finished network, owned by the caller. A failure is a fault of this builder. */
bac_status random_net(uint64_t seed, const random_limits *limits, bac_net **net, bac_error *err);

/* codes: [T][C] of the input, uniform in its range; every eighth frame only the range's ends */
void random_frame(random_source *r, const bac_net *net, int32_t *codes);

/* The first seed and the number of rounds of a test: BAC_TEST_SEED and BAC_TEST_ROUNDS replace
 * the usual 1 and `rounds`. */
uint64_t random_first_seed(void);
uint64_t random_rounds(uint64_t rounds);
/* "seed 17: replay with BAC_TEST_SEED=17 BAC_TEST_ROUNDS=1"; text: [80] */
const char *random_replay(uint64_t seed, char *text);

#ifdef __cplusplus
}
#endif
#endif

/* support.h - the tiny network and labelled sets of random frames for it. */
#ifndef BAC_EVAL_SUPPORT_H
#define BAC_EVAL_SUPPORT_H

#include "eval.h"

enum { TINY_T = 16, TINY_CLASSES = 3 };

/* tests/nets/tiny.bnet with `from` replaced by `to` (NULL: as it is). */
bac_net *tiny_net(const char *from, const char *to);

/* What a set in files is made of; NULL leaves its file out. */
typedef struct truth {
    const int32_t *label;
    const float *snr;
} truth;

/* n random frames [n][16][2] of a seed; free */
float *random_frames(uint64_t seed, uint32_t n);
/* DIR/set.npy and its labels and SNR; the path is valid until the next call */
const char *save_set(const char *dir, uint32_t n, const float *iq, truth t);
/* The classes that plain libbac calls give, one frame after the other; free */
int32_t *classify(const bac_net *net, uint32_t n, const float *iq);

#endif

/* random_run.h - a random network, its frames and the reference's numbers of each. What fails here is a fault of the
 * builder: the message names the seed, and the program aborts. */
#ifndef BAC_RANDOM_RUN_H
#define BAC_RANDOM_RUN_H

#include "random_net.h"

typedef struct random_run {
    bac_net *net;
    bac_run *run;
    int32_t *codes; /* [T][C] of the input, those of the last frame */
    random_source source;
    char replay[80]; /* random_replay of the seed */
} random_run;

void random_run_open(random_run *x, uint64_t seed, const random_limits *limits);
void random_run_close(random_run *x);
/* Draws the next frame and runs it: bac_run_layer gives its numbers. */
void random_run_frame(random_run *x);

#endif

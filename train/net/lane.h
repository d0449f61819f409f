/* lane.h - the buffers of one thread for a shard of frames: streams, samples, labels. */
#ifndef BAC_LANE_H
#define BAC_LANE_H

#include "nn.h"
#include "set.h"

typedef struct bac_lane {
    bac_nn_work *work, *teacher; /* teacher NULL: none */
    bac_nn_batch *alone;         /* for gradients of one shard; else NULL */
    float *iq;                   /* [B][T][2] */
    float *dlogit;               /* [classes][B] */
    int32_t *label;              /* [B] */
} bac_lane;

/* Allocates buffers for B frames of nn and of a teacher (NULL: no teacher); `gradients` adds those
 * of a backward pass. Free the lane also when the call fails. */
bac_status bac_lane_create(const bac_nn *nn, const bac_nn *teacher, uint32_t B, bool gradients,
                           bac_lane *lane, bac_error *err);
void bac_lane_free(bac_lane *lane); /* a zeroed one is fine */

/* Reads frames index[0..n) of a set into lane->iq and lane->label. A label outside 0..classes-1 is
 * refused; the message calls the set `where`. */
bac_status bac_lane_read(bac_lane *lane, bac_set *set, const char *where, uint32_t classes,
                         const uint64_t *index, uint32_t n, bac_error *err);

#endif

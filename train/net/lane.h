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

/* Room for B frames of nn, and of a teacher (NULL: none). A lane that failed has to be freed too.
 */
bac_status bac_lane_create(const bac_nn *nn, const bac_nn *teacher, uint32_t B, bool gradients,
                           bac_lane *lane, bac_error *err);
void bac_lane_free(bac_lane *lane); /* a zeroed one is fine */

/* Frames index[0..n) of a set into iq and label. A label that is none of the network's classes is
 * refused: `where` stands for the set. */
bac_status bac_lane_read(bac_lane *lane, bac_set *set, const char *where, uint32_t classes,
                         const uint64_t *index, uint32_t n, bac_error *err);

#endif

/* classify.h - classifies many frames with the C model, on all processors. */
#ifndef BAC_CLASSIFY_H
#define BAC_CLASSIFY_H

#include "bac.h"

/* Called after each frame with the number of frames done, from one thread at a time. */
typedef void bac_classify_step_fn(void *user, uint64_t done);

/* Classifies n frames. codes: [n][T][C], inside the range of the network's input; logits:
 * [n][classes]; predicted: [n]. step may be NULL. The result does not depend on `threads`; of
 * several errors it is the one of the lowest frame. */
bac_status bac_classify(const bac_net *net, uint64_t n, const int32_t *codes, int32_t *logits,
                        uint32_t *predicted, uint64_t threads, bac_classify_step_fn *step,
                        void *user, bac_error *err);

#endif

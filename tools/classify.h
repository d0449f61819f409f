/* classify.h - many frames through the C model, on all processors. */
#ifndef BAC_TOOLS_CLASSIFY_H
#define BAC_TOOLS_CLASSIFY_H

#include "tool.h"

/* codes: [n][T][C] of the network's input; logits: [n][classes]; predicted: [n].
 * The result does not depend on `threads`. Of several errors the one of the lowest frame wins. */
bac_status classify_frames(const bac_net *net, uint64_t n, const int32_t *codes, int32_t *logits,
                           uint32_t *predicted, uint32_t threads, tool_progress *progress,
                           bac_error *err);

/* Element i of an integer array. */
int64_t classify_integer(const bac_array *array, uint64_t i);

#endif

/* shrink.h - libbacshrink: a network without the channels and weights that carry nothing.
 *
 * Pruning leaves channels that are always 0 or constant, and channels that nobody reads. They cost
 * registers, memories and bit operations. bac_shrink removes them and returns a network whose logits
 * are equal for every frame: what it removes is decided from proven ranges (channel_lo, channel_hi
 * of bac.h), never from frames. */
#ifndef BAC_SHRINK_H
#define BAC_SHRINK_H

#include "bac.h"

/* Makes *small, owned by the caller, of the same layers, names, labels and sources as `net`.
 *   - A channel is observed if the logits can depend on it. The weights of an unobserved sum become 0.
 *     So do the weights that a constant channel has: its share of a sum moves into the requantiser
 *     behind the sum, or into the bias.
 *   - Channels that must come and go together (depthwise, requantiser, pool, sum, concatenation) are
 *     removed where none of them is observed.
 *   - Input, logits, convolutions of several groups and at least one channel of each layer stay.
 * Repeated until nothing changes, so that shrinking *small again changes nothing.
 * Errors: BAC_ERR_MEMORY. */
bac_status bac_shrink(const bac_net *net, bac_net **small, bac_error *err);

#endif

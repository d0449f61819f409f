/* plain.h - every stream of a frame by the loops of ops.h: the readable definition of what the
 * kernels of run/ compute. */
#ifndef BAC_PLAIN_H
#define BAC_PLAIN_H

#include "ops.h"

typedef struct bac_plain {
    const bac_net *net;
    int32_t *
        *value;     /* [layers] the output stream of each, [T][C], and room for BAC_FC_LANES more */
    bac_taps *taps; /* [layers] of the layers with weights that were prepared */
    int32_t *scratch; /* one padded frame */
    uint64_t scratch_room;
} bac_plain;

/* Room for all streams. */
bac_status bac_plain_create(const bac_net *net, bac_plain *plain, bac_error *err);
void bac_plain_free(bac_plain *plain);
/* What bac_plain_layer needs of a layer besides. */
bac_status bac_plain_prepare(bac_plain *plain, uint32_t layer, bac_error *err);
/* The stream of a layer, but for the input, from those of its inputs. */
void bac_plain_layer(bac_plain *plain, uint32_t layer);

#endif

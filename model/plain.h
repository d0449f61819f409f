/* plain.h - every stream of a frame by the loops of ops.h: the readable definition of what the
 * kernels of run/ compute. */
#ifndef BAC_PLAIN_H
#define BAC_PLAIN_H

#include "ops.h"

typedef struct bac_plain {
    const bac_net *net;
    int32_t **value;  /* [layers] output stream of each, [T][C], with BAC_FC_LANES spare numbers */
    bac_taps *taps;   /* [layers] set by bac_plain_prepare for layers with weights */
    int32_t *scratch; /* one padded frame */
    uint64_t scratch_room;
} bac_plain;

/* Allocates the streams of all layers; prepares none. */
bac_status bac_plain_create(const bac_net *net, bac_plain *plain, bac_error *err);
void bac_plain_free(bac_plain *plain);
/* Makes the taps and scratch that bac_plain_layer needs for this layer. */
bac_status bac_plain_prepare(bac_plain *plain, uint32_t layer, bac_error *err);
/* Computes the stream of a prepared layer, which is not the input, from those of its inputs. */
void bac_plain_layer(bac_plain *plain, uint32_t layer);

#endif

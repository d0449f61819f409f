/* net_export.h - exports a network of integers as QONNX. */
#ifndef BAC_NET_EXPORT_H
#define BAC_NET_EXPORT_H

#include "bac.h"

/* Writes a network as QONNX from its integers alone, without the trained floats. Importing the
 * result gives a network that computes the same function of every frame; its scales become
 * multiples of one unit. A step function that float32 numbers cannot state exactly is refused with
 * layer and channel (docs/export.md). The caller frees *data. */
bac_status bac_export_integers(const bac_net *net, void **data, size_t *size, bac_error *err);

#endif

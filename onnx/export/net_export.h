/* net_export.h - exports a network of integers as QONNX. */
#ifndef BAC_NET_EXPORT_H
#define BAC_NET_EXPORT_H

#include "bac.h"

/* For who has a .bnet file alone. Importing it gives the same function of every frame; scales
 * become those of one unit. Refused, naming layer and channel, where float32 numbers cannot state a
 * step function exactly (docs/export.md). *data is the caller's. */
bac_status bac_export_integers(const bac_net *net, void **data, size_t *size, bac_error *err);

#endif

/* sources.h - which numbers a number of a network is made of. */
#ifndef BAC_SOURCES_H
#define BAC_SOURCES_H

#include "bac.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The element of one layer's stream that lies at this position and channel. */
typedef void bac_source_fn(void *user, uint32_t layer, uint32_t position, uint32_t channel);

/* Calls `visit` for every element of the layer's inputs that the element (position, channel) of `layer`
 * depends on, in ascending order of input and channel; padding is no element, and a zero weight counts as a
 * dependence. None for the input layer. */
void bac_value_sources(const bac_net *net, uint32_t layer, uint32_t position, uint32_t channel,
                       bac_source_fn *visit, void *user);

#ifdef __cplusplus
}
#endif
#endif

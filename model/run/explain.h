/* explain.h - one value of a network in words, as bac walk and bac debug print it. */
#ifndef BAC_EXPLAIN_H
#define BAC_EXPLAIN_H

#include "bac.h"

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Prints how the value of `layer` at this position and channel of the run's last frame comes about,
 * with its numbers: weights that are not zero times their inputs, or what else the layer does. No
 * newline. */
void bac_value_explain(const bac_net *net, const bac_run *run, uint32_t layer, uint32_t position,
                       uint32_t channel, FILE *out);

#ifdef __cplusplus
}
#endif
#endif

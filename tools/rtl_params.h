/* rtl_params.h - the packed parameters of one stage, as text for its instance. */
#ifndef BAC_RTL_PARAMS_H
#define BAC_RTL_PARAMS_H

#include "pipeline.h"

#include <stdio.h>

/* Each prints ".NAME(value)" lines, separated by commas, for the stage's module. False: out of
 * memory, what was printed is incomplete. */
bool bac_params_dot(FILE *out, const bac_pipeline *p, const bac_stage *stage);
bool bac_params_requant(FILE *out, const bac_pipeline *p, const bac_stage *stage);
bool bac_params_fc(FILE *out, const bac_pipeline *p, const bac_stage *stage, const char *rom);

/* The rows of bac_fc's memory image (header of rtl/bac_fc.v). */
bool bac_rom_fc(FILE *out, const bac_pipeline *p, const bac_stage *stage);

/* bac_window's FILL: zero in front of a convolution, the lowest code in front of a max pool. */
uint32_t bac_window_fill(const bac_pipeline *p, const bac_stage *stage);

#endif

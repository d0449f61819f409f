/* rtl_folded.h - parameters and memory images of folded stages (rtl/bac_fold_*.v, bac_resize). */
#ifndef BAC_RTL_FOLDED_H
#define BAC_RTL_FOLDED_H

#include "pipeline.h"

#include <stdio.h>

/* ".NAME(value)" lines, separated by commas. False: out of memory, or a layer that a folded stage
 * cannot have. */
bool bac_params_folded(FILE *out, const bac_pipeline *p, const bac_stage *stage);

/* Writes the stage's $readmemh images into `dir`, in the layouts of the modules' headers. Nothing
 * for stages of another style. */
bac_status bac_images_folded(const bac_pipeline *p, const bac_stage *stage, const char *dir,
                             bac_error *err);

#endif

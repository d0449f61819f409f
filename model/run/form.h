/* form.h - which finish of the kernels (kernels.h) is a requantiser's function on a given range. */
#ifndef BAC_FAST_FORM_H
#define BAC_FAST_FORM_H

#include "kernels.h"

/* Fills finish, shift, lo, hi, mul, add and requant of a job for channel c of requantiser q (NULL:
 * the sum is stored as it is), whose sums lie in lo..hi and are computed with 16 bits (`narrow`) or
 * 32; adds to start what the requantiser adds in front. Reads wide, which is set before. */
void bac_form_choose(const bac_layer *q, uint32_t c, int32_t lo, int32_t hi, bool narrow,
                     bac_job *job);

#endif

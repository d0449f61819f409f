/* form.h - chooses the kernels' finish (kernels.h) that computes a requantiser on a given range. */
#ifndef BAC_FAST_FORM_H
#define BAC_FAST_FORM_H

#include "kernels.h"

/* Fills finish, shift, lo, hi, mul, add and requant of a job for channel c of requantiser q (NULL:
 * the sum itself is stored). The sums lie in lo..hi and have 16 bits (`narrow`) or 32. A constant
 * that the requantiser adds first is added to job->start instead. job->wide must be set before. */
void bac_form_choose(const bac_layer *q, uint32_t c, int32_t lo, int32_t hi, bool narrow,
                     bac_job *job);

#endif

/* wide.h - what the two makers of wide streams share: wide.c, one scale for all channels, and
 * wide_channel.c, a scale for each. */
#ifndef BAC_WIDE_H
#define BAC_WIDE_H

#include "line.h"
#include "lower.h"

/* [C] lines of the pending steps over the proven ranges, pools left out; NULL: refused */
bac_line *bac_wide_lines(bac_lower *l, const bac_value *v);
/* The limits that all channels share: a requantiser has one pair. False when they differ. */
bool bac_wide_limits(const bac_line *line, uint32_t n, double limit[2]);
/* The largest |y| of some lines; *is_signed is set when one is negative. */
double bac_wide_size(const bac_line *line, uint32_t n, bool *is_signed);
/* The pools of v behind its stream y; NULL: refused */
bac_value *bac_wide_pooled(bac_lower *l, const bac_value *v, bac_value *y);
/* Notes the stream y. */
bac_status bac_wide_report(bac_lower *l, const bac_value *y, const bac_import_wide *facts);

#endif

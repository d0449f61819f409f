/* line.h - what a chain without roundings is: one straight line between two limits.
 *
 * Affine steps and clamps compose to y = clamp(slope*x + offset, lo, hi). The numbers are
 * doubles, with a bound of what they are off by. */
#ifndef BAC_LINE_H
#define BAC_LINE_H

#include "chain.h"

typedef struct bac_line {
    double slope, offset; /* of the integer x */
    double lo, hi;        /* limits of y, infinite where there is none */
    double low, high;     /* of slope*x + offset over the range of x */
    double reach;         /* the largest |x| */
    double off;           /* y is at most this far from the exact value */
} bac_line;

/* Of scale * x, then steps 0..end-1, for x in x_lo..x_hi; false when one of them rounds. */
bool bac_line_of(const bac_chain *chain, uint32_t end, mpq_srcptr scale, int32_t x_lo, int32_t x_hi,
                 bac_line *line);
/* The range of y. */
double bac_line_least(const bac_line *line);
double bac_line_most(const bac_line *line);

/* y in units as round(y / unit) = (x*M + A) >> S, limits left out. What M and A round away stays
 * below a sixteenth of a unit, with as few signed digits in M and as few bits in A as that allows.
 * Returns the bound of the distance from the real value, in units: half a unit, what was rounded
 * away, and line->off; INFINITY when no such numbers fit. */
double bac_line_fit(const bac_line *line, double unit, bac_requant *r);

#endif

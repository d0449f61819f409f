/* moments.c - mean and variance of each channel
 *
 * Sums of (x - x[0]) and its square in double: the pivot x[0] removes the common offset from
 * both. */
#include "kernels.h"
#include "loops.h"

void bac_moments(uint32_t C, size_t n, const float *x, double *mean, double *variance) {
    const bac_loops *loops = bac_loops_here();
    for (uint32_t c = 0; c < C; c++, x += n) {
        const double pivot = n ? (double)x[0] : 0, inverse = n ? 1 / (double)n : 0;
        double sum, square;
        loops->moments(x, n, pivot, &sum, &square);
        const double off = sum * inverse, v = square * inverse - off * off;
        mean[c] = pivot + off;
        variance[c] = v < 0 ? 0 : v;
    }
}

/* moments.c - mean and variance of each channel
 *
 * Sums of (x - x[0]) and its square in double: the pivot takes the common offset out of both. */
#include "kernels.h"
#include "vector.h"

typedef double v8d __attribute__((vector_size(64)));
typedef float v8f __attribute__((vector_size(32), aligned(4), may_alias));

BAC_INLINE double lane_sum(v8d v) {
    return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

BAC_INLINE void channel(const float *x, size_t n, double *mean, double *variance) {
    const double pivot = n ? (double)x[0] : 0;
    v8d s0 = {0}, s1 = {0}, q0 = {0}, q1 = {0};
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        const v8d a = __builtin_convertvector(*(const v8f *)(x + i), v8d) - pivot;
        const v8d b = __builtin_convertvector(*(const v8f *)(x + i + 8), v8d) - pivot;
        s0 += a;
        s1 += b;
        q0 += a * a;
        q1 += b * b;
    }
    double sum = lane_sum(s0 + s1), square = lane_sum(q0 + q1);
    for (; i < n; i++) {
        const double d = (double)x[i] - pivot;
        sum += d;
        square += d * d;
    }
    const double inverse = n ? 1 / (double)n : 0, off = sum * inverse;
    const double v = square * inverse - off * off;
    *mean = pivot + off;
    *variance = v < 0 ? 0 : v;
}

BAC_CLONES
void bac_moments(uint32_t C, size_t n, const float *x, double *mean, double *variance) {
    for (uint32_t c = 0; c < C; c++)
        channel(x + c * n, n, &mean[c], &variance[c]);
}

/* conv_case.h - random convolutions with their data, and the naive meaning of kernels.h in double.
 *
 * Before an array lie floats that are not numbers, so that a kernel which reads there spoils its
 * result and one which writes there is seen; after it lies memory that may not be touched. */
#ifndef BAC_CONV_CASE_H
#define BAC_CONV_CASE_H

#include "kernels.h"
#include "random_net.h"

typedef struct conv_case {
    bac_conv_shape s;
    uint32_t B;
    size_t n_w, n_x, n_y, n_work;
    float *w, *x, *dy;         /* inputs */
    float *y, *dx, *dw, *work; /* outputs and scratch */
} conv_case;

typedef enum conv_data {
    WHOLE_NUMBERS, /* so small that every sum is exact in float32 */
    REAL_NUMBERS   /* within -1 .. 1 */
} conv_data;

bac_conv_shape conv_random_shape(random_source *r);
/* Random data; each weight is zero with a chance of `zeros` percent. */
void conv_open(conv_case *c, const bac_conv_shape *s, uint32_t B, conv_data data, unsigned zeros,
               random_source *r);
/* "depthwise 3>6 groups 3 kernel 5 ..."; text: [160] */
const char *conv_describe(const conv_case *c, char *text);
bool conv_margins_kept(const conv_case *c); /* nothing was written outside an array */
void conv_close(conv_case *c);

/* n floats, not numbers, after a margin of more and right before a page that may not be touched. */
float *fenced(size_t n);
bool fence_kept(const float *x); /* nothing was written before it */
void fenced_free(float *x);

/* y: [C_out][B][t_out], from the formula in kernels.h. magnitude (may be NULL) gets the sum of the
 * absolute products, which scales the rounding error. */
void naive_forward(const bac_conv_shape *s, uint32_t B, const float *w, const float *x, double *y,
                   double *magnitude);
double naive_dot(const float *a, const double *b, size_t n);

#endif

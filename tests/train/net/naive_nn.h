/* naive_nn.h - a trainable network computed from its definition (nn.h), in double, one sum at a
 * time, in real values: what the trainer's forward and backward passes are held against.
 *
 * A quantiser is no smooth function, so its gradient is checked against its definition. At the
 * point theta0 where the network stands, naive_record computes the quantised network and keeps, of
 * each quantiser and weight, what a straight-through gradient takes it for near that point:
 *     weight     w0 + (theta - theta0)
 *     quantiser  y0 + inside * (u - u0) + (inside ? code - u0/s0 : code) * (s - s0)
 * (s alone where the scale is learned). naive_forward then computes that smooth network at any
 * theta, so that its finite differences are the gradients the trainer has to give. */
#ifndef NAIVE_NN_H
#define NAIVE_NN_H

#include "nn.h"

typedef struct naive_node {
    double *value;        /* [C][B][T] real */
    double *y0, *u0;      /* of a quantiser */
    double *slope, *pull; /* of a quantiser: with respect to u, and to its scale */
    uint32_t *from;       /* MAXPOOL: which position won */
} naive_node;

typedef struct naive {
    const bac_nn *nn;
    bac_nn_mode mode;
    uint32_t B;
    naive_node *node; /* [n_node] */
    const double *theta;
    double *theta0;          /* [n_theta] where it was recorded */
    float **weight0;         /* [n_node] CONV: real weights used there */
    double **bias0;          /* [n_node] CONV: real biases used there, or NULL */
    const bac_nn_work *work; /* while it is recorded, else NULL */
    /* How far the nearest kink is from what was recorded: of an activation in its argument, of a
     * quantiser's clip range in codes. Closer than float's rounding, two right answers may differ.
     */
    double margin;
    double spread; /* least variance, but 0, of a channel whose batch statistics were taken */
} naive;

void naive_make(naive *n, const bac_nn *nn, bac_nn_mode mode, uint32_t B);
void naive_clear(naive *n);
/* iq: [B][T][C]. work: the trainer's, after a forward pass over them in the same mode: a code that
 * float's rounding decides is taken from it, any other must be the same there. Returns the logits,
 * [classes][B]. */
const double *naive_record(naive *n, const float *iq, const bac_nn_work *work);
const double *naive_forward(naive *n, const double *theta);

/* Mean over the frames of (1-alpha)*CE + alpha*tau^2*KL, as kernels.h defines it; teacher may be
 * NULL. */
double naive_loss(const naive *n, const int32_t *label, const float *teacher, double alpha,
                  double tau);

#endif

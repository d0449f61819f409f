/* emit.h - functions that the files of libbacexport share: they write trainable nodes as ONNX
 * operators. */
#ifndef BAC_EMIT_H
#define BAC_EMIT_H

#include "nn.h"
#include "onnx_write.h"

/* Names of the tensors that hold a node's stream: `sequence` [1][C][T], and `vector` [1][C] where T
 * is 1. The node itself makes one of them; the other is NULL until a reader needs it. */
typedef struct bac_emitted {
    const char *sequence, *vector;
} bac_emitted;

typedef struct bac_emit {
    const bac_nn *nn;
    bac_onnx onnx;
    bac_emitted *at; /* [n_node] */
    bac_error *err;
} bac_emit;

bac_status bac_emit_conv(bac_emit *e, uint32_t index);
bac_status bac_emit_norm(bac_emit *e, uint32_t index);
bac_status bac_emit_input(bac_emit *e);

/* Return the tensor of a node's stream in the form that a reader needs, and add the operator that
 * converts it if that form does not exist yet. */
const char *bac_emit_sequence(bac_emit *e, uint32_t index);
const char *bac_emit_vector(bac_emit *e, uint32_t index); /* T must be 1 */

/* Fails with the place "NET:NODE". */
bac_status bac_emit_refuse(const bac_emit *e, const bac_nn_node *n, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds an initializer of shape dims [rank]. A number that is not finite is refused; the message
 * calls it `what` of the node. */
bac_status bac_emit_floats(bac_emit *e, const bac_nn_node *n, const char *name, const char *what,
                           size_t rank, const int64_t *dims, const float *values);
/* Sets *exact to v, or refuses (by node, `what` and channel c) when no float32 equals v. */
bac_status bac_emit_exact(const bac_emit *e, const bac_nn_node *n, const char *what, uint32_t c,
                          double v, float *exact);

/* ---- emit_norm.c: native quantisers
 *
 * The trainer's code is clamp((x + A) >> S). A Quant of rounding ROUND in float32 makes the same
 * of x + A - 2^(S-1) + 1/2: with x + A = a*2^S + r, 0 <= r < 2^S,
 *     (x + A - 2^(S-1) + 1/2) / 2^S = a - 1/2 + (r + 1/2) / 2^S
 * lies strictly between a - 1/2 and a + 1/2, so every rounding to nearest gives a, whatever it does
 * with ties. A clip or a Relu at 0 in front of the rounding changes nothing: below 0 both give 0,
 * between 0 and 1/2 too. S = 0 needs no half: x + A is an integer. */
bool bac_emit_shifts(const bac_nn *nn, const bac_nn_node *norm);
/* The number added to x, in units of x: A - 2^(S-1) + 1/2 for channel c. */
double bac_emit_offset(const bac_nn_node *norm, uint32_t c);
/* True when the convolution's only reader is its quantiser, so that the quantiser's offset can be
 * written as the convolution's bias. */
bool bac_emit_bias_holds_offset(const bac_nn *nn, uint32_t conv);

#endif

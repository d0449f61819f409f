/* onnx_build.h - making ONNX files for tests, node by node.
 *
 * Every function that adds an operator returns the name of its output, so that calls nest:
 *     onnx_relu(m, onnx_norm(m, onnx_conv(m, "x", ...)))
 * All memory belongs to the model. Random parameters come from one seed. */
#ifndef ONNX_BUILD_H
#define ONNX_BUILD_H

#include "onnx_subset.pb-c.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct onnx_model {
    Bac__Onnx__Model *model;
    Bac__Onnx__Graph *graph;
    void **pool;
    size_t n_pool;
    unsigned n_names;
    uint64_t seed;
    const char *quant_domain; /* of Quant and its kin */
} onnx_model;

enum { ONNX_MAX_NODES = 512 };

/* A model whose input is x: [1][C][T]. */
onnx_model *onnx_new(uint64_t seed, int64_t C, int64_t T);
void onnx_free(onnx_model *m);
void *onnx_alloc(onnx_model *m, size_t size);
const char *onnx_text(onnx_model *m, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* xorshift of the model's seed: 0..n-1, and a real in lo..hi */
uint32_t onnx_random(onnx_model *m, uint32_t n);
double onnx_uniform(onnx_model *m, double lo, double hi);

/* Nodes and attributes. Inputs and outputs are names; "" is an absent optional input. */
Bac__Onnx__Node *onnx_add_node(onnx_model *m, const char *op, const char *out, size_t n_in, ...);
const char *onnx_node(onnx_model *m, const char *op, size_t n_in, ...); /* output is named */
Bac__Onnx__Attribute *onnx_attribute(onnx_model *m, Bac__Onnx__Node *node, const char *name);
void onnx_int(onnx_model *m, const char *name, int64_t value); /* on the last node */
void onnx_ints(onnx_model *m, const char *name, size_t n, const int64_t *values);
void onnx_float(onnx_model *m, const char *name, float value);
void onnx_string(onnx_model *m, const char *name, const char *value);
Bac__Onnx__Node *onnx_last(onnx_model *m);

/* Initializers; the name is made up when NULL. dims may be NULL when rank is 0. */
const char *onnx_floats(onnx_model *m, const char *name, size_t rank, const int64_t *dims,
                        const float *values);
const char *onnx_scalar(onnx_model *m, float value);
const char *onnx_longs(onnx_model *m, size_t n, const int64_t *values);
const char *onnx_bytes(onnx_model *m, const char *name, size_t rank, const int64_t *dims,
                       int data_type, const int8_t *values);
Bac__Onnx__Tensor *onnx_tensor(onnx_model *m, const char *name, size_t rank, const int64_t *dims,
                               int data_type);

/* What networks are made of. */
const char *onnx_quant(onnx_model *m, const char *x, float scale, int bits, bool is_signed,
                       bool narrow, const char *rounding /* NULL: absent */);
/* Random weights of that shape, quantised: a share of them zero. Scale per output if wanted. */
const char *onnx_weights(onnx_model *m, const char *name, size_t rank, const int64_t *dims,
                         int bits, bool per_output);
const char *onnx_conv(onnx_model *m, const char *x, const char *w, const char *bias, int64_t kernel,
                      int64_t stride, int64_t pad, int64_t groups);
/* Batch normalisation of C channels; about a third of the gains negative, some 0 or subnormal
 * when `odd`. span: about the size of the values that come in. */
const char *onnx_norm(onnx_model *m, const char *x, int64_t C, double span, bool odd);
const char *onnx_pool(onnx_model *m, const char *x, int64_t kernel, int64_t stride, int64_t pad);
const char *onnx_gemm(onnx_model *m, const char *x, const char *w, const char *bias, bool trans);

/* The end: names the output, and writes the file. */
void onnx_output(onnx_model *m, const char *name);
size_t onnx_pack(onnx_model *m, uint8_t **data); /* free(*data) */
void onnx_write(onnx_model *m, const char *path);

#endif

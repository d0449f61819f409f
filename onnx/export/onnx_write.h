/* onnx_write.h - builds an ONNX model in memory.
 *
 * One arena holds the model. If memory runs out, the functions return harmless values and
 * bac_onnx_pack reports the error, so builders need no checks. Texts passed in must stay unchanged
 * until the model is packed. */
#ifndef BAC_ONNX_WRITE_H
#define BAC_ONNX_WRITE_H

#include "arena.h"
#include "bac.h"
#include "onnx.h"

typedef struct bac_onnx {
    bac_arena arena;
    bool failed; /* out of memory */
    Bac__Onnx__Model model;
    Bac__Onnx__Graph graph;
    size_t node_room, initializer_room;
    Bac__Onnx__Node nowhere; /* stand-ins that are returned when memory is short */
    Bac__Onnx__Attribute nothing;
} bac_onnx;

typedef Bac__Onnx__Node bac_onnx_op; /* an operator of the model; never NULL */

void bac_onnx_start(bac_onnx *m, const char *name);
void bac_onnx_free(bac_onnx *m);
void *bac_onnx_alloc(bac_onnx *m, size_t count, size_t size); /* NULL when memory is short */
/* A formatted text, owned by the model. */
const char *bac_onnx_text(bac_onnx *m, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Sets the graph's one input and one output, float32, with their shapes in[rank_in] and
 * out[rank_out]. */
void bac_onnx_ends(bac_onnx *m, const char *input, size_t rank_in, const int64_t *in,
                   const char *output, size_t rank_out, const int64_t *out);
void bac_onnx_property(bac_onnx *m, const char *key, const char *value);
/* Adds the class labels as a metadata property. No label may contain a blank. */
void bac_onnx_classes(bac_onnx *m, uint32_t n, const char *const *label);

/* Adds an operator of the standard domain with n_in inputs and one output. It has the output's name
 * unless bac_onnx_name changes that. */
bac_onnx_op *bac_onnx_node(bac_onnx *m, const char *op, const char *out, size_t n_in,
                           const char *const *in);
void bac_onnx_name(bac_onnx_op *op, const char *name);
void bac_onnx_int(bac_onnx *m, bac_onnx_op *op, const char *name, int64_t value);
void bac_onnx_ints(bac_onnx *m, bac_onnx_op *op, const char *name, size_t n, const int64_t *values);
void bac_onnx_float(bac_onnx *m, bac_onnx_op *op, const char *name, float value);

/* Add an operator that turns [1][C] into [1][C][1], or [1][C][T] into [1][C*T]; return `out`. */
const char *bac_onnx_unsqueeze(bac_onnx *m, const char *x, const char *out);
const char *bac_onnx_flatten(bac_onnx *m, const char *x, const char *out);

/* Add an initializer of float32, or of int64 with one dimension. rank 0: a scalar. Values are
 * copied. */
void bac_onnx_floats(bac_onnx *m, const char *name, size_t rank, const int64_t *dims,
                     const float *values);
void bac_onnx_longs(bac_onnx *m, const char *name, size_t n, const int64_t *values);

/* A quantiser with zero point 0. scale: one number (rank 0), or one for each channel, of shape
 * dims[rank]. One signed bit means the values -1 and +1 and is written as a BipolarQuant. */
typedef struct bac_onnx_quant {
    size_t rank;
    const int64_t *dims;
    const float *scale;
    uint8_t bits;
    bool is_signed, narrow;
    const char *rounding; /* QONNX's rounding_mode; NULL: ROUND, to nearest with ties to even */
} bac_onnx_quant;
/* Adds the Quant node x -> out. */
void bac_onnx_quantise(bac_onnx *m, const char *x, const char *out, const bac_onnx_quant *q);

/* Serialises the model. The caller frees *data. BAC_ERR_MEMORY also when an earlier call ran out of
 * memory. */
bac_status bac_onnx_pack(bac_onnx *m, void **data, size_t *size, bac_error *err);

#endif

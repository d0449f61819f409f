/* emit.c - helpers of the node emitters. */
#include "emit.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

bac_status bac_emit_refuse(const bac_emit *e, const bac_nn_node *n, const char *format, ...) {
    char where[2 * BAC_NN_NAME + 2];
    snprintf(where, sizeof where, "%s:%s", e->nn->name, n->name);
    va_list args;
    va_start(args, format);
    bac_vfail(e->err, BAC_ERR_INPUT, where, format, args);
    va_end(args);
    return BAC_ERR_INPUT;
}

bac_status bac_emit_floats(bac_emit *e, const bac_nn_node *n, const char *name, const char *what,
                           size_t rank, const int64_t *dims, const float *values) {
    size_t count = 1;
    for (size_t i = 0; i < rank; i++)
        count *= (size_t)dims[i];
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i]))
            return bac_emit_refuse(e, n,
                                   "%s %zu is not a finite number: the training diverged; start "
                                   "again from an earlier checkpoint or with a smaller lr",
                                   what, i);
    bac_onnx_floats(&e->onnx, name, rank, dims, values);
    return BAC_OK;
}

bac_status bac_emit_exact(const bac_emit *e, const bac_nn_node *n, const char *what, uint32_t c,
                          double v, float *exact) {
    *exact = (float)v;
    if ((double)*exact != v || !isfinite(v))
        return bac_emit_refuse(e, n,
                               "the %s of channel %u, %.17g, is no float32: an ONNX file cannot "
                               "hold it exactly; train with batch norm or fewer bits here",
                               what, c, v);
    return BAC_OK;
}

const char *bac_emit_sequence(bac_emit *e, uint32_t index) {
    bac_emitted *at = &e->at[index];
    if (at->sequence)
        return at->sequence;
    const char *out = bac_onnx_text(&e->onnx, "%s.sequence", e->nn->node[index].name);
    return at->sequence = bac_onnx_unsqueeze(&e->onnx, at->vector, out);
}

const char *bac_emit_vector(bac_emit *e, uint32_t index) {
    bac_emitted *at = &e->at[index];
    if (at->vector)
        return at->vector;
    const char *out = bac_onnx_text(&e->onnx, "%s.vector", e->nn->node[index].name);
    return at->vector = bac_onnx_flatten(&e->onnx, at->sequence, out);
}

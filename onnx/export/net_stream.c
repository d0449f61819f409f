/* net_stream.c - streams of a network of integers as tensors; refuses those without a QONNX
 * form. */
#include "net_emit.h"

#include <stdarg.h>
#include <stdio.h>

bac_status bac_net_refuse(const bac_net_emit *e, const bac_layer *layer, const char *format, ...) {
    char where[2 * BAC_MAX_NAME + 2];
    snprintf(where, sizeof where, "%s:%s", bac_net_name(e->net), layer->name);
    va_list args;
    va_start(args, format);
    bac_vfail(e->err, BAC_ERR_INPUT, where, format, args);
    va_end(args);
    return BAC_ERR_INPUT;
}

bac_status bac_net_exact(const bac_net_emit *e, const bac_layer *layer, const char *what,
                         uint32_t c, double v, float *exact) {
    *exact = (float)v;
    if ((double)*exact != v)
        return bac_net_refuse(e, layer, "%s of channel %u, %.17g, is no float32", what, c, v);
    return BAC_OK;
}

uint32_t bac_net_placed(const uint32_t *place, uint32_t c) {
    return place ? place[c] : c;
}

const char *bac_net_emit_per_channel(bac_net_emit *e, const char *op, const char *x, bool vector,
                                     const uint32_t *place, uint32_t C, const float *values,
                                     const char *name) {
    const int64_t dims[3] = {1, C, 1};
    const char *in[2] = {x, bac_onnx_text(&e->onnx, "%s.by", name)};
    float *turned = bac_onnx_alloc(&e->onnx, C, sizeof *turned);
    for (uint32_t c = 0; turned && c < C; c++)
        turned[bac_net_placed(place, c)] = values[c];
    if (turned)
        bac_onnx_floats(&e->onnx, in[1], vector ? 2 : 3, dims, turned);
    bac_onnx_node(&e->onnx, op, name, 2, in);
    return name;
}

const char *bac_net_sequence(bac_net_emit *e, uint32_t index) {
    bac_net_stream *at = &e->at[index];
    if (at->sequence)
        return at->sequence;
    const char *out = bac_onnx_text(&e->onnx, "%s.sequence", bac_net_layer(e->net, index)->name);
    return at->sequence = bac_onnx_unsqueeze(&e->onnx, at->vector, out);
}

/* T is 1 */
const char *bac_net_vector(bac_net_emit *e, uint32_t index) {
    bac_net_stream *at = &e->at[index];
    if (!at->vector)
        at->vector = bac_onnx_flatten(
            &e->onnx, at->sequence,
            bac_onnx_text(&e->onnx, "%s.vector", bac_net_layer(e->net, index)->name));
    return at->vector;
}

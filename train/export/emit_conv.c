/* emit_conv.c - convolutions and fully connected layers: Conv and Gemm, weights and bias behind
 * Quant nodes. */
#include "emit.h"

#include <math.h>
#include <stdlib.h>

/* A bias is quantised to this many bits: the trainer keeps it below 2^22 (nn_prepare.c). */
enum { BIAS_BITS = 24 };

/* The Quant node of the file must give the trainer's codes back: round(real / scale), element by
 * element. (|code| < 2^15 and one float32 rounding of code*scale leave the quotient within 2^-8
 * of the code, so no tie is near.) */
static bac_status check_codes(const bac_emit *e, const bac_nn_node *n, size_t each) {
    int32_t top = (1 << (n->weight_bits - 1)) - 1;
    for (uint32_t c = 0; c < n->C; c++) {
        double scale = (double)n->wscale[c];
        if (!(scale > 0) || !isfinite(scale))
            return bac_emit_refuse(e, n, "the weights of channel %u have scale %g", c, scale);
        for (size_t i = c * each; i < (c + 1) * each; i++) {
            double code = rint((double)n->wreal[i] / scale);
            if (code != (double)n->wcode[i] || fabs(code) > top)
                return bac_emit_refuse(e, n,
                                       "weight %zu of channel %u is %g, which is not its code %g "
                                       "times its scale %g",
                                       i - c * each, c, (double)n->wreal[i], (double)n->wcode[i],
                                       scale);
        }
    }
    return BAC_OK;
}

static bac_status emit_weights(bac_emit *e, const bac_nn_node *n, size_t rank, const int64_t *dims,
                               const char **weights, size_t each) {
    const int64_t per_channel[3] = {n->C, 1, 1};
    const char *real = bac_onnx_text(&e->onnx, "%s.weight", n->name);
    bac_status status = n->weight_bits ? check_codes(e, n, each) : BAC_OK;
    if (!status)
        status = bac_emit_floats(e, n, real, "weight", rank, dims, n->wreal);
    *weights = real;
    if (status || n->weight_bits == 0)
        return status;
    bac_onnx_quant q = {.rank = n->per_channel ? rank : 0,
                        .dims = per_channel,
                        .scale = n->wscale,
                        .bits = n->weight_bits,
                        .is_signed = true,
                        .narrow = true};
    *weights = bac_onnx_text(&e->onnx, "%s.weight_q", n->name);
    bac_onnx_quantise(&e->onnx, real, *weights, &q);
    return BAC_OK;
}

/* Bias of codes, behind a Quant of the accumulators' scale. Only in the logits may that scale
 * be the float32 nearest to the product of scales (docs/arithmetic.md, Logits); elsewhere it must
 * be the product. */
static bac_status emit_coded_bias(bac_emit *e, const bac_nn_node *n, const char *name, float *bias,
                                  bool is_logits) {
    const bac_nn_node *from = &e->nn->node[n->in[0]];
    const int64_t dims[1] = {n->C};
    for (uint32_t c = 0; c < n->C; c++) {
        double scale = (double)n->scale[c];
        double product = (double)from->scale[0] * (double)n->wscale[c];
        if (!is_logits && scale != product)
            return bac_emit_refuse(e, n,
                                   "its bias counts units of %.17g, which no float32 is; train "
                                   "this layer with batch norm instead of a bias",
                                   product);
        bias[c] = (float)(n->bcode[c] * scale);
        if (rint((double)bias[c] / scale) != n->bcode[c] ||
            llabs((long long)n->bcode[c]) >= 1 << (BIAS_BITS - 1))
            return bac_emit_refuse(e, n, "bias %u, %d times %g, does not survive float32", c,
                                   n->bcode[c], scale);
    }
    const char *real = bac_onnx_text(&e->onnx, "%s.bias", n->name);
    bac_status status = bac_emit_floats(e, n, real, "bias", 1, dims, bias);
    if (status)
        return status;
    bac_onnx_quant q = {.rank = n->per_channel ? 1 : 0,
                        .dims = dims,
                        .scale = n->scale,
                        .bits = BIAS_BITS,
                        .is_signed = true};
    bac_onnx_quantise(&e->onnx, real, name, &q);
    return BAC_OK;
}

/* The bias in reals: the trainer's own, or the offset of the native quantiser behind the layer. */
static bac_status emit_real_bias(bac_emit *e, const bac_nn_node *n, const char *name, float *bias,
                                 bool offset) {
    const bac_nn *nn = e->nn;
    const bac_nn_param *p = n->bias == BAC_NN_NONE ? NULL : &nn->param[n->bias];
    const int64_t dims[1] = {n->C};
    bac_status status = BAC_OK;
    for (uint32_t c = 0; !status && c < n->C; c++) {
        if (offset) {
            double units = bac_emit_offset(&nn->node[n->quantiser], c) + (p ? n->bcode[c] : 0);
            status = bac_emit_exact(e, n, "bias", c, units * (double)n->scale[c], &bias[c]);
        } else if (p) {
            bias[c] = nn->theta[p->at + c];
        }
    }
    return status ? status : bac_emit_floats(e, n, name, "bias", 1, dims, bias);
}

/* *bias stays NULL when the layer has none. */
static bac_status emit_bias(bac_emit *e, uint32_t index, const char **bias) {
    const bac_nn_node *n = &e->nn->node[index];
    bool offset = bac_emit_bias_holds_offset(e->nn, index), own = n->bias != BAC_NN_NONE;
    if (!offset && !own)
        return BAC_OK;
    float *values = bac_onnx_alloc(&e->onnx, n->C, sizeof *values);
    if (!values)
        return BAC_OK; /* reported when the model is packed */
    bool quantised = own && n->coded && !offset;
    *bias = bac_onnx_text(&e->onnx, quantised ? "%s.bias_q" : "%s.bias", n->name);
    if (quantised)
        return emit_coded_bias(e, n, *bias, values, index + 1 == e->nn->n_node);
    return emit_real_bias(e, n, *bias, values, offset);
}

static void emit_window(bac_emit *e, bac_onnx_op *op, const bac_conv_shape *s) {
    int64_t kernel = s->kernel, stride = s->stride, dilation = 1;
    int64_t pads[2] = {s->pad_left, s->pad_right};
    bac_onnx_ints(&e->onnx, op, "kernel_shape", 1, &kernel);
    bac_onnx_ints(&e->onnx, op, "strides", 1, &stride);
    bac_onnx_ints(&e->onnx, op, "pads", 2, pads);
    bac_onnx_ints(&e->onnx, op, "dilations", 1, &dilation);
    bac_onnx_int(&e->onnx, op, "group", s->groups);
}

bac_status bac_emit_conv(bac_emit *e, uint32_t index) {
    const bac_nn_node *n = &e->nn->node[index];
    const bac_conv_shape *s = &n->conv;
    const char *in[3] = {NULL, NULL, NULL};
    const int64_t dims[3] = {n->C, s->c_in / s->groups, s->kernel};
    bool last = index + 1 == e->nn->n_node;
    size_t each = (size_t)dims[1] * (size_t)dims[2];
    if (n->fc && each != s->c_in)
        return bac_emit_refuse(e, n,
                               "a fully connected layer with groups or a kernel has no ONNX "
                               "operator; make it a convolution");
    bac_status status = emit_weights(e, n, n->fc ? 2 : 3, dims, &in[1], each);
    if (!status)
        status = emit_bias(e, index, &in[2]);
    if (status)
        return status;
    in[0] = n->fc ? bac_emit_vector(e, n->in[0]) : bac_emit_sequence(e, n->in[0]);
    const char *out = last ? "logits" : n->name;
    bac_onnx_op *op = bac_onnx_node(&e->onnx, n->fc ? "Gemm" : "Conv", out, in[2] ? 3 : 2, in);
    bac_onnx_name(op, n->name);
    if (n->fc)
        bac_onnx_int(&e->onnx, op, "transB", 1);
    else
        emit_window(e, op, s);
    *(n->fc ? &e->at[index].vector : &e->at[index].sequence) = out;
    return BAC_OK;
}

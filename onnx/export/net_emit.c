/* net_emit.c - writes the layers of a network of integers as ONNX operators. */
#include "net_emit.h"

#include "ints.h"
#include "net_export.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bac_status emit_input(bac_net_emit *e, uint32_t index) {
    static const char *const modes[BAC_ROUND_COUNT] = {
        [BAC_ROUND_HALF_EVEN] = "ROUND",   [BAC_ROUND_FLOOR] = "FLOOR",
        [BAC_ROUND_CEIL] = "CEIL",         [BAC_ROUND_TO_ZERO] = "DOWN",
        [BAC_ROUND_HALF_AWAY] = "HALF_UP", [BAC_ROUND_UP] = "UP"};
    const bac_layer *l = bac_net_layer(e->net, index);
    int exponent = 0;
    int64_t lo = bac_type_lo(l->type), hi = bac_type_hi(l->type);
    float scale = 0;
    bool narrow = l->type.is_signed ? l->code_lo == lo + 1 && l->code_hi == hi
                                    : l->code_lo == lo && l->code_hi == hi - 1;
    if (!modes[l->rounding])
        return bac_net_refuse(e, l, "QONNX has no rounding mode %s",
                              bac_rounding_name(l->rounding));
    if ((!narrow && (l->code_lo != lo || l->code_hi != hi)) || l->type.bits < 2)
        return bac_net_refuse(e, l, "codes %d..%d are not the range of %u bits", l->code_lo,
                              l->code_hi, l->type.bits);
    bac_status status = bac_net_exact(e, l, "the scale", 0, l->scale[0], &scale);
    if (status)
        return status;
    bac_onnx_quant q = {.scale = &scale,
                        .bits = l->type.bits,
                        .is_signed = l->type.is_signed,
                        .narrow = narrow,
                        .rounding = modes[l->rounding]};
    bac_onnx_quantise(&e->onnx, "iq", l->name, &q);
    e->at[index].sequence = l->name;
    /* If the input's scale is a power of two, it becomes the unit of all streams; any other scale
     * is removed by an exact division. */
    bool power = frexp(l->scale[0], &exponent) == 0.5 && abs(exponent) <= 40;
    e->unit = power ? scale : 1;
    if (power)
        return BAC_OK;
    const char *in[2] = {l->name, bac_onnx_text(&e->onnx, "%s.scale_away", l->name)};
    bac_onnx_floats(&e->onnx, in[1], 0, NULL, &scale);
    e->at[index].sequence = bac_onnx_text(&e->onnx, "%s.codes", l->name);
    bac_onnx_node(&e->onnx, "Div", e->at[index].sequence, 2, in);
    return BAC_OK;
}

/* Writes the codes as numbers, behind a quantiser of scale 1: [C][C_in/G][K], with inputs at their
 * places. */
static const char *emit_weights(bac_net_emit *e, const bac_layer *l, const uint32_t *place,
                                uint32_t per_group) {
    const int64_t dims[3] = {l->C, per_group, l->kernel};
    size_t n = (size_t)l->C * per_group * l->kernel;
    int64_t least = 0;
    float one = 1, *w = bac_onnx_alloc(&e->onnx, n, sizeof *w);
    const char *real = bac_onnx_text(&e->onnx, "%s.weight", l->name);
    const char *out = bac_onnx_text(&e->onnx, "%s.weight_q", l->name);
    for (size_t i = 0; w && i < n; i++) {
        size_t row = i / l->kernel, o = row / per_group;
        size_t to =
            (o * per_group + bac_net_placed(place, (uint32_t)(row % per_group))) * l->kernel;
        w[to + i % l->kernel] = (float)l->weight[i];
        least = bac_min_i64(least, l->weight[i]);
    }
    if (w)
        bac_onnx_floats(&e->onnx, real, l->op == BAC_FC ? 2 : 3, dims, w);
    bool narrow = l->weight_type.is_signed && least > bac_type_lo(l->weight_type);
    bac_onnx_quant q = {.scale = &one,
                        .bits = l->weight_type.bits,
                        .is_signed = l->weight_type.is_signed,
                        .narrow = narrow};
    bac_onnx_quantise(&e->onnx, real, out, &q);
    return out;
}

static bac_status emit_bias(bac_net_emit *e, const bac_layer *l, const char **bias) {
    const int64_t dims[1] = {l->C};
    float *b = l->bias ? bac_onnx_alloc(&e->onnx, l->C, sizeof *b) : NULL;
    *bias = NULL;
    bac_status status = BAC_OK;
    for (uint32_t c = 0; !status && b && c < l->C; c++)
        status = bac_net_exact(e, l, "the bias", c, (double)l->bias[c] * (double)e->unit, &b[c]);
    if (status || !b)
        return status;
    *bias = bac_onnx_text(&e->onnx, "%s.bias", l->name);
    bac_onnx_floats(&e->onnx, *bias, 1, dims, b);
    return BAC_OK;
}

static void emit_window(bac_net_emit *e, bac_onnx_op *op, int64_t kernel, int64_t stride,
                        int64_t left, int64_t right) {
    const int64_t pads[2] = {left, right};
    bac_onnx_ints(&e->onnx, op, "kernel_shape", 1, &kernel);
    bac_onnx_ints(&e->onnx, op, "strides", 1, &stride);
    bac_onnx_ints(&e->onnx, op, "pads", 2, pads);
}

static bac_status emit_weighted(bac_net_emit *e, uint32_t index) {
    const bac_layer *l = bac_net_layer(e->net, index), *from = bac_net_layer(e->net, l->in[0]);
    const uint32_t *place = e->at[l->in[0]].place;
    const char *in[3] = {NULL, NULL, NULL};
    bool fc = l->op == BAC_FC;
    if (place && l->groups > 1)
        return bac_net_refuse(e, l, "groups features that were flattened before");
    in[0] = fc ? bac_net_vector(e, l->in[0]) : bac_net_sequence(e, l->in[0]);
    in[1] = emit_weights(e, l, place, from->C / l->groups);
    bac_status status = emit_bias(e, l, &in[2]);
    bac_onnx_op *op = bac_onnx_node(&e->onnx, fc ? "Gemm" : "Conv", l->name, in[2] ? 3 : 2, in);
    if (fc) {
        bac_onnx_int(&e->onnx, op, "transB", 1);
    } else {
        emit_window(e, op, l->kernel, l->stride, l->pad_left, l->pad_right);
        bac_onnx_int(&e->onnx, op, "group", l->groups);
    }
    *(fc ? &e->at[index].vector : &e->at[index].sequence) = l->name;
    return status;
}

static bac_status emit_pool(bac_net_emit *e, uint32_t index) {
    const bac_layer *l = bac_net_layer(e->net, index), *from = bac_net_layer(e->net, l->in[0]);
    const char *x = bac_net_sequence(e, l->in[0]);
    bool global = l->op == BAC_GLOBALMAX;
    bac_onnx_op *op = bac_onnx_node(&e->onnx, "MaxPool", l->name, 1, &x);
    if (global)
        emit_window(e, op, from->T, 1, 0, 0);
    else
        emit_window(e, op, l->kernel, l->stride, l->pad_left, l->pad_right);
    e->at[index].sequence = l->name;
    e->at[index].place = e->at[l->in[0]].place;
    return BAC_OK;
}

/* Writes an average pool and a Mul by the layer's divisor, which gives the layer's integer. */
static bac_status emit_average(bac_net_emit *e, uint32_t index) {
    const bac_layer *l = bac_net_layer(e->net, index);
    const char *x = bac_net_sequence(e, l->in[0]);
    const char *in[2] = {bac_onnx_text(&e->onnx, "%s.average", l->name),
                         bac_onnx_text(&e->onnx, "%s.divisor", l->name)};
    const bool global = l->op == BAC_GLOBALAVG;
    float divisor = 0;
    bac_status status = bac_net_exact(e, l, "the divisor", 0, l->divisor, &divisor);
    if (status)
        return status;
    bac_onnx_op *op =
        bac_onnx_node(&e->onnx, global ? "GlobalAveragePool" : "AveragePool", in[0], 1, &x);
    bac_onnx_name(op, l->name);
    if (!global) {
        emit_window(e, op, l->kernel, l->stride, l->pad_left, l->pad_right);
        bac_onnx_int(&e->onnx, op, "count_include_pad", l->count_pad);
    }
    bac_onnx_floats(&e->onnx, in[1], 0, NULL, &divisor);
    bac_onnx_node(&e->onnx, "Mul", l->name, 2, in);
    e->at[index].sequence = l->name;
    e->at[index].place = e->at[l->in[0]].place;
    return BAC_OK;
}

static bac_status emit_flatten(bac_net_emit *e, uint32_t index) {
    const bac_layer *l = bac_net_layer(e->net, index), *from = bac_net_layer(e->net, l->in[0]);
    bac_net_stream *at = &e->at[index];
    at->vector = bac_onnx_flatten(&e->onnx, bac_net_sequence(e, l->in[0]), l->name);
    at->place = e->at[l->in[0]].place;
    if (from->T == 1)
        return BAC_OK;
    at->place = bac_onnx_alloc(&e->onnx, l->C, sizeof *at->place);
    for (uint32_t c = 0; at->place && c < l->C; c++) /* here t*C + c, there c*T + t */
        at->place[c] = c % from->C * from->T + c / from->C;
    return BAC_OK;
}

static bool same_place(const uint32_t *a, const uint32_t *b, uint32_t C) {
    for (uint32_t c = 0; (a || b) && c < C; c++)
        if (bac_net_placed(a, c) != bac_net_placed(b, c))
            return false;
    return true;
}

static bool all_vectors(const bac_net_emit *e, const bac_layer *l) {
    for (uint32_t i = 0; i < l->n_in; i++)
        if (e->at[l->in[i]].sequence)
            return false;
    return true;
}

/* Operand i of an add, times its multipliers. */
static bac_status operand(bac_net_emit *e, uint32_t index, uint32_t i, bool vector,
                          const char **x) {
    const bac_layer *l = bac_net_layer(e->net, index);
    const int32_t *mul = l->mul + (size_t)i * l->C;
    bool ones = true;
    *x = vector ? e->at[l->in[i]].vector : bac_net_sequence(e, l->in[i]);
    float *values = bac_onnx_alloc(&e->onnx, l->C, sizeof *values);
    for (uint32_t c = 0; values && c < l->C; c++) {
        bac_status status = bac_net_exact(e, l, "a multiplier", c, mul[c], &values[c]);
        if (status)
            return status;
        ones = ones && mul[c] == 1;
    }
    if (values && !ones)
        *x = bac_net_emit_per_channel(e, "Mul", *x, vector, e->at[l->in[i]].place, l->C, values,
                                      bac_onnx_text(&e->onnx, "%s.operand%u", l->name, i));
    return BAC_OK;
}

static bac_status emit_add(bac_net_emit *e, uint32_t index) {
    const bac_layer *l = bac_net_layer(e->net, index);
    bool vector = all_vectors(e, l);
    const char *in[2] = {NULL, NULL};
    for (uint32_t i = 0; i < l->n_in; i++) {
        if (!same_place(e->at[l->in[i]].place, e->at[l->in[0]].place, l->C))
            return bac_net_refuse(e, l, "adds flattened features and others");
        bac_status status = operand(e, index, i, vector, &in[i > 0]);
        if (status)
            return status;
        if (i == 0)
            continue;
        const char *out =
            i + 1 == l->n_in ? l->name : bac_onnx_text(&e->onnx, "%s.sum%u", l->name, i);
        bac_onnx_node(&e->onnx, "Add", out, 2, in);
        in[0] = out;
    }
    e->at[index].place = e->at[l->in[0]].place;
    *(vector ? &e->at[index].vector : &e->at[index].sequence) = in[0];
    return BAC_OK;
}

static bac_status emit_concat(bac_net_emit *e, uint32_t index) {
    const bac_layer *l = bac_net_layer(e->net, index);
    bool vector = all_vectors(e, l);
    const char *in[BAC_MAX_INPUTS];
    uint32_t start = 0;
    bool turned = false;
    uint32_t *place = bac_onnx_alloc(&e->onnx, l->C, sizeof *place);
    for (uint32_t i = 0; i < l->n_in; i++) {
        const bac_net_stream *x = &e->at[l->in[i]];
        uint32_t C = bac_net_layer(e->net, l->in[i])->C;
        in[i] = vector ? x->vector : bac_net_sequence(e, l->in[i]);
        turned = turned || x->place;
        for (uint32_t c = 0; place && c < C; c++)
            place[start + c] = start + bac_net_placed(x->place, c);
        start += C;
    }
    bac_onnx_int(&e->onnx, bac_onnx_node(&e->onnx, "Concat", l->name, l->n_in, in), "axis", 1);
    e->at[index].place = turned ? place : NULL;
    *(vector ? &e->at[index].vector : &e->at[index].sequence) = l->name;
    return BAC_OK;
}

/* An argmax writes nothing: the file's output is its input, the logits. */
static bac_status (*const emit[BAC_OP_COUNT])(bac_net_emit *e, uint32_t index) = {
    [BAC_INPUT] = emit_input,     [BAC_CONV] = emit_weighted,
    [BAC_FC] = emit_weighted,     [BAC_REQUANT] = bac_net_emit_requant,
    [BAC_ADD] = emit_add,         [BAC_CONCAT] = emit_concat,
    [BAC_MAXPOOL] = emit_pool,    [BAC_GLOBALMAX] = emit_pool,
    [BAC_AVGPOOL] = emit_average, [BAC_GLOBALAVG] = emit_average,
    [BAC_FLATTEN] = emit_flatten, [BAC_ARGMAX] = NULL,
};

static bac_status emit_end(bac_net_emit *e) {
    const bac_layer *logits = bac_net_logits(e->net);
    uint32_t argmax = bac_net_layers(e->net) - 1, index = bac_net_layer(e->net, argmax)->in[0];
    if (e->at[index].place)
        return bac_net_refuse(e, logits,
                              "the logits are flattened features; put a layer behind "
                              "them");
    const char *x = bac_net_vector(e, index);
    bac_onnx_node(&e->onnx, "Identity", "logits", 1, &x);
    const char **label = bac_onnx_alloc(&e->onnx, logits->C, sizeof *label);
    for (uint32_t c = 0; label && c < logits->C; c++)
        label[c] = bac_net_class(e->net, c);
    if (label && label[0])
        bac_onnx_classes(&e->onnx, logits->C, label);
    return BAC_OK;
}

bac_status bac_export_integers(const bac_net *net, void **data, size_t *size, bac_error *err) {
    bac_net_emit e = {.net = net, .err = err};
    const bac_layer *in = bac_net_layer(net, 0), *logits = bac_net_logits(net);
    int64_t dims[3] = {1, in->C, in->T}, out[2] = {1, logits->C};
    *data = NULL;
    *size = 0;
    bac_onnx_start(&e.onnx, bac_net_name(net));
    e.at = calloc(bac_net_layers(net), sizeof *e.at);
    bac_status status =
        e.at ? BAC_OK : bac_fail(err, BAC_ERR_MEMORY, bac_net_name(net), "out of memory");
    bac_onnx_ends(&e.onnx, "iq", 3, dims, "logits", 2, out);
    for (uint32_t i = 0; !status && i < bac_net_layers(net); i++) {
        const bac_layer *l = bac_net_layer(net, i);
        if (strcmp(l->name, "iq") == 0 || strcmp(l->name, "logits") == 0)
            status = bac_net_refuse(&e, l, "the file needs this name; rename the layer");
        else if (emit[l->op])
            status = emit[l->op](&e, i);
    }
    status = status ? status : emit_end(&e);
    status = status ? status : bac_onnx_pack(&e.onnx, data, size, err);
    bac_onnx_free(&e.onnx);
    free(e.at);
    return status;
}

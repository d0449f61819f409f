/* emit_norm.c - batch norm or bias, activation, quantiser: one trainable node, several operators.
 *
 * An unsigned quantiser always gets a Relu in front of it, also behind a sum: the Relu changes no
 * value, and FINN needs it (FINN reads an unsigned Quant as a quantised Relu). */
#include "emit.h"

#include <math.h>
#include <string.h>

bool bac_emit_shifts(const bac_nn *nn, const bac_nn_node *n) {
    return n->op == BAC_NN_NORM && nn->style == BAC_NN_NATIVE && n->coded &&
           nn->node[n->in[0]].coded;
}

double bac_emit_offset(const bac_nn_node *n, uint32_t c) {
    return n->S[c] ? n->A[c] - ldexp(1, n->S[c] - 1) + 0.5 : n->A[c];
}

bool bac_emit_bias_holds_offset(const bac_nn *nn, uint32_t conv) {
    uint32_t users = 0;
    int32_t norm = nn->node[conv].quantiser;
    if (norm == BAC_NN_NONE || !bac_emit_shifts(nn, &nn->node[norm]))
        return false;
    for (uint32_t i = conv + 1; i < nn->n_node; i++)
        for (uint32_t k = 0; k < nn->node[i].n_in; k++)
            users += nn->node[i].in[k] == conv;
    return users == 1;
}

/* Checks that S agrees with the scales, because the file states the scales and the trainer used
 * S. */
static bac_status check_shift(const bac_emit *e, const bac_nn_node *n) {
    const bac_nn_node *from = &e->nn->node[n->in[0]];
    for (uint32_t c = 0; c < n->C; c++)
        if (ldexp((double)from->scale[c], n->S[c]) != (double)n->scale[c])
            return bac_emit_refuse(e, n,
                                   "a code is worth %g but %g << %u comes in: its scale must be "
                                   "that of its input or coarser",
                                   (double)n->scale[c], (double)from->scale[c], n->S[c]);
    return BAC_OK;
}

static bac_status emit_quantiser(bac_emit *e, const bac_nn_node *n, const char *x,
                                 const char *out) {
    int32_t lo = n->is_signed ? -(1 << (n->bits - 1)) : 0;
    int32_t hi = (n->is_signed ? 1 << (n->bits - 1) : 1 << n->bits) - 1;
    if (n->code_lo != lo || n->code_hi != hi)
        return bac_emit_refuse(e, n, "codes %d..%d are not the range of %u bits", n->code_lo,
                               n->code_hi, n->bits);
    if (!(n->scale[0] > 0) || !isfinite(n->scale[0]))
        return bac_emit_refuse(e, n, "its scale is %g: the training diverged", (double)n->scale[0]);
    bac_onnx_quant q = {.scale = n->scale, .bits = n->bits, .is_signed = n->is_signed};
    bac_onnx_quantise(&e->onnx, x, out, &q);
    return BAC_OK;
}

bac_status bac_emit_input(bac_emit *e) {
    const bac_nn_node *n = &e->nn->node[0];
    e->at[0].sequence = n->bits ? n->name : "iq";
    return n->bits ? emit_quantiser(e, n, "iq", n->name) : BAC_OK;
}

/* One number a channel, shaped to be added to the stream. */
static bac_status emit_addend(bac_emit *e, const bac_nn_node *n, const char *x, bool vector,
                              const char *out, bool offset) {
    const int64_t dims[3] = {1, n->C, 1};
    const bac_nn_node *from = &e->nn->node[n->in[0]];
    const char *in[2] = {x, bac_onnx_text(&e->onnx, "%s.addend", n->name)};
    float *values = bac_onnx_alloc(&e->onnx, n->C, sizeof *values);
    if (!values)
        return BAC_OK; /* reported when the model is packed */
    bac_status status = BAC_OK;
    for (uint32_t c = 0; !status && c < n->C; c++) {
        if (offset)
            status = bac_emit_exact(e, n, "addend", c,
                                    bac_emit_offset(n, c) * (double)from->scale[c], &values[c]);
        else
            values[c] = e->nn->theta[e->nn->param[n->beta].at + c];
    }
    if (!status)
        status = bac_emit_floats(e, n, in[1], "addend", vector ? 2 : 3, dims, values);
    if (!status)
        bac_onnx_node(&e->onnx, "Add", out, 2, in);
    return status;
}

static bac_status emit_batch(bac_emit *e, const bac_nn_node *n, const char *x, const char *out) {
    const bac_nn *nn = e->nn;
    const int64_t dims[1] = {n->C};
    const struct {
        const char *name;
        const float *values;
    } part[4] = {{"gamma", nn->theta + nn->param[n->gamma].at},
                 {"beta", nn->theta + nn->param[n->beta].at},
                 {"mean", nn->state + n->mean},
                 {"variance", nn->state + n->var}};
    const char *in[5] = {x};
    for (uint32_t c = 0; c < n->C; c++)
        if (!(part[3].values[c] >= 0))
            return bac_emit_refuse(e, n, "the variance of channel %u is %g", c,
                                   (double)part[3].values[c]);
    for (int i = 0; i < 4; i++) {
        in[i + 1] = bac_onnx_text(&e->onnx, "%s.%s", n->name, part[i].name);
        bac_status status = bac_emit_floats(e, n, in[i + 1], part[i].name, 1, dims, part[i].values);
        if (status)
            return status;
    }
    bac_onnx_float(&e->onnx, bac_onnx_node(&e->onnx, "BatchNormalization", out, 5, in), "epsilon",
                   nn->eps);
    return BAC_OK;
}

/* The operators a NORM node becomes, in their order; the last one carries the node's name. */
enum { BATCH, OFFSET, BETA, RELU, GATE, SWISH, QUANT, N_STAGES };

static int find_stages(const bac_emit *e, const bac_nn_node *n, bool has[N_STAGES]) {
    bool shifts = bac_emit_shifts(e->nn, n);
    memset(has, 0, N_STAGES * sizeof *has);
    has[BATCH] = n->norm == BAC_NORM_BATCH;
    has[BETA] = n->norm == BAC_NORM_BIAS && !shifts;
    if (shifts && !bac_emit_bias_holds_offset(e->nn, n->in[0]))
        for (uint32_t c = 0; c < n->C; c++)
            has[OFFSET] = has[OFFSET] || bac_emit_offset(n, c) != 0;
    has[RELU] = n->act == BAC_ACT_RELU || (n->bits && !n->is_signed);
    has[GATE] = n->act == BAC_ACT_HSWISH || n->act == BAC_ACT_HSIGMOID;
    has[SWISH] = n->act == BAC_ACT_HSWISH;
    has[QUANT] = n->bits != 0;
    int last = -1;
    for (int i = 0; i < N_STAGES; i++)
        last = has[i] ? i : last;
    return last;
}

/* min(max(u + 3, 0), 6) / 6 */
static void emit_gate(bac_emit *e, const char *x, const char *out) {
    bac_onnx_op *op = bac_onnx_node(&e->onnx, "HardSigmoid", out, 1, &x);
    bac_onnx_float(&e->onnx, op, "alpha", 1.0f / 6);
    bac_onnx_float(&e->onnx, op, "beta", 0.5f);
}

bac_status bac_emit_norm(bac_emit *e, uint32_t index) {
    static const char *const suffix[N_STAGES] = {"bn",   "offset", "biased", "relu",
                                                 "gate", "swish",  "quant"};
    const bac_nn_node *n = &e->nn->node[index];
    const bac_emitted *from = &e->at[n->in[0]];
    bool has[N_STAGES], vector = !from->sequence;
    int last = find_stages(e, n, has);
    const char *x = vector ? from->vector : from->sequence, *in[2] = {x, x};
    bac_status status = bac_emit_shifts(e->nn, n) ? check_shift(e, n) : BAC_OK;
    for (int i = 0; !status && i <= last; i++) {
        if (!has[i])
            continue;
        const char *out =
            i == last ? n->name : bac_onnx_text(&e->onnx, "%s.%s", n->name, suffix[i]);
        if (i == BATCH)
            status = emit_batch(e, n, x, out);
        else if (i == OFFSET || i == BETA)
            status = emit_addend(e, n, x, vector, out, i == OFFSET);
        else if (i == RELU)
            bac_onnx_node(&e->onnx, "Relu", out, 1, &x);
        else if (i == GATE)
            emit_gate(e, in[0] = x, out);
        else if (i == SWISH)
            bac_onnx_node(&e->onnx, "Mul", out, 2, (in[1] = x, in));
        else
            status = emit_quantiser(e, n, x, out);
        x = out;
    }
    *(vector ? &e->at[index].vector : &e->at[index].sequence) = x;
    return status;
}

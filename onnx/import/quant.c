/* quant.c - quantiser nodes: their parameters, and their effect on constants. */
#include "quant.h"

#include <math.h>
#include <string.h>

int bac_rounding_of_qonnx(const char *name) {
    static const struct {
        const char *name;
        int mode;
    } modes[] = {
        {"ROUND", BAC_ROUND_HALF_EVEN},
        {"HALF_EVEN", BAC_ROUND_HALF_EVEN},
        {"CEIL", BAC_ROUND_CEIL},
        {"FLOOR", BAC_ROUND_FLOOR},
        {"UP", BAC_ROUND_UP},
        {"DOWN", BAC_ROUND_TO_ZERO},
        {"ROUND_TO_ZERO", BAC_ROUND_TO_ZERO},
        {"HALF_UP", BAC_ROUND_HALF_AWAY},
        {"HALF_DOWN", BAC_ROUND_HALF_TO_ZERO},
    };
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (strcmp(name, modes[i].name) == 0)
            return modes[i].mode;
    return -1;
}

bac_status bac_node_scalar(const bac_node *node, uint32_t i, const char *what, double *value) {
    const bac_tensor *t = bac_node_constant(node, i);
    if (!t)
        return bac_node_fail(node, "its %s is missing or not constant", what);
    for (size_t k = 1; k < t->count; k++)
        if (t->data[k] != t->data[0])
            return bac_node_fail(node, "its %s differs between channels; use one", what);
    *value = t->data[0];
    return BAC_OK;
}

bac_status bac_node_zero_point(const bac_node *node, uint32_t i, const bac_tensor **zero) {
    double value = 0;
    *zero = bac_node_constant(node, i);
    if (bac_node_has_input(node, i) && bac_node_scalar(node, i, "zero point", &value))
        return node->graph->status;
    if (value != 0)
        return bac_node_fail(
            node, "its zero point is %g; only 0 is supported: quantise symmetrically", value);
    return BAC_OK;
}

bac_status bac_node_width(const bac_node *node, uint32_t i, int *bits) {
    double width = 0;
    if (bac_node_scalar(node, i, "bit width", &width))
        return node->graph->status;
    if (!(width >= 1 && width <= 32) || width != floor(width))
        return bac_node_fail(node, "its bit width is %g; 1 to 32 are read", width);
    *bits = (int)width;
    return BAC_OK;
}

bac_status bac_node_scale(const bac_node *node, uint32_t i, const bac_tensor **scale) {
    *scale = bac_node_constant(node, i);
    if (!*scale)
        return bac_node_fail(node, "its scale is missing or not constant");
    for (size_t k = 0; k < (*scale)->count; k++)
        if (!((*scale)->data[k] > 0) || isinf((*scale)->data[k]))
            return bac_node_fail(node, "its scale is %g; it must be positive", (*scale)->data[k]);
    return BAC_OK;
}

void bac_quantiser_range(bac_quantiser *q, bool narrow) {
    int64_t one = 1;
    if (q->is_signed) {
        q->lo = -(one << (q->bits - 1)) + narrow;
        q->hi = (one << (q->bits - 1)) - 1;
    } else {
        q->lo = 0;
        q->hi = (one << q->bits) - 1 - narrow;
    }
}

bac_status bac_quantiser_read(const bac_node *node, bac_quantiser *q) {
    memset(q, 0, sizeof *q);
    if (bac_node_scale(node, 1, &q->scale))
        return node->graph->status;
    q->is_signed = true;
    if (bac_node_is(node, "BipolarQuant")) {
        q->bits = 1;
    } else {
        const bac_tensor *zero;
        char mode[24];
        if (bac_node_zero_point(node, 2, &zero) || bac_node_width(node, 3, &q->bits))
            return node->graph->status;
        if (!bac_node_attribute(node, "signed") || !bac_node_attribute(node, "narrow"))
            return bac_node_fail(node, "lacks its attribute signed or narrow");
        q->is_signed = bac_node_int(node, "signed", 1) != 0;
        bac_node_string(node, "rounding_mode", "ROUND", mode, sizeof mode);
        q->mode = bac_rounding_of_qonnx(mode);
        if (q->mode < 0)
            return bac_node_fail(node, "rounding mode %s is not known", mode);
        bac_quantiser_range(q, bac_node_int(node, "narrow", 0) != 0);
    }
    /* One signed bit means the values -1 and +1, in every quantiser. */
    if (q->is_signed && q->bits == 1) {
        q->bipolar = true;
        q->lo = -1;
        q->hi = 1;
    }
    if (q->lo >= q->hi)
        return bac_node_fail(node, "its range holds a single code");
    return BAC_OK;
}

/* Exactly round(clip(x / scale)). */
static int64_t quantiser_code(const bac_quantiser *q, double x, double scale) {
    if (q->bipolar)
        return x >= 0 ? 1 : -1;
    double y = x / scale, low = floor(y);
    if (y <= (double)q->lo - 1)
        return q->lo;
    if (y >= (double)q->hi + 1)
        return q->hi;
    /* The division is off by at most 2^-52 |y|: away from integers and ties it decides. */
    double slack = fabs(y) * 0x1p-50 + 0x1p-1000, rest = y - low;
    int64_t code = 0;
    if (q->mode == BAC_ROUND_HALF_EVEN && fabs(rest - 0.5) > slack) {
        code = (int64_t)low + (rest > 0.5);
    } else {
        mpq_t root;
        bac_exact v;
        mpq_t s;
        mpq_inits(root, s, NULL);
        bac_exact_init(&v);
        mpq_set_d(v.a, x);
        mpq_set_d(s, scale);
        mpq_div(v.a, v.a, s);
        if (!bac_exact_round(&v, root, q->mode, &code))
            code = x < 0 ? q->lo : q->hi;
        bac_exact_clear(&v);
        mpq_clears(root, s, NULL);
    }
    return code < q->lo ? q->lo : code > q->hi ? q->hi : code;
}

/* The axis a scale runs along: shapes are aligned at the last dimension. */
static bac_status scale_axis(const bac_node *node, const bac_shape *x, const bac_tensor *scale,
                             uint32_t *axis) {
    uint32_t found = 0;
    *axis = 0;
    for (uint32_t i = 0; i < scale->shape.rank; i++) {
        if (scale->shape.dim[i] == 1)
            continue;
        uint32_t from_end = scale->shape.rank - i;
        found++;
        if (from_end > x->rank || x->dim[x->rank - from_end] != scale->shape.dim[i])
            found = 2;
        else
            *axis = x->rank - from_end;
    }
    /* QuantizeLinear and DequantizeLinear hold a flat scale and name the axis. */
    bool linear = bac_node_is(node, "QuantizeLinear") || bac_node_is(node, "DequantizeLinear");
    if (linear && scale->shape.rank == 1 && scale->count > 1) {
        int64_t a = bac_node_axis(node, 1, x->rank);
        found = a >= 0 && a < x->rank && x->dim[a] == scale->shape.dim[0] ? 1 : 2;
        *axis = found == 1 ? (uint32_t)a : 0;
    }
    if (found > 1)
        return bac_node_fail(node, "its scale does not fit one axis of its input");
    return BAC_OK;
}

bac_status bac_quantise_constant(const bac_node *node, const bac_quantiser *q, const bac_tensor *x,
                                 bac_tensor **y) {
    uint32_t axis = 0;
    if (scale_axis(node, &x->shape, q->scale, &axis))
        return node->graph->status;
    bac_tensor *t = bac_tensor_new(node->graph, &x->shape, BAC_ONNX_FLOAT);
    int32_t *code = bac_graph_alloc(node->graph, x->count, sizeof *code);
    if (!t || !code)
        return node->graph->status;
    t->code = code;
    t->bits = (uint8_t)q->bits;
    t->is_signed = q->is_signed;
    t->bipolar = q->bipolar;
    t->scale = q->scale->data;
    t->n_scale = q->scale->count;
    t->scale_axis = axis;
    size_t inner = 1;
    for (uint32_t i = axis + 1; i < x->shape.rank; i++)
        inner *= (size_t)x->shape.dim[i];
    for (size_t i = 0; i < x->count; i++) {
        double s = t->scale[t->n_scale == 1 ? 0 : i / inner % t->n_scale];
        int64_t c = quantiser_code(q, x->data[i], q->of_codes ? 1 : s);
        if (c < INT32_MIN || c > INT32_MAX)
            return bac_node_fail(node, "a constant's code does not fit 32 bits");
        code[i] = (int32_t)c;
        t->data[i] = (double)c * s;
    }
    *y = t;
    return BAC_OK;
}

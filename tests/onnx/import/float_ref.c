/* float_ref.c - see float_ref.h. */
#include "float_ref.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_VALUES = 4096, RANK = 4 };

typedef struct value {
    const char *name;
    int rank, dtype;
    long dim[RANK];
    double *v;
} value;

typedef struct state {
    value value[MAX_VALUES];
    int n;
} state;

static long count(const value *a) {
    long n = 1;
    for (int i = 0; i < a->rank; i++)
        n *= a->dim[i];
    return n;
}

static value *find(state *s, const char *name) {
    for (int i = s->n; i-- > 0;)
        if (strcmp(s->value[i].name, name) == 0)
            return &s->value[i];
    fprintf(stderr, "float_ref: no value %s\n", name);
    abort();
}

static value *make(state *s, const char *name, int rank, const long *dim) {
    if (s->n == MAX_VALUES)
        abort();
    value *y = &s->value[s->n++];
    y->name = name;
    y->rank = rank;
    y->dtype = 1;
    for (int i = 0; i < rank; i++)
        y->dim[i] = dim[i];
    y->v = calloc((size_t)count(y) + 1, sizeof *y->v);
    return y;
}

static value *like(state *s, const char *name, const value *x) {
    return make(s, name, x->rank, x->dim);
}

static void load(state *s, const Bac__Onnx__Tensor *t, const char *name) {
    long dim[RANK] = {0};
    for (size_t i = 0; i < t->n_dims; i++)
        dim[i] = (long)t->dims[i];
    value *y = make(s, name, (int)t->n_dims, dim);
    y->dtype = t->data_type;
    for (long i = 0; i < count(y); i++) {
        const uint8_t *p = t->raw_data.data;
        float f;
        int64_t l;
        int32_t w;
        if (t->data_type == 1) {
            memcpy(&f, p + 4 * i, 4);
            y->v[i] = (double)f;
        } else if (t->data_type == 7) {
            memcpy(&l, p + 8 * i, 8);
            y->v[i] = (double)l;
        } else if (t->data_type == 6) {
            memcpy(&w, p + 4 * i, 4);
            y->v[i] = w;
        } else {
            y->v[i] = t->data_type == 3 ? (double)(int8_t)p[i] : (double)p[i];
        }
    }
}

static const Bac__Onnx__Attribute *attribute(const Bac__Onnx__Node *n, const char *name) {
    for (size_t i = 0; i < n->n_attribute; i++)
        if (strcmp(n->attribute[i]->name, name) == 0)
            return n->attribute[i];
    return NULL;
}

static long integer(const Bac__Onnx__Node *n, const char *name, long otherwise) {
    const Bac__Onnx__Attribute *a = attribute(n, name);
    return a ? (long)a->i : otherwise;
}

static long listed(const Bac__Onnx__Node *n, const char *name, size_t i, long otherwise) {
    const Bac__Onnx__Attribute *a = attribute(n, name);
    return a && i < a->n_ints ? (long)a->ints[i] : otherwise;
}

/* Element of b that numpy's broadcasting pairs with flat element i of x. */
static double paired(const value *b, const value *x, long i) {
    long at = 0, step = 1;
    for (int k = 0; k < b->rank; k++) {
        int d = x->rank - 1 - k;
        long index = d >= 0 ? i % x->dim[d] : 0;
        i = d >= 0 ? i / x->dim[d] : i;
        if (b->dim[b->rank - 1 - k] > 1)
            at += index * step;
        step *= b->dim[b->rank - 1 - k];
    }
    return b->v[at];
}

static double round_mode(double v, const char *mode) {
    double s = v < 0 ? -1 : 1;
    if (!strcmp(mode, "CEIL"))
        return ceil(v);
    if (!strcmp(mode, "FLOOR"))
        return floor(v);
    if (!strcmp(mode, "UP"))
        return s * ceil(fabs(v));
    if (!strcmp(mode, "DOWN"))
        return s * floor(fabs(v));
    if (!strcmp(mode, "HALF_UP"))
        return s * floor(fabs(v) + 0.5);
    if (!strcmp(mode, "HALF_DOWN"))
        return s * ceil(fabs(v) - 0.5);
    return rint(v);
}

static const char *rounding(const Bac__Onnx__Node *n, const char *otherwise, char text[24]) {
    const Bac__Onnx__Attribute *a = attribute(n, "rounding_mode");
    snprintf(text, 24, "%.*s", a ? (int)a->s.len : 23, a ? (const char *)a->s.data : otherwise);
    return text;
}

static double clip(double v, double lo, double hi) {
    return v < lo ? lo : v > hi ? hi : v;
}

static void range(const Bac__Onnx__Node *n, double bits, double *lo, double *hi) {
    long narrow = integer(n, "narrow", 0);
    bool is_signed = integer(n, "signed", 1) != 0;
    *lo = is_signed ? -pow(2, bits - 1) + (double)narrow : 0;
    *hi = is_signed ? pow(2, bits - 1) - 1 : pow(2, bits) - 1 - (double)narrow;
}

static void quant(state *s, const Bac__Onnx__Node *n) {
    char text[24];
    const value *x = find(s, n->input[0]), *scale = find(s, n->input[1]);
    bool bipolar = !strcmp(n->op_type, "BipolarQuant");
    double bits = bipolar ? 1 : find(s, n->input[3])->v[0], lo, hi;
    bool is_signed = bipolar || integer(n, "signed", 1) != 0;
    range(n, bits, &lo, &hi);
    const char *mode = rounding(n, "ROUND", text);
    value *y = like(s, n->output[0], x);
    for (long i = 0; i < count(x); i++) {
        double k = paired(scale, x, i);
        if (bits == 1 && is_signed)
            y->v[i] = x->v[i] >= 0 ? k : -k;
        else
            y->v[i] = round_mode(clip(x->v[i] / k, lo, hi), mode) * k;
    }
}

static void trunc_bits(state *s, const Bac__Onnx__Node *n) {
    char text[24];
    const value *x = find(s, n->input[0]);
    double scale = find(s, n->input[1])->v[0], out = scale, lo = -INFINITY, hi = INFINITY;
    double power = pow(2, find(s, n->input[3])->v[0] - find(s, n->input[n->n_input - 1])->v[0]);
    if (n->n_input > 5) {
        out = find(s, n->input[4])->v[0];
        power = pow(2, rint(log2(out / scale)));
        range(n, find(s, n->input[n->n_input - 1])->v[0], &lo, &hi);
    }
    const char *mode = rounding(n, "FLOOR", text);
    value *y = like(s, n->output[0], x);
    for (long i = 0; i < count(x); i++)
        y->v[i] = round_mode(clip(rint(x->v[i] / scale) / power, lo, hi), mode) * out;
}

static void quantize_linear(state *s, const Bac__Onnx__Node *n) {
    const value *x = find(s, n->input[0]), *scale = find(s, n->input[1]);
    int dtype = n->n_input > 2 ? find(s, n->input[2])->dtype : 2;
    value *y = like(s, n->output[0], x);
    y->dtype = dtype;
    for (long i = 0; i < count(x); i++)
        y->v[i] = clip(rint(x->v[i] / paired(scale, x, i)), dtype == 3 ? -128 : 0,
                       dtype == 3 ? 127 : 255);
}

static void clip_node(state *s, const Bac__Onnx__Node *n) {
    const value *x = find(s, n->input[0]);
    const Bac__Onnx__Attribute *lo = attribute(n, "min"), *hi = attribute(n, "max");
    double a = lo ? (double)lo->f : -INFINITY, b = hi ? (double)hi->f : INFINITY;
    if (n->n_input > 1 && n->input[1][0])
        a = find(s, n->input[1])->v[0];
    if (n->n_input > 2 && n->input[2][0])
        b = find(s, n->input[2])->v[0];
    value *y = like(s, n->output[0], x);
    for (long i = 0; i < count(x); i++)
        y->v[i] = clip(x->v[i], a, b);
}

static void conv(state *s, const Bac__Onnx__Node *n) {
    const value *x = find(s, n->input[0]), *w = find(s, n->input[1]);
    const value *b = n->n_input > 2 ? find(s, n->input[2]) : NULL;
    long left = listed(n, "pads", 0, 0), right = listed(n, "pads", 1, 0);
    long stride = listed(n, "strides", 0, 1), groups = integer(n, "group", 1);
    long K = w->dim[2], per = w->dim[1], L = x->dim[2];
    long dim[3] = {1, w->dim[0], (L + left + right - K) / stride + 1};
    value *y = make(s, n->output[0], 3, dim);
    for (long o = 0; o < dim[1]; o++)
        for (long t = 0; t < dim[2]; t++) {
            double sum = b ? b->v[o] : 0;
            for (long i = 0; i < per; i++)
                for (long k = 0; k < K; k++) {
                    long at = t * stride + k - left, c = o / (dim[1] / groups) * per + i;
                    if (at >= 0 && at < L)
                        sum += w->v[(o * per + i) * K + k] * x->v[c * L + at];
                }
            y->v[o * dim[2] + t] = sum;
        }
}

static void linear(state *s, const Bac__Onnx__Node *n) {
    const value *x = find(s, n->input[0]), *w = find(s, n->input[1]);
    const value *b = n->n_input > 2 ? find(s, n->input[2]) : NULL;
    bool t = integer(n, "transB", 0) != 0;
    long in = x->dim[1], out = t ? w->dim[0] : w->dim[1], dim[2] = {1, out};
    value *y = make(s, n->output[0], 2, dim);
    for (long o = 0; o < out; o++) {
        y->v[o] = b ? b->v[o] : 0;
        for (long i = 0; i < in; i++)
            y->v[o] += x->v[i] * (t ? w->v[o * in + i] : w->v[i * out + o]);
    }
}

static void norm(state *s, const Bac__Onnx__Node *n) {
    const value *x = find(s, n->input[0]), *p[4];
    const Bac__Onnx__Attribute *e = attribute(n, "epsilon");
    for (int i = 0; i < 4; i++)
        p[i] = find(s, n->input[i + 1]);
    value *y = like(s, n->output[0], x);
    long inner = x->rank > 2 ? x->dim[2] : 1;
    for (long i = 0; i < count(x); i++) {
        long c = i / inner % x->dim[1];
        y->v[i] =
            (x->v[i] - p[2]->v[c]) / sqrt(p[3]->v[c] + (e ? (double)e->f : 1e-5)) * p[0]->v[c] +
            p[1]->v[c];
    }
}

static void pool(state *s, const Bac__Onnx__Node *n) {
    const value *x = find(s, n->input[0]);
    bool global = !strncmp(n->op_type, "Global", 6), mean = strstr(n->op_type, "Average") != NULL;
    long L = x->dim[2], K = global ? L : listed(n, "kernel_shape", 0, 1);
    long stride = listed(n, "strides", 0, 1), left = listed(n, "pads", 0, 0);
    long right = listed(n, "pads", 1, 0);
    long dim[3] = {1, x->dim[1], (L + left + right - K) / stride + 1};
    value *y = make(s, n->output[0], 3, dim);
    for (long c = 0; c < dim[1]; c++)
        for (long t = 0; t < dim[2]; t++) {
            double best = -INFINITY, sum = 0, n_in = 0;
            for (long k = 0; k < K; k++) {
                long at = t * stride + k - left;
                if (at < 0 || at >= L)
                    continue;
                best = fmax(best, x->v[c * L + at]);
                sum += x->v[c * L + at];
                n_in++;
            }
            if (integer(n, "count_include_pad", 0))
                n_in = (double)K;
            y->v[c * dim[2] + t] = mean ? sum / n_in : best;
        }
}

static void arithmetic(state *s, const Bac__Onnx__Node *n) {
    const value *a = find(s, n->input[0]), *b = find(s, n->input[1]);
    const value *wide = count(b) > count(a) || b->rank > a->rank ? b : a;
    value *y = like(s, n->output[0], wide);
    for (long i = 0; i < count(wide); i++) {
        double p = paired(a, wide, i), q = paired(b, wide, i);
        y->v[i] = n->op_type[0] == 'A'   ? p + q
                  : n->op_type[0] == 'S' ? p - q
                  : n->op_type[0] == 'M' ? p * q
                                         : p / q;
    }
}

static void concat(state *s, const Bac__Onnx__Node *n) {
    const value *x = find(s, n->input[0]);
    long axis = integer(n, "axis", 1), dim[RANK] = {0}, at = 0;
    memcpy(dim, x->dim, sizeof dim);
    dim[axis] = 0;
    for (size_t i = 0; i < n->n_input; i++)
        dim[axis] += find(s, n->input[i])->dim[axis];
    value *y = make(s, n->output[0], find(s, n->input[0])->rank, dim);
    for (size_t i = 0; i < n->n_input; i++) { /* batch is 1: channels lie one after the other */
        x = find(s, n->input[i]);
        memcpy(y->v + at, x->v, (size_t)count(x) * sizeof *x->v);
        at += count(x);
    }
}

static void transpose(state *s, const Bac__Onnx__Node *n) {
    const value *x = find(s, n->input[0]);
    long dim[2] = {x->dim[1], x->dim[0]};
    value *y = make(s, n->output[0], 2, dim);
    for (long i = 0; i < dim[0]; i++)
        for (long k = 0; k < dim[1]; k++)
            y->v[i * dim[1] + k] = x->v[k * dim[0] + i];
}

/* Squeeze and Unsqueeze name their axis in an attribute, from opset 13 on in an input. */
static long axis_of(state *s, const Bac__Onnx__Node *n) {
    return n->n_input > 1 ? (long)find(s, n->input[1])->v[0] : listed(n, "axes", 0, 0);
}

static void reshape(state *s, const Bac__Onnx__Node *n) {
    const value *x = find(s, n->input[0]);
    long dim[RANK] = {1, count(x)};
    int rank = 2;
    if (!strcmp(n->op_type, "Reshape")) {
        const value *t = find(s, n->input[1]);
        long known = 1, hole = -1;
        rank = (int)t->dim[0];
        for (int i = 0; i < rank; i++) {
            dim[i] = t->v[i] == 0 ? x->dim[i] : (long)t->v[i];
            hole = dim[i] < 0 ? i : hole;
            known *= dim[i] < 0 ? 1 : dim[i];
        }
        if (hole >= 0)
            dim[hole] = count(x) / known;
    } else if (!strcmp(n->op_type, "Unsqueeze")) {
        rank = x->rank + 1;
        long axis = axis_of(s, n);
        for (int i = 0, from = 0; i < rank; i++)
            dim[i] = i == axis ? 1 : x->dim[from++];
    } else if (!strcmp(n->op_type, "Squeeze")) {
        rank = x->rank - 1;
        long axis = axis_of(s, n);
        for (int i = 0, to = 0; i < x->rank; i++)
            if (i != axis)
                dim[to++] = x->dim[i];
    } else if (strcmp(n->op_type, "Flatten") != 0) {
        rank = x->rank;
        memcpy(dim, x->dim, sizeof dim);
    }
    value *y = make(s, n->output[0], rank, dim);
    x = find(s, n->input[0]);
    memcpy(y->v, x->v, (size_t)count(x) * sizeof *x->v);
    y->dtype = x->dtype;
}

static void shape_of(state *s, const Bac__Onnx__Node *n) {
    const value *x = find(s, n->input[0]);
    long dim[1] = {x->rank};
    value *y = make(s, n->output[0], 1, dim);
    for (int i = 0; i < x->rank; i++)
        y->v[i] = (double)x->dim[i];
}

static void gather(state *s, const Bac__Onnx__Node *n) {
    const value *x = find(s, n->input[0]), *at = find(s, n->input[1]);
    value *y = like(s, n->output[0], at);
    for (long i = 0; i < count(at); i++)
        y->v[i] = x->v[(long)at->v[i]];
}

static void hard_sigmoid(state *s, const Bac__Onnx__Node *n) {
    const value *x = find(s, n->input[0]);
    value *y = like(s, n->output[0], x);
    double alpha = (double)attribute(n, "alpha")->f, beta = (double)attribute(n, "beta")->f;
    for (long i = 0; i < count(x); i++)
        y->v[i] = fmax(0, fmin(1, alpha * x->v[i] + beta));
}

static void unary(state *s, const Bac__Onnx__Node *n) {
    const value *x = find(s, n->input[0]);
    value *y = like(s, n->output[0], x);
    for (long i = 0; i < count(x); i++)
        y->v[i] = n->op_type[0] == 'R' ? fmax(x->v[i], 0) : ceil(x->v[i]);
}

static void dequantize(state *s, const Bac__Onnx__Node *n) {
    const value *x = find(s, n->input[0]), *scale = find(s, n->input[1]);
    value *y = like(s, n->output[0], x);
    for (long i = 0; i < count(x); i++)
        y->v[i] = x->v[i] * paired(scale, x, i);
}

static void constant(state *s, const Bac__Onnx__Node *n) {
    load(s, attribute(n, "value")->t, n->output[0]);
}

static void argmax(state *s, const Bac__Onnx__Node *n) {
    const value *x = find(s, n->input[0]);
    long dim[1] = {1}, best = 0;
    for (long i = 1; i < count(x); i++)
        best = x->v[i] > x->v[best] ? i : best;
    make(s, n->output[0], 1, dim)->v[0] = (double)best;
}

static const struct {
    const char *op;
    void (*run)(state *, const Bac__Onnx__Node *);
} ops[] = {
    {"Quant", quant},
    {"IntQuant", quant},
    {"BipolarQuant", quant},
    {"Trunc", trunc_bits},
    {"QuantizeLinear", quantize_linear},
    {"Clip", clip_node},
    {"DequantizeLinear", dequantize},
    {"Conv", conv},
    {"Gemm", linear},
    {"MatMul", linear},
    {"BatchNormalization", norm},
    {"MaxPool", pool},
    {"GlobalMaxPool", pool},
    {"AveragePool", pool},
    {"GlobalAveragePool", pool},
    {"HardSigmoid", hard_sigmoid},
    {"Add", arithmetic},
    {"Sub", arithmetic},
    {"Mul", arithmetic},
    {"Div", arithmetic},
    {"Concat", concat},
    {"Transpose", transpose},
    {"Reshape", reshape},
    {"Flatten", reshape},
    {"Squeeze", reshape},
    {"Unsqueeze", reshape},
    {"Identity", reshape},
    {"Dropout", reshape},
    {"Cast", reshape},
    {"Shape", shape_of},
    {"Gather", gather},
    {"Relu", unary},
    {"Ceil", unary},
    {"Constant", constant},
    {"ArgMax", argmax},
};

size_t float_ref_run(const onnx_model *m, const double *x, double *out, size_t n) {
    state *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    const Bac__Onnx__Graph *g = m->graph;
    const Bac__Onnx__TensorShape *shape = g->input[0]->type->tensor_type->shape;
    long dim[3] = {1, (long)shape->dim[1]->dim_value, (long)shape->dim[2]->dim_value};
    for (size_t i = 0; i < g->n_initializer; i++)
        load(s, g->initializer[i], g->initializer[i]->name);
    value *in = make(s, g->input[0]->name, 3, dim);
    memcpy(in->v, x, (size_t)count(in) * sizeof *x);
    for (size_t i = 0; i < g->n_node; i++) {
        size_t k = 0;
        while (k < sizeof ops / sizeof *ops && strcmp(ops[k].op, g->node[i]->op_type) != 0)
            k++;
        if (k == sizeof ops / sizeof *ops) {
            fprintf(stderr, "float_ref: no operator %s\n", g->node[i]->op_type);
            abort();
        }
        ops[k].run(s, g->node[i]);
    }
    const value *y = find(s, g->output[0]->name);
    size_t made = (size_t)count(y);
    for (size_t i = 0; i < made && i < n; i++)
        out[i] = y->v[i];
    for (int i = 0; i < s->n; i++)
        free(s->value[i].v);
    free(s);
    return made;
}

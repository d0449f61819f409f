/* naive_nn.c - see naive_nn.h. */
#include "naive_nn.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double TIE = 1e-3; /* codes */

static void *room(size_t n, size_t size) {
    void *p = calloc(n ? n : 1, size);
    cr_assert(p, "out of memory");
    return p;
}

static size_t size_of(const naive *n, uint32_t i) {
    return (size_t)n->nn->node[i].C * n->B * n->nn->node[i].T;
}

void naive_make(naive *n, const bac_nn *nn, bac_nn_mode mode, uint32_t B) {
    *n = (naive){.nn = nn, .mode = mode, .B = B};
    n->node = room(nn->n_node, sizeof *n->node);
    n->theta0 = room(nn->n_theta, sizeof(double));
    n->weight0 = room(nn->n_node, sizeof *n->weight0);
    n->bias0 = room(nn->n_node, sizeof *n->bias0);
    for (uint32_t i = 0; i < nn->n_node; i++) {
        const bac_nn_node *node = &nn->node[i];
        naive_node *v = &n->node[i];
        v->value = room(size_of(n, i), sizeof(double));
        v->from = room(size_of(n, i), sizeof(uint32_t));
        if (node->bits) {
            v->y0 = room(size_of(n, i), sizeof(double));
            v->u0 = room(size_of(n, i), sizeof(double));
            v->slope = room(size_of(n, i), sizeof(double));
            v->pull = room(size_of(n, i), sizeof(double));
        }
        if (node->op == BAC_NN_CONV)
            n->weight0[i] = room(nn->param[node->weight].n, sizeof(float));
        if (node->bias != BAC_NN_NONE)
            n->bias0[i] = room(node->C, sizeof(double));
    }
}

void naive_clear(naive *n) {
    for (uint32_t i = 0; i < n->nn->n_node; i++) {
        free(n->node[i].value);
        free(n->node[i].from);
        free(n->node[i].y0);
        free(n->node[i].u0);
        free(n->node[i].slope);
        free(n->node[i].pull);
        free(n->weight0[i]);
        free(n->bias0[i]);
    }
    free(n->node);
    free(n->theta0);
    free(n->weight0);
    free(n->bias0);
}

/* Element (c, b, t) of a node's stream */
static size_t at(const naive *n, uint32_t i, uint32_t c, uint32_t b, uint32_t t) {
    return ((size_t)c * n->B + b) * n->nn->node[i].T + t;
}

static double get(const naive *n, uint32_t i, uint32_t c, uint32_t b, uint32_t t) {
    return n->node[i].value[at(n, i, c, b, t)];
}

static void near(naive *n, double distance) {
    if (n->work && fabs(distance) < n->margin)
        n->margin = fabs(distance);
}

/* ---- convolution */

static double conv_weight(const naive *n, uint32_t i, size_t k) {
    size_t j = n->nn->param[n->nn->node[i].weight].at + k;
    return (double)n->weight0[i][k] + (n->theta[j] - n->theta0[j]);
}

static double conv_bias(const naive *n, uint32_t i, uint32_t o) {
    const bac_nn_node *node = &n->nn->node[i];
    if (node->bias == BAC_NN_NONE)
        return 0;
    size_t j = n->nn->param[node->bias].at + o;
    return n->bias0[i][o] + (n->theta[j] - n->theta0[j]);
}

static void conv_keep(naive *n, uint32_t i) {
    const bac_nn_node *node = &n->nn->node[i];
    memcpy(n->weight0[i], node->wreal, n->nn->param[node->weight].n * sizeof(float));
    for (uint32_t o = 0; node->bias != BAC_NN_NONE && o < node->C; o++)
        n->bias0[i][o] = node->coded ? node->bcode[o] * (double)node->scale[o]
                                     : n->theta0[n->nn->param[node->bias].at + o];
}

static double conv_sum(const naive *n, uint32_t i, uint32_t o, uint32_t b, uint32_t t) {
    const bac_nn_node *node = &n->nn->node[i];
    const bac_conv_shape *s = &node->conv;
    uint32_t ci = s->c_in / s->groups, first = o / (s->c_out / s->groups) * ci;
    double sum = conv_bias(n, i, o);
    for (uint32_t c = 0; c < ci; c++)
        for (uint32_t k = 0; k < s->kernel; k++) {
            int64_t x = (int64_t)t * s->stride + k - s->pad_left;
            if (x >= 0 && x < s->t_in)
                sum += conv_weight(n, i, ((size_t)o * ci + c) * s->kernel + k) *
                       get(n, node->in[0], first + c, b, (uint32_t)x);
        }
    return sum;
}

/* ---- norm, activation, quantiser */

/* gain and offset of a channel: u = gain * x + offset */
static void norm_of(naive *n, uint32_t i, uint32_t c, double *gain, double *offset) {
    const bac_nn_node *node = &n->nn->node[i];
    const bac_nn *nn = n->nn;
    double beta = node->beta == BAC_NN_NONE ? 0 : n->theta[nn->param[node->beta].at + c];
    *gain = 1;
    *offset = beta;
    if (node->norm != BAC_NORM_BATCH)
        return;
    double mean = (double)nn->state[node->mean + c], var = (double)nn->state[node->var + c];
    if (n->mode == BAC_NN_TRAIN) {
        double count = (double)n->B * node->T;
        mean = var = 0;
        for (uint32_t b = 0; b < n->B; b++)
            for (uint32_t t = 0; t < node->T; t++)
                mean += get(n, node->in[0], c, b, t) / count;
        for (uint32_t b = 0; b < n->B; b++)
            for (uint32_t t = 0; t < node->T; t++)
                var += pow(get(n, node->in[0], c, b, t) - mean, 2) / count;
        if (n->work && var > 1e-20)
            n->spread = fmin(n->spread, var);
    }
    *gain = n->theta[nn->param[node->gamma].at + c] / sqrt(var + (double)nn->eps);
    *offset = beta - *gain * mean;
}

static double activate(naive *n, bac_nn_act act, double u) {
    if (act == BAC_ACT_NONE)
        return u;
    if (act == BAC_ACT_RELU) {
        near(n, u);
        return u > 0 ? u : 0;
    }
    near(n, u + 3);
    near(n, u - 3);
    double gate = fmin(fmax(u + 3, 0), 6) / 6;
    return act == BAC_ACT_HSWISH ? u * gate : gate;
}

/* code = clamp((acc + A) >> S): x is the real value of acc */
static double shifted(const bac_nn_node *node, const bac_nn_node *from, uint32_t c, double x) {
    return (x / (double)from->scale[c] + node->A[c]) / (double)((int64_t)1 << node->S[c]);
}

/* On the clip range itself, which integers reach, there is nothing to round. */
static void near_clip(naive *n, double distance) {
    if (distance != 0)
        near(n, distance);
}

static void quantise_keep(naive *n, uint32_t i, uint32_t c, size_t j, double x, double u) {
    const bac_nn_node *node = &n->nn->node[i], *from = &n->nn->node[node->in[0]];
    naive_node *v = &n->node[i];
    float theirs = bac_nn_value(n->work, i)[j];
    double step = (double)node->scale[c], lo = node->code_lo, hi = node->code_hi, code;
    bool inside;
    if (node->act == BAC_ACT_RELU)
        lo = fmax(lo, 0);
    if (n->nn->style == BAC_NN_NATIVE && from->coded) {
        double p = shifted(node, from, c, x);
        code = fmin(fmax(floor(p), lo), hi);
        inside = p > lo && p < hi + 1;
    } else {
        double p = u / step;
        code = fmin(fmax(rint(p), lo), hi);
        inside = p > lo && p < hi;
        near_clip(n, p - lo);
        near_clip(n, p - hi);
        if (inside && fabs(p - floor(p) - 0.5) < TIE) /* float's rounding decides */
            code = fmin(fmax((double)theirs, floor(p)), ceil(p));
    }
    cr_assert(code == (double)theirs, "%s, channel %u: code %g, the trainer's is %g", node->name, c,
              code, (double)theirs);
    v->y0[j] = code * step;
    v->u0[j] = u;
    v->slope[j] = inside;
    v->pull[j] = inside ? code - u / step : code;
}

static double quantised(const naive *n, uint32_t i, size_t j, double u) {
    const bac_nn_node *node = &n->nn->node[i];
    const naive_node *v = &n->node[i];
    size_t step = n->nn->param[node->step].at;
    double grown = exp2(n->theta[step]) - exp2(n->theta0[step]);
    if (n->nn->param[node->step].fixed)
        grown = 0;
    return v->y0[j] + v->slope[j] * (u - v->u0[j]) + v->pull[j] * grown;
}

static void norm_node(naive *n, uint32_t i) {
    const bac_nn_node *node = &n->nn->node[i];
    for (uint32_t c = 0; c < node->C; c++) {
        double gain, offset;
        norm_of(n, i, c, &gain, &offset);
        for (uint32_t b = 0; b < n->B; b++)
            for (uint32_t t = 0; t < node->T; t++) {
                size_t j = at(n, i, c, b, t);
                double x = get(n, node->in[0], c, b, t), u = gain * x + offset;
                if (node->bits && n->work)
                    quantise_keep(n, i, c, j, x, u);
                n->node[i].value[j] =
                    node->bits ? quantised(n, i, j, u) : activate(n, node->act, u);
            }
    }
}

/* ---- the others */

static void pool_node(naive *n, uint32_t i, uint32_t c, uint32_t b, uint32_t t) {
    const bac_nn_node *node = &n->nn->node[i];
    const bac_pool_shape *s = &node->pool;
    size_t j = at(n, i, c, b, t);
    for (uint32_t k = 0, first = 1; n->work && k < s->kernel; k++) {
        int64_t x = (int64_t)t * s->stride + k - s->pad_left;
        if (x < 0 || x >= s->t_in)
            continue;
        double v = get(n, node->in[0], c, b, (uint32_t)x);
        double best = first ? v - 1 : get(n, node->in[0], c, b, n->node[i].from[j]);
        if (!n->nn->node[node->in[0]].coded && v != best &&
            !first) /* equal by saturation: no kink */
            near(n, v - best);
        if (v > best)
            n->node[i].from[j] = (uint32_t)x;
        first = 0;
    }
    n->node[i].value[j] = get(n, node->in[0], c, b, n->node[i].from[j]);
}

static double mean_of(const naive *n, uint32_t from, uint32_t c, uint32_t b) {
    double sum = 0;
    for (uint32_t t = 0; t < n->nn->node[from].T; t++)
        sum += get(n, from, c, b, t);
    return sum / n->nn->node[from].T;
}

static double concat_of(const naive *n, uint32_t i, uint32_t c, uint32_t b, uint32_t t) {
    const bac_nn_node *node = &n->nn->node[i];
    uint32_t k = 0;
    while (k + 1 < node->n_in && c >= n->nn->node[node->in[k]].C)
        c -= n->nn->node[node->in[k++]].C;
    return get(n, node->in[k], c, b, t);
}

static void element(naive *n, uint32_t i, uint32_t c, uint32_t b, uint32_t t) {
    const bac_nn_node *node = &n->nn->node[i];
    double *y = &n->node[i].value[at(n, i, c, b, t)];
    uint32_t from = node->in[0], T = n->nn->node[from].T;
    switch (node->op) {
    case BAC_NN_CONV:
        *y = conv_sum(n, i, c, b, t);
        break;
    case BAC_NN_ADD:
        *y = get(n, from, c, b, t) + get(n, node->in[1], c, b, t);
        break;
    case BAC_NN_CONCAT:
        *y = concat_of(n, i, c, b, t);
        break;
    case BAC_NN_MAXPOOL:
        pool_node(n, i, c, b, t);
        break;
    case BAC_NN_MEAN:
        *y = mean_of(n, from, c, b);
        break;
    case BAC_NN_MUL:
        *y = get(n, from, c, b, t) * get(n, node->in[1], c, b, 0);
        break;
    case BAC_NN_FLATTEN:
        *y = get(n, from, c / T, b, c % T);
        break;
    case BAC_NN_INPUT:
    case BAC_NN_NORM:
    case BAC_NN_OP_COUNT:
        cr_assert_fail("not made element by element");
    }
}

static void input_node(naive *n, const float *iq) {
    const bac_nn_node *node = &n->nn->node[0];
    for (uint32_t c = 0; c < node->C; c++)
        for (uint32_t b = 0; b < n->B; b++)
            for (uint32_t t = 0; t < node->T; t++) {
                double x = (double)iq[((size_t)b * node->T + t) * node->C + c];
                double scale = (double)node->scale[0];
                if (node->bits)
                    x = scale * fmin(fmax(rint(x / scale), node->code_lo), node->code_hi);
                n->node[0].value[at(n, 0, c, b, t)] = x;
            }
}

static void all_nodes(naive *n) {
    for (uint32_t i = 1; i < n->nn->n_node; i++) {
        const bac_nn_node *node = &n->nn->node[i];
        if (node->op == BAC_NN_CONV && n->work)
            conv_keep(n, i);
        if (node->op == BAC_NN_NORM) {
            norm_node(n, i);
            continue;
        }
        for (uint32_t c = 0; c < node->C; c++)
            for (uint32_t b = 0; b < n->B; b++)
                for (uint32_t t = 0; t < node->T; t++)
                    element(n, i, c, b, t);
    }
}

const double *naive_record(naive *n, const float *iq, const bac_nn_work *work) {
    for (size_t j = 0; j < n->nn->n_theta; j++)
        n->theta0[j] = (double)n->nn->theta[j];
    n->theta = n->theta0;
    n->margin = n->spread = INFINITY;
    n->work = work;
    input_node(n, iq);
    all_nodes(n);
    n->work = NULL;
    return n->node[n->nn->n_node - 1].value;
}

const double *naive_forward(naive *n, const double *theta) {
    n->theta = theta;
    all_nodes(n);
    return n->node[n->nn->n_node - 1].value;
}

/* ---- loss */

/* Logarithm of the softmax of column b at temperature tau */
static double log_share(const double *logit, uint32_t C, uint32_t B, uint32_t b, uint32_t c,
                        double tau) {
    double sum = 0;
    for (uint32_t k = 0; k < C; k++)
        sum += exp((logit[k * B + b] - logit[c * B + b]) / tau);
    return -log(sum);
}

double naive_loss(const naive *n, const int32_t *label, const float *teacher, double alpha,
                  double tau) {
    uint32_t last = n->nn->n_node - 1, C = n->nn->node[last].C, B = n->B;
    const double *logit = n->node[last].value;
    double loss = 0, *wise = room((size_t)C * B, sizeof *wise);
    for (size_t j = 0; teacher && j < (size_t)C * B; j++)
        wise[j] = (double)teacher[j];
    for (uint32_t b = 0; b < B; b++) {
        loss -= (teacher ? 1 - alpha : 1) * log_share(logit, C, B, b, (uint32_t)label[b], 1);
        for (uint32_t c = 0; teacher && c < C; c++) {
            double theirs = log_share(wise, C, B, b, c, tau);
            loss += alpha * tau * tau * exp(theirs) * (theirs - log_share(logit, C, B, b, c, tau));
        }
    }
    free(wise);
    return loss / B;
}

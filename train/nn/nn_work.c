/* nn_work.c - one thread's streams, and the forward and backward pass over them. */
#include "fixed.h"
#include "nn_internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- allocation */

static bool allocate_node(const bac_nn *nn, bac_nn_work *w, uint32_t i, bool gradients) {
    const bac_nn_node *n = &nn->node[i];
    size_t size = bac_nn_stream_size(n, w->capacity);
    w->value[i] = aligned_alloc(64, (size * sizeof(float) + 63) / 64 * 64);
    if (gradients)
        w->grad[i] = aligned_alloc(64, (size * sizeof(float) + 63) / 64 * 64);
    if (n->op == BAC_NN_NORM)
        w->affine[i] = calloc(n->C, sizeof(bac_nn_affine));
    return w->value[i] && (!gradients || w->grad[i]) && (n->op != BAC_NN_NORM || w->affine[i]);
}

static bool allocate_scratch(const bac_nn *nn, bac_nn_work *w) {
    size_t channels = 1, conv = 1, weights = 1, stream = 1;
    for (uint32_t i = 0; i < nn->n_node; i++) {
        const bac_nn_node *n = &nn->node[i];
        size_t size = bac_nn_stream_size(n, w->capacity);
        channels = n->C > channels ? n->C : channels;
        stream = size > stream ? size : stream;
        if (n->op != BAC_NN_CONV)
            continue;
        size_t need = bac_conv_work(&n->conv, w->capacity);
        conv = need > conv ? need : conv;
        weights = nn->param[n->weight].n > weights ? nn->param[n->weight].n : weights;
    }
    w->moment = calloc(2 * channels, sizeof(double));
    w->batch_state = calloc(nn->n_state + 1, sizeof(float));
    w->conv = aligned_alloc(64, (conv * sizeof(float) + 63) / 64 * 64);
    w->weight_grad = calloc(weights, sizeof(float));
    w->stream = aligned_alloc(64, (stream * sizeof(float) + 63) / 64 * 64);
    w->logit = calloc((size_t)nn->node[nn->n_node - 1].C * w->capacity, sizeof(float));
    return w->moment && w->batch_state && w->conv && w->weight_grad && w->stream && w->logit;
}

bac_status bac_nn_work_create(const bac_nn *nn, uint32_t B, bool gradients, bac_nn_work **work,
                              bac_error *err) {
    bac_nn_work *w = calloc(1, sizeof *w);
    *work = w;
    bool ok = w != NULL;
    if (ok) {
        w->capacity = B;
        w->n_node = nn->n_node;
        w->value = calloc(nn->n_node, sizeof *w->value);
        w->grad = calloc(nn->n_node, sizeof *w->grad);
        w->affine = calloc(nn->n_node, sizeof *w->affine);
        w->written = calloc(nn->n_node, sizeof *w->written);
        ok = w->value && w->grad && w->affine && w->written;
    }
    for (uint32_t i = 0; ok && i < nn->n_node; i++)
        ok = allocate_node(nn, w, i, gradients);
    if (ok && allocate_scratch(nn, w))
        return BAC_OK;
    bac_nn_work_free(w);
    *work = NULL;
    return bac_fail(err, BAC_ERR_MEMORY, nn->name, "out of memory for %u frames a shard", B);
}

void bac_nn_work_free(bac_nn_work *w) {
    if (!w)
        return;
    for (uint32_t i = 0; i < w->n_node; i++) {
        if (w->value)
            free(w->value[i]);
        if (w->grad)
            free(w->grad[i]);
        if (w->affine)
            free(w->affine[i]);
    }
    free(w->value);
    free(w->grad);
    free(w->affine);
    free(w->written);
    free(w->batch_state);
    free(w->moment);
    free(w->conv);
    free(w->logit);
    free(w->weight_grad);
    free(w->stream);
    free(w);
}

/* ---- forward */

/* One channel of a frame, quantised as bac_frame_quantise does: bac_fixed_code with ties to even,
 * in the form that loops over vectors. */
BAC_CLONES static void quantise_samples(uint32_t T, uint32_t C, const float *x, double scale,
                                        double lo, double hi, float *y) {
    for (uint32_t t = 0; t < T; t++)
        y[t] = bac_fixed_code_even((double)x[(size_t)t * C], scale, lo, hi);
}

static void input_forward(const bac_nn *nn, bac_nn_work *w, const float *iq) {
    const bac_nn_node *n = &nn->node[0];
    for (uint32_t c = 0; c < n->C; c++)
        for (uint32_t b = 0; b < w->B; b++) {
            const float *x = iq + (size_t)b * n->T * n->C + c;
            float *y = w->value[0] + ((size_t)c * w->B + b) * n->T;
            if (n->bits)
                quantise_samples(n->T, n->C, x, (double)n->scale[0], n->code_lo, n->code_hi, y);
            else
                for (uint32_t t = 0; t < n->T; t++)
                    y[t] = x[(size_t)t * n->C];
        }
}

static void conv_forward(const bac_nn *nn, bac_nn_work *w, uint32_t i) {
    const bac_nn_node *n = &nn->node[i];
    size_t row = (size_t)w->B * n->T;
    bac_conv_forward(&n->conv, w->B, n->wcode, w->value[n->in[0]], w->value[i], w->conv);
    for (uint32_t c = 0; n->bias != BAC_NN_NONE && c < n->C; c++) {
        float bias =
            n->coded ? (float)n->bcode[c] : nn->theta[nn->param[n->bias].at + c] / n->scale[c];
        for (size_t j = 0; j < row; j++)
            w->value[i][c * row + j] += bias;
    }
}

/* y = ka*a + kb*b */
BAC_CLONES static void sum(size_t n, float ka, const float *a, float kb, const float *b, float *y) {
    for (size_t j = 0; j < n; j++)
        y[j] = ka * a[j] + kb * b[j];
}

static void add_forward(const bac_nn *nn, bac_nn_work *w, uint32_t i) {
    const bac_nn_node *n = &nn->node[i];
    float ka = n->coded ? 1 : nn->node[n->in[0]].scale[0];
    float kb = n->coded ? 1 : nn->node[n->in[1]].scale[0];
    sum(bac_nn_stream_size(n, w->B), ka, w->value[n->in[0]], kb, w->value[n->in[1]], w->value[i]);
}

static void concat_forward(const bac_nn *nn, bac_nn_work *w, uint32_t i) {
    const bac_nn_node *n = &nn->node[i];
    float *y = w->value[i];
    for (uint32_t k = 0; k < n->n_in; k++) {
        size_t size = bac_nn_stream_size(&nn->node[n->in[k]], w->B);
        float s = n->coded ? 1 : nn->node[n->in[k]].scale[0];
        for (size_t j = 0; j < size; j++)
            *y++ = s * w->value[n->in[k]][j];
    }
}

/* y[c][b][t] = x[c][b][t] * g[c][b] */
static void mul_forward(const bac_nn *nn, bac_nn_work *w, uint32_t i) {
    const bac_nn_node *n = &nn->node[i];
    const float *x = w->value[n->in[0]], *g = w->value[n->in[1]];
    for (size_t row = 0; row < (size_t)n->C * w->B; row++)
        for (uint32_t t = 0; t < n->T; t++)
            w->value[i][row * n->T + t] = x[row * n->T + t] * g[row];
}

/* [C][B][T] to [C*T][B][1], or its transpose back. */
static void flatten_copy(uint32_t C, uint32_t B, uint32_t T, const float *from, float *to,
                         bool back, bool add) {
    for (uint32_t c = 0; c < C; c++)
        for (uint32_t b = 0; b < B; b++)
            for (uint32_t t = 0; t < T; t++) {
                size_t stream = ((size_t)c * B + b) * T + t;
                size_t flat = ((size_t)c * T + t) * B + b;
                if (!back)
                    to[flat] = from[stream];
                else
                    to[stream] = from[flat] + (add ? to[stream] : 0);
            }
}

static void node_forward(const bac_nn *nn, bac_nn_work *w, uint32_t i) {
    const bac_nn_node *n = &nn->node[i], *from = &nn->node[n->in[0]];
    size_t rows = (size_t)n->C * w->B;
    switch (n->op) {
    case BAC_NN_CONV:
        conv_forward(nn, w, i);
        break;
    case BAC_NN_NORM:
        bac_nn_norm_forward(nn, w, i);
        break;
    case BAC_NN_ADD:
        add_forward(nn, w, i);
        break;
    case BAC_NN_CONCAT:
        concat_forward(nn, w, i);
        break;
    case BAC_NN_MAXPOOL:
        bac_maxpool_forward(&n->pool, rows, w->value[n->in[0]], w->value[i]);
        break;
    case BAC_NN_MEAN:
        bac_mean_forward(from->T, rows, w->value[n->in[0]], w->value[i]);
        for (size_t j = 0; j < rows; j++)
            w->value[i][j] *= from->scale[0];
        break;
    case BAC_NN_MUL:
        mul_forward(nn, w, i);
        break;
    case BAC_NN_FLATTEN:
        flatten_copy(from->C, w->B, from->T, w->value[n->in[0]], w->value[i], false, false);
        break;
    case BAC_NN_INPUT:
    case BAC_NN_OP_COUNT:
        break;
    }
}

const float *bac_nn_forward(const bac_nn *nn, bac_nn_work *w, bac_nn_mode mode, uint32_t B,
                            const float *iq) {
    w->B = B;
    w->mode = mode;
    input_forward(nn, w, iq);
    for (uint32_t i = 1; i < nn->n_node; i++)
        node_forward(nn, w, i);
    const bac_nn_node *last = &nn->node[nn->n_node - 1];
    for (uint32_t c = 0; c < last->C; c++)
        for (uint32_t b = 0; b < B; b++)
            w->logit[(size_t)c * B + b] =
                w->value[nn->n_node - 1][(size_t)c * B + b] * last->scale[c];
    return w->logit;
}

/* ---- backward */

BAC_CLONES static void axpy(size_t n, float k, const float *x, bool add, float *y) {
    if (add)
        for (size_t j = 0; j < n; j++)
            y[j] += k * x[j];
    else
        for (size_t j = 0; j < n; j++)
            y[j] = k * x[j];
}

static void conv_backward(const bac_nn *nn, bac_nn_work *w, uint32_t i, float *grad) {
    const bac_nn_node *n = &nn->node[i];
    const bac_nn_param *p = &nn->param[n->weight];
    size_t row = (size_t)w->B * n->T;
    const float *dy = w->grad[i];
    memset(w->weight_grad, 0, p->n * sizeof(float));
    bac_conv_backward_weight(&n->conv, w->B, w->value[n->in[0]], dy, w->weight_grad, w->conv);
    float in_scale = nn->node[n->in[0]].scale[0];
    axpy(p->n, in_scale, w->weight_grad, true, grad + p->at);
    for (uint32_t c = 0; n->bias != BAC_NN_NONE && c < n->C; c++) {
        double sum = 0;
        for (size_t j = 0; j < row; j++)
            sum += (double)dy[c * row + j];
        grad[nn->param[n->bias].at + c] += (float)sum;
    }
    if (n->in[0] == 0)
        return; /* nobody asks for the gradient of the samples */
    bac_conv_backward_input(&n->conv, w->B, n->wreal, dy, w->grad[n->in[0]], w->written[n->in[0]],
                            w->conv);
    w->written[n->in[0]] = true;
}

static void join_backward(const bac_nn *nn, bac_nn_work *w, uint32_t i) {
    const bac_nn_node *n = &nn->node[i];
    const float *dy = w->grad[i];
    for (uint32_t k = 0; k < n->n_in; k++) {
        size_t size = bac_nn_stream_size(&nn->node[n->in[k]], w->B);
        axpy(size, 1, dy, w->written[n->in[k]], w->grad[n->in[k]]);
        w->written[n->in[k]] = true;
        dy += n->op == BAC_NN_CONCAT ? size : 0;
    }
}

static void mul_backward(const bac_nn *nn, bac_nn_work *w, uint32_t i) {
    const bac_nn_node *n = &nn->node[i];
    uint32_t xi = n->in[0], gi = n->in[1];
    const float *x = w->value[xi], *g = w->value[gi], *dy = w->grad[i];
    for (size_t row = 0; row < (size_t)n->C * w->B; row++) {
        double sum = 0;
        for (uint32_t t = 0; t < n->T; t++)
            sum += (double)(dy[row * n->T + t] * x[row * n->T + t]);
        axpy(n->T, g[row], dy + row * n->T, w->written[xi], w->grad[xi] + row * n->T);
        w->grad[gi][row] = (float)sum + (w->written[gi] ? w->grad[gi][row] : 0);
    }
    w->written[xi] = w->written[gi] = true;
}

static void node_backward(const bac_nn *nn, bac_nn_work *w, uint32_t i, float *grad) {
    const bac_nn_node *n = &nn->node[i], *from = &nn->node[n->in[0]];
    float *dx = w->grad[n->in[0]];
    bool add = w->written[n->in[0]];
    size_t rows = (size_t)n->C * w->B;
    switch (n->op) {
    case BAC_NN_CONV:
        conv_backward(nn, w, i, grad);
        return;
    case BAC_NN_NORM:
        bac_nn_norm_backward(nn, w, i, grad);
        return;
    case BAC_NN_ADD:
    case BAC_NN_CONCAT:
        join_backward(nn, w, i);
        return;
    case BAC_NN_MUL:
        mul_backward(nn, w, i);
        return;
    case BAC_NN_MAXPOOL:
        bac_maxpool_backward(&n->pool, rows, w->value[n->in[0]], w->grad[i], dx, add);
        break;
    case BAC_NN_MEAN:
        bac_mean_backward(from->T, rows, w->grad[i], dx, add);
        break;
    case BAC_NN_FLATTEN:
        flatten_copy(from->C, w->B, from->T, w->grad[i], dx, true, add);
        break;
    case BAC_NN_INPUT:
    case BAC_NN_OP_COUNT:
        return;
    }
    w->written[n->in[0]] = true;
}

void bac_nn_backward(const bac_nn *nn, bac_nn_work *w, const float *dlogit, float *grad) {
    uint32_t last = nn->n_node - 1;
    memset(w->written, 0, nn->n_node * sizeof *w->written);
    memcpy(w->grad[last], dlogit, (size_t)nn->node[last].C * w->B * sizeof(float));
    for (uint32_t i = last; i > 0; i--)
        node_backward(nn, w, i, grad);
}

const float *bac_nn_value(const bac_nn_work *w, uint32_t node) {
    return w->value[node];
}

const float *bac_nn_batch_state(const bac_nn_work *w) {
    return w->batch_state;
}

/* nn_work.c - the forward and backward pass over the streams of a shard, phase by phase. */
#include "fixed.h"
#include "nn_internal.h"

#include <string.h>

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

/* Takes a shard in hand: its streams are where the plan says. */
static void hold(bac_nn_work *w, bac_nn_batch *batch, uint32_t shard) {
    w->batch = batch;
    w->shard = &batch->shard[shard];
    w->B = batch->B;
    for (uint32_t i = 0; i < w->n_node; i++) {
        const bac_nn_place *p = &batch->plan.node[i];
        float *kept = w->shard->kept;
        w->value[i] = p->keep_value ? kept + p->value * w->B : w->local + p->value * w->capacity;
        w->grad[i] = p->keep_grad ? kept + p->grad * w->B : w->local + p->grad * w->capacity;
    }
}

static const float *logits(const bac_nn *nn, bac_nn_work *w) {
    const bac_nn_node *last = &nn->node[nn->n_node - 1];
    for (uint32_t c = 0; c < last->C; c++)
        for (uint32_t b = 0; b < w->B; b++)
            w->logit[(size_t)c * w->B + b] =
                w->value[nn->n_node - 1][(size_t)c * w->B + b] * last->scale[c];
    return w->logit;
}

const float *bac_nn_phase_forward(const bac_nn *nn, bac_nn_work *w, bac_nn_batch *batch,
                                  uint32_t shard, uint32_t phase, const float *iq) {
    const uint32_t *first = batch->plan.first;
    hold(w, batch, shard);
    if (phase == 0)
        input_forward(nn, w, iq);
    for (uint32_t i = first[phase] + (phase == 0); i < first[phase + 1]; i++)
        node_forward(nn, w, i);
    if (phase + 1 == batch->plan.phases)
        return logits(nn, w);
    if (batch->mode == BAC_NN_TRAIN)
        bac_nn_norm_measure(nn, w, first[phase + 1]);
    return NULL;
}

void bac_nn_join_forward(const bac_nn *nn, bac_nn_batch *batch, uint32_t phase) {
    if (batch->mode == BAC_NN_TRAIN)
        bac_nn_norm_settle(nn, batch, batch->plan.first[phase + 1], true);
}

const float *bac_nn_forward(const bac_nn *nn, bac_nn_work *w, bac_nn_mode mode, uint32_t B,
                            const float *iq) {
    const uint32_t last = w->own->plan.phases - 1;
    w->own->B = B;
    bac_nn_batch_begin(nn, w->own, mode);
    for (uint32_t phase = 0; phase < last; phase++) {
        bac_nn_phase_forward(nn, w, w->own, 0, phase, iq);
        bac_nn_join_forward(nn, w->own, phase);
    }
    return bac_nn_phase_forward(nn, w, w->own, 0, last, iq);
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
    bac_conv_backward_input(&n->conv, w->B, n->wreal, dy, w->grad[n->in[0]],
                            w->shard->written[n->in[0]], w->conv);
    w->shard->written[n->in[0]] = true;
}

static void join_backward(const bac_nn *nn, bac_nn_work *w, uint32_t i) {
    const bac_nn_node *n = &nn->node[i];
    const float *dy = w->grad[i];
    for (uint32_t k = 0; k < n->n_in; k++) {
        size_t size = bac_nn_stream_size(&nn->node[n->in[k]], w->B);
        axpy(size, 1, dy, w->shard->written[n->in[k]], w->grad[n->in[k]]);
        w->shard->written[n->in[k]] = true;
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
        axpy(n->T, g[row], dy + row * n->T, w->shard->written[xi], w->grad[xi] + row * n->T);
        w->grad[gi][row] = (float)sum + (w->shard->written[gi] ? w->grad[gi][row] : 0);
    }
    w->shard->written[xi] = w->shard->written[gi] = true;
}

static void node_backward(const bac_nn *nn, bac_nn_work *w, uint32_t i, float *grad) {
    const bac_nn_node *n = &nn->node[i], *from = &nn->node[n->in[0]];
    float *dx = w->grad[n->in[0]];
    bool add = w->shard->written[n->in[0]];
    size_t rows = (size_t)n->C * w->B;
    switch (n->op) {
    case BAC_NN_CONV:
        conv_backward(nn, w, i, grad);
        return;
    case BAC_NN_NORM:
        bac_nn_norm_sum(nn, w, i, grad);
        bac_nn_norm_mix(nn, w, i);
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
    w->shard->written[n->in[0]] = true;
}

void bac_nn_phase_backward(const bac_nn *nn, bac_nn_work *w, bac_nn_batch *batch, uint32_t shard,
                           uint32_t phase, const float *dlogit, float *grad) {
    const uint32_t *first = batch->plan.first, last = nn->n_node - 1;
    hold(w, batch, shard);
    if (phase + 1 == batch->plan.phases) {
        memset(w->shard->written, 0, nn->n_node * sizeof *w->shard->written);
        memcpy(w->grad[last], dlogit, (size_t)nn->node[last].C * w->B * sizeof(float));
    } else {
        bac_nn_norm_mix(nn, w, first[phase + 1]);
    }
    for (uint32_t i = first[phase]; i < first[phase + 1]; i++)
        if (batch->plan.node[i].again)
            node_forward(nn, w, i);
    for (uint32_t i = first[phase + 1] - 1; i > first[phase]; i--)
        node_backward(nn, w, i, grad);
    if (phase)
        bac_nn_norm_sum(nn, w, first[phase], grad);
}

void bac_nn_join_backward(const bac_nn *nn, bac_nn_batch *batch, uint32_t phase) {
    bac_nn_norm_join(nn, batch, batch->plan.first[phase]);
}

void bac_nn_backward(const bac_nn *nn, bac_nn_work *w, const float *dlogit, float *grad) {
    for (uint32_t phase = w->own->plan.phases; phase-- > 0;) {
        bac_nn_phase_backward(nn, w, w->own, 0, phase, dlogit, grad);
        if (phase)
            bac_nn_join_backward(nn, w->own, phase);
    }
}

const float *bac_nn_value(const bac_nn_work *w, uint32_t node) {
    return w->value[node];
}

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

/* The stream of a node as a feed: stored, or computed where it is read. */
static bac_feed feed_of(const bac_nn_at *at) {
    if (at->work->batch->plan.node[at->index].lazy_value)
        return (bac_feed){.make = bac_nn_norm_make,
                          .user = at,
                          .of = {at->work->value[at->nn->node[at->index].in[0]]}};
    return (bac_feed){.x = at->work->value[at->index]};
}

/* True when the batch norm that begins the next phase measures the stream of node i while it is
 * written. */
static bool measures(const bac_nn *nn, const bac_nn_work *w, uint32_t i) {
    const bac_nn_plan *p = &w->batch->plan;
    const uint32_t next = p->first[p->node[i].phase + 1];
    return p->node[i].fed && w->batch->mode == BAC_NN_TRAIN && next < nn->n_node &&
           nn->node[next].in[0] == i;
}

static void conv_forward_fed(const bac_nn *nn, bac_nn_work *w, uint32_t i) {
    const bac_nn_node *n = &nn->node[i];
    const bac_nn_at from = {nn, w, n->in[0]};
    const bac_nn_at next = {nn, w, w->batch->plan.first[w->batch->plan.node[i].phase + 1]};
    const bac_sink seen = {measures(nn, w, i) ? bac_nn_norm_moments : NULL, &next};
    bac_conv_forward_fed(&n->conv, w->B, n->wcode, feed_of(&from), w->value[i], seen, w->conv);
}

static void conv_forward(const bac_nn *nn, bac_nn_work *w, uint32_t i) {
    const bac_nn_node *n = &nn->node[i];
    size_t row = (size_t)w->B * n->T;
    if (w->batch->plan.node[i].fed) {
        conv_forward_fed(nn, w, i);
        return;
    }
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

enum { RUN = 512 }; /* positions of a lazy stream at once */

static void add_forward(const bac_nn *nn, bac_nn_work *w, uint32_t i) {
    const bac_nn_node *n = &nn->node[i];
    float ka = n->coded ? 1 : nn->node[n->in[0]].scale[0];
    float kb = n->coded ? 1 : nn->node[n->in[1]].scale[0];
    const bac_nn_at at[2] = {{nn, w, n->in[0]}, {nn, w, n->in[1]}};
    const bac_feed a = feed_of(&at[0]), b = feed_of(&at[1]);
    const size_t row = (size_t)w->B * n->T;
    float made[2][RUN];
    for (size_t place = 0; place < n->C * row;) {
        const size_t c = place / row, from = place % row;
        const size_t count = row - from < RUN ? row - from : RUN;
        if (a.make)
            a.make(a.user, c, from, count, made[0]);
        if (b.make)
            b.make(b.user, c, from, count, made[1]);
        sum(count, ka, a.make ? made[0] : a.x + place, kb, b.make ? made[1] : b.x + place,
            w->value[i] + place);
        place += count;
    }
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
        if (!w->batch->plan.node[i].lazy_value)
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

/* Makes a shard current: sets the addresses of its streams. */
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
    if (batch->mode == BAC_NN_TRAIN && !measures(nn, w, nn->node[first[phase + 1]].in[0]))
        bac_nn_norm_measure(nn, w, first[phase + 1]);
    return NULL;
}

void bac_nn_join_forward(const bac_nn *nn, bac_nn_batch *batch, uint32_t phase) {
    if (batch->mode == BAC_NN_TRAIN)
        bac_nn_norm_settle(nn, batch, batch->plan.first[phase + 1], true);
}

const float *bac_nn_pass_forward(const bac_nn *nn, bac_nn_work *w, bac_nn_batch *batch,
                                 bac_nn_mode mode, const float *iq) {
    const uint32_t last = batch->plan.phases - 1;
    bac_nn_batch_begin(nn, batch, mode);
    for (uint32_t phase = 0; phase < last; phase++) {
        bac_nn_phase_forward(nn, w, batch, 0, phase, iq);
        bac_nn_join_forward(nn, batch, phase);
    }
    return bac_nn_phase_forward(nn, w, batch, 0, last, iq);
}

const float *bac_nn_forward(const bac_nn *nn, bac_nn_work *w, bac_nn_mode mode, uint32_t B,
                            const float *iq) {
    w->own->B = B;
    return bac_nn_pass_forward(nn, w, w->own, mode, iq);
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

/* The NORM behind convolution i, which makes its gradient. */
static uint32_t reader_of(const bac_nn *nn, uint32_t i) {
    uint32_t j = i + 1;
    while (nn->node[j].op != BAC_NN_NORM || nn->node[j].in[0] != i)
        j++;
    return j;
}

/* The gradient of convolution i. Behind a bias alone it is the same as du, which may be stored
 * already. */
static bac_feed gradient_of(const bac_nn *nn, const bac_nn_work *w, uint32_t i,
                            const bac_nn_at *behind) {
    const bac_nn_place *place = w->batch->plan.node;
    if (!place[i].lazy_grad)
        return (bac_feed){.x = w->grad[i]};
    if (place[behind->index].taker && nn->node[behind->index].norm != BAC_NORM_BATCH)
        return (bac_feed){.x = w->grad[behind->index]};
    return (bac_feed){
        .make = bac_nn_norm_slope, .user = behind, .of = {w->value[i], w->grad[behind->index]}};
}

/* Computes both gradients of a fed convolution in one pass. If the NORM before it is lazy, its
 * backward sums are computed while dx is written, because nothing else adds to that dx. */
static void conv_backward_fed(const bac_nn *nn, bac_nn_work *w, uint32_t i, float *grad) {
    const bac_nn_node *n = &nn->node[i];
    const uint32_t in = n->in[0];
    const bac_nn_place *place = w->batch->plan.node;
    const bac_nn_at front = {nn, w, in};
    const bac_nn_at behind = {nn, w, place[i].lazy_grad ? reader_of(nn, i) : 0};
    const bac_feed dy = gradient_of(nn, w, i, &behind);
    const bac_sink seen = {place[in].taker == i ? bac_nn_norm_take : NULL, &front};
    if (seen.take)
        bac_nn_norm_clear(nn, w, in);
    bac_conv_backward_fed(&n->conv, w->B, n->wreal, feed_of(&front), dy, in ? w->grad[in] : NULL,
                          w->shard->written[in], w->weight_grad, seen, w->conv);
    if (seen.take)
        bac_nn_norm_finish(nn, w, in, grad);
    w->shard->written[in] = true;
}

static void conv_backward(const bac_nn *nn, bac_nn_work *w, uint32_t i, float *grad) {
    const bac_nn_node *n = &nn->node[i];
    const bac_nn_param *p = &nn->param[n->weight];
    size_t row = (size_t)w->B * n->T;
    const float *dy = w->grad[i];
    memset(w->weight_grad, 0, p->n * sizeof(float));
    if (w->batch->plan.node[i].fed) {
        conv_backward_fed(nn, w, i, grad);
        axpy(p->n, nn->node[n->in[0]].scale[0], w->weight_grad, true, grad + p->at);
        return;
    }
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
        if (w->batch->plan.node[n->in[k]].same != i)
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

/* The backward steps of a NORM that no fed convolution beside it does. */
static void norm_backward(const bac_nn *nn, bac_nn_work *w, uint32_t i, float *grad, bool mix) {
    const bac_nn_place *place = w->batch->plan.node;
    if (!place[i].taker)
        bac_nn_norm_sum(nn, w, i, grad);
    if (mix && !place[nn->node[i].in[0]].lazy_grad)
        bac_nn_norm_mix(nn, w, i);
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
        norm_backward(nn, w, i, grad, true);
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
    } else if (!batch->plan.node[nn->node[first[phase + 1]].in[0]].lazy_grad) {
        bac_nn_norm_mix(nn, w, first[phase + 1]);
    }
    for (uint32_t i = first[phase]; i < first[phase + 1]; i++)
        if (batch->plan.node[i].again)
            node_forward(nn, w, i);
    for (uint32_t i = first[phase + 1] - 1; i > first[phase]; i--)
        node_backward(nn, w, i, grad);
    if (phase)
        norm_backward(nn, w, first[phase], grad, false);
}

void bac_nn_join_backward(const bac_nn *nn, bac_nn_batch *batch, uint32_t phase) {
    bac_nn_norm_join(nn, batch, batch->plan.first[phase]);
}

void bac_nn_pass_backward(const bac_nn *nn, bac_nn_work *w, bac_nn_batch *batch,
                          const float *dlogit, float *grad) {
    for (uint32_t phase = batch->plan.phases; phase-- > 0;) {
        bac_nn_phase_backward(nn, w, batch, 0, phase, dlogit, grad);
        if (phase)
            bac_nn_join_backward(nn, batch, phase);
    }
}

void bac_nn_backward(const bac_nn *nn, bac_nn_work *w, const float *dlogit, float *grad) {
    bac_nn_pass_backward(nn, w, w->own, dlogit, grad);
}

const float *bac_nn_value(const bac_nn_work *w, uint32_t node) {
    return w->value[node];
}

/* nn_norm.c - batch norm or bias, activation and quantiser as one node, forward beside backward.
 *
 * Forward, per channel, x the stream that comes in (codes' accumulators or reals), s its scale:
 *     BATCH  u = gamma * (s*x - mean) / sqrt(var + eps) + beta
 *     BIAS   u = s*x + beta
 *     NONE   u = s*x
 *     y = quantise(activation(u))
 * so u = a*x + b with a, b a channel (bac_nn_affine). Batch norm: Ioffe and Szegedy 2015; the
 * statistics are those of all shards of a batch.
 */
#include "fixed.h"
#include "nn_internal.h"

#include <math.h>
#include <string.h>

/* ---- rows: n positions of one channel */

BAC_CLONES static void row_affine(size_t n, const float *x, float a, float b, float *y) {
    for (size_t i = 0; i < n; i++)
        y[i] = a * x[i] + b;
}

BAC_CLONES static void row_relu(size_t n, const float *x, float a, float b, float *y) {
    for (size_t i = 0; i < n; i++) {
        float u = a * x[i] + b;
        y[i] = u > 0 ? u : 0;
    }
}

/* FREE: a and b already divided by the quantiser's scale; ReLU is the lower clip. */
BAC_CLONES static void row_round(size_t n, const float *x, float a, float b, float lo, float hi,
                                 float *y) {
    for (size_t i = 0; i < n; i++)
        y[i] = bac_fixed_roundf(bac_fixed_clampf(a * x[i] + b, lo, hi));
}

/* NATIVE: (x + A) >> S */
BAC_CLONES static void row_shift(size_t n, const float *x, float A, float inverse, float lo,
                                 float hi, float *y) {
    for (size_t i = 0; i < n; i++)
        y[i] = bac_fixed_clampf(bac_fixed_shiftf(x[i] + A, inverse), lo, hi);
}

/* hard swish and hard sigmoid (Howard et al. 2019, section 5.2) */
static void row_hard(size_t n, const float *x, float a, float b, bool swish, float *y) {
    for (size_t i = 0; i < n; i++) {
        float u = a * x[i] + b;
        float gate = fminf(fmaxf(u + 3, 0), 6) / 6;
        y[i] = swish ? u * gate : gate;
    }
}

/* What the backward pass through an activation and a quantiser needs: the gradient is dy where
 * lo < u < hi, u = a*x + b, and 0 elsewhere. */
typedef struct bac_nn_pass {
    float a, b, lo, hi;
} bac_nn_pass;

/* Sums of du and of du*x, du = dy where the pass is open. */
BAC_CLONES static void row_sums(size_t n, const float *x, bac_nn_pass o, const float *dy,
                                double sum[2]) {
    float s0[BAC_LANES] = {0}, s1[BAC_LANES] = {0};
    size_t i = 0;
    for (; i + BAC_LANES <= n; i += BAC_LANES)
        for (size_t j = 0; j < BAC_LANES; j++) {
            float u = o.a * x[i + j] + o.b;
            float g = u > o.lo && u < o.hi ? dy[i + j] : 0;
            s0[j] += g;
            s1[j] += g * x[i + j];
        }
    for (; i < n; i++) {
        float u = o.a * x[i] + o.b;
        float g = u > o.lo && u < o.hi ? dy[i] : 0;
        s0[0] += g;
        s1[0] += g * x[i];
    }
    for (size_t j = 0; j < BAC_LANES; j++) {
        sum[0] += (double)s0[j];
        sum[1] += (double)s1[j];
    }
}

/* dx (+)= k*du + p*x + q */
BAC_CLONES static void row_mix(size_t n, const float *x, bac_nn_pass o, const float *dy, float k,
                               float p, float q, bool add, float *dx) {
    for (size_t i = 0; i < n; i++) {
        float u = o.a * x[i] + o.b;
        float g = u > o.lo && u < o.hi ? dy[i] : 0;
        float v = k * g + p * x[i] + q;
        dx[i] = add ? dx[i] + v : v;
    }
}

/* du of a hard swish or sigmoid: a row of its own, for the slope is not 0 or 1. */
static void row_hard_backward(size_t n, const float *x, float a, float b, bool swish,
                              const float *dy, float *du) {
    for (size_t i = 0; i < n; i++) {
        float u = a * x[i] + b;
        bool inside = u > -3 && u < 3;
        float slope = inside ? 1.0f / 6 : 0;
        if (swish)
            slope = inside ? (2 * u + 3) / 6 : u >= 3;
        du[i] = dy[i] * slope;
    }
}

/* LSQ: sum of dy * d(code*scale)/d(scale): code - u/scale inside, the clip value outside. */
static double row_step(size_t n, const float *x, float a, float b, float lo, float hi,
                       const float *dy) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        float v = a * x[i] + b;
        float code = bac_fixed_roundf(bac_fixed_clampf(v, lo, hi));
        sum += (double)(dy[i] * (v > lo && v < hi ? code - v : code));
    }
    return sum;
}

/* ---- forward */

void bac_nn_norm_measure(const bac_nn *nn, bac_nn_work *work, uint32_t index) {
    const bac_nn_node *n = &nn->node[index];
    double *mean = work->shard->sum;
    bac_moments(n->C, (size_t)work->B * n->T, work->value[n->in[0]], mean, mean + n->C);
}

/* Mean and variance of channel c over shards of equal size (Chan, Golub, LeVeque 1979). */
static void join_moments(const bac_nn_batch *batch, uint32_t C, uint32_t c, double *mean,
                         double *var) {
    *mean = *var = 0;
    for (uint32_t s = 0; s < batch->shards; s++)
        *mean += batch->shard[s].sum[c] / batch->shards;
    for (uint32_t s = 0; s < batch->shards; s++) {
        double off = batch->shard[s].sum[c] - *mean;
        *var += (batch->shard[s].sum[C + c] + off * off) / batch->shards;
    }
}

void bac_nn_norm_settle(const bac_nn *nn, bac_nn_batch *batch, uint32_t index, bool measured) {
    const bac_nn_node *n = &nn->node[index];
    const float *scale = nn->node[n->in[0]].scale;
    bac_nn_affine *f = batch->affine[index];
    for (uint32_t c = 0; c < n->C; c++) {
        double s = (double)scale[c];
        double beta = n->beta == BAC_NN_NONE ? 0 : (double)nn->theta[nn->param[n->beta].at + c];
        f[c] = (bac_nn_affine){scale[c], (float)beta, 0, 1};
        if (n->norm != BAC_NORM_BATCH)
            continue;
        double m = (double)nn->state[n->mean + c], v = (double)nn->state[n->var + c];
        double gamma = (double)nn->theta[nn->param[n->gamma].at + c];
        if (measured) {
            join_moments(batch, n->C, c, &m, &v);
            m *= s;
            v *= s * s;
            batch->state[n->mean + c] = (float)m;
            batch->state[n->var + c] = (float)v;
        }
        f[c].mean = m;
        f[c].inv = 1 / sqrt(v + (double)nn->eps);
        f[c].a = (float)(gamma * f[c].inv * s);
        f[c].b = (float)(beta - gamma * f[c].inv * m);
    }
}

static bool shifts(const bac_nn *nn, const bac_nn_node *n) {
    return nn->style == BAC_NN_NATIVE && n->coded && nn->node[n->in[0]].coded;
}

/* What one unit of a stream is worth: of an accumulator the product of two scales, which its
 * float32 `scale` is only near to. */
static double exact_unit(const bac_nn *nn, const bac_nn_node *from, uint32_t c) {
    if (from->op == BAC_NN_CONV && from->coded)
        return (double)nn->node[from->in[0]].scale[0] * (double)from->wscale[c];
    return (double)from->scale[c];
}

/* As libbac and the importer define it: in float64, each operation as the ONNX operators state it.
 */
static void row_exact(const bac_nn *nn, const bac_nn_node *n, uint32_t c, size_t row,
                      const float *x, float *y) {
    double s = exact_unit(nn, &nn->node[n->in[0]], c);
    double gamma = 1, mean = 0, root = 1, beta = 0;
    if (n->norm == BAC_NORM_BATCH) {
        gamma = (double)nn->theta[nn->param[n->gamma].at + c];
        mean = (double)nn->state[n->mean + c];
        root = sqrt((double)nn->state[n->var + c] + (double)nn->eps);
    }
    if (n->beta != BAC_NN_NONE)
        beta = (double)nn->theta[nn->param[n->beta].at + c];
    for (size_t i = 0; i < row; i++) {
        double u = ((double)x[i] * s - mean) / root * gamma + beta;
        if (n->act == BAC_ACT_RELU && u < 0)
            u = 0;
        y[i] = (float)bac_fixed_code(u, (double)n->scale[c], n->code_lo, n->code_hi,
                                     BAC_ROUND_HALF_EVEN);
    }
}

static void forward_row(const bac_nn *nn, const bac_nn_work *work, uint32_t index, uint32_t c,
                        size_t row, const float *x, float *y) {
    const bac_nn_node *n = &nn->node[index];
    const bac_nn_affine *f = &work->batch->affine[index][c];
    float lo = (float)n->code_lo, hi = (float)n->code_hi;
    if (n->act == BAC_ACT_RELU)
        lo = lo < 0 ? 0 : lo;
    if (shifts(nn, n))
        row_shift(row, x, (float)n->A[c], ldexpf(1, -n->S[c]), lo, hi, y);
    else if (n->coded && work->batch->mode == BAC_NN_EVAL)
        row_exact(nn, n, c, row, x, y);
    else if (n->coded)
        row_round(row, x, f->a / n->scale[c], f->b / n->scale[c], lo, hi, y);
    else if (n->act == BAC_ACT_RELU)
        row_relu(row, x, f->a, f->b, y);
    else if (n->act == BAC_ACT_NONE)
        row_affine(row, x, f->a, f->b, y);
    else
        row_hard(row, x, f->a, f->b, n->act == BAC_ACT_HSWISH, y);
}

void bac_nn_norm_forward(const bac_nn *nn, bac_nn_work *work, uint32_t index) {
    const bac_nn_node *n = &nn->node[index];
    size_t row = (size_t)work->B * n->T;
    const float *x = work->value[n->in[0]];
    for (uint32_t c = 0; c < n->C; c++)
        forward_row(nn, work, index, c, row, x + c * row, work->value[index] + c * row);
}

/* ---- backward */

/* Where the gradient passes in channel c. */
static bac_nn_pass pass_of(const bac_nn *nn, const bac_nn_work *work, uint32_t index, uint32_t c) {
    const bac_nn_node *n = &nn->node[index];
    const bac_nn_affine *f = &work->batch->affine[index][c];
    float lo = n->act == BAC_ACT_RELU && n->code_lo < 0 ? 0 : (float)n->code_lo;
    float hi = (float)n->code_hi;
    if (shifts(nn, n)) {
        float inverse = ldexpf(1, -n->S[c]);
        return (bac_nn_pass){inverse, (float)n->A[c] * inverse, lo, hi + 1};
    }
    if (n->coded)
        return (bac_nn_pass){f->a / n->scale[c], f->b / n->scale[c], lo, hi};
    return (bac_nn_pass){f->a, f->b, n->act == BAC_ACT_RELU ? 0 : -INFINITY, INFINITY};
}

/* dy of channel c, through a hard swish or sigmoid too, whose slope is not 0 or 1. */
static const float *slope_of(const bac_nn *nn, const bac_nn_work *work, uint32_t index, uint32_t c,
                             size_t row) {
    const bac_nn_node *n = &nn->node[index];
    const bac_nn_affine *f = &work->batch->affine[index][c];
    const float *x = work->value[n->in[0]] + c * row, *dy = work->grad[index] + c * row;
    if (n->act != BAC_ACT_HSWISH && n->act != BAC_ACT_HSIGMOID)
        return dy;
    row_hard_backward(row, x, f->a, f->b, n->act == BAC_ACT_HSWISH, dy, work->stream);
    return work->stream;
}

/* The gradient of gamma from sums of du and of du*x. */
static double gamma_slope(const bac_nn *nn, const bac_nn_batch *batch, uint32_t index, uint32_t c,
                          double du, double dux) {
    const bac_nn_affine *f = &batch->affine[index][c];
    return f->inv * ((double)nn->node[nn->node[index].in[0]].scale[c] * dux - f->mean * du);
}

void bac_nn_norm_sum(const bac_nn *nn, bac_nn_work *work, uint32_t index, float *grad) {
    const bac_nn_node *n = &nn->node[index];
    size_t row = (size_t)work->B * n->T;
    bool learns = n->step != BAC_NN_NONE && !nn->param[n->step].fixed;
    double step = 0;
    for (uint32_t c = 0; c < n->C; c++) {
        const float *x = work->value[n->in[0]] + c * row;
        const float *dy = slope_of(nn, work, index, c, row);
        bac_nn_pass open = pass_of(nn, work, index, c);
        double sum[2] = {0, 0};
        if (n->beta != BAC_NN_NONE) {
            row_sums(row, x, open, dy, sum);
            grad[nn->param[n->beta].at + c] += (float)sum[0];
        }
        if (n->norm == BAC_NORM_BATCH) {
            grad[nn->param[n->gamma].at + c] +=
                (float)gamma_slope(nn, work->batch, index, c, sum[0], sum[1]);
            work->shard->sum[c] = sum[0];
            work->shard->sum[n->C + c] = sum[1];
        }
        if (learns)
            step += row_step(row, x, open.a, open.b, open.lo, open.hi, dy);
    }
    if (learns)
        grad[nn->param[n->step].at] += (float)(step * M_LN2 * (double)n->scale[0]);
}

void bac_nn_norm_join(const bac_nn *nn, bac_nn_batch *batch, uint32_t index) {
    size_t sums = 2 * (size_t)nn->node[index].C;
    memset(batch->sum, 0, sums * sizeof *batch->sum);
    for (uint32_t s = 0; s < batch->shards; s++)
        for (size_t i = 0; i < sums; i++)
            batch->sum[i] += batch->shard[s].sum[i];
}

/* Coefficients of dx = k*du + p*x + q through batch norm, from the sums of all shards. */
static void through_batch_norm(const bac_nn *nn, const bac_nn_work *work, uint32_t index,
                               uint32_t c, size_t row, float mix[3]) {
    const bac_nn_node *n = &nn->node[index];
    const bac_nn_batch *batch = work->batch;
    const bac_nn_affine *f = &batch->affine[index][c];
    double gain = (double)nn->theta[nn->param[n->gamma].at + c] * f->inv;
    mix[0] = (float)gain;
    if (batch->mode == BAC_NN_TRAIN) {
        double du = batch->sum[c], each = gain / ((double)row * batch->shards);
        double dgamma = gamma_slope(nn, batch, index, c, du, batch->sum[n->C + c]);
        mix[1] = (float)(-each * f->inv * (double)nn->node[n->in[0]].scale[c] * dgamma);
        mix[2] = (float)(-each * (du - f->inv * f->mean * dgamma));
    }
}

void bac_nn_norm_mix(const bac_nn *nn, bac_nn_work *work, uint32_t index) {
    const bac_nn_node *n = &nn->node[index];
    uint32_t from = n->in[0];
    size_t row = (size_t)work->B * n->T;
    for (uint32_t c = 0; c < n->C; c++) {
        float mix[3] = {1, 0, 0};
        if (n->norm == BAC_NORM_BATCH)
            through_batch_norm(nn, work, index, c, row, mix);
        row_mix(row, work->value[from] + c * row, pass_of(nn, work, index, c),
                slope_of(nn, work, index, c, row), mix[0], mix[1], mix[2],
                work->shard->written[from], work->grad[from] + c * row);
    }
    work->shard->written[from] = true;
}

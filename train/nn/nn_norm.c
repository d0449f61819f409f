/* nn_norm.c - batch norm or bias, activation and quantiser as one node, forward beside backward.
 *
 * Forward, per channel, with x the input stream (accumulators of codes, or reals) and s its scale:
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

/* ---- forward */

/* Runs of a channel come in order: the mean and variance of each are merged with those before it
 * (Chan, Golub, LeVeque 1979). */
void bac_nn_norm_moments(const void *user, size_t c, size_t from, size_t n, float *x) {
    const bac_nn_at *at = user;
    double *mean = at->work->shard->sum + c, *var = mean + at->nn->node[at->index].C, m, v;
    bac_loops_here()->spread(x, n, &m, &v);
    const double share = (double)n / (double)(from + n), off = from ? m - *mean : 0;
    *var = from ? *var + share * (v - *var + (1 - share) * off * off) : v;
    *mean = from ? *mean + share * off : m;
}

void bac_nn_norm_measure(const bac_nn *nn, bac_nn_work *work, uint32_t index) {
    const bac_nn_node *n = &nn->node[index];
    double *mean = work->shard->sum;
    bac_moments(n->C, (size_t)work->B * n->T, work->value[n->in[0]], mean, mean + n->C);
}

static bool shifts(const bac_nn *nn, const bac_nn_node *n) {
    return nn->style == BAC_NN_NATIVE && n->coded && nn->node[n->in[0]].coded;
}

/* Where the gradient passes in channel c. */
static bac_pass pass_of(const bac_nn *nn, const bac_nn_node *n, const bac_nn_affine *f,
                        uint32_t c) {
    float lo = n->act == BAC_ACT_RELU && n->code_lo < 0 ? 0 : (float)n->code_lo;
    float hi = (float)n->code_hi;
    if (shifts(nn, n)) {
        float inverse = ldexpf(1, -n->S[c]);
        return (bac_pass){inverse, (float)n->A[c] * inverse, lo, hi + 1};
    }
    if (n->coded)
        return (bac_pass){f->a / n->scale[c], f->b / n->scale[c], lo, hi};
    return (bac_pass){f->a, f->b, n->act == BAC_ACT_RELU ? 0 : -INFINITY, INFINITY};
}

/* Mean and variance of channel c over shards of equal size. */
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
        f[c] = (bac_nn_affine){.a = scale[c], .b = (float)beta, .inv = 1, .mix = {1, 0, 0}};
        if (n->norm != BAC_NORM_BATCH) {
            f[c].open = pass_of(nn, n, &f[c], c);
            continue;
        }
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
        f[c].mix[0] = (float)(gamma * f[c].inv);
        f[c].open = pass_of(nn, n, &f[c], c);
    }
}

/* Exact real value of one unit of a stream. For an accumulator it is the product of two scales,
 * which its float32 `scale` only approximates. */
static double exact_unit(const bac_nn *nn, const bac_nn_node *from, uint32_t c) {
    if (from->op == BAC_NN_CONV && from->coded)
        return (double)nn->node[from->in[0]].scale[0] * (double)from->wscale[c];
    return (double)from->scale[c];
}

/* Evaluates a row in float64, operation by operation as the ONNX operators define it, so that it
 * equals the imported integers. */
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

void bac_nn_norm_make(const void *user, size_t c, size_t from, size_t count, float *y) {
    const bac_nn_at *at = user;
    const bac_nn *nn = at->nn;
    const bac_nn_work *work = at->work;
    const bac_nn_node *n = &nn->node[at->index];
    const bac_nn_affine *f = &work->batch->affine[at->index][c];
    const float *x = work->value[n->in[0]] + c * work->B * n->T + from;
    float lo = (float)n->code_lo, hi = (float)n->code_hi;
    if (n->act == BAC_ACT_RELU)
        lo = lo < 0 ? 0 : lo;
    if (shifts(nn, n)) /* (x + A) >> S */
        bac_loops_here()->shift(count, x, f->open.a, f->open.b, lo, hi, y);
    else if (n->coded && work->batch->mode == BAC_NN_EVAL)
        row_exact(nn, n, (uint32_t)c, count, x, y);
    else if (n->coded) /* a and b already divided by the scale; ReLU is the lower clip */
        bac_loops_here()->round(count, x, f->open.a, f->open.b, lo, hi, y);
    else if (n->act == BAC_ACT_RELU)
        bac_loops_here()->relu(count, x, f->a, f->b, y);
    else if (n->act == BAC_ACT_NONE)
        row_affine(count, x, f->a, f->b, y);
    else
        bac_loops_here()->hard(count, x, f->a, f->b, n->act == BAC_ACT_HSWISH, y);
}

void bac_nn_norm_forward(const bac_nn *nn, bac_nn_work *work, uint32_t index) {
    const bac_nn_node *n = &nn->node[index];
    const bac_nn_at at = {nn, work, index};
    size_t row = (size_t)work->B * n->T;
    for (uint32_t c = 0; c < n->C; c++)
        bac_nn_norm_make(&at, c, 0, row, work->value[index] + c * row);
}

/* ---- backward */

/* dy of a run, through a hard swish or sigmoid too, whose slope is not 0 or 1. */
static const float *through_hard(const bac_nn_at *at, const bac_nn_affine *f, size_t n,
                                 const float *x, const float *dy) {
    const bac_nn_act act = at->nn->node[at->index].act;
    if (act != BAC_ACT_HSWISH && act != BAC_ACT_HSIGMOID)
        return dy;
    bac_loops_here()->hard_slope(n, x, f->a, f->b, act == BAC_ACT_HSWISH, dy, at->work->stream);
    return at->work->stream;
}

static bool learns_scale(const bac_nn *nn, const bac_nn_node *n) {
    return n->step != BAC_NN_NONE && !nn->param[n->step].fixed;
}

void bac_nn_norm_clear(const bac_nn *nn, bac_nn_work *work, uint32_t index) {
    memset(work->sum, 0, (2 * (size_t)nn->node[index].C + 1) * sizeof *work->sum);
}

/* Sums of a run; overwrite: du, whose pass through the activation is then done, overwrites dy. */
static void sum_run(const bac_nn_at *at, size_t c, size_t from, size_t count, bool overwrite,
                    float *dy) {
    const bac_nn_work *work = at->work;
    const bac_loops *loops = bac_loops_here();
    const bac_nn_node *n = &at->nn->node[at->index];
    const bac_nn_affine *f = &work->batch->affine[at->index][c];
    const float *x = work->value[n->in[0]] + c * work->B * n->T + from;
    const bac_pass o = f->open;
    const float *through = through_hard(at, f, count, x, dy);
    if (learns_scale(at->nn, n))
        work->sum[2 * (size_t)n->C] += loops->step(count, x, o, through);
    if (overwrite && through != dy)
        memcpy(dy, through, count * sizeof *dy);
    if (overwrite)
        loops->gate(count, x, o, dy, &work->sum[c], &work->sum[n->C + c]);
    else if (n->beta != BAC_NN_NONE)
        loops->slopes(count, x, o, through, &work->sum[c], &work->sum[n->C + c]);
}

void bac_nn_norm_take(const void *user, size_t c, size_t from, size_t count, float *dy) {
    sum_run(user, c, from, count, true, dy);
}

/* The gradient of gamma from sums of du and of du*x. */
static double gamma_slope(const bac_nn *nn, const bac_nn_batch *batch, uint32_t index, uint32_t c,
                          double du, double dux) {
    const bac_nn_affine *f = &batch->affine[index][c];
    return f->inv * ((double)nn->node[nn->node[index].in[0]].scale[c] * dux - f->mean * du);
}

void bac_nn_norm_finish(const bac_nn *nn, bac_nn_work *work, uint32_t index, float *grad) {
    const bac_nn_node *n = &nn->node[index];
    const double *du = work->sum, *dux = du + n->C;
    for (uint32_t c = 0; n->beta != BAC_NN_NONE && c < n->C; c++) {
        grad[nn->param[n->beta].at + c] += (float)du[c];
        if (n->norm == BAC_NORM_BATCH)
            grad[nn->param[n->gamma].at + c] +=
                (float)gamma_slope(nn, work->batch, index, c, du[c], dux[c]);
    }
    if (n->norm == BAC_NORM_BATCH)
        memcpy(work->shard->sum, work->sum, 2 * (size_t)n->C * sizeof *work->sum);
    if (learns_scale(nn, n))
        grad[nn->param[n->step].at] += (float)(dux[n->C] * M_LN2 * (double)n->scale[0]);
}

void bac_nn_norm_sum(const bac_nn *nn, bac_nn_work *work, uint32_t index, float *grad) {
    const bac_nn_node *n = &nn->node[index];
    const bac_nn_at at = {nn, work, index};
    size_t row = (size_t)work->B * n->T;
    bac_nn_norm_clear(nn, work, index);
    for (uint32_t c = 0; c < n->C; c++)
        sum_run(&at, c, 0, row, false, work->grad[index] + c * row);
    bac_nn_norm_finish(nn, work, index, grad);
}

/* Adds the sums of all shards, in their order, and computes the coefficients of dx from them. */
void bac_nn_norm_join(const bac_nn *nn, bac_nn_batch *batch, uint32_t index) {
    const bac_nn_node *n = &nn->node[index];
    const double row = (double)batch->B * n->T * batch->shards;
    for (uint32_t c = 0; c < n->C && batch->mode == BAC_NN_TRAIN; c++) {
        bac_nn_affine *f = &batch->affine[index][c];
        double du = 0, dux = 0;
        for (uint32_t s = 0; s < batch->shards; s++) {
            du += batch->shard[s].sum[c];
            dux += batch->shard[s].sum[n->C + c];
        }
        double each = (double)nn->theta[nn->param[n->gamma].at + c] * f->inv / row;
        double dgamma = gamma_slope(nn, batch, index, c, du, dux);
        f->mix[1] = (float)(-each * f->inv * (double)nn->node[n->in[0]].scale[c] * dgamma);
        f->mix[2] = (float)(-each * (du - f->inv * f->mean * dgamma));
    }
}

static void mix_run(const bac_nn_at *at, size_t c, size_t from, size_t count, bool add, float *dx) {
    const bac_nn_work *work = at->work;
    const bac_nn_node *n = &at->nn->node[at->index];
    const bac_nn_affine *f = &work->batch->affine[at->index][c];
    const size_t place = c * work->B * n->T + from;
    const float *x = work->value[n->in[0]] + place, *dy = work->grad[at->index] + place;
    if (work->batch->plan.node[at->index].taker)
        bac_loops_here()->blend(count, x, dy, f->mix, add, dx);
    else
        bac_loops_here()->mix(count, x, f->open, through_hard(at, f, count, x, dy), f->mix, add,
                              dx);
}

void bac_nn_norm_slope(const void *user, size_t c, size_t from, size_t n, float *to) {
    mix_run(user, c, from, n, false, to);
}

void bac_nn_norm_mix(const bac_nn *nn, bac_nn_work *work, uint32_t index) {
    const bac_nn_node *n = &nn->node[index];
    const bac_nn_at at = {nn, work, index};
    const uint32_t from = n->in[0];
    size_t row = (size_t)work->B * n->T;
    for (uint32_t c = 0; c < n->C; c++)
        mix_run(&at, c, 0, row, work->shard->written[from], work->grad[from] + c * row);
    work->shard->written[from] = true;
}

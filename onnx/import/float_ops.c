/* float_ops.c - operators in float64; quantisers are in float_quant.c. */
#include "float_ops.h"

#include "fold.h"

#include <math.h>
#include <string.h>

bac_status bac_float_input(const bac_float_run *run, const bac_node *node, uint32_t i,
                           bac_float_in *in) {
    const bac_tensor *constant = bac_node_constant(node, i);
    const bac_edge *edge = bac_node_edge(node, i);
    *in = (bac_float_in){0};
    if (constant) {
        *in = (bac_float_in){constant->data, constant->shape, constant->count};
        return BAC_OK;
    }
    if (!edge || !run->value[node->in[i]])
        return bac_node_fail(node, "its input %u is missing", i);
    *in = (bac_float_in){run->value[node->in[i]], edge->shape, run->count[node->in[i]]};
    in->shape.dim[0] = 1;
    return BAC_OK;
}

double bac_float_paired(const bac_float_in *b, const bac_shape *shape, size_t i) {
    size_t at = 0, step = 1;
    for (uint32_t k = 0; k < b->shape.rank; k++) {
        const size_t of_b = (size_t)b->shape.dim[b->shape.rank - 1 - k];
        const size_t of_x = k < shape->rank ? (size_t)shape->dim[shape->rank - 1 - k] : 1;
        at += of_b > 1 ? i % of_x * step : 0;
        i /= of_x;
        step *= of_b;
    }
    return at < b->count ? b->v[at] : NAN;
}

static double *output(const bac_float_run *run, const bac_node *node, size_t *n) {
    *n = run->count[node->out[0]];
    return run->value[node->out[0]];
}

bac_status bac_float_clip(bac_float_run *run, const bac_node *node) {
    double lo = 0, hi = 0;
    bac_float_in x;
    size_t n = 0;
    double *y = output(run, node, &n);
    if (bac_float_input(run, node, 0, &x) || bac_clip_bounds(node, &lo, &hi))
        return run->graph->status;
    for (size_t i = 0; i < n; i++)
        y[i] = fmin(fmax(x.v[i], lo), hi);
    return BAC_OK;
}

bac_status bac_float_relu(bac_float_run *run, const bac_node *node) {
    bac_float_in x;
    size_t n = 0;
    double *y = output(run, node, &n);
    if (bac_float_input(run, node, 0, &x))
        return run->graph->status;
    for (size_t i = 0; i < n; i++)
        y[i] = fmax(x.v[i], 0);
    return BAC_OK;
}

bac_status bac_float_norm(bac_float_run *run, const bac_node *node) {
    bac_float_in x, p[4]; /* gain, bias, mean, variance */
    size_t n = 0;
    double *y = output(run, node, &n);
    const double epsilon = (double)bac_node_float(node, "epsilon", 1e-5f);
    if (bac_float_input(run, node, 0, &x))
        return run->graph->status;
    for (uint32_t i = 0; i < 4; i++)
        if (bac_float_input(run, node, i + 1, &p[i]))
            return run->graph->status;
    const size_t C = (size_t)x.shape.dim[1], inner = n / C;
    for (size_t i = 0; i < n; i++) {
        const size_t c = i / inner;
        y[i] = (x.v[i] - p[2].v[c]) / sqrt(p[3].v[c] + epsilon) * p[0].v[c] + p[1].v[c];
    }
    return BAC_OK;
}

bac_status bac_float_arithmetic(bac_float_run *run, const bac_node *node) {
    bac_float_in a, b;
    size_t n = 0;
    double *y = output(run, node, &n);
    if (bac_float_input(run, node, 0, &a) || bac_float_input(run, node, 1, &b))
        return run->graph->status;
    const bac_shape *shape = a.count == n ? &a.shape : &b.shape;
    for (size_t i = 0; i < n; i++) {
        const double p = bac_float_paired(&a, shape, i), q = bac_float_paired(&b, shape, i);
        y[i] = bac_node_is(node, "Add")   ? p + q
               : bac_node_is(node, "Sub") ? p - q
               : bac_node_is(node, "Mul") ? p * q
                                          : p / q;
    }
    return BAC_OK;
}

/* y[t] += w * x[t*stride + k - pad], where that is in the frame */
static void add_tap(const bac_window *w, double weight, const double *x, int64_t L, int64_t k,
                    double *y, int64_t L_out) {
    for (int64_t t = 0; t < L_out; t++) {
        const int64_t at = t * w->stride + k - w->pad_left;
        if (at >= 0 && at < L)
            y[t] += weight * x[at];
    }
}

bac_status bac_float_conv(bac_float_run *run, const bac_node *node) {
    bac_float_in x, w, bias = {0};
    bac_window window;
    int64_t L_out = 0;
    size_t n = 0;
    double *y = output(run, node, &n);
    if (bac_float_input(run, node, 0, &x) || bac_float_input(run, node, 1, &w) ||
        bac_node_window(node, x.shape.dim[2], w.shape.dim[2], &window, &L_out) ||
        (bac_node_has_input(node, 2) && bac_float_input(run, node, 2, &bias)))
        return run->graph->status;
    const int64_t C_out = w.shape.dim[0], per = w.shape.dim[1], K = w.shape.dim[2];
    const int64_t L = x.shape.dim[2], out_per_group = C_out / window.groups;
    for (int64_t o = 0; o < C_out; o++) {
        double *to = y + o * L_out;
        for (int64_t t = 0; t < L_out; t++)
            to[t] = bias.v ? bias.v[o] : 0;
        for (int64_t i = 0; i < per; i++)
            for (int64_t k = 0; k < K; k++) {
                const double weight = w.v[(o * per + i) * K + k];
                const int64_t c = o / out_per_group * per + i;
                if (weight != 0)
                    add_tap(&window, weight, x.v + c * L, L, k, to, L_out);
            }
    }
    return BAC_OK;
}

bac_status bac_float_linear(bac_float_run *run, const bac_node *node) {
    bac_float_in x, w, bias = {0};
    size_t n = 0;
    double *y = output(run, node, &n);
    const bool gemm = bac_node_is(node, "Gemm");
    if (bac_float_input(run, node, 0, &x) || bac_float_input(run, node, 1, &w) ||
        (gemm && bac_node_has_input(node, 2) && bac_float_input(run, node, 2, &bias)))
        return run->graph->status;
    const bool rows = gemm && bac_node_int(node, "transB", 0) != 0; /* [out][in] */
    for (size_t o = 0; o < n; o++) {
        double sum = bias.v ? bias.v[bias.count == n ? o : 0] : 0;
        for (size_t i = 0; i < x.count; i++)
            sum += x.v[i] * w.v[rows ? o * x.count + i : i * n + o];
        y[o] = sum;
    }
    return BAC_OK;
}

/* The largest of a window; or the average, of the kernel with its padding or of what lies in the frame. */
bac_status bac_float_pool(bac_float_run *run, const bac_node *node) {
    bac_float_in x;
    size_t n = 0;
    double *y = output(run, node, &n);
    if (bac_float_input(run, node, 0, &x))
        return run->graph->status;
    const bool global =
        bac_node_is(node, "GlobalMaxPool") || bac_node_is(node, "GlobalAveragePool");
    const bool average = bac_node_is(node, "AveragePool") || bac_node_is(node, "GlobalAveragePool");
    const bool count_pad = bac_node_int(node, "count_include_pad", 0) != 0;
    const int64_t L = x.shape.dim[2];
    bac_window w = {.kernel = L, .stride = 1};
    int64_t L_out = 1;
    if (!global && bac_node_window(node, L, 0, &w, &L_out))
        return run->graph->status;
    for (size_t i = 0; i < n; i++) {
        const int64_t c = (int64_t)i / L_out, t = (int64_t)i % L_out;
        double most = -INFINITY, sum = 0;
        int64_t inside = 0;
        for (int64_t k = 0; k < w.kernel; k++) {
            const int64_t at = t * w.stride + k - w.pad_left;
            if (at < 0 || at >= L)
                continue;
            most = fmax(most, x.v[c * L + at]);
            sum += x.v[c * L + at];
            inside++;
        }
        y[i] = average ? sum / (double)(count_pad ? w.kernel : inside) : most;
    }
    return BAC_OK;
}

/* Of channels: in one frame they lie one after the other. */
bac_status bac_float_concat(bac_float_run *run, const bac_node *node) {
    size_t n = 0, at = 0;
    double *y = output(run, node, &n);
    for (uint32_t i = 0; i < node->n_in; i++) {
        bac_float_in x;
        if (bac_float_input(run, node, i, &x))
            return run->graph->status;
        if (x.count > n - at || bac_node_axis(node, 1, x.shape.rank) != 1)
            return bac_node_fail(node, "joins along something else than channels");
        memcpy(y + at, x.v, x.count * sizeof *y);
        at += x.count;
    }
    return BAC_OK;
}

bac_status bac_float_move(bac_float_run *run, const bac_node *node) {
    bac_float_in x;
    size_t n = 0;
    double *y = output(run, node, &n);
    if (bac_float_input(run, node, 0, &x))
        return run->graph->status;
    if (x.count != n)
        return bac_node_fail(node, "changes the number of values");
    memcpy(y, x.v, n * sizeof *y);
    return BAC_OK;
}

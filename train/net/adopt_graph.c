/* adopt_graph.c - a QONNX graph as a trainable network of FREE style, the reverse of export.
 *
 * Batch norm, Relu and quantiser are kept at an edge until they form one NORM node. Weights are
 * those of the initializer in front of their Quant if these round to its codes, so that fractions
 * of a step are kept; zero weights are pruned. */
#include "adopt.h"
#include "graph.h"
#include "quant.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The stream of an edge: the output of `node`, followed by operators that are not a node yet. */
typedef struct stream {
    uint32_t node;
    const bac_node *norm; /* BatchNormalization */
    bool relu, known;
} stream;

/* The places in the file from which a node's numbers are read. */
typedef struct source {
    const bac_tensor *weight, *latent;
    const bac_tensor *bias; /* of a convolution, or of the NORM node behind it: that holds it, where
                               it need not be rounded */
    bool transposed;        /* [in][out] */
    const bac_node *norm;
    bool above_zero; /* the stream has no negative number */
} source;

typedef struct reader {
    bac_graph graph;
    bac_nn *nn;
    stream *at;   /* [edges] */
    source *from; /* [nodes of the network]: at most one of each node of the graph and each edge */
    uint32_t known; /* nodes of the network of which it is known whether they are above_zero */

    /* the node that is read */
    const bac_node *node;
    char name[BAC_NN_NAME]; /* of its weights where there are some, else its own or its output's */
    stream in[BAC_NN_MAX_IN];
    bac_error *err;
} reader;

static void take_name(reader *r) {
    const bac_graph *g = &r->graph;
    const bac_node *node = r->node;
    const char *text = node->name && *node->name ? node->name : g->edge[node->out[0]].name;
    bool weighted = bac_node_is(node, "Conv") || bac_node_is(node, "Gemm");
    const bac_edge *w = weighted ? bac_node_edge(node, 1) : NULL;
    if (w && w->producer >= 0)
        w = bac_node_edge(&g->node[w->producer], 0);
    bac_safe_text(w ? w->name : text, r->name, BAC_NN_NAME);
}

static bac_status give(reader *r, stream s) {
    s.known = true;
    r->at[r->node->out[0]] = s;
    return BAC_OK;
}

static bac_status give_node(reader *r, uint32_t index) {
    return give(r, (stream){.node = index});
}

/* Input i, which must be a stream */
static bac_status take(reader *r, uint32_t i) {
    const stream *x = bac_node_has_input(r->node, i) ? &r->at[r->node->in[i]] : NULL;
    if (!x || !x->known)
        return bac_node_fail(r->node, "its input %u is no stream of quantised samples", i);
    r->in[i] = *x;
    return BAC_OK;
}

/* Makes a node of the pending operators; bits 0: without a quantiser. */
static void settle(reader *r, stream *s, uint8_t bits, bool is_signed, double scale) {
    const source *layer = &r->from[s->node];
    const bac_tensor *bias = layer->weight ? layer->bias : NULL;
    bac_nn_norm norm = s->norm ? BAC_NORM_BATCH : bias ? BAC_NORM_BIAS : BAC_NORM_NONE;
    uint32_t index = bac_nn_norm_act(r->nn, r->name, s->node, norm,
                                     s->relu ? BAC_ACT_RELU : BAC_ACT_NONE, bits, is_signed, scale);
    r->from[index] = (source){.norm = s->norm, .bias = bias};
    *s = (stream){.node = index, .known = true};
}

/* Takes input i as a node without pending operators. */
static bac_status take_node(reader *r, uint32_t i) {
    bac_status status = take(r, i);
    if (!status && (r->in[i].norm || r->in[i].relu)) {
        settle(r, &r->in[i], 0, false, 1);
        r->at[r->node->in[i]] = r->in[i];
    }
    return status;
}

static bac_status read_quant(reader *r) {
    const bac_node *node = r->node;
    bac_quantiser q;
    double scale = 0;
    bool frame = node->in[0] == r->graph.input;
    bac_status status = bac_quantiser_read(node, &q);
    if (!status)
        status = bac_node_scalar(node, 1, "scale", &scale);
    if (status)
        return status;
    int64_t lo = q.is_signed ? -((int64_t)1 << (q.bits - 1)) : 0;
    if (q.bipolar || q.mode != BAC_ROUND_HALF_EVEN || q.lo != lo || (frame && !q.is_signed) ||
        q.hi != ((int64_t)1 << (q.bits - q.is_signed)) - 1 || q.bits > BAC_MAX_CODE_BITS)
        return bac_node_fail(node,
                             "the trainer quantises streams by rounding mode ROUND to all codes of "
                             "1 .. %d bits (frames: signed), not narrow or bipolar",
                             BAC_MAX_CODE_BITS);
    if (frame) {
        const bac_shape *shape = &r->graph.edge[r->graph.input].shape;
        return give_node(r, bac_nn_input(r->nn, (uint32_t)shape->dim[2], (uint32_t)shape->dim[1],
                                         (uint8_t)q.bits, scale));
    }
    status = take(r, 0);
    if (status)
        return status;
    /* A signed code of a stream that is never negative equals an unsigned code with one bit
     * less. */
    stream *s = &r->in[0];
    bool above_zero = s->relu || (!s->norm && r->from[s->node].above_zero);
    bool halved = q.is_signed && q.bits > 1 && above_zero;
    settle(r, s, (uint8_t)(q.bits - halved), q.is_signed && !halved, scale);
    return give(r, *s);
}

static bac_status read_norm(reader *r) {
    bool waits = r->in[0].norm || r->in[0].relu;
    bac_status status = waits ? take_node(r, 0) : BAC_OK;
    return status ? status : give(r, (stream){.node = r->in[0].node, .norm = r->node});
}

static bac_status read_relu(reader *r) {
    r->in[0].relu = true;
    return give(r, r->in[0]);
}

static bac_status read_weights(reader *r, bac_nn_conv_spec *spec, source from) {
    const bac_node *node = r->node;
    const bac_tensor *w = from.weight;
    int32_t quant = r->graph.edge[node->in[1]].producer;
    if (quant >= 0 && bac_node_is_quantiser(&r->graph.node[quant]))
        from.latent = bac_node_constant(&r->graph.node[quant], 0);
    if (!bac_node_is(node, "MatMul"))
        from.bias = bac_node_constant(node, 2);
    spec->weight_bits = (uint8_t)(w->bits + !w->is_signed);
    long long top = (1LL << (spec->weight_bits - 1)) - 1;
    for (size_t i = 0; i < w->count; i++)
        if (llabs((long long)w->code[i]) > top)
            return bac_node_fail(node,
                                 "weight %zu is %d: trained weights are narrow, here -%lld..%lld",
                                 i, w->code[i], top, top);
    spec->per_tensor = w->n_scale == 1;
    spec->bias = true; /* zero where there is none: an Add may follow */
    if (from.bias && from.bias->count != spec->channels)
        return bac_node_fail(node, "its bias has %zu values for %u outputs", from.bias->count,
                             spec->channels);
    uint32_t index = bac_nn_conv(r->nn, r->name, r->in[0].node, spec);
    r->from[index] = from;
    return give_node(r, index);
}

static bac_status read_conv(reader *r) {
    const bac_node *node = r->node;
    source from = {.weight = r->graph.edge[node->in[1]].constant};
    bac_window w = {0};
    int64_t length;
    bac_status status = bac_node_window(node, r->graph.edge[node->in[0]].shape.dim[2],
                                        from.weight->shape.dim[2], &w, &length);
    bac_nn_conv_spec spec = {.channels = (uint32_t)from.weight->shape.dim[0],
                             .groups = (uint32_t)w.groups,
                             .kernel = (uint32_t)w.kernel,
                             .stride = (uint32_t)w.stride,
                             .pad_left = (uint32_t)w.pad_left,
                             .pad_right = (uint32_t)w.pad_right};
    return status ? status : read_weights(r, &spec, from);
}

static bac_status read_linear(reader *r) {
    bool straight = bac_node_is(r->node, "Gemm") && bac_node_int(r->node, "transB", 0) != 0;
    source from = {.weight = r->graph.edge[r->node->in[1]].constant, .transposed = !straight};
    bac_nn_conv_spec spec = {.channels = (uint32_t)from.weight->shape.dim[!straight],
                             .groups = 1,
                             .kernel = 1,
                             .stride = 1,
                             .fc = true};
    return read_weights(r, &spec, from);
}

/* Reads a sum of streams, or the addition of a vector, which is the bias of the layer before it. */
static bac_status read_add(reader *r) {
    for (uint32_t i = 0; i < 2; i++) {
        const bac_tensor *t = bac_node_constant(r->node, i);
        const stream *s = &r->in[1 - i];
        if (!t)
            continue;
        bac_status status = take(r, 1 - i);
        if (status)
            return status;
        source *from = &r->from[s->node];
        if (s->norm || s->relu || !from->weight || from->bias || t->count != r->nn->node[s->node].C)
            return bac_node_fail(r->node,
                                 "adds a constant that is no layer's bias: the trainer has batch "
                                 "norm for that");
        from->bias = t;
        return give(r, *s);
    }
    bac_status status = take_node(r, 0);
    if (!status)
        status = take_node(r, 1);
    if (status)
        return status;
    return give_node(r, bac_nn_add(r->nn, r->name, r->in[0].node, r->in[1].node));
}

static bac_status read_concat(reader *r) {
    uint32_t in[BAC_NN_MAX_IN], n = r->node->n_in;
    if (n > BAC_NN_MAX_IN)
        return bac_node_fail(r->node, "joins %u streams; %d are possible", n, BAC_NN_MAX_IN);
    for (uint32_t i = 0; i < n; i++) {
        bac_status status = take_node(r, i);
        if (status)
            return status;
        in[i] = r->in[i].node;
    }
    return give_node(r, bac_nn_concat(r->nn, r->name, n, in));
}

static bac_status read_pool(reader *r) {
    int64_t T = r->graph.edge[r->node->in[0]].shape.dim[2], length;
    bac_window w = {.kernel = T};
    uint32_t in = r->in[0].node;
    bac_status status = BAC_OK;
    if (bac_node_is(r->node, "MaxPool"))
        status = bac_node_window(r->node, T, 0, &w, &length);
    if (status)
        return status;
    if (w.kernel == T && w.pad_left + w.pad_right == 0)
        return give_node(r, bac_nn_globalmax(r->nn, r->name, in));
    return give_node(r, bac_nn_maxpool(r->nn, r->name, in, (uint32_t)w.kernel, (uint32_t)w.stride,
                                       (uint32_t)w.pad_left, (uint32_t)w.pad_right));
}

/* Flatten and its like: only the step from [C][T] to [C*T] changes something. */
static bac_status read_shape(reader *r) {
    if (r->graph.edge[r->node->out[0]].shape.rank != 2 || r->nn->node[r->in[0].node].T == 1)
        return give(r, r->in[0]);
    bac_status status = take_node(r, 0);
    return status ? status : give_node(r, bac_nn_flatten(r->nn, r->name, r->in[0].node));
}

/* How input 0 is taken before a rule begins */
typedef bac_status taker(reader *r, uint32_t input);

static const struct {
    const char *op;
    taker *take; /* NULL: the rule does */
    bac_status (*read)(reader *r);
} RULES[] = {{"Quant", NULL, read_quant},
             {"IntQuant", NULL, read_quant},
             {"BatchNormalization", take, read_norm},
             {"Relu", take, read_relu},
             {"Conv", take_node, read_conv},
             {"Gemm", take_node, read_linear},
             {"MatMul", take_node, read_linear},
             {"Add", NULL, read_add},
             {"Concat", NULL, read_concat},
             {"MaxPool", take_node, read_pool},
             {"GlobalMaxPool", take_node, read_pool},
             {"Flatten", take, read_shape},
             {"Reshape", take, read_shape},
             {"Squeeze", take, read_shape},
             {"Unsqueeze", take, read_shape},
             {"Identity", take, read_shape},
             {"Dropout", take, read_shape},
             {"ArgMax", take, read_shape}};

/* Finds which new nodes have no negative numbers: all operators preserve that, except weights and
 * batch norm. */
static void learn_signs(reader *r) {
    for (; r->known < r->nn->n_node; r->known++) {
        const bac_nn_node *n = &r->nn->node[r->known];
        bool stays = n->n_in && n->op != BAC_NN_CONV && n->norm == BAC_NORM_NONE;
        for (uint32_t i = 0; i < n->n_in; i++)
            stays = stays && r->from[n->in[i]].above_zero;
        r->from[r->known].above_zero =
            stays || n->act == BAC_ACT_RELU || (n->op == BAC_NN_NORM && n->bits && !n->is_signed);
    }
}

static bac_status read_node(reader *r, const bac_node *node) {
    r->node = node;
    take_name(r);
    for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++) {
        if (!bac_node_is(node, RULES[i].op))
            continue;
        bac_status status = RULES[i].take ? RULES[i].take(r, 0) : BAC_OK;
        if (!status)
            status = RULES[i].read(r);
        learn_signs(r);
        return status;
    }
    return bac_node_fail(node,
                         "the trainer has no such operator; docs/finetune.md lists those it has");
}

/* ---- numbers */

static double scale_of(const bac_tensor *w, size_t channel) {
    return w->scale[w->n_scale == 1 ? 0 : channel];
}

static void fill_conv(reader *r, const bac_nn_node *n, const source *from) {
    const bac_tensor *w = from->weight;
    const bac_nn_param *p = &r->nn->param[n->weight], *least = &r->nn->param[n->least];
    size_t each = p->n / n->C;
    for (size_t i = 0; i < p->n; i++) {
        size_t c = i / each, at = from->transposed ? i % each * n->C + c : i;
        double scale = scale_of(w, c), v = from->latent ? from->latent->data[at] : w->data[at];
        if (rint(v / scale) != w->code[at])
            v = w->data[at];
        r->nn->theta[p->at + i] = (float)v;
        r->nn->keep[p->at + i] = v != 0;
    }
    for (size_t c = 0; c < least->n; c++)
        r->nn->theta[least->at + c] = (float)scale_of(w, c);
    for (uint32_t c = 0; from->bias && n->quantiser == BAC_NN_NONE && c < n->C; c++)
        bac_nn_numbers(r->nn, n->bias)[c] = (float)from->bias->data[c];
}

static bac_status fill_norm(reader *r, const bac_nn_node *n, const source *from) {
    bac_nn *nn = r->nn;
    float *to[4] = {bac_nn_numbers(nn, n->gamma), bac_nn_numbers(nn, n->beta), nn->state + n->mean,
                    nn->state + n->var};
    double more[4] = {0, 0, 0,
                      (double)bac_node_float(from->norm, "epsilon", 1e-5f) - (double)nn->eps};
    for (uint32_t i = 0; i < 4; i++) {
        const bac_tensor *t = bac_node_constant(from->norm, i + 1);
        for (uint32_t c = 0; c < n->C; c++) {
            more[2] = from->bias ? -from->bias->data[c] : 0;
            to[i][c] = (float)(t->data[c] + more[i]);
        }
    }
    for (uint32_t c = 0; c < n->C; c++)
        if (!(to[3][c] >= 0))
            return bac_node_fail(from->norm,
                                 "the variance of channel %u is below the trainer's epsilon, %g", c,
                                 (double)nn->eps);
    return BAC_OK;
}

static bac_status fill(reader *r, uint32_t index) {
    const bac_nn_node *n = &r->nn->node[index];
    const source *from = &r->from[index];
    if (n->op == BAC_NN_CONV)
        fill_conv(r, n, from);
    for (uint32_t c = 0; n->norm == BAC_NORM_BIAS && c < n->C; c++)
        bac_nn_numbers(r->nn, n->beta)[c] = (float)from->bias->data[c];
    return n->norm == BAC_NORM_BATCH ? fill_norm(r, n, from) : BAC_OK;
}

static bac_status read_graph(reader *r, const char *path) {
    const char *base = strrchr(path, '/');
    bac_status status = bac_graph_read(path, &r->graph, r->err);
    if (!status)
        status = bac_graph_fold(&r->graph);
    if (!status)
        status = bac_nn_create(base ? base + 1 : path, BAC_NN_FREE, &r->nn, r->err);
    if (status)
        return status;
    r->nn->keeps_scales = true;
    r->at = calloc(r->graph.n_edges, sizeof *r->at);
    r->from = calloc((size_t)r->graph.n_nodes + r->graph.n_edges + 1, sizeof *r->from);
    if (!r->at || !r->from)
        return bac_graph_fail(&r->graph, BAC_ERR_MEMORY, "out of memory");
    for (uint32_t i = 0; !status && !r->nn->refusal.code && i < r->graph.n_nodes; i++)
        if (r->graph.node[i].live && !r->graph.node[i].folded)
            status = read_node(r, &r->graph.node[i]);
    if (!status)
        status = bac_nn_finish(r->nn, 0, r->err);
    for (uint32_t i = 0; !status && i < r->nn->n_node; i++)
        status = fill(r, i);
    if (!status)
        bac_nn_prepare(r->nn);
    return status;
}

/* bac import has taken the file already: shapes and constants are as it checks them. */
bac_status bac_nn_of_onnx(const char *path, bac_nn **nn, bac_error *err) {
    reader r = {.err = err};
    bac_status status = read_graph(&r, path);
    bac_graph_free(&r.graph);
    free(r.at);
    free(r.from);
    if (status)
        bac_nn_free(r.nn);
    *nn = status ? NULL : r.nn;
    return status;
}

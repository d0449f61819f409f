/* adopt_graph.c - a QONNX graph as a trainable network of FREE style: export read backwards.
 *
 * Batch norm, Relu and quantiser wait at an edge until they are one NORM node. Weights are those of
 * the initializer in front of their Quant where these round to its codes, so that what was learned
 * below a step is not lost; zeros there are pruned. */
#include "adopt.h"
#include "graph.h"
#include "quant.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An edge: the output of `node`, then what waits. */
typedef struct stream {
    uint32_t node;
    const bac_node *norm; /* BatchNormalization */
    bool relu, known;
} stream;

/* Where the numbers of a node of the network are in the file. */
typedef struct source {
    const bac_tensor *weight, *latent;
    const bac_tensor *bias; /* of a convolution, or of the NORM node behind it that holds it */
    bool transposed;        /* [in][out] */
    bool moved;             /* the bias is held behind it, where it need not be rounded */
    const bac_node *norm;
    bool above_zero; /* the stream has no negative number */
} source;

typedef struct reader {
    bac_graph graph;
    bac_nn *nn;
    stream *at;    /* [edges] */
    source *from;  /* [nodes of the network] */
    uint32_t room; /* of from */
    bac_error *err;
} reader;

/* A name for messages: of the weights where there are some, else the node's or its output's. */
static void name_of(const reader *r, const bac_node *node, char name[BAC_NN_NAME]) {
    const bac_graph *g = &r->graph;
    const char *text = node->name && *node->name ? node->name : g->edge[node->out[0]].name;
    bool weighted = bac_node_is(node, "Conv") || bac_node_is(node, "Gemm");
    const bac_edge *w = weighted ? bac_node_edge(g, node, 1) : NULL;
    if (w && w->producer >= 0)
        w = bac_node_edge(g, &g->node[w->producer], 0);
    bac_safe_text(w ? w->name : text, name, BAC_NN_NAME);
}

static bac_status set_stream(reader *r, const bac_node *node, stream s) {
    s.known = true;
    r->at[node->out[0]] = s;
    return BAC_OK;
}

/* A node without numbers of its own, just built */
static bac_status made(reader *r, const bac_node *node, uint32_t index, bool positive) {
    r->from[index].above_zero = positive;
    return set_stream(r, node, (stream){.node = index});
}

/* The stream behind input i, which must be one. */
static bac_status take(reader *r, const bac_node *node, uint32_t i, stream *s) {
    const stream *x = bac_node_has_input(node, i) ? &r->at[node->in[i]] : NULL;
    if (!x || !x->known)
        return bac_node_fail(&r->graph, node, r->err,
                             "its input %u is no stream of quantised samples", i);
    *s = *x;
    return BAC_OK;
}

static bool above_zero(const reader *r, const stream *s) {
    return s->relu || (!s->norm && r->from[s->node].above_zero);
}

/* What waits becomes a node; bits 0: without a quantiser. */
static void settle(reader *r, const bac_node *node, stream *s, uint8_t bits, bool is_signed,
                   double scale) {
    char name[BAC_NN_NAME];
    bool positive = above_zero(r, s) || (bits && !is_signed);
    name_of(r, node, name);
    const bac_tensor *bias = r->from[s->node].weight ? r->from[s->node].bias : NULL;
    bac_nn_norm norm = s->norm ? BAC_NORM_BATCH : bias ? BAC_NORM_BIAS : BAC_NORM_NONE;
    uint32_t index = bac_nn_norm_act(r->nn, name, s->node, norm,
                                     s->relu ? BAC_ACT_RELU : BAC_ACT_NONE, bits, is_signed, scale);
    r->from[s->node].moved = true;
    r->from[index] = (source){.norm = s->norm, .bias = bias, .above_zero = positive};
    *s = (stream){.node = index, .known = true};
}

/* The node behind input i, with nothing waiting. */
static bac_status plain(reader *r, const bac_node *node, uint32_t i, uint32_t *index) {
    stream s = {0};
    bac_status status = take(r, node, i, &s);
    if (!status && (s.norm || s.relu)) {
        settle(r, node, &s, 0, false, 1);
        r->at[node->in[i]] = s;
    }
    *index = status ? 0 : s.node;
    return status;
}

static bac_status read_quant(reader *r, const bac_node *node) {
    bac_quantiser q;
    double scale = 0;
    bool frame = node->in[0] == r->graph.input;
    bac_status status = bac_quantiser_read(&r->graph, node, &q, r->err);
    if (!status)
        status = bac_node_scalar(&r->graph, node, 1, "scale", &scale, r->err);
    if (status)
        return status;
    int64_t lo = q.is_signed ? -((int64_t)1 << (q.bits - 1)) : 0;
    if (q.bipolar || q.mode != BAC_ROUND_HALF_EVEN || q.lo != lo || (frame && !q.is_signed) ||
        q.hi != ((int64_t)1 << (q.bits - q.is_signed)) - 1 || q.bits > BAC_MAX_CODE_BITS)
        return bac_node_fail(&r->graph, node, r->err,
                             "the trainer quantises streams by rounding mode ROUND to all codes of "
                             "1 .. %d bits (frames: signed), not narrow or bipolar",
                             BAC_MAX_CODE_BITS);
    if (frame) {
        const bac_shape *shape = &r->graph.edge[r->graph.input].shape;
        uint32_t index = bac_nn_input(r->nn, (uint32_t)shape->dim[2], (uint32_t)shape->dim[1],
                                      (uint8_t)q.bits, scale);
        return set_stream(r, node, (stream){.node = index});
    }
    stream s = {0};
    status = take(r, node, 0, &s);
    if (status)
        return status;
    /* Of what is never negative, a signed code is an unsigned one of a bit less. */
    bool halved = q.is_signed && q.bits > 1 && above_zero(r, &s);
    settle(r, node, &s, (uint8_t)(q.bits - halved), q.is_signed && !halved, scale);
    return set_stream(r, node, s);
}

static bac_status read_norm(reader *r, const bac_node *node) {
    stream s = {0};
    bac_status status = take(r, node, 0, &s);
    if (!status && (s.norm || s.relu))
        status = plain(r, node, 0, &s.node);
    return status ? status : set_stream(r, node, (stream){.node = s.node, .norm = node});
}

static bac_status read_relu(reader *r, const bac_node *node) {
    stream s = {0};
    bac_status status = take(r, node, 0, &s);
    if (status)
        return status;
    s.relu = true;
    return set_stream(r, node, s);
}

/* The initializer in front of the weights' quantiser, or NULL */
static bac_status latent_of(reader *r, const bac_node *node, const bac_tensor **latent) {
    int32_t producer = r->graph.edge[node->in[1]].producer;
    *latent = NULL;
    if (producer < 0 || !bac_node_is_quantiser(&r->graph.node[producer]))
        return BAC_OK;
    return bac_node_constant(&r->graph, &r->graph.node[producer], 0, latent, r->err);
}

static bac_status read_weights(reader *r, const bac_node *node, bac_nn_conv_spec *spec,
                               source *from) {
    char name[BAC_NN_NAME];
    uint32_t in = 0;
    bac_status status = plain(r, node, 0, &in);
    if (!status)
        status = latent_of(r, node, &from->latent);
    if (!status && !bac_node_is(node, "MatMul"))
        status = bac_node_constant(&r->graph, node, 2, &from->bias, r->err);
    if (status)
        return status;
    const bac_tensor *w = from->weight;
    spec->weight_bits = (uint8_t)(w->bits + !w->is_signed);
    long long top = (1LL << (spec->weight_bits - 1)) - 1;
    for (size_t i = 0; i < w->count; i++)
        if (llabs((long long)w->code[i]) > top)
            return bac_node_fail(&r->graph, node, r->err,
                                 "weight %zu is %d: trained weights are narrow, here -%lld..%lld",
                                 i, w->code[i], top, top);
    spec->per_tensor = w->n_scale == 1;
    spec->bias = true; /* zero where there is none: an Add may follow */
    if (from->bias && from->bias->count != spec->channels)
        return bac_node_fail(&r->graph, node, r->err, "its bias has %zu values for %u outputs",
                             from->bias->count, spec->channels);
    name_of(r, node, name);
    uint32_t index = bac_nn_conv(r->nn, name, in, spec);
    r->from[index] = *from;
    return set_stream(r, node, (stream){.node = index});
}

static bac_status read_conv(reader *r, const bac_node *node) {
    source from = {.weight = r->graph.edge[node->in[1]].constant};
    bac_window w = {0};
    int64_t length;
    bac_status status = bac_node_window(&r->graph, node, r->graph.edge[node->in[0]].shape.dim[2],
                                        from.weight->shape.dim[2], &w, &length, r->err);
    bac_nn_conv_spec spec = {.channels = (uint32_t)from.weight->shape.dim[0],
                             .groups = (uint32_t)w.groups,
                             .kernel = (uint32_t)w.kernel,
                             .stride = (uint32_t)w.stride,
                             .pad_left = (uint32_t)w.pad_left,
                             .pad_right = (uint32_t)w.pad_right};
    return status ? status : read_weights(r, node, &spec, &from);
}

static bac_status read_linear(reader *r, const bac_node *node) {
    source from = {.weight = r->graph.edge[node->in[1]].constant};
    from.transposed = !(bac_node_is(node, "Gemm") && bac_node_int(node, "transB", 0) != 0);
    bac_nn_conv_spec spec = {.channels = (uint32_t)from.weight->shape.dim[from.transposed],
                             .groups = 1,
                             .kernel = 1,
                             .stride = 1,
                             .fc = true};
    return read_weights(r, node, &spec, &from);
}

/* A sum of streams, or a vector that is the bias of the layer in front of it. */
static bac_status read_add(reader *r, const bac_node *node) {
    char name[BAC_NN_NAME];
    uint32_t in[2] = {0, 0};
    for (uint32_t i = 0; i < 2; i++) {
        const bac_tensor *t = NULL;
        stream s = {0};
        bac_status status = bac_node_constant(&r->graph, node, i, &t, r->err);
        if (!status && t)
            status = take(r, node, 1 - i, &s);
        if (status)
            return status;
        if (!t)
            continue;
        source *from = &r->from[s.node];
        if (s.norm || s.relu || !from->weight || from->bias || t->count != r->nn->node[s.node].C)
            return bac_node_fail(&r->graph, node, r->err,
                                 "adds a constant that is no layer's bias: the trainer has batch "
                                 "norm for that");
        from->bias = t;
        return set_stream(r, node, s);
    }
    for (uint32_t i = 0; i < 2; i++) {
        bac_status status = plain(r, node, i, &in[i]);
        if (status)
            return status;
    }
    name_of(r, node, name);
    return made(r, node, bac_nn_add(r->nn, name, in[0], in[1]),
                r->from[in[0]].above_zero && r->from[in[1]].above_zero);
}

static bac_status read_concat(reader *r, const bac_node *node) {
    char name[BAC_NN_NAME];
    uint32_t in[BAC_NN_MAX_IN];
    bool positive = true;
    if (node->n_in > BAC_NN_MAX_IN)
        return bac_node_fail(&r->graph, node, r->err, "joins %u streams; %d are possible",
                             node->n_in, BAC_NN_MAX_IN);
    for (uint32_t i = 0; i < node->n_in; i++) {
        bac_status status = plain(r, node, i, &in[i]);
        if (status)
            return status;
        positive = positive && r->from[in[i]].above_zero;
    }
    name_of(r, node, name);
    return made(r, node, bac_nn_concat(r->nn, name, node->n_in, in), positive);
}

static bac_status read_pool(reader *r, const bac_node *node) {
    char name[BAC_NN_NAME];
    uint32_t in = 0;
    int64_t T = r->graph.edge[node->in[0]].shape.dim[2], length;
    bac_window w = {.kernel = T};
    bac_status status = plain(r, node, 0, &in);
    if (!status && bac_node_is(node, "MaxPool"))
        status = bac_node_window(&r->graph, node, T, 0, &w, &length, r->err);
    if (status)
        return status;
    name_of(r, node, name);
    uint32_t index = w.kernel == T && w.pad_left + w.pad_right == 0
                         ? bac_nn_globalmax(r->nn, name, in)
                         : bac_nn_maxpool(r->nn, name, in, (uint32_t)w.kernel, (uint32_t)w.stride,
                                          (uint32_t)w.pad_left, (uint32_t)w.pad_right);
    return made(r, node, index, r->from[in].above_zero);
}

/* Flatten and its like: only the step from [C][T] to [C*T] changes something. */
static bac_status read_shape(reader *r, const bac_node *node) {
    char name[BAC_NN_NAME];
    stream s = {0};
    bac_status status = take(r, node, 0, &s);
    if (status || r->graph.edge[node->out[0]].shape.rank != 2 || r->nn->node[s.node].T == 1)
        return status ? status : set_stream(r, node, s);
    status = plain(r, node, 0, &s.node);
    if (status)
        return status;
    name_of(r, node, name);
    return made(r, node, bac_nn_flatten(r->nn, name, s.node), r->from[s.node].above_zero);
}

static const struct {
    const char *op;
    bac_status (*read)(reader *r, const bac_node *node);
} RULES[] = {
    {"Quant", read_quant},        {"IntQuant", read_quant}, {"BatchNormalization", read_norm},
    {"Relu", read_relu},          {"Conv", read_conv},      {"Gemm", read_linear},
    {"MatMul", read_linear},      {"Add", read_add},        {"Concat", read_concat},
    {"MaxPool", read_pool},       {"Flatten", read_shape},  {"Reshape", read_shape},
    {"GlobalMaxPool", read_pool}, {"Squeeze", read_shape},  {"Unsqueeze", read_shape},
    {"Identity", read_shape},     {"Dropout", read_shape},  {"ArgMax", read_shape},
};

static bac_status read_node(reader *r, const bac_node *node) {
    if (r->nn->n_node + 8 > r->room) {
        uint32_t room = 2 * r->room + 64;
        source *grown = realloc(r->from, room * sizeof *grown);
        if (!grown)
            return bac_graph_fail(&r->graph, BAC_ERR_MEMORY, r->err, "out of memory");
        memset(grown + r->room, 0, (room - r->room) * sizeof *grown);
        r->from = grown;
        r->room = room;
    }
    for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++)
        if (bac_node_is(node, RULES[i].op))
            return RULES[i].read(r, node);
    return bac_node_fail(&r->graph, node, r->err,
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
    for (uint32_t c = 0; from->bias && !from->moved && c < n->C; c++)
        r->nn->theta[r->nn->param[n->bias].at + c] = (float)from->bias->data[c];
}

static bac_status fill_norm(reader *r, const bac_nn_node *n, const source *from) {
    bac_nn *nn = r->nn;
    float *to[4] = {nn->theta + nn->param[n->gamma].at, nn->theta + nn->param[n->beta].at,
                    nn->state + n->mean, nn->state + n->var};
    double more[4] = {0, 0, 0,
                      (double)bac_node_float(from->norm, "epsilon", 1e-5f) - (double)nn->eps};
    for (uint32_t i = 0; i < 4; i++) {
        const bac_tensor *t = NULL;
        bac_status status = bac_node_constant(&r->graph, from->norm, i + 1, &t, r->err);
        for (uint32_t c = 0; !status && c < n->C; c++) {
            more[2] = from->bias ? -from->bias->data[c] : 0;
            to[i][c] = (float)(t->data[c] + more[i]);
        }
        if (status)
            return status;
    }
    for (uint32_t c = 0; c < n->C; c++)
        if (!(to[3][c] >= 0))
            return bac_node_fail(&r->graph, from->norm, r->err,
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
        r->nn->theta[r->nn->param[n->beta].at + c] = (float)from->bias->data[c];
    return n->norm == BAC_NORM_BATCH ? fill_norm(r, n, from) : BAC_OK;
}

static bac_status read_graph(reader *r, const char *path) {
    const char *base = strrchr(path, '/');
    bac_status status = bac_graph_read(path, &r->graph, r->err);
    if (!status)
        status = bac_graph_fold(&r->graph, r->err);
    if (!status)
        status = bac_nn_create(base ? base + 1 : path, BAC_NN_FREE, &r->nn, r->err);
    if (status)
        return status;
    r->nn->keeps_scales = true;
    r->at = calloc(r->graph.n_edges, sizeof *r->at);
    if (!r->at)
        return bac_graph_fail(&r->graph, BAC_ERR_MEMORY, r->err, "out of memory");
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

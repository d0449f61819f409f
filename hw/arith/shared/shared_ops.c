/* shared_ops.c - see shared_ops.h. */
#include "shared_ops.h"

#include "ints.h"

#include <stdlib.h>
#include <string.h>

static const bac_layer *layer_of(const shared_ops *o, uint32_t i) {
    return bac_net_layer(o->net, i);
}

static bac_status no_memory(bac_error *err) {
    return bac_fail(err, BAC_ERR_MEMORY, "shared", "out of memory");
}

/* The layer whose stream a reader of layer i reads: a flatten has none of its own. */
static uint32_t root_of(const shared_ops *o, uint32_t i) {
    while (layer_of(o, i)->op == BAC_FLATTEN)
        i = layer_of(o, i)->in[0];
    return i;
}

/* ---- which layers have ops */

/* Marks the layers that the result depends on. */
static void mark(const shared_ops *o, bool *used) {
    const uint32_t n = bac_net_layers(o->net);
    used[n - 1] = true;
    for (uint32_t i = n; i-- > 0;)
        for (uint32_t k = 0; used[i] && k < layer_of(o, i)->n_in; k++)
            used[layer_of(o, i)->in[k]] = true;
}

/* The requantiser that is the only reader of layer i and belongs to its op; SHARED_NONE: none. */
static uint32_t fused(const shared_ops *o, const bool *used, uint32_t i) {
    uint32_t only = SHARED_NONE, readers = 0;
    for (uint32_t r = 0; r < bac_net_layers(o->net); r++)
        for (uint32_t k = 0; used[r] && k < layer_of(o, r)->n_in; k++)
            if (layer_of(o, r)->in[k] == i) {
                only = r;
                readers++;
            }
    const bac_op op = layer_of(o, i)->op;
    const bool may = op != BAC_INPUT && op != BAC_REQUANT && op != BAC_CONCAT && op != BAC_FLATTEN;
    return may && readers == 1 && layer_of(o, only)->op == BAC_REQUANT ? only : SHARED_NONE;
}

/* ---- ops */

static shared_op *add_op(shared_ops *o, uint32_t linear, uint32_t layer, uint32_t to) {
    shared_op *bigger = realloc(o->op, (o->n_ops + 1) * sizeof *bigger);
    if (!bigger)
        return NULL;
    o->op = bigger;
    shared_op *op = &bigger[o->n_ops++];
    *op = (shared_op){.layer = layer,
                      .linear = linear,
                      .to = to,
                      .rows = layer_of(o, linear)->C,
                      .T = layer_of(o, linear)->T,
                      .every = 1};
    return op;
}

/* The element of channel i of layer `from`, u positions away. */
static shared_element element_of(const shared_ops *o, uint32_t from, uint32_t i, int32_t u) {
    const uint32_t root = root_of(o, from), C = layer_of(o, root)->C;
    return root == from ? (shared_element){root, i, u}
                        : (shared_element){root, i % C, (int32_t)(i / C)};
}

/* A convolution, or what is one with C groups and weights 1. */
static bool convolve(shared_ops *o, shared_op *op, const bac_layer *l, uint32_t K, uint32_t groups,
                     const int32_t *weight) {
    const uint32_t C_in = layer_of(o, l->in[0])->C, inside = C_in / groups;
    const bool flat = root_of(o, l->in[0]) != l->in[0];
    op->apart = flat && groups > 1;
    op->n_elements = inside * K;
    op->every = op->rows / groups;
    op->step = groups > 1 && !op->apart ? inside : 0;
    op->pointwise = K == 1 && l->stride <= 1 && l->pad_left == 0 && !flat;
    const uint32_t sets = op->apart ? op->rows : 1;
    op->element = malloc((size_t)sets * op->n_elements * sizeof *op->element);
    if (!op->element)
        return false;
    for (uint32_t r = 0; r < sets; r++)
        for (uint32_t i = 0; i < inside; i++)
            for (uint32_t k = 0; k < K; k++)
                op->element[((size_t)r * inside + i) * K + k] = element_of(
                    o, l->in[0], r / op->every * inside + i, (int32_t)k - (int32_t)l->pad_left);
    if (!weight)
        return true;
    const size_t bytes = (size_t)op->rows * op->n_elements * sizeof *weight;
    op->weight = malloc(bytes);
    if (op->weight)
        memcpy(op->weight, weight, bytes);
    return op->weight != NULL;
}

/* Row o reads channel o of each of n streams. */
static bool meet(shared_ops *o, shared_op *op, const uint32_t *from, uint32_t n) {
    for (uint32_t k = 0; k < n; k++)
        op->apart = op->apart || root_of(o, from[k]) != from[k];
    const uint32_t sets = op->apart ? op->rows : 1;
    op->n_elements = n;
    op->step = !op->apart;
    op->pointwise = !op->apart;
    op->element = malloc((size_t)sets * n * sizeof *op->element);
    for (uint32_t r = 0; op->element && r < sets; r++)
        for (uint32_t k = 0; k < n; k++)
            op->element[r * n + k] = element_of(o, from[k], r, 0);
    return op->element != NULL;
}

static bool add_weights(shared_op *op, const bac_layer *add) {
    op->weight = malloc((size_t)op->rows * add->n_in * sizeof *op->weight);
    for (uint32_t r = 0; op->weight && r < op->rows; r++)
        for (uint32_t k = 0; k < add->n_in; k++)
            op->weight[r * add->n_in + k] = add->mul[(size_t)k * add->C + r];
    return op->weight != NULL;
}

/* The maximum of all positions: of L of them side by side first, where there are more. */
static bool global_max(shared_ops *o, const bac_layer *l, uint32_t linear, uint32_t layer,
                       uint32_t to) {
    const uint32_t T = layer_of(o, l->in[0])->T, from = l->in[0];
    bac_layer whole = *l;
    whole.stride = 1;
    whole.pad_left = 0;
    if (T <= 2 * o->L || root_of(o, from) != from) {
        shared_op *op = add_op(o, linear, layer, to);
        return op && (op->max = true) && convolve(o, op, &whole, T, op->rows, NULL);
    }
    const uint32_t part = o->n_streams++;
    o->stream[part] = (shared_stream){.T = o->L, .C = l->C, .type = l->type};
    shared_op *op = add_op(o, linear, SHARED_NONE, part);
    if (!op)
        return false;
    op->max = true;
    op->T = o->L;
    op->step = 1;
    op->n_elements = T; /* strides and rounds are known when the stream has its stride */
    op->element = malloc(T * sizeof *op->element);
    for (uint32_t k = 0; op->element && k < T; k++)
        op->element[k] = (shared_element){from, 0, (int32_t)k};
    op = op->element ? add_op(o, linear, layer, to) : NULL;
    if (!op)
        return false;
    op->max = true;
    op->step = 1;
    op->n_elements = o->L;
    op->element = malloc(o->L * sizeof *op->element);
    for (uint32_t k = 0; op->element && k < o->L; k++)
        op->element[k] = (shared_element){part, 0, (int32_t)k};
    return op->element != NULL;
}

/* A copy of the network's input in the map, for layers that read it beside other streams. */
static bool copy_input(shared_ops *o) {
    if (o->copy)
        return true;
    const uint32_t input = 0;
    o->copy = o->n_streams++;
    o->stream[o->copy] = (shared_stream){
        .T = layer_of(o, 0)->T, .C = layer_of(o, 0)->C, .type = layer_of(o, 0)->type};
    shared_op *op = add_op(o, 0, SHARED_NONE, o->copy);
    return op && meet(o, op, &input, 1);
}

/* True if an add reads the input and another stream; then it reads the copy. */
static bool is_mixed(const shared_ops *o, const bac_layer *l) {
    uint32_t inputs = 0;
    for (uint32_t k = 0; k < l->n_in; k++)
        inputs += root_of(o, l->in[k]) == 0;
    return l->op == BAC_ADD && inputs > 0 && inputs < l->n_in;
}

static void read_copy(const shared_ops *o, shared_op *op) {
    for (size_t e = 0; e < (size_t)(op->apart ? op->rows : 1) * op->n_elements; e++)
        if (op->element[e].stream == 0)
            op->element[e].stream = o->copy;
}

/* The ops of a layer i that writes the stream of layer `layer`. */
static bool add_layer(shared_ops *o, uint32_t i, uint32_t layer) {
    const bac_layer *l = layer_of(o, i);
    if (l->op == BAC_GLOBALMAX)
        return global_max(o, l, i, layer, layer);
    if (l->op == BAC_CONCAT) {
        o->stream[layer].joined = true;
        for (uint32_t k = 0, channel = 0; k < l->n_in; k++) {
            shared_op *op = add_op(o, i, layer, layer);
            if (!op)
                return false;
            op->channel = channel;
            op->rows = layer_of(o, l->in[k])->C;
            channel += op->rows;
            if (!meet(o, op, &l->in[k], 1))
                return false;
        }
        return true;
    }
    const bool mixed = is_mixed(o, l);
    if (mixed && !copy_input(o))
        return false;
    shared_op *op = add_op(o, i, layer, layer);
    if (!op)
        return false;
    switch (l->op) {
    case BAC_CONV:
        return convolve(o, op, l, l->kernel, l->groups, l->weight);
    case BAC_FC:
        return convolve(o, op, &(bac_layer){.in = l->in, .stride = 1}, 1, 1, l->weight);
    case BAC_AVGPOOL:
        return convolve(o, op, l, l->kernel, l->C, NULL);
    case BAC_MAXPOOL:
        op->max = true;
        return convolve(o, op, l, l->kernel, l->C, NULL);
    case BAC_GLOBALAVG:
        return convolve(o, op, &(bac_layer){.in = l->in, .stride = 1}, layer_of(o, l->in[0])->T,
                        l->C, NULL);
    case BAC_ADD:
        if (!meet(o, op, l->in, l->n_in) || !add_weights(op, l))
            return false;
        if (mixed)
            read_copy(o, op);
        return true;
    default: /* a requantiser of its own */
        return meet(o, op, l->in, 1);
    }
}

/* ---- strides */

static bac_status set_strides(shared_ops *o, bac_error *err) {
    for (uint32_t i = 0; i < o->n_ops; i++) {
        const shared_op *op = &o->op[i];
        const bac_layer *l = layer_of(o, op->linear);
        const bool strides = bac_op_convolves(l->op) || l->op == BAC_MAXPOOL;
        const bool rounds = l->op == BAC_GLOBALMAX;
        const uint32_t stride = strides && l->stride ? l->stride : 1;
        const size_t n = (size_t)(op->apart ? op->rows : 1) * op->n_elements;
        for (size_t e = 0; op->T > 1 && !rounds && e < n; e++) {
            shared_stream *s = &o->stream[op->element[e].stream];
            if (s->stride == 0)
                s->stride = stride;
            if (s->stride != stride)
                return bac_fail(err, BAC_ERR_INPUT, l->name,
                                "the shared engine stores a stream for one stride: %s is read with "
                                "strides %u and %u; plan the network in another style",
                                layer_of(o, op->element[e].stream)->name, s->stride, stride);
        }
    }
    for (uint32_t s = 0; s < o->n_streams; s++)
        if (o->stream[s].stride == 0)
            o->stream[s].stride = 1;
    return BAC_OK;
}

/* The first half of a global maximum reads position j + L r of each phase, lane j beside lane j: the
 * words r * L strides and `phase` positions from the group's first. */
static void set_rounds(shared_ops *o) {
    for (uint32_t i = 0; i < o->n_ops; i++) {
        shared_op *op = &o->op[i];
        if (layer_of(o, op->linear)->op != BAC_GLOBALMAX || op->layer != SHARED_NONE)
            continue;
        const shared_stream *s = &o->stream[op->element[0].stream];
        const uint32_t rounds = bac_ceil_div(s->T, s->stride * o->L);
        const uint32_t stream = op->element[0].stream;
        op->n_elements = 0;
        for (uint32_t r = 0; r < rounds; r++)
            for (uint32_t phase = 0; phase < s->stride && r * o->L * s->stride + phase < s->T;
                 phase++)
                op->element[op->n_elements++] =
                    (shared_element){stream, 0, (int32_t)(r * o->L * s->stride + phase)};
    }
}

static void set_users(shared_ops *o) {
    for (uint32_t i = 0; i < o->n_ops; i++) {
        const size_t n = (size_t)(o->op[i].apart ? o->op[i].rows : 1) * o->op[i].n_elements;
        o->stream[o->op[i].to].writer = i;
        for (size_t e = 0; e < n; e++)
            o->stream[o->op[i].element[e].stream].reader = i;
    }
}

/* ---- all */

static bac_status refuse(const shared_ops *o, const bool *used, bac_error *err) {
    for (uint32_t i = 0; i < bac_net_layers(o->net); i++)
        if (used[i] && layer_of(o, i)->factor)
            return bac_fail(err, BAC_ERR_INPUT, layer_of(o, i)->name,
                            "the shared engine has no factors for the ends of a frame; pool with "
                            "count_pad, or plan the network in another style");
    return BAC_OK;
}

static bac_status add_all(shared_ops *o, const bool *used, bac_error *err) {
    const uint32_t n = bac_net_layers(o->net);
    for (uint32_t i = 1; i + 1 < n; i++) {
        const bac_layer *l = layer_of(o, i);
        if (!used[i] || l->op == BAC_FLATTEN ||
            (l->op == BAC_REQUANT && fused(o, used, l->in[0]) == i))
            continue;
        const uint32_t requant = fused(o, used, i);
        if (!add_layer(o, i, requant == SHARED_NONE ? i : requant))
            return no_memory(err);
    }
    const uint32_t logits = layer_of(o, n - 1)->in[0];
    if (root_of(o, logits) != logits || o->stream[logits].joined || o->n_ops == 0 ||
        o->op[o->n_ops - 1].to != logits)
        return bac_fail(err, BAC_ERR_INPUT, layer_of(o, logits)->name,
                        "the shared engine's logits are those of a layer that computes, the last "
                        "one; plan the network in another style");
    o->stream[logits].out = true;
    for (uint32_t i = 0; i < o->n_ops; i++) {
        const size_t m = (size_t)(o->op[i].apart ? o->op[i].rows : 1) * o->op[i].n_elements;
        for (size_t e = 0; e < m; e++) {
            if (o->op[i].element[e].stream == logits)
                return bac_fail(err, BAC_ERR_INPUT, layer_of(o, logits)->name,
                                "the shared engine does not read its logits again");
        }
    }
    return BAC_OK;
}

bac_status shared_ops_of(const bac_net *net, uint32_t L, shared_ops *o, bac_error *err) {
    const uint32_t n = bac_net_layers(net);
    *o = (shared_ops){.net = net, .L = L, .n_streams = n};
    o->stream = calloc(2 * (size_t)n + 1, sizeof *o->stream);
    bool *used = calloc(n, sizeof *used);
    bac_status status = o->stream && used ? BAC_OK : no_memory(err);
    for (uint32_t i = 0; status == BAC_OK && i < n; i++)
        o->stream[i] = (shared_stream){.T = layer_of(o, i)->T,
                                       .C = layer_of(o, i)->C,
                                       .type = layer_of(o, i)->type,
                                       .input = i == 0};
    if (status == BAC_OK) {
        mark(o, used);
        status = refuse(o, used, err);
    }
    if (status == BAC_OK)
        status = add_all(o, used, err);
    if (status == BAC_OK)
        status = set_strides(o, err);
    if (status == BAC_OK) {
        set_rounds(o);
        set_users(o);
    }
    free(used);
    if (status != BAC_OK)
        shared_ops_free(o);
    return status;
}

void shared_ops_free(shared_ops *o) {
    for (uint32_t i = 0; i < o->n_ops; i++) {
        free(o->op[i].weight);
        free(o->op[i].element);
    }
    free(o->op);
    free(o->stream);
    *o = (shared_ops){0};
}

/* onnx_read.c - reads an ONNX file into nodes and named edges.
 *
 * Nodes must come in an order in which every input is defined before it is used, as the
 * format demands; a graph with a cycle has no such order and is refused by the same check
 * (fold.c). Each name may be defined once. */
#include "graph.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* protobuf-c leaves an absent string NULL */
static const char *text(const char *name) {
    return name ? name : "";
}

static uint64_t hash_name(const char *name) {
    uint64_t h = 1469598103934665603u; /* FNV-1a */
    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 1099511628211u;
    return h;
}

/* The edge of that name, which is made if it is new. The table has room for every name of the
 * file. */
static int32_t edge_of(bac_graph *graph, const char *name) {
    size_t mask = graph->n_slots - 1;
    size_t at = (size_t)hash_name(name) & mask;
    for (; graph->slot[at]; at = (at + 1) & mask)
        if (strcmp(graph->edge[graph->slot[at] - 1].name, name) == 0)
            return (int32_t)graph->slot[at] - 1;
    bac_edge *edge = &graph->edge[graph->n_edges];
    edge->name = name;
    edge->producer = -1;
    graph->slot[at] = ++graph->n_edges;
    return (int32_t)graph->n_edges - 1;
}

static bac_status make_tables(bac_graph *graph, const Bac__Onnx__Graph *g) {
    size_t names = g->n_initializer + g->n_input + g->n_output;
    for (size_t i = 0; i < g->n_node; i++)
        names += g->node[i]->n_input + g->node[i]->n_output;
    if (g->n_node > BAC_MAX_NODES || names > (size_t)1 << 24)
        return bac_graph_fail(graph, BAC_ERR_INPUT,
                              "graph has %zu nodes and %zu names; at most %d nodes are read",
                              g->n_node, names, BAC_MAX_NODES);
    graph->n_slots = 16;
    while (graph->n_slots < 2 * names)
        graph->n_slots *= 2;
    graph->slot = bac_graph_alloc(graph, graph->n_slots, sizeof *graph->slot);
    graph->edge = bac_graph_alloc(graph, names + 1, sizeof *graph->edge);
    graph->node = bac_graph_alloc(graph, g->n_node + 1, sizeof *graph->node);
    return graph->status;
}

static bac_status connect(bac_graph *graph, char **names, size_t n, int32_t **edges) {
    *edges = bac_graph_alloc(graph, n + 1, sizeof **edges);
    for (size_t i = 0; *edges && i < n; i++)
        (*edges)[i] = names[i][0] ? edge_of(graph, names[i]) : BAC_NO_EDGE;
    return graph->status;
}

static bac_status add_node(bac_graph *graph, const Bac__Onnx__Node *proto) {
    bac_node *node = &graph->node[graph->n_nodes];
    node->graph = graph;
    node->index = graph->n_nodes++;
    node->proto = proto;
    node->op = text(proto->op_type);
    node->domain = text(proto->domain);
    node->name = text(proto->name);
    node->n_in = (uint32_t)proto->n_input;
    node->n_out = (uint32_t)proto->n_output;
    if (connect(graph, proto->input, proto->n_input, &node->in) ||
        connect(graph, proto->output, proto->n_output, &node->out))
        return graph->status;
    for (uint32_t i = 0; i < node->n_out; i++) {
        if (node->out[i] == BAC_NO_EDGE)
            continue;
        bac_edge *edge = &graph->edge[node->out[i]];
        if (edge->producer >= 0 || edge->initializer || edge->is_input) {
            char name[64];
            return bac_node_fail(node, "output '%s' is defined twice",
                                 bac_safe_text(edge->name, name, sizeof name));
        }
        edge->producer = (int32_t)node->index;
    }
    return BAC_OK;
}

static bac_status add_initializers(bac_graph *graph, const Bac__Onnx__Graph *g) {
    for (size_t i = 0; i < g->n_initializer; i++) {
        bac_edge *edge = &graph->edge[edge_of(graph, text(g->initializer[i]->name))];
        if (edge->initializer) {
            char name[64];
            return bac_graph_fail(graph, BAC_ERR_INPUT, "initializer '%s' is given twice",
                                  bac_safe_text(edge->name, name, sizeof name));
        }
        edge->initializer = g->initializer[i];
        edge->defined = true;
    }
    return BAC_OK;
}

/* The shape of the one real input; older exports list every initializer as an input too. */
static bac_status read_shape(bac_graph *graph, const Bac__Onnx__ValueInfo *info, bac_edge *edge) {
    const Bac__Onnx__TensorShape *shape =
        info->type && info->type->tensor_type ? info->type->tensor_type->shape : NULL;
    if (!shape)
        return bac_graph_fail(graph, BAC_ERR_INPUT,
                              "the input has no shape; export the network with a fixed shape");
    if (shape->n_dim < 2 || shape->n_dim > BAC_MAX_RANK)
        return bac_graph_fail(graph, BAC_ERR_INPUT,
                              "the input has %zu dimensions; [batch][channels][positions] is read",
                              shape->n_dim);
    edge->shape.rank = (uint32_t)shape->n_dim;
    for (uint32_t i = 0; i < edge->shape.rank; i++) {
        int64_t dim = shape->dim[i]->has_dim_value ? shape->dim[i]->dim_value : 0;
        if (i == 0 && dim <= 0)
            dim = 1; /* a dynamic batch: one frame at a time */
        if (dim < 1 || dim > BAC_MAX_POSITIONS)
            return bac_graph_fail(graph, BAC_ERR_INPUT,
                                  "dimension %u of the input is dynamic, negative or too large; "
                                  "only the batch may be dynamic",
                                  i);
        edge->shape.dim[i] = dim;
    }
    edge->has_shape = true;
    return BAC_OK;
}

static bac_status add_ends(bac_graph *graph, const Bac__Onnx__Graph *g) {
    graph->input = graph->output = BAC_NO_EDGE;
    for (size_t i = 0; i < g->n_input; i++) {
        bac_edge *edge = &graph->edge[edge_of(graph, text(g->input[i]->name))];
        if (edge->initializer)
            continue;
        if (graph->input != BAC_NO_EDGE)
            return bac_graph_fail(graph, BAC_ERR_INPUT,
                                  "the graph has several inputs; one stream of frames is read");
        graph->input = (int32_t)(edge - graph->edge);
        edge->is_input = edge->defined = true;
        if (read_shape(graph, g->input[i], edge))
            return graph->status;
    }
    if (graph->input == BAC_NO_EDGE)
        return bac_graph_fail(graph, BAC_ERR_INPUT, "the graph has no input");
    if (g->n_output != 1)
        return bac_graph_fail(graph, BAC_ERR_INPUT,
                              "the graph has %zu outputs; one vector of logits is read",
                              g->n_output);
    graph->output = edge_of(graph, text(g->output[0]->name));
    return BAC_OK;
}

static bac_status build(bac_graph *graph) {
    const Bac__Onnx__Graph *g = graph->model->graph;
    if (!g || g->n_node == 0)
        return bac_graph_fail(graph, BAC_ERR_INPUT, "holds no graph; is this an ONNX model?");
    if (g->n_sparse_initializer)
        return bac_graph_fail(graph, BAC_ERR_INPUT,
                              "has sparse initializers; export the weights dense");
    if (make_tables(graph, g) || add_initializers(graph, g) || add_ends(graph, g))
        return graph->status;
    for (size_t i = 0; i < g->n_node; i++)
        if (add_node(graph, g->node[i]))
            return graph->status;
    return BAC_OK;
}

bac_status bac_graph_parse(const void *data, size_t size, const char *path, bac_graph *graph,
                           bac_error *err) {
    *graph = (bac_graph){.err = err, .doing = "reading the graph"};
    size_t length = strlen(path), keep = sizeof graph->path - 4;
    if (length > keep)
        snprintf(graph->path, sizeof graph->path, "...%s", path + length - keep);
    else
        snprintf(graph->path, sizeof graph->path, "%s", path);
    graph->model = bac__onnx__model__unpack(NULL, size, data);
    if (!graph->model)
        return bac_graph_fail(graph, BAC_ERR_INPUT,
                              "is not an ONNX model, or is cut short (%zu bytes)", size);
    bac_status status = build(graph);
    if (status)
        bac_graph_free(graph);
    return status;
}

bac_status bac_graph_read(const char *path, bac_graph *graph, bac_error *err) {
    char *data = NULL;
    size_t size = 0;
    *graph = (bac_graph){0};
    bac_status status = bac_file_read(path, BAC_MAX_ONNX_BYTES, &data, &size, err);
    if (!status)
        status = bac_graph_parse(data, size, path, graph, err);
    free(data);
    return status;
}

void bac_graph_free(bac_graph *graph) {
    if (graph->model)
        bac__onnx__model__free_unpacked(graph->model, NULL);
    bac_arena_free(&graph->arena);
    *graph = (bac_graph){0};
}

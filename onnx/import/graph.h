/* graph.h - the float graph of an ONNX file, with constants folded and shapes known.
 *
 * An edge is one named tensor of the graph. Reading (onnx_read.c) makes nodes and edges,
 * folding (fold.c) gives every live edge either a constant or a shape. Lowering and the cost
 * rule work on the result and never look at the file again.
 */
#ifndef BAC_GRAPH_H
#define BAC_GRAPH_H

#include "arena.h"
#include "bac.h"
#include "onnx.h"

enum { BAC_MAX_RANK = 8, BAC_MAX_ONNX_BYTES = 64 << 20, BAC_MAX_NODES = 1 << 16, BAC_NO_EDGE = -1 };

typedef struct bac_shape {
    uint32_t rank;
    int64_t dim[BAC_MAX_RANK]; /* each 1..2^31 */
} bac_shape;

/* A constant tensor. Doubles hold every element exactly: float32 and float64 data need no rounding,
 * integers beyond 2^53 are refused, and a quantised element code*scale has at most 29 + 24 bits. */
typedef struct bac_tensor {
    bac_shape shape;
    size_t count;
    int32_t dtype;
    double *data;

    /* Behind a weight quantiser data[i] = code[i] * scale, with one scale, or n_scale of them along
     * scale_axis. bits 0: not quantised. integer: data are the codes between a QuantizeLinear and a
     * DequantizeLinear. */
    uint8_t bits;
    bool is_signed, bipolar, integer;
    int32_t *code;
    size_t n_scale;
    uint32_t scale_axis;
    double *scale;
} bac_tensor;

typedef struct bac_edge {
    const char *name;
    int32_t producer; /* node index, -1: a graph input or an initializer */
    bool is_input, defined, live, has_shape;
    const Bac__Onnx__Tensor *initializer;
    bac_tensor *constant; /* decoded where a live node uses it */
    bac_shape shape;      /* when not constant; dim[0] is the batch */
} bac_edge;

typedef struct bac_node {
    struct bac_graph *graph;
    uint32_t index;
    const char *op, *domain, *name;
    uint32_t n_in, n_out;
    int32_t *in, *out; /* edge indices; BAC_NO_EDGE: an optional one that is absent */
    const Bac__Onnx__Node *proto;
    bool live, folded;
} bac_node;

/* The graph remembers the status of the first refusal, and every function that returns a bac_status
 * returns that one. So a() || b() || c() stops at the first refusal. */
typedef struct bac_graph {
    bac_error *err; /* receives the first refusal; may be NULL */
    bac_status status;
    const char *doing; /* the current step, such as "lowering the graph", for messages */
    bac_arena arena;
    Bac__Onnx__Model *model;
    char path[160]; /* for messages; of a long path only its end */
    uint32_t n_nodes, n_edges;
    bac_node *node;
    bac_edge *edge;
    int32_t input, output; /* edges */
    uint32_t *slot;        /* [n_slots] hash table of edge names: 0, or edge index + 1 */
    size_t n_slots;
} bac_graph;

/* Reads the file and resolves names; nothing is folded yet. Free with bac_graph_free. */
bac_status bac_graph_read(const char *path, bac_graph *graph, bac_error *err);
/* The same from memory; `path` stands for the file in messages. */
bac_status bac_graph_parse(const void *data, size_t size, const char *path, bac_graph *graph,
                           bac_error *err);
void bac_graph_free(bac_graph *graph);
/* Marks the nodes on which the output depends as live, folds constants and infers shapes. It
 * assumes that an unknown operator keeps its input's shape; lowering later refuses that operator by
 * name. */
bac_status bac_graph_fold(bac_graph *graph);

/* The constant at input i of a node, or NULL when the input is absent or not constant. Call it
 * after bac_graph_fold. */
bac_tensor *bac_node_constant(const bac_node *node, uint32_t i);
/* The constant at input 1. NULL: there is none, and the node was refused. */
bac_tensor *bac_node_weights(const bac_node *node);
/* Fails with the node's name and operator as the place. */
bac_status bac_node_fail(const bac_node *node, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
bac_status bac_graph_fail(bac_graph *graph, bac_status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bac_status bac_graph_no_memory(bac_graph *graph);
/* Zeroed memory that the graph owns. NULL: out of memory, which was recorded as a refusal. */
void *bac_graph_alloc(bac_graph *graph, size_t count, size_t size);
bool bac_node_is(const bac_node *node, const char *op);
/* True for Quant, IntQuant, BipolarQuant and Trunc, in any domain under which tools export them. */
bool bac_node_is_quantiser(const bac_node *node);
bool bac_node_has_input(const bac_node *node, uint32_t i);
const bac_edge *bac_node_edge(const bac_node *node, uint32_t i);

/* Attributes of a node; `otherwise` is the value of a missing one. */
const Bac__Onnx__Attribute *bac_node_attribute(const bac_node *node, const char *name);
int64_t bac_node_int(const bac_node *node, const char *name, int64_t otherwise);
/* The attribute `axis` of a tensor of `rank` dimensions; a negative axis counts from the back and
 * is converted. */
int64_t bac_node_axis(const bac_node *node, int64_t otherwise, uint32_t rank);
float bac_node_float(const bac_node *node, const char *name, float otherwise);
/* Copies a string attribute into buffer (cut to its size). */
void bac_node_string(const bac_node *node, const char *name, const char *otherwise, char *buffer,
                     size_t size);

/* Copies text for printing: control and non-ASCII bytes become '?', a long text is cut. Returns
 * buffer. */
char *bac_safe_text(const char *text, char *buffer, size_t size);

/* graph_cost.c: width in bits of the quantiser that feeds an edge; 32 when there is none. */
uint32_t bac_graph_bits(bac_graph *graph, int32_t edge);

/* tensor.c */
bac_status bac_tensor_decode(bac_graph *graph, const Bac__Onnx__Tensor *proto, bac_tensor **tensor);
/* NULL: the arena's limit or memory is exceeded, which was recorded as a refusal. */
bac_tensor *bac_tensor_new(bac_graph *graph, const bac_shape *shape, int32_t dtype);
/* Number of elements; false when it overflows. */
bool bac_shape_count(const bac_shape *shape, size_t *count);

/* shape.c: computes the shape of a node's first output from the shapes of its inputs. */
bac_status bac_node_infer(const bac_node *node, bac_shape *shape);

/* A window of a 1-D convolution or pool, from the node's attributes; lengths in positions. */
typedef struct bac_window {
    int64_t kernel, stride, pad_left, pad_right, groups;
} bac_window;
/* length: positions of the input. kernel: positions of the weights; 0: read kernel_shape.
 * *length_out: positions of the output. */
bac_status bac_node_window(const bac_node *node, int64_t length, int64_t kernel, bac_window *window,
                           int64_t *length_out);

#endif

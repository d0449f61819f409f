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

/* A constant. Every element is exactly a double: float32 and float64 data are, integers are
 * refused beyond 2^53, and code*scale of a quantised tensor is (29 + 24 bits at most). */
typedef struct bac_tensor {
    bac_shape shape;
    size_t count;
    int32_t dtype;
    double *data;

    /* After a weight quantiser: data[i] = code[i] * scale, scale along one axis or single.
     * bits 0: not quantised. integer: between QuantizeLinear and DequantizeLinear. */
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
    int32_t *in, *out; /* edge indices, BAC_NO_EDGE where an optional one is left out */
    const Bac__Onnx__Node *proto;
    bool live, folded;
} bac_node;

/* Every function that returns a bac_status returns the graph's, which stays that of the first
 * refusal: a()||b()||c() does the next while nothing was refused. */
typedef struct bac_graph {
    bac_error *err; /* where the first refusal is told; may be NULL */
    bac_status status;
    const char *doing; /* "lowering the graph": what memory is needed for */
    bac_arena arena;
    Bac__Onnx__Model *model;
    char path[160]; /* for messages: the end of the path when it is long */
    uint32_t n_nodes, n_edges;
    bac_node *node;
    bac_edge *edge;
    int32_t input, output; /* edges */
    uint32_t *slot;        /* of a name's hash: 0 or edge + 1 */
    size_t n_slots;
} bac_graph;

/* Reads the file and resolves names; nothing is folded yet. Free with bac_graph_free. */
bac_status bac_graph_read(const char *path, bac_graph *graph, bac_error *err);
/* The same from memory; `path` stands for the file in messages. */
bac_status bac_graph_parse(const void *data, size_t size, const char *path, bac_graph *graph,
                           bac_error *err);
void bac_graph_free(bac_graph *graph);
/* Marks what the output depends on, folds constants, infers shapes. An unknown operator is taken
 * to keep its input's shape here; lowering refuses it by name. */
bac_status bac_graph_fold(bac_graph *graph);

/* The constant behind input `i` of a node, or NULL when it is absent or not constant; after
 * folding. */
bac_tensor *bac_node_constant(const bac_node *node, uint32_t i);
/* The same of input 1, which must be one; NULL: refused. */
bac_tensor *bac_node_weights(const bac_node *node);
/* Fails with the node's name and operator as the place. */
bac_status bac_node_fail(const bac_node *node, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
bac_status bac_graph_fail(bac_graph *graph, bac_status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bac_status bac_graph_no_memory(bac_graph *graph);
/* Zeroed, the graph's; NULL is refused for want of memory. */
void *bac_graph_alloc(bac_graph *graph, size_t count, size_t size);
bool bac_node_is(const bac_node *node, const char *op);
/* Quant, IntQuant, BipolarQuant, Trunc of any of the domains they are exported under */
bool bac_node_is_quantiser(const bac_node *node);
bool bac_node_has_input(const bac_node *node, uint32_t i);
const bac_edge *bac_node_edge(const bac_node *node, uint32_t i);

/* Attributes; a missing one gives the default. */
const Bac__Onnx__Attribute *bac_node_attribute(const bac_node *node, const char *name);
int64_t bac_node_int(const bac_node *node, const char *name, int64_t otherwise);
/* The attribute axis, counted from the front of `rank` dimensions. */
int64_t bac_node_axis(const bac_node *node, int64_t otherwise, uint32_t rank);
float bac_node_float(const bac_node *node, const char *name, float otherwise);
/* Copies a string attribute into buffer (cut to its size). */
void bac_node_string(const bac_node *node, const char *name, const char *otherwise, char *buffer,
                     size_t size);

/* Text safe to print: control and non-ASCII bytes become '?', long names are cut. */
char *bac_safe_text(const char *text, char *buffer, size_t size); /* buffer */

/* graph_cost.c: width of the quantiser that feeds an edge, 32 when there is none */
uint32_t bac_graph_bits(bac_graph *graph, int32_t edge);

/* tensor.c */
bac_status bac_tensor_decode(bac_graph *graph, const Bac__Onnx__Tensor *proto, bac_tensor **tensor);
/* NULL: refused, as the arena's limit or memory is short */
bac_tensor *bac_tensor_new(bac_graph *graph, const bac_shape *shape, int32_t dtype);
bool bac_shape_count(const bac_shape *shape, size_t *count);

/* shape.c: the shape of a node's first output from those of its inputs */
bac_status bac_node_infer(const bac_node *node, bac_shape *shape);

/* A 1-D convolution or pooling window as the node's attributes state it */
typedef struct bac_window {
    int64_t kernel, stride, pad_left, pad_right, groups;
} bac_window;
/* length: of the input; kernel: of the weights, or 0 to take kernel_shape. */
bac_status bac_node_window(const bac_node *node, int64_t length, int64_t kernel, bac_window *window,
                           int64_t *length_out);

#endif

/* lower.h - lowering: the float graph becomes layers of integers.
 *
 * Each live data edge of the graph has a bac_value: an integer stream (a layer of the network
 * under construction) and, per channel, the pending function from its integers to the edge's real
 * values: an exact scale, then a chain of monotone steps. A quantiser turns the pending function
 * into a requantiser layer; weighted layers, adds and concats need inputs without a pending one. */
#ifndef BAC_LOWER_H
#define BAC_LOWER_H

#include "chain.h"
#include "fold.h"
#include "graph.h"
#include "import.h"
#include "quant.h"

/* A max pool that is not a layer yet. Its quantiser comes later in the graph; the two commute, so
 * the pool can be placed behind the quantiser. */
typedef struct bac_pool {
    bool global;
    uint32_t kernel, stride, pad_left, pad_right;
    const char *name;
} bac_pool;

typedef struct bac_lane {
    mpq_t scale;                    /* real value of one unit of the stream, > 0 */
    bac_chain chain;                /* pending steps, which follow the scale */
    uint32_t first_pool, last_pool; /* number of chain steps before the first, last pending pool */
    uint32_t feature; /* index of this channel on the edge; flattening changes the order */
} bac_lane;

enum { BAC_MAX_POOLS = 8 };

typedef struct bac_value {
    int32_t layer;   /* of the network; -1: the frame before its quantiser */
    uint32_t T, C;   /* of the edge, waiting pools done */
    bool flat;       /* the edge is [N][C*T] and the stream still [T][C] */
    bool codes;      /* the stream comes from a quantiser or is wide, perhaps pooled */
    bool is_wide;    /* codes of a requantiser that the graph has not (wide.c), or made of them */
    bool is_centred; /* its code 0 is the real 0, but for what waits: a constant a channel */
    uint32_t n_pools;
    bac_pool pool[BAC_MAX_POOLS];
    struct bac_value *origin;   /* what the first waiting pool pools */
    struct bac_value *wide;     /* this value as plain integers, once that was asked for, */
    struct bac_value *channels; /* and for a reader that sums no channels */
    struct bac_value *next;     /* of all */
    bac_lane *lane;             /* [C] */

    /* linear: between QuantizeLinear and DequantizeLinear; the integers' range so far */
    bool linear;
    double linear_lo, linear_hi;
    const bac_tensor *linear_scale;
} bac_value;

typedef struct bac_lower {
    bac_graph graph;
    bac_import_options opt;
    bac_import_report report;
    bac_net *net;
    bac_value **value;                  /* [edges] */
    bac_value *values;                  /* all that were made */
    const bac_node *node;               /* being lowered: what is refused names it */
    uint32_t channel_bits, summed_bits; /* of wide streams by channel and of one scale */
    bool saw_input, done;
} bac_lower;

/* Lowers one node; one function for each group of operators. */
typedef bac_status bac_lower_fn(bac_lower *l, const bac_node *node);

bac_lower_fn bac_lower_quant;      /* Quant, IntQuant, BipolarQuant */
bac_lower_fn bac_lower_trunc;      /* Trunc v1, v2 */
bac_lower_fn bac_lower_quantize;   /* QuantizeLinear */
bac_lower_fn bac_lower_dequantize; /* DequantizeLinear */
bac_lower_fn bac_lower_clip;       /* Clip of integers and of reals */
bac_lower_fn bac_lower_relu;
bac_lower_fn bac_lower_norm;       /* BatchNormalization */
bac_lower_fn bac_lower_arithmetic; /* Add, Sub, Mul, Div with a constant; Add of two streams */
bac_lower_fn bac_lower_join;       /* Add of two streams */
bac_lower_fn bac_lower_conv;
bac_lower_fn bac_lower_linear; /* Gemm, MatMul */
bac_lower_fn bac_lower_concat;
bac_lower_fn bac_lower_pool;    /* MaxPool, GlobalMaxPool */
bac_lower_fn bac_lower_average; /* AveragePool, GlobalAveragePool */
bac_lower_fn bac_lower_shape;   /* Flatten, Reshape, Squeeze, Unsqueeze, Identity, Dropout */
bac_lower_fn bac_lower_argmax;

/* Gives the logits one scale, so that their integers can be compared, and appends the argmax. */
bac_status bac_lower_logits(bac_lower *l, const bac_value *value);

/* value.c: values live as long as the import. A function that returns a value returns NULL after a
 * refusal. */
bac_value *bac_value_new(bac_lower *l, uint32_t T, uint32_t C);
bac_value *bac_value_copy(bac_lower *l, const bac_value *from);
void bac_values_free(bac_lower *l);
/* The value at the node's input i; an input that is constant or missing is refused. */
bac_value *bac_value_of(bac_lower *l, uint32_t i);
/* Makes `value` the value of the node's output edge. */
bac_status bac_value_set(bac_lower *l, bac_value *value);
/* The layer whose stream the value is. */
const bac_layer *bac_value_layer(const bac_lower *l, const bac_value *value);
bool bac_value_steps(const bac_value *value);   /* true: chain steps are pending */
bool bac_value_pending(const bac_value *value); /* true: chain steps or pools are pending */
bool bac_value_same_scale(const bac_value *value, uint32_t c0, uint32_t c1);
/* `split` for new steps of channel c (chain.h): they may not merge with steps before the last
 * pending pool. */
uint32_t bac_value_split(const bac_value *value, uint32_t c);
/* Turns the result of a chain's function into a refusal of the node, or BAC_OK. */
bac_status bac_chain_status(bac_lower *l, bac_chain_result result);
/* True when the channels have the order of the edge. */
bool bac_value_in_order(const bac_value *value);

/* A constant operand, read as one number for each channel of a value; the value must outlive it.
 * When the value is flat and the constant has one number for each feature, bac_value_constant
 * flattens the value first. */
typedef struct bac_per_channel {
    const bac_tensor *tensor;
    const bac_value *value;
    bool single;
} bac_per_channel;
bac_status bac_value_constant(bac_lower *l, bac_value *value, const bac_tensor *tensor,
                              bool vector_is_channel, bac_per_channel *constant);
double bac_per_channel_at(const bac_per_channel *constant, uint32_t c);

/* layers.c: appends a layer that reads y's stream (or the streams of layer->in). y becomes its
 * output; the layer's scales are y's. Missing memory of the layer's arrays is reported here. */
bac_status bac_lower_add(bac_lower *l, bac_layer *layer, bac_value *y);
/* Appends a flatten layer, so that the stream is [1][T*C] and features are channels. Nothing may be
 * pending. */
bac_status bac_value_flatten(bac_lower *l, bac_value *value);
/* The value as plain integers, for `use`: itself when no steps wait, else the wide stream of it, of
 * at most that many bits where that is not 0. */
bac_value *bac_value_plain(bac_lower *l, bac_value *value, uint32_t bits, const char *use);
bac_status bac_value_emit_pools(bac_lower *l, bac_value *value);
/* Would bac_value_plain make a wide stream of it? */
bool bac_value_needs_wide(const bac_lower *l, const bac_value *value);

/* names.c: a valid and unique layer name made from `text`, with `prefix` in front when text is no
 * identifier. NULL after a refusal. */
char *bac_lower_name(bac_lower *l, const char *text, const char *prefix, const char *suffix);
char *bac_lower_node_name(bac_lower *l, const bac_node *node, const char *otherwise);
char *bac_lower_weight_name(bac_lower *l, const bac_node *node, const char *otherwise);

/* lower_requant.c: appends a requantiser layer behind `value`, with one exact step function for
 * each channel. The chain of each lane, which does not include the lane's scale, must end in a
 * rounding to lo..hi. target->scale: the scale of the result. */
typedef struct bac_target {
    bac_type type;
    int64_t lo, hi;
    mpq_t *scale; /* [1] or [C] */
    uint32_t n_scale;
} bac_target;
bac_value *bac_lower_requant(bac_lower *l, const bac_value *value, const bac_target *target);
/* +1: a requantiser may go before the waiting pools, -1: the pools first, 0: neither */
int bac_value_pool_order(const bac_value *value);

/* wide.c: streams without a quantiser as fixed point; NULL: refused */
bac_value *bac_value_widen(bac_lower *l, bac_value *value, uint32_t bits);
/* The same for a reader that sums no channels: each has its own scale, and a constant may wait. */
bac_value *bac_value_by_channel(bac_lower *l, bac_value *value);
/* The steps in front of the pools as a wide stream, the pools behind it; the rest still waits. */
bac_value *bac_value_pool_wide(bac_lower *l, const bac_value *value);
/* Makes n values plain integers whose scales are whole multiples of one unit; wide ones of `bits`. */
bac_status bac_values_share(bac_lower *l, bac_value *value[], uint32_t n, uint32_t bits);
/* readers.c: who reads a node's output before a quantiser does, the most demanding of all */
typedef enum bac_readers { BAC_QUANTISERS, BAC_BY_CHANNEL, BAC_ANY } bac_readers;
/* *bits: of a wide stream that all of them can sum, unless a width was asked for */
bac_readers bac_readers_of(bac_lower *l, const bac_node *node, uint32_t *bits);
/* Bits of sums, and the fewest that a stream without a quantiser gets. */
enum { BAC_SUM_BITS = 32, BAC_LEAST_BITS = 12 };
/* Bits of codes that the node's sums of products have room for. */
uint32_t bac_lower_room(const bac_lower *l, const bac_node *node);
/* Bits of codes beside which their sums need so many more. */
uint32_t bac_lower_room_beside(const bac_lower *l, uint32_t taken);
/* Refuses a wide stream of `in` bits: sums of output `channel` would need so many bits; NULL */
bac_value *bac_lower_refuse_sums(bac_lower *l, uint32_t channel, uint32_t bits, uint32_t in);

/* Appends the lane's scale and then its pending steps to `chain`. */
bac_status bac_lane_chain(bac_lower *l, const bac_lane *lane, bac_chain *chain);

/* lower_steps.c: lowers Add, Sub, Mul or Div with the constant t at input number `constant`. */
bac_status bac_lower_affine(bac_lower *l, uint32_t constant, const bac_tensor *t);

/* lower_join.c: gives the channels of each group one scale, by multiplying their integers. Returns
 * `value` itself when each group already has one scale; otherwise a new value, so that other
 * readers of `value` keep its exact scales. */
bac_value *bac_value_align(bac_lower *l, bac_value *value, uint32_t groups);

#endif

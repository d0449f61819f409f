/* nn.h - libbacnn: a trainable 1-D CNN: float weights, batch norm, fake quantisers, gradients.
 *
 * A bac_nn is a list of nodes in evaluation order, parameters in one array (theta), batch
 * statistics in another (state). One bac_nn is shared by all threads of a step; each thread has its
 * own bac_nn_work, which holds the streams of one shard of B frames, laid out [C][B][T].
 *
 * Numbers. The stream of a quantised node holds integer codes (as floats, exactly), and `scale` is
 * the real value of one unit: real = code * scale[c]. A convolution of codes holds its exact
 * integer accumulator with scale[c] = scale of the input * scale of channel c's weights. A
 * real-valued node has scale 1. Gradients are always those of the loss with respect to the real
 * value.
 *
 * Two styles of quantisation:
 *   FREE    any scale; batch norm stays, a quantiser is
 *               code = clamp(round_half_even(real / scale)).
 *           This is what Brevitas exports, and what bac import turns into integer steps.
 *   NATIVE  every scale is a power of two (weights: one per channel, streams: one per layer); batch
 *           norm is folded into the weights and a bias. A quantiser behind a convolution is
 *               code = clamp((acc + A[c]) >> S[c]),  A = round(bias / scale) + 2^(S-1),
 *           behind an add it is code = clamp(sum >> S): add, shift, clamp in hardware.
 *
 * Gradients of a quantiser: straight-through inside the clip range, zero outside (Bengio et al.
 * 2013); a FREE stream's scale is learned as in LSQ (Esser et al. 2020, eq. 3).
 */
#ifndef BAC_NN_H
#define BAC_NN_H

#include "bac.h"
#include "kernels.h"

enum { BAC_NN_MAX_IN = 4, BAC_NN_NAME = 48, BAC_NN_NONE = -1, BAC_NN_NO_EXPONENT = 1000 };

typedef enum bac_nn_op {
    BAC_NN_INPUT = 0,
    BAC_NN_CONV,    /* weights, optional bias; a fully connected layer is one with T = K = 1 */
    BAC_NN_NORM,    /* batch norm or bias, then activation, then quantiser; each optional */
    BAC_NN_ADD,     /* of two streams */
    BAC_NN_CONCAT,  /* along C */
    BAC_NN_MAXPOOL, /* globally when `global` is set */
    BAC_NN_MEAN,    /* global average */
    BAC_NN_MUL,     /* in[0] times in[1], whose T is 1: squeeze and excite */
    BAC_NN_FLATTEN, /* [C][T] becomes [C*T][1], channel-major as in ONNX */
    BAC_NN_OP_COUNT
} bac_nn_op;

typedef enum bac_nn_style { BAC_NN_FLOAT = 0, BAC_NN_FREE, BAC_NN_NATIVE } bac_nn_style;
typedef enum bac_nn_norm { BAC_NORM_NONE = 0, BAC_NORM_BATCH, BAC_NORM_BIAS } bac_nn_norm;
typedef enum bac_nn_act {
    BAC_ACT_NONE = 0,
    BAC_ACT_RELU,
    BAC_ACT_HSWISH,  /* u * min(max(u + 3, 0), 6) / 6 */
    BAC_ACT_HSIGMOID /* min(max(u + 3, 0), 6) / 6 */
} bac_nn_act;

/* A run of elements of theta. */
typedef struct bac_nn_param {
    char name[BAC_NN_NAME + 16]; /* "block0_dw.weight" */
    size_t at, n;
    bool decays, prunable, fixed; /* fixed: never trained */
    float start, spread;          /* initial value, or uniform in +-spread */
} bac_nn_param;

typedef struct bac_nn_node {
    char name[BAC_NN_NAME];
    bac_nn_op op;
    uint32_t n_in, in[BAC_NN_MAX_IN];
    uint32_t T, C;

    /* CONV */
    bac_conv_shape conv;
    bool fc;
    int32_t weight, bias; /* params, or BAC_NN_NONE */
    int32_t exponent;     /* NATIVE: fixed param, log2 of each weight scale in use (nn_prepare.c) */
    int32_t least;        /* keeps_scales: fixed param, least scale of the weights; 0: no limit */
    uint8_t weight_bits;  /* signed narrow: -(2^(b-1)-1) .. 2^(b-1)-1; 0: float */
    bool per_channel;     /* weight scale; false: one for the tensor */

    /* NORM, and INPUT for its quantiser */
    bac_nn_norm norm;
    bac_nn_act act;
    int32_t gamma, beta; /* params; a BIAS has only beta */
    size_t mean, var;    /* BATCH: offsets of [C] in state */
    uint8_t bits;        /* of the quantiser; 0: none */
    bool is_signed;
    int32_t code_lo, code_hi;
    int32_t
        step; /* param of one element: log2 of the quantiser's scale; fixed unless style is FREE */
    int32_t unit; /* keeps_scales: fixed param; the scale is unit * 2^step */

    bac_pool_shape pool; /* MAXPOOL */
    bool global;

    /* Prepared from theta and state by bac_nn_prepare; read by all threads. */
    int32_t quantiser; /* CONV: the NORM node behind it, or BAC_NN_NONE */
    bool coded;        /* the stream holds codes or exact accumulators of codes */
    float *scale;      /* [C] real value of one unit of the stream */
    float *wcode;      /* CONV: weights as the forward pass uses them: codes, or the real weights */
    float *wreal;      /* CONV: wcode * weight scale */
    float *wscale;     /* CONV: [C] */
    int32_t *bcode;    /* CONV with quantised weights and a bias: [C], bias / scale rounded */
    int32_t *A;        /* NATIVE NORM behind a CONV: [C] */
    uint8_t *S;        /* NATIVE NORM: [C] */
} bac_nn_node;

typedef struct bac_nn {
    char name[BAC_NN_NAME];
    bac_nn_style style;
    uint32_t n_node, n_param;
    bac_nn_node *node;
    bac_nn_param *param;
    size_t n_theta, n_state;
    float *theta, *state;
    uint8_t *keep; /* [n_theta] 0: pruned, the weight stays zero */
    float eps;     /* of batch norm: 1e-5 */
    /* FREE only; set it between bac_nn_create and the first node. true: scales of a network trained
     * elsewhere are held exactly, as parameters (`unit`, `least`). false: a scale is 2^step or
     * follows from the largest weight, which cannot represent every scale. */
    bool keeps_scales;

    /* used while the network is built */
    uint32_t cap_node, cap_param;
    bac_error refusal; /* of the first failed call */
} bac_nn;

/* ---- Build: nodes in order; each call returns the index of its node. A failed call (bad shape,
 * out of memory) is remembered and reported by bac_nn_finish, so that builders read like the
 * network. */
bac_status bac_nn_create(const char *name, bac_nn_style style, bac_nn **nn, bac_error *err);
void bac_nn_free(bac_nn *nn);
/* The input, [C][T] samples. bits 0: real samples; else signed codes of that width and `scale`,
 * which must be a power of two in NATIVE style. */
uint32_t bac_nn_input(bac_nn *nn, uint32_t T, uint32_t C, uint8_t bits, double scale);
typedef struct bac_nn_conv_spec {
    uint32_t channels, groups, kernel, stride, pad_left, pad_right;
    uint8_t weight_bits;
    bool bias, fc, per_tensor;
} bac_nn_conv_spec;
uint32_t bac_nn_conv(bac_nn *nn, const char *name, uint32_t from, const bac_nn_conv_spec *spec);
/* Batch norm or bias, then activation, then a quantiser of `bits` bits (0: none) whose scale starts
 * at `scale`. */
uint32_t bac_nn_norm_act(bac_nn *nn, const char *name, uint32_t from, bac_nn_norm norm,
                         bac_nn_act act, uint8_t bits, bool is_signed, double scale);
/* Makes the quantisers of `node` and `with` share one trained scale, so that the sum of both
 * streams is a sum of integers. Does nothing in other styles than FREE, whose scales are fixed. */
void bac_nn_share_scale(bac_nn *nn, uint32_t node, uint32_t with);
uint32_t bac_nn_add(bac_nn *nn, const char *name, uint32_t a, uint32_t b);
uint32_t bac_nn_concat(bac_nn *nn, const char *name, uint32_t n, const uint32_t *in);
uint32_t bac_nn_maxpool(bac_nn *nn, const char *name, uint32_t from, uint32_t kernel,
                        uint32_t stride, uint32_t pad_left, uint32_t pad_right);
uint32_t bac_nn_globalmax(bac_nn *nn, const char *name, uint32_t from);
uint32_t bac_nn_mean(bac_nn *nn, const char *name, uint32_t from);
uint32_t bac_nn_mul(bac_nn *nn, const char *name, uint32_t x, uint32_t gate);
uint32_t bac_nn_flatten(bac_nn *nn, const char *name, uint32_t from);
/* Allocates parameters and initialises them from `seed` (He et al. 2015; gamma 1, beta 0). The last
 * node must be a fully connected layer: its stream is the logits. */
bac_status bac_nn_finish(bac_nn *nn, uint64_t seed, bac_error *err);

/* ---- Use */
/* Quantises weights and derives scales, A and S from theta. Call it after every change of theta and
 * before a forward pass. */
void bac_nn_prepare(bac_nn *nn);

typedef struct bac_nn_work bac_nn_work;
bac_status bac_nn_work_create(const bac_nn *nn, uint32_t B, bool gradients, bac_nn_work **work,
                              bac_error *err);
void bac_nn_work_free(bac_nn_work *work);

typedef enum bac_nn_mode {
    BAC_NN_TRAIN,  /* batch statistics of the frames */
    BAC_NN_FROZEN, /* running statistics, training arithmetic (float32) */
    BAC_NN_EVAL /* running statistics; quantisers in float64 as libbac and the importer define them
                 */
} bac_nn_mode;

/* iq: [B][T][2] samples. Returns the logits' real values, [classes][B], owned by the work;
 * bac_nn_value then returns every node's stream. */
const float *bac_nn_forward(const bac_nn *nn, bac_nn_work *work, bac_nn_mode mode, uint32_t B,
                            const float *iq);
/* Adds the gradient of the last forward pass, in TRAIN or FROZEN mode, to grad [n_theta]. dlogit:
 * [classes][B], gradient of the loss with respect to the logits' real values. */
void bac_nn_backward(const bac_nn *nn, bac_nn_work *work, const float *dlogit, float *grad);
/* The stream of a node after the last forward pass, [C][B][T]: codes where the node is coded. */
const float *bac_nn_value(const bac_nn_work *work, uint32_t node);

/* ---- A batch of shards, which share batch statistics
 *
 * The list of nodes is cut in front of every batch norm; the parts are phases. A pass goes phase by
 * phase: each shard runs the nodes of the phase, on any thread with that thread's work, and stores
 * its sums apart; then one thread joins the sums in the order of shards, and the next phase begins.
 * So the statistics are those of all frames, and the bits do not depend on the number of threads.
 * The forward pass runs phases 0 to the last, the backward pass the last to 0. The batch keeps
 * streams that outlive a phase, except cheap ones, which the backward pass computes again. */
typedef struct bac_nn_batch bac_nn_batch;
uint32_t bac_nn_phases(const bac_nn *nn);
bac_status bac_nn_batch_create(const bac_nn *nn, uint32_t shards, uint32_t B, bac_nn_batch **batch,
                               bac_error *err);
void bac_nn_batch_free(bac_nn_batch *batch);
/* Starts a pass; call it before phase 0. */
void bac_nn_batch_begin(const bac_nn *nn, bac_nn_batch *batch, bac_nn_mode mode);
/* Runs one phase of one shard. iq: [B][T][2], read in phase 0. The last phase returns the logits as
 * bac_nn_forward does; the others return NULL. */
const float *bac_nn_phase_forward(const bac_nn *nn, bac_nn_work *work, bac_nn_batch *batch,
                                  uint32_t shard, uint32_t phase, const float *iq);
/* Joins the shards' sums after `phase` of all shards and before the next one; not after the
 * last. */
void bac_nn_join_forward(const bac_nn *nn, bac_nn_batch *batch, uint32_t phase);
/* Runs one phase of one shard backward. The last phase must follow its forward pass at once, on the
 * same work, and reads dlogit; the others ignore it. grad: [n_theta], added to. */
void bac_nn_phase_backward(const bac_nn *nn, bac_nn_work *work, bac_nn_batch *batch, uint32_t shard,
                           uint32_t phase, const float *dlogit, float *grad);
/* Joins the shards' sums after `phase` of all shards and before phase - 1; not after phase 0. */
void bac_nn_join_backward(const bac_nn *nn, bac_nn_batch *batch, uint32_t phase);
/* Run all phases of a batch of one shard. They equal bac_nn_forward and bac_nn_backward, but
 * bac_nn_value is not available after them. */
const float *bac_nn_pass_forward(const bac_nn *nn, bac_nn_work *work, bac_nn_batch *batch,
                                 bac_nn_mode mode, const float *iq);
void bac_nn_pass_backward(const bac_nn *nn, bac_nn_work *work, bac_nn_batch *batch,
                          const float *dlogit, float *grad);
/* Batch statistics of the last TRAIN pass: [n_state], means and variances as laid out in state. */
const float *bac_nn_batch_state(const bac_nn_batch *batch);

/* Non-zero weights of a CONV node as the forward pass uses them. */
uint64_t bac_nn_nonzero(const bac_nn *nn, uint32_t node);

#endif

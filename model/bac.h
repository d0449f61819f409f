/* bac.h - libbac: the bit-true integer meaning of a quantised, pruned 1-D CNN.
 *
 * A network is a graph of layers. Every layer produces one stream of integers,
 * laid out [T][C]: T positions in time, C channels side by side. That is memory
 * order here and wire order in rtl/, so a stream in C and a stream on the bus
 * list the same numbers in the same order.
 *
 * Read in this order: 1 errors, 2 classify frames, 3 look inside a network,
 * 4 build a network, 5 inference cost, 6 arrays and many frames, 7 writing files safely.
 *
 * The library never prints, never exits and keeps no mutable globals. A bac_net
 * is immutable once finished and may be shared between threads; a bac_run
 * belongs to one thread.
 */
#ifndef BAC_H
#define BAC_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default) /* what a shared library offers; all else is hidden */

/* ---- 1. Errors ---------------------------------------------------------- */

typedef enum bac_status {
    BAC_OK = 0,
    BAC_ERR_INPUT,  /* a file or an argument's content is not acceptable */
    BAC_ERR_IO,     /* the system refused a read or a write */
    BAC_ERR_MEMORY, /* out of memory */
} bac_status;

/* where: file, file:line or layer; text: one line, what is wrong and what to do. */
typedef struct bac_error {
    bac_status code;
    char where[256];
    char text[512];
} bac_error;

/* Fills *err (which may be NULL) and returns `code`, so that a caller can write
 * `return bac_fail(err, BAC_ERR_INPUT, where, "...", ...)`. */
bac_status bac_fail(bac_error *err, bac_status code, const char *where, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
bac_status bac_vfail(bac_error *err, bac_status code, const char *where, const char *format,
                     va_list args) __attribute__((format(printf, 4, 0)));

/* ---- 2. Classify frames -------------------------------------------------- */

typedef struct bac_net bac_net;
typedef struct bac_run bac_run;

/* Read and validate a .bnet file (docs/network-format.md). *net is owned by the caller. */
bac_status bac_net_load(const char *path, bac_net **net, bac_error *err);
/* As bac_net_load, from memory; messages name `name` as the file. text needs no NUL. */
bac_status bac_net_parse(const char *text, size_t size, const char *name, bac_net **net,
                         bac_error *err);
/* Write a .bnet file: to a temporary name, then rename. Loading it gives an equal network. */
bac_status bac_net_save(const bac_net *net, const char *path, bac_error *err);
/* Its content: the network's canonical text, `*size` bytes, owned by the caller (free). */
bac_status bac_net_text(const bac_net *net, char **text, size_t *size, bac_error *err);
void bac_net_free(bac_net *net); /* NULL is fine */

/* Real samples to input codes, exactly as the network's input quantiser does:
 * code = round(clip(x / scale)), in float64, in the quantiser's rounding mode.
 * iq: [T][C] float32; codes: [T][C]. A non-finite sample is refused with its index. */
bac_status bac_frame_quantise(const bac_net *net, const float *iq, int32_t *codes, bac_error *err);

/* Allocates all memory that a frame needs; `net` is borrowed and must outlive the run. */
bac_status bac_run_create(const bac_net *net, bac_run **run, bac_error *err);
void bac_run_free(bac_run *run);

/* Implementations of a run's loops. All compute the same numbers; bac_run_create chooses the
 * fastest that this processor can run. PLAIN is the readable one that defines the numbers
 * (ops.h). */
typedef enum bac_loops_of_run {
    BAC_RUN_FASTEST = 0,
    BAC_RUN_PLAIN,
    BAC_RUN_PORTABLE, /* vectors of 16 bytes, any processor */
    BAC_RUN_AVX2,     /* x86-64-v3 */
    BAC_RUN_COUNT
} bac_loops_of_run;
/* bac_run_create with a chosen implementation; refused when this processor cannot run it. */
bac_status bac_run_create_with(const bac_net *net, bac_loops_of_run loops, bac_run **run,
                               bac_error *err);

/* Classify one frame. codes: [T][C] of the input, each inside the input's range
 * (checked: BAC_ERR_INPUT otherwise). logits: [classes], may be NULL.
 * class_index: may be NULL; the lowest index wins a tie. Allocates nothing. */
bac_status bac_run_frame(bac_run *run, const int32_t *codes, int32_t *logits, uint32_t *class_index,
                         bac_error *err);

/* Called for each layer of each frame, in order, with its output stream, values [T][C]. A tap slows
 * frames down, because without one the run computes only the streams that the result needs. */
typedef void bac_tap_fn(void *user, uint32_t layer, const int32_t *values);
void bac_run_tap(bac_run *run, bac_tap_fn *tap, void *user);

/* The output stream of one layer for the last frame, [T][C], owned by the run. The first call after
 * a frame computes the streams that the result did not need. */
const int32_t *bac_run_layer(const bac_run *run, uint32_t layer);

/* ---- 3. Look inside a network ------------------------------------------- */

typedef enum bac_op {
    BAC_INPUT = 0, /* the input quantiser; always layer 0 */
    BAC_CONV,      /* acc[t][o] = bias[o] + sum w[o][i][k] * x[t*stride + k - pad_left][i] */
    BAC_FC,        /* acc[0][o] = bias[o] + sum w[o][i] * x[0][i]; its input has T = 1 */
    BAC_REQUANT,   /* per channel: integer to code, one of the forms below */
    BAC_ADD,       /* y[t][c] = mul[0][c]*a[t][c] + mul[1][c]*b[t][c] + ... */
    BAC_CONCAT,    /* channels of all inputs, one after the other */
    BAC_MAXPOOL,   /* max over `kernel` positions each `stride`; padding never wins */
    BAC_GLOBALMAX, /* max over all positions; T = 1 */
    BAC_AVGPOOL,   /* divisor * the average of `kernel` positions each `stride` */
    BAC_GLOBALAVG, /* the sum of all positions, which is T times their average; T = 1 */
    BAC_FLATTEN,   /* [T][C] becomes [1][T*C]; the order on the wire stays the same */
    BAC_ARGMAX,    /* index of the largest; always the last layer, its input has T = 1 */
    BAC_OP_COUNT
} bac_op;

typedef enum bac_rounding {
    BAC_ROUND_HALF_EVEN = 0,
    BAC_ROUND_FLOOR,
    BAC_ROUND_CEIL,
    BAC_ROUND_TO_ZERO,
    BAC_ROUND_HALF_UP,   /* towards +infinity at .5 */
    BAC_ROUND_HALF_DOWN, /* towards -infinity at .5 */
    BAC_ROUND_HALF_AWAY, /* away from zero at .5 */
    BAC_ROUND_UP,        /* away from zero */
    BAC_ROUND_COUNT
} bac_rounding;

/* Width of a number on a wire: bits 1..32. Signed is two's complement. */
typedef struct bac_type {
    bool is_signed;
    uint8_t bits;
} bac_type;

/* How one channel of a requantiser computes its code from an integer x. The
 * result is clamped to [code_lo, code_hi] of the layer after every form but
 * CONST and THRESHOLD, whose results lie inside by validation. */
typedef enum bac_form {
    BAC_FORM_CONST = 0, /* add */
    BAC_FORM_SHIFT,     /* (x + add) >> shift, arithmetic */
    BAC_FORM_EVEN,      /* (x + add) / 2^shift rounded half to even; shift >= 1 */
    BAC_FORM_MUL,       /* (x*mul + add) >> shift; mul may be negative */
    BAC_FORM_THRESHOLD, /* add + n or add - n (decreasing), n = count of threshold[i] <= x */
    BAC_FORM_COUNT
} bac_form;

typedef struct bac_requant {
    bac_form form;
    int32_t mul;
    int64_t add;
    uint8_t shift; /* 0..62 */
    bool decreasing;
    uint32_t n_thresholds;
    int32_t *threshold; /* ascending; a repeated threshold is a step of several codes */
} bac_requant;

typedef struct bac_layer {
    char *name; /* unique; [A-Za-z_][A-Za-z0-9_]* */
    bac_op op;
    uint32_t n_in;
    uint32_t *in; /* indices of earlier layers */

    /* Output stream. type: declared for INPUT and REQUANT; that of the input for layers that only
     * move numbers (MAXPOOL, GLOBALMAX, FLATTEN); else the smallest type that holds [lo, hi].
     * channel_lo, channel_hi: [C], the proven reachable range of each channel; lo, hi: least and
     * largest of them. All are derived by bac_net_finish. */
    uint32_t T, C;
    bac_type type;
    int32_t lo, hi;
    int32_t *channel_lo, *channel_hi;

    /* Information only: the real value of channel c is integer * scale[c] (or scale[0] if n_scale
     * is 1); n_scale 0: unknown. */
    uint32_t n_scale;
    double *scale;

    /* INPUT, REQUANT: the quantiser's clip range inside `type` */
    int32_t code_lo, code_hi;
    bac_rounding rounding; /* INPUT */

    /* CONV, FC, MAXPOOL, AVGPOOL (FC: groups = kernel = stride = 1, pads 0; AVGPOOL: a depthwise
     * convolution, groups = C, whose weights are derived and all 1) */
    uint32_t groups, kernel, stride, pad_left, pad_right;
    bac_type weight_type; /* 1 bit signed is bipolar: -1 or +1, never 0 */
    int32_t *weight;      /* [C][C_in/groups][kernel] */
    int32_t *bias;        /* [C] or NULL */
    uint32_t cost_bits;   /* width of the quantiser before the layer; 32: none (bac_cost) */

    /* AVGPOOL. count_pad true: padding counts as zeros, and every window is divided by `kernel`.
     * false: window t is divided by the number n[t] of the frame's samples in it. The layer divides
     * nothing: its output is the window's sum times factor[t] = divisor / n[t], in units of
     * 1/divisor of the input's unit. */
    bool count_pad;
    uint32_t divisor; /* AVGPOOL, GLOBALAVG: one output unit is 1/divisor input unit; derived */
    uint32_t *factor; /* AVGPOOL: [T]; NULL: all are 1; derived */

    bac_requant *requant; /* REQUANT: [C] */
    int32_t *mul;         /* ADD: [n_in][C] */
} bac_layer;

uint32_t bac_net_layers(const bac_net *net);
const bac_layer *bac_net_layer(const bac_net *net, uint32_t index);
const char *bac_net_name(const bac_net *net);
/* The logits: the layer that feeds the argmax. classes = its C; logit scale = its scale[0]. */
const bac_layer *bac_net_logits(const bac_net *net);
/* Class label, or NULL when the network has none. */
const char *bac_net_class(const bac_net *net, uint32_t class_index);
/* Line `index` of the network's provenance (bac_net_note), or NULL behind the last. */
const char *bac_net_source(const bac_net *net, uint32_t index);
const char *bac_op_name(bac_op op);
const char *bac_form_name(bac_form form);
const char *bac_rounding_name(bac_rounding rounding);
/* -1 for an unknown name */
int bac_op_from_name(const char *name);
int bac_form_from_name(const char *name);
int bac_rounding_from_name(const char *name);
bac_type bac_type_of_range(int64_t lo, int64_t hi); /* smallest type that holds both */
int64_t bac_type_lo(bac_type type);
int64_t bac_type_hi(bac_type type);

/* CONV, AVGPOOL: sums of weights times the samples of a window. */
static inline bool bac_op_convolves(bac_op op) {
    return op == BAC_CONV || op == BAC_AVGPOOL;
}
/* The divisor of an AVGPOOL or GLOBALAVG layer whose input has T positions; layer->T must be set.
 * 0: the numbers of samples in the windows have no common multiple below 2^31. */
uint32_t bac_average_divisor(const bac_layer *layer, uint32_t T);

/* The exact integer function of one channel of a requantiser. */
int32_t bac_requant_apply(const bac_requant *r, int32_t code_lo, int32_t code_hi, int32_t x);

/* ---- 4. Build a network -------------------------------------------------- */

bac_status bac_net_create(const char *name, bac_net **net, bac_error *err);
/* One line of provenance, kept in the file ("source" key); may be repeated. */
bac_status bac_net_note(bac_net *net, const char *text, bac_error *err);
bac_status bac_net_set_classes(bac_net *net, const char *const *labels, uint32_t n, bac_error *err);
/* Appends a deep copy of *layer; derived fields are ignored. *index may be NULL. */
bac_status bac_net_add(bac_net *net, const bac_layer *layer, uint32_t *index, bac_error *err);
/* Validates shapes, ranges and accumulator widths, and derives shapes, types and ranges. Afterwards
 * the network is immutable. Ranges are also available layer by layer while building: bac_net_add
 * derives those of the layer that it appends. */
bac_status bac_net_finish(bac_net *net, bac_error *err);

/* Limits, checked on every network. Accumulators are proven to fit int32_t. */
enum {
    BAC_MAX_LAYERS = 4096,
    BAC_MAX_INPUTS = 64,
    BAC_MAX_CHANNELS = 65536,
    BAC_MAX_POSITIONS = 1 << 20,
    BAC_MAX_CODE_BITS = 16,     /* of the input and of weights */
    BAC_MAX_WIDE_BITS = 24,     /* of a requantiser's codes */
    BAC_MAX_ELEMENTS = 1 << 26, /* weights of a layer, and T*C of a stream */
    BAC_MAX_TOTAL = 1 << 27,    /* elements summed over a network's layers */
    BAC_MAX_NAME = 63
};

/* ---- 5. Inference cost (ITU-ML5G-PS-007 rule; docs/arithmetic.md) --------- */

typedef struct bac_cost {
    double bops;          /* bit operations per frame, without those of zero weights */
    double w_bits;        /* bits of non-zero weights */
    uint64_t macs;        /* multiplications per frame, padding and zero weights included */
    uint64_t sparse_macs; /* macs without those of zero weights */
    uint64_t weights;     /* elements of all weight tensors */
    uint64_t nonzero;     /* weights that are not zero */
    double score;         /* 0.5*bops/807699904 + 0.5*w_bits/1244936 */
} bac_cost;

/* Adds the cost of one weighted layer and updates score. */
void bac_cost_add(bac_cost *cost, uint64_t c_out, uint64_t c_in_per_group, uint64_t kernel,
                  uint64_t t_out, uint64_t nonzero, uint32_t bits_in, uint32_t bits_weight);
void bac_net_cost(const bac_net *net, bac_cost *cost);

/* ---- 6. Arrays (NPY files, numpy format 1.0 and 2.0) and many frames ------- */

typedef enum bac_dtype {
    BAC_F32 = 0,
    BAC_F64,
    BAC_I8,
    BAC_U8,
    BAC_I16,
    BAC_U16,
    BAC_I32,
    BAC_I64
} bac_dtype;

typedef struct bac_array {
    bac_dtype dtype;
    uint32_t ndim;
    uint64_t dim[8];
    void *data; /* C order, host byte order; owned */
} bac_array;

size_t bac_dtype_size(bac_dtype dtype);
/* Reads an array in C order, little endian. Any other layout or type is refused by name. */
bac_status bac_array_load(const char *path, bac_array *array, bac_error *err);
/* Reads only type and shape (data stays NULL), for files that are read piece by piece. The numbers
 * begin at byte *start and reach to the end of the file. */
bac_status bac_array_header(const char *path, bac_array *array, uint64_t *start, bac_error *err);
bac_status bac_array_save(const char *path, const bac_array *array, bac_error *err);
void bac_array_free(bac_array *array);
/* Makes the header of a file of this type and shape, for files that are written piece by piece: the
 * first *size bytes of front precede the numbers. Messages name `path`. */
enum {
    BAC_ARRAY_FRONT = 512
}; /* 10 + 60 + 8 dimensions of at most 22 characters + 64 of padding */
bac_status bac_array_front(const bac_array *array, const char *path, char front[BAC_ARRAY_FRONT],
                           size_t *size, bac_error *err);
/* Number i of an array's data, as an integer (INT64_MIN when the type is real) and as a double. */
int64_t bac_array_integer(bac_dtype dtype, const void *data, uint64_t i);
double bac_array_number(bac_dtype dtype, const void *data, uint64_t i);

/* Reads frames for a network from an NPY file: float32 samples, which are quantised, or int8 codes,
 * each [N][T][C] or [N][C][T] (a 2-D array is one frame). If T equals C, the layout is [N][T][C].
 * *codes: [N][T][C], owned by the caller (free). Every error names path and frame. */
bac_status bac_frames_load(const char *path, const bac_net *net, uint64_t *n, int32_t **codes,
                           bac_error *err);

/* Frames in memory, as another program holds them: number [t][c] of frame i is
 * data[i*stride[0] + t*stride[1] + c*stride[2]], counted in numbers. */
typedef struct bac_frames {
    uint64_t n;
    bac_dtype dtype;  /* F32: samples, quantised as by bac_frame_quantise. Integers: codes. */
    const void *data; /* aligned as its type */
    int64_t stride[3];
} bac_frames;
/* The strides of [n][T][C] in one piece. */
bac_frames bac_frames_of(const bac_net *net, uint64_t n, bac_dtype dtype, const void *data);

/* Called after each block of frames, from one thread at a time; false ends it all. */
typedef bool bac_frames_step_fn(void *user, uint64_t done);
/* Classify frames on several threads (0: one a processor), each with a run of its own, without a
 * copy of the frames. logits: [n][classes], class_index: [n]; either may be NULL, step too. The
 * result does not depend on the threads. Of several errors, the one of the lowest frame is told,
 * with its number. Errors: reals of 64 bits; those of bac_frame_quantise and bac_run_frame. */
bac_status bac_run_frames(const bac_net *net, const bac_frames *frames, uint32_t threads,
                          int32_t *logits, uint32_t *class_index, bac_frames_step_fn *step,
                          void *user, bac_error *err);

/* ---- 7. Writing files safely --------------------------------------------- */

/* Writes size bytes to PATH.tmp.PID, then renames it over PATH; nothing is left on failure. */
bac_status bac_file_write(const char *path, const void *data, size_t size, bac_error *err);
/* Creates the folder, and with `above` its parent folders; an existing folder is no error. */
bac_status bac_dir_make(const char *path, bool above, bac_error *err);
/* Reads a whole regular file of at most `limit` bytes; *data is NUL-terminated, owned (free). */
bac_status bac_file_read(const char *path, size_t limit, char **data, size_t *size, bac_error *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
#endif

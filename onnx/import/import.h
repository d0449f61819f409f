/* import.h - libbaconnx: a QONNX file becomes the exact integers of a bac_net.
 *
 * The ONNX graph is read as real-number mathematics: every float in the file is a
 * dyadic rational, every quantiser a step function of an exactly known real value.
 * Lowering folds all operators between two quantisers into one integer step function
 * per channel and stores the cheapest form proven equal to it (docs/arithmetic.md).
 *
 * Where exactness is impossible (adding two streams whose scales have no common unit)
 * the integer form is an approximation, and the report states its error bound.
 */
#ifndef BAC_IMPORT_H
#define BAC_IMPORT_H

#include "bac.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

typedef struct bac_import_options {
    const char *name;           /* of the network; NULL: made from the file's name */
    uint32_t add_bits;          /* width of a residual sum of unequal scales, 8..24; 0: default */
    uint32_t wide_bits;         /* width of a stream that has no quantiser, 8..24; 0: defaults */
    const char *const *classes; /* labels; NULL: those the file brings, if any */
    uint32_t n_classes;
    const char *const *notes; /* further lines of provenance, ended by NULL; may be NULL */
} bac_import_options;

enum { BAC_IMPORT_ADD_BITS = 16, BAC_IMPORT_ADD_BITS_MIN = 8, BAC_IMPORT_ADD_BITS_MAX = 24 };
/* By default a stream whose channels a layer sums is as wide as the sums' 32 bits allow, up to: */
enum {
    BAC_IMPORT_WIDE_BITS = 16,
    BAC_IMPORT_SUMMED_BITS = 24,
    BAC_IMPORT_WIDE_BITS_MIN = 8,
    BAC_IMPORT_WIDE_BITS_MAX = BAC_MAX_WIDE_BITS
};

/* One place where streams of different scale meet (an add, or an aligned concat). */
typedef struct bac_import_join {
    char layer[BAC_MAX_NAME + 1];
    bool exact;   /* the scales are in an exact integer ratio */
    double error; /* bound of the relative error of an operand's scale; 0 when exact */
} bac_import_join;

/* A stream that the graph does not quantise, as fixed point. */
typedef struct bac_import_wide {
    char layer[BAC_MAX_NAME + 1];
    bac_type type;
    uint32_t channels;
    bool by_channel; /* each channel has its own scale */
    double scale;    /* of all channels; the largest */
    double reach;    /* the largest value that it can have, proven */
    double error;    /* bound of |integer * scale - value|, the value being that of the graph's own
                     operators on the integers in front of them */
    double border;   /* by_channel: what the zeros beside a frame are off by besides */
} bac_import_wide;

typedef struct bac_import_report {
    uint32_t nodes;                         /* ONNX nodes on which the output depends */
    uint32_t layers;                        /* layers of the network */
    uint64_t form_channels[BAC_FORM_COUNT]; /* number of requantiser channels of each form */
    uint32_t n_joins;
    bac_import_join *joins;
    uint32_t n_wide;
    bac_import_wide *wide;
    char logits[256];    /* how the logits were made, one line */
    double logits_error; /* bound of |integer * scale - real logit|; 0 when exact */
} bac_import_report;

/* Reads and lowers PATH. opt and report may be NULL. The caller frees *net (bac_net_free) and the
 * content of *report (bac_import_report_free). After a failure neither holds memory, and *err names
 * file, node and reason. */
bac_status bac_import_onnx(const char *path, const bac_import_options *opt, bac_net **net,
                           bac_import_report *report, bac_error *err);
/* The same from memory; `path` stands for the file in names and messages. */
bac_status bac_import_onnx_memory(const void *data, size_t size, const char *path,
                                  const bac_import_options *opt, bac_net **net,
                                  bac_import_report *report, bac_error *err);
void bac_import_report_free(bac_import_report *report); /* NULL is fine */

/* A frame whose class is not that of the graph. */
typedef struct bac_import_differ {
    uint64_t frame;
    uint32_t is, should; /* the network's class, the graph's */
    bool tie;            /* the network's logits of both are equal */
} bac_import_differ;

/* Logits of a network against those of its graph computed in float64. */
typedef struct bac_import_distance {
    uint64_t frames, ties;
    double largest, mean; /* error of a logit */
    double reach;         /* the largest logit of the graph */
    uint64_t n_differ;
    bac_import_differ *differ;
} bac_import_distance;

/* Measures it on a file of frames (bac_frames_load). Free with bac_import_distance_free. */
bac_status bac_import_check(const char *path, const bac_net *net, const char *frames,
                            bac_import_distance *distance, bac_error *err);
void bac_import_distance_free(bac_import_distance *distance);

/* The inference cost straight from the float graph, without lowering it. */
bac_status bac_import_cost(const char *path, bac_cost *cost, bac_error *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
#endif

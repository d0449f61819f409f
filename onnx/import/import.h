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

typedef struct bac_import_options {
    const char *name;           /* of the network; NULL: made from the file's name */
    uint32_t add_bits;          /* width of a residual sum of unequal scales, 8..24; 0: default */
    const char *const *classes; /* labels; NULL: those of the file, if it has any */
    uint32_t n_classes;
    const char *const *notes; /* further lines of provenance, ended by NULL; may be NULL */
} bac_import_options;

enum { BAC_IMPORT_ADD_BITS = 16, BAC_IMPORT_ADD_BITS_MIN = 8, BAC_IMPORT_ADD_BITS_MAX = 24 };

/* One place where streams of different scale meet (an add, or an aligned concat). */
typedef struct bac_import_join {
    char layer[BAC_MAX_NAME + 1];
    bool exact;   /* the scales are in an exact integer ratio */
    double error; /* bound of the relative error of an operand's scale; 0 when exact */
} bac_import_join;

typedef struct bac_import_report {
    uint32_t nodes;                         /* ONNX nodes on which the output depends */
    uint32_t layers;                        /* layers of the network */
    uint64_t form_channels[BAC_FORM_COUNT]; /* number of requantiser channels of each form */
    uint32_t n_joins;
    bac_import_join *joins;
    char logits[256];    /* one line: how the logits became integers of one scale */
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

/* The inference cost (bac_cost) of the float graph, computed without lowering it. */
bac_status bac_import_cost(const char *path, bac_cost *cost, bac_error *err);

#ifdef __cplusplus
}
#endif
#endif

/* support.h - what every import test does: write a model, import it, compare or expect refusal. */
#ifndef IMPORT_SUPPORT_H
#define IMPORT_SUPPORT_H

#include "import.h"
#include "onnx_build.h"

/* Seed of a test's random models: BAC_TEST_SEED when set, else `otherwise`. Printed by checks. */
uint64_t test_seed(uint64_t otherwise);

/* Imports the model; fails the test when it is refused. Free both. */
bac_net *import_model(onnx_model *m, const bac_import_options *opt, bac_import_report *report);

/* The model is lowered, and for random frames the integers times their scale are the logits of
 * the float executor, within `tolerance` (absolute, 0: 1e-9 of the largest). */
void check_equal(onnx_model *m, double tolerance);
/* The same with options. */
void check_equal_with(onnx_model *m, const bac_import_options *opt, double tolerance);
/* The same for a model that is known to be exact: no joins off, no error in the logits. */
void check_exact(onnx_model *m);
/* The model is refused, in one line that holds `fragment`, and nothing is left behind. */
void check_refused(onnx_model *m, const char *fragment);
/* The same with options; the model stays. */
void check_refused_with(onnx_model *m, const bac_import_options *opt, const char *fragment);
/* The layer of that name, or a failed test. */
const bac_layer *layer_named(const bac_net *net, const char *name);
/* How many layers have that operator */
unsigned layers_of(const bac_net *net, bac_op op);
/* A file of that content in the temporary folder; its name is the caller's (free). */
char *temp_file(const void *data, size_t size);

/* x -> 8-bit signed input quantiser of scale 1/32, the start of most models */
const char *quantised_input(onnx_model *m);
/* Global max, fully connected to `classes`: the end of most models; sets the output */
void finish_model(onnx_model *m, const char *x, int64_t C, int64_t classes);

/* A small model with most operators in it */
onnx_model *rich_model(void);

#endif

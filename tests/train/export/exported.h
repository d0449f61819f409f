/* exported.h - what the export tests share: exporting, and comparing streams with libbac's. */
#ifndef EXPORTED_H
#define EXPORTED_H

#include "export.h"

typedef struct drawn {
    bac_nn *nn;
    bac_net *net;
    bac_import_report report;
} drawn;

/* A random network and its integers; fails the test when it is refused. */
void draw(uint64_t seed, bac_nn_style style, drawn *d);
void drawn_free(drawn *d);

/* The stream of every node, for `frames` random frames: equal to the layer of the same name. */
void check_streams(uint64_t seed, const bac_nn *nn, const bac_net *net, uint32_t frames);

/* The model's logits by the double-precision executor of tests/onnx/import: [B][classes], as bac_nn
 * computes them, within a relative `tolerance`. */
void check_executor(uint64_t seed, const bac_nn *nn, double tolerance);

#endif

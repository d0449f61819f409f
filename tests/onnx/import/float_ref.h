/* float_ref.h - an ONNX graph executed node by node in double precision, one frame at a time.
 *
 * Written for tests, and independent of onnx/import: no folding, no fusing, no integers. Its only
 * rounding besides that of doubles is the one each quantiser node asks for. */
#ifndef FLOAT_REF_H
#define FLOAT_REF_H

#include "onnx_build.h"

/* x: [C][T] of the input; out: room for `n` numbers. Returns how many the output has. */
size_t float_ref_run(const onnx_model *m, const double *x, double *out, size_t n);

#endif

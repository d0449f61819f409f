/* make.h - runs sim/cosim/bench.mk, from the build tree or installed beside bac, and shows its
 * progress. */
#ifndef BAC_TOOLS_COSIM_MAKE_H
#define BAC_TOOLS_COSIM_MAKE_H

#include "fs.h"

/* Makes `goal` for `variant` in folder `work` and appends the programs' output to work/build.log.
 * True after a failure. Prints progress on stderr, and after a failure the end of the log, unless
 * err is NULL. */
bool cosim_make(const char *work, const char *goal, const char *variant, bac_error *err);

#endif

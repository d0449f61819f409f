/* make.h - runs sim/cosim/bench.mk, of the build tree or installed beside bac, and shows its progress. */
#ifndef BAC_TOOLS_COSIM_MAKE_H
#define BAC_TOOLS_COSIM_MAKE_H

#include "fs.h"

/* Makes `goal` for `variant` in folder `work`, with what the programs print appended to work/build.log;
 * true where that fails. Progress is told on stderr, and so is the end of the log after a failure, unless err is NULL. */
bool cosim_make(const char *work, const char *goal, const char *variant, bac_error *err);

#endif

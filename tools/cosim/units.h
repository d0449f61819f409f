/* units.h - Verilator's many small sources as few translation units.
 *
 * Every generated source begins with the same large headers, which cost more to compile than what
 * follows in a small one. A unit includes sources of one kind up to a size that keeps all
 * processors busy.
 */
#ifndef BAC_TOOLS_COSIM_UNITS_H
#define BAC_TOOLS_COSIM_UNITS_H

#include "fs.h"

typedef struct cosim_units {
    uint32_t fast; /* fast0.cpp .. : what runs every clock */
    uint32_t slow; /* slow0.cpp .. : what runs once, at the start or when waves open */
} cosim_units;

/* Whether it went wrong. */
bool cosim_units_write(const char *dir, cosim_units *units, bac_error *err);

#endif

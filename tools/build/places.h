/* places.h - where the parts of a bench lie: in the build tree, or installed beside bac. */
#ifndef BAC_TOOLS_BUILD_PLACES_H
#define BAC_TOOLS_BUILD_PLACES_H

#include "cosim/fs.h"

typedef struct cosim_places {
    char sources[COSIM_PATH]; /* sim/cosim: bind.cpp and its headers */
    char headers[COSIM_PATH]; /* bac.h */
    char machine[COSIM_PATH]; /* machine.h and the headers that it includes */
    char bench[COSIM_PATH];   /* libbac_cosim.a */
    char pins[COSIM_PATH];    /* libbac_cosim_pins.a */
    char model[COSIM_PATH];   /* libbac.a */
} cosim_places;

bool cosim_places_find(cosim_places *at, bac_error *err); /* true: a place was not found */

#endif

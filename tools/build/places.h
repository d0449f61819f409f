/* places.h - where the parts of a bench lie: in the build tree, or installed beside bac. */
#ifndef BAC_TOOLS_BUILD_PLACES_H
#define BAC_TOOLS_BUILD_PLACES_H

#include "cosim/fs.h"

typedef struct cosim_places {
    char sources[BAC_PATH_ROOM]; /* sim/cosim: bind.cpp and its headers */
    char headers[BAC_PATH_ROOM]; /* bac.h */
    char machine[BAC_PATH_ROOM]; /* machine.h and the headers that it includes */
    char bench[BAC_PATH_ROOM];   /* libbac_cosim.a */
    char pins[BAC_PATH_ROOM];    /* libbac_cosim_pins.a */
    char model[BAC_PATH_ROOM];   /* libbac.a */
} cosim_places;

bool cosim_places_find(cosim_places *at, bac_error *err); /* true: a place was not found */

#endif

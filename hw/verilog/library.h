/* library.h - the hand-written modules that a top needs, copied beside it. */
#ifndef BAC_RTL_LIBRARY_H
#define BAC_RTL_LIBRARY_H

#include "bac.h"

/* Copies module `names[0..n)` and all that they instantiate from folder `library` (NULL: the one
 * built in) into dir/rtl, and writes dir/bac_top.f, their list with bac_top.v last. */
bac_status bac_rtl_library(const char *library, const char *const *names, uint32_t n,
                           const char *dir, bac_error *err);

#endif

/* library.h - copies the hand-written modules that a top module needs. */
#ifndef BAC_RTL_LIBRARY_H
#define BAC_RTL_LIBRARY_H

#include "bac.h"

/* Copies the modules names[0..n) and all modules that they instantiate from folder `library` (NULL:
 * the built-in one) to dir/rtl, and writes dir/bac_top.f, the list of their files and bac_top.v. */
bac_status bac_rtl_library(const char *library, const char *const *names, uint32_t n,
                           const char *dir, bac_error *err);

#endif

/* library.h - copies the hand-written modules that a top module needs. */
#ifndef BAC_RTL_LIBRARY_H
#define BAC_RTL_LIBRARY_H

#include "bac.h"

/* Copies the modules names[0..n) and all modules that they instantiate from folder `library` (NULL:
 * the built-in one) to dir/rtl, its lint.vlt to dir, and writes dir/bac_top.f, the list of their files and bac_top.v. */
bac_status bac_rtl_library(const char *library, const char *const *names, uint32_t n,
                           const char *dir, bac_error *err);

/* path = the folder `name` of what is installed beside this program (PREFIX/bin/bac,
 * PREFIX/share/bac/NAME), else of the source tree it was built in. */
enum { BAC_SHARE_ROOM = 4096 };
void bac_share_folder(const char *name, char path[BAC_SHARE_ROOM]);

#endif

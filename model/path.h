/* path.h - the name of a file in a folder. */
#ifndef BAC_PATH_H
#define BAC_PATH_H

#include "bac.h"

enum { BAC_PATH_ROOM = 4096 };

/* snprintf into `path`, but a path that does not fit is refused, by its first characters, with
 * BAC_ERR_INPUT, and never cut. */
bac_status bac_path(char path[BAC_PATH_ROOM], bac_error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif

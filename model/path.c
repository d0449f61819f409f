/* path.c - see path.h. */
#include "path.h"

#include "internal.h"

#include <stdarg.h>
#include <stdio.h>

bac_status bac_path(char path[BAC_PATH_ROOM], bac_error *err, const char *format, ...) {
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(path, BAC_PATH_ROOM, format, args);
    va_end(args);
    return n >= 0 && n < BAC_PATH_ROOM
               ? BAC_OK
               : bac_fail(err, BAC_ERR_INPUT, path,
                          "this path is too long: a path has less than %d characters",
                          BAC_PATH_ROOM);
}

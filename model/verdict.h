/* verdict.h - the words PASS and FAIL, coloured on a terminal unless NO_COLOR is set
 * (https://no-color.org) or TERM is "dumb". */
#ifndef BAC_VERDICT_H
#define BAC_VERDICT_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static inline const char *bac_verdict(bool pass, int file) {
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    if (isatty(file) && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0)
        return pass ? "\033[1;32mPASS\033[0m" : "\033[1;31mFAIL\033[0m";
    return pass ? "PASS" : "FAIL";
}

#endif

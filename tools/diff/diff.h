/* diff.h - where two files of a kind first differ. */
#ifndef BAC_TOOLS_DIFF_H
#define BAC_TOOLS_DIFF_H

#include <jansson.h>

/* Each prints the first divergence with its context, sets *found to it as JSON (NULL: an error,
 * or out of memory), and returns an exit status. */
int diff_traces(const char *a, const char *b, json_t **found); /* bac cycles --trace */
int diff_waves(const char *a, const char *b,
               json_t **found); /* FST: bac cosim --wave, bac debug --wave */

#endif

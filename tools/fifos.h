/* fifos.h - the repeatable option --fifo NAME=DEPTH of the verbs that generate hardware. */
#ifndef BAC_TOOLS_FIFOS_H
#define BAC_TOOLS_FIFOS_H

#include "args.h"
#include "pipeline.h"

enum { FIFOS_MAX = 64 };

typedef struct fifos {
    uint32_t n;
    const char *text[FIFOS_MAX]; /* NAME=DEPTH as typed */
    bac_fifo_depth list[FIFOS_MAX];
    char name[FIFOS_MAX][2 * BAC_MAX_NAME];
} fifos;

/* args_parse takes each option once; --fifo may be repeated, so it is taken out of argv before.
 * Returns the new argc, or -1 after a complaint. */
int fifos_take(fifos *f, const char *verb, int argc, char **argv);

/* Reads what was taken; false after a complaint. */
bool fifos_read(fifos *f, const char *verb);

/* The line for the table of options; `unused` never gets a value. */
args_option fifos_option(const char **unused);

#endif

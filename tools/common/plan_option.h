/* plan_option.h - the options with which verbs take a plan: --plan, --samples-per-clock, --fifo. */
#ifndef BAC_TOOLS_PLAN_OPTION_H
#define BAC_TOOLS_PLAN_OPTION_H

#include "args.h"
#include "pipeline.h"

#include <stdio.h>

enum { PLAN_FIFOS_MAX = 64, PLAN_OPTIONS = 3 };

typedef struct plan_option {
    const char *path, *samples, *in_help;
    uint32_t n_fifos;
    const char *fifo[PLAN_FIFOS_MAX]; /* NAME=DEPTH as typed */
} plan_option;

/* args_parse takes each option once; --fifo may be repeated, so it is taken out of argv before.
 * Returns the new argc, or -1 after a complaint. */
int plan_option_take(plan_option *o, const char *verb, int argc, char **argv);

/* The lines for the table of options. */
void plan_option_lines(plan_option *o, args_option lines[PLAN_OPTIONS]);

/* The options as typed, each word by `put`. */
void plan_option_put(const plan_option *o, FILE *out, void (*put)(FILE *, const char *));

/* Something was asked for. */
bool plan_option_given(const plan_option *o);

/* The plan that was asked for, else the default one. ARGS_GO_ON, or the exit status after a
 * complaint. */
int plan_option_read(const plan_option *o, const char *verb, const bac_net *net, bac_plan **plan);

/* Says on stderr why what is predicted of this pipeline does not hold, if it does not. */
void plan_option_note(const char *verb, const bac_pipeline *p);

#endif

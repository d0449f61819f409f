/* plan_option.h - a network and the plan that the options ask for: --plan, --samples-per-clock,
 * --fifo. */
#ifndef BAC_TOOLS_PLAN_OPTION_H
#define BAC_TOOLS_PLAN_OPTION_H

#include "args.h"
#include "compile.h"

#include <stdio.h>

typedef struct plan_option {
    const char *path;
    uint64_t samples; /* 0: not asked for */
    args_list fifos;  /* NAME=DEPTH as typed */
    args_option lines[4];
} plan_option;

/* The table of options, which lives in *o. */
const args_option *plan_option_lines(plan_option *o);

/* The options as typed, each word by `put`. */
void plan_option_put(const plan_option *o, FILE *out, void (*put)(FILE *, const char *));

/* Something was asked for. */
bool plan_option_given(const plan_option *o);

/* The plan that was asked for, else the default one; the caller's either way. ARGS_GO_ON, or the
 * exit status after a complaint. */
int plan_option_read(const plan_option *o, const bac_net *net, bac_plan **plan);

/* What most verbs work on. Each step returns ARGS_GO_ON, or the exit status after a complaint;
 * planned_free comes after either. */
typedef struct planned {
    bac_net *net;
    bac_plan *plan;
    bac_netlist *p;
} planned;
int planned_load(planned *job, const plan_option *o, const char *path); /* net and plan */
int planned_build(planned *job);                                        /* p */
void planned_free(planned *job);

/* Says on stderr why what is predicted of this pipeline does not hold, if it does not. */
void planned_note(const bac_netlist *p);

#endif

/* plan_option.h - the options that choose a plan: --plan, --samples-per-clock, --fifo. */
#ifndef BAC_TOOLS_PLAN_OPTION_H
#define BAC_TOOLS_PLAN_OPTION_H

#include "args.h"
#include "compile.h"

#include <stdio.h>

extern const args_option plan_options[];

/* Print " --NAME VALUE" (nothing when value is NULL), and all plan options as they were typed;
 * `put` prints each word. */
void plan_option_put_word(FILE *out, const char *name, const char *value,
                          void (*put)(FILE *, const char *));
void plan_option_put(FILE *out, void (*put)(FILE *, const char *));

/* The value of --samples-per-clock; 0: not given. */
uint32_t plan_option_samples(void);

/* given: at least one plan option was given; more: at least one besides --samples-per-clock. */
bool plan_option_given(void);
bool plan_option_more(void);

/* Makes the plan that the options describe, or the default plan; the caller frees *plan.
 * ARGS_GO_ON, or the exit status after a complaint. */
int plan_option_read(const bac_net *net, bac_plan **plan);

/* A network, its plan and its netlist, on which most verbs work. Each function returns ARGS_GO_ON,
 * or the exit status after a complaint; call planned_free in both cases. */
typedef struct planned {
    bac_net *net;
    bac_plan *plan;
    bac_netlist *p;
} planned;
int planned_load(planned *job, const char *path); /* fills net and plan */
int planned_build(planned *job);                  /* fills p, complete */
int planned_time(planned *job);                   /* fills p, only for its times */
void planned_free(planned *job);

/* Warns on stderr, with the reason, when the predictions for this pipeline do not hold. */
void planned_note(const bac_netlist *p);

#endif

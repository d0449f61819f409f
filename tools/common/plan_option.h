/* plan_option.h - the options that choose a plan: --plan, --samples-per-clock, --fifo. */
#ifndef BAC_TOOLS_PLAN_OPTION_H
#define BAC_TOOLS_PLAN_OPTION_H

#include "args.h"
#include "compile.h"

#include <stdio.h>

extern const args_option plan_options[];

/* --name VALUE, unless that is NULL; and the options as typed: each word by `put`. */
void plan_option_put_word(FILE *out, const char *name, const char *value,
                          void (*put)(FILE *, const char *));
void plan_option_put(FILE *out, void (*put)(FILE *, const char *));

/* Samples a clock asked for; 0: none. */
uint32_t plan_option_samples(void);

/* Something was asked for; more than the samples. */
bool plan_option_given(void);
bool plan_option_more(void);

/* The plan that was asked for, else the default one; the caller's either way. ARGS_GO_ON, or the
 * exit status after a complaint. */
int plan_option_read(const bac_net *net, bac_plan **plan);

/* What most verbs work on. Each step returns ARGS_GO_ON, or the exit status after a complaint;
 * planned_free comes after either. */
typedef struct planned {
    bac_net *net;
    bac_plan *plan;
    bac_netlist *p;
} planned;
int planned_load(planned *job, const char *path); /* net and plan */
int planned_build(planned *job);                  /* p */
int planned_time(planned *job);                   /* p, for its times only */
void planned_free(planned *job);

/* Says on stderr why what is predicted of this pipeline does not hold, if it does not. */
void planned_note(const bac_netlist *p);

#endif

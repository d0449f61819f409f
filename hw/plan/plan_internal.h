/* plan_internal.h - the numbers that each style takes; shared by plan.c and parse.c. */
#ifndef BAC_PLAN_INTERNAL_H
#define BAC_PLAN_INTERNAL_H

#include "plan.h"

typedef struct bac_plan_number {
    const char *name;
    uint32_t ops[BAC_STYLE_COUNT]; /* bit 1 << BAC_op for each operator that takes the number */
    uint32_t most;                 /* range 1..most */
} bac_plan_number;

/* [BAC_PLAN_KEYS] */
const bac_plan_number *bac_plan_numbers(void);

#endif

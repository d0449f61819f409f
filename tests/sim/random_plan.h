/* random_plan.h - seeded random plans: samples a clock, styles, their numbers. */
#ifndef BAC_TESTS_RANDOM_PLAN_H
#define BAC_TESTS_RANDOM_PLAN_H

#include "compile.h"
#include "random_net.h"

/* A plan that this network can be built by, and what it builds; both owned by the caller. A third
 * of the plans has one style only. A failure is a fault of this builder or of bac_compile.
 */
bac_status random_plan(random_source *r, const bac_net *net, bac_plan **plan, bac_netlist **p,
                       bac_error *err);

#endif

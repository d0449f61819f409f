/* text.h - the output of bac explore. */
#ifndef BAC_TOOLS_EXPLORE_TEXT_H
#define BAC_TOOLS_EXPLORE_TEXT_H

#include "run.h"

/* A front's plans, as bac_explore_front gives them. */
typedef struct explore_front {
    uint32_t n;
    uint32_t *index; /* [n] */
} explore_front;

/* A candidate that was built: what it is, and how fast at the clock reckoned with. */
typedef struct explore_rates {
    char spec[BAC_EXPLORE_SPEC];
    double mhz;                      /* estimated, or reckoned with */
    double frames, msps, latency_ns; /* frames and millions of samples a second */
} explore_rates;
explore_rates explore_rates_of(const explore_job *job, uint32_t candidate);

/* Each plan has a clock rate of its own. */
bool explore_clocks_estimated(const explore_job *job);

void explore_print_devices(void);
void explore_print_table(const explore_job *job, const explore_front *front);
int explore_print_json(const explore_job *job, const explore_front *front);
/* On stderr: how many plans were priced, built and read, and the seconds. */
void explore_print_counts(const explore_job *job);
/* On stderr: that nothing fits, what the nearest plan is short of, and which device would do.
 * Returns the exit status. */
int explore_no_fit(const explore_job *job);

/* The style that more than half of a candidate's layers have; BAC_STYLE_COUNT: none does. */
bac_style explore_style(const explore_job *job, uint32_t candidate);

#endif

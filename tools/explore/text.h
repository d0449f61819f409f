/* text.h - the output of bac explore. */
#ifndef BAC_TOOLS_EXPLORE_TEXT_H
#define BAC_TOOLS_EXPLORE_TEXT_H

#include "run.h"

/* The plans of a front, as bac_explore_front returns them. */
typedef struct explore_front {
    uint32_t n;
    uint32_t *index; /* [n] */
} explore_front;

/* Description and rates of a built candidate. */
typedef struct explore_rates {
    char spec[BAC_EXPLORE_SPEC];
    double mhz;                      /* clock rate, estimated or assumed */
    double frames, msps, latency_ns; /* frames and millions of samples a second */
} explore_rates;
explore_rates explore_rates_of(const explore_job *job, uint32_t candidate);

/* Each plan has a clock rate of its own. */
bool explore_clocks_estimated(const explore_job *job);

void explore_print_devices(void);
void explore_print_table(const explore_job *job, const explore_front *front);
int explore_print_json(const explore_job *job, const explore_front *front);
/* Prints on stderr the numbers of plans that were priced, built and read, and the seconds. */
void explore_print_counts(const explore_job *job);
/* Prints on stderr that no plan fits, by how much the nearest plan misses, and a device that is
 * large enough. Returns the exit status. */
int explore_no_fit(const explore_job *job);

/* The style of more than half of a candidate's layers; BAC_STYLE_COUNT: there is no such style. */
bac_style explore_style(const explore_job *job, uint32_t candidate);

#endif

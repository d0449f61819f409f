/* option.h - the options of explore and plan for a device, a clock and limits. */
#ifndef BAC_TOOLS_EXPLORE_OPTION_H
#define BAC_TOOLS_EXPLORE_OPTION_H

#include "common/args.h"
#include "explore.h"

typedef struct explore_want {
    const bac_device *device; /* NULL: no certain device */
    double clock_mhz;
    bool clock_said;                   /* --clock was given; else clock_mhz is an assumption */
    double min_rate;                   /* samples a second; 0: any */
    double max_latency;                /* seconds; INFINITY: any */
    double max_lut, max_bram, max_dsp; /* INFINITY: the device's own limit */
    bac_family family;
    uint32_t reserve; /* percent of the device that stays free */
} explore_want;

extern const args_option explore_options[];
/* True when one of explore_options was given. */
bool explore_option_given(void);
/* ARGS_GO_ON, or EXIT_USAGE after a complaint that lists the known devices or units. */
int explore_option_read(explore_want *want);

/* The limits in clocks and cells, for a frame of T samples on this device (NULL: none) at this
 * clock rate. */
bac_limits explore_limits(const explore_want *want, const bac_device *device, double clock_mhz,
                          uint32_t T);

#endif

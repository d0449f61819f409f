/* option.h - the options of explore and plan for a device, a clock and limits. */
#ifndef BAC_TOOLS_EXPLORE_OPTION_H
#define BAC_TOOLS_EXPLORE_OPTION_H

#include "common/args.h"
#include "explore.h"

typedef struct explore_want {
    const bac_device *device; /* NULL: none in particular */
    double clock_mhz;
    bool clock_said;                   /* by --clock; else it is assumed */
    double min_rate;                   /* samples a second; 0: any */
    double max_latency;                /* seconds; INFINITY: any */
    double max_lut, max_bram, max_dsp; /* INFINITY: the device's */
    bac_family family;
    uint32_t reserve; /* percent of the device that stays free */
} explore_want;

extern const args_option explore_options[];
/* Something was asked for. */
bool explore_option_given(void);
/* ARGS_GO_ON, or EXIT_USAGE after a complaint that lists the known devices or units. */
int explore_option_read(explore_want *want);

/* The same in clocks: of a frame of T samples, on this device (NULL: none) at this clock. */
bac_limits explore_limits(const explore_want *want, const bac_device *device, double clock_mhz,
                          uint32_t T);

#endif

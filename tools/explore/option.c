#include "option.h"

#include "ints.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLOCK_WITHOUT_TARGET = 250 }; /* MHz */

typedef struct unit {
    const char *name;
    double factor;
} unit;

/* The first unit is the default. */
static const unit of_clock[] = {{"MHz", 1}, {"kHz", 1e-3}, {"GHz", 1e3}, {NULL, 0}};
static const unit of_rate[] = {{"MSPS", 1e6}, {"MS/s", 1e6}, {"kSPS", 1e3}, {"kS/s", 1e3},
                               {"GSPS", 1e9}, {"GS/s", 1e9}, {NULL, 0}};
static const unit of_time[] = {{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {NULL, 0}};

/* As typed; NULL and UINT64_MAX: not said. */
static struct {
    const char *target, *clock, *min_rate, *max_latency;
    uint64_t max_lut, max_bram, max_dsp, reserve;
} asked = {.max_lut = UINT64_MAX, .max_bram = UINT64_MAX, .max_dsp = UINT64_MAX};

const args_option explore_options[] = {
    {"target", 0, "DEV", "device of bac explore --devices: its limits, prices and clock",
     .text = &asked.target},
    {"clock", 0, "MHZ",
     "clock (default: the estimate of a plan, or the assumed clock of the device)",
     .text = &asked.clock},
    {"min-rate", 0, "MSPS", "least sample rate, in millions of samples per second",
     .text = &asked.min_rate},
    {"max-lut", 0, "N", "limit of LUT sites (default: the device's)", .whole = &asked.max_lut,
     .most = UINT32_MAX},
    {"max-bram", 0, "N", "limit of block memories (default: the device's)",
     .whole = &asked.max_bram, .most = UINT32_MAX},
    {"max-dsp", 0, "N", "limit of DSPs (default: the device's)", .whole = &asked.max_dsp,
     .most = UINT32_MAX},
    {"reserve", 0, "PERCENT", "share of the device kept free for other logic (default 0)",
     .whole = &asked.reserve, .most = 99},
    {"max-latency", 0, "NS", "limit of the time from a frame's last sample to its result",
     .text = &asked.max_latency},
    {0}};

bool explore_option_given(void) {
    return asked.target || asked.clock || asked.min_rate || asked.max_latency || asked.reserve ||
           bac_min_u64(bac_min_u64(asked.max_lut, asked.max_bram), asked.max_dsp) != UINT64_MAX;
}

/* A positive number and a unit, or none. text NULL: the value stays. */
static bool read_quantity(const char *option, const char *text, const unit *units, double *value) {
    char known[100] = "";
    if (!text)
        return true;
    char *end;
    const double number = strtod(text, &end);
    const bool plain = *text >= '0' && *text <= '9' && isfinite(number) && number > 0;
    while (*end == ' ')
        end++;
    for (const unit *u = units; u->name; u++) {
        if (plain && (!*end || strcmp(end, u->name) == 0)) {
            *value = number * u->factor;
            return true;
        }
        snprintf(known + strlen(known), sizeof known - strlen(known), " %s", u->name);
    }
    if (plain)
        args_complain("--%s: no unit '%s'; there are:%s (none said: %s)", option, end, known,
                      units->name);
    else
        args_complain("--%s wants a number above 0, in %s, not '%s'", option, units->name, text);
    return false;
}

static double limit_of(uint64_t said) {
    return said == UINT64_MAX ? INFINITY : (double)said;
}

int explore_option_read(explore_want *want) {
    char known[256];
    *want = (explore_want){.clock_mhz = CLOCK_WITHOUT_TARGET,
                           .max_latency = INFINITY,
                           .max_lut = limit_of(asked.max_lut),
                           .max_bram = limit_of(asked.max_bram),
                           .max_dsp = limit_of(asked.max_dsp)};
    if (asked.target) {
        want->device = bac_device_find(asked.target);
        bac_device_list(known, sizeof known);
        if (!want->device)
            return args_complain("no device '%s'; there are:%s", asked.target, known);
        want->family = want->device->family;
        want->clock_mhz = want->device->clock_mhz;
    }
    if (asked.reserve && !asked.target)
        return args_complain("--reserve is a share of a device: name it with --target");
    want->clock_said = asked.clock != NULL;
    want->reserve = (uint32_t)asked.reserve;
    const bool good = read_quantity("clock", asked.clock, of_clock, &want->clock_mhz) &&
                      read_quantity("min-rate", asked.min_rate, of_rate, &want->min_rate) &&
                      read_quantity("max-latency", asked.max_latency, of_time, &want->max_latency);
    return good ? ARGS_GO_ON : EXIT_USAGE;
}

bac_limits explore_limits(const explore_want *want, const bac_device *device, double clock_mhz,
                          uint32_t T) {
    bac_limits l = bac_limits_of(device);
    const double share = (100.0 - want->reserve) / 100;
    l.site = floor(l.site * share);
    l.ff = floor(l.ff * share);
    l.bram = floor(l.bram * share);
    l.dsp = floor(l.dsp * share);
    l.mhz = clock_mhz;
    l.site = fmin(l.site, want->max_lut);
    l.bram = fmin(l.bram, want->max_bram);
    l.dsp = fmin(l.dsp, want->max_dsp);
    if (want->min_rate > 0) /* tolerates a rounding error */
        l.clocks = floor(clock_mhz * 1e6 * T / want->min_rate * (1 + 1e-12));
    if (isfinite(want->max_latency))
        l.latency = floor(clock_mhz * 1e6 * want->max_latency * (1 + 1e-12));
    return l;
}

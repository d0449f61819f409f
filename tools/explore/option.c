#include "option.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLOCK_WITHOUT_TARGET = 250 }; /* MHz */

typedef struct unit {
    const char *name;
    double factor;
} unit;

/* The first is meant where none is said. */
static const unit of_clock[] = {{"MHz", 1}, {"kHz", 1e-3}, {"GHz", 1e3}, {NULL, 0}};
static const unit of_rate[] = {{"MSPS", 1e6}, {"MS/s", 1e6}, {"kSPS", 1e3}, {"kS/s", 1e3},
                               {"GSPS", 1e9}, {"GS/s", 1e9}, {NULL, 0}};
static const unit of_time[] = {{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {NULL, 0}};

void explore_option_lines(explore_words *w, args_option lines[EXPLORE_OPTIONS]) {
    const args_option all[EXPLORE_OPTIONS] = {
        {"target", 0, "DEV", "a device of bac explore --devices: its room, prices and clock", NULL,
         &w->target},
        {"clock", 0, "MHZ", "clock to reckon with (the device's assumed one; 250 without)", NULL,
         &w->clock},
        {"min-rate", 0, "MSPS", "samples a second it has to keep up with, in millions", NULL,
         &w->min_rate},
        {"max-lut", 0, "N", "LUT sites it may take (the device's)", NULL, &w->max_lut},
        {"max-bram", 0, "N", "block memories it may take (the device's)", NULL, &w->max_bram},
        {"max-dsp", 0, "N", "DSPs it may take (the device's)", NULL, &w->max_dsp},
        {"max-latency", 0, "NS", "nanoseconds from a frame's last sample to its result", NULL,
         &w->max_latency}};
    memcpy(lines, all, sizeof all);
}

bool explore_option_given(const explore_words *w) {
    return w->target || w->clock || w->min_rate || w->max_lut || w->max_bram || w->max_dsp ||
           w->max_latency;
}

/* A positive number and a unit, or none. text NULL: the value stays. */
static bool read_quantity(const char *verb, const char *option, const char *text, const unit *units,
                          double *value) {
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
        args_complain(verb, "--%s: no unit '%s'; there are:%s (none said: %s)", option, end, known,
                      units->name);
    else
        args_complain(verb, "--%s wants a number above 0, in %s, not '%s'", option, units->name,
                      text);
    return false;
}

static bool read_count(const char *verb, const char *option, const char *text, double *value) {
    uint64_t n;
    if (!text)
        return true;
    if (!args_integer(verb, option, text, 0, UINT32_MAX, &n))
        return false;
    *value = (double)n;
    return true;
}

int explore_option_read(const explore_words *w, const char *verb, explore_want *want) {
    char known[256];
    *want = (explore_want){.clock_mhz = CLOCK_WITHOUT_TARGET,
                           .max_latency = INFINITY,
                           .max_lut = INFINITY,
                           .max_bram = INFINITY,
                           .max_dsp = INFINITY};
    if (w->target) {
        want->device = bac_device_find(w->target);
        bac_device_list(known, sizeof known);
        if (!want->device)
            return args_complain(verb, "no device '%s'; there are:%s", w->target, known);
        want->family = want->device->family;
        want->clock_mhz = want->device->clock_mhz;
    }
    want->clock_said = w->clock != NULL;
    const bool good =
        read_quantity(verb, "clock", w->clock, of_clock, &want->clock_mhz) &&
        read_quantity(verb, "min-rate", w->min_rate, of_rate, &want->min_rate) &&
        read_quantity(verb, "max-latency", w->max_latency, of_time, &want->max_latency) &&
        read_count(verb, "max-lut", w->max_lut, &want->max_lut) &&
        read_count(verb, "max-bram", w->max_bram, &want->max_bram) &&
        read_count(verb, "max-dsp", w->max_dsp, &want->max_dsp);
    return good ? ARGS_GO_ON : EXIT_USAGE;
}

bac_limits explore_limits(const explore_want *want, const bac_device *device, double clock_mhz,
                          uint32_t T) {
    bac_limits l = bac_limits_of(device);
    l.site = fmin(l.site, want->max_lut);
    l.bram = fmin(l.bram, want->max_bram);
    l.dsp = fmin(l.dsp, want->max_dsp);
    if (want->min_rate > 0) /* a rate that is reached but for a rounding is reached */
        l.clocks = floor(clock_mhz * 1e6 * T / want->min_rate * (1 + 1e-12));
    if (isfinite(want->max_latency))
        l.latency = floor(clock_mhz * 1e6 * want->max_latency * (1 + 1e-12));
    return l;
}

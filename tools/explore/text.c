#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

explore_rates explore_rates_of(const explore_job *job, uint32_t candidate) {
    const bac_explored *r = &job->result[candidate];
    const double mhz = r->mhz > 0 ? r->mhz : job->want.clock_mhz;
    const double clock = mhz * 1e6, frames = clock / (double)r->clocks;
    explore_rates rates = {.mhz = mhz,
                           .frames = frames,
                           .msps = 1e-6 * frames * bac_net_layer(job->net, 0)->T,
                           .latency_ns = 1e9 * (double)r->latency / clock};
    bac_explore_spec(job->explore, candidate, rates.spec);
    return rates;
}

void explore_print_devices(void) {
    printf("%-8s %-17s %-7s %7s %7s %5s %5s %6s  %s\n", "device", "part", "family", "LUT", "FF",
           "BRAM", "DSP", "MHz*", "source");
    for (uint32_t i = 0; bac_device_at(i); i++) {
        const bac_device *d = bac_device_at(i);
        printf("%-8s %-17s %-7s %7" PRIu32 " %7" PRIu32 " %5" PRIu32 " %5" PRIu32 " %6.4g  %s\n",
               d->name, d->part, bac_family_name(d->family), d->lut, d->ff, d->bram, d->dsp,
               d->clock_mhz, d->source);
    }
    puts("* assumed where --clock says nothing. BRAM: RAMB18 (xilinx), DP16KD (ecp5), 4 kbit "
         "(ice40)");
}

bac_style explore_style(const explore_job *job, uint32_t candidate) {
    static const char letter[BAC_STYLE_COUNT] = {[BAC_STYLE_UNROLLED] = 'u',
                                                 [BAC_STYLE_FOLDED] = 'f',
                                                 [BAC_STYLE_SERIAL] = 's',
                                                 [BAC_STYLE_SHARED] = 'e'};
    char spec[BAC_EXPLORE_SPEC];
    bac_explore_spec(job->explore, candidate, spec);
    for (unsigned s = 0; s < BAC_STYLE_COUNT; s++) {
        uint32_t n = 0;
        for (const char *p = spec; *p; p++)
            n += *p == letter[s];
        if (2 * n > job->counts.units || (n > 0 && s == BAC_STYLE_SHARED))
            return (bac_style)s;
    }
    return BAC_STYLE_COUNT;
}

/* ---- the table */

bool explore_clocks_estimated(const explore_job *job) {
    for (uint32_t i = 0; i < job->counts.candidates; i++)
        if (job->result[i].mhz > 0)
            return true;
    return false;
}

static void print_question(const explore_job *job) {
    const bac_device *d = job->want.device;
    if (d)
        printf("%s on %s (%s, %s): %" PRIu32 " LUT, %" PRIu32 " FF, %" PRIu32 " BRAM, %" PRIu32
               " DSP; ",
               bac_net_name(job->net), d->name, d->part, bac_family_name(d->family), d->lut, d->ff,
               d->bram, d->dsp);
    else
        printf("%s, prices of family %s; ", bac_net_name(job->net),
               bac_family_name(job->want.family));
    if (explore_clocks_estimated(job))
        printf("clock rates estimated (docs/routed.md has the errors)\n");
    else
        printf("%.6g MHz%s\n", job->want.clock_mhz, job->want.clock_said ? "" : " (assumed)");
}

static void print_row(const explore_job *job, uint32_t rank, uint32_t i) {
    const bac_explored *r = &job->result[i];
    const explore_rates x = explore_rates_of(job, i);
    printf("%3" PRIu32 " %7.0f %7.0f %5.0f %5.0f %8" PRIu64 " %10.0f %8.3f %7" PRIu64
           " %9.0f %5.0f  %s\n",
           rank, r->size.cell, r->size.ff, r->size.bram, r->size.dsp, r->clocks, x.frames, x.msps,
           r->latency, x.latency_ns, x.mhz, x.spec);
}

/* What the letters of a plan's code are about. */
static void print_layers(const explore_job *job) {
    char *text = NULL;
    bac_error err;
    if (bac_explore_layers(job->net, &text, &err) == BAC_OK)
        printf("layers  %s\n", text);
    free(text);
}

static void print_command(const explore_job *job, uint32_t i) {
    char spec[BAC_EXPLORE_SPEC];
    bac_explore_spec(job->explore, i, spec);
    printf("a row's plan as a file, here the first one's:\n  bac plan");
    tool_put_word(stdout, job->path);
    printf(" --code %s -o plan.cfg\n", spec);
}

void explore_print_table(const explore_job *job, const explore_front *front) {
    print_question(job);
    print_layers(job);
    printf("%3s %7s %7s %5s %5s %8s %10s %8s %7s %9s %5s  %s\n", "",
           job->want.family == BAC_FAMILY_ICE40 ? "cells" : "sites", "FF", "BRAM", "DSP", "clk/frm",
           "frames/s", "MS/s", "lat clk", "lat ns", "MHz", "plan");
    for (uint32_t k = 0; k < front->n; k++)
        print_row(job, k + 1, front->index[k]);
    puts(
        "clk/frm: clocks a frame. lat: from a frame's last sample to its result, in clocks and ns. "
        "plan: samples\na clock, then each layer with its requantiser: u unrolled (inputs a "
        "clock), "
        "s serial (bits of a digit),\nf folded (lanes); e alone: one engine for all layers "
        "(lanes)");
    if (front->n > 0)
        print_command(job, front->index[0]);
}

/* ---- JSON */

static json_t *json_plan(const explore_job *job, uint32_t i) {
    const bac_explored *r = &job->result[i];
    const explore_rates x = explore_rates_of(job, i);
    return json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:f, s:f, s:f}", "plan", x.spec,
                     "samples_per_clock", (json_int_t)r->samples_per_clock, "sites",
                     (json_int_t)llround(r->size.cell), "ff", (json_int_t)llround(r->size.ff),
                     "bram", (json_int_t)llround(r->size.bram), "dsp",
                     (json_int_t)llround(r->size.dsp), "clocks_per_frame", (json_int_t)r->clocks,
                     "latency_clocks", (json_int_t)r->latency, "frames_per_s", x.frames, "msps",
                     x.msps, "latency_ns", x.latency_ns, "mhz", x.mhz);
}

int explore_print_json(const explore_job *job, const explore_front *front) {
    json_t *plans = json_array();
    for (uint32_t k = 0; k < front->n; k++)
        json_array_append_new(plans, json_plan(job, front->index[k]));
    return tool_json_print(json_pack(
        "{s:s, s:s?, s:s, s:f, s:b, s:I, s:I, s:I, s:f, s:o}", "network", bac_net_name(job->net),
        "target", job->want.device ? job->want.device->name : NULL, "family",
        bac_family_name(job->want.family), "clock_mhz", job->want.clock_mhz, "clock_assumed",
        !job->want.clock_said && !explore_clocks_estimated(job), "plans_priced",
        (json_int_t)job->counts.priced, "plans_built", (json_int_t)(job->built + job->known),
        "plans_refused", (json_int_t)job->refused, "seconds", job->seconds, "front", plans));
}

void explore_print_counts(const explore_job *job) {
    fprintf(stderr,
            "bac %s: %" PRIu64 " plans of %" PRIu32 " options of %" PRIu32
            " layers priced and timed, %" PRIu32 " chosen; %" PRIu32 " built exactly",
            args_name(), job->counts.priced, job->counts.options, job->counts.units,
            job->counts.candidates, job->built);
    if (job->known)
        fprintf(stderr, ", %" PRIu32 " read from files", job->known);
    if (job->refused)
        fprintf(stderr, ", %" PRIu32 " cannot be built", job->refused);
    fprintf(stderr, "; %.1f s\n", job->seconds);
    if (job->counts.refused)
        fprintf(stderr, "bac %s: %" PRIu32 " numbers of samples a clock cannot be built: %s\n",
                args_name(), job->counts.refused, job->counts.refusal);
}

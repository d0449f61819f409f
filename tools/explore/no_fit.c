/* no_fit.c - the message if no plan fits: the nearest plan's excess, and a device that suffices. */
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { MOST_TRIED = 48, LINE = 1024 };

static void add(char line[LINE], const char *what, double need, double have) {
    const size_t used = strlen(line);
    if (need > have)
        snprintf(line + used, LINE - used, "%s takes %.0f %s, %.0f more than %.0f", used ? "," : "",
                 need, what, need - have, have);
}

/* Prints by how much the plan exceeds each limit. */
static void excesses(const explore_job *job, const bac_explored *r, char line[LINE]) {
    const bac_limits *l = &job->limits;
    const double mhz = job->want.clock_mhz, wanted = 1e-6 * job->want.min_rate;
    const double rate = mhz * bac_net_layer(job->net, 0)->T / (double)r->clocks;
    line[0] = '\0';
    add(line, "LUT sites", r->size.cell, l->site);
    add(line, "FF", r->size.ff, l->ff);
    add(line, "BRAM", r->size.bram, l->bram);
    add(line, "DSP", r->size.dsp, l->dsp);
    size_t used = strlen(line);
    if ((double)r->clocks > l->clocks)
        snprintf(line + used, LINE - used, "%s keeps up with %.6g MS/s, %.6g less than %.6g",
                 used ? "," : "", rate, wanted - rate, wanted);
    used = strlen(line);
    if ((double)r->latency > l->latency)
        snprintf(line + used, LINE - used, "%s has a latency of %.6g ns, %.6g more than %.6g",
                 used ? "," : "", 1e3 * (double)r->latency / mhz,
                 1e3 * (double)r->latency / mhz - 1e9 * job->want.max_latency,
                 1e9 * job->want.max_latency);
}

/* The cheapest plans first. */
static uint32_t cheapest(const explore_job *job, uint32_t *index) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < job->counts.candidates; i++) {
        if (job->result[i].built != BAC_BUILT)
            continue;
        uint32_t k = n < MOST_TRIED ? n++ : n;
        for (; k > 0 && job->result[index[k - 1]].size.cell > job->result[i].size.cell; k--)
            if (k < MOST_TRIED)
                index[k] = index[k - 1];
        if (k < MOST_TRIED)
            index[k] = i;
    }
    return n;
}

/* True when some plan fits this device, at the clock of --clock or the device's own. */
static bool would_do(const explore_job *job, const bac_device *d, const uint32_t *index,
                     uint32_t n) {
    explore_want want = job->want;
    want.max_lut = want.max_bram = want.max_dsp = INFINITY;
    const double clock = want.clock_said ? want.clock_mhz : d->clock_mhz;
    const bac_limits limits = explore_limits(&want, d, clock, bac_net_layer(job->net, 0)->T);
    for (uint32_t i = 0; d->family == want.family && i < job->counts.candidates; i++) {
        bac_explored r = job->result[i];
        r.mhz = d == job->want.device ? r.mhz : 0; /* estimated for another device */
        if (bac_explored_fits(&r, &limits))
            return true;
    }
    for (uint32_t k = 0; d->family != want.family && k < n; k++) {
        bac_explored r = job->result[index[k]];
        bac_error err;
        r.mhz = 0;
        if (bac_explore_size(job->explore, index[k], d->family, &r.size, &err) == BAC_OK &&
            bac_explored_fits(&r, &limits))
            return true;
    }
    return false;
}

int explore_no_fit(const explore_job *job) {
    uint32_t index[MOST_TRIED];
    char line[LINE] = " cannot be built";
    const uint32_t nearest = bac_explore_nearest(job->result, job->counts.candidates, &job->limits);
    char spec[BAC_EXPLORE_SPEC] = "";
    if (nearest < job->counts.candidates) {
        bac_explore_spec(job->explore, nearest, spec);
        excesses(job, &job->result[nearest], line);
    }
    fprintf(stderr, "bac %s: no plan of %" PRIu32 " fits%s%s; the nearest, %s,%s", args_name(),
            job->counts.candidates, job->want.device ? " " : "",
            job->want.device ? job->want.device->name : "", spec, line);
    if (job->want.device) {
        const uint32_t n = cheapest(job, index);
        const bac_device *d = NULL;
        for (uint32_t i = 0; bac_device_at(i) && !d; i++)
            if (would_do(job, bac_device_at(i), index, n))
                d = bac_device_at(i);
        if (d)
            fprintf(stderr, "; %s would do", d->name);
        else
            fprintf(stderr, "; no device of the table would do");
    }
    fputc('\n', stderr);
    return EXIT_MISMATCH;
}

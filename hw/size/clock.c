/* clock.c - multiplies the terms of a netlist with the coefficients of a device. */
#include "clock.h"

#include "ints.h"
#include "kind.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const bac_clock_row bac_clock_rows[] = {
#include "clock.inc"
    {NULL, NULL, {0}}};

/* Length of the longest row of stages that pass ready on in the same clock. Stages are ordered
 * upstream first, so the count goes backwards. */
static uint32_t ready_chain(const bac_netlist *p) {
    uint32_t *behind = calloc(p->n_stages + 1, sizeof *behind),
             longest = 0; /* [stage] of a row, from it on */
    for (uint32_t i = p->n_stages; behind && i-- > 0;) {
        const bac_stage *s = &p->stages[i];
        for (uint32_t k = 0; k < s->n_out; k++) {
            const uint32_t to = p->links[s->out[k]].to;
            if (to != BAC_NO_LINK)
                behind[i] = bac_max_u32(behind[i], behind[to]);
        }
        if (s->kind->cycle.registered_ready)
            behind[i] = 0;
        else
            behind[i] += !bac_stage_is(s, BAC_KIND_WIRES);
        longest = bac_max_u32(longest, behind[i]);
    }
    free(behind);
    return longest;
}

void bac_clock_terms(const bac_netlist *p, const bac_size *total, double terms[BAC_CLOCK_TERMS]) {
    terms[BAC_CLOCK_ONE] = 1;
    terms[BAC_CLOCK_WIDEST] = total->widest;
    terms[BAC_CLOCK_SIZE] = log2(fmax(total->cell, 1));
    terms[BAC_CLOCK_READY] = ready_chain(p);
}

static double figure(const char *device, const char *name, const double terms[BAC_CLOCK_TERMS]) {
    for (const bac_clock_row *r = bac_clock_rows; r->device; r++) {
        double sum = 0;
        if (strcmp(r->device, device) != 0 || strcmp(r->figure, name) != 0)
            continue;
        for (int i = 0; i < BAC_CLOCK_TERMS; i++)
            sum += r->k[i] * terms[i];
        return sum;
    }
    return 0;
}

bac_clock bac_clock_of(const bac_netlist *p, const bac_size *total, const char *device,
                       bac_family family) {
    double terms[BAC_CLOCK_TERMS];
    bac_clock_terms(p, total, terms);
    const double ns = figure(device, "ns", terms);
    return (bac_clock){.mhz = ns > 0 ? 1e3 / ns : 0,
                       .levels = figure(bac_family_name(family), "levels", terms),
                       .carry = figure(bac_family_name(family), "carry", terms)};
}

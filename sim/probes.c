/* probes.c - the probes of links and stages, from the counts of the machine. */
#include "machine_internal.h"

bac_link_probe bac_machine_link_probe(const bac_machine *m, uint32_t link) {
    bac_link_probe probe = {.beats = m->beats[link] + m->recent_beats[link],
                            .stalled = m->stalled[link] + m->recent_stalled[link],
                            .starved = m->starved[link] + m->recent_starved[link]};
    probe.idle = m->clock - probe.beats - probe.stalled - probe.starved;
    return probe;
}

static uint64_t minus(uint64_t a, uint64_t b) {
    return a > b ? a - b : 0;
}

/* A join takes both inputs in the same clock, so an input that is not ready shows that the other
 * one has no beat. */
static void probe_join(const bac_machine *m, const bac_stage *s, bac_stage_probe *probe) {
    const bac_link_probe out = bac_machine_link_probe(m, s->out[0]);
    probe->busy = out.beats;
    probe->stalled_input = m->clock - out.beats - out.stalled;
}

bac_stage_probe bac_machine_stage_probe(const bac_machine *m, uint32_t stage) {
    const bac_stage *s = &m->p->stages[stage];
    const bac_link_probe in = bac_machine_link_probe(m, s->in[0]);
    bac_stage_probe probe = {.busy = in.beats, .stalled_input = in.starved};
    for (uint32_t i = 0; i < s->n_out; i++) {
        const uint64_t stalled = bac_machine_link_probe(m, s->out[i]).stalled;
        if (stalled > probe.stalled_output)
            probe.stalled_output = stalled;
    }
    const bac_cycle_model *model = &s->kind->cycle;
    if (bac_stage_is_fifo(s)) {
        probe.depth = bac_stage_depth(s);
        probe.most = model->most(m->seat[stage].state);
    } else if (bac_stage_is(s, BAC_KIND_JOINS)) {
        probe_join(m, s, &probe);
    } else if (!bac_stage_is(s, BAC_KIND_PASSES)) {
        /* A stage refuses beats while its output waits and while it works; the difference is
         * work. */
        probe.busy += minus(in.stalled + in.idle, probe.stalled_output);
    }
    return probe;
}

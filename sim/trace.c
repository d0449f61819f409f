#include "trace.h"

#include "machine_internal.h"

#include <inttypes.h>
#include <stdlib.h>

struct bac_trace {
    FILE *file;
    const bac_netlist *p; /* borrowed */
    uint64_t first, clocks;
    uint8_t *waits; /* [links] 1: the beat was already offered in the clock before */
};

bac_status bac_trace_open(FILE *file, const bac_netlist *p, uint64_t first, bac_trace **trace,
                          bac_error *err) {
    bac_trace *t = calloc(1, sizeof *t);
    uint8_t *waits = calloc(p->n_links, 1);
    if (!t || !waits) {
        free(t);
        free(waits);
        return bac_fail(err, BAC_ERR_MEMORY, "trace", "out of memory");
    }
    *t = (bac_trace){.file = file, .p = p, .first = first, .waits = waits};
    fprintf(file, "bac-trace 1\nnetwork %s\n", bac_net_name(p->net));
    for (uint32_t i = 0; i < p->n_links; i++)
        fprintf(file, "link %s %" PRIu32 "\n", p->links[i].name, p->links[i].beats);
    fprintf(file, "begin\n");
    *trace = t;
    return BAC_OK;
}

void bac_trace_clock(bac_trace *t, const bac_machine *m) {
    const uint64_t clock = bac_machine_clock(m) - 1;
    t->clocks = clock + 1;
    for (uint32_t i = 0; i < t->p->n_links; i++) {
        if (!m->wires.valid[i])
            continue;
        const bool moves = m->wires.ready[i];
        if (moves || !t->waits[i]) {
            const bac_beat b = bac_machine_link(m, i);
            fprintf(t->file, "%" PRIu64 " %s %s %" PRIu64 " %" PRIu32 "\n", clock,
                    t->p->links[i].name, moves ? "beat" : "stall", t->first + b.frame, b.beat);
        }
        t->waits[i] = !moves;
    }
}

void bac_trace_watch(void *user, const bac_machine *m) {
    bac_trace_clock(user, m);
}

void bac_trace_close(bac_trace *t) {
    if (!t)
        return;
    fprintf(t->file, "end %" PRIu64 "\n", t->clocks);
    free(t->waits);
    free(t);
}

/* rooms.c - see rooms.h. */
#include "rooms.h"

#include "credit.h"
#include "ints.h"
#include "pipeline.h"
#include "streams.h"

#include <inttypes.h>
#include <stdlib.h>

/* Adds a FIFO to the pipeline that fills it. */
static bool add(bac_netlist *n, bac_stage *fifo) {
    bac_stage *entry = bac_pipeline_entry(n, fifo->in[0]);
    ((bac_fifo_params *)fifo->params)->OPEN = entry != NULL;
    if (!entry)
        return true;
    bac_credits *c = entry->kind->credits(entry->params);
    bac_credit_fifo *more = realloc(c->fifo, (c->N + 1) * sizeof *more);
    if (!more)
        return false;
    c->fifo = more;
    more[c->N++] = (bac_credit_fifo){.stage = (uint32_t)(fifo - n->stages), .link = fifo->out[0]};
    return true;
}

/* Sets groups: as many beats as make whole beats of every FIFO. */
static void divide(bac_netlist *n, const bac_stage *entry) {
    bac_credits *c = entry->kind->credits(entry->params);
    uint32_t groups = n->links[entry->out[0]].beats;
    for (uint32_t f = 0; f < c->N; f++)
        groups = bac_gcd(groups, n->links[c->fifo[f].link].beats);
    c->GROUP = n->links[entry->out[0]].beats / groups;
    for (uint32_t f = 0; f < c->N; f++) {
        const bac_stage *fifo = &n->stages[c->fifo[f].stage];
        c->fifo[f].out = n->links[c->fifo[f].link].beats / groups;
        c->fifo[f].rooms = bac_stage_depth(fifo) / c->fifo[f].out;
    }
}

bac_status bac_pipelines_bind(bac_netlist *n, bac_error *err) {
    for (uint32_t i = 0; i < n->n_stages; i++)
        if (n->stages[i].kind->credits)
            bac_credits_close(n->stages[i].kind->credits(n->stages[i].params));
    for (uint32_t i = 0; i < n->n_stages; i++) {
        bac_stage *s = &n->stages[i];
        if (bac_stage_is_fifo(s) && !add(n, s))
            return bac_fail(err, BAC_ERR_MEMORY, "netlist", "out of memory");
        if (s->kind == &bac_kind_resize)
            ((bac_resize_params *)s->params)->OPEN = bac_pipeline_entry(n, s->in[0]) != NULL;
    }
    for (uint32_t i = 0; i < n->n_stages; i++)
        if (n->stages[i].kind->credits)
            divide(n, &n->stages[i]);
    return BAC_OK;
}

bac_status bac_pipelines_check(const bac_netlist *n, bac_error *err) {
    for (uint32_t i = 0; i < n->n_stages; i++) {
        const bac_stage *s = &n->stages[i];
        const bac_credits *c = s->kind->credits ? s->kind->credits(s->params) : NULL;
        for (uint32_t f = 0; c && f < c->N; f++)
            if (c->fifo[f].rooms == 0)
                return bac_fail(err, BAC_ERR_INPUT, n->stages[c->fifo[f].stage].name,
                                "its depth must be at least %" PRIu32
                                " beats, which enter it together",
                                c->fifo[f].out);
    }
    return BAC_OK;
}

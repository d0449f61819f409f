/* compile.c - the passes from plan to netlist, in their order. */
#include "compile.h"

#include "builder.h"
#include "depths.h"
#include "rooms.h"
#include "splice.h"

#include "ints.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- lower */

static void lower_layers(builder *b) {
    static void (*const lower[BAC_STYLE_COUNT])(builder *, uint32_t) = {
        [BAC_STYLE_UNROLLED] = builder_unrolled,
        [BAC_STYLE_FOLDED] = builder_folded,
        [BAC_STYLE_SERIAL] = builder_serial,
    };
    const uint32_t samples = b->plan ? b->plan->samples_per_clock : 1;
    builder_check_divides(b, "samples a clock", samples, " samples a clock", "a frame of ",
                          builder_layer(b, 0)->T);
    b->beats = builder_layer(b, 0)->T / samples;
    b->budget = b->budget ? b->budget : b->beats;
    builder_readers(b);
    if (builder_is_shared(b))
        builder_shared(b);
    for (uint32_t i = 0; !builder_is_shared(b) && i < bac_net_layers(b->n->net); i++)
        lower[builder_style(b, i)](b, i);
    b->n->cycles_per_frame = b->beats;
    for (uint32_t i = 0; i < b->n->n_stages; i++)
        b->n->cycles_per_frame =
            bac_max_u64(b->n->cycles_per_frame, bac_stage_clocks(b->n, &b->n->stages[i]));
}

/* Lowers twice. The first pass, a draft, finds the clocks per frame of the slowest stage. The
 * second makes faster stages smaller, as long as they need no more clocks than that. */
static bac_status lower(const bac_net *net, const bac_plan *plan, bool graphs,
                        bac_adder_store *store, bac_netlist **n, bac_error *err) {
    builder draft = {.plan = plan, .err = err, .draft = true};
    bac_status status = builder_run(&draft, net, lower_layers);
    if (status != BAC_OK)
        return status;
    builder b = {.plan = plan,
                 .err = err,
                 .graphs = graphs,
                 .store = store,
                 .budget = draft.n->cycles_per_frame};
    bac_netlist_free(draft.n);
    status = builder_run(&b, net, lower_layers);
    *n = b.n;
    return status;
}

/* ---- the plan's FIFOs */

static const bac_stage *fifo_named(const bac_netlist *n, const char *name) {
    for (uint32_t i = 0; i < n->n_stages; i++)
        if (bac_stage_is_fifo(&n->stages[i]) && strcmp(n->stages[i].name, name) == 0)
            return &n->stages[i];
    return NULL;
}

/* Sets the depths of the FIFOs that the plan names; a name without a FIFO is refused. */
static bac_status take_depths(const bac_netlist *n, const bac_plan *plan, bac_error *err) {
    for (uint32_t f = 0; plan && f < plan->n_fifos; f++) {
        const bac_stage *fifo = fifo_named(n, plan->fifo[f].name);
        if (fifo) {
            *fifo->kind->depth(fifo->params) = plan->fifo[f].depth;
            continue;
        }
        char known[256] = "";
        for (uint32_t i = 0; i < n->n_stages; i++) {
            const size_t used = strlen(known);
            if (bac_stage_is_fifo(&n->stages[i]))
                snprintf(known + used, sizeof known - used, " %s", n->stages[i].name);
        }
        return bac_fail(err, BAC_ERR_INPUT, plan->fifo[f].name,
                        "no FIFO of this name; there are:%s", known);
    }
    return BAC_OK;
}

/* ---- all passes */

static bac_status compile(const bac_net *net, const bac_plan *plan, bool graphs,
                          bac_adder_store *store, bac_netlist **netlist, bac_error *err) {
    bac_netlist *n = NULL;
    bac_schedule schedule = {0};
    bac_status status = lower(net, plan, graphs, store, &n, err);
    if (status == BAC_OK)
        status = take_depths(n, plan, err);
    if (status == BAC_OK)
        status = bac_pipelines_bind(n, err);
    if (status == BAC_OK)
        status = bac_schedule_open(n, &schedule, err);
    if (status == BAC_OK)
        status = bac_schedule_thin(&schedule, plan, err);
    if (status == BAC_OK) {
        bac_schedule_depths(&schedule, plan, n);
        bac_schedule_latency(&schedule, n);
        status = bac_splice(n, schedule.without, err);
    }
    if (status == BAC_OK)
        status = bac_pipelines_bind(n, err);
    if (status == BAC_OK)
        status = bac_pipelines_check(n, err);
    if (status == BAC_OK) {
        n->timed_only = !graphs;
        *netlist = n;
        n = NULL;
    }
    bac_schedule_close(&schedule);
    bac_netlist_free(n);
    return status;
}

bac_status bac_compile(const bac_net *net, const bac_plan *plan, bac_netlist **netlist,
                       bac_error *err) {
    return compile(net, plan, true, NULL, netlist, err);
}

bac_status bac_compile_stored(const bac_net *net, const bac_plan *plan, bac_adder_store *store,
                              bac_netlist **netlist, bac_error *err) {
    return compile(net, plan, true, store, netlist, err);
}

bac_status bac_compile_times(const bac_net *net, const bac_plan *plan, bac_netlist **netlist,
                             bac_error *err) {
    return compile(net, plan, false, NULL, netlist, err);
}

/* entries.c - where streams enter and leave pipelines that never stand still, and where the ready path
 * is cut between stages that do (docs/decisions/0019-credits.md). */
#include "builder.h"
#include "credit.h"
#include "pipeline.h"
#include "streams.h"

#include <stdio.h>

/* Widest stream that a skid cuts; a FIFO of wider beats takes fewer LUTs. */
enum { SKID_BITS = 64 };

static uint32_t add(builder *b, uint32_t in, const bac_kind *kind, uint32_t layer, void *params,
                    const char *format, ...) {
    va_list values;
    va_start(values, format);
    const uint32_t stage = builder_add(b, in, kind, layer, params, format, values);
    va_end(values);
    return stage;
}

uint32_t builder_fifo(builder *b, uint32_t in, const char *reader) {
    char name[BUILDER_NAME];
    snprintf(name, sizeof name, "%s_fifo", reader);
    bac_fifo_params params = {.W = (uint32_t)builder_link(b, in)->width, .DEPTH = 2};
    const uint32_t stage =
        add(b, in, &bac_kind_fifo, builder_link(b, in)->layer, &params, "%s", name);
    return builder_name(b, builder_output(b, stage, *builder_link(b, in)), "%s", name);
}

/* A gate or a skid on the way of `in`, and its output. */
static uint32_t pass(builder *b, uint32_t in, const bac_kind *kind, void *params, uint32_t layer,
                     const char *name, const char *end) {
    const uint32_t stage = add(b, in, kind, layer, params, "%s_%s", name, end);
    bac_link out = *builder_link(b, in);
    out.carries = false;
    return builder_name(b, builder_output(b, stage, out), "%s_%s", name, end);
}

/* A link that a stage of this kind can read. */
static uint32_t entry(builder *b, uint32_t in, const bac_kind *kind, uint32_t layer,
                      const char *name) {
    const unsigned neutral = BAC_KIND_WIRES | BAC_KIND_FORKS | BAC_KIND_ADAPTS;
    if (b->n->n_stages == 0) /* the network's input */
        return in;
    const bool pipeline = bac_pipeline_entry(b->n, in) != NULL;
    if (kind->flags & BAC_KIND_FLOWS) {
        bac_gate_params gate = {bac_credits_none(0)};
        return pipeline ? in : pass(b, in, &bac_kind_gate, &gate, layer, name, "gate");
    }
    if (pipeline)
        return kind->flags & neutral ? in : builder_fifo(b, in, name);
    const bac_stage reader = {.kind = kind};
    if (!bac_stage_waits(&reader) || !bac_link_waits(b->n, in))
        return in;
    bac_skid_params skid = {(uint32_t)builder_link(b, in)->width};
    return skid.W > SKID_BITS ? builder_fifo(b, in, name)
                              : pass(b, in, &bac_kind_skid, &skid, layer, name, "skid");
}

uint32_t builder_stage(builder *b, uint32_t in, const bac_kind *kind, uint32_t layer, void *params,
                       const char *format, ...) {
    char name[2 * BUILDER_NAME];
    va_list values;
    va_start(values, format);
    vsnprintf(name, sizeof name, format, values);
    va_end(values);
    b->kind = kind; /* what comes in front of the stage may fail too */
    b->params = params;
    in = entry(b, in, kind, layer, name);
    b->kind = NULL;
    return add(b, in, kind, layer, params, "%s", name);
}

/* True if beats may wait in front of the entry for longer: it is a gate behind FIFOs. A window would make
 * its frames longer. */
static bool may_wait(const builder *b, const bac_stage *entry) {
    const bac_stage *from = bac_link_driver(b->n, entry->in[0]);
    while (from && bac_stage_is(from, BAC_KIND_WIRES | BAC_KIND_JOINS))
        from = bac_link_driver(b->n, from->in[0]);
    return entry->kind == &bac_kind_gate && from && bac_stage_is_fifo(from);
}

void builder_keep_apart(builder *b, uint32_t in, uint32_t beats, uint32_t clocks) {
    const bac_stage *entry = bac_pipeline_entry(b->n, in);
    bac_credits *c = entry->kind->credits(entry->params);
    c->SPACED = b->n->links[entry->out[0]].beats / (builder_link(b, in)->beats / beats);
    c->INTERVAL = clocks;
}

bool builder_space(builder *b, uint32_t in, uint32_t clocks) {
    const bac_stage *entry = bac_pipeline_entry(b->n, in);
    if (!entry)
        return false;
    bac_credits *c = entry->kind->credits(entry->params);
    const uint32_t entering = b->n->links[entry->out[0]].beats, here = builder_link(b, in)->beats;
    if (entering % here != 0 || (c->INTERVAL > 1 && c->SPACED != entering / here) ||
        (c->INTERVAL < clocks && !may_wait(b, entry)))
        return false;
    c->SPACED = entering / here;
    c->INTERVAL = c->INTERVAL > clocks ? c->INTERVAL : clocks;
    return true;
}

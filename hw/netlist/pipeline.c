/* pipeline.c - see pipeline.h. */
#include "pipeline.h"

#include "kind.h"

bac_stage *bac_pipeline_entry(const bac_netlist *n, uint32_t link) {
    const unsigned inside = BAC_KIND_FLOWS | BAC_KIND_ADAPTS | BAC_KIND_WIRES | BAC_KIND_FORKS;
    const bac_stage *s = bac_link_driver(n, link);
    while (s && !s->kind->credits && bac_stage_is(s, inside))
        s = bac_link_driver(n, s->in[0]);
    return s && s->kind->credits ? &n->stages[s - n->stages] : NULL;
}

bool bac_stage_waits(const bac_stage *s) {
    return !s->kind->cycle.registered_ready && !bac_stage_is(s, BAC_KIND_FLOWS | BAC_KIND_PASSES);
}

bool bac_link_waits(const bac_netlist *n, uint32_t link) {
    const bac_stage *s = bac_link_driver(n, link);
    while (s && bac_stage_is(s, BAC_KIND_PASSES) && !bac_stage_is(s, BAC_KIND_SKIDS))
        s = bac_link_driver(n, s->in[0]);
    return s && !bac_stage_is(s, BAC_KIND_SKIDS) && !bac_stage_is_fifo(s) && !s->kind->credits;
}

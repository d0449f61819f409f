/* pipeline.h - pipelines that never stand still: the stages between an entry, which counts room, and
 * the FIFOs that take what leaves them (docs/decisions/0019-credits.md). */
#ifndef BAC_PIPELINE_H
#define BAC_PIPELINE_H

#include "netlist.h"

/* The stage at the entry of the pipeline that drives this link, which is inside it or its end; NULL:
 * the link is not part of one. */
bac_stage *bac_pipeline_entry(const bac_netlist *netlist, uint32_t link);

/* True if the stage that drives a link waits for the link's ready in the same clock. */
bool bac_link_waits(const bac_netlist *netlist, uint32_t link);
/* True if a stage's own ready waits for that of its output in the same clock. */
bool bac_stage_waits(const bac_stage *stage);

#endif

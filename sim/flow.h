/* flow.h - when whole frames leave, exactly, without ticking again what was ticked before.
 *
 * For a model of transactions: frames come as a whole at any clock, their beats one a clock as fast
 * as the machine takes them, and the sink is always ready. Timing does not depend on data, so what a
 * machine does with a frame follows from its state when the frame begins and from the clocks in
 * between. Each such step is simulated once and remembered (bac_machine_save gives equal states one
 * form), so that a steady stream of frames costs a few table look-ups a frame, however long it is.
 *
 *     bac_flow_frame(flow, now, &taken, &err);     the frame's last beat moves in clock `taken`
 *     clock = bac_flow_result(flow, frame);        its result moves in that clock
 */
#ifndef BAC_FLOW_H
#define BAC_FLOW_H

#include "machine.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

typedef struct bac_flow bac_flow;

/* Clock 0, nothing inside. The netlist is borrowed. Errors: memory. */
bac_status bac_flow_create(const bac_netlist *netlist, bac_flow **flow, bac_error *err);
void bac_flow_free(bac_flow *flow); /* NULL is fine */
/* Clock 0 and frame 0 again; what was learnt is kept. */
void bac_flow_reset(bac_flow *flow);

/* The next frame is offered from clock `at` on, or, if later, from the clock behind the last beat of
 * the frame before. taken: the clock in which its last beat moves. Errors: memory; a deadlock, with
 * the text of bac_machine_stuck (a FIFO that the plan makes too shallow). */
bac_status bac_flow_frame(bac_flow *flow, uint64_t at, uint64_t *taken, bac_error *err);
/* Frames taken since reset. */
uint64_t bac_flow_frames(const bac_flow *flow);
/* The clock in which the result of a frame moves if no frame follows those that have come; for a
 * result that has moved it is that clock. Of the last BAC_FLOW_KEPT frames; UINT64_MAX: of no frame
 * that has come, or it never leaves. */
enum { BAC_FLOW_KEPT = 4096 };
uint64_t bac_flow_result(bac_flow *flow, uint64_t frame, bac_error *err);

/* Steps simulated and steps remembered. */
typedef struct bac_flow_counts {
    uint64_t simulated, remembered;
    uint32_t states;
} bac_flow_counts;
bac_flow_counts bac_flow_count(const bac_flow *flow);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
#endif

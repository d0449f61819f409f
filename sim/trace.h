/* trace.h - what happened on every link, as text that two runs can be compared by.
 *
 *     bac-trace 1
 *     network tiny
 *     link s_axis 16               a line a link, upstream first: its name on the wires of
 *     link in 16                   bac_top (NAME_tvalid ..), beats a frame
 *     begin
 *     0 s_axis beat 0 0            clock, link, what, frame, beat of the frame
 *     57 dw0_q stall 0 3
 *     end 512                      clocks in all
 *
 *     beat   it moves in this clock (valid and ready)
 *     stall  it is offered and not taken; said once, in the first clock of its waiting
 *
 * Clocks count from reset; the lines of a clock come in the order of the links. A trace without
 * its `end` was cut off.
 *
 *     bac_trace_open(file, pipeline, 0, &trace, &err);
 *     drive.watch = bac_trace_watch, drive.user = trace;    or bac_trace_clock after each tick
 *     bac_machine_drive(machine, &drive, &got, &err);
 *     bac_trace_close(trace, &err);
 */
#ifndef BAC_TRACE_H
#define BAC_TRACE_H

#include "machine.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bac_trace bac_trace;

/* Writes the head. `file` stays the caller's; first: the number of the first frame. */
bac_status bac_trace_open(FILE *file, const bac_netlist *pipeline, uint64_t first,
                          bac_trace **trace, bac_error *err);
/* The clock that the last tick ended. */
void bac_trace_clock(bac_trace *trace, const bac_machine *machine);
bac_watch_fn bac_trace_watch; /* the same; user: the trace */
/* Writes `end` and frees. Errors: what could not be written. NULL is fine. */
bac_status bac_trace_close(bac_trace *trace, bac_error *err);

#ifdef __cplusplus
}
#endif
#endif

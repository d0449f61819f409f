/* trace.h - the events of every link as text, to compare two runs.
 *
 *     bac-trace 1
 *     network tiny
 *     link s_axis 16               one line per link, upstream first: its name on the wires of
 *     link in 16                   bac_top (NAME_tvalid ..), beats per frame
 *     begin
 *     0 s_axis beat 0 0            clock, link, event, frame, beat of the frame
 *     57 dw0_q stall 0 3
 *     end 512                      clocks of the run
 *
 *     beat   the beat moves in this clock (valid and ready)
 *     stall  the beat is offered and not taken; written once, in its first clock of waiting
 *
 * Clocks count from reset; the lines of a clock come in the order of the links. A trace without
 * its `end` is truncated.
 *
 *     bac_trace_open(file, pipeline, 0, &trace, &err);
 *     drive.watch = bac_trace_watch, drive.user = trace;    or bac_trace_clock after each tick
 *     bac_machine_drive(machine, &drive, &got, &err);
 *     bac_trace_close(trace);                               then close the file: see ferror, fclose
 */
#ifndef BAC_TRACE_H
#define BAC_TRACE_H

#include "machine.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

typedef struct bac_trace bac_trace;

/* Writes the head. `file` stays the caller's; first: the number of the first frame. */
bac_status bac_trace_open(FILE *file, const bac_netlist *pipeline, uint64_t first,
                          bac_trace **trace, bac_error *err);
/* Writes the events of the last tick. */
void bac_trace_clock(bac_trace *trace, const bac_machine *machine);
bac_watch_fn bac_trace_watch; /* as bac_trace_clock; user: the trace */
/* Writes `end` and frees the trace; NULL is fine. A failed write is in ferror(file), for its owner, who
 * knows the path. */
void bac_trace_close(bac_trace *trace);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
#endif

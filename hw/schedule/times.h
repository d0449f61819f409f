/* times.h - when every beat passes every link, without ticking a clock.
 *
 * Timing does not depend on data (zero weights are absent from the hardware, not skipped), so a
 * beat's clock follows from the clocks of the beats before it: a recurrence for each kind of
 * stage (bac_kind.times), evaluated stage by stage, upstream first. It holds while no stage waits
 * for a full FIFO or for the output. A stage that can make its input wait has a FIFO in front of
 * it, whose wait is followed here, and which is sized so that it never fills; `held` says where
 * there is none and one is missed.
 *
 * Clock 0 is the one in which the first sample of frame 0 is accepted; frame f begins in clock
 * f * cycles_per_frame and its samples come evenly. A source that ran ahead would fill every FIFO,
 * and its frames would be inside for longer. A time is the clock in which the beat is transferred.
 */
#ifndef BAC_TIMES_H
#define BAC_TIMES_H

#include "netlist.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

typedef struct bac_times {
    const bac_netlist *n; /* borrowed */
    uint32_t frames;
    int64_t **at; /* by link: [frames * beats], the clock of the transfer */
    bool *held;   /* by link: its reader makes a stage wait that has no FIFO behind it */
    /* By stage, borrowed, NULL: none: a FIFO that is treated as wires, as if it were not there. */
    const bool *without;
    int64_t *scratch;
    /* Overlapping windows never push for themselves: the next frame's samples push every tail. */
    bool late_tails;
    bool failed; /* out of memory */
} bac_times;

/* The beats of `link` cannot leave the stage that drives it before `until`: for a stage that takes
 * its inputs together. */
void bac_times_hold(bac_times *t, uint32_t link, const int64_t *until);

/* The times of a stage that takes a beat of both in links together and gives one, `latency` later:
 * bac_kind.times of the modules that add or join. */
void bac_times_meet(bac_times *t, const bac_stage *s);

bac_status bac_times_open(const bac_netlist *netlist, uint32_t frames, bac_times *times,
                          bac_error *err);
void bac_times_close(bac_times *times);

/* As many frames as are needed until one repeats the one before, on every link. settled: that
 * frame's number; steady: it does (after BAC_TIMED_FRAMES, or as many as are inside at once, the
 * search ends). without, late_tails: as in bac_times. */
enum { BAC_TIMED_FRAMES = 16 };
bac_status bac_times_settle(const bac_netlist *netlist, const bool *without, bool late_tails,
                            bac_times *times, uint32_t *settled, bool *steady, bac_error *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
#endif

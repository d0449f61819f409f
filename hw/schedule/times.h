/* times.h - computes the clock in which every beat passes every link, without simulating clocks.
 *
 * Timing does not depend on data (zero weights are absent from the hardware, not skipped), so a
 * beat's clock follows from the clocks of the beats before it: a recurrence for each kind of
 * stage (bac_kind.times), evaluated stage by stage, upstream first. The recurrences hold while no
 * stage waits for a full FIFO or for the output. A stage that can make its input wait has a FIFO
 * before it. The recurrences model the waiting in that FIFO, which later gets a depth at which it
 * never fills. `held` marks links where a stage would wait but has no FIFO.
 *
 * A time is the clock in which a beat is transferred. In clock 0 the first sample of frame 0 is
 * accepted; frame f begins in clock f * cycles_per_frame, and its samples come evenly. (A source
 * that runs ahead fills every FIFO, so its frames stay inside for longer.)
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
    int64_t **at; /* [links][frames * beats] the clock of each transfer */
    bool *held;   /* [links] the reader makes the driving stage wait, which has no FIFO behind it */
    /* [stages] true: this FIFO is treated as wires, as if it were removed. Borrowed; NULL: none. */
    const bool *without;
    int64_t *scratch;
    /* true: a frame's tail leaves an overlapping window only when the next frame's samples push it,
     * never by empty samples. */
    bool late_tails;
    bool failed; /* out of memory */
} bac_times;

/* Delays the beats of `link` to the clocks until[], [frames * beats]: the reader takes them only
 * then, because it takes its inputs together. */
void bac_times_hold(bac_times *t, uint32_t link, const int64_t *until);

/* bac_kind.times of a module that adds or joins: it takes a beat of both in links in the same
 * clock, and its output beat follows `latency` clocks later. */
void bac_times_meet(bac_times *t, const bac_stage *s);

/* Computes the times of `frames` frames. Errors: memory. */
bac_status bac_times_open(const bac_netlist *netlist, uint32_t frames, bac_times *times,
                          bac_error *err);
void bac_times_close(bac_times *times);

/* Computes frames until one has the same timing as the frame before it on every link. *settled: the
 * number of that frame. *steady: false when no such frame was found among BAC_TIMED_FRAMES, or as
 * many frames as are inside at once. without, late_tails: as in bac_times. */
enum { BAC_TIMED_FRAMES = 16 };
bac_status bac_times_settle(const bac_netlist *netlist, const bool *without, bool late_tails,
                            bac_times *times, uint32_t *settled, bool *steady, bac_error *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
#endif

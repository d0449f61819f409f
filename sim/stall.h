/* stall.h - the pauses of the source and of the sink.
 *
 * A pattern is one of: none, pace, random:P, burst:N, starve[:P], block[:P]. The pauses of frame f
 * depend only on (seed, side, f), so a run of one frame has the pauses of that frame in a long run.
 * A source may pause before each sample, a sink in every clock. The word frame below means the time
 * from first sample to result, so that long pauses fill all FIFOs.
 *
 *   pace      The source spreads a frame's beats evenly over the clocks per frame that the plan
 *             needs, like a converter at the highest sample rate that the hardware sustains. The
 *             sink never pauses.
 *   random:P  Each clock is idle with a probability of P %. In P % of the frames the sink also
 *             pauses for up to three frames.
 *   burst:N   N clocks of movement alternate with 1..N idle clocks. One pause in 16 lasts up to
 *             half a frame.
 *   starve:P  The source is idle with a probability of P %, and once in 256 samples for up to a
 *             quarter of a frame.
 *   block:P   The sink is idle with a probability of P %, and in every second frame for one to four
 *             frames.
 */
#ifndef BAC_STALL_H
#define BAC_STALL_H

#include "bac.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

typedef enum bac_stall_kind {
    BAC_STALL_NONE = 0,
    BAC_STALL_PACE,   /* only the source pauses, evenly */
    BAC_STALL_RANDOM, /* both sides idle `value` percent of the clocks */
    BAC_STALL_BURST,  /* both sides move at most `value` clocks, then pause */
    BAC_STALL_STARVE, /* only the source pauses, `value` percent of the clocks */
    BAC_STALL_BLOCK   /* only the sink pauses, often for longer than a frame */
} bac_stall_kind;

typedef struct bac_stall {
    bac_stall_kind kind;
    uint32_t value; /* percent 1..95, or a burst's length 1..65535 */
} bac_stall;

enum { BAC_STALL_DEFAULT_PERCENT = 50, BAC_STALL_MAX_PERCENT = 95, BAC_STALL_MAX_BURST = 65535 };

/* Reads a pattern as written above. */
bac_status bac_stall_parse(const char *text, bac_stall *stall, bac_error *err);

typedef enum bac_side { BAC_SIDE_SOURCE, BAC_SIDE_SINK } bac_side;

/* Times by which pauses are scaled, in clocks of a run without stalls. */
typedef struct bac_frame_time {
    uint64_t inside; /* from a frame's first sample to its result */
    uint64_t cycles; /* from one frame to the next */
    uint32_t beats;  /* input beats of a frame */
} bac_frame_time;

/* The pauses of one side. The struct may be copied. */
typedef struct bac_pauses {
    bac_stall stall;
    bac_side side;
    bool active; /* this side takes part in the pattern */
    uint64_t seed, frame_clocks;
    bac_frame_time time;
    bool begun;            /* pace: the first clock is known */
    uint64_t first, frame; /* pace: the first clock; frames begun */
    uint32_t beat;         /* pace: beats offered of the current frame */
    uint64_t state;        /* of the random sequence */
    uint64_t hold;         /* idle clocks that remain of the current pause */
    uint64_t burst;        /* clocks of movement that remain of the current burst */
} bac_pauses;

void bac_pauses_open(bac_pauses *pauses, bac_stall stall, bac_side side, uint64_t seed,
                     bac_frame_time time);
/* Starts the pauses of a frame. A source calls it before the frame's first sample; a sink calls it
 * at the start and after each result. */
void bac_pauses_frame(bac_pauses *pauses, uint64_t frame);
/* True if this side is idle in this clock; clocks may count from any start. */
bool bac_pauses_idle(bac_pauses *pauses, uint64_t clock);
/* An upper bound of a pause, in clocks (exceeded with a probability below 1e-12 per run). */
uint64_t bac_pauses_longest(const bac_pauses *pauses);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
#endif

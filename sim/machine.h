/* machine.h - libbacsim: the machine of a netlist, clock by clock, without data.
 *
 * It has the handshake of every link of bac_top and nothing else: timing does not depend on data,
 * so which beat moves in which clock follows from the stages alone. Each stage runs the cycle model
 * of the module in rtl/ that bac_top instantiates, and the co-simulation holds the two equal on
 * every link in every clock.
 *
 * Simple use: frames through the machine, with a pattern of stalls.
 *
 *     bac_machine_create(netlist, &machine, &err);
 *     bac_drive drive = {.frames = 10};                 stall {0}: none
 *     bac_driven got;
 *     bac_machine_drive(machine, &drive, &got, &err);
 *     printf("%g clocks a frame\n", got.clocks_per_frame);
 *     bac_machine_free(machine);
 *
 * One clock at a time, with pins of one's own:
 *
 *     bac_pins_in in = {.s_valid = true, .m_ready = true};
 *     bac_pins_out out;
 *     bac_machine_tick(machine, &in, &out);             out.s_ready: the sample was taken
 *     bac_beat beat = bac_machine_link(machine, link);  what that clock held on a link
 */
#ifndef BAC_MACHINE_H
#define BAC_MACHINE_H

#include "kind.h"
#include "stall.h"

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bac_machine bac_machine;

/* What the pauses of a stall pattern are measured against. */
static inline bac_frame_time bac_netlist_frame_time(const bac_netlist *n) {
    bac_frame_time t = {n->latency_first, n->cycles_per_frame, bac_netlist_input(n)->beats};
    return t;
}

typedef struct bac_pins_in {
    bool s_valid, s_last, m_ready;
} bac_pins_in;

typedef struct bac_pins_out {
    bool s_ready, m_valid, m_last;
} bac_pins_out;

/* The machine after reset. The netlist is borrowed and must outlive it. Errors: memory. */
bac_status bac_machine_create(const bac_netlist *netlist, bac_machine **machine, bac_error *err);
void bac_machine_free(bac_machine *machine); /* NULL is fine */
/* As if rst had been high: clock 0, nothing inside, all probes 0. */
void bac_machine_reset(bac_machine *machine);

/* One clock: the wires settle, then the rising edge. Allocates nothing. */
void bac_machine_tick(bac_machine *machine, const bac_pins_in *in, bac_pins_out *out);
/* Clocks since reset. */
uint64_t bac_machine_clock(const bac_machine *machine);
/* In the last clock no beat moved and no state changed: while the pins stay, nothing will. */
bool bac_machine_still(const bac_machine *machine);

/* A link in the clock that the last tick ended. */
typedef struct bac_beat {
    bool valid, ready;
    bool last;      /* means something while valid */
    uint64_t frame; /* of the beat that was there or came next, counted from reset */
    uint32_t beat;  /* in that frame */
} bac_beat;
bac_beat bac_machine_link(const bac_machine *machine, uint32_t link);

/* All links at once, [n_links] bytes each, to be read only. */
bac_wires bac_machine_wires(const bac_machine *machine);

/* What a link did since reset, in clocks; the four add up to bac_machine_clock. */
typedef struct bac_link_probe {
    uint64_t beats;   /* valid and ready */
    uint64_t stalled; /* valid, not ready: its reader makes it wait */
    uint64_t starved; /* ready, not valid: its reader waits */
    uint64_t idle;    /* neither */
} bac_link_probe;
bac_link_probe bac_machine_link_probe(const bac_machine *machine, uint32_t link);

/* What a stage did since reset, in clocks. */
typedef struct bac_stage_probe {
    uint64_t busy;           /* took a beat, or took none because it was working on one */
    uint64_t stalled_input;  /* could have taken a beat and found none */
    uint64_t stalled_output; /* held a beat that its reader did not take */
    uint32_t depth, most;    /* FIFO: beats of room, beats inside at most */
} bac_stage_probe;
bac_stage_probe bac_machine_stage_probe(const bac_machine *machine, uint32_t stage);

/* Why nothing moves, in words: link, cause, remedy; then every link's state. Owned (free). NULL:
 * out of memory. Means something while bac_machine_still. */
char *bac_machine_stuck(const bac_machine *machine);

/* ---- frames through the machine ------------------------------------------------------------ */

/* Called after every tick. */
typedef void bac_watch_fn(void *user, const bac_machine *machine);

typedef struct bac_drive {
    uint64_t first, frames; /* their numbers, which with the seed decide the pauses */
    bac_stall stall;
    uint64_t seed;
    bac_watch_fn *watch; /* may be NULL */
    void *user;
} bac_drive;

/* Clocks, from reset. */
typedef struct bac_driven {
    uint64_t frames, clocks; /* results that came; ticks it took */
    uint64_t first_result, last_result;
    uint64_t paced,
        paced_result; /* results but those that may be early (netlist.h: early_frames); the last */
    double clocks_per_frame;                       /* between results; 0 with fewer than two */
    uint64_t latency_first_min, latency_first_max; /* first sample to result */
    uint64_t latency_last_min, latency_last_max;   /* last sample to result */
    char *deadlock; /* NULL, or what bac_machine_stuck says; owned (free) */
} bac_driven;

/* Resets the machine and runs until every frame has left or nothing moves any more. The pauses are
 * those of the co-simulation with the same stall, seed and frames. Errors: memory. */
bac_status bac_machine_drive(bac_machine *machine, const bac_drive *drive, bac_driven *driven,
                             bac_error *err);

#ifdef __cplusplus
}
#endif
#endif

/* machine.h - libbacsim: the cycle simulator (machine) of a netlist, clock by clock, without data.
 *
 * It simulates only the handshake of every link of bac_top: timing does not depend on data, so the
 * clock in which a beat moves follows from the stages alone. Each stage runs the cycle model of the
 * module in rtl/ that bac_top instantiates, and the co-simulation compares the two on every link in
 * every clock.
 *
 * Simple use: drive frames through the machine, with a pattern of stalls.
 *
 *     bac_machine_create(netlist, &machine, &err);
 *     bac_drive drive = {.frames = 10};                 stall {0}: none
 *     bac_driven got;
 *     bac_machine_drive(machine, &drive, &got, &err);
 *     printf("%g clocks a frame\n", got.clocks_per_frame);
 *     bac_machine_free(machine);
 *
 * One clock at a time, with pins of your own:
 *
 *     bac_pins_in in = {.s_valid = true, .m_ready = true};
 *     bac_pins_out out;
 *     bac_machine_tick(machine, &in, &out);             out.s_ready: the sample was taken
 *     bac_beat beat = bac_machine_link(machine, link);  the state of a link in that clock
 */
#ifndef BAC_MACHINE_H
#define BAC_MACHINE_H

#include "kind.h"
#include "stall.h"

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

typedef struct bac_machine bac_machine;

/* The times of a netlist by which a stall pattern scales its pauses. */
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

/* Makes a machine in its state after reset. The netlist is borrowed and must outlive it. Errors:
 * memory. */
bac_status bac_machine_create(const bac_netlist *netlist, bac_machine **machine, bac_error *err);
void bac_machine_free(bac_machine *machine); /* NULL is fine */
/* Returns to the state after rst: clock 0, no beat inside, all probes 0. */
void bac_machine_reset(bac_machine *machine);

/* Simulates one clock: the wires settle, then the rising edge updates all stages. It allocates
 * nothing. */
void bac_machine_tick(bac_machine *machine, const bac_pins_in *in, bac_pins_out *out);
/* The two halves of a tick, for pins that change within a clock: settle as often as pins change;
 * the edge sees the pins of the last time. */
void bac_machine_settle(bac_machine *machine, const bac_pins_in *in, bac_pins_out *out);
void bac_machine_edge(bac_machine *machine);

/* Where every beat is, without clock and probes: two machines of one netlist with equal states do
 * the same from then on. */
size_t bac_machine_state_size(const bac_machine *machine);
void bac_machine_save(const bac_machine *machine, void *state);
void bac_machine_restore(bac_machine *machine, const void *state);

/* Clocks since reset. */
uint64_t bac_machine_clock(const bac_machine *machine);
/* True if no beat moved and no state changed in the last clock: nothing will move until a pin
 * changes. */
bool bac_machine_still(const bac_machine *machine);

/* A link in the clock of the last tick. */
typedef struct bac_beat {
    bool valid, ready;
    bool last;      /* defined only while valid */
    uint64_t frame; /* of the offered beat, or of the next beat if none; counted from reset */
    uint32_t beat;  /* number of the beat in that frame */
} bac_beat;
bac_beat bac_machine_link(const bac_machine *machine, uint32_t link);

/* All links at once, [n_links] bytes each, to be read only. */
bac_wires bac_machine_wires(const bac_machine *machine);

/* Clocks of a link since reset, by state; the four add up to bac_machine_clock. */
typedef struct bac_link_probe {
    uint64_t beats;   /* valid and ready */
    uint64_t stalled; /* valid, not ready: the beat waits for its reader */
    uint64_t starved; /* ready, not valid: the reader waits for a beat */
    uint64_t idle;    /* neither */
} bac_link_probe;
bac_link_probe bac_machine_link_probe(const bac_machine *machine, uint32_t link);

/* Clocks of a stage since reset, by activity. */
typedef struct bac_stage_probe {
    uint64_t busy;           /* took a beat, or took none because it worked on an earlier one */
    uint64_t stalled_input;  /* could have taken a beat, but none was offered */
    uint64_t stalled_output; /* offered a beat that its reader did not take */
    uint32_t depth, most;    /* FIFO: capacity and largest fill, in beats */
} bac_stage_probe;
bac_stage_probe bac_machine_stage_probe(const bac_machine *machine, uint32_t stage);

/* Explains a deadlock as text: link, cause and remedy, then every link's state. The caller frees
 * it. NULL: out of memory. Defined only while bac_machine_still. */
char *bac_machine_stuck(const bac_machine *machine);

/* ---- frames through the machine ------------------------------------------------------------ */

/* Called after every clock of bac_machine_drive. */
typedef void bac_watch_fn(void *user, const bac_machine *machine);

typedef struct bac_drive {
    uint64_t first,
        frames; /* number of the first frame, count of frames; numbers and seed set the pauses */
    bac_stall stall;
    uint64_t seed;
    bac_watch_fn *watch; /* may be NULL */
    void *user;
} bac_drive;

/* Clocks, counted from reset. */
typedef struct bac_driven {
    uint64_t frames, clocks; /* number of results; clocks of the run */
    uint64_t first_result, last_result;
    uint64_t paced,                /* results but those of filling and early frames (netlist.h) */
        paced_begin, paced_result; /* the clocks of the first and the last of these */
    double clocks_per_frame;       /* between results; 0 with fewer than two */
    uint64_t latency_first_min, latency_first_max; /* first sample to result */
    uint64_t latency_last_min, latency_last_max;   /* last sample to result */
    char *deadlock; /* NULL, or the text of bac_machine_stuck; the caller frees it */
} bac_driven;

/* Resets the machine and runs it until every frame has left or it is in deadlock. The pauses are
 * those of the co-simulation with the same stall, seed and frames. Errors: memory. */
bac_status bac_machine_drive(bac_machine *machine, const bac_drive *drive, bac_driven *driven,
                             bac_error *err);

/* What a prediction is not of: "" or "; the first 1 and the last 2 may be sooner". */
enum { BAC_SOONER_TEXT = 72 };
void bac_sooner_text(uint32_t filling_frames, uint32_t early_frames, char text[BAC_SOONER_TEXT]);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
#endif

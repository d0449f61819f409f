/* depths.h - decides which FIFOs a netlist needs, and computes their depths. */
#ifndef BAC_DEPTHS_H
#define BAC_DEPTHS_H

#include "plan.h"
#include "times.h"

/* The clocks of all beats, from which FIFO depths follow. */
typedef struct bac_schedule {
    bool *without;    /* [n_stages] a FIFO that delays no beat and is left out */
    bac_times times;  /* for a source that keeps the frames' pace */
    uint32_t settled; /* number of a frame with the timing of the frame before it */
    bool steady;      /* such a frame was found */
    /* A second schedule for netlists that have overlapping windows and whose input is not the
     * slowest stage. In it the next frame's samples always push out a frame's tail, which is nearly
     * what a source that runs ahead causes. Without FIFO room for this case too, two branches of a
     * fork could wait for each other forever. */
    bool overlaps;
    bac_times late;
} bac_schedule;

/* Schedules the netlist with every FIFO in place. Errors: memory. */
bac_status bac_schedule_open(const bac_netlist *netlist, bac_schedule *schedule, bac_error *err);
/* Leaves out the FIFOs that delay no beat, except those that the plan names. Then it schedules
 * again, and puts back FIFOs without which a stage would wait, until no stage does. */
bac_status bac_schedule_thin(bac_schedule *schedule, const bac_plan *plan, bac_error *err);
/* Sets the depth of every FIFO that stays and that the plan does not name. The first FIFO that the
 * plan makes too shallow is recorded in netlist->shallow. */
void bac_schedule_depths(const bac_schedule *schedule, const bac_plan *plan, bac_netlist *netlist);
/* Latencies, filling_frames and early_frames of the netlist. */
void bac_schedule_latency(const bac_schedule *schedule, bac_netlist *netlist);
void bac_schedule_close(bac_schedule *schedule);

#endif

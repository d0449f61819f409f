/* depths.h - which FIFOs a netlist needs, and how deep. */
#ifndef BAC_DEPTHS_H
#define BAC_DEPTHS_H

#include "plan.h"
#include "times.h"

/* The clocks that FIFOs are sized by. */
typedef struct bac_schedule {
    bool *without;    /* by stage: a FIFO that holds nothing back */
    bac_times times;  /* of a source that keeps the frames' pace */
    uint32_t settled; /* a frame that repeats the one before */
    bool steady;      /* it does */
    /* Where the input is not the slowest and a window overlaps: of a machine in which the next
     * frame's samples push out every frame's tail. A source that runs ahead comes near it, and
     * without room for it two branches could wait for each other. */
    bool overlaps;
    bac_times late;
} bac_schedule;

/* The netlist with every FIFO. Errors: memory. */
bac_status bac_schedule_open(const bac_netlist *netlist, bac_schedule *schedule, bac_error *err);
/* Leaves out the FIFOs that hold nothing back and that the plan does not name, and schedules again
 * until no stage misses one. */
bac_status bac_schedule_thin(bac_schedule *schedule, const bac_plan *plan, bac_error *err);
/* The depth of every FIFO that stays and that the plan does not name; of one that the plan makes
 * too shallow, the first is noted in the netlist. */
void bac_schedule_depths(const bac_schedule *schedule, const bac_plan *plan, bac_netlist *netlist);
/* Latencies, filling_frames and early_frames of the netlist. */
void bac_schedule_latency(const bac_schedule *schedule, bac_netlist *netlist);
void bac_schedule_close(bac_schedule *schedule);

#endif

/* steady.h - a machine whose source and sink never pause, frame by frame from a record.
 *
 * Timing does not depend on data, so a machine that begins a frame in a state in which it has begun one
 * before, and is not made to wait, does in every clock what it did then. The first such frame is
 * recorded, the next ones are read from the record; a pause in the middle of one gives the machine
 * the state that it would have (bac_machine_save: equal states have one form), and it is ticked on.
 */
#ifndef BAC_STEADY_H
#define BAC_STEADY_H

#include "machine.h"

typedef struct bac_steady bac_steady;

bac_status bac_steady_create(const bac_netlist *netlist, bac_steady **steady, bac_error *err);
void bac_steady_free(bac_steady *steady); /* NULL is fine */
void bac_steady_reset(bac_steady *steady);
/* As bac_machine_settle and bac_machine_edge. begins: the edge has taken the last beat of a frame. */
void bac_steady_settle(bac_steady *steady, const bac_pins_in *in, bac_pins_out *out);
bac_status bac_steady_edge(bac_steady *steady, bool begins, bac_error *err);

#endif

/* cycles_print.h - prints the results of a cycle simulation as a table and as JSON. */
#ifndef BAC_TOOLS_REPORT_CYCLES_PRINT_H
#define BAC_TOOLS_REPORT_CYCLES_PRINT_H

#include "machine.h"

typedef struct cycles {
    const bac_net *net;
    const bac_netlist *p;
    const bac_machine *m; /* after the run */
    const bac_drive *drive;
    const char *stall;
    const bac_driven *got;
    double seconds;         /* duration of the simulation */
    double predict_seconds; /* duration of building and timing the netlist */
} cycles;

void cycles_text(const cycles *c, FILE *out);
/* Returns an exit status. */
int cycles_json(const cycles *c);

/* True when the prediction holds for this run: the stall pattern lets the source keep the frames'
 * pace, and no FIFO is too shallow. */
bool cycles_predicted(const cycles *c);

#endif

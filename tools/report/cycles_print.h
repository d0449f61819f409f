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
    double seconds;         /* of the run */
    double predict_seconds; /* of building and timing the pipeline */
} cycles;

void cycles_text(const cycles *c, FILE *out);
/* An exit status. */
int cycles_json(const cycles *c);

/* The source keeps the frames' pace and no FIFO is too shallow: the prediction holds. */
bool cycles_predicted(const cycles *c);

#endif

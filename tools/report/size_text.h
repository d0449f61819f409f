/* size_text.h - prints a netlist's estimated size as a table or JSON, or its counts. */
#ifndef BAC_TOOLS_REPORT_SIZE_TEXT_H
#define BAC_TOOLS_REPORT_SIZE_TEXT_H

#include "plan.h"
#include "size.h"

typedef struct size_job {
    bac_netlist *p;
    bac_family family;
    bac_size *of; /* [p->n_stages] */
    bac_size total;
    double seconds; /* duration of building the netlist and estimating it */
} size_job;

/* The sum over a layer's stages; false: the layer has no stage of its own. */
bool size_of_layer(const size_job *job, uint32_t layer, bac_size *size);

/* Each returns an exit status of args.h. */
int size_print_table(const size_job *job, const bac_plan *plan);
int size_print_json(const size_job *job);
int size_print_counts(const size_job *job);

#endif

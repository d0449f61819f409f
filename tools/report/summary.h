/* summary.h - what there is to say of one layer, in numbers and in a few characters. */
#ifndef BAC_TOOLS_REPORT_SUMMARY_H
#define BAC_TOOLS_REPORT_SUMMARY_H

#include "bac.h"

typedef struct summary {
    uint64_t weights, nonzero, macs; /* macs: multiplications a frame, zero weights left out */
    uint32_t form[BAC_FORM_COUNT];   /* requantiser channels by form */
    uint32_t constant, dead;         /* requantiser channels that never change; that are always 0 */
} summary;

bool summary_has_weights(const bac_layer *l);
/* Adds a layer to *s. */
void summary_count(const bac_net *net, const bac_layer *l, summary *s);
/* "u5": signed, unsigned or (a weight) bipolar, and bits. */
void summary_type(bac_type type, bool weight, char text[8]);
/* "k5 s2 p2+2 dw": kernel, stride, padding, grouping, only where it is not the usual. */
void summary_geometry(const bac_net *net, const bac_layer *l, char *text, size_t size);

#endif

/* summary.h - summarises a layer in numbers and in a few characters. */
#ifndef BAC_TOOLS_REPORT_SUMMARY_H
#define BAC_TOOLS_REPORT_SUMMARY_H

#include "bac.h"

typedef struct summary {
    uint64_t weights, nonzero, macs; /* macs: multiplications a frame, zero weights left out */
    uint32_t form[BAC_FORM_COUNT];   /* requantiser channels by form */
    uint32_t constant, dead;         /* requantiser channels that are constant; that are always 0 */
} summary;

bool summary_has_weights(const bac_layer *l);
/* Adds a layer to *s. */
void summary_count(const bac_net *net, const bac_layer *l, summary *s);
/* Writes a type such as "u5": s signed, u unsigned, b bipolar (a weight), then the bits. */
void summary_type(bac_type type, bool weight, char text[8]);
/* Writes a shape such as "k5 s2 p2+2 dw": kernel, stride, padding left + right, grouping. Default
 * values are left out. */
void summary_geometry(const bac_net *net, const bac_layer *l, char *text, size_t size);

#endif

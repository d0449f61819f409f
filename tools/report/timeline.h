/* timeline.h - the clocks of one frame in each layer: first beat in, first beat out, last beat
 * out. */
#ifndef BAC_TOOLS_REPORT_TIMELINE_H
#define BAC_TOOLS_REPORT_TIMELINE_H

#include "machine.h"

/* Clocks, from the frame's first sample. */
typedef struct timeline_row {
    const char *layer;
    int64_t begin, first, last; /* first beat in; first and last beat out */
} timeline_row;

typedef struct timeline {
    const bac_netlist *p;  /* borrowed */
    uint64_t frame;        /* number of the watched frame, counted from reset */
    int64_t *first, *last; /* [links] clocks of the frame's first and last beat; -1: none yet */
    uint32_t n_ended;      /* links that the frame has left */
    uint32_t n_rows;
    timeline_row *rows; /* filled by timeline_finish */
    int64_t last_sample, result;
} timeline;

bac_status timeline_open(timeline *t, const bac_netlist *p, uint64_t frame, bac_error *err);
void timeline_clock(timeline *t, const bac_machine *m); /* call it after every tick */
/* Fills rows. False: the frame did not reach the output. */
bool timeline_finish(timeline *t);
void timeline_close(timeline *t);

/* Draws the timeline as text of `width` columns, and as SVG. */
void timeline_text(const timeline *t, FILE *out, uint32_t width);
void timeline_svg(const timeline *t, FILE *out);

#endif

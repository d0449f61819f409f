/* serial_overlap.h - cycle model and times of bac_serial_window with OVERLAP = 1. */
#ifndef BAC_STAGES_SERIAL_OVERLAP_H
#define BAC_STAGES_SERIAL_OVERLAP_H

#include "serial.h"
#include "times.h"

extern const bac_cycle_model bac_serial_overlap;
void bac_serial_overlap_times(bac_times *t, const bac_stage *s);

#endif

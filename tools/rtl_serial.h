/* rtl_serial.h - serial stages as text: the instance's parameters. */
#ifndef BAC_RTL_SERIAL_H
#define BAC_RTL_SERIAL_H

#include "pipeline.h"

#include <stdio.h>

/* ".NAME(value)" lines. False: no serial stage, or out of memory. */
bool bac_params_serial(FILE *out, const bac_pipeline *p, const bac_stage *stage);

#endif

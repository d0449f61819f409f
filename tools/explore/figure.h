/* figure.h - draws a front with gnuplot. */
#ifndef BAC_TOOLS_EXPLORE_FIGURE_H
#define BAC_TOOLS_EXPLORE_FIGURE_H

#include "text.h"

/* True when PATH ends in .svg or .png. */
bool explore_plot_known(const char *path);
/* Draws PATH. Errors: gnuplot is not installed; the file cannot be written. */
bac_status explore_plot(const explore_job *job, const explore_front *front, const char *path,
                        bac_error *err);

#endif

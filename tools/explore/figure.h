/* figure.h - draws a front with gnuplot. */
#ifndef BAC_TOOLS_EXPLORE_FIGURE_H
#define BAC_TOOLS_EXPLORE_FIGURE_H

#include "text.h"

/* PATH ends in .svg or .png. */
bool explore_plot_known(const char *path);
/* Errors: there is no gnuplot; the file cannot be written. */
bac_status explore_plot(const explore_job *job, const explore_front *front, const char *path,
                        bac_error *err);

#endif

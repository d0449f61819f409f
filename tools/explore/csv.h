/* csv.h - writes the results of an exploration as CSV and reads them back exactly. */
#ifndef BAC_TOOLS_EXPLORE_CSV_H
#define BAC_TOOLS_EXPLORE_CSV_H

#include "run.h"

/* All that are built, or refused, in the order of the candidates. Appears whole or not at all. */
bac_status explore_csv_write(const explore_job *job, const char *path, bac_error *err);
/* Takes the results of a file over. Errors: it is of another question, by its first line; a line
 * that is none. */
bac_status explore_csv_read(explore_job *job, const char *path, bac_error *err);

#endif

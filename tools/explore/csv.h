/* csv.h - writes the results of an exploration as CSV and reads them back exactly. */
#ifndef BAC_TOOLS_EXPLORE_CSV_H
#define BAC_TOOLS_EXPLORE_CSV_H

#include "run.h"

/* Writes every candidate that was built or refused, in the order of candidates. The file appears
 * whole or not at all. */
bac_status explore_csv_write(const explore_job *job, const char *path, bac_error *err);
/* Reads results into job. Errors: the file's first line states another question; a malformed
 * line. */
bac_status explore_csv_read(explore_job *job, const char *path, bac_error *err);

#endif

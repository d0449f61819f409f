/* job.h - runs programs, several at once, and appends their output to a log. */
#ifndef BAC_TOOLS_BUILD_JOB_H
#define BAC_TOOLS_BUILD_JOB_H

#include "bac.h"

enum { COSIM_MAX_WORDS = 256 };

/* One command line, built word by word; owns its words. */
typedef struct cosim_job {
    char *word[COSIM_MAX_WORDS];
    size_t n;
    bool overflow;
} cosim_job;

/* Adds the blank-separated words of `format`. A word may contain one %s; its text may contain
 * blanks and stays one word. */
void cosim_job_add(cosim_job *job, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Adds the blank-separated words of a plain text; a % has no meaning. */
void cosim_job_add_words(cosim_job *job, const char *text);
void cosim_job_clear(cosim_job *job);

/* Called when a job ends, and a few times a second. done, total: jobs. */
typedef void cosim_tick_fn(void *user, size_t done, size_t total);

/* Runs jobs[0..n) in folder `dir`, at most `parallel` at once, and appends the output of each to
 * the file `log`. It stops at the first that fails and names it. */
bac_status cosim_jobs_run(cosim_job *jobs, size_t n, unsigned parallel, const char *dir,
                          const char *log, cosim_tick_fn *tick, void *user, bac_error *err);

/* The first line that a program prints, without its line end. */
bac_status cosim_job_line(cosim_job *job, char *line, size_t size, bac_error *err);

#endif

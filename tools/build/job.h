/* job.h - runs programs with their output in a log, several at once. */
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

/* Adds each blank-separated word of `format`, in which a %s, one a word at most, stands for text that
 * may hold blanks. */
void cosim_job_add(cosim_job *job, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same of a text that holds no %s. */
void cosim_job_add_words(cosim_job *job, const char *text);
void cosim_job_clear(cosim_job *job);

/* Called as jobs end, and a few times a second. */
typedef void cosim_tick_fn(void *user, size_t done, size_t total);

/* Runs jobs[0..n) in folder `dir`, at most `parallel` at once, each one's output appended to the
 * file `log`. Stops at the first that fails and names it. */
bac_status cosim_jobs_run(cosim_job *jobs, size_t n, unsigned parallel, const char *dir,
                          const char *log, cosim_tick_fn *tick, void *user, bac_error *err);

/* The first line that a program prints, without its line end. */
bac_status cosim_job_line(cosim_job *job, char *line, size_t size, bac_error *err);

#endif

/* team.h - a fixed set of threads that process numbered jobs. */
#ifndef BAC_TEAM_H
#define BAC_TEAM_H

#include "bac.h"

typedef struct bac_team bac_team;
/* One job. job: 0..jobs-1; jobs run in any order, each once. thread: 0..threads-1, the index of the
 * scratch that the job may use. */
typedef void bac_job_fn(void *user, uint32_t thread, uint32_t job);

bac_status bac_team_create(uint32_t threads, bac_team **team, bac_error *err);
void bac_team_free(bac_team *team); /* NULL is fine */
uint32_t bac_team_threads(const bac_team *team);
/* Runs fn for every job and returns when all are done. The caller's thread does its share. */
void bac_team_run(bac_team *team, uint32_t jobs, bac_job_fn *fn, void *user);

#endif

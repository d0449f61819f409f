/* Threads that work off jobs: each job once, no two at a time with one thread's scratch. */
#include "team.h"

#include <criterion/criterion.h>
#include <stdatomic.h>
#include <string.h>

enum { MOST_JOBS = 1000, MOST_THREADS = 8 };

typedef struct board {
    uint32_t threads;
    atomic_uint done[MOST_JOBS];
    atomic_uint busy[MOST_THREADS];
    uint32_t scratch[MOST_THREADS]; /* not atomic: a race here is one of the team's */
    atomic_uint clashes;
} board;

static void job_fn(void *user, uint32_t thread, uint32_t job) {
    board *b = user;
    if (thread >= b->threads || atomic_fetch_add(&b->busy[thread], 1))
        atomic_fetch_add(&b->clashes, 1);
    for (volatile int i = 0; i < 200; i++)
        b->scratch[thread] += job;
    atomic_fetch_add(&b->done[job], 1);
    atomic_fetch_sub(&b->busy[thread], 1);
}

static void round_of(bac_team *team, uint32_t jobs) {
    static board b;
    memset(&b, 0, sizeof b);
    b.threads = bac_team_threads(team);
    bac_team_run(team, jobs, job_fn, &b);
    for (uint32_t i = 0; i < MOST_JOBS; i++)
        cr_assert(b.done[i] == (i < jobs), "job %u of %u was done %u times", i, jobs, b.done[i]);
    cr_assert(b.clashes == 0);
}

Test(train_team, every_job_is_done_once_before_the_call_returns) {
    for (uint32_t threads = 1; threads <= MOST_THREADS; threads++) {
        bac_team *team = NULL;
        bac_error err = {0};
        cr_assert(bac_team_create(threads, &team, &err) == BAC_OK, "%s", err.text);
        cr_assert(bac_team_threads(team) == threads);
        for (uint32_t i = 0; i < 60; i++)
            round_of(team, i % 3 ? i : MOST_JOBS - i);
        bac_team_free(team);
    }
}

Test(train_team, no_jobs_are_done_at_once) {
    bac_team *team = NULL;
    cr_assert(bac_team_create(3, &team, NULL) == BAC_OK);
    for (int i = 0; i < 100; i++)
        round_of(team, 0);
    bac_team_free(team);
}

Test(train_team, a_team_may_end_without_having_worked) {
    for (int i = 0; i < 50; i++) {
        bac_team *team = NULL;
        cr_assert(bac_team_create(4, &team, NULL) == BAC_OK);
        bac_team_free(team);
    }
    bac_team_free(NULL);
}

Test(train_team, no_threads_asked_for_is_one) {
    bac_team *team = NULL;
    cr_assert(bac_team_create(0, &team, NULL) == BAC_OK);
    cr_assert(bac_team_threads(team) == 1);
    round_of(team, 17);
    bac_team_free(team);
}

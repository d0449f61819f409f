/* team.c - see team.h. */
#include "team.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

typedef struct worker {
    bac_team *team;
    uint32_t index;
    pthread_t thread;
} worker;

struct bac_team {
    uint32_t threads, started;
    worker *worker;         /* [threads]; the first is the caller */
    pthread_mutex_t hiring; /* held until it is known how many have started */
    pthread_barrier_t gate; /* of those: each round has its begin and its end here */
    bool stop;
    bac_job_fn *fn;
    void *user;
    uint32_t jobs;
    atomic_uint next;
};

static void work_off(bac_team *team, uint32_t thread) {
    for (;;) {
        uint32_t job = atomic_fetch_add(&team->next, 1);
        if (job >= team->jobs)
            return;
        team->fn(team->user, thread, job);
    }
}

static void *worker_main(void *arg) {
    const worker *me = arg;
    bac_team *team = me->team;
    pthread_mutex_lock(&team->hiring);
    pthread_mutex_unlock(&team->hiring);
    for (;;) {
        pthread_barrier_wait(&team->gate);
        if (team->stop)
            return NULL;
        work_off(team, me->index);
        pthread_barrier_wait(&team->gate);
    }
}

/* Signals are the main thread's business. */
static bool start(bac_team *team) {
    worker *w = &team->worker[team->started];
    *w = (worker){.team = team, .index = team->started};
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    bool ok = pthread_create(&w->thread, NULL, worker_main, w) == 0;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    team->started += ok;
    return ok;
}

bac_status bac_team_create(uint32_t threads, bac_team **out, bac_error *err) {
    bac_team *team = calloc(1, sizeof *team);
    *out = NULL;
    if (!team)
        return bac_fail(err, BAC_ERR_MEMORY, "threads", "out of memory");
    team->threads = threads ? threads : 1;
    team->started = 1;
    team->worker = calloc(team->threads, sizeof *team->worker);
    pthread_mutex_init(&team->hiring, NULL);
    pthread_mutex_lock(&team->hiring);
    while (team->worker && team->started < team->threads && start(team))
        ;
    pthread_barrier_init(&team->gate, NULL, team->started);
    pthread_mutex_unlock(&team->hiring);
    if (!team->worker || team->started < team->threads) {
        bac_team_free(team);
        return bac_fail(err, BAC_ERR_MEMORY, "threads", "the system gave no %u threads; use fewer",
                        threads);
    }
    *out = team;
    return BAC_OK;
}

void bac_team_free(bac_team *team) {
    if (!team)
        return;
    team->stop = true;
    pthread_barrier_wait(&team->gate);
    for (uint32_t i = 1; i < team->started; i++)
        pthread_join(team->worker[i].thread, NULL);
    pthread_barrier_destroy(&team->gate);
    pthread_mutex_destroy(&team->hiring);
    free(team->worker);
    free(team);
}

uint32_t bac_team_threads(const bac_team *team) {
    return team->threads;
}

void bac_team_run(bac_team *team, uint32_t jobs, bac_job_fn *fn, void *user) {
    team->fn = fn;
    team->user = user;
    team->jobs = jobs;
    atomic_store(&team->next, 0);
    pthread_barrier_wait(&team->gate);
    work_off(team, 0);
    pthread_barrier_wait(&team->gate);
}

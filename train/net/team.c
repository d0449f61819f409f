/* team.c - a fixed set of threads that work off numbered jobs. */
#include "team.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

struct bac_team {
    uint32_t threads, started;
    pthread_t *thread;
    pthread_mutex_t lock;
    pthread_cond_t begin, end;
    uint64_t round; /* counts bac_team_run calls */
    uint32_t busy;  /* workers of this round that have not finished */
    bool stop;
    bac_job_fn *fn;
    void *user;
    uint32_t jobs;
    atomic_uint next;
};

typedef struct worker {
    bac_team *team;
    uint32_t index;
} worker;

static void work_off(bac_team *team, uint32_t thread) {
    for (;;) {
        uint32_t job = atomic_fetch_add(&team->next, 1);
        if (job >= team->jobs)
            return;
        team->fn(team->user, thread, job);
    }
}

static void *worker_main(void *arg) {
    worker me = *(worker *)arg;
    free(arg);
    bac_team *team = me.team;
    uint64_t seen = 0;
    pthread_mutex_lock(&team->lock);
    for (;;) {
        while (!team->stop && team->round == seen)
            pthread_cond_wait(&team->begin, &team->lock);
        if (team->stop)
            break;
        seen = team->round;
        pthread_mutex_unlock(&team->lock);
        work_off(team, me.index);
        pthread_mutex_lock(&team->lock);
        if (--team->busy == 0)
            pthread_cond_signal(&team->end);
    }
    pthread_mutex_unlock(&team->lock);
    return NULL;
}

/* Signals are the main thread's business. */
static bool start(bac_team *team, uint32_t index) {
    worker *arg = malloc(sizeof *arg);
    if (!arg)
        return false;
    *arg = (worker){team, index};
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int failed = pthread_create(&team->thread[team->started], NULL, worker_main, arg);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (failed) {
        free(arg);
        return false;
    }
    team->started++;
    return true;
}

bac_status bac_team_create(uint32_t threads, bac_team **out, bac_error *err) {
    bac_team *team = calloc(1, sizeof *team);
    *out = NULL;
    if (!team)
        return bac_fail(err, BAC_ERR_MEMORY, "threads", "out of memory");
    team->threads = threads ? threads : 1;
    pthread_mutex_init(&team->lock, NULL);
    pthread_cond_init(&team->begin, NULL);
    pthread_cond_init(&team->end, NULL);
    team->thread = calloc(team->threads, sizeof *team->thread);
    bool ok = team->thread != NULL;
    for (uint32_t i = 1; ok && i < team->threads; i++)
        ok = start(team, i);
    if (!ok) {
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
    pthread_mutex_lock(&team->lock);
    team->stop = true;
    pthread_cond_broadcast(&team->begin);
    pthread_mutex_unlock(&team->lock);
    for (uint32_t i = 0; i < team->started; i++)
        pthread_join(team->thread[i], NULL);
    pthread_cond_destroy(&team->begin);
    pthread_cond_destroy(&team->end);
    pthread_mutex_destroy(&team->lock);
    free(team->thread);
    free(team);
}

uint32_t bac_team_threads(const bac_team *team) {
    return team->threads;
}

void bac_team_run(bac_team *team, uint32_t jobs, bac_job_fn *fn, void *user) {
    pthread_mutex_lock(&team->lock);
    team->fn = fn;
    team->user = user;
    team->jobs = jobs;
    atomic_store(&team->next, 0);
    team->busy = team->started;
    team->round++;
    pthread_cond_broadcast(&team->begin);
    pthread_mutex_unlock(&team->lock);
    work_off(team, 0);
    pthread_mutex_lock(&team->lock);
    while (team->busy)
        pthread_cond_wait(&team->end, &team->lock);
    pthread_mutex_unlock(&team->lock);
}

/* accuracy.c - counts the frames of a set that a network in training classifies correctly. */
#include "lane.h"
#include "team.h"
#include "train.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { BLOCK = 32 }; /* frames a job */

typedef struct evaluation {
    const bac_nn *nn;
    bac_set *set;
    uint32_t threads, classes;
    bac_lane *lane; /* [threads] */
    atomic_uint_fast64_t correct;
    pthread_mutex_t lock;
    bac_error failure; /* the first of any job */
} evaluation;

static void evaluate_block(void *user, uint32_t thread, uint32_t job) {
    evaluation *e = user;
    bac_lane *l = &e->lane[thread];
    uint64_t count = bac_set_count(e->set), first = (uint64_t)job * BLOCK;
    uint32_t n = (uint32_t)(count - first < BLOCK ? count - first : BLOCK), correct = 0;
    uint64_t index[BLOCK];
    for (uint32_t i = 0; i < n; i++)
        index[i] = first + i;
    bac_error err = {0};
    if (bac_lane_read(l, e->set, "valid", e->classes, index, n, &err)) {
        pthread_mutex_lock(&e->lock);
        if (!e->failure.code)
            e->failure = err;
        pthread_mutex_unlock(&e->lock);
        return;
    }
    const float *logit = bac_nn_forward(e->nn, l->work, BAC_NN_EVAL, n, l->iq);
    bac_loss(e->classes, n, logit, l->label, NULL, 0, 1, 1, l->dlogit, &correct);
    e->correct += correct;
}

static bac_status allocate(evaluation *e, bac_team **team, bac_error *err) {
    e->lane = calloc(e->threads, sizeof *e->lane);
    if (!e->lane)
        return bac_fail(err, BAC_ERR_MEMORY, e->nn->name, "out of memory");
    for (uint32_t i = 0; i < e->threads; i++) {
        bac_status status = bac_lane_create(e->nn, NULL, BLOCK, false, &e->lane[i], err);
        if (status)
            return status;
    }
    return bac_team_create(e->threads, team, err);
}

bac_status bac_nn_accuracy(const bac_nn *nn, bac_set *set, uint32_t threads, double *accuracy,
                           bac_error *err) {
    bac_team *team = NULL;
    evaluation e = {.nn = nn,
                    .set = set,
                    .threads = threads ? threads : 1,
                    .classes = nn->node[nn->n_node - 1].C,
                    .lock = PTHREAD_MUTEX_INITIALIZER};
    bac_status status = allocate(&e, &team, err);
    if (!status) {
        uint64_t count = bac_set_count(set);
        bac_team_run(team, (uint32_t)((count + BLOCK - 1) / BLOCK), evaluate_block, &e);
        *accuracy = (double)e.correct / (double)count;
        status = e.failure.code;
        if (status && err)
            *err = e.failure;
    }
    for (uint32_t i = 0; e.lane && i < e.threads; i++)
        bac_lane_free(&e.lane[i]);
    free(e.lane);
    bac_team_free(team);
    pthread_mutex_destroy(&e.lock);
    return status;
}

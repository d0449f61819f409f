#include "parallel.h"

#include "ints.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct shared {
    const bac_blocks *b;
    pthread_mutex_t lock; /* guards what follows, step and end */
    uint64_t next, done;
    uint64_t failed; /* first of the block whose error is kept */
    bac_status status;
    bac_error err;
} shared;

/* Under the lock. */
static void keep_error(shared *s, uint64_t first, bac_status status, const bac_error *err) {
    if (!status || (s->status && first >= s->failed))
        return;
    s->status = status;
    s->failed = first;
    s->err = *err;
}

static bac_status next_block(shared *s, void *worker, bac_error *err) {
    const bac_blocks *b = s->b;
    uint64_t first = s->next, n = bac_min_u64(b->n - first, b->block);
    s->next += n;
    pthread_mutex_unlock(&s->lock);
    bac_status status = b->work(b->user, worker, first, n, err);
    pthread_mutex_lock(&s->lock);
    keep_error(s, first, status, err);
    s->done += n;
    bac_error refusal;
    if (!s->status && b->step)
        keep_error(s, UINT64_MAX, b->step(b->user, s->done, &refusal), &refusal);
    return status;
}

static void *run(void *user) {
    shared *s = user;
    const bac_blocks *b = s->b;
    bac_error err = {0};
    void *worker = calloc(1, b->worker + 1);
    bac_status status = BAC_OK;
    if (!worker)
        status = bac_fail(&err, BAC_ERR_MEMORY, "", "out of memory");
    else if (b->begin)
        status = b->begin(b->user, worker, &err);
    pthread_mutex_lock(&s->lock);
    keep_error(s, 0, status, &err);
    while (!status && !s->status && s->next < b->n)
        status = next_block(s, worker, &err);
    if (worker && b->end)
        keep_error(s, UINT64_MAX, b->end(b->user, worker, !status, &err), &err);
    pthread_mutex_unlock(&s->lock);
    free(worker);
    return NULL;
}

bac_status bac_blocks_run(const bac_blocks *blocks, bac_error *err) {
    pthread_t thread[BAC_PARALLEL_MOST];
    shared s = {.b = blocks};
    uint64_t started = 0, most = (blocks->n + blocks->block - 1) / blocks->block;
    most = bac_min_u64(bac_min_u64(blocks->threads, most), BAC_PARALLEL_MOST);
    pthread_mutex_init(&s.lock, NULL);
    while (started + 1 < most && pthread_create(&thread[started], NULL, run, &s) == 0)
        started++;
    run(&s);
    for (uint64_t i = 0; i < started; i++)
        pthread_join(thread[i], NULL);
    pthread_mutex_destroy(&s.lock);
    if (s.status && err)
        *err = s.err;
    return s.status;
}

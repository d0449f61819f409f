#include "classify.h"

#include "ints.h"
#include "parallel.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct shared {
    const bac_net *net;
    uint64_t n;
    size_t frame_size; /* codes a frame */
    uint32_t n_classes;
    const int32_t *codes;
    int32_t *logits;
    uint32_t *predicted;
    bac_classify_step_fn *step;
    void *user;
    atomic_uint_fast64_t next; /* first frame nobody has taken */
    pthread_mutex_t lock;      /* guards what follows, and the call of step */
    uint64_t done, failed_frame;
    bac_status status;
    bac_error err;
} shared;

static void report(shared *s, uint64_t frame, bac_status status, const bac_error *err) {
    pthread_mutex_lock(&s->lock);
    if (status && (!s->status || frame < s->failed_frame)) {
        s->status = status;
        s->failed_frame = frame;
        s->err = *err;
        atomic_store(&s->next, s->n); /* nobody starts another frame */
    } else if (!status && s->step) {
        s->step(s->user, ++s->done);
    }
    pthread_mutex_unlock(&s->lock);
}

static void *worker(void *user) {
    shared *s = user;
    bac_error err = {0};
    bac_run *run = NULL;
    bac_status status = bac_run_create(s->net, &run, &err);
    if (status)
        report(s, 0, status, &err);
    while (!status) {
        uint64_t i = atomic_fetch_add(&s->next, 1);
        if (i >= s->n)
            break;
        status = bac_run_frame(run, s->codes + i * s->frame_size, s->logits + i * s->n_classes,
                               s->predicted + i, &err);
        report(s, i, status, &err);
    }
    bac_run_free(run);
    return NULL;
}

bac_status bac_classify(const bac_net *net, uint64_t n, const int32_t *codes, int32_t *logits,
                        uint32_t *predicted, uint64_t threads, bac_classify_step_fn *step,
                        void *user, bac_error *err) {
    const bac_layer *input = bac_net_layer(net, 0);
    shared s = {.net = net,
                .n = n,
                .frame_size = (size_t)input->T * input->C,
                .n_classes = bac_net_logits(net)->C,
                .codes = codes,
                .logits = logits,
                .predicted = predicted,
                .step = step,
                .user = user};
    pthread_mutex_init(&s.lock, NULL);
    bac_parallel(bac_min_u64(threads, n), worker, &s);
    pthread_mutex_destroy(&s.lock);
    if (s.status && err)
        *err = s.err;
    return s.status;
}

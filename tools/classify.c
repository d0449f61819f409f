#include "classify.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

int64_t classify_integer(const bac_array *array, uint64_t i) {
    switch (array->dtype) {
    case BAC_I8:
        return ((const int8_t *)array->data)[i];
    case BAC_U8:
        return ((const uint8_t *)array->data)[i];
    case BAC_I16:
        return ((const int16_t *)array->data)[i];
    case BAC_U16:
        return ((const uint16_t *)array->data)[i];
    case BAC_I32:
        return ((const int32_t *)array->data)[i];
    case BAC_I64:
        return ((const int64_t *)array->data)[i];
    case BAC_F32:
    case BAC_F64:
        break;
    }
    return INT64_MIN;
}

typedef struct shared {
    const bac_net *net;
    uint64_t n;
    size_t frame_size; /* codes a frame */
    uint32_t n_classes;
    const int32_t *codes;
    int32_t *logits;
    uint32_t *predicted;
    tool_progress *progress;
    atomic_uint_fast64_t next; /* first frame nobody has taken */
    pthread_mutex_t lock;      /* guards what follows, and *progress */
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
    } else if (!status) {
        tool_progress_step(s->progress, ++s->done);
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

bac_status classify_frames(const bac_net *net, uint64_t n, const int32_t *codes, int32_t *logits,
                           uint32_t *predicted, uint32_t threads, tool_progress *progress,
                           bac_error *err) {
    const bac_layer *input = bac_net_layer(net, 0);
    shared s = {.net = net,
                .n = n,
                .frame_size = (size_t)input->T * input->C,
                .n_classes = bac_net_logits(net)->C,
                .codes = codes,
                .logits = logits,
                .predicted = predicted,
                .progress = progress};
    pthread_mutex_init(&s.lock, NULL);
    pthread_t thread[256];
    uint32_t started = 0;
    if (threads > 256)
        threads = 256;
    /* The calling thread is one of them, so a refused pthread_create only costs speed. */
    while (started + 1 < threads && started + 1 < n &&
           pthread_create(&thread[started], NULL, worker, &s) == 0)
        started++;
    worker(&s);
    for (uint32_t i = 0; i < started; i++)
        pthread_join(thread[i], NULL);
    pthread_mutex_destroy(&s.lock);
    if (s.status && err)
        *err = s.err;
    return s.status;
}

/* run.c - integer inference on a set: threads take blocks of frames, each counts for itself. */
#include "internal.h"

#include "ints.h"
#include "parallel.h"
#include "signal.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BLOCK = 256, BLOCK_BYTES = 1 << 19 };

typedef struct shared {
    const bac_eval_job *job;
    bac_eval *eval;
    int32_t class_of[BAC_SIGNAL_CLASSES];
    uint32_t positions;
    uint64_t block;       /* frames */
    pthread_mutex_t lock; /* guards what follows, the tables of `eval` and the progress call */
    uint64_t next, done;
    bool stop;
    uint64_t failed_frame; /* the error kept is that of the lowest */
    bac_status status;
    bac_error err;
} shared;

/* What one thread needs; allocated once. */
typedef struct worker {
    shared *s;
    bac_run *run[2];
    uint64_t *index;
    float *iq; /* [block][T][2] */
    int32_t *label;
    float *snr;
    int32_t *codes; /* [T][2] */
    bac_eval_table table[2], paired;
} worker;

static void worker_free(worker *w) {
    for (int k = 0; k < 2; k++) {
        bac_run_free(w->run[k]);
        bac_eval_table_clear(&w->table[k]);
    }
    bac_eval_table_clear(&w->paired);
    free(w->index);
    free(w->iq);
    free(w->label);
    free(w->snr);
    free(w->codes);
}

static bac_status worker_init(worker *w, shared *s, bac_error *err) {
    size_t n = (size_t)s->block, frame = (size_t)s->positions * 2;
    *w = (worker){.s = s};
    w->index = calloc(n, sizeof *w->index);
    w->iq = calloc(n, frame * sizeof *w->iq);
    w->label = calloc(n, sizeof *w->label);
    w->snr = calloc(n, sizeof *w->snr);
    w->codes = calloc(frame, sizeof *w->codes);
    if (!w->index || !w->iq || !w->label || !w->snr || !w->codes)
        return bac_eval_no_memory(err);
    bool has_snr = bac_set_has_snr(s->job->set);
    w->paired = bac_eval_table_empty(2, has_snr);
    for (uint32_t k = 0; k < s->eval->n_nets; k++) {
        w->table[k] = bac_eval_table_empty(s->eval->n_classes, has_snr);
        bac_status status = bac_run_create(s->job->net[k], &w->run[k], err);
        if (status)
            return status;
    }
    return BAC_OK;
}

static double binned(double snr, double bin) {
    return bin > 0 ? bin * __builtin_round(snr / bin) : snr;
}

/* Frame i of the block through the networks and into the tables. */
static bac_status count_frame(worker *w, uint64_t i, bac_error *err) {
    const shared *s = w->s;
    const bac_eval_job *job = s->job;
    uint32_t label = (uint32_t)w->label[i];
    int32_t truth = label < BAC_SIGNAL_CLASSES ? s->class_of[label] : -1;
    if (truth < 0)
        return bac_fail(err, BAC_ERR_INPUT, job->set_spec ? job->set_spec : "",
                        "frame %llu is of class %d (%s), which the network %s does not know",
                        (unsigned long long)w->index[i], w->label[i],
                        label < BAC_SIGNAL_CLASSES ? bac_signal_class(label) : "?",
                        bac_net_name(job->net[0]));
    double db = binned((double)w->snr[i], job->snr_bin);
    bac_status status = BAC_OK;
    bool right[2] = {false};
    for (uint32_t k = 0; k < s->eval->n_nets && !status; k++) {
        uint32_t predicted = 0;
        status = bac_frame_quantise(job->net[k], w->iq + i * s->positions * 2, w->codes, err);
        if (!status)
            status = bac_run_frame(w->run[k], w->codes, NULL, &predicted, err);
        if (!status)
            status = bac_eval_table_add(&w->table[k], db, (uint32_t)truth, predicted, 1, err);
        right[k] = predicted == (uint32_t)truth;
    }
    if (!status && s->eval->n_nets == 2)
        status = bac_eval_table_add(&w->paired, db, right[0], right[1], 1, err);
    return status;
}

static bac_status count_block(worker *w, uint64_t first, uint64_t n, bac_error *err) {
    const bac_eval_job *job = w->s->job;
    for (uint64_t i = 0; i < n; i++)
        w->index[i] = first + i;
    bac_status status = bac_set_read(job->set, w->index, n, w->iq, w->label,
                                     bac_set_has_snr(job->set) ? w->snr : NULL, err);
    for (uint64_t i = 0; i < n && !status; i++)
        status = count_frame(w, i, err);
    return status;
}

/* Under the lock. */
static void keep_error(shared *s, uint64_t frame, bac_status status, const bac_error *err) {
    s->stop = true;
    if (s->status && frame >= s->failed_frame)
        return;
    s->status = status;
    s->failed_frame = frame;
    s->err = *err;
}

/* The next block, or none. Blocks are handed out in order, so that all frames below the one that
 * fails have been or are being looked at: the lowest failing block does not depend on threads. */
static uint64_t take(shared *s, uint64_t *first) {
    pthread_mutex_lock(&s->lock);
    uint64_t left = s->stop ? 0 : s->eval->to - s->next;
    uint64_t n = bac_min_u64(left, s->block);
    *first = s->next;
    s->next += n;
    pthread_mutex_unlock(&s->lock);
    return n;
}

static void report(shared *s, uint64_t first, uint64_t n, bac_status status, const bac_error *err) {
    const bac_eval_job *job = s->job;
    uint64_t total = s->eval->to - s->eval->from;
    pthread_mutex_lock(&s->lock);
    if (status) {
        keep_error(s, first, status, err);
    } else {
        s->done += n;
        if (!s->stop && job->progress && !job->progress(job->user, s->done, total)) {
            bac_error stopped;
            bac_fail(&stopped, BAC_ERR_INPUT, "", "stopped after %llu of %llu frames",
                     (unsigned long long)s->done, (unsigned long long)total);
            keep_error(s, UINT64_MAX, BAC_ERR_INPUT, &stopped);
        }
    }
    pthread_mutex_unlock(&s->lock);
}

static void hand_in(worker *w) {
    shared *s = w->s;
    bac_error err;
    bac_status status = BAC_OK;
    pthread_mutex_lock(&s->lock);
    for (uint32_t k = 0; k < s->eval->n_nets && !status; k++)
        status = bac_eval_table_merge(&s->eval->net[k].table, &w->table[k], &err);
    if (!status)
        status = bac_eval_table_merge(&s->eval->paired, &w->paired, &err);
    if (status)
        keep_error(s, UINT64_MAX, status, &err);
    pthread_mutex_unlock(&s->lock);
}

static void *work(void *user) {
    shared *s = user;
    worker w;
    bac_error err = {0};
    bac_status status = worker_init(&w, s, &err);
    if (status)
        report(s, 0, 0, status, &err);
    uint64_t first, n;
    while (!status && (n = take(s, &first)) > 0) {
        status = count_block(&w, first, n, &err);
        report(s, first, n, status, &err);
    }
    if (!status)
        hand_in(&w);
    worker_free(&w);
    return NULL;
}

static bac_status check_input(const bac_eval_job *job, const bac_net *net, bac_error *err) {
    const bac_layer *input = bac_net_layer(net, 0);
    if (input->T == bac_set_positions(job->set) && input->C == 2)
        return BAC_OK;
    return bac_fail(err, BAC_ERR_INPUT, job->set_spec ? job->set_spec : "",
                    "its frames are [%u][2], the network %s takes [%u][%u]",
                    bac_set_positions(job->set), bac_net_name(net), input->T, input->C);
}

static bac_status check(const bac_eval_job *job, uint64_t from, uint64_t to, bac_error *err) {
    uint64_t frames = bac_set_count(job->set);
    bac_status status = check_input(job, job->net[0], err);
    if (!status && job->net[1])
        status = check_input(job, job->net[1], err);
    if (status)
        return status;
    if (from >= to || to > frames)
        return bac_fail(err, BAC_ERR_INPUT, job->set_spec ? job->set_spec : "",
                        "frames %llu to %llu asked for, it has %llu", (unsigned long long)from,
                        (unsigned long long)to, (unsigned long long)frames);
    int32_t label; /* a set without labels says here what to do about it */
    return bac_set_labels(job->set, from, 1, &label, NULL, err);
}

static bac_status describe(const bac_eval_job *job, bac_eval *e, bac_error *err) {
    e->set = strdup(job->set_spec ? job->set_spec : "");
    e->synthetic = job->synthetic;
    for (uint32_t k = 0; k < e->n_nets; k++) {
        e->net[k].name = strdup(bac_net_name(job->net[k]));
        e->net[k].file = strdup(job->file[k] ? job->file[k] : "");
        if (job->cost[k])
            e->net[k].cost = *job->cost[k];
        else
            bac_net_cost(job->net[k], &e->net[k].cost);
        if (!e->net[k].name || !e->net[k].file)
            return bac_eval_no_memory(err);
    }
    return e->set ? BAC_OK : bac_eval_no_memory(err);
}

bac_status bac_eval_run(const bac_eval_job *job, bac_eval **eval, bac_error *err) {
    *eval = NULL;
    uint64_t to = job->to ? job->to : bac_set_count(job->set);
    bac_status status = check(job, job->from, to, err);
    if (status)
        return status;
    bac_eval *e = NULL;
    status = bac_eval_create(bac_net_logits(job->net[0])->C, job->net[1] ? 2 : 1,
                             bac_set_has_snr(job->set), &e, err);
    if (status)
        return status;
    shared s = {.job = job, .eval = e, .positions = bac_set_positions(job->set), .next = job->from};
    e->set_frames = bac_set_count(job->set);
    e->from = job->from;
    e->to = to;
    s.block = BLOCK_BYTES / ((uint64_t)s.positions * 2 * sizeof(float));
    s.block = bac_max_u64(1, bac_min_u64(s.block, MOST_BLOCK));
    status = describe(job, e, err);
    if (!status)
        status = bac_eval_classes(job, e, s.class_of, BAC_SIGNAL_CLASSES, err);
    if (status)
        goto fail;
    pthread_mutex_init(&s.lock, NULL);
    bac_parallel(bac_min_u64(job->threads, (to - job->from + s.block - 1) / s.block), work, &s);
    pthread_mutex_destroy(&s.lock);
    if (s.status) {
        if (err)
            *err = s.err;
        status = s.status;
        goto fail;
    }
    *eval = e;
    return BAC_OK;
fail:
    bac_eval_free(e);
    return status;
}

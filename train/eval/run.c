/* run.c - integer inference on a set: threads take blocks of frames; each has its own counts. */
#include "internal.h"

#include "ints.h"
#include "parallel.h"
#include "signal.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_BLOCK = 256, BLOCK_BYTES = 1 << 19 };

typedef struct shared {
    const bac_eval_job *job;
    bac_eval *eval;
    int32_t class_of[BAC_SIGNAL_CLASSES];
    uint32_t positions;
    uint64_t block; /* frames */
} shared;

/* What one thread needs; allocated once. */
typedef struct worker {
    const shared *s;
    bac_run *run[2];
    uint64_t *index;
    float *iq; /* [block][T][2] */
    int32_t *label;
    float *snr;
    int32_t *codes; /* [T][2] */
    bac_eval_table table[2], paired;
} worker;

static bac_status begin(void *user, void *own, bac_error *err) {
    const shared *s = user;
    worker *w = own;
    size_t n = (size_t)s->block, frame = (size_t)s->positions * 2;
    w->s = s;
    w->index = calloc(n, sizeof *w->index);
    w->iq = calloc(n, frame * sizeof *w->iq);
    w->label = calloc(n, sizeof *w->label);
    w->snr = calloc(n, sizeof *w->snr);
    w->codes = calloc(frame, sizeof *w->codes);
    if (!w->index || !w->iq || !w->label || !w->snr || !w->codes)
        return bac_eval_no_memory(err);
    bac_status status = BAC_OK;
    w->paired = bac_eval_table_empty(2, s->eval->paired.has_snr);
    for (uint32_t k = 0; k < s->eval->n_nets && !status; k++) {
        w->table[k] = bac_eval_table_empty(s->eval->n_classes, s->eval->paired.has_snr);
        status = bac_run_create(s->job->net[k], &w->run[k], err);
    }
    return status;
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

static bac_status count_block(void *user, void *own, uint64_t first, uint64_t n, bac_error *err) {
    const shared *s = user;
    worker *w = own;
    for (uint64_t i = 0; i < n; i++)
        w->index[i] = s->job->from + first + i;
    bac_status status = bac_set_read(s->job->set, w->index, n, w->iq, w->label,
                                     s->eval->paired.has_snr ? w->snr : NULL, err);
    for (uint64_t i = 0; i < n && !status; i++)
        status = count_frame(w, i, err);
    return status;
}

static bac_status step(void *user, uint64_t done, bac_error *err) {
    const shared *s = user;
    const bac_eval_job *job = s->job;
    uint64_t total = s->eval->to - s->eval->from;
    if (!job->progress || job->progress(job->user, done, total))
        return BAC_OK;
    return bac_fail(err, BAC_ERR_INPUT, "", "stopped after %llu of %llu frames",
                    (unsigned long long)done, (unsigned long long)total);
}

/* Hands in what was counted. */
static bac_status end(void *user, void *own, bool good, bac_error *err) {
    const shared *s = user;
    worker *w = own;
    bac_status status = BAC_OK;
    if (good)
        status = bac_eval_table_merge(&s->eval->paired, &w->paired, err);
    for (uint32_t k = 0; k < 2; k++) {
        if (good && !status)
            status = bac_eval_table_merge(&s->eval->net[k].table, &w->table[k], err);
        bac_run_free(w->run[k]);
        bac_eval_table_clear(&w->table[k]);
    }
    bac_eval_table_clear(&w->paired);
    free(w->index);
    free(w->iq);
    free(w->label);
    free(w->snr);
    free(w->codes);
    return status;
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
    shared s = {.job = job, .eval = e, .positions = bac_set_positions(job->set)};
    e->set_frames = bac_set_count(job->set);
    e->from = job->from;
    e->to = to;
    s.block = BLOCK_BYTES / ((uint64_t)s.positions * 2 * sizeof(float));
    s.block = bac_max_u64(1, bac_min_u64(s.block, MOST_BLOCK));
    const bac_blocks blocks = {.n = to - job->from,
                               .block = s.block,
                               .threads = job->threads,
                               .worker = sizeof(worker),
                               .begin = begin,
                               .work = count_block,
                               .step = step,
                               .end = end,
                               .user = &s};
    status = describe(job, e, err);
    if (!status)
        status = bac_eval_classes(job, e, s.class_of, BAC_SIGNAL_CLASSES, err);
    if (!status)
        status = bac_blocks_run(&blocks, err);
    if (status)
        bac_eval_free(e);
    else
        *eval = e;
    return status;
}

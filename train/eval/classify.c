#include "classify.h"

#include "parallel.h"

typedef struct job {
    const bac_net *net;
    const int32_t *codes;
    int32_t *logits;
    uint32_t *predicted;
    bac_classify_step_fn *step;
    void *user;
} job;

static bac_status begin(void *user, void *run, bac_error *err) {
    const job *j = user;
    return bac_run_create(j->net, run, err);
}

enum { BLOCK = 16 }; /* frames: a thread takes some tenths of a millisecond at once */

static bac_status classify_block(void *user, void *worker, uint64_t first, uint64_t n,
                                 bac_error *err) {
    const job *j = user;
    bac_run **run = worker;
    const bac_layer *input = bac_net_layer(j->net, 0);
    bac_status status = BAC_OK;
    for (uint64_t i = first; i < first + n && !status; i++)
        status = bac_run_frame(*run, j->codes + i * input->T * input->C,
                               j->logits + i * bac_net_logits(j->net)->C, j->predicted + i, err);
    return status;
}

static bac_status step(void *user, uint64_t done, bac_error *err) {
    (void)err;
    const job *j = user;
    if (j->step)
        j->step(j->user, done);
    return BAC_OK;
}

static bac_status end(void *user, void *worker, bool good, bac_error *err) {
    (void)user, (void)good, (void)err;
    bac_run **run = worker;
    bac_run_free(*run);
    return BAC_OK;
}

bac_status bac_classify(const bac_net *net, uint64_t n, const int32_t *codes, int32_t *logits,
                        uint32_t *predicted, uint64_t threads, bac_classify_step_fn *step_fn,
                        void *user, bac_error *err) {
    job j = {net, codes, logits, predicted, step_fn, user};
    const bac_blocks blocks = {.n = n,
                               .block = BLOCK,
                               .threads = threads,
                               .worker = sizeof(bac_run *),
                               .begin = begin,
                               .work = classify_block,
                               .step = step,
                               .end = end,
                               .user = &j};
    return bac_blocks_run(&blocks, err);
}

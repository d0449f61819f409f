/* compare_run RUN SET FRAMES [NET.bnet] - a trained network against its integers.
 *
 * Evaluates the first FRAMES frames of SET, taken in even steps through it, with the trainer's own
 * forward pass (float streams, checkpoint of RUN) and with libbac's integers: of the network
 * exported and imported again, or of NET.bnet. Every logit of every frame must be the same integer.
 */
#include "checkpoint.h"
#include "export.h"
#include "set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHARD = 32 };

typedef struct job {
    bac_checkpoint run;
    bac_net *net;
    bac_set *set;
    bac_nn_work *work;
    bac_run *integer;
    float *iq;
    int32_t *codes, *logits;
    uint64_t frames, differing;
} job;

static bac_status open_job(job *j, const char *run, const char *spec, const char *bnet,
                           bac_error *err) {
    bac_status status = bac_checkpoint_load(run, &j->run, err);
    if (!status && bnet)
        status = bac_net_load(bnet, &j->net, err);
    else if (!status)
        status = bac_export_net(j->run.nn, NULL, NULL, &j->net, NULL, err);
    if (!status)
        status = bac_set_open(spec, &j->set, err);
    if (!status)
        status = bac_nn_work_create(j->run.nn, SHARD, false, &j->work, err);
    if (!status)
        status = bac_run_create(j->net, &j->integer, err);
    if (status)
        return status;
    const bac_nn_node *in = &j->run.nn->node[0];
    size_t frame = (size_t)in->T * in->C;
    if (bac_set_positions(j->set) != in->T || in->C != 2)
        return bac_fail(err, BAC_ERR_INPUT, spec, "has frames of %u positions, the network %u",
                        bac_set_positions(j->set), in->T);
    j->iq = malloc(SHARD * frame * sizeof *j->iq);
    j->codes = malloc(frame * sizeof *j->codes);
    j->logits = malloc(bac_net_logits(j->net)->C * sizeof *j->logits);
    if (!j->iq || !j->codes || !j->logits)
        return bac_fail(err, BAC_ERR_MEMORY, run, "out of memory");
    return BAC_OK;
}

static bac_status compare_shard(job *j, const uint64_t *index, uint32_t n, bac_error *err) {
    const bac_nn *nn = j->run.nn;
    uint32_t C = bac_net_logits(j->net)->C, last = nn->n_node - 1;
    size_t frame = (size_t)nn->node[0].T * 2;
    bac_status status = bac_set_read(j->set, index, n, j->iq, NULL, NULL, err);
    if (status)
        return status;
    bac_nn_forward(nn, j->work, BAC_NN_EVAL, n, j->iq);
    const float *want = bac_nn_value(j->work, last);
    for (uint32_t b = 0; !status && b < n; b++) {
        uint32_t same = 0;
        status = bac_frame_quantise(j->net, j->iq + b * frame, j->codes, err);
        if (!status)
            status = bac_run_frame(j->integer, j->codes, j->logits, NULL, err);
        for (uint32_t c = 0; c < C; c++)
            same += (double)want[(size_t)c * n + b] == j->logits[c];
        if (same < C && j->differing++ == 0)
            printf("frame %llu is the first to differ, in %u of %u logits\n",
                   (unsigned long long)index[b], C - same, C);
    }
    return status;
}

static bac_status compare(job *j, bac_error *err) {
    uint64_t count = bac_set_count(j->set), index[SHARD];
    if (j->run.nn->node[j->run.nn->n_node - 1].C != bac_net_logits(j->net)->C)
        return bac_fail(err, BAC_ERR_INPUT, bac_net_name(j->net), "has other classes");
    bac_status status = BAC_OK;
    j->frames = j->frames < count ? j->frames : count;
    for (uint64_t f = 0; !status && f < j->frames; f += SHARD) {
        uint32_t n = j->frames - f < SHARD ? (uint32_t)(j->frames - f) : SHARD;
        for (uint32_t b = 0; b < n; b++)
            index[b] = (f + b) * (count / j->frames);
        status = compare_shard(j, index, n, err);
    }
    return status;
}

int main(int argc, char **argv) {
    job j = {0};
    bac_error err = {0};
    if (argc < 4 || argc > 5) {
        fprintf(stderr, "usage: compare_run RUN SET FRAMES [NET.bnet]\n");
        return 2;
    }
    j.frames = strtoull(argv[3], NULL, 10);
    bac_status status = open_job(&j, argv[1], argv[2], argc > 4 ? argv[4] : NULL, &err);
    if (!status)
        status = compare(&j, &err);
    if (status)
        printf("FAIL %s: %s\n", err.where, err.text);
    else
        printf("%s: %llu of %llu frames differ\n", j.run.nn->name, (unsigned long long)j.differing,
               (unsigned long long)j.frames);
    bac_run_free(j.integer);
    bac_nn_work_free(j.work);
    bac_set_close(j.set);
    bac_net_free(j.net);
    bac_checkpoint_free(&j.run);
    free(j.iq);
    free(j.codes);
    free(j.logits);
    return status || j.differing || !j.frames;
}

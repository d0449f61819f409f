/* adopt_file.c - reads a network's file for the trainer and for the integer model. */
#include "import.h"

#include "adopt.h"
#include "lane.h"
#include "read_text.h"

#include <stdlib.h>

void bac_source_free(bac_source *s) {
    bac_nn_free(s->nn);
    bac_net_free(s->net);
    *s = (bac_source){0};
}

static bac_status load_net(const char *path, bool onnx, bac_source *s, bac_error *err) {
    bac_import_report report;
    s->exact = true;
    if (!onnx)
        return bac_net_load(path, &s->net, err);
    bac_status status = bac_import_onnx(path, NULL, &s->net, &report, err);
    if (status)
        return status;
    for (uint32_t i = 0; i < report.n_joins; i++)
        s->exact = s->exact && report.joins[i].exact;
    bac_import_report_free(&report);
    return BAC_OK;
}

static bac_status read_as(bool native, const char *path, bac_source *s, bac_error *err) {
    return native ? bac_nn_of_net(s->net, path, &s->nn, err) : bac_nn_of_onnx(path, &s->nn, err);
}

bac_status bac_source_load(const char *path, bac_nn_style style, bac_source *s, bac_error *err) {
    bool onnx = bac_ends_with(path, ".onnx"), native = !onnx || style != BAC_NN_FREE;
    *s = (bac_source){0};
    bac_status status = load_net(path, onnx, s, err);
    if (!status)
        status = read_as(native, path, s, native && onnx ? NULL : err);
    if (status && onnx && s->net) /* the other way; the graph's reasons are the better ones */
        status = read_as(!native, path, s, native ? err : NULL);
    if (status)
        bac_source_free(s);
    return status;
}

/* ---- frame for frame */

typedef struct comparison {
    const bac_source *source;
    const bac_nn *nn;
    bac_lane lane;
    bac_run *run;
    int32_t *codes; /* [T][2] */
    bac_error *err;
} comparison;

/* The first quantiser whose codes are not those of the file's requantiser in its place. */
static const char *first_stream(const comparison *c) {
    uint32_t layer = 0, layers = bac_net_layers(c->source->net);
    for (uint32_t i = 1; i < c->nn->n_node; i++) {
        const bac_nn_node *n = &c->nn->node[i];
        if (n->op != BAC_NN_NORM || !n->bits)
            continue;
        const bac_layer *l = NULL;
        while (layer < layers && !l) {
            l = bac_net_layer(c->source->net, layer++);
            l = l->op == BAC_REQUANT && l->C == n->C && l->T == n->T ? l : NULL;
        }
        if (!l)
            break;
        const float *mine = bac_nn_value(c->lane.work, i);
        const int32_t *theirs = bac_run_layer(c->run, layer - 1);
        for (size_t j = 0; j < (size_t)n->C * n->T; j++)
            if ((int32_t)mine[j] != theirs[j % n->T * n->C + j / n->T])
                return n->name;
    }
    return c->nn->node[c->nn->n_node - 1].name;
}

static bac_status compare_frame(comparison *c, bac_set *set, uint64_t index, bac_agreement *a) {
    uint32_t classes = c->nn->node[c->nn->n_node - 1].C, theirs = 0, mine = 0;
    bac_status status = bac_lane_read(&c->lane, set, "frames", classes, &index, 1, c->err);
    if (!status)
        status = bac_frame_quantise(c->source->net, c->lane.iq, c->codes, c->err);
    if (!status)
        status = bac_run_frame(c->run, c->codes, NULL, &theirs, c->err);
    if (status)
        return status;
    const float *logit = bac_nn_forward(c->nn, c->lane.work, BAC_NN_EVAL, 1, c->lane.iq);
    for (uint32_t k = 1; k < classes; k++)
        mine = logit[k] > logit[mine] ? k : mine;
    a->frames++;
    a->alike += mine == theirs;
    if (mine != theirs && !a->first[0])
        snprintf(a->first, sizeof a->first,
                 "frame %llu is of class %u to the file and of class %u here; the first stream "
                 "that differs is that of %s",
                 (unsigned long long)index, theirs, mine, first_stream(c));
    return BAC_OK;
}

bac_status bac_source_compare(const bac_source *source, const bac_nn *nn, bac_set *set,
                              bac_agreement *a, bac_error *err) {
    comparison c = {.source = source, .nn = nn, .err = err};
    uint64_t count = bac_set_count(set), n = count < BAC_CHECK_FRAMES ? count : BAC_CHECK_FRAMES;
    *a = (bac_agreement){0};
    bac_status status = bac_lane_create(nn, NULL, 1, false, &c.lane, err);
    if (!status)
        status = bac_run_create(source->net, &c.run, err);
    c.codes = status ? NULL : malloc((size_t)nn->node[0].T * nn->node[0].C * sizeof *c.codes);
    if (!status && !c.codes)
        status = bac_fail(err, BAC_ERR_MEMORY, nn->name, "out of memory");
    for (uint64_t i = 0; !status && i < n; i++)
        status = compare_frame(&c, set, i * count / n, a);
    bac_lane_free(&c.lane);
    bac_run_free(c.run);
    free(c.codes);
    return status;
}

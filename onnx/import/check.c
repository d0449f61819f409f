/* check.c - how far a network's integers are from the graph they were made of, measured. */
#include "float_run.h"
#include "import.h"

#include <math.h>
#include <stdlib.h>

typedef struct checking {
    bac_float_run real;
    bac_run *run;
    const bac_layer *in, *out;
    bac_array array; /* the frames as they lie in the file, */
    int32_t *codes;  /* [n][T][C], and quantised */
    double *x;       /* [C][T], one frame */
    int32_t *logits;
    bac_import_distance *d;
} checking;

/* Real samples where the file has them, else what its codes are worth. */
static void take_frame(checking *k, uint64_t frame) {
    const uint64_t T = k->in->T, C = k->in->C, first = frame * T * C;
    const bool tc = k->array.dim[k->array.ndim - 2] == T && k->array.dim[k->array.ndim - 1] == C;
    for (uint64_t t = 0; t < T; t++)
        for (uint64_t c = 0; c < C; c++) {
            const uint64_t at = first + (tc ? t * C + c : c * T + t);
            k->x[c * T + t] = k->array.dtype == BAC_F32
                                  ? bac_array_number(k->array.dtype, k->array.data, at)
                                  : k->codes[first + t * C + c] * k->in->scale[0];
        }
}

static bac_status note_class(checking *k, uint64_t frame, uint32_t is, const double *want,
                             bac_error *err) {
    bac_import_distance *d = k->d;
    uint32_t should = 0;
    for (uint32_t c = 0; c < k->out->C; c++)
        should = want[c] > want[should] ? c : should;
    if (is == should)
        return BAC_OK;
    bac_import_differ *list = realloc(d->differ, (d->n_differ + 1) * sizeof *list);
    if (!list)
        return bac_fail(err, BAC_ERR_MEMORY, "check", "out of memory");
    d->differ = list;
    const bool tie = k->logits[is] == k->logits[should];
    list[d->n_differ++] = (bac_import_differ){frame, is, should, tie};
    d->ties += tie;
    return BAC_OK;
}

static bac_status check_frame(checking *k, uint64_t frame, bac_error *err) {
    size_t n = 0;
    uint32_t is = 0;
    take_frame(k, frame);
    if (bac_float_run_frame(&k->real, k->x))
        return k->real.graph->status;
    const double *want = bac_float_run_logits(&k->real, &n);
    if (n != k->out->C)
        return bac_fail(err, BAC_ERR_INPUT, "check", "the graph has %zu logits, the network %u", n,
                        k->out->C);
    bac_status status =
        bac_run_frame(k->run, k->codes + frame * k->in->T * k->in->C, k->logits, &is, err);
    for (uint32_t c = 0; !status && c < k->out->C; c++) {
        const double off = fabs(k->logits[c] * k->out->scale[0] - want[c]);
        k->d->largest = fmax(k->d->largest, off);
        k->d->mean += off;
        k->d->reach = fmax(k->d->reach, fabs(want[c]));
    }
    return status ? status : note_class(k, frame, is, want, err);
}

static bac_status check_all(checking *k, const bac_net *net, const char *frames, bac_error *err) {
    uint64_t n = 0;
    const size_t size = (size_t)k->in->T * k->in->C;
    bac_status status = bac_frames_load(frames, net, &n, &k->codes, err);
    status = status ? status : bac_array_load(frames, &k->array, err);
    status = status ? status : bac_run_create(net, &k->run, err);
    k->x = calloc(size, sizeof *k->x);
    k->logits = calloc(k->out->C, sizeof *k->logits);
    if (!status && (!k->x || !k->logits))
        status = bac_fail(err, BAC_ERR_MEMORY, frames, "out of memory");
    for (uint64_t i = 0; !status && i < n; i++) {
        status = check_frame(k, i, err);
        k->d->frames += !status;
    }
    k->d->mean /= (double)(n > 0 ? n : 1) * k->out->C;
    free(k->x);
    free(k->logits);
    free(k->codes);
    bac_run_free(k->run);
    bac_array_free(&k->array);
    return status;
}

bac_status bac_import_check(const char *path, const bac_net *net, const char *frames,
                            bac_import_distance *d, bac_error *err) {
    bac_graph graph;
    checking k = {.in = bac_net_layer(net, 0), .out = bac_net_logits(net), .d = d};
    *d = (bac_import_distance){0};
    bac_status status = bac_graph_read(path, &graph, err);
    if (status)
        return status;
    status = bac_graph_fold(&graph);
    status = status ? status : bac_float_run_create(&graph, &k.real);
    status = status ? status : check_all(&k, net, frames, err);
    bac_float_run_free(&k.real);
    bac_graph_free(&graph);
    if (status)
        bac_import_distance_free(d);
    return status;
}

void bac_import_distance_free(bac_import_distance *d) {
    free(d->differ);
    *d = (bac_import_distance){0};
}

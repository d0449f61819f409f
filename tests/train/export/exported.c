/* exported.c - see exported.h. */
#include "exported.h"
#include "float_ref.h"
#include "random_nn.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static char replay[80];

void draw(uint64_t seed, bac_nn_style style, drawn *d) {
    bac_error err = {0};
    memset(d, 0, sizeof *d);
    cr_assert(random_nn(seed, style, &d->nn, &err) == BAC_OK, "%s: %s: %s",
              random_replay(seed, replay), err.where, err.text);
    cr_assert(bac_export_net(d->nn, NULL, NULL, &d->net, &d->report, &err) == BAC_OK, "%s: %s: %s",
              random_replay(seed, replay), err.where, err.text);
}

void drawn_free(drawn *d) {
    bac_nn_free(d->nn);
    bac_net_free(d->net);
    bac_import_report_free(&d->report);
}

typedef struct place {
    uint64_t seed;
    uint32_t frame, B;
} place;

/* Stream element t, c of a node and of a layer, both as real values. A convolution's bias is taken
 * off: where it stands, in the layer or in the quantiser behind it, is the importer's choice. */
static void compare_node(const place *p, const bac_nn_node *n, const float *value,
                         const bac_layer *l, const int32_t *stream, bool last) {
    const bac_conv_shape *s = &n->conv;
    cr_assert(l->C == n->C && l->T == n->T, "%s: %s is %u x %u, the layer %u x %u",
              random_replay(p->seed, replay), n->name, n->T, n->C, l->T, l->C);
    if (n->op == BAC_NN_CONV && !n->fc)
        cr_assert(l->kernel == s->kernel && l->stride == s->stride && l->groups == s->groups);
    for (uint32_t c = 0; c < n->C; c++)
        for (uint32_t t = 0; t < n->T; t++) {
            double own = n->op == BAC_NN_CONV && !last ? n->bcode[c] : 0;
            double taken = n->op == BAC_NN_CONV && !last && l->bias ? l->bias[c] : 0;
            double want = (double)value[((size_t)c * p->B + p->frame) * n->T + t] - own;
            double got = stream[(size_t)t * n->C + c] - taken;
            if (!n->coded) { /* a sum of unequal scales: compare what the numbers are worth */
                want *= (double)n->scale[c];
                got *= l->scale[l->n_scale == 1 ? 0 : c];
            }
            cr_assert(got == want, "%s: frame %u %s t %u c %u: trained %g, integers %g",
                      random_replay(p->seed, replay), p->frame, n->name, t, c, want, got);
        }
}

static int64_t find(const bac_net *net, const char *name) {
    for (uint32_t i = 0; i < bac_net_layers(net); i++)
        if (strcmp(bac_net_layer(net, i)->name, name) == 0)
            return i;
    return -1;
}

/* Every node but Flatten has a layer (in libbac a flattened stream has another order). */
static void compare_frame(const place *p, const bac_nn *nn, const bac_nn_work *work,
                          const bac_net *net, const bac_run *run) {
    for (uint32_t i = 0; i < nn->n_node; i++) {
        const bac_nn_node *n = &nn->node[i];
        if (n->op == BAC_NN_FLATTEN)
            continue;
        int64_t at = find(net, n->name);
        cr_assert(at >= 0, "%s: no layer %s", random_replay(p->seed, replay), n->name);
        compare_node(p, n, bac_nn_value(work, i), bac_net_layer(net, (uint32_t)at),
                     bac_run_layer(run, (uint32_t)at), i + 1 == nn->n_node);
    }
}

void check_streams(uint64_t seed, const bac_nn *nn, const bac_net *net, uint32_t B) {
    bac_error err = {0};
    bac_nn_work *work = NULL;
    bac_run *run = NULL;
    random_source r = {seed};
    const bac_nn_node *in = &nn->node[0];
    const bac_layer *logits = bac_net_logits(net);
    size_t frame = (size_t)in->T * in->C;
    float *iq = malloc(B * frame * sizeof *iq);
    int32_t *codes = malloc(frame * sizeof *codes), *got = malloc(logits->C * sizeof *got);
    cr_assert(iq && codes && got);
    cr_assert(bac_nn_work_create(nn, B, false, &work, &err) == BAC_OK, "%s", err.text);
    cr_assert(bac_run_create(net, &run, &err) == BAC_OK, "%s", err.text);
    random_iq(&r, nn, B, iq);
    const float *want = bac_nn_forward(nn, work, BAC_NN_EVAL, B, iq);
    for (uint32_t b = 0; b < B; b++) {
        cr_assert(bac_frame_quantise(net, iq + b * frame, codes, &err) == BAC_OK, "%s", err.text);
        cr_assert(bac_run_frame(run, codes, got, NULL, &err) == BAC_OK, "%s", err.text);
        compare_frame(&(place){seed, b, B}, nn, work, net, run);
        /* The trainer's scale of free logits is the product of scales rounded to float32. */
        double room = nn->style == BAC_NN_NATIVE ? 0 : 0x1p-22;
        for (uint32_t c = 0; c < logits->C; c++)
            cr_assert(fabs(got[c] * logits->scale[0] - (double)want[c * B + b]) <=
                          room * fabs((double)want[c * B + b]),
                      "%s: frame %u logit %u: trained %g, integers %g", random_replay(seed, replay),
                      b, c, (double)want[c * B + b], got[c] * logits->scale[0]);
    }
    bac_nn_work_free(work);
    bac_run_free(run);
    free(iq);
    free(codes);
    free(got);
}

/* [T][C] of a frame as the executor's [C][T] */
static void turn(const bac_nn_node *in, const float *iq, double *x) {
    for (uint32_t t = 0; t < in->T; t++)
        for (uint32_t c = 0; c < in->C; c++)
            x[c * in->T + t] = (double)iq[t * in->C + c];
}

void check_executor(uint64_t seed, const bac_nn *nn, double tolerance) {
    enum { B = 4 };
    bac_error err = {0};
    bac_nn_work *work = NULL;
    void *data = NULL;
    size_t size = 0;
    random_source r = {seed};
    const bac_nn_node *in = &nn->node[0], *last = &nn->node[nn->n_node - 1];
    size_t frame = (size_t)in->T * in->C;
    float *iq = malloc(B * frame * sizeof *iq);
    double *x = malloc(frame * sizeof *x), *got = malloc(last->C * sizeof *got);
    cr_assert(iq && x && got);
    cr_assert(bac_export_memory(nn, NULL, &data, &size, &err) == BAC_OK, "%s: %s", err.where,
              err.text);
    Bac__Onnx__Model *model = bac__onnx__model__unpack(NULL, size, data);
    cr_assert(model && model->graph);
    onnx_model shell = {.graph = model->graph};
    cr_assert(bac_nn_work_create(nn, B, false, &work, &err) == BAC_OK, "%s", err.text);
    random_iq(&r, nn, B, iq);
    const float *want = bac_nn_forward(nn, work, BAC_NN_EVAL, B, iq);
    for (uint32_t b = 0; b < B; b++) {
        turn(in, iq + b * frame, x);
        cr_assert(float_ref_run(&shell, x, got, last->C) == last->C);
        double top = 1;
        for (uint32_t c = 0; c < last->C; c++)
            top = fmax(top, fabs(got[c]));
        for (uint32_t c = 0; c < last->C; c++)
            cr_assert(fabs(got[c] - (double)want[c * B + b]) <= tolerance * top,
                      "%s: frame %u logit %u: trained %.9g, executed %.9g",
                      random_replay(seed, replay), b, c, (double)want[c * B + b], got[c]);
    }
    bac_nn_work_free(work);
    bac__onnx__model__free_unpacked(model, NULL);
    free(data);
    free(iq);
    free(x);
    free(got);
}

/* run.c - one frame through a network: by a program of the fast kernels, or by the plain loops
 * layer after layer. All memory is allocated when a run is created. */
#include "cpu.h"
#include "run/program.h"

#include <stdlib.h>
#include <string.h>

struct bac_run {
    const bac_net *net;
    bac_plain plain; /* streams in [T][C]: all, or with a program those that were requested */
    bac_program *result, *streams; /* NULL: by the plain loops */
    const bac_kernels *kernels;
    bool made;     /* `streams` has computed the last frame */
    bool *fetched; /* [layers] plain.value has the last frame's stream */
    bac_tap_fn *tap;
    void *user;
};

static const bac_kernels *kernels_of(bac_loops_of_run loops) {
    if (loops == BAC_RUN_PLAIN)
        return NULL;
#ifdef BAC_KERNELS_X86
    const bool avx2 = bac_x86_level() >= 3;
    if (avx2 && loops != BAC_RUN_PORTABLE)
        return &bac_kernels_avx2;
#endif
    return loops == BAC_RUN_AVX2 ? NULL : &bac_kernels_portable;
}

void bac_run_free(bac_run *run) {
    if (!run)
        return;
    bac_program_free(run->result);
    bac_program_free(run->streams);
    bac_plain_free(&run->plain);
    free(run->fetched);
    free(run);
}

static bac_status prepare(bac_run *run, bac_error *err) {
    bac_status status = bac_plain_create(run->net, &run->plain, err);
    run->fetched = status ? NULL : bac_zalloc(run->net->n_layer, sizeof *run->fetched);
    if (!status && !run->fetched)
        status = bac_no_memory(err, run->net->name);
    if (!status && run->kernels)
        status =
            bac_program_create(&run->plain, run->kernels, BAC_KEEP_STREAMS, &run->streams, err);
    if (!status && run->streams) /* the larger program: if it is addressable, so is result */
        status = bac_program_create(&run->plain, run->kernels, BAC_KEEP_RESULT, &run->result, err);
    for (uint32_t i = 0; !status && !run->streams && i < run->net->n_layer; i++)
        status = bac_plain_prepare(&run->plain, i, err);
    return status;
}

bac_status bac_run_create_with(const bac_net *net, bac_loops_of_run loops, bac_run **run_out,
                               bac_error *err) {
    *run_out = NULL;
    if (!net->finished)
        return bac_fail(err, BAC_ERR_INPUT, net->name, "finish the network before running it");
    if ((unsigned)loops >= BAC_RUN_COUNT)
        return bac_fail(err, BAC_ERR_INPUT, net->name,
                        "there are no loops number %d: take BAC_RUN_FASTEST", (int)loops);
    const bac_kernels *kernels = kernels_of(loops);
    if (!kernels && loops != BAC_RUN_PLAIN)
        return bac_fail(err, BAC_ERR_INPUT, net->name,
                        "this processor has no AVX2: take BAC_RUN_FASTEST");
    bac_run *run = bac_zalloc(1, sizeof *run);
    if (!run)
        return bac_no_memory(err, net->name);
    run->net = net;
    run->kernels = kernels;
    bac_status status = prepare(run, err);
    if (status)
        bac_run_free(run);
    else
        *run_out = run;
    return status;
}

bac_status bac_run_create(const bac_net *net, bac_run **run, bac_error *err) {
    return bac_run_create_with(net, BAC_RUN_FASTEST, run, err);
}

void bac_run_tap(bac_run *run, bac_tap_fn *tap, void *user) {
    run->tap = tap;
    run->user = user;
}

/* Computes every stream of the last frame, in rows; bac_run_layer copies one to [T][C]. */
static void make_streams(bac_run *run) {
    if (run->streams && !run->made)
        bac_program_frame(run->streams);
    run->made = true;
}

/* A const run may change the memory to which it points. */
const int32_t *bac_run_layer(const bac_run *run, uint32_t layer) {
    if (layer >= run->net->n_layer)
        return NULL;
    bac_run *own = (bac_run *)run;
    make_streams(own);
    if (run->streams && layer > 0 && !own->fetched[layer])
        bac_program_fetch(run->streams, layer);
    own->fetched[layer] = true;
    return run->plain.value[layer];
}

static bool inside(const bac_run *run, const int32_t *codes, uint32_t n) {
    const bac_layer *in = run->net->layer[0];
    if (run->kernels)
        return run->kernels->take(codes, n, in->code_lo, in->code_hi, NULL);
    for (uint32_t j = 0; j < n; j++)
        if (codes[j] < in->code_lo || codes[j] > in->code_hi)
            return false;
    return true;
}

/* Checked before copying: everything after it relies on the proven ranges. */
static bac_status take_codes(bac_run *run, const int32_t *codes, bac_error *err) {
    const bac_layer *in = run->net->layer[0];
    uint32_t n = in->T * in->C, j = 0;
    if (inside(run, codes, n)) {
        memcpy(run->plain.value[0], codes, n * sizeof *codes);
        return BAC_OK;
    }
    while (codes[j] >= in->code_lo && codes[j] <= in->code_hi)
        j++;
    return bac_fail(err, BAC_ERR_INPUT, in->name,
                    "position %u, channel %u: code %d is outside %d .. %d", j / in->C, j % in->C,
                    codes[j], in->code_lo, in->code_hi);
}

static void run_layers(bac_run *run) {
    const uint32_t n = run->net->n_layer;
    run->made = false;
    memset(run->fetched, 0, n * sizeof *run->fetched);
    if (run->tap && run->streams)
        make_streams(run);
    else if (run->result)
        bac_program_frame(run->result);
    else
        for (uint32_t i = 1; i < n; i++)
            bac_plain_layer(&run->plain, i);
    for (uint32_t i = 0; run->tap && i < n; i++)
        run->tap(run->user, i, bac_run_layer(run, i));
}

bac_status bac_run_frame(bac_run *run, const int32_t *codes, int32_t *logits, uint32_t *class_index,
                         bac_error *err) {
    bac_status status = take_codes(run, codes, err);
    if (status)
        return status;
    run_layers(run);
    uint32_t last = run->net->n_layer - 1;
    const bac_layer *l = run->net->layer[last];
    const bac_layer *x = run->net->layer[l->in[0]];
    if (logits)
        memcpy(logits, run->plain.value[l->in[0]], x->C * sizeof *logits);
    if (class_index)
        *class_index = (uint32_t)run->plain.value[last][0];
    return BAC_OK;
}

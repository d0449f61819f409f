/* run.c - computes one frame, layer by layer. bac_run_create allocates all memory. */
#include "ops.h"

#include <stdlib.h>
#include <string.h>

struct bac_run {
    const bac_net *net;
    int32_t **value; /* [layers] the output stream of each, [T][C] */
    bac_taps *taps;  /* [layers] of the layers with weights */
    void *scratch;   /* one padded frame */
    bac_tap_fn *tap;
    void *user;
};

/* A flatten moves nothing in [T][C] order: it shares its input's memory. */
static bool shares_input(const bac_layer *l) {
    return l->op == BAC_FLATTEN;
}

void bac_run_free(bac_run *run) {
    if (!run)
        return;
    for (uint32_t i = 0; i < run->net->n_layer; i++) {
        if (run->value && !shares_input(run->net->layer[i]))
            free(run->value[i]);
        if (run->taps)
            bac_taps_free(&run->taps[i]);
    }
    free(run->value);
    free(run->taps);
    free(run->scratch);
    free(run);
}

static bac_status prepare_layer(bac_run *run, uint32_t i, uint64_t *scratch, bac_error *err) {
    const bac_layer *l = run->net->layer[i];
    if (shares_input(l)) {
        run->value[i] = run->value[l->in[0]];
        return BAC_OK;
    }
    run->value[i] = bac_zalloc((uint64_t)l->T * l->C, sizeof **run->value);
    if (!run->value[i])
        return bac_no_memory(err, l->name);
    if (l->op != BAC_CONV && l->op != BAC_FC)
        return BAC_OK;
    const bac_layer *x = run->net->layer[l->in[0]];
    bac_status status = bac_taps_create(l, x, &run->taps[i], err);
    if (status)
        return status;
    uint64_t need = bac_taps_scratch(&run->taps[i], l, x);
    if (need > *scratch)
        *scratch = need;
    return BAC_OK;
}

bac_status bac_run_create(const bac_net *net, bac_run **run_out, bac_error *err) {
    *run_out = NULL;
    if (!net->finished) {
        return bac_fail(err, BAC_ERR_INPUT, net->name, "finish the network before running it");
    }
    uint64_t scratch = 0;
    bac_run *run = calloc(1, sizeof *run);
    if (!run)
        return bac_no_memory(err, net->name);
    run->net = net;
    run->value = bac_zalloc(net->n_layer, sizeof *run->value);
    run->taps = bac_zalloc(net->n_layer, sizeof *run->taps);
    bac_status status = run->value && run->taps ? BAC_OK : bac_no_memory(err, net->name);
    for (uint32_t i = 0; !status && i < net->n_layer; i++)
        status = prepare_layer(run, i, &scratch, err);
    if (!status && !(run->scratch = bac_alloc(scratch, sizeof(int32_t))))
        status = bac_no_memory(err, net->name);
    if (status)
        bac_run_free(run);
    else
        *run_out = run;
    return status;
}

void bac_run_tap(bac_run *run, bac_tap_fn *tap, void *user) {
    run->tap = tap;
    run->user = user;
}

const int32_t *bac_run_layer(const bac_run *run, uint32_t layer) {
    return layer < run->net->n_layer ? run->value[layer] : NULL;
}

/* Checked before copying: everything after it relies on the proven ranges. */
static bac_status take_codes(bac_run *run, const int32_t *codes, bac_error *err) {
    const bac_layer *in = run->net->layer[0];
    uint32_t n = in->T * in->C;
    for (uint32_t j = 0; j < n; j++) {
        if (codes[j] < in->code_lo || codes[j] > in->code_hi) {
            return bac_fail(err, BAC_ERR_INPUT, in->name,
                            "position %u, channel %u: code %d is outside %d .. %d", j / in->C,
                            j % in->C, codes[j], in->code_lo, in->code_hi);
        }
    }
    memcpy(run->value[0], codes, n * sizeof *codes);
    return BAC_OK;
}

static void run_layer(bac_run *run, uint32_t i) {
    static bac_op_fn *const ops[BAC_OP_COUNT] = {
        [BAC_REQUANT] = bac_op_requant, [BAC_ADD] = bac_op_add,
        [BAC_CONCAT] = bac_op_concat,   [BAC_MAXPOOL] = bac_op_maxpool,
        [BAC_ARGMAX] = bac_op_argmax,   [BAC_GLOBALMAX] = bac_op_globalmax};
    const bac_net *net = run->net;
    const bac_layer *l = net->layer[i];
    const int32_t *in[BAC_MAX_INPUTS];
    int32_t *out = run->value[i];
    for (uint32_t j = 0; j < l->n_in; j++)
        in[j] = run->value[l->in[j]];
    if (l->op == BAC_CONV || l->op == BAC_FC)
        bac_op_weighted(l, net->layer[l->in[0]], &run->taps[i], in[0], run->scratch, out);
    else if (ops[l->op])
        ops[l->op](net, l, in, out);
}

bac_status bac_run_frame(bac_run *run, const int32_t *codes, int32_t *logits, uint32_t *class_index,
                         bac_error *err) {
    bac_status status = take_codes(run, codes, err);
    if (status)
        return status;
    uint32_t last = run->net->n_layer - 1;
    for (uint32_t i = 0; i <= last; i++) {
        if (i > 0)
            run_layer(run, i);
        if (run->tap)
            run->tap(run->user, i, run->value[i]);
    }
    const bac_layer *l = run->net->layer[last];
    const bac_layer *x = run->net->layer[l->in[0]];
    if (logits)
        memcpy(logits, run->value[l->in[0]], x->C * sizeof *logits);
    if (class_index)
        *class_index = (uint32_t)run->value[last][0];
    return BAC_OK;
}

/* plain.c - see plain.h. */
#include "plain.h"

#include "run/kernels.h"

#include <stdlib.h>

/* True for a flatten, which changes nothing in [T][C] order and so shares its input's memory. */
static bool shares_input(const bac_layer *l) {
    return l->op == BAC_FLATTEN;
}

void bac_plain_free(bac_plain *p) {
    for (uint32_t i = 0; i < p->net->n_layer; i++) {
        if (p->value && !shares_input(p->net->layer[i]))
            free(p->value[i]);
        if (p->taps)
            bac_taps_free(&p->taps[i]);
    }
    free(p->value);
    free(p->taps);
    free(p->scratch);
}

bac_status bac_plain_create(const bac_net *net, bac_plain *p, bac_error *err) {
    *p = (bac_plain){.net = net};
    p->value = bac_zalloc(net->n_layer, sizeof *p->value);
    p->taps = bac_zalloc(net->n_layer, sizeof *p->taps);
    if (!p->value || !p->taps)
        return bac_no_memory(err, net->name);
    for (uint32_t i = 0; i < net->n_layer; i++) {
        const bac_layer *l = net->layer[i];
        p->value[i] = shares_input(l)
                          ? p->value[l->in[0]]
                          : bac_zalloc((uint64_t)l->T * l->C + BAC_FC_LANES, sizeof *p->value[i]);
        if (!p->value[i])
            return bac_no_memory(err, l->name);
    }
    return BAC_OK;
}

bac_status bac_plain_prepare(bac_plain *p, uint32_t layer, bac_error *err) {
    const bac_layer *l = p->net->layer[layer];
    if (!l->weight || p->taps[layer].first)
        return BAC_OK;
    const bac_layer *x = p->net->layer[l->in[0]];
    bac_status status = bac_taps_create(l, x, &p->taps[layer], err);
    const uint64_t need = bac_taps_scratch(l, x);
    if (status || need <= p->scratch_room)
        return status;
    free(p->scratch);
    p->scratch_room = need;
    p->scratch = bac_alloc(need, sizeof *p->scratch);
    return p->scratch ? BAC_OK : bac_no_memory(err, l->name);
}

void bac_plain_layer(bac_plain *p, uint32_t layer) {
    static bac_op_fn *const ops[BAC_OP_COUNT] = {
        [BAC_REQUANT] = bac_op_requant,    [BAC_ADD] = bac_op_add,
        [BAC_CONCAT] = bac_op_concat,      [BAC_MAXPOOL] = bac_op_maxpool,
        [BAC_ARGMAX] = bac_op_argmax,      [BAC_GLOBALMAX] = bac_op_globalmax,
        [BAC_GLOBALAVG] = bac_op_globalavg};
    const bac_net *net = p->net;
    const bac_layer *l = net->layer[layer];
    const int32_t *in[BAC_MAX_INPUTS];
    int32_t *out = p->value[layer];
    for (uint32_t j = 0; j < l->n_in; j++)
        in[j] = p->value[l->in[j]];
    if (l->weight)
        bac_op_weighted(l, net->layer[l->in[0]], &p->taps[layer], in[0], p->scratch, out);
    else if (ops[l->op])
        ops[l->op](net, l, in, out);
    bac_average_weigh(l, out);
}

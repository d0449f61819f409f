/* nn_finish.c - checks a complete network as a whole, allocates and initialises it. */
#include "nn_internal.h"
#include "random.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SHIFT = 14 }; /* of a native quantiser, as nn_prepare.c chooses scales */

static void initialise(bac_nn *nn, uint64_t seed) {
    bac_random random = bac_random_make(seed, 0);
    for (uint32_t i = 0; i < nn->n_param; i++) {
        const bac_nn_param *p = &nn->param[i];
        for (size_t j = 0; j < p->n; j++) {
            double unit = (double)(bac_random_next(&random) >> 11) * 0x1p-52 - 1;
            nn->theta[p->at + j] = p->spread != 0 ? (float)(unit * (double)p->spread) : p->start;
        }
    }
    for (uint32_t i = 0; i < nn->n_node; i++)
        for (uint32_t c = 0; nn->node[i].norm == BAC_NORM_BATCH && c < nn->node[i].C; c++)
            nn->state[nn->node[i].var + c] = 1;
    memset(nn->keep, 1, nn->n_theta);
}

static bool prepare_arrays(bac_nn_node *n, const bac_nn_param *param) {
    size_t C = n->C;
    if (!(n->scale = calloc(C, sizeof(float))))
        return false;
    if (n->op == BAC_NN_CONV) {
        size_t weights = param[n->weight].n;
        n->wcode = calloc(weights, sizeof(float));
        n->wreal = calloc(weights, sizeof(float));
        n->wscale = calloc(C, sizeof(float));
        n->bcode = calloc(C, sizeof(int32_t));
        return n->wcode && n->wreal && n->wscale && n->bcode;
    }
    if (n->op == BAC_NN_NORM) {
        n->A = calloc(C, sizeof(int32_t));
        n->S = calloc(C, 1);
        return n->A && n->S;
    }
    return true;
}

/* The accumulators of quantised weights have a scale for each channel, which only a quantiser
 * accepts. In native style the scales are chosen for exactly one quantiser. */
static void check_after_conv(bac_nn *nn, uint32_t index) {
    const bac_nn_node *n = &nn->node[index];
    for (uint32_t i = 0; i < n->n_in; i++) {
        const bac_nn_node *from = &nn->node[n->in[i]];
        if (from->op != BAC_NN_CONV)
            continue;
        if (n->op != BAC_NN_NORM)
            bac_nn_refuse(nn, n->name, "a quantiser must stand between %s and it", from->name);
        else if (nn->style == BAC_NN_NATIVE && from->quantiser != (int32_t)index)
            bac_nn_refuse(nn, n->name, "%s has a quantiser already; native quantisation allows one",
                          from->name);
    }
}

/* Checks that native quantisers shift to the right, by at most MAX_SHIFT. */
static bac_status check_shifts(const bac_nn *nn, bac_error *err) {
    for (uint32_t i = 0; i < nn->n_node && nn->style == BAC_NN_NATIVE; i++) {
        const bac_nn_node *n = &nn->node[i], *from = &nn->node[n->in[0]];
        for (uint32_t c = 0; n->op == BAC_NN_NORM && n->coded && from->coded && c < n->C; c++)
            if (ldexpf(from->scale[c], n->S[c]) != n->scale[c] || n->S[c] > MAX_SHIFT) {
                char where[2 * BAC_NN_NAME + 2];
                snprintf(where, sizeof where, "%s:%s", nn->name, n->name);
                return bac_fail(err, BAC_ERR_INPUT, where,
                                "scale %g behind one of %g: native quantisation shifts to the "
                                "right by 0 to %d bits",
                                (double)n->scale[c], (double)from->scale[c], MAX_SHIFT);
            }
    }
    return BAC_OK;
}

static void check_whole(bac_nn *nn) {
    if (nn->n_node < 2 || nn->node[0].op != BAC_NN_INPUT || !nn->node[nn->n_node - 1].fc)
        bac_nn_refuse(nn, nn->n_node ? nn->node[nn->n_node - 1].name : "network",
                      "a network starts with an input and ends with a fully connected layer");
    for (uint32_t i = 0; i < nn->n_node && nn->style != BAC_NN_FLOAT; i++)
        check_after_conv(nn, i);
    if (nn->n_node && nn->node[nn->n_node - 1].per_channel && nn->style != BAC_NN_FLOAT)
        bac_nn_refuse(nn, nn->node[nn->n_node - 1].name,
                      "logits are compared, so their weights need one scale (per_tensor)");
}

bac_status bac_nn_finish(bac_nn *nn, uint64_t seed, bac_error *err) {
    check_whole(nn);
    if (nn->refusal.code) {
        if (err)
            *err = nn->refusal;
        return nn->refusal.code;
    }
    nn->theta = calloc(nn->n_theta, sizeof(float));
    nn->state = calloc(nn->n_state + 1, sizeof(float));
    nn->keep = malloc(nn->n_theta);
    bool ok = nn->theta && nn->state && nn->keep;
    for (uint32_t i = 0; ok && i < nn->n_node; i++)
        ok = prepare_arrays(&nn->node[i], nn->param);
    if (!ok)
        return bac_fail(err, BAC_ERR_MEMORY, nn->name, "out of memory");
    initialise(nn, seed);
    bac_nn_prepare(nn);
    return check_shifts(nn, err);
}

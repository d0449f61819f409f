/* adopt.c - start one network from the parameters of another: float to FREE, float or FREE to
 * NATIVE. */
#include "adopt.h"
#include "checkpoint.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int32_t find_node(const bac_nn *nn, const char *name) {
    for (uint32_t i = 0; i < nn->n_node; i++)
        if (strcmp(nn->node[i].name, name) == 0)
            return (int32_t)i;
    return BAC_NN_NONE;
}

/* The batch norm right behind convolution `conv`, or NULL. */
static const bac_nn_node *norm_behind(const bac_nn *nn, const bac_nn_node *conv) {
    const bac_nn_node *norm = conv->quantiser == BAC_NN_NONE ? NULL : &nn->node[conv->quantiser];
    return norm && norm->norm == BAC_NORM_BATCH ? norm : NULL;
}

/* gamma / sqrt(var + eps) of channel c */
static double gain_of(const bac_nn *nn, const bac_nn_node *norm, uint32_t c) {
    double gamma = (double)nn->theta[nn->param[norm->gamma].at + c];
    return gamma / sqrt((double)nn->state[norm->var + c] + (double)nn->eps);
}

/* The scales of weights of as many bits are kept, if one will do where there is only one. */
static void adopt_least(bac_nn *to, const bac_nn_node *n, const bac_nn *from,
                        const bac_nn_node *source) {
    const bac_nn_param *p = &to->param[n->least];
    bool keeps = source->least != BAC_NN_NONE && source->weight_bits == n->weight_bits;
    for (uint32_t c = 0; c < n->C; c++)
        keeps = keeps && (p->n > 1 || source->wscale[c] == source->wscale[0]);
    for (size_t i = 0; i < p->n; i++)
        to->theta[p->at + i] =
            keeps ? from->theta[from->param[source->least].at + (source->per_channel ? i : 0)] : 0;
}

static void adopt_weights(bac_nn *to, const bac_nn_node *n, const bac_nn *from,
                          const bac_nn_node *source, bool fold) {
    const bac_nn_param *p = &to->param[n->weight], *q = &from->param[source->weight];
    const bac_nn_node *norm = fold ? norm_behind(from, source) : NULL;
    size_t each = p->n / n->C;
    memcpy(to->keep + p->at, from->keep + q->at, p->n);
    for (uint32_t c = 0; c < n->C; c++)
        for (size_t i = c * each; i < (c + 1) * each; i++)
            to->theta[p->at + i] =
                (float)((double)from->theta[q->at + i] * (norm ? gain_of(from, norm, c) : 1));
    if (n->least != BAC_NN_NONE)
        adopt_least(to, n, from, source);
    if (n->exponent == BAC_NN_NONE)
        return;
    /* Weights of as many bits keep the scales in use; else those of the weights that are gone go
     * too. */
    const bac_nn_param *e = &to->param[n->exponent];
    bool keeps = source->exponent != BAC_NN_NONE && source->weight_bits == n->weight_bits;
    for (size_t i = 0; i < e->n; i++)
        to->theta[e->at + i] =
            keeps ? from->theta[from->param[source->exponent].at + i] : (float)BAC_NN_NO_EXPONENT;
}

static void adopt_conv_bias(bac_nn *to, const bac_nn_node *n, const bac_nn *from,
                            const bac_nn_node *source, bool fold) {
    const bac_nn_node *norm = fold ? norm_behind(from, source) : NULL;
    for (uint32_t c = 0; c < n->C; c++)
        to->theta[to->param[n->bias].at + c] =
            (float)((double)from->theta[from->param[source->bias].at + c] *
                    (norm ? gain_of(from, norm, c) : 1));
}

/* beta - mean * gain: what remains of a folded batch norm */
static void adopt_bias(bac_nn *to, const bac_nn_node *n, const bac_nn *from,
                       const bac_nn_node *source) {
    for (uint32_t c = 0; c < n->C; c++) {
        double beta = (double)from->theta[from->param[source->beta].at + c];
        if (source->norm == BAC_NORM_BATCH)
            beta -= (double)from->state[source->mean + c] * gain_of(from, source, c);
        to->theta[to->param[n->beta].at + c] = (float)beta;
    }
}

static void adopt_scale(bac_nn *to, const bac_nn_node *n, const bac_nn *from,
                        const bac_nn_node *source, bool scales) {
    float *step = &to->theta[to->param[n->step].at];
    if (n->unit != BAC_NN_NONE) {
        float range = (float)source->code_hi / (float)n->code_hi;
        if (!scales && source->bits != n->bits)
            return;
        to->theta[to->param[n->unit].at] = source->scale[0] * range;
        *step = 0;
    } else if (source->bits == n->bits) {
        *step = source->unit == BAC_NN_NONE ? from->theta[from->param[source->step].at]
                                            : log2f(source->scale[0]);
    }
}

static void adopt_norm(bac_nn *to, const bac_nn_node *n, const bac_nn *from,
                       const bac_nn_node *source, bool scales) {
    size_t bytes = n->C * sizeof(float);
    if (n->norm == BAC_NORM_BIAS && source->beta != BAC_NN_NONE)
        adopt_bias(to, n, from, source);
    if (n->norm == BAC_NORM_BATCH && source->norm == BAC_NORM_BATCH) {
        memcpy(to->theta + to->param[n->gamma].at, from->theta + from->param[source->gamma].at,
               bytes);
        memcpy(to->theta + to->param[n->beta].at, from->theta + from->param[source->beta].at,
               bytes);
        memcpy(to->state + n->mean, from->state + source->mean, bytes);
        memcpy(to->state + n->var, from->state + source->var, bytes);
    }
    bool trained = n->step != BAC_NN_NONE && !to->param[n->step].fixed;
    if (trained && source->step != BAC_NN_NONE)
        adopt_scale(to, n, from, source, scales);
}

static bac_status misfit(const bac_nn_node *n, const char *path, bac_error *err) {
    return bac_fail(err, BAC_ERR_INPUT, path,
                    "has no layer %s of the same size; start from a run of the same network",
                    n->name);
}

static bac_status adopt_node(bac_nn *to, const bac_nn_node *n, const bac_nn *from,
                             const bac_nn_node *source, bool scales, const char *path,
                             bac_error *err) {
    if (source->C != n->C)
        return misfit(n, path, err);
    if (n->op == BAC_NN_CONV) {
        if (to->param[n->weight].n != from->param[source->weight].n)
            return misfit(n, path, err);
        bool folds = norm_behind(from, source) && !norm_behind(to, n);
        adopt_weights(to, n, from, source, folds);
        if (n->bias != BAC_NN_NONE && source->bias != BAC_NN_NONE)
            adopt_conv_bias(to, n, from, source, folds);
    } else if (n->op == BAC_NN_NORM) {
        if (n->norm == BAC_NORM_BATCH && source->norm != BAC_NORM_BATCH)
            return bac_fail(err, BAC_ERR_INPUT, path,
                            "%s has no batch norm: it is of native style or folded, and cannot "
                            "come back; write 'quantise native'",
                            source->name);
        adopt_norm(to, n, from, source, scales);
    }
    return BAC_OK;
}

bac_status bac_nn_adopt_pairs(bac_nn *to, const bac_nn *from, const int32_t *pair, bool scales,
                              const char *path, bac_error *err) {
    bac_status status = BAC_OK;
    for (uint32_t i = 0; !status && i < to->n_node; i++)
        if (pair[i] != BAC_NN_NONE)
            status = adopt_node(to, &to->node[i], from, &from->node[pair[i]], scales, path, err);
    if (!status)
        bac_nn_prepare(to);
    return status;
}

bac_status bac_nn_adopt(bac_nn *to, const bac_nn *from, const char *path, bac_error *err) {
    bac_status status = BAC_OK;
    int32_t *pair = malloc(to->n_node * sizeof *pair);
    if (!pair)
        return bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    for (uint32_t i = 0; !status && i < to->n_node; i++) {
        const bac_nn_node *n = &to->node[i];
        pair[i] = find_node(from, n->name);
        if (pair[i] == BAC_NN_NONE && (n->op == BAC_NN_CONV || n->norm != BAC_NORM_NONE))
            status = misfit(n, path, err);
        else if (pair[i] != BAC_NN_NONE && from->node[pair[i]].op != n->op)
            pair[i] = BAC_NN_NONE;
    }
    if (!status)
        status = bac_nn_adopt_pairs(to, from, pair, false, path, err);
    free(pair);
    return status;
}

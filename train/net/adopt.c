/* adopt.c - start one network from the parameters of another: float to FREE, float or FREE to
 * NATIVE. */
#include "checkpoint.h"

#include <math.h>
#include <string.h>

static const bac_nn_node *find_node(const bac_nn *nn, const char *name) {
    for (uint32_t i = 0; i < nn->n_node; i++)
        if (strcmp(nn->node[i].name, name) == 0)
            return &nn->node[i];
    return NULL;
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

static void adopt_norm(bac_nn *to, const bac_nn_node *n, const bac_nn *from,
                       const bac_nn_node *source) {
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
    if (trained && source->step != BAC_NN_NONE && source->bits == n->bits)
        to->theta[to->param[n->step].at] = from->theta[from->param[source->step].at];
}

static bac_status misfit(const bac_nn_node *n, const char *path, bac_error *err) {
    return bac_fail(err, BAC_ERR_INPUT, path,
                    "has no layer %s of the same size; start from a run of the same network",
                    n->name);
}

bac_status bac_nn_adopt(bac_nn *to, const bac_nn *from, const char *path, bac_error *err) {
    for (uint32_t i = 0; i < to->n_node; i++) {
        const bac_nn_node *n = &to->node[i], *source = find_node(from, n->name);
        bool has_params = n->op == BAC_NN_CONV || n->norm != BAC_NORM_NONE;
        if (!source && has_params)
            return misfit(n, path, err);
        if (!source || source->op != n->op)
            continue;
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
            if (n->norm == BAC_NORM_BATCH && source->norm == BAC_NORM_BIAS)
                return bac_fail(
                    err, BAC_ERR_INPUT, path,
                    "is of native style: its batch norm is folded and cannot come back");
            adopt_norm(to, n, from, source);
        }
    }
    bac_nn_prepare(to);
    return BAC_OK;
}

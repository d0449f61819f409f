/* adopt.c - initialises a network from the parameters of another: float to FREE, float or FREE to
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

/* gamma / sqrt(var + eps) of channel c; 1 without batch norm */
static double gain_of(const bac_nn *nn, const bac_nn_node *norm, uint32_t c) {
    return !norm ? 1
                 : (double)bac_nn_numbers(nn, norm->gamma)[c] /
                       sqrt((double)nn->state[norm->var + c] + (double)nn->eps);
}

/* Sets the scales of a convolution's weights, one for each channel or one for all. kept: the
 * parameter from which they are copied; NONE: all are `otherwise`. */
static void adopt_scales(bac_nn *to, int32_t param, const bac_nn *from, int32_t kept,
                         float otherwise) {
    for (size_t i = 0; param != BAC_NN_NONE && i < to->param[param].n; i++)
        bac_nn_numbers(to, param)[i] =
            kept == BAC_NN_NONE ? otherwise
                                : bac_nn_numbers(from, kept)[i < from->param[kept].n ? i : 0];
}

/* Copies weights, times the gain of a folded batch norm, and the set of pruned ones. Scales are
 * copied too if the width is the same (least scales: also only if all are equal where `to` has
 * one); otherwise scales follow from the weights. */
static void adopt_conv(bac_nn *to, const bac_nn_node *n, const bac_nn *from,
                       const bac_nn_node *source) {
    const bac_nn_node *norm = norm_behind(to, n) ? NULL : norm_behind(from, source);
    size_t count = to->param[n->weight].n, each = count / n->C;
    bool keeps = source->weight_bits == n->weight_bits, fits = keeps;
    memcpy(to->keep + to->param[n->weight].at, from->keep + from->param[source->weight].at, count);
    for (uint32_t c = 0; c < n->C; c++) {
        double gain = gain_of(from, norm, c);
        for (size_t i = c * each; i < (c + 1) * each; i++)
            bac_nn_numbers(to, n->weight)[i] =
                (float)((double)bac_nn_numbers(from, source->weight)[i] * gain);
        if (n->bias != BAC_NN_NONE && source->bias != BAC_NN_NONE)
            bac_nn_numbers(to, n->bias)[c] =
                (float)((double)bac_nn_numbers(from, source->bias)[c] * gain);
        fits = fits && (n->per_channel || source->wscale[c] == source->wscale[0]);
    }
    adopt_scales(to, n->least, from, fits ? source->least : BAC_NN_NONE, 0);
    adopt_scales(to, n->exponent, from, keeps ? source->exponent : BAC_NN_NONE,
                 (float)BAC_NN_NO_EXPONENT);
}

/* Sets the bias beta - mean * gain, which remains of a folded batch norm. */
static void adopt_bias(bac_nn *to, const bac_nn_node *n, const bac_nn *from,
                       const bac_nn_node *source) {
    for (uint32_t c = 0; c < n->C; c++) {
        double beta = (double)bac_nn_numbers(from, source->beta)[c];
        if (source->norm == BAC_NORM_BATCH)
            beta -= (double)from->state[source->mean + c] * gain_of(from, source, c);
        bac_nn_numbers(to, n->beta)[c] = (float)beta;
    }
}

static void adopt_scale(bac_nn *to, const bac_nn_node *n, const bac_nn *from,
                        const bac_nn_node *source, bool scales) {
    float *step = bac_nn_numbers(to, n->step);
    if (n->unit != BAC_NN_NONE) {
        float range = (float)source->code_hi / (float)n->code_hi;
        if (!scales && source->bits != n->bits)
            return;
        *bac_nn_numbers(to, n->unit) = source->scale[0] * range;
        *step = 0;
    } else if (source->bits == n->bits) {
        *step = source->unit == BAC_NN_NONE ? *bac_nn_numbers(from, source->step)
                                            : log2f(source->scale[0]);
    }
}

static void adopt_norm(bac_nn *to, const bac_nn_node *n, const bac_nn *from,
                       const bac_nn_node *source, bool scales) {
    size_t bytes = n->C * sizeof(float);
    if (n->norm == BAC_NORM_BIAS && source->beta != BAC_NN_NONE)
        adopt_bias(to, n, from, source);
    if (n->norm == BAC_NORM_BATCH) {
        memcpy(bac_nn_numbers(to, n->gamma), bac_nn_numbers(from, source->gamma), bytes);
        memcpy(bac_nn_numbers(to, n->beta), bac_nn_numbers(from, source->beta), bytes);
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
    bool conv = n->op == BAC_NN_CONV;
    if (source->C != n->C || (conv && to->param[n->weight].n != from->param[source->weight].n))
        return misfit(n, path, err);
    if (n->norm == BAC_NORM_BATCH && source->norm != BAC_NORM_BATCH)
        return bac_fail(err, BAC_ERR_INPUT, path,
                        "%s has no batch norm: it is of native style or folded, and cannot come "
                        "back; write 'quantise native'",
                        source->name);
    if (conv)
        adopt_conv(to, n, from, source);
    else if (n->op == BAC_NN_NORM)
        adopt_norm(to, n, from, source, scales);
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

/* nn_prepare.c - computes codes, scales, A and S for the forward pass from the real parameters. */
#include "../clones.h"
#include "fixed.h"
#include "nn.h"

#include <float.h>
#include <math.h>

enum {
    MAX_SHIFT = 14, /* S of a native quantiser: finer accumulators are of no use to 16-bit codes */
    MAX_ADD = 1 << 22 /* |A|: acc + A stays an exact float */
};

/* bac_fixed_code of each weight, 0 of those not kept. */
BAC_CLONES static void codes(const float *restrict w, const uint8_t *restrict keep, size_t n,
                             double scale, double top, float *restrict code) {
    for (size_t i = 0; i < n; i++) {
        const double v = keep[i] ? (double)w[i] : 0;
        code[i] = bac_fixed_code_even(v, scale, -top, top) + 0.0f; /* +0.0f: no -0 */
    }
}

/* Codes of n weights at one scale; returns the squared error. */
static double quantise(const float *w, const uint8_t *keep, size_t n, float scale, int32_t top,
                       float *code) {
    double error = 0;
    codes(w, keep, n, (double)scale, (double)top, code);
    for (size_t i = 0; i < n; i++) {
        const double e = (keep[i] ? (double)w[i] : 0) - (double)code[i] * (double)scale;
        error += e * e;
    }
    return error;
}

static float largest(const float *w, const uint8_t *keep, size_t n) {
    float max = 0;
    for (size_t i = 0; i < n; i++)
        max = keep[i] && fabsf(w[i]) > max ? fabsf(w[i]) : max;
    return max;
}

/* The power of two that represents the weights best: the smallest that holds the largest weight, or
 * one of the two below it, where clipping the largest costs less than finer steps gain. Bounded by
 * lo and hi (exponents), so that the shift behind it is 0..MAX_SHIFT. *used, the exponent of the
 * step before, stays as long as it is not clearly worse: two that are nearly as good as each other
 * would otherwise alternate, and each change moves every code of the channel. */
static float native_scale(const float *w, const uint8_t *keep, size_t n, int32_t top, int lo,
                          int hi, float *used, float *code) {
    const double clearly = 1.5; /* times the squared error */
    float max = largest(w, keep, n);
    if (max / (float)top < FLT_MIN)
        return ldexpf(1, hi);
    int first = (int)ceilf(log2f(max / (float)top));
    int best = 0;
    double least = INFINITY;
    for (int down = 0; down < 3; down++) {
        int exponent = first - down;
        exponent = exponent < lo ? lo : exponent > hi ? hi : exponent;
        double error = quantise(w, keep, n, ldexpf(1, exponent), top, code);
        if (error < least) {
            least = error;
            best = exponent;
        }
    }
    bool known = *used >= (float)lo && *used <= (float)hi && *used == floorf(*used);
    if (known && quantise(w, keep, n, ldexpf(1, (int)*used), top, code) <= clearly * least)
        best = (int)*used;
    *used = (float)best;
    return ldexpf(1, best);
}

/* The largest weight becomes the largest code. A scale that is kept grows only when the largest
 * weight would not be rounded to that code any more. */
static float free_scale(float max, int32_t top, float least) {
    float scale = max / ((float)top + (least > 0 ? 0.5f : 0));
    if (least > 0 && scale <= least)
        return least;
    return scale >= FLT_MIN ? scale : 1; /* weights as small as that are zeros */
}

static int exponent_of(float power_of_two) {
    return ilogbf(power_of_two);
}

static void prepare_weights(bac_nn *nn, bac_nn_node *n) {
    const bac_nn_param *p = &nn->param[n->weight];
    const float *w = nn->theta + p->at;
    const uint8_t *keep = nn->keep + p->at;
    float in_scale = nn->node[n->in[0]].scale[0];
    size_t each = n->per_channel ? p->n / n->C : p->n;
    int32_t top = (1 << (n->weight_bits ? n->weight_bits - 1 : 1)) - 1;
    for (size_t c = 0; c < (n->per_channel ? n->C : 1); c++) {
        size_t at = c * each;
        float scale = 1;
        if (n->weight_bits && nn->style == BAC_NN_NATIVE) {
            int lo = -40, hi = 0;
            if (n->quantiser != BAC_NN_NONE && nn->node[n->quantiser].bits) {
                float step = nn->theta[nn->param[nn->node[n->quantiser].step].at];
                hi = (int)step - exponent_of(in_scale);
                lo = hi - MAX_SHIFT;
            }
            float *used = nn->theta + nn->param[n->exponent].at + c;
            scale = native_scale(w + at, keep + at, each, top, lo, hi, used, n->wcode + at);
        } else if (n->weight_bits) {
            float least = n->least == BAC_NN_NONE ? 0 : nn->theta[nn->param[n->least].at + c];
            scale = free_scale(largest(w + at, keep + at, each), top, least);
        }
        if (n->weight_bits)
            quantise(w + at, keep + at, each, scale, top, n->wcode + at);
        for (size_t i = at; i < at + each; i++) {
            if (!n->weight_bits)
                n->wcode[i] = keep[i] ? w[i] : 0;
            n->wreal[i] = n->wcode[i] * scale;
        }
        for (size_t o = n->per_channel ? c : 0; o < (n->per_channel ? c + 1 : n->C); o++)
            n->wscale[o] = scale;
    }
}

static int32_t nearest(double v, int32_t limit) {
    return v >= limit ? limit : v <= -limit ? -limit : bac_fixed_round(v, BAC_ROUND_HALF_EVEN);
}

static void prepare_conv(bac_nn *nn, bac_nn_node *n) {
    const bac_nn_node *from = &nn->node[n->in[0]];
    prepare_weights(nn, n);
    n->coded = n->weight_bits && from->coded;
    for (uint32_t c = 0; c < n->C; c++)
        n->scale[c] = from->scale[0] * n->wscale[c];
    for (uint32_t c = 0; n->coded && n->bias != BAC_NN_NONE && c < n->C; c++)
        n->bcode[c] =
            nearest((double)nn->theta[nn->param[n->bias].at + c] / (double)n->scale[c], MAX_ADD);
}

/* A and S of a native quantiser; the scales' quotient is a power of two by construction. */
static void prepare_native(bac_nn *nn, bac_nn_node *n, float step) {
    const bac_nn_node *from = &nn->node[n->in[0]];
    for (uint32_t c = 0; c < n->C; c++) {
        int shift = exponent_of(step) - exponent_of(from->scale[c]);
        n->S[c] = (uint8_t)(shift < 0 ? 0 : shift);
        n->A[c] = 0;
        if (n->beta != BAC_NN_NONE) {
            double bias = (double)nn->theta[nn->param[n->beta].at + c];
            n->A[c] = nearest(bias / (double)from->scale[c], MAX_ADD);
            n->A[c] += n->S[c] ? 1 << (n->S[c] - 1) : 0;
        }
    }
}

static void prepare_norm(bac_nn *nn, bac_nn_node *n) {
    float step = n->bits ? exp2f(nn->theta[nn->param[n->step].at]) : 1;
    if (n->unit != BAC_NN_NONE)
        step *= nn->theta[nn->param[n->unit].at];
    n->coded = n->bits != 0;
    for (uint32_t c = 0; c < n->C; c++)
        n->scale[c] = step;
    if (n->op == BAC_NN_NORM && n->coded && nn->style == BAC_NN_NATIVE)
        prepare_native(nn, n, step);
}

/* Nodes whose stream keeps the numbers of the input. A join of unequal scales becomes
 * real-valued. */
static void prepare_pass(bac_nn *nn, bac_nn_node *n) {
    n->coded = true;
    float scale = nn->node[n->in[0]].scale[0];
    for (uint32_t i = 0; i < n->n_in; i++) {
        const bac_nn_node *from = &nn->node[n->in[i]];
        n->coded = n->coded && from->coded && from->scale[0] == scale;
    }
    if (n->op == BAC_NN_MEAN || n->op == BAC_NN_MUL)
        n->coded = false;
    for (uint32_t c = 0; c < n->C; c++)
        n->scale[c] = n->coded || n->n_in == 1 ? scale : 1;
    if (n->op == BAC_NN_MEAN)
        for (uint32_t c = 0; c < n->C; c++)
            n->scale[c] = 1;
}

void bac_nn_prepare(bac_nn *nn) {
    for (uint32_t i = 0; i < nn->n_node; i++) {
        bac_nn_node *n = &nn->node[i];
        switch (n->op) {
        case BAC_NN_CONV:
            prepare_conv(nn, n);
            break;
        case BAC_NN_INPUT:
        case BAC_NN_NORM:
            prepare_norm(nn, n);
            break;
        default:
            prepare_pass(nn, n);
        }
    }
}

uint64_t bac_nn_nonzero(const bac_nn *nn, uint32_t node) {
    const bac_nn_node *n = &nn->node[node];
    uint64_t count = 0;
    for (size_t i = 0; n->op == BAC_NN_CONV && i < nn->param[n->weight].n; i++)
        count += n->wcode[i] != 0;
    return count;
}

/* What a quantised forward pass holds, by its definition in nn.h: codes, exact sums, shifts,
 * scales; and which networks are refused because they could not hold it. */
#include "random_nn.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 3, ROUNDS = 60 };

static char replay[80];

/* A random network after a forward pass of random frames */
typedef struct scene {
    uint64_t seed;
    bac_nn *nn;
    bac_nn_work *work;
} scene;

static void scene_make(scene *s, uint64_t seed, bac_nn_style style, bac_nn_mode mode) {
    bac_error err = {0};
    random_source r = {seed};
    *s = (scene){.seed = seed};
    cr_assert(random_nn(seed, style, &s->nn, &err) == BAC_OK, "%s", scratch_error(&err));
    cr_assert(bac_nn_work_create(s->nn, FRAMES, false, &s->work, &err) == BAC_OK);
    const bac_nn_node *in = &s->nn->node[0];
    float *iq = malloc((size_t)FRAMES * in->T * in->C * sizeof *iq);
    random_iq(&r, s->nn, FRAMES, iq);
    bac_nn_forward(s->nn, s->work, mode, FRAMES, iq);
    free(iq);
}

static void scene_clear(scene *s) {
    bac_nn_work_free(s->work);
    bac_nn_free(s->nn);
}

static size_t stream_size(const bac_nn_node *n) {
    return (size_t)n->C * FRAMES * n->T;
}

typedef void scene_fn(const scene *s, uint32_t node, uint64_t *seen);

/* Calls check for every node of random networks of a style in a mode; what it counts must be many.
 */
static void each_node(bac_nn_style style, bac_nn_mode mode, scene_fn *check) {
    uint64_t first = random_first_seed(), n = random_rounds(ROUNDS), seen = 0;
    for (uint64_t seed = first; seed < first + n; seed++) {
        scene s;
        scene_make(&s, seed, style, mode);
        for (uint32_t i = 0; i < s.nn->n_node; i++)
            check(&s, i, &seen);
        scene_clear(&s);
    }
    cr_assert(n < ROUNDS || seen > 200, "only %llu cases", (unsigned long long)seen);
}

static void each_mode(bac_nn_style style, scene_fn *check) {
    each_node(style, BAC_NN_TRAIN, check);
    each_node(style, BAC_NN_FROZEN, check);
    each_node(style, BAC_NN_EVAL, check);
}

/* ---- codes */

static void codes_are_codes(const scene *s, uint32_t i, uint64_t *seen) {
    const bac_nn_node *n = &s->nn->node[i];
    const float *y = bac_nn_value(s->work, i);
    for (size_t j = 0; n->bits && j < stream_size(n); j++) {
        cr_assert(y[j] == rintf(y[j]) && y[j] >= (float)n->code_lo && y[j] <= (float)n->code_hi,
                  "%s: %s holds %g", random_replay(s->seed, replay), n->name, (double)y[j]);
        cr_assert(n->act != BAC_ACT_RELU || y[j] >= 0);
    }
    if (n->bits) {
        int lo = n->is_signed ? -(1 << (n->bits - 1)) : 0;
        cr_assert(n->coded && n->code_lo == lo && n->code_hi == lo + (1 << n->bits) - 1);
        ++*seen;
    }
}

Test(train_forward, codes_are_integers_within_their_range) {
    each_mode(BAC_NN_FREE, codes_are_codes);
    each_mode(BAC_NN_NATIVE, codes_are_codes);
}

/* ---- weights */

static void weights_are_codes(const scene *s, uint32_t i, uint64_t *seen) {
    const bac_nn_node *n = &s->nn->node[i];
    if (n->op != BAC_NN_CONV || !n->weight_bits)
        return;
    const bac_nn_param *p = &s->nn->param[n->weight];
    float top = (float)((1 << (n->weight_bits - 1)) - 1);
    size_t each = p->n / n->C;
    uint64_t nonzero = 0;
    for (size_t j = 0; j < p->n; j++) {
        float scale = n->wscale[j / each];
        double v = s->nn->keep[p->at + j] ? (double)s->nn->theta[p->at + j] : 0;
        double want = fmin(fmax(rint(v / (double)scale), -(double)top), (double)top);
        cr_assert((double)n->wcode[j] == want, "%s: weight %zu of %s",
                  random_replay(s->seed, replay), j, n->name);
        cr_assert(n->wreal[j] == n->wcode[j] * scale);
        cr_assert(s->nn->keep[p->at + j] || n->wcode[j] == 0);
        cr_assert(n->per_channel || scale == n->wscale[0]);
        nonzero += n->wcode[j] != 0;
    }
    cr_assert(bac_nn_nonzero(s->nn, i) == nonzero);
    ++*seen;
}

Test(train_forward, weights_are_the_nearest_codes_and_pruned_ones_are_0) {
    each_node(BAC_NN_FREE, BAC_NN_EVAL, weights_are_codes);
    each_node(BAC_NN_NATIVE, BAC_NN_EVAL, weights_are_codes);
}

/* FREE: the largest weight has the largest code. */
static void free_scale_fits(const scene *s, uint32_t i, uint64_t *seen) {
    const bac_nn_node *n = &s->nn->node[i];
    if (n->op != BAC_NN_CONV || !n->weight_bits)
        return;
    size_t each = s->nn->param[n->weight].n / (n->per_channel ? n->C : 1);
    for (uint32_t c = 0; c < (n->per_channel ? n->C : 1); c++) {
        float most = 0;
        for (size_t j = c * each; j < (c + 1) * each; j++)
            most = fmaxf(most, fabsf(n->wcode[j]));
        cr_assert(most == 0 || most == (float)((1 << (n->weight_bits - 1)) - 1));
        *seen += most != 0;
    }
}

Test(train_forward, free_weights_use_all_of_their_range) {
    each_node(BAC_NN_FREE, BAC_NN_EVAL, free_scale_fits);
}

/* Squared error of a channel's weights at a scale of 2^exponent */
static double native_error(const scene *s, const bac_nn_node *n, size_t at, size_t each,
                           int exponent) {
    const bac_nn_param *p = &s->nn->param[n->weight];
    double scale = ldexp(1, exponent), top = (1 << (n->weight_bits - 1)) - 1, error = 0;
    for (size_t j = at; j < at + each; j++) {
        double v = s->nn->keep[p->at + j] ? (double)s->nn->theta[p->at + j] : 0;
        error += pow(v - scale * fmin(fmax(rint(v / scale), -top), top), 2);
    }
    return error;
}

static float largest(const scene *s, const bac_nn_node *n, size_t at, size_t each) {
    const bac_nn_param *p = &s->nn->param[n->weight];
    float most = 0;
    for (size_t j = at; j < at + each; j++)
        if (s->nn->keep[p->at + j])
            most = fmaxf(most, fabsf(s->nn->theta[p->at + j]));
    return most;
}

/* NATIVE: of the smallest power of two that holds the largest weight and the two below it, as far
 * as there is a shift of 0..14 behind it, the nearest to the weights. */
static void native_scale_fits(const scene *s, uint32_t i, uint64_t *seen) {
    const bac_nn_node *n = &s->nn->node[i];
    if (n->op != BAC_NN_CONV || n->quantiser == BAC_NN_NONE)
        return;
    const bac_nn_node *q = &s->nn->node[n->quantiser], *from = &s->nn->node[n->in[0]];
    size_t each = s->nn->param[n->weight].n / (n->per_channel ? n->C : 1);
    int top = (1 << (n->weight_bits - 1)) - 1;
    int hi = ilogbf(q->scale[0]) - ilogbf(from->scale[0]);
    for (uint32_t c = 0; c < (n->per_channel ? n->C : 1); c++) {
        int here = ilogbf(n->wscale[c]), fits = hi - 14;
        float most = largest(s, n, c * each, each);
        double least = native_error(s, n, c * each, each, here);
        cr_assert(n->wscale[c] == ldexpf(1, here) && here <= hi && here >= hi - 14);
        cr_assert(most > 0 || here == hi);
        while (ldexpf((float)top, fits) < most)
            fits++;
        for (int e = fits; most > 0 && e > fits - 3; e--) {
            int held = e > hi ? hi : e < hi - 14 ? hi - 14 : e;
            cr_assert(native_error(s, n, c * each, each, held) >= least,
                      "%s: %s channel %u: 2^%d is nearer than 2^%d", random_replay(s->seed, replay),
                      n->name, c, held, here);
            *seen += held != here;
        }
    }
}

Test(train_forward, native_weights_have_the_nearest_power_of_two) {
    each_node(BAC_NN_NATIVE, BAC_NN_EVAL, native_scale_fits);
}

/* A scale in use stays until another has clearly less error: two thirds of its own. */
static void native_scale_stays(const scene *s, uint32_t i, uint64_t *seen) {
    const bac_nn_node *n = &s->nn->node[i];
    if (n->op != BAC_NN_CONV || n->quantiser == BAC_NN_NONE)
        return;
    const bac_nn_param *p = &s->nn->param[n->weight];
    const bac_nn_node *q = &s->nn->node[n->quantiser], *from = &s->nn->node[n->in[0]];
    size_t each = p->n / (n->per_channel ? n->C : 1);
    int top = (1 << (n->weight_bits - 1)) - 1;
    int hi = ilogbf(q->scale[0]) - ilogbf(from->scale[0]);
    for (double factor = 0.6; factor < 1.7; factor += 0.1) {
        float *before = malloc(n->C * sizeof *before);
        memcpy(before, n->wscale, n->C * sizeof *before);
        for (size_t j = p->at; j < p->at + p->n; j++)
            s->nn->theta[j] *= (float)factor;
        bac_nn_prepare(s->nn);
        for (uint32_t c = 0; c < (n->per_channel ? n->C : 1); c++) {
            double least = INFINITY, old = native_error(s, n, c * each, each, ilogbf(before[c]));
            float most = largest(s, n, c * each, each);
            int fits = hi - 14;
            while (ldexpf((float)top, fits) < most)
                fits++;
            for (int e = fits; e > fits - 3; e--)
                least = fmin(least, native_error(s, n, c * each, each,
                                                 e > hi        ? hi
                                                 : e < hi - 14 ? hi - 14
                                                               : e));
            bool stays = n->wscale[c] == before[c];
            cr_assert(most == 0 || old > 1.4999 * least || stays, "%s: %s channel %u",
                      random_replay(s->seed, replay), n->name, c);
            cr_assert(most == 0 || old < 1.5001 * least || !stays, "%s: %s channel %u",
                      random_replay(s->seed, replay), n->name, c);
            *seen += most > 0 && old > least;
        }
        free(before);
    }
}

Test(train_forward, a_native_scale_stays_until_another_is_clearly_better) {
    each_node(BAC_NN_NATIVE, BAC_NN_EVAL, native_scale_stays);
}

/* A run that resumes prepares once more than one that does not. */
static void preparing_again(const scene *s, uint32_t i, uint64_t *seen) {
    const bac_nn_node *n = &s->nn->node[i];
    if (n->op != BAC_NN_CONV)
        return;
    size_t size = s->nn->param[n->weight].n;
    float *before = malloc(size * sizeof *before);
    memcpy(before, n->wcode, size * sizeof *before);
    bac_nn_prepare(s->nn);
    cr_assert(memcmp(before, n->wcode, size * sizeof *before) == 0);
    free(before);
    ++*seen;
}

Test(train_forward, preparing_again_changes_nothing) {
    each_node(BAC_NN_NATIVE, BAC_NN_EVAL, preparing_again);
    each_node(BAC_NN_FREE, BAC_NN_EVAL, preparing_again);
}

/* ---- sums */

static int64_t integer(float v) {
    cr_assert(v == rintf(v) && fabsf(v) < 0x1p24f, "%g is no exact integer", (double)v);
    return (int64_t)v;
}

static int64_t convolve(const scene *s, uint32_t i, uint32_t o, uint32_t b, uint32_t t) {
    const bac_nn_node *n = &s->nn->node[i];
    const bac_conv_shape *k = &n->conv;
    const float *x = bac_nn_value(s->work, n->in[0]);
    uint32_t ci = k->c_in / k->groups, first = o / (k->c_out / k->groups) * ci;
    int64_t sum = n->bias == BAC_NN_NONE ? 0 : n->bcode[o];
    for (uint32_t c = 0; c < ci; c++)
        for (uint32_t j = 0; j < k->kernel; j++) {
            int64_t at = (int64_t)t * k->stride + j - k->pad_left;
            if (at >= 0 && at < k->t_in)
                sum += integer(n->wcode[((size_t)o * ci + c) * k->kernel + j]) *
                       integer(x[((size_t)(first + c) * FRAMES + b) * k->t_in + (size_t)at]);
        }
    return sum;
}

static void sums_are_exact(const scene *s, uint32_t i, uint64_t *seen) {
    const bac_nn_node *n = &s->nn->node[i];
    const float *y = bac_nn_value(s->work, i);
    if (n->op != BAC_NN_CONV || !n->coded)
        return;
    for (uint32_t c = 0; c < n->C; c++)
        for (uint32_t b = 0; b < FRAMES; b++)
            for (uint32_t t = 0; t < n->T; t++)
                cr_assert(integer(y[((size_t)c * FRAMES + b) * n->T + t]) ==
                              convolve(s, i, c, b, t),
                          "%s: %s channel %u frame %u position %u", random_replay(s->seed, replay),
                          n->name, c, b, t);
    ++*seen;
}

Test(train_forward, accumulators_are_the_integer_convolution_of_codes) {
    each_node(BAC_NN_FREE, BAC_NN_TRAIN, sums_are_exact);
    each_node(BAC_NN_NATIVE, BAC_NN_TRAIN, sums_are_exact);
    each_node(BAC_NN_NATIVE, BAC_NN_EVAL, sums_are_exact);
}

/* ---- native quantisers */

/* (x + A) >> S, clamped, by libbac's own function */
static void shifts_are_libbacs(const scene *s, uint32_t i, uint64_t *seen) {
    const bac_nn_node *n = &s->nn->node[i], *from = &s->nn->node[n->in[0]];
    const float *x = bac_nn_value(s->work, n->in[0]), *y = bac_nn_value(s->work, i);
    if (n->op != BAC_NN_NORM || !n->coded || !from->coded)
        return;
    for (uint32_t c = 0; c < n->C; c++) {
        bac_requant r = {.form = BAC_FORM_SHIFT, .add = n->A[c], .shift = n->S[c]};
        int32_t lo = n->act == BAC_ACT_RELU && n->code_lo < 0 ? 0 : n->code_lo;
        for (size_t j = (size_t)c * FRAMES * n->T; j < (size_t)(c + 1) * FRAMES * n->T; j++)
            cr_assert(
                integer(y[j]) == bac_requant_apply(&r, lo, n->code_hi, (int32_t)integer(x[j])),
                "%s: %s channel %u: (%g + %d) >> %u is not %g", random_replay(s->seed, replay),
                n->name, c, (double)x[j], n->A[c], n->S[c], (double)y[j]);
    }
    ++*seen;
}

Test(train_forward, native_quantisers_are_add_shift_clamp_by_libbac) {
    each_mode(BAC_NN_NATIVE, shifts_are_libbacs);
}

/* S is what the scales say; A is the bias in units of the accumulator, and half a code. */
static void shifts_fit_scales(const scene *s, uint32_t i, uint64_t *seen) {
    const bac_nn_node *n = &s->nn->node[i], *from = &s->nn->node[n->in[0]];
    if (n->op != BAC_NN_NORM || !n->coded || !from->coded)
        return;
    for (uint32_t c = 0; c < n->C; c++) {
        double unit = (double)from->scale[c], bias = 0;
        cr_assert(n->S[c] <= 14 && ldexp(unit, n->S[c]) == (double)n->scale[c]);
        cr_assert(frexp(unit, &(int){0}) == 0.5);
        if (n->beta != BAC_NN_NONE)
            bias = (double)s->nn->theta[s->nn->param[n->beta].at + c];
        double want = rint(bias / unit);
        if (n->beta != BAC_NN_NONE && n->S[c])
            want += ldexp(1, n->S[c] - 1);
        cr_assert((double)n->A[c] == want, "%s: %s channel %u: A %d, from the bias %g",
                  random_replay(s->seed, replay), n->name, c, n->A[c], want);
        ++*seen;
    }
}

Test(train_forward, native_shifts_and_addends_follow_from_scales_and_biases) {
    each_node(BAC_NN_NATIVE, BAC_NN_EVAL, shifts_fit_scales);
}

/* ---- scales */

static void scales_are_products(const scene *s, uint32_t i, uint64_t *seen) {
    const bac_nn_node *n = &s->nn->node[i], *from = &s->nn->node[n->in[0]];
    for (uint32_t c = 0; c < n->C; c++) {
        float want = 1;
        if (n->op == BAC_NN_CONV)
            want = from->scale[0] * n->wscale[c];
        else if (n->bits)
            want = exp2f(s->nn->theta[s->nn->param[n->step].at]);
        else if (n->coded)
            want = from->scale[0];
        cr_assert(n->scale[c] == want, "%s: %s channel %u: %g, not %g",
                  random_replay(s->seed, replay), n->name, c, (double)n->scale[c], (double)want);
        ++*seen;
    }
}

Test(train_forward, a_unit_of_a_sum_is_worth_the_product_of_its_factors_units) {
    each_node(BAC_NN_FREE, BAC_NN_EVAL, scales_are_products);
    each_node(BAC_NN_NATIVE, BAC_NN_EVAL, scales_are_products);
}

/* ---- all channels pruned, weights next to nothing */

static bac_nn *small(bac_nn_style style, bac_error *err) {
    bac_nn *nn = NULL;
    const bool native = style == BAC_NN_NATIVE;
    bac_nn_conv_spec conv = {
        .channels = 3, .groups = 1, .kernel = 3, .stride = 1, .pad_left = 1, .weight_bits = 4};
    bac_nn_conv_spec fc = {.channels = 2,
                           .groups = 1,
                           .kernel = 1,
                           .stride = 1,
                           .weight_bits = 4,
                           .fc = true,
                           .per_tensor = true};
    cr_assert(bac_nn_create("small", style, &nn, err) == BAC_OK);
    uint32_t x = bac_nn_input(nn, 8, 2, 8, 1.0 / 64);
    x = bac_nn_conv(nn, "conv", x, &conv);
    x = bac_nn_norm_act(nn, "conv_q", x, native ? BAC_NORM_BIAS : BAC_NORM_BATCH, BAC_ACT_RELU, 4,
                        false, 0.25);
    x = bac_nn_globalmax(nn, "pool", x);
    bac_nn_conv(nn, "fc", x, &fc);
    cr_assert(bac_nn_finish(nn, 1, err) == BAC_OK, "%s", scratch_error(err));
    return nn;
}

static void check_tiny_weights(bac_nn_style style, float size) {
    enum { T = 8 };
    bac_error err = {0};
    bac_nn *nn = small(style, &err);
    bac_nn_work *work = NULL;
    float iq[T * 2], grad[64] = {0}, dlogit[2] = {1, -1};
    for (int j = 0; j < T * 2; j++)
        iq[j] = (float)j / 8 - 1;
    for (uint32_t i = 0; i < nn->n_param; i++)
        for (size_t j = 0; nn->param[i].prunable && j < nn->param[i].n; j++)
            nn->theta[nn->param[i].at + j] = size;
    bac_nn_prepare(nn);
    cr_assert(bac_nn_work_create(nn, 1, true, &work, &err) == BAC_OK);
    cr_assert(nn->n_theta <= sizeof grad / sizeof *grad);
    const float *logit = bac_nn_forward(nn, work, BAC_NN_TRAIN, 1, iq);
    cr_assert(isfinite(logit[0]) && isfinite(logit[1]), "%g %g", (double)logit[0],
              (double)logit[1]);
    bac_nn_backward(nn, work, dlogit, grad);
    for (size_t j = 0; j < nn->n_theta; j++)
        cr_assert(isfinite(grad[j]), "gradient %zu is %g", j, (double)grad[j]);
    for (uint32_t i = 0; i < nn->n_node; i++)
        if (nn->node[i].op == BAC_NN_CONV)
            cr_assert(bac_nn_nonzero(nn, i) == 0);
    bac_nn_work_free(work);
    bac_nn_free(nn);
}

Test(train_forward, weights_without_size_are_codes_0) {
    const float size[] = {0, 1e-45f, 1e-40f, 1.2e-38f};
    for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
        check_tiny_weights(BAC_NN_FREE, size[i]);
        check_tiny_weights(BAC_NN_NATIVE, size[i]);
    }
}

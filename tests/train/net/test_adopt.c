/* A network that starts from another: same function where that is possible, refused where not. */
#include "random_nn.h"
#include "scratch.h"
#include "small_run.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bac_nn *network(const char *settings) {
    bac_recipe r = small_recipe(settings);
    bac_nn *nn = NULL;
    bac_error err = {0};
    cr_assert(bac_recipe_network(&r, &nn, &err) == BAC_OK, "%s", scratch_error(&err));
    return nn;
}

/* What training does to a network */
static void train_at_random(bac_nn *nn, uint64_t seed) {
    random_source r = {seed};
    for (uint32_t i = 0; i < nn->n_param; i++)
        for (size_t j = nn->param[i].at; j < nn->param[i].at + nn->param[i].n; j++) {
            if (nn->param[i].fixed)
                continue;
            nn->theta[j] += (float)random_real(&r, -0.2, 0.2);
            nn->keep[j] = !nn->param[i].prunable || !random_chance(&r, 30);
        }
    for (uint32_t i = 0; i < nn->n_node; i++)
        for (uint32_t c = 0; nn->node[i].norm == BAC_NORM_BATCH && c < nn->node[i].C; c++) {
            nn->state[nn->node[i].mean + c] = (float)random_real(&r, -0.3, 0.3);
            nn->state[nn->node[i].var + c] = (float)random_real(&r, 0.2, 2);
        }
    bac_nn_prepare(nn);
}

static void adopt(bac_nn *to, const bac_nn *from) {
    bac_error err = {0};
    cr_assert(bac_nn_adopt(to, from, "source", &err) == BAC_OK, "%s", scratch_error(&err));
}

enum { FRAMES = 4 };

/* Largest difference of logits, as a share of the largest logit, with running statistics */
static double apart(const bac_nn *a, const bac_nn *b) {
    const bac_nn_node *in = &a->node[0];
    const bac_nn *nn[2] = {a, b};
    const float *logit[2];
    bac_nn_work *work[2];
    random_source r = {11};
    double most = 0, size = 0;
    float *iq = malloc((size_t)FRAMES * in->T * in->C * sizeof *iq);
    for (size_t j = 0; j < (size_t)FRAMES * in->T * in->C; j++)
        iq[j] = (float)random_real(&r, -1.5, 1.5);
    for (int i = 0; i < 2; i++) {
        cr_assert(bac_nn_work_create(nn[i], FRAMES, false, &work[i], NULL) == BAC_OK);
        logit[i] = bac_nn_forward(nn[i], work[i], BAC_NN_EVAL, FRAMES, iq);
    }
    for (size_t j = 0; j < (size_t)a->node[a->n_node - 1].C * FRAMES; j++) {
        most = fmax(most, fabs((double)logit[0][j] - (double)logit[1][j]));
        size = fmax(size, fabs((double)logit[0][j]));
    }
    cr_assert(size > 0.01);
    bac_nn_work_free(work[0]);
    bac_nn_work_free(work[1]);
    free(iq);
    return most / size;
}

static const bac_nn_param *param_named(const bac_nn *nn, const char *name) {
    for (uint32_t i = 0; i < nn->n_param; i++)
        if (strcmp(nn->param[i].name, name) == 0)
            return &nn->param[i];
    return NULL;
}

/* Summands share a scale: that of the branch is then a parameter of no node. */
static bool is_used(const bac_nn *nn, uint32_t param) {
    for (uint32_t i = 0; i < nn->n_node; i++)
        if (nn->node[i].step == (int32_t)param)
            return true;
    return !strstr(nn->param[param].name, ".step");
}

Test(train_adopt, a_network_of_the_same_style_becomes_equal) {
    const char *style[] = {"quantise=none", "quantise=free", "quantise=native"};
    for (int i = 0; i < 3; i++) {
        bac_nn *from = network(style[i]), *to = network(style[i]);
        train_at_random(from, 5);
        adopt(to, from);
        for (uint32_t p = 0; p < to->n_param; p++)
            for (size_t j = to->param[p].at; j < to->param[p].at + to->param[p].n; j++)
                cr_assert(to->theta[j] == from->theta[j] || !is_used(to, p), "%s: %s", style[i],
                          to->param[p].name);
        cr_assert(memcmp(to->keep, from->keep, to->n_theta) == 0);
        cr_assert(memcmp(to->state, from->state, to->n_state * sizeof(float)) == 0);
        cr_assert(apart(to, from) == 0);
        bac_nn_free(from);
        bac_nn_free(to);
    }
}

/* Float to FREE and to NATIVE: with many bits hardly anything changes, with few something does. */
Test(train_adopt, a_quantised_network_starts_from_a_float_one) {
    const char *fine[] = {"quantise=free;input_bits=10;weight_bits=9;act_bits=9;input_scale=1/256",
                          "quantise=native;input_bits=10;weight_bits=9;act_bits=9;"
                          "input_scale=1/256"};
    bac_nn *from = network("quantise=none");
    train_at_random(from, 5);
    for (int i = 0; i < 2; i++) {
        bac_nn *to = network(fine[i]);
        cr_assert(apart(from, to) > 0.1);
        adopt(to, from);
        cr_assert(apart(from, to) < 0.03, "%s: %g", fine[i], apart(from, to));
        for (uint32_t p = 0; p < to->n_param; p++)
            if (to->param[p].prunable)
                cr_assert(memcmp(to->keep + to->param[p].at,
                                 from->keep + param_named(from, to->param[p].name)->at,
                                 to->param[p].n) == 0);
        bac_nn_free(to);
    }
    bac_nn_free(from);
}

Test(train_adopt, a_native_network_starts_from_a_free_one) {
    bac_nn *from = network("quantise=free;weight_bits=9;act_bits=9");
    bac_nn *to = network("quantise=native;weight_bits=9;act_bits=9");
    train_at_random(from, 6);
    for (uint32_t i = 0; i < from->n_param; i++) /* the native ranges are not learned */
        if (strstr(from->param[i].name, ".step"))
            from->theta[from->param[i].at] = from->param[i].start;
    bac_nn_prepare(from);
    adopt(to, from);
    cr_assert(apart(from, to) < 0.05, "%g", apart(from, to));
    bac_nn_free(from);
    bac_nn_free(to);
}

Test(train_adopt, a_learned_scale_comes_along_when_the_bits_are_the_same) {
    bac_nn *from = network("act_bits=5"), *same = network("act_bits=5"),
           *other = network("act_bits=7");
    const bac_nn_param *p = param_named(from, "block0_dw_q.step");
    train_at_random(from, 5);
    adopt(same, from);
    adopt(other, from);
    cr_assert(same->theta[p->at] == from->theta[p->at] && from->theta[p->at] != p->start);
    cr_assert(other->theta[p->at] == param_named(other, p->name)->start);
    bac_nn_free(from);
    bac_nn_free(same);
    bac_nn_free(other);
}

/* conv with a bias, batch norm, fc; or the same with batch norm folded */
static bac_nn *biased(bac_nn_norm norm) {
    bac_nn *nn = NULL;
    bac_nn_conv_spec conv = {
        .channels = 5, .groups = 1, .kernel = 3, .stride = 1, .pad_left = 1, .bias = true};
    bac_nn_conv_spec fc = {.channels = 3,
                           .groups = 1,
                           .kernel = 1,
                           .stride = 1,
                           .bias = true,
                           .fc = true,
                           .per_tensor = true};
    cr_assert(bac_nn_create("biased", BAC_NN_FLOAT, &nn, NULL) == BAC_OK);
    uint32_t x = bac_nn_conv(nn, "conv", bac_nn_input(nn, 16, 2, 0, 1), &conv);
    x = bac_nn_norm_act(nn, "conv_bn", x, norm, BAC_ACT_RELU, 0, false, 1);
    bac_nn_conv(nn, "fc", bac_nn_globalmax(nn, "pool", x), &fc);
    cr_assert(bac_nn_finish(nn, 1, NULL) == BAC_OK);
    return nn;
}

Test(train_adopt, folding_batch_norm_folds_the_bias_before_it_too) {
    bac_nn *from = biased(BAC_NORM_BATCH), *to = biased(BAC_NORM_BIAS);
    train_at_random(from, 5);
    adopt(to, from);
    cr_assert(apart(from, to) < 1e-5, "%g", apart(from, to));
    bac_nn_free(from);
    bac_nn_free(to);
}

static void misfit_of(bac_nn *to, bac_nn *from, const char *text) {
    bac_error err = {0};
    cr_assert(bac_nn_adopt(to, from, "source", &err) == BAC_ERR_INPUT, "%s", text);
    cr_assert(strcmp(err.where, "source") == 0 && strstr(err.text, text), "%s",
              scratch_error(&err));
    bac_nn_free(to);
    bac_nn_free(from);
}

static void misfit(const char *to, const char *from, const char *text) {
    misfit_of(network(to), network(from), text);
}

/* Its random initial weights have left scales behind that would be kept if they were nearly right.
 */
Test(train_adopt, native_scales_are_chosen_for_the_weights_that_came) {
    bac_nn *from = network("quantise=none"), *to = network("quantise=native");
    train_at_random(from, 21);
    for (size_t j = 0; j < from->n_theta; j++)
        from->theta[j] *= 0.8f;
    bac_nn_prepare(from);
    adopt(to, from);
    uint32_t convs = 0;
    for (uint32_t i = 0; i < to->n_node; i++) {
        const bac_nn_node *n = &to->node[i];
        if (n->op != BAC_NN_CONV)
            continue;
        float *used = to->theta + to->param[n->exponent].at, chosen = n->wscale[0];
        for (size_t c = 0; c < to->param[n->exponent].n; c++)
            used[c] = BAC_NN_NO_EXPONENT;
        float *scales = malloc(n->C * sizeof *scales);
        memcpy(scales, n->wscale, n->C * sizeof *scales);
        bac_nn_prepare(to);
        cr_expect(memcmp(scales, n->wscale, n->C * sizeof *scales) == 0 && chosen > 0, "%s",
                  n->name);
        free(scales);
        convs++;
    }
    cr_assert(convs > 2);
    bac_nn_free(from);
    bac_nn_free(to);
}

Test(train_adopt, another_network_is_refused_by_layer) {
    misfit("channels=4 8", "channels=4 4", "layer block1_pw ");
    misfit("kernel=5 3", "kernel=7 3", "layer block0_dw ");
    misfit("classes=24", "classes=5", "layer fc ");
    misfit_of(biased(BAC_NORM_BATCH), network(""), "layer conv ");
    misfit("quantise=free", "quantise=native", "cannot come back");
}

/* The gradient of a whole network: that of its definition (naive_nn.h), by central differences. */
#include "naive_nn.h"
#include "random_nn.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { FRAMES = 3, CLASSES = 5 };

/* The differences are taken in double: their error is far below that of the gradients, which the
 * trainer sums in float. */
static const double STEP = 3e-8, MARGIN = 3e-5, SPREAD = 1e-3;

/* A component may be wrong by `share` of the largest of its parameter and by `floor` of the largest
 * of all. The second is for sums that cancel: a weight in front of batch norm, whose size does not
 * matter, has the gradient 0. */
typedef struct tolerance {
    double share, floor;
} tolerance;

static const tolerance TIGHT = {5e-5, 1e-5}, RANDOM = {2e-4, 5e-4};

/* Networks of larger or smaller gradients (a chain of dead channels behind batch norm, logits that
 * hardly move) are left out: there float has few digits left. */
static const double LEAST = 0.02, MOST = 1000;

typedef struct problem {
    uint64_t seed;
    tolerance allowed;
    bac_nn *nn;
    bac_nn_mode mode;
    uint32_t classes;
    float *iq, *teacher; /* teacher NULL: none */
    int32_t *label;
    double alpha, tau;
    bool sharded;  /* each frame is a shard of the batch */
    float *grad;   /* the trainer's */
    double *slope; /* the reference's */
} problem;

typedef struct tally {
    uint64_t networks, left_out;
    uint64_t components, moving; /* parameters of networks; those whose gradient is not 0 */
    double worst;                /* error as a share of the parameter's largest gradient */
} tally;

static char replay[80];

/* Phase by phase, on two works in turn as threads would. */
static void trainers_shards(problem *p) {
    const bac_nn *nn = p->nn;
    bac_nn_batch *batch = NULL;
    bac_nn_work *work[2] = {NULL, NULL};
    float *dlogit = malloc(p->classes * sizeof *dlogit);
    float *wise = malloc(p->classes * sizeof *wise);
    uint32_t correct, last = bac_nn_phases(nn) - 1;
    cr_assert(bac_nn_batch_create(nn, FRAMES, 1, &batch, NULL) == BAC_OK);
    for (int i = 0; i < 2; i++)
        cr_assert(bac_nn_work_create(nn, 1, true, &work[i], NULL) == BAC_OK);
    bac_nn_batch_begin(nn, batch, BAC_NN_TRAIN);
    for (uint32_t phase = 0; phase <= last; phase++) {
        for (uint32_t s = 0; s < FRAMES; s++) {
            bac_nn_work *w = work[(s + phase) % 2];
            const float *iq = p->iq + (size_t)s * nn->node[0].T * nn->node[0].C;
            const float *logit = bac_nn_phase_forward(nn, w, batch, s, phase, iq);
            cr_assert((logit != NULL) == (phase == last));
            if (!logit)
                continue;
            for (uint32_t c = 0; p->teacher && c < p->classes; c++)
                wise[c] = p->teacher[c * FRAMES + s];
            bac_loss(p->classes, 1, logit, p->label + s, p->teacher ? wise : NULL,
                     p->teacher ? p->alpha : 0, p->tau, 1.0 / FRAMES, dlogit, &correct);
            bac_nn_phase_backward(nn, w, batch, s, phase, dlogit, p->grad);
        }
        if (phase < last)
            bac_nn_join_forward(nn, batch, phase);
    }
    for (uint32_t phase = last; phase-- > 0;) {
        bac_nn_join_backward(nn, batch, phase + 1);
        for (uint32_t s = FRAMES; s-- > 0;)
            bac_nn_phase_backward(nn, work[(s + phase) % 2], batch, s, phase, NULL, p->grad);
    }
    bac_nn_work_free(work[0]);
    bac_nn_work_free(work[1]);
    bac_nn_batch_free(batch);
    free(dlogit);
    free(wise);
}

static void trainers(problem *p, bac_nn_work *work) {
    if (p->sharded) {
        trainers_shards(p);
        return;
    }
    uint32_t correct;
    float *dlogit = malloc((size_t)p->classes * FRAMES * sizeof *dlogit);
    const float *logit = bac_nn_forward(p->nn, work, p->mode, FRAMES, p->iq);
    bac_loss(p->classes, FRAMES, logit, p->label, p->teacher, p->teacher ? p->alpha : 0, p->tau,
             1.0 / FRAMES, dlogit, &correct);
    bac_nn_backward(p->nn, work, dlogit, p->grad);
    free(dlogit);
}

static double loss_at(const problem *p, naive *n, const double *theta) {
    naive_forward(n, theta);
    return naive_loss(n, p->label, p->teacher, p->alpha, p->tau);
}

/* At most `most` components of each parameter, at random. */
static void differences(problem *p, naive *n, random_source *r, size_t most, bool *taken) {
    const bac_nn *nn = p->nn;
    double *theta = malloc(nn->n_theta * sizeof *theta);
    for (size_t j = 0; j < nn->n_theta; j++)
        theta[j] = n->theta0[j];
    for (uint32_t i = 0; i < nn->n_param; i++)
        for (size_t k = 0; k < (nn->param[i].n < most ? nn->param[i].n : most); k++) {
            size_t any = (size_t)random_between(r, 0, (int64_t)nn->param[i].n - 1);
            size_t j = nn->param[i].at + (nn->param[i].n <= most ? k : any);
            double here = theta[j];
            theta[j] = here + STEP;
            double up = loss_at(p, n, theta);
            theta[j] = here - STEP;
            p->slope[j] = (up - loss_at(p, n, theta)) / (2 * STEP);
            theta[j] = here;
            taken[j] = true;
        }
    free(theta);
}

static double largest(const problem *p) {
    double all = 0;
    for (size_t j = 0; j < p->nn->n_theta; j++)
        all = fmax(all, fabs((double)p->grad[j]));
    return all;
}

static void compare(const problem *p, const bool *taken, tally *sum) {
    const bac_nn *nn = p->nn;
    double all = largest(p);
    for (uint32_t i = 0; i < nn->n_param; i++) {
        const bac_nn_param *q = &nn->param[i];
        double top = 0;
        if (q->fixed)
            continue;
        for (size_t j = q->at; j < q->at + q->n; j++)
            top = fmax(top, fabs((double)p->grad[j]));
        double allowed = p->allowed.share * top + p->allowed.floor * all;
        for (size_t j = q->at; j < q->at + q->n; j++) {
            if (!taken[j])
                continue;
            double wrong = fabs((double)p->grad[j] - p->slope[j]);
            cr_assert(wrong <= allowed, "%s, %s %zu: %.9g, by differences %.9g (largest %.3g)",
                      random_replay(p->seed, replay), q->name, j - q->at, (double)p->grad[j],
                      p->slope[j], top);
            sum->components++;
            sum->moving += fabs(p->slope[j]) > 1e-3 * all;
            if (top > 0.01 * all)
                sum->worst = fmax(sum->worst, wrong / top);
        }
    }
}

/* Draws frames until no kink is nearer than MARGIN to what they lead to, and batch statistics do
 * not divide by next to nothing, which multiplies rounding. */
static bool draw_frames(problem *p, naive *n, random_source *r, bac_nn_work *work) {
    const bac_nn_node *in = &p->nn->node[0];
    size_t size = (size_t)FRAMES * in->T * in->C;
    p->iq = malloc(size * sizeof *p->iq);
    for (int tries = 0; tries < 60; tries++) {
        random_iq(r, p->nn, FRAMES, p->iq);
        bac_nn_forward(p->nn, work, p->mode, FRAMES, p->iq);
        naive_record(n, p->iq, work);
        if (n->margin > MARGIN && n->spread > SPREAD)
            return true;
    }
    return false;
}

static void check(problem *p, size_t most, bool teach, tally *sum) {
    naive n;
    random_source r = {p->seed};
    bac_nn_work *work = NULL;
    bac_error err = {0};
    p->classes = p->nn->node[p->nn->n_node - 1].C;
    naive_make(&n, p->nn, p->mode, FRAMES);
    cr_assert(bac_nn_work_create(p->nn, FRAMES, true, &work, &err) == BAC_OK, "%s", err.text);
    if (!draw_frames(p, &n, &r, work)) {
        sum->left_out++;
        goto done;
    }
    p->label = malloc(FRAMES * sizeof *p->label);
    p->teacher = teach ? malloc((size_t)p->classes * FRAMES * sizeof(float)) : NULL;
    p->grad = calloc(p->nn->n_theta, sizeof(float));
    p->slope = calloc(p->nn->n_theta, sizeof(double));
    bool *taken = calloc(p->nn->n_theta, sizeof(bool));
    for (uint32_t b = 0; b < FRAMES; b++)
        p->label[b] = (int32_t)random_between(&r, 0, p->classes - 1);
    for (uint32_t j = 0; teach && j < p->classes * FRAMES; j++)
        p->teacher[j] = (float)random_real(&r, -3, 3);
    p->alpha = random_real(&r, 0.2, 0.8);
    p->tau = random_real(&r, 0.7, 4);
    trainers(p, work);
    if (largest(p) > LEAST && largest(p) < MOST) {
        differences(p, &n, &r, most, taken);
        compare(p, taken, sum);
        sum->networks++;
    } else {
        sum->left_out++;
    }
    free(taken);
    free(p->label);
    free(p->teacher);
    free(p->grad);
    free(p->slope);
done:
    free(p->iq);
    naive_clear(&n);
    bac_nn_work_free(work);
}

static void report(const tally *sum) {
    cr_log_info("%llu networks, %llu left out, %llu components, worst %.2g of the largest",
                (unsigned long long)sum->networks, (unsigned long long)sum->left_out,
                (unsigned long long)sum->components, sum->worst);
}

/* ---- every kind of node in one network */

static uint32_t conv(bac_nn *nn, const char *name, uint32_t from, bac_nn_conv_spec s) {
    s.groups = s.groups ? s.groups : 1;
    s.kernel = s.kernel ? s.kernel : 1;
    s.stride = s.stride ? s.stride : 1;
    return bac_nn_conv(nn, name, from, &s);
}

static uint32_t norm(bac_nn *nn, const char *name, uint32_t from, bac_nn_norm kind,
                     bac_nn_act act) {
    return bac_nn_norm_act(nn, name, from, kind, act, 0, false, 1);
}

static uint32_t gate(bac_nn *nn, uint32_t x, uint32_t channels) {
    uint32_t g = bac_nn_mean(nn, "mean", x);
    g = conv(nn, "squeeze", g, (bac_nn_conv_spec){.channels = 2, .bias = true, .fc = true});
    g = norm(nn, "squeeze_act", g, BAC_NORM_NONE, BAC_ACT_RELU);
    g = conv(nn, "excite", g, (bac_nn_conv_spec){.channels = channels, .bias = true, .fc = true});
    g = norm(nn, "excite_act", g, BAC_NORM_NONE, BAC_ACT_HSIGMOID);
    return bac_nn_mul(nn, "twice", bac_nn_mul(nn, "scaled", x, g), g);
}

/* Two convolutions beside a trunk of 4 channels */
static uint32_t residual(bac_nn *nn, uint32_t trunk) {
    uint32_t x = conv(
        nn, "beside_dw", trunk,
        (bac_nn_conv_spec){.channels = 4, .groups = 4, .kernel = 3, .pad_left = 1, .pad_right = 1});
    x = norm(nn, "beside_dw_bn", x, BAC_NORM_BATCH, BAC_ACT_RELU);
    x = conv(nn, "beside_pw", x, (bac_nn_conv_spec){.channels = 4});
    x = norm(nn, "beside_pw_bn", x, BAC_NORM_BATCH, BAC_ACT_RELU);
    return bac_nn_add(nn, "beside_sum", trunk, x);
}

/* Strided, padded on one side and on both, even and odd kernels; dense, depthwise, pointwise,
 * grouped; `flat`: a flattened end instead of a global maximum. */
static bac_nn *every_kind(uint64_t seed, bool flat) {
    bac_nn *nn = NULL;
    bac_error err = {0};
    cr_assert(bac_nn_create("kinds", BAC_NN_FLOAT, &nn, &err) == BAC_OK);
    uint32_t x = bac_nn_input(nn, 21, 2, 0, 1);
    x = conv(nn, "dense", x,
             (bac_nn_conv_spec){
                 .channels = 4, .kernel = 3, .pad_left = 1, .pad_right = 1, .bias = true});
    x = norm(nn, "dense_bn", x, BAC_NORM_BATCH, BAC_ACT_RELU);
    x = conv(
        nn, "dw", x,
        (bac_nn_conv_spec){
            .channels = 4, .groups = 4, .kernel = 4, .stride = 2, .pad_left = 2, .pad_right = 1});
    x = norm(nn, "dw_bn", x, BAC_NORM_BATCH, BAC_ACT_HSWISH);
    x = residual(nn, x);
    x = conv(nn, "pw", x, (bac_nn_conv_spec){.channels = 6});
    uint32_t trunk = norm(nn, "pw_bn", x, BAC_NORM_BATCH, BAC_ACT_NONE);
    x = conv(nn, "grouped", trunk,
             (bac_nn_conv_spec){.channels = 6, .groups = 2, .kernel = 3, .pad_left = 2});
    x = norm(nn, "grouped_act", x, BAC_NORM_BIAS, BAC_ACT_RELU);
    uint32_t sum = bac_nn_add(nn, "sum", trunk, x);
    uint32_t in[3] = {sum, x, trunk};
    x = bac_nn_concat(nn, "joined", 3, in);
    x = bac_nn_maxpool(nn, "max", x, 3, 2, 1, 0);
    x = gate(nn, x, 18);
    x = flat ? bac_nn_flatten(nn, "flat", x) : bac_nn_globalmax(nn, "top", x);
    x = conv(nn, "hidden", x, (bac_nn_conv_spec){.channels = 6, .fc = true});
    x = norm(nn, "hidden_act", x, BAC_NORM_BATCH, BAC_ACT_HSWISH);
    conv(nn, "fc", x, (bac_nn_conv_spec){.channels = CLASSES, .bias = true, .fc = true});
    cr_assert(bac_nn_finish(nn, seed, &err) == BAC_OK, "%s: %s", err.where, err.text);
    return nn;
}

/* Away from the start, where beta and biases are 0 and gamma is 1 */
static void stir(bac_nn *nn, uint64_t seed) {
    random_source r = {seed + 1000};
    for (size_t j = 0; j < nn->n_theta; j++)
        nn->theta[j] += (float)random_real(&r, -0.3, 0.3);
    for (uint32_t i = 0; i < nn->n_node; i++) {
        const bac_nn_node *n = &nn->node[i];
        for (uint32_t c = 0; n->norm == BAC_NORM_BATCH && c < n->C; c++) {
            nn->state[n->mean + c] = (float)random_real(&r, -0.5, 0.5);
            nn->state[n->var + c] = (float)random_real(&r, 0.3, 2);
        }
    }
    bac_nn_prepare(nn);
}

static void check_every_kind(bac_nn_mode mode, bool teach, bool sharded) {
    tally sum = {0};
    uint64_t first = random_first_seed(), n = random_rounds(4);
    for (uint64_t seed = first; seed < first + n; seed++) {
        problem p = {.seed = seed, .allowed = TIGHT, .mode = mode, .sharded = sharded};
        p.nn = every_kind(seed, seed % 2);
        stir(p.nn, seed);
        check(&p, SIZE_MAX, teach, &sum);
        bac_nn_free(p.nn);
    }
    report(&sum);
    cr_assert(4 * sum.moving > sum.components, "only %llu of %llu components have a gradient",
              (unsigned long long)sum.moving, (unsigned long long)sum.components);
}

Test(train_gradient, every_kind_of_node_with_batch_statistics) {
    check_every_kind(BAC_NN_TRAIN, false, false);
}

Test(train_gradient, every_kind_of_node_with_frozen_statistics) {
    check_every_kind(BAC_NN_FROZEN, false, false);
}

Test(train_gradient, every_kind_of_node_with_a_teacher) {
    check_every_kind(BAC_NN_TRAIN, true, false);
}

Test(train_gradient, every_kind_of_node_over_shards_of_one_batch) {
    check_every_kind(BAC_NN_TRAIN, false, true);
    check_every_kind(BAC_NN_TRAIN, true, true);
}

/* ---- random networks of each style */

static void check_random(bac_nn_style style, bac_nn_mode mode, bool sharded, uint64_t rounds) {
    tally sum = {0};
    bac_error err = {0};
    uint64_t first = random_first_seed(), n = random_rounds(rounds);
    for (uint64_t seed = first; seed < first + n; seed++) {
        problem p = {.seed = seed, .allowed = RANDOM, .mode = mode, .sharded = sharded};
        cr_assert(random_nn(seed, style, &p.nn, &err) == BAC_OK, "%s: %s", err.where, err.text);
        for (uint32_t i = 0; i < p.nn->n_node; i++) { /* a variance near 0 multiplies rounding */
            const bac_nn_node *node = &p.nn->node[i];
            for (uint32_t c = 0; node->norm == BAC_NORM_BATCH && c < node->C; c++)
                p.nn->state[node->var + c] = fmaxf(p.nn->state[node->var + c], 0.1f);
        }
        check(&p, 12, seed % 3 == 0, &sum);
        bac_nn_free(p.nn);
    }
    report(&sum);
    cr_assert(n < rounds || sum.left_out < 2 * sum.networks, "%llu of %llu networks left out",
              (unsigned long long)sum.left_out, (unsigned long long)n);
    cr_assert(n < rounds || 5 * sum.moving > sum.components,
              "only %llu of %llu components have a gradient", (unsigned long long)sum.moving,
              (unsigned long long)sum.components);
}

Test(train_gradient, random_float_networks) {
    check_random(BAC_NN_FLOAT, BAC_NN_TRAIN, false, 40);
    check_random(BAC_NN_FLOAT, BAC_NN_FROZEN, false, 40);
}

/* Straight through inside the clip range, learned scales as in LSQ */
Test(train_gradient, random_free_networks) {
    check_random(BAC_NN_FREE, BAC_NN_TRAIN, false, 40);
    check_random(BAC_NN_FREE, BAC_NN_FROZEN, false, 40);
}

Test(train_gradient, random_native_networks) {
    check_random(BAC_NN_NATIVE, BAC_NN_TRAIN, false, 40);
}

Test(train_gradient, random_networks_over_shards_of_one_batch) {
    check_random(BAC_NN_FLOAT, BAC_NN_TRAIN, true, 40);
    check_random(BAC_NN_FREE, BAC_NN_TRAIN, true, 40);
    check_random(BAC_NN_NATIVE, BAC_NN_TRAIN, true, 40);
}

/* Shards of a step could share an array. */
Test(train_gradient, gradients_are_added_to_what_is_there) {
    const bac_nn_style style[] = {BAC_NN_FLOAT, BAC_NN_FREE, BAC_NN_NATIVE};
    for (int i = 0; i < 3; i++) {
        bac_nn *nn = NULL;
        bac_nn_work *work = NULL;
        random_source r = {9};
        cr_assert(random_nn(9, style[i], &nn, NULL) == BAC_OK);
        cr_assert(bac_nn_work_create(nn, FRAMES, true, &work, NULL) == BAC_OK);
        const bac_nn_node *in = &nn->node[0], *last = &nn->node[nn->n_node - 1];
        float *iq = malloc((size_t)FRAMES * in->T * in->C * sizeof *iq);
        float *dlogit = malloc((size_t)FRAMES * last->C * sizeof *dlogit);
        float *once = calloc(nn->n_theta, sizeof *once), *more = calloc(nn->n_theta, sizeof *more);
        random_iq(&r, nn, FRAMES, iq);
        for (uint32_t j = 0; j < FRAMES * last->C; j++)
            dlogit[j] = (float)random_real(&r, -1, 1);
        bac_nn_forward(nn, work, BAC_NN_TRAIN, FRAMES, iq);
        bac_nn_backward(nn, work, dlogit, once);
        for (size_t j = 0; j < nn->n_theta; j++)
            more[j] = 2 * once[j];
        bac_nn_backward(nn, work, dlogit, more);
        double moving = 0;
        for (size_t j = 0; j < nn->n_theta; j++) {
            cr_assert(fabsf(more[j] - 3 * once[j]) <= 1e-5f * (fabsf(once[j]) + 1), "%zu: %g, %g",
                      j, (double)once[j], (double)more[j]);
            moving += once[j] != 0;
        }
        cr_assert(moving > 8);
        bac_nn_work_free(work);
        bac_nn_free(nn);
        free(iq);
        free(dlogit);
        free(once);
        free(more);
    }
}

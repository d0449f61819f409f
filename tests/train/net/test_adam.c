/* The optimiser against hand-made numbers and against its definition in double. */
#include "adam.h"
#include "random_nn.h"
#include "scratch.h"
#include "small_run.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

/* Learning rate 0.1 throughout */
static bac_recipe steady(const char *more) {
    bac_recipe r = small_recipe("lr=0.1;lr_min=0.1");
    bac_recipe s = small_recipe(more);
    s.lr = r.lr;
    s.lr_min = r.lr_min;
    return s;
}

/* theta: two weights, two biases. Two steps with gradient first[] and second[]. */
static void two_steps(const bac_recipe *r, float theta[4], const float first[4],
                      const float second[4]) {
    bac_nn *nn = small_layer();
    float m[4] = {0}, v[4] = {0};
    cr_assert(nn->n_theta == 4);
    for (int j = 0; j < 4; j++)
        nn->theta[j] = theta[j];
    bac_adam_step(nn, r, 0, false, first, m, v);
    bac_adam_step(nn, r, 1, false, second, m, v);
    for (int j = 0; j < 4; j++)
        theta[j] = nn->theta[j];
    bac_nn_free(nn);
}

static void near(float got, double want) {
    cr_assert(fabs((double)got - want) < 1e-6, "%.9g, by hand %.9g", (double)got, want);
}

/* Step 1, gradient 0.5: m 0.05, v 0.00025; corrected 0.5 and 0.25: the move is 0.1 * 0.5 / 0.5.
 * Step 2, gradient -1: m 0.045 - 0.1 = -0.055, v 0.00024975 + 0.001; corrected by 1 - 0.81 = 0.19
 * and 1 - 0.998001 = 0.001999: -0.2894737 and 0.6251876, the move is 0.1 * -0.2894737 / 0.7906880
 * = -0.03661036. */
Test(train_adam, two_steps_by_hand) {
    bac_recipe r = steady("");
    float theta[4] = {1, -2, 0, 3};
    two_steps(&r, theta, (float[4]){0.5f, 0, -0.5f, 2}, (float[4]){-1, 0, 1, 2});
    near(theta[0], 1 - 0.1 + 0.03661036);
    near(theta[1], -2);
    near(theta[2], 0.1 - 0.03661036);
    near(theta[3], 3 - 0.2); /* an unchanging gradient moves by the learning rate */
}

/* Decoupled: each step also takes 0.1 * 0.02 of a weight away, whatever its gradient; biases stay.
 */
Test(train_adam, decoupled_decay_by_hand) {
    bac_recipe r = steady("weight_decay=0.02");
    float theta[4] = {1, -2, 5, 3};
    two_steps(&r, theta, (float[4]){0.5f, 0, 0, 0}, (float[4]){-1, 0, 0, 0});
    double once = 1 - 0.1 - 0.002;
    near(theta[0], once + 0.03661036 - 0.002 * once);
    near(theta[1], -2 * 0.998 * 0.998);
    near(theta[2], 5);
    near(theta[3], 3);
}

/* L2: the gradient of a weight is 0.02 * w more. Weight 1 has nothing else: its first step is a
 * whole 0.1; then 0.02 * -1.9: m -0.036 - 0.0038, v 1.5984e-6 + 1.444e-6 (by 0.999 and 0.001). */
Test(train_adam, l2_decay_by_hand) {
    bac_recipe r = steady("weight_decay=0.02 l2");
    float theta[4] = {1, -2, 5, 3};
    two_steps(&r, theta, (float[4]){0}, (float[4]){0});
    double m = 0.9 * 0.1 * -0.04 + 0.1 * -0.038, v = 0.999 * 0.001 * 0.0016 + 0.001 * 0.001444;
    near(theta[1], -1.9 - 0.1 * (m / 0.19) / (sqrt(v / 0.001999) + 1e-8));
    near(theta[2], 5);
    near(theta[3], 3);
}

/* ---- many steps against the definition in double */

typedef struct reference {
    double *theta, *m, *v;
} reference;

static void reference_step(const bac_nn *nn, const bac_recipe *r, uint64_t step, const float *grad,
                           reference *x) {
    for (uint32_t i = 0; i < nn->n_param; i++) {
        const bac_nn_param *p = &nn->param[i];
        for (size_t j = p->at; j < p->at + p->n; j++) {
            double decay = p->decays ? r->weight_decay : 0, g = (double)grad[j];
            if (p->fixed)
                continue;
            if (!nn->keep[j]) {
                x->theta[j] = 0;
                continue;
            }
            if (r->decay_l2)
                g += decay * x->theta[j];
            x->m[j] += (1 - r->beta1) * (g - x->m[j]);
            x->v[j] += (1 - r->beta2) * (g * g - x->v[j]);
            double first = x->m[j] / (1 - pow(r->beta1, (double)step + 1));
            double second = x->v[j] / (1 - pow(r->beta2, (double)step + 1));
            double shrink = r->decay_l2 ? 0 : decay * x->theta[j];
            x->theta[j] -=
                bac_learning_rate(r, step) * (first / (sqrt(second) + r->adam_eps) + shrink);
        }
    }
}

static void many_steps(const char *settings) {
    enum { STEPS = 60 };
    bac_recipe r = small_recipe(settings);
    bac_error err = {0};
    bac_nn *nn = NULL;
    random_source s = {7};
    cr_assert(random_nn(3, BAC_NN_FREE, &nn, &err) == BAC_OK, "%s", scratch_error(&err));
    size_t n = nn->n_theta;
    float *grad = calloc(n, sizeof *grad), *m = calloc(n, sizeof *m), *v = calloc(n, sizeof *v);
    reference x = {calloc(n, sizeof(double)), calloc(n, sizeof(double)), calloc(n, sizeof(double))};
    uint64_t pruned = 0, fixed = 0;
    for (size_t j = 0; j < n; j++)
        x.theta[j] = (double)nn->theta[j];
    for (uint64_t step = 0; step < STEPS; step++) {
        for (size_t j = 0; j < n; j++)
            grad[j] = (float)random_real(&s, -1, 1);
        bac_adam_step(nn, &r, step, false, grad, m, v);
        reference_step(nn, &r, step, grad, &x);
    }
    for (uint32_t i = 0; i < nn->n_param; i++)
        for (size_t j = nn->param[i].at; j < nn->param[i].at + nn->param[i].n; j++) {
            cr_assert(fabs((double)nn->theta[j] - x.theta[j]) < 2e-5, "%s %zu: %.9g, not %.9g",
                      nn->param[i].name, j - nn->param[i].at, (double)nn->theta[j], x.theta[j]);
            cr_assert(nn->keep[j] || nn->theta[j] == 0);
            pruned += !nn->keep[j];
            fixed += nn->param[i].fixed;
        }
    cr_assert(pruned > 10 && fixed > 0);
    free(grad);
    free(m);
    free(v);
    free(x.theta);
    free(x.m);
    free(x.v);
    bac_nn_free(nn);
}

Test(train_adam, many_steps_follow_the_definition) {
    many_steps("lr=2e-2;warmup=5;restart=4;beta1=0.8;beta2=0.97");
    many_steps("lr=2e-2;weight_decay=0.3");
    many_steps("lr=2e-2;weight_decay=0.03 l2");
    many_steps("lr=2e-2;adam_eps=0.1");
}

/* ---- masks */

Test(train_adam, a_pruned_weight_stays_0_and_remembers_nothing) {
    bac_recipe r = steady("weight_decay=0.1");
    bac_nn *nn = small_layer();
    const float grad[4] = {1, 1, 1, 1};
    float m[4] = {0}, v[4] = {0};
    nn->theta[0] = nn->theta[1] = 2;
    nn->keep[0] = 0;
    for (uint64_t step = 0; step < 5; step++) {
        bac_adam_step(nn, &r, step, false, grad, m, v);
        bac_nn_prepare(nn);
        cr_assert(nn->theta[0] == 0 && m[0] == 0 && v[0] == 0);
        cr_assert(nn->node[1].wcode[0] == 0 && nn->node[1].wcode[1] != 0);
    }
    bac_nn_free(nn);
}

/* With regrow it learns, though the forward pass does without it. */
Test(train_adam, a_pruned_weight_learns_when_it_may_come_back) {
    bac_recipe r = steady("");
    bac_nn *nn = small_layer();
    const float grad[4] = {1, 1, 1, 1};
    float m[4] = {0}, v[4] = {0};
    nn->theta[0] = 2;
    nn->keep[0] = 0;
    bac_adam_step(nn, &r, 0, true, grad, m, v);
    bac_nn_prepare(nn);
    near(nn->theta[0], 1.9);
    cr_assert(nn->node[1].wcode[0] == 0);
    bac_nn_free(nn);
}

/* ---- learning rate */

static void rate(const bac_recipe *r, uint64_t step, double want) {
    double got = bac_learning_rate(r, step);
    cr_assert(fabs(got - want) < 1e-12, "step %llu: %.12g, not %.12g", (unsigned long long)step,
              got, want);
}

/* 3 steps an epoch */
Test(train_rate, one_cosine_over_the_run) {
    bac_recipe r = small_recipe("lr=1;lr_min=0.2;epochs=4");
    rate(&r, 0, 1);
    rate(&r, 3, 0.2 + 0.4 * (1 + sqrt(0.5))); /* a quarter: cos 45 degrees */
    rate(&r, 6, 0.6);
    rate(&r, 9, 0.2 + 0.4 * (1 - sqrt(0.5)));
    cr_assert(bac_learning_rate(&r, 11) < 0.22);
}

Test(train_rate, the_warm_up_is_linear_and_reaches_the_rate) {
    bac_recipe r = small_recipe("lr=1;lr_min=0;epochs=4;warmup=4");
    rate(&r, 0, 0.25);
    rate(&r, 1, 0.5);
    rate(&r, 3, 1);
    rate(&r, 6, 0.5);
}

Test(train_rate, warm_restarts_begin_anew_each_period) {
    bac_recipe r = small_recipe("lr=1;lr_min=0;epochs=12;restart=4");
    for (uint64_t first = 0; first < 36; first += 12) {
        rate(&r, first, 1);
        rate(&r, first + 3, 0.5 * (1 + sqrt(0.5)));
        rate(&r, first + 6, 0.5);
        rate(&r, first + 9, 0.5 * (1 - sqrt(0.5)));
    }
}

/* 2 epochs, then 4, then 8 */
Test(train_rate, periods_may_grow) {
    bac_recipe r = small_recipe("lr=1;lr_min=0;epochs=14;restart=2;restart_growth=2");
    const uint64_t first[] = {0, 6, 18}, period[] = {6, 12, 24};
    for (int i = 0; i < 3; i++) {
        rate(&r, first[i], 1);
        rate(&r, first[i] + period[i] / 2, 0.5);
        rate(&r, first[i] + period[i] / 3, 0.75); /* cos 60 degrees */
    }
}

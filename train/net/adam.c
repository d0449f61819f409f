/* adam.c - the optimiser and its learning rate. */
#include "adam.h"

#include "checkpoint.h"

#include <math.h>

double bac_learning_rate(const bac_recipe *r, uint64_t step) {
    if (step < r->warmup)
        return r->lr * (double)(step + 1) / (double)r->warmup;
    uint64_t period = (r->restart ? r->restart : r->epochs) * bac_recipe_epoch_steps(r);
    /* Ends: at least doubles. A period is at most `step` when it grows: no overflow below 2^61. */
    while (r->restart && r->restart_growth > 1 && step >= period) {
        step -= period;
        period *= r->restart_growth;
    }
    double phase = (double)(step % period) / (double)period;
    return r->lr_min + 0.5 * (r->lr - r->lr_min) * (1 + cos(M_PI * phase));
}

void bac_adam_step(bac_nn *nn, const bac_recipe *r, uint64_t step, bool regrow, const float *grad,
                   float *m, float *v) {
    double lr = bac_learning_rate(r, step);
    double t = (double)step + 1;
    double correct1 = 1 - pow(r->beta1, t), correct2 = 1 - pow(r->beta2, t);
    for (uint32_t i = 0; i < nn->n_param; i++) {
        const bac_nn_param *p = &nn->param[i];
        double decay = p->decays ? r->weight_decay : 0;
        for (size_t j = p->at; !p->fixed && j < p->at + p->n; j++) {
            if (!nn->keep[j] && !regrow) {
                nn->theta[j] = 0;
                continue;
            }
            double w = (double)nn->theta[j], g = (double)grad[j];
            if (r->decay_l2)
                g += decay * w;
            m[j] = (float)(r->beta1 * (double)m[j] + (1 - r->beta1) * g);
            v[j] = (float)(r->beta2 * (double)v[j] + (1 - r->beta2) * g * g);
            double move = (double)m[j] / correct1 / (sqrt((double)v[j] / correct2) + r->adam_eps);
            if (!r->decay_l2)
                move += decay * w;
            nn->theta[j] = (float)(w - lr * move);
        }
    }
}

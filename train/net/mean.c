/* mean.c - the average of the weights of a run's last steps. */
#include "mean.h"

#include <string.h>

/* Mean of n samples from the mean of n - 1 of them; equal samples leave it to the last bit. */
static void follow(float *mean, const float *x, size_t count, double n) {
    for (size_t i = 0; i < count; i++)
        mean[i] = (float)((double)mean[i] + ((double)x[i] - (double)mean[i]) / n);
}

void bac_mean_step(bac_checkpoint *run) {
    bac_nn *nn = run->nn;
    const uint64_t n = bac_checkpoint_mean_steps(run);
    if (n == 0)
        return;
    follow(run->mean, nn->theta, nn->n_theta, (double)n);
    follow(run->mean + nn->n_theta, nn->state, nn->n_state, (double)n);
    if (!bac_checkpoint_finished(run))
        return;
    memcpy(nn->theta, run->mean, nn->n_theta * sizeof(float));
    if (nn->n_state)
        memcpy(nn->state, run->mean + nn->n_theta, nn->n_state * sizeof(float));
}

/* loss.c - softmax cross-entropy with an optional teacher, in double
 *
 * The largest logit is subtracted from all, so that no exponential overflows and the largest is
 * exactly 1: a sum of at least 1 has a finite logarithm. */
#include "kernels.h"

#include <math.h>

/* One frame's logits: every B-th float. */
typedef struct column {
    const float *at;
    uint32_t C, B;
    double top, sum, per; /* largest, sum of exp((z - top)*per), 1/temperature */
} column;

static double logit_of(const column *z, uint32_t c) {
    return (double)z->at[(size_t)c * z->B];
}

static void measure(column *z) {
    z->top = logit_of(z, 0);
    for (uint32_t c = 1; c < z->C; c++)
        z->top = fmax(z->top, logit_of(z, c));
    z->sum = 0;
    for (uint32_t c = 0; c < z->C; c++)
        z->sum += exp((logit_of(z, c) - z->top) * z->per);
}

static double log_share(const column *z, uint32_t c) {
    return (logit_of(z, c) - z->top) * z->per - log(z->sum);
}

/* tau^2 * KL(teacher || student); its gradient tau * (student - teacher), scaled, added to dz. */
static double distil(column *z, column *teacher, double tau, double scale, float *dz) {
    double kl = 0;
    z->per = teacher->per = 1 / tau;
    measure(z);
    measure(teacher);
    for (uint32_t c = 0; c < z->C; c++) {
        const double ours = log_share(z, c), theirs = log_share(teacher, c), p = exp(theirs);
        if (p > 0)
            kl += p * (theirs - ours);
        float *d = dz + (size_t)c * z->B;
        *d = (float)((double)*d + scale * tau * (exp(ours) - p));
    }
    return tau * tau * kl;
}

static uint32_t guess(const column *z) {
    uint32_t best = 0;
    for (uint32_t c = 1; c < z->C; c++)
        if (logit_of(z, c) > logit_of(z, best))
            best = c;
    return best;
}

double bac_loss(uint32_t C, uint32_t B, const float *logit, const int32_t *label,
                const float *teacher, double alpha, double tau, double gain, float *dlogit,
                uint32_t *correct) {
    const double hard = teacher ? 1 - alpha : 1;
    double loss = 0;
    *correct = 0;
    for (uint32_t b = 0; b < B; b++) {
        column z = {.at = logit + b, .C = C, .B = B, .per = 1};
        const uint32_t wanted = (uint32_t)label[b];
        *correct += guess(&z) == wanted;
        measure(&z);
        loss -= hard * log_share(&z, wanted);
        for (uint32_t c = 0; c < C; c++)
            dlogit[(size_t)c * B + b] =
                (float)(gain * hard * (exp(log_share(&z, c)) - (c == wanted)));
        if (teacher) {
            column t = {.at = teacher + b, .C = C, .B = B, .per = 1};
            loss += alpha * distil(&z, &t, tau, gain * alpha, dlogit + b);
        }
    }
    return loss;
}

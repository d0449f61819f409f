/* test_loss.c - the loss against its definition in long double, its gradient by differences */
#include "conv_case.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { MOST = 24 * 9 };

typedef struct loss_case {
    uint32_t C, B;
    float logit[MOST], teacher[MOST];
    int32_t label[9];
    bool taught;
    double alpha, tau;
} loss_case;

static loss_case random_case(uint64_t seed) {
    random_source r = {seed};
    loss_case c = {.C = (uint32_t)random_between(&r, 1, 24),
                   .B = (uint32_t)random_between(&r, 1, 9),
                   .taught = random_chance(&r, 60)};
    /* logits to +-4, sometimes to +-300: beyond the reach of a plain exp */
    const float unit = random_chance(&r, 25) ? 0.3f : 0.004f;
    for (uint32_t i = 0; i < c.C * c.B; i++) {
        c.logit[i] = unit * (float)random_between(&r, -1000, 1000);
        c.teacher[i] = unit * (float)random_between(&r, -1000, 1000);
    }
    for (uint32_t b = 0; b < c.B; b++)
        c.label[b] = (int32_t)random_between(&r, 0, c.C - 1);
    c.alpha = (double)random_between(&r, 0, 10) / 10;
    c.tau = (double)random_between(&r, 1, 8) / 2;
    return c;
}

/* log of the sum of exp(z/tau) of frame b */
static long double log_total(const loss_case *c, const float *z, uint32_t b, long double tau) {
    long double top = -INFINITY, sum = 0;
    for (uint32_t i = 0; i < c->C; i++)
        top = fmaxl(top, (long double)z[i * c->B + b]);
    for (uint32_t i = 0; i < c->C; i++)
        sum += expl(((long double)z[i * c->B + b] - top) / tau);
    return top / tau + logl(sum);
}

static long double naive_frame(const loss_case *c, uint32_t b) {
    const long double alpha = c->taught ? (long double)c->alpha : 0, tau = (long double)c->tau;
    const uint32_t label = (uint32_t)c->label[b] * c->B + b;
    long double kl = 0;
    if (c->taught) {
        const long double theirs = log_total(c, c->teacher, b, tau);
        const long double ours = log_total(c, c->logit, b, tau);
        for (uint32_t i = b; i < c->C * c->B; i += c->B) {
            const long double p = (long double)c->teacher[i] / tau - theirs;
            kl += expl(p) * (p - ((long double)c->logit[i] / tau - ours));
        }
    }
    return (1 - alpha) * (log_total(c, c->logit, b, 1) - (long double)c->logit[label]) +
           alpha * tau * tau * kl;
}

static long double naive_loss(const loss_case *c) {
    long double loss = 0;
    for (uint32_t b = 0; b < c->B; b++)
        loss += naive_frame(c, b);
    return loss;
}

static double run_loss(const loss_case *c, double gain, float *dlogit, uint32_t *correct) {
    return bac_loss(c->C, c->B, c->logit, c->label, c->taught ? c->teacher : NULL, c->alpha, c->tau,
                    gain, dlogit, correct);
}

Test(bac_loss, equals_its_definition) {
    const uint64_t first = random_first_seed();
    for (uint64_t seed = first; seed < first + random_rounds(300); seed++) {
        loss_case c = random_case(seed);
        char replay[80];
        float *d = fenced(c.C * c.B);
        uint32_t correct, want = 0;
        const double got = run_loss(&c, 1, d, &correct);
        const long double expected = naive_loss(&c);
        cr_assert(fabsl((long double)got - expected) <= 1e-12L * (1 + fabsl(expected)),
                  "%s: %.17g, not %.17Lg", random_replay(seed, replay), got, expected);
        for (uint32_t b = 0; b < c.B; b++) {
            uint32_t best = 0;
            for (uint32_t i = 1; i < c.C; i++)
                if (c.logit[i * c.B + b] > c.logit[best * c.B + b])
                    best = i;
            want += best == (uint32_t)c.label[b];
        }
        cr_assert_eq(correct, want, "%s: %u correct, not %u", random_replay(seed, replay), correct,
                     want);
        cr_assert(fence_kept(d));
        fenced_free(d);
    }
}

Test(bac_loss, has_the_slope_of_central_differences) {
    const uint64_t first = random_first_seed();
    for (uint64_t seed = first; seed < first + random_rounds(100); seed++) {
        loss_case c = random_case(seed);
        char replay[80];
        float d[MOST];
        uint32_t correct;
        const double gain = 0.125;
        run_loss(&c, gain, d, &correct);
        for (uint32_t i = 0; i < c.C * c.B; i++) {
            const float kept = c.logit[i], step = 0x1p-10f;
            c.logit[i] = kept + step;
            const long double up = naive_frame(&c, i % c.B), above = (long double)c.logit[i];
            c.logit[i] = kept - step;
            const long double down = naive_frame(&c, i % c.B), below = (long double)c.logit[i];
            c.logit[i] = kept;
            const double slope = (double)((up - down) / (above - below)) * gain;
            cr_assert(fabs((double)d[i] - slope) <= 1e-6 * (1 + fabs(slope)),
                      "%s: dlogit[%u] is %.9g, not %.9g", random_replay(seed, replay), i,
                      (double)d[i], slope);
        }
    }
}

Test(bac_loss, stays_finite_where_exponentials_do_not) {
    const float logit[] = {3e38f, -3e38f, 0}, teacher[] = {-3e38f, 3e38f, 0};
    const int32_t label[] = {1};
    float d[3];
    uint32_t correct = 9;
    const double loss = bac_loss(3, 1, logit, label, NULL, 0, 1, 1, d, &correct);
    cr_assert(fabs(loss / 6e38 - 1) < 1e-6, "%g", loss);
    cr_assert_eq(correct, 0);
    cr_assert(d[0] == 1 && d[1] == -1 && d[2] == 0);
    cr_assert(isfinite(bac_loss(3, 1, logit, label, teacher, 0.5, 2, 1, d, &correct)));
    for (int i = 0; i < 3; i++)
        cr_assert(isfinite(d[i]));
}

Test(bac_loss, lowest_index_wins_a_tie) {
    const float logit[] = {1, 1, 1, 1};
    const int32_t first[] = {0, 0}, second[] = {1, 1};
    float d[4];
    uint32_t correct;
    bac_loss(2, 2, logit, first, NULL, 0, 1, 1, d, &correct);
    cr_assert_eq(correct, 2);
    bac_loss(2, 2, logit, second, NULL, 0, 1, 1, d, &correct);
    cr_assert_eq(correct, 0);
}

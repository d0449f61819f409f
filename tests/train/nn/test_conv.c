/* test_conv.c - convolutions: values against the formula, gradients against what they mean */
#include "conv_case.h"

#include <criterion/criterion.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Helpers ---- */

typedef void case_check(conv_case *c, random_source *r);

static char story[256]; /* of the case at hand */

/* A kernel that leaves its arrays dies: say on which case. */
static void tell(int number) {
    signal(number, SIG_DFL);
    if (write(STDERR_FILENO, story, strlen(story)) < 0 || write(STDERR_FILENO, "\n", 1) < 0)
        _exit(1);
    raise(number);
}

static void check_shape(const bac_conv_shape *s, uint32_t B, conv_data data, uint64_t seed,
                        case_check *check) {
    random_source r = {seed * 977 + 5};
    static const unsigned zeros[] = {0, 40, 90, 100};
    conv_case c;
    char shape[160], replay[80];
    conv_open(&c, s, B, data, zeros[seed % 4], &r);
    snprintf(story, sizeof story, "%s: %s", random_replay(seed, replay), conv_describe(&c, shape));
    signal(SIGSEGV, tell);
    check(&c, &r);
    cr_assert(conv_margins_kept(&c), "%s: wrote outside an array", story);
    conv_close(&c);
}

static void check_random(conv_data data, uint64_t rounds, case_check *check) {
    const uint64_t first = random_first_seed();
    for (uint64_t seed = first; seed < first + random_rounds(rounds); seed++) {
        random_source r = {seed};
        const bac_conv_shape s = conv_random_shape(&r);
        const uint32_t B = (uint32_t)random_between(&r, 1, random_chance(&r, 20) ? 20 : 4);
        check_shape(&s, B, data, seed, check);
    }
}

/* The layers the kernels were made for. */
static const bac_conv_shape known[] = {
    {2, 2, 2, 27, 2, 13, 13, 1024, 512},   {2, 24, 1, 1, 1, 0, 0, 512, 512},
    {24, 24, 24, 21, 1, 10, 10, 512, 512}, {24, 24, 1, 1, 1, 0, 0, 512, 512},
    {24, 48, 1, 1, 1, 0, 0, 256, 256},     {48, 48, 48, 9, 2, 4, 4, 256, 128},
    {48, 24, 1, 1, 1, 0, 0, 1, 1},         {2, 64, 1, 3, 1, 1, 1, 1024, 1024},
    {64, 64, 1, 3, 1, 1, 1, 64, 64},       {512, 128, 1, 1, 1, 0, 0, 1, 1},
    {6, 12, 6, 5, 3, 0, 4, 50, 17},        {3, 3, 3, 40, 1, 39, 39, 5, 44},
    {4, 8, 2, 1, 7, 0, 0, 40, 6},          {4, 4, 4, 2, 6, 1, 1, 64, 11}};

static void check_known(conv_data data, case_check *check) {
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        check_shape(&known[i], 3, data, i, check);
}

static double *doubles(size_t n) {
    double *d = calloc(n ? n : 1, sizeof *d);
    cr_assert_not_null(d);
    return d;
}

/* ---- Forward ---- */

static void forward_is_exact(conv_case *c, random_source *r) {
    (void)r;
    double *want = doubles(c->n_y);
    naive_forward(&c->s, c->B, c->w, c->x, want, NULL);
    bac_conv_forward(&c->s, c->B, c->w, c->x, c->y, c->work);
    for (size_t i = 0; i < c->n_y; i++)
        cr_assert_eq((double)c->y[i], want[i], "%s: y[%zu] is %g, not %g", story, i,
                     (double)c->y[i], want[i]);
    free(want);
}

Test(bac_conv_forward, is_exact_on_integers_of_random_shapes) {
    check_random(WHOLE_NUMBERS, 400, forward_is_exact);
}

Test(bac_conv_forward, is_exact_on_integers_of_known_shapes) {
    check_known(WHOLE_NUMBERS, forward_is_exact);
}

static void forward_is_close(conv_case *c, random_source *r) {
    (void)r;
    const double terms = (double)c->s.c_in / c->s.groups * c->s.kernel;
    double *want = doubles(c->n_y), *size = doubles(c->n_y);
    naive_forward(&c->s, c->B, c->w, c->x, want, size);
    bac_conv_forward(&c->s, c->B, c->w, c->x, c->y, c->work);
    for (size_t i = 0; i < c->n_y; i++)
        cr_assert(fabs((double)c->y[i] - want[i]) <= size[i] * terms * 0x1p-24,
                  "%s: y[%zu] is %.9g, not %.9g", story, i, (double)c->y[i], want[i]);
    free(want);
    free(size);
}

Test(bac_conv_forward, is_within_rounding_of_the_sum_in_double) {
    check_random(REAL_NUMBERS, 200, forward_is_close);
}

/* ---- Gradients ----
 * A convolution is linear in x and in w, so its difference quotient in any direction v is the
 * convolution of v: <dy, F(v)> = <dx, v> for every v, exactly when all are integers. */

static void fill_whole(float *x, size_t n, random_source *r) {
    for (size_t i = 0; i < n; i++)
        x[i] = (float)random_between(r, -9, 9);
}

static double dot(const float *a, const float *b, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)a[i] * (double)b[i];
    return sum;
}

static void compare_slope(const conv_case *c, const float *w, const float *x, double got,
                          const char *what) {
    double *y = doubles(c->n_y);
    naive_forward(&c->s, c->B, w, x, y, NULL);
    const double want = naive_dot(c->dy, y, c->n_y);
    free(y);
    cr_assert_eq(got, want, "%s: slope along a direction of %s is %.17g, not %.17g", story, what,
                 got, want);
}

static void input_gradient(conv_case *c, random_source *r) {
    float *v = fenced(c->n_x), *before = fenced(c->n_x);
    bac_conv_backward_input(&c->s, c->B, c->w, c->dy, c->dx, false, c->work);
    for (int probe = 0; probe < 3; probe++) {
        fill_whole(v, c->n_x, r);
        compare_slope(c, c->w, v, dot(c->dx, v, c->n_x), "x");
    }
    fill_whole(before, c->n_x, r);
    memcpy(v, before, c->n_x * sizeof *v);
    bac_conv_backward_input(&c->s, c->B, c->w, c->dy, v, true, c->work);
    for (size_t i = 0; i < c->n_x; i++)
        cr_assert_eq(v[i], before[i] + c->dx[i], "%s: adding: dx[%zu] is %g, not %g + %g", story, i,
                     (double)v[i], (double)before[i], (double)c->dx[i]);
    cr_assert(fence_kept(v), "%s: wrote outside dx", story);
    fenced_free(v);
    fenced_free(before);
}

Test(bac_conv_backward_input, is_the_slope_along_random_directions) {
    check_random(WHOLE_NUMBERS, 300, input_gradient);
}

Test(bac_conv_backward_input, is_the_slope_of_known_shapes) {
    check_known(WHOLE_NUMBERS, input_gradient);
}

static void weight_gradient(conv_case *c, random_source *r) {
    float *v = fenced(c->n_w), *before = fenced(c->n_w);
    memset(c->dw, 0, c->n_w * sizeof *c->dw);
    bac_conv_backward_weight(&c->s, c->B, c->x, c->dy, c->dw, c->work);
    for (int probe = 0; probe < 3; probe++) {
        fill_whole(v, c->n_w, r);
        compare_slope(c, v, c->x, dot(c->dw, v, c->n_w), "w");
    }
    fill_whole(before, c->n_w, r);
    memcpy(v, before, c->n_w * sizeof *v);
    bac_conv_backward_weight(&c->s, c->B, c->x, c->dy, v, c->work);
    for (size_t i = 0; i < c->n_w; i++)
        cr_assert_eq(v[i], before[i] + c->dw[i], "%s: dw[%zu] is %g, not %g + %g", story, i,
                     (double)v[i], (double)before[i], (double)c->dw[i]);
    cr_assert(fence_kept(v), "%s: wrote outside dw", story);
    fenced_free(v);
    fenced_free(before);
}

Test(bac_conv_backward_weight, is_the_slope_along_random_directions) {
    check_random(WHOLE_NUMBERS, 300, weight_gradient);
}

Test(bac_conv_backward_weight, is_the_slope_of_known_shapes) {
    check_known(WHOLE_NUMBERS, weight_gradient);
}

/* Each partial derivative alone, by central differences of the loss <dy, F>. */
static double loss_of(const conv_case *c, double *y) {
    naive_forward(&c->s, c->B, c->w, c->x, y, NULL);
    return naive_dot(c->dy, y, c->n_y);
}

static void compare_partial(const conv_case *c, float *x, size_t i, float got, double *y,
                            const char *what) {
    const float kept = x[i];
    x[i] = kept + 1;
    const double up = loss_of(c, y);
    x[i] = kept - 1;
    const double down = loss_of(c, y);
    x[i] = kept;
    cr_assert_eq((double)got, (up - down) / 2, "%s: d/d%s[%zu] is %g, not %g", story, what, i,
                 (double)got, (up - down) / 2);
}

static void every_partial(conv_case *c, random_source *r) {
    (void)r;
    double *y = doubles(c->n_y);
    memset(c->dw, 0, c->n_w * sizeof *c->dw);
    bac_conv_backward_input(&c->s, c->B, c->w, c->dy, c->dx, false, c->work);
    bac_conv_backward_weight(&c->s, c->B, c->x, c->dy, c->dw, c->work);
    for (size_t i = 0; i < c->n_x; i++)
        compare_partial(c, c->x, i, c->dx[i], y, "x");
    for (size_t i = 0; i < c->n_w; i++)
        compare_partial(c, c->w, i, c->dw[i], y, "w");
    free(y);
}

Test(bac_conv_backward_input, has_every_partial_derivative) {
    const uint64_t first = random_first_seed();
    for (uint64_t seed = first; seed < first + random_rounds(60); seed++) {
        random_source r = {seed};
        bac_conv_shape s;
        do
            s = conv_random_shape(&r);
        while (s.c_in > 8 || s.c_out > 8 || s.t_in > 40);
        check_shape(&s, 2, WHOLE_NUMBERS, seed, every_partial);
    }
}

/* ---- Fed: both gradients in one pass, streams made on the way and seen as they are written ----
 */

typedef struct fed_case {
    const float *half; /* the stream is twice this */
    size_t row;
    double *sum; /* of each channel that is seen */
} fed_case;

static void twice(const void *user, size_t channel, size_t from, size_t n, float *to) {
    const fed_case *f = user;
    for (size_t i = 0; i < n; i++)
        to[i] = 2 * f->half[channel * f->row + from + i];
}

static void add_up(const void *user, size_t channel, size_t from, size_t n, float *y) {
    const fed_case *f = user;
    (void)from;
    for (size_t i = 0; i < n; i++)
        f->sum[channel] += (double)y[i];
}

static void sums_are(const fed_case *f, uint32_t C, size_t row, const float *y, const char *what) {
    for (uint32_t c = 0; c < C; c++) {
        double sum = 0;
        for (size_t i = 0; i < row; i++)
            sum += (double)y[c * row + i];
        cr_assert_eq(f->sum[c], sum, "%s: %s, channel %u: saw %g, not %g", story, what, c,
                     f->sum[c], sum);
    }
}

static void fed_is_plain(conv_case *c, random_source *r) {
    (void)r;
    const bac_conv_shape *s = &c->s;
    const size_t in = (size_t)c->B * s->t_in, out = (size_t)c->B * s->t_out;
    if (!bac_conv_feeds(s))
        return;
    float *y = fenced(c->n_y), *dx = fenced(c->n_x), *dw = fenced(c->n_w);
    fed_case x = {c->x, in, doubles(s->c_in)}, dy = {c->dy, out, doubles(s->c_out)};
    bac_conv_forward(s, c->B, c->w, c->x, c->y, c->work);
    bac_conv_forward_fed(s, c->B, c->w, (bac_feed){.make = twice, .user = &x, .of = {c->x}}, y,
                         (bac_sink){add_up, &dy}, c->work);
    for (size_t i = 0; i < c->n_y; i++)
        cr_assert_eq(y[i], 2 * c->y[i], "%s: y[%zu]", story, i);
    sums_are(&dy, s->c_out, out, y, "y");
    memset(c->dw, 0, c->n_w * sizeof *c->dw);
    memset(dw, 0, c->n_w * sizeof *dw);
    bac_conv_backward_input(s, c->B, c->w, c->dy, c->dx, false, c->work);
    bac_conv_backward_weight(s, c->B, c->x, c->dy, c->dw, c->work);
    for (int add = 0; add < 2; add++) {
        memset(x.sum, 0, s->c_in * sizeof *x.sum);
        bac_conv_backward_fed(s, c->B, c->w, (bac_feed){.make = twice, .user = &x},
                              (bac_feed){.make = twice, .user = &dy, .of = {c->dy}}, dx, add, dw,
                              (bac_sink){add_up, &x}, c->work);
        for (size_t i = 0; i < c->n_x; i++)
            cr_assert_eq(dx[i], (float)(2 * (add + 1)) * c->dx[i], "%s: dx[%zu]", story, i);
        for (size_t i = 0; i < c->n_w; i++)
            cr_assert_eq(dw[i], (float)(4 * (add + 1)) * c->dw[i], "%s: dw[%zu]", story, i);
        sums_are(&x, s->c_in, in, dx, "dx");
    }
    bac_conv_backward_fed(s, c->B, c->w, (bac_feed){.x = c->x}, (bac_feed){.x = c->dy}, NULL, false,
                          dw, (bac_sink){0}, c->work);
    for (size_t i = 0; i < c->n_w; i++)
        cr_assert_eq(dw[i], 9 * c->dw[i], "%s: dw[%zu] without dx", story, i);
    cr_assert(fence_kept(y) && fence_kept(dx) && fence_kept(dw), "%s", story);
    free(x.sum);
    free(dy.sum);
    fenced_free(y);
    fenced_free(dx);
    fenced_free(dw);
}

Test(bac_conv_feeds, fed_is_what_the_separate_kernels_do) {
    check_random(WHOLE_NUMBERS, 600, fed_is_plain);
    check_known(WHOLE_NUMBERS, fed_is_plain);
}

/* ---- Bits ---- */

static void *run_all(void *user) {
    conv_case *c = user;
    memset(c->dw, 0, c->n_w * sizeof *c->dw);
    bac_conv_forward(&c->s, c->B, c->w, c->x, c->y, c->work);
    bac_conv_backward_input(&c->s, c->B, c->w, c->dy, c->dx, false, c->work);
    bac_conv_backward_weight(&c->s, c->B, c->x, c->dy, c->dw, c->work);
    return NULL;
}

/* The other thread's scratch starts 5 floats away from where it would on its cache line. */
static void same_bits(conv_case *c, random_source *r) {
    (void)r;
    pthread_t thread;
    conv_case other = *c;
    float *work = fenced(c->n_work + 5);
    other.y = fenced(c->n_y);
    other.dx = fenced(c->n_x);
    other.dw = fenced(c->n_w);
    other.work = work;
    cr_assert_eq(pthread_create(&thread, NULL, run_all, &other), 0);
    run_all(c);
    cr_assert_eq(pthread_join(thread, NULL), 0);
    cr_assert_arr_eq(c->y, other.y, c->n_y * sizeof *c->y, "%s: y differs", story);
    cr_assert_arr_eq(c->dx, other.dx, c->n_x * sizeof *c->dx, "%s: dx differs", story);
    cr_assert_arr_eq(c->dw, other.dw, c->n_w * sizeof *c->dw, "%s: dw differs", story);
    fenced_free(other.y);
    fenced_free(other.dx);
    fenced_free(other.dw);
    fenced_free(work);
}

Test(bac_conv_work, two_threads_get_the_same_bits) {
    check_random(REAL_NUMBERS, 60, same_bits);
    check_known(REAL_NUMBERS, same_bits);
}

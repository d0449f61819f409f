/* conv_case.c - see conv_case.h */
#include "conv_case.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MARGIN = 64 };

/* ---- Arrays with margins ----
 * A mapping: where it starts and its size, the margin, the array, a page nobody may touch. */

typedef struct mapping {
    char *start;
    size_t size;
} mapping;

static char *mapping_of(float *x) {
    return (char *)(x - MARGIN) - sizeof(mapping);
}

float *fenced(size_t n) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t inside = sizeof(mapping) + (MARGIN + n) * sizeof(float);
    const size_t used = (inside + page - 1) / page * page;
    mapping m = {.size = used + page};
    m.start = mmap(NULL, m.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (m.start == MAP_FAILED || mprotect(m.start + used, page, PROT_NONE))
        abort();
    float *x = (float *)(void *)(m.start + used) - n;
    memcpy(mapping_of(x), &m, sizeof m);
    for (size_t i = 0; i < MARGIN + n; i++)
        x[(ptrdiff_t)i - MARGIN] = NAN;
    return x;
}

bool fence_kept(const float *x) {
    for (ptrdiff_t i = -MARGIN; i < 0; i++)
        if (!isnan(x[i]))
            return false;
    return true;
}

void fenced_free(float *x) {
    mapping m;
    memcpy(&m, mapping_of(x), sizeof m);
    if (munmap(m.start, m.size))
        abort();
}

/* ---- Random cases ---- */

static uint32_t between(random_source *r, uint32_t lo, uint32_t hi) {
    return (uint32_t)random_between(r, lo, hi);
}

static void random_channels(bac_conv_shape *s, random_source *r) {
    switch (random_between(r, 0, 4)) {
    case 0: /* depthwise */
        s->groups = s->c_in = s->c_out = between(r, 1, 9);
        break;
    case 1: /* several outputs for each input channel */
        s->groups = s->c_in = between(r, 1, 5);
        s->c_out = s->groups * between(r, 2, 6);
        break;
    case 2: /* groups */
        s->groups = between(r, 2, 4);
        s->c_in = s->groups * between(r, 2, 5);
        s->c_out = s->groups * between(r, 1, 10);
        break;
    default:
        s->groups = 1;
        s->c_in = between(r, 1, 30);
        s->c_out = between(r, 1, 30);
    }
}

bac_conv_shape conv_random_shape(random_source *r) {
    bac_conv_shape s = {.kernel = 1, .stride = 1};
    random_channels(&s, r);
    s.t_in = random_chance(r, 25) ? between(r, 100, 300) : between(r, 1, 40);
    if (random_chance(r, 20))
        s.t_in = 16 * between(r, 1, 16);
    if (random_chance(r, 75)) {
        s.kernel = random_chance(r, 20) ? between(r, 10, 30) : between(r, 1, 9);
        s.stride = random_chance(r, 50) ? 1 : between(r, 2, 5);
        s.pad_left = between(r, 0, s.kernel - 1);
        s.pad_right = between(r, 0, s.kernel - 1);
    }
    while (s.t_in + s.pad_left + s.pad_right < s.kernel)
        s.t_in++;
    s.t_out = (s.t_in + s.pad_left + s.pad_right - s.kernel) / s.stride + 1;
    return s;
}

static float *random_array(size_t n, conv_data data, int64_t limit, unsigned zeros,
                           random_source *r) {
    float *x = fenced(n);
    for (size_t i = 0; i < n; i++) {
        const int64_t v = data == WHOLE_NUMBERS ? random_between(r, -limit, limit)
                                                : random_between(r, -(1 << 24), 1 << 24);
        x[i] = data == WHOLE_NUMBERS ? (float)v : (float)v / (1 << 24);
        if (random_chance(r, zeros))
            x[i] = 0;
    }
    return x;
}

void conv_open(conv_case *c, const bac_conv_shape *s, uint32_t B, conv_data data, unsigned zeros,
               random_source *r) {
    c->s = *s;
    c->B = B;
    c->n_w = (size_t)s->c_out * (s->c_in / s->groups) * s->kernel;
    c->n_x = (size_t)s->c_in * B * s->t_in;
    c->n_y = (size_t)s->c_out * B * s->t_out;
    c->n_work = bac_conv_work(s, B);
    c->w = random_array(c->n_w, data, 7, zeros, r);
    c->x = random_array(c->n_x, data, 31, 0, r);
    c->dy = random_array(c->n_y, data, 15, 0, r);
    c->y = fenced(c->n_y);
    c->dx = fenced(c->n_x);
    c->dw = fenced(c->n_w);
    c->work = fenced(c->n_work);
}

const char *conv_describe(const conv_case *c, char *text) {
    snprintf(text, 160, "channels %u>%u groups %u kernel %u stride %u pad %u,%u T %u>%u B %u",
             c->s.c_in, c->s.c_out, c->s.groups, c->s.kernel, c->s.stride, c->s.pad_left,
             c->s.pad_right, c->s.t_in, c->s.t_out, c->B);
    return text;
}

bool conv_margins_kept(const conv_case *c) {
    return fence_kept(c->y) && fence_kept(c->dx) && fence_kept(c->dw) && fence_kept(c->work);
}

void conv_close(conv_case *c) {
    float *all[] = {c->w, c->x, c->dy, c->y, c->dx, c->dw, c->work};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        fenced_free(all[i]);
}

/* ---- The meaning ---- */

void naive_forward(const bac_conv_shape *s, uint32_t B, const float *w, const float *x, double *y,
                   double *magnitude) {
    const uint32_t ci = s->c_in / s->groups, co = s->c_out / s->groups;
    size_t at = 0;
    for (uint32_t o = 0; o < s->c_out; o++)
        for (uint32_t b = 0; b < B; b++)
            for (uint32_t t = 0; t < s->t_out; t++, at++) {
                double sum = 0, size = 0;
                for (uint32_t i = 0; i < ci; i++)
                    for (uint32_t k = 0; k < s->kernel; k++) {
                        const int64_t u = (int64_t)t * s->stride + k - s->pad_left;
                        if (u < 0 || u >= s->t_in)
                            continue;
                        const size_t from = ((size_t)(o / co * ci + i) * B + b) * s->t_in;
                        const double v = (double)w[((size_t)o * ci + i) * s->kernel + k] *
                                         (double)x[from + (size_t)u];
                        sum += v;
                        size += fabs(v);
                    }
                y[at] = sum;
                if (magnitude)
                    magnitude[at] = size;
            }
}

double naive_dot(const float *a, const double *b, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)a[i] * b[i];
    return sum;
}

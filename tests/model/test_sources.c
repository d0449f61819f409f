/* test_sources.c - what a value depends on: everything else may change without it. */
#include "naive.h"
#include "random_net.h"
#include "run/sources.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

typedef struct cone {
    const bac_net *net;
    bool *in[BAC_MAX_LAYERS]; /* by layer, [T][C]: the value depends on it */
} cone;

static void mark(void *user, uint32_t layer, uint32_t position, uint32_t channel) {
    const cone *c = user;
    const bac_layer *l = bac_net_layer(c->net, layer);
    cr_assert(position < l->T && channel < l->C, "element %u, %u of layer %u", position, channel,
              layer);
    c->in[layer][(size_t)position * l->C + channel] = true;
}

static void spread(cone *c, uint32_t layer) {
    for (uint32_t i = layer + 1; i-- > 0;) {
        const bac_layer *l = bac_net_layer(c->net, i);
        for (uint32_t e = 0; e < l->T * l->C; e++)
            if (c->in[i][e])
                bac_value_sources(c->net, i, e / l->C, e % l->C, mark, c);
    }
}

/* New codes for the inputs that are inside of the cone (or outside), or the old ones. */
static int32_t *changed(const cone *c, const int32_t *codes, bool inside, random_source *r) {
    const bac_layer *in = bac_net_layer(c->net, 0);
    const size_t n = (size_t)in->T * in->C;
    int32_t *other = malloc(n * sizeof *other);
    cr_assert_not_null(other);
    for (size_t e = 0; e < n; e++)
        other[e] =
            c->in[0][e] == inside ? (int32_t)random_between(r, in->code_lo, in->code_hi) : codes[e];
    return other;
}

Test(bac_value_sources, all_else_may_change) {
    const random_limits limits = {
        .positions = 24, .channels = 6, .kernel = 5, .bits = 6, .blocks = 4};
    unsigned partial = 0, moved = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        random_source r = {seed};
        bac_net *net;
        bac_error err;
        char replay[80];
        cr_assert_eq(random_net(seed, &limits, &net, &err), BAC_OK, "%s", scratch_error(&err));
        cone c = {.net = net};
        for (uint32_t i = 0; i < bac_net_layers(net); i++) {
            const bac_layer *l = bac_net_layer(net, i);
            c.in[i] = calloc((size_t)l->T * l->C, sizeof *c.in[i]);
            cr_assert_not_null(c.in[i]);
        }
        const uint32_t layer = (uint32_t)random_between(&r, 1, bac_net_layers(net) - 1);
        const bac_layer *l = bac_net_layer(net, layer), *in = bac_net_layer(net, 0);
        const size_t e = (size_t)random_between(&r, 0, (int64_t)l->T * l->C - 1),
                     n = (size_t)in->T * in->C;
        c.in[layer][e] = true;
        spread(&c, layer);
        size_t reached = 0;
        for (size_t i = 0; i < n; i++)
            reached += c.in[0][i];
        partial += reached > 0 && reached < n;
        int32_t *codes = calloc(n, sizeof *codes);
        int32_t *first = changed(&c, codes, true, &r), *outside = changed(&c, first, false, &r),
                *inside = changed(&c, first, true, &r);
        int32_t **a = naive_run(net, first), **b = naive_run(net, outside),
                **d = naive_run(net, inside);
        cr_assert_eq(a[layer][e], b[layer][e], "%s: element %zu of layer '%s' depends on more",
                     random_replay(seed, replay), e, l->name);
        moved += a[layer][e] != d[layer][e];
        naive_free(net, a);
        naive_free(net, b);
        naive_free(net, d);
        free(codes);
        free(first);
        free(outside);
        free(inside);
        for (uint32_t i = 0; i < bac_net_layers(net); i++)
            free(c.in[i]);
        bac_net_free(net);
    }
    cr_assert(partial > 40 && moved > 40, "%u cones are a part of the frame, %u values moved",
              partial, moved);
}

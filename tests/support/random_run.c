/* random_run.c - a random network, its frames and the reference's numbers of each. */
#include "random_run.h"

#include <stdio.h>
#include <stdlib.h>

static void expect_ok(const random_run *x, bac_status status, const bac_error *err) {
    if (status == BAC_OK)
        return;
    fprintf(stderr, "%s: %s: %s\n", x->replay, err->where, err->text);
    abort();
}

void random_run_open(random_run *x, uint64_t seed, const random_limits *limits) {
    bac_error err = {0};
    *x = (random_run){.source = {seed}};
    random_replay(seed, x->replay);
    expect_ok(x, random_net(seed, limits, &x->net, &err), &err);
    expect_ok(x, bac_run_create(x->net, &x->run, &err), &err);
    const bac_layer *in = bac_net_layer(x->net, 0);
    x->codes = malloc((size_t)in->T * in->C * sizeof *x->codes);
    if (!x->codes)
        abort();
}

void random_run_close(random_run *x) {
    free(x->codes);
    bac_run_free(x->run);
    bac_net_free(x->net);
}

void random_run_frame(random_run *x) {
    bac_error err = {0};
    random_frame(&x->source, x->net, x->codes);
    expect_ok(x, bac_run_frame(x->run, x->codes, NULL, NULL, &err), &err);
}

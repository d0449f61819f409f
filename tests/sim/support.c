#include "support.h"

#include "random_plan.h"

#include <criterion/criterion.h>
#include <stdlib.h>

const char *shipped_net(size_t n) {
    static const char *const nets[] = {TEST_NETS "/tests/nets/tiny.bnet",
                                       TEST_NETS "/tests/sim/cosim/long_residual.bnet",
                                       TEST_NETS "/golden/nets/default.bnet"};
    return n < sizeof nets / sizeof nets[0] ? nets[n] : NULL;
}

bac_net *load_net(const char *path) {
    bac_net *net = NULL;
    bac_error err = {0};
    cr_assert_eq(bac_net_load(path, &net, &err), BAC_OK, "%s: %s", err.where, err.text);
    return net;
}

bac_net *make_net(uint64_t seed) {
    char text[80];
    bac_net *net = NULL;
    bac_error err = {0};
    const random_limits limits = random_small(seed);
    cr_assert_eq(random_net(seed, &limits, &net, &err), BAC_OK, "%s: %s (%s)", err.where, err.text,
                 random_replay(seed, text));
    return net;
}

bac_netlist *build(const bac_net *net, uint32_t samples, const char *fifo, uint32_t depth) {
    bac_netlist *p = NULL;
    bac_plan *plan = NULL;
    bac_error err = {0};
    cr_assert_eq(bac_plan_create(net, &plan, &err), BAC_OK, "%s: %s", err.where, err.text);
    plan->samples_per_clock = samples;
    if (fifo)
        cr_assert_eq(bac_plan_set_fifo(plan, fifo, depth, &err), BAC_OK, "%s", err.text);
    bac_status status = bac_compile(net, plan, &p, &err);
    if (status != BAC_OK)
        cr_assert(status == BAC_ERR_INPUT && samples > 1, "%s: %s", err.where, err.text);
    bac_plan_free(plan);
    return p;
}

drawn draw(uint64_t seed) {
    char text[80];
    random_source r = {seed};
    bac_error err = {0};
    drawn d = {.net = make_net(seed)};
    cr_assert_eq(random_plan(&r, d.net, &d.plan, &d.p, &err), BAC_OK, "%s: %s (%s)", err.where,
                 err.text, random_replay(seed, text));
    return d;
}

void drawn_free(drawn *d) {
    bac_netlist_free(d->p);
    bac_plan_free(d->plan);
    bac_net_free(d->net);
}

bac_machine *machine_of(const bac_netlist *p) {
    bac_machine *m = NULL;
    bac_error err = {0};
    cr_assert_eq(bac_machine_create(p, &m, &err), BAC_OK, "%s: %s", err.where, err.text);
    return m;
}

void seen_open(seen *s, const bac_netlist *p, uint64_t frames) {
    *s = (seen){.p = p,
                .frames = frames,
                .at = calloc(p->n_links, sizeof *s->at),
                .n = calloc(p->n_links, sizeof *s->n)};
    cr_assert(s->at && s->n);
    for (uint32_t i = 0; i < p->n_links; i++) {
        const size_t beats = (size_t)frames * p->links[i].beats;
        s->at[i] = malloc(beats * sizeof **s->at);
        cr_assert_not_null(s->at[i]);
        for (size_t b = 0; b < beats; b++)
            s->at[i][b] = -1;
    }
}

void seen_close(seen *s) {
    for (uint32_t i = 0; i < s->p->n_links; i++)
        free(s->at[i]);
    free(s->at);
    free(s->n);
}

void seen_watch(void *user, const bac_machine *m) {
    seen *s = user;
    for (uint32_t i = 0; i < s->p->n_links; i++) {
        const bac_beat b = bac_machine_link(m, i);
        if (b.valid && b.last != (b.beat + 1 == s->p->links[i].beats))
            s->bad_last++;
        if (!b.valid || !b.ready)
            continue;
        cr_assert_lt(s->n[i], s->frames * s->p->links[i].beats, "link %s has a beat too many",
                     s->p->links[i].name);
        s->at[i][s->n[i]++] = (int64_t)bac_machine_clock(m) - 1;
    }
}

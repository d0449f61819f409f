/* folded.c - the twins of sim/fold/ on the wires of a pipeline. What they compute, and their
 * schedules, are in the headers of rtl/bac_resize.v and rtl/bac_fold_*.v. */
#include "folded.h"
#include "twins.h"

typedef struct folded {
    const bac_fold_twin *twin;
    bac_folded_params params;
    _Alignas(16) unsigned char state[];
} folded;

static size_t size(const bac_pipeline *p, const bac_stage *s) {
    bac_folded_params params;
    const bac_fold_twin *twin = bac_folded_of(p, s, &params);
    return sizeof(folded) + twin->size(&params);
}

static void reset(const bac_pipeline *p, const bac_stage *s, void *state) {
    folded *f = state;
    f->twin = bac_folded_of(p, s, &f->params);
    f->twin->reset(&f->params, f->state);
}

static bac_fold_wires wires_of(const bac_stage *s, const bac_wires *w) {
    bac_fold_wires f = {
        {0}, {0}, {0}, w->valid[s->out[0]], w->ready[s->out[0]], w->last[s->out[0]]};
    for (uint32_t i = 0; i < s->n_in; i++) {
        f.in_valid[i] = w->valid[s->in[i]];
        f.in_ready[i] = w->ready[s->in[i]];
        f.in_last[i] = w->last[s->in[i]];
    }
    return f;
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const folded *f = state;
    bac_fold_wires wires = wires_of(s, w);
    f->twin->valid(&f->params, f->state, &wires);
    w->valid[s->out[0]] = wires.out_valid;
    w->last[s->out[0]] = wires.out_last;
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    const folded *f = state;
    bac_fold_wires wires = wires_of(s, w);
    f->twin->ready(&f->params, f->state, &wires);
    for (uint32_t i = 0; i < s->n_in; i++)
        w->ready[s->in[i]] = wires.in_ready[i];
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    folded *f = state;
    bac_fold_wires wires = wires_of(s, w);
    f->twin->edge(&f->params, f->state, &wires);
}

#define FOLDED(name, module)                                                                       \
    const bac_twin name = {module, size, reset, valid, ready, edge, false, false}
FOLDED(bac_twin_resize, "bac_resize");
FOLDED(bac_twin_fold_conv, "bac_fold_conv");
FOLDED(bac_twin_fold_add, "bac_fold_add");
FOLDED(bac_twin_fold_concat, "bac_fold_concat");
FOLDED(bac_twin_fold_globalmax, "bac_fold_globalmax");
FOLDED(bac_twin_fold_fc, "bac_fold_fc");

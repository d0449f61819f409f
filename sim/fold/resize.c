/* resize.c - twin of rtl/bac_resize.v
 * LATENCY = 1, II = 1 of the narrower side. */
#include "fold_internal.h"

typedef struct resize_state {
    uint32_t count; /* narrow beats of the wide one that have moved */
    bool valid, last;
} resize_state;

static bool narrows(const bac_resize_params *p) {
    return p->lanes_out < p->lanes_in;
}

static uint32_t ratio(const bac_resize_params *p) {
    return narrows(p) ? p->lanes_in / p->lanes_out : p->lanes_out / p->lanes_in;
}

static size_t resize_size(const void *params) {
    (void)params;
    return sizeof(resize_state);
}

static void resize_reset(const void *params, void *state) {
    (void)params;
    *(resize_state *)state = (resize_state){0};
}

static void resize_valid(const void *params, const void *state, bac_fold_wires *w) {
    const bac_resize_params *p = params;
    const resize_state *s = state;
    w->out_valid = s->valid;
    w->out_last = s->last && (!narrows(p) || s->count == ratio(p) - 1);
}

static void resize_ready(const void *params, const void *state, bac_fold_wires *w) {
    const bac_resize_params *p = params;
    const resize_state *s = state;
    bool leaves = w->out_ready && (!narrows(p) || s->count == ratio(p) - 1);
    w->in_ready[0] = !s->valid || leaves;
}

static void resize_edge(const void *params, void *state, const bac_fold_wires *w) {
    const bac_resize_params *p = params;
    resize_state *s = state;
    bool take = w->in_valid[0] && w->in_ready[0];
    bool final_beat = s->count == ratio(p) - 1;
    bool moved = narrows(p) ? s->valid && w->out_ready : take;
    if (w->in_ready[0])
        s->valid = w->in_valid[0] && (narrows(p) || final_beat);
    if (moved)
        s->count = final_beat ? 0 : s->count + 1;
    if (take)
        s->last = w->in_last[0];
}

const bac_fold_twin bac_resize_twin = {
    "bac_resize", 1, resize_size, resize_reset, resize_valid, resize_ready, resize_edge};

/* stream.c - twins of rtl/bac_fold_concat.v and of the fixed-latency stages rtl/bac_fold_add.v and
 * rtl/bac_fold_requant.v, whose control is rtl/bac_ctrl.v */
#include "fold_internal.h"

/* ---- bac_ctrl: LATENCY stages that stand still together */

enum { CTRL_STAGES = 64 };

typedef struct ctrl_state {
    bool valid[CTRL_STAGES], last[CTRL_STAGES]; /* [0] entered last */
} ctrl_state;

static bool ctrl_ce(const ctrl_state *s, uint32_t latency, bool out_ready) {
    return !s->valid[latency - 1] || out_ready;
}

static void ctrl_edge(ctrl_state *s, uint32_t latency, bool valid, bool last) {
    for (uint32_t i = latency - 1; i > 0; i--) {
        s->valid[i] = s->valid[i - 1];
        s->last[i] = s->last[i - 1];
    }
    s->valid[0] = valid;
    s->last[0] = last;
}

static size_t ctrl_size(const void *params) {
    (void)params;
    return sizeof(ctrl_state);
}

static void ctrl_reset(const void *params, void *state) {
    (void)params;
    *(ctrl_state *)state = (ctrl_state){0};
}

/* ---- bac_fold_requant: LATENCY = 4 + (EB > 0) + EVEN, or BITS + 2; II = 1 */

uint32_t bac_fold_requant_latency(const bac_fold_requant_params *p) {
    return p->threshold ? p->bits + 2 : 4 + (p->eb > 0 ? 1u : 0u) + p->even;
}

static void requant_valid(const void *params, const void *state, bac_fold_wires *w) {
    const ctrl_state *s = state;
    uint32_t latency = bac_fold_requant_latency(params);
    w->out_valid = s->valid[latency - 1];
    w->out_last = s->last[latency - 1];
}

static void requant_ready(const void *params, const void *state, bac_fold_wires *w) {
    w->in_ready[0] = ctrl_ce(state, bac_fold_requant_latency(params), w->out_ready);
}

static void requant_edge(const void *params, void *state, const bac_fold_wires *w) {
    if (w->in_ready[0])
        ctrl_edge(state, bac_fold_requant_latency(params), w->in_valid[0], w->in_last[0]);
}

const bac_fold_twin bac_fold_requant_twin = {
    "bac_fold_requant", 1, ctrl_size, ctrl_reset, requant_valid, requant_ready, requant_edge};

/* ---- bac_fold_add: LATENCY = 3, II = 1 */

static void add_valid(const void *params, const void *state, bac_fold_wires *w) {
    (void)params;
    const ctrl_state *s = state;
    w->out_valid = s->valid[BAC_FOLD_ADD_LATENCY - 1];
    w->out_last = s->last[BAC_FOLD_ADD_LATENCY - 1];
}

static void add_ready(const void *params, const void *state, bac_fold_wires *w) {
    (void)params;
    bool ce = ctrl_ce(state, BAC_FOLD_ADD_LATENCY, w->out_ready);
    w->in_ready[0] = ce && w->in_valid[1];
    w->in_ready[1] = ce && w->in_valid[0];
}

static void add_edge(const void *params, void *state, const bac_fold_wires *w) {
    (void)params;
    if (ctrl_ce(state, BAC_FOLD_ADD_LATENCY, w->out_ready))
        ctrl_edge(state, BAC_FOLD_ADD_LATENCY, w->in_valid[0] && w->in_valid[1], w->in_last[0]);
}

const bac_fold_twin bac_fold_add_twin = {"bac_fold_add", 2,         ctrl_size, ctrl_reset,
                                         add_valid,      add_ready, add_edge};

/* ---- bac_fold_concat: LATENCY = 1, II = 1 */

typedef struct concat_state {
    uint32_t turn, beat; /* of input `turn` in this position */
    bool valid, last;
} concat_state;

static size_t concat_size(const void *params) {
    (void)params;
    return sizeof(concat_state);
}

static void concat_reset(const void *params, void *state) {
    (void)params;
    *(concat_state *)state = (concat_state){0};
}

static void concat_valid(const void *params, const void *state, bac_fold_wires *w) {
    (void)params;
    const concat_state *s = state;
    w->out_valid = s->valid;
    w->out_last = s->last;
}

static void concat_ready(const void *params, const void *state, bac_fold_wires *w) {
    (void)params;
    const concat_state *s = state;
    bool ce = !s->valid || w->out_ready;
    w->in_ready[0] = ce && s->turn == 0;
    w->in_ready[1] = ce && s->turn == 1;
}

static void concat_edge(const void *params, void *state, const bac_fold_wires *w) {
    const bac_fold_concat_params *p = params;
    concat_state *s = state;
    if (s->valid && !w->out_ready)
        return;
    s->valid = w->in_valid[s->turn];
    if (!s->valid)
        return;
    s->last = s->turn == 1 && w->in_last[1];
    if (bac_fold_turn(&s->beat, (s->turn ? p->c_b : p->c_a) / p->lanes))
        s->turn = !s->turn;
}

const bac_fold_twin bac_fold_concat_twin = {
    "bac_fold_concat", 2, concat_size, concat_reset, concat_valid, concat_ready, concat_edge};

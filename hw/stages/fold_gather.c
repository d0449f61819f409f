/* fold_gather.c - see fold_gather.h. */
#include "fold_gather.h"
#include "count.h"
#include "fold_parts.h"
#include "times.h"

/* Output beats follow the beats of each group's last position. */
void bac_fold_gather_times(const bac_fold_gather *g, bac_times *t, const bac_stage *s) {
    const uint32_t n_in = t->n->links[s->in[0]].beats;
    int64_t *out = t->at[s->out[0]];
    for (uint32_t f = 0; f < t->frames; f++)
        for (uint32_t group = 1; group <= g->groups; group++) {
            const int64_t *in = &t->at[s->in[0]][(size_t)f * n_in + (group * g->n - 1) * g->words];
            for (uint32_t i = 0; i < g->words; i++)
                *out++ = in[i] + 1;
        }
}

void bac_fold_gather_valid(const bac_stage *s, const void *state, bac_wires *w) {
    const bac_fold_gather_state *q = state;
    w->valid[s->out[0]] = q->valid;
    w->last[s->out[0]] = q->last;
}

void bac_fold_gather_ready(const bac_fold_gather *g, const bac_stage *s, const void *state,
                           bac_wires *w) {
    const bac_fold_gather_state *q = state;
    w->ready[s->in[0]] = !q->valid || w->ready[s->out[0]] || q->position != g->n - 1;
}

void bac_fold_gather_edge(const bac_fold_gather *g, const bac_stage *s, void *state,
                          const bac_wires *w) {
    const uint32_t in = s->in[0];
    bac_fold_gather_state *q = state;
    const bool take = w->valid[in] && w->ready[in];
    const bool final_position = q->position == g->n - 1;
    if (!q->valid || w->ready[s->out[0]]) {
        q->valid = take && final_position;
        q->last = q->word == g->words - 1 && q->group == g->groups - 1;
    }
    if (!take || !bac_fold_turn(&q->word, g->words))
        return;
    q->position = w->last[in] || final_position ? 0 : q->position + 1;
    q->group = w->last[in] ? 0 : q->group + final_position;
}

void bac_fold_gather_count(const bac_fold_gather *g, bac_counts *c, uint32_t width) {
    if (g->words > 1)
        bac_count_memory(c, g->words, width, true);
    else
        bac_count_ff(c, width);
    bac_count_counter(c, g->words);
    bac_count_counter(c, g->n);
    if (g->groups > 1)
        bac_count_counter(c, g->groups);
    bac_count_ff(c, width + 2.0);
}

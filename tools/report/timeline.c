/* timeline.c - collects the clocks of one frame during a cycle simulation and prints them. */
#include "timeline.h"

#include <stdlib.h>
#include <string.h>

bac_status timeline_open(timeline *t, const bac_netlist *p, uint64_t frame, bac_error *err) {
    *t = (timeline){.p = p,
                    .frame = frame,
                    .first = malloc(p->n_links * sizeof *t->first),
                    .last = malloc(p->n_links * sizeof *t->last),
                    .rows = calloc(bac_net_layers(p->net), sizeof *t->rows)};
    if (!t->first || !t->last || !t->rows) {
        timeline_close(t);
        return bac_fail(err, BAC_ERR_MEMORY, "timeline", "out of memory");
    }
    for (uint32_t i = 0; i < p->n_links; i++)
        t->first[i] = t->last[i] = -1;
    return BAC_OK;
}

void timeline_close(timeline *t) {
    free(t->first);
    free(t->last);
    free(t->rows);
    *t = (timeline){0};
}

void timeline_clock(timeline *t, const bac_machine *m) {
    if (t->n_ended == t->p->n_links || bac_machine_link(m, t->p->stages[0].in[0]).frame < t->frame)
        return; /* a beat of a later or an earlier frame */
    const bac_wires w = bac_machine_wires(m);
    const int64_t clock = (int64_t)bac_machine_clock(m) - 1;
    for (uint32_t i = 0; i < t->p->n_links; i++) {
        if (!w.valid[i] || !w.ready[i])
            continue;
        const bac_beat b = bac_machine_link(m, i);
        if (b.frame != t->frame)
            continue;
        if (b.beat == 0)
            t->first[i] = clock;
        if (b.beat + 1 == t->p->links[i].beats) {
            t->last[i] = clock;
            t->n_ended++;
        }
    }
}

static bool is_store(const bac_stage *s) {
    return bac_stage_is(s, BAC_KIND_MOVES);
}

/* Adds a row for a layer, from its first stage to its last, without the FIFOs and forks behind
 * it. */
static void add_row(timeline *t, uint32_t layer, int64_t start) {
    const bac_stage *from = NULL, *to = NULL;
    for (uint32_t i = 0; i < t->p->n_stages; i++) {
        const bac_stage *s = &t->p->stages[i];
        if (s->layer != layer || is_store(s))
            continue;
        if (!from)
            from = s;
        to = s;
    }
    if (!from)
        return; /* only wires */
    t->rows[t->n_rows++] = (timeline_row){.layer = bac_net_layer(t->p->net, layer)->name,
                                          .begin = t->first[from->in[0]] - start,
                                          .first = t->first[to->out[0]] - start,
                                          .last = t->last[to->out[0]] - start};
}

bool timeline_finish(timeline *t) {
    for (uint32_t i = 0; i < t->p->n_links; i++)
        if (t->first[i] < 0 || t->last[i] < 0)
            return false;
    const uint32_t input = t->p->stages[0].in[0];
    const int64_t start = t->first[input];
    t->n_rows = 0;
    for (uint32_t i = 0; i < bac_net_layers(t->p->net); i++)
        add_row(t, i, start);
    t->last_sample = t->last[input] - start;
    t->result = t->rows[t->n_rows - 1].last;
    return true;
}

/* ---- text ----------------------------------------------------------------------------------- */

static uint32_t column(int64_t clock, int64_t end, uint32_t columns) {
    const int64_t c = clock * (int64_t)columns / (end + 1);
    return c < 0 ? 0 : (uint32_t)c;
}

void timeline_text(const timeline *t, FILE *out, uint32_t width) {
    uint32_t label = 5;
    for (uint32_t i = 0; i < t->n_rows; i++)
        if (strlen(t->rows[i].layer) > label)
            label = (uint32_t)strlen(t->rows[i].layer);
    const uint32_t numbers = 21; /* " 123456 123456 123456" */
    const uint32_t columns = width > label + numbers + 22 ? width - label - numbers - 2 : 20;
    fprintf(out,
            "one frame, from its first sample; %.3g clocks a column:  - fills  # gives beats\n",
            (double)(t->result + 1) / columns);
    fprintf(out, "%-*s %6s %6s %6s\n", (int)label, "layer", "begin", "first", "last");
    for (uint32_t i = 0; i < t->n_rows; i++) {
        const timeline_row *r = &t->rows[i];
        const uint32_t a = column(r->begin, t->result, columns);
        const uint32_t b = column(r->first, t->result, columns);
        const uint32_t c = column(r->last, t->result, columns);
        fprintf(out, "%-*s %6lld %6lld %6lld  ", (int)label, r->layer, (long long)r->begin,
                (long long)r->first, (long long)r->last);
        for (uint32_t x = 0; x <= c; x++)
            fputc(x < a ? ' ' : x < b ? '-' : '#', out);
        fputc('\n', out);
    }
}

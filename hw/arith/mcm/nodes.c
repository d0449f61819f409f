/* nodes.c - adds nodes, and computes the ranges of their values and their widths. */
#include "csd.h"
#include "mcm_internal.h"

#include <stdlib.h>

static void reach(const graph_work *w, uint32_t input, int64_t factor, int64_t *lo, int64_t *hi) {
    const int64_t a = factor * w->sums->lo[input], b = factor * w->sums->hi[input];
    *lo += bac_min_i64(a, b);
    *hi += bac_max_i64(a, b);
}

/* The factors of a +- b * 2^shift: steps through the merged factors of both nodes, input by
 * input. */
typedef struct merged {
    const graph_coefficient *a, *a_end, *b, *b_end;
    int64_t times_a, times_b;
} merged;

static merged merge_of(const graph_work *w, bac_adder_form form, uint32_t a, uint32_t b,
                       uint8_t shift) {
    const graph_node *x = &w->node[a], *y = &w->node[b];
    const int64_t unit = (int64_t)1 << shift;
    return (merged){.a = x->of,
                    .a_end = x->of + x->n_of,
                    .b = y->of,
                    .b_end = y->of + y->n_of,
                    .times_a = form == BAC_ADDER_FROM ? -1 : 1,
                    .times_b = form == BAC_ADDER_SUB ? -unit : unit};
}

static bool merge_next(merged *m, graph_coefficient *c) {
    if (m->a == m->a_end && m->b == m->b_end)
        return false;
    const bool take_a = m->a < m->a_end && (m->b == m->b_end || m->a->input <= m->b->input);
    const bool take_b = m->b < m->b_end && (!take_a || m->a->input == m->b->input);
    *c = (graph_coefficient){.input = take_a ? m->a->input : m->b->input};
    if (take_a)
        c->factor += m->times_a * m->a++->factor;
    if (take_b)
        c->factor += m->times_b * m->b++->factor;
    return true;
}

void graph_range(const graph_work *w, bac_adder_form form, uint32_t a, uint32_t b, uint8_t shift,
                 int64_t *lo, int64_t *hi) {
    merged m = merge_of(w, form, a, b, shift);
    graph_coefficient c;
    *lo = *hi = 0;
    while (merge_next(&m, &c))
        reach(w, c.input, c.factor, lo, hi);
}

static graph_node *new_node(graph_work *w, uint32_t coefficients) {
    if (w->n_nodes == w->room) {
        const uint32_t room = 2 * w->room + 64;
        graph_node *more = realloc(w->node, room * sizeof *more);
        if (!more) {
            w->failed = true;
            return NULL;
        }
        w->node = more;
        w->room = room;
    }
    graph_node *n = &w->node[w->n_nodes];
    *n = (graph_node){.of = malloc((coefficients ? coefficients : 1) * sizeof *n->of)};
    if (!n->of) {
        w->failed = true;
        return NULL;
    }
    w->n_nodes++;
    return n;
}

static void add_input(graph_work *w, uint32_t i) {
    graph_node *n = new_node(w, 1);
    if (!n)
        return;
    n->made =
        (bac_adder){.form = BAC_ADDER_INPUT, .a = i, .lo = w->sums->lo[i], .hi = w->sums->hi[i]};
    n->of[n->n_of++] = (graph_coefficient){i, 1};
}

uint32_t graph_add_node(graph_work *w, bac_adder_form form, uint32_t a, uint32_t b, uint8_t shift) {
    graph_node *n = w->failed ? NULL : new_node(w, w->node[a].n_of + w->node[b].n_of);
    if (!n)
        return 0;
    const uint32_t da = w->node[a].depth, db = w->node[b].depth;
    n->made = (bac_adder){.form = form, .a = a, .b = b, .shift = shift};
    n->depth = (da > db ? da : db) + 1;
    merged m = merge_of(w, form, a, b, shift);
    graph_coefficient c;
    while (merge_next(&m, &c)) {
        reach(w, c.input, c.factor, &n->made.lo, &n->made.hi);
        if (c.factor != 0)
            n->of[n->n_of++] = c;
    }
    return w->n_nodes - 1;
}

/* ---- widths */

bac_type bac_adder_type(const bac_adder *node) {
    return bac_type_of_range(node->lo, node->hi);
}

uint32_t bac_adder_bits(const bac_mcm *g, uint32_t node) {
    const bac_adder *n = &g->node[node];
    if (n->form == BAC_ADDER_INPUT)
        return 0;
    return graph_adder_bits(n->form, n->shift, bac_adder_type(&g->node[n->a]),
                            graph_bits(n->lo, n->hi));
}

/* ---- rows */

static void add_digits(graph_row *row, uint32_t input, int64_t weight) {
    int8_t sign[33];
    uint8_t shift[33];
    const uint32_t digits = bac_csd(weight, sign, shift);
    for (uint32_t d = 0; d < digits; d++) {
        row->term[row->n++] = (graph_term){input, shift[d], sign[d] < 0};
        row->positives += sign[d] > 0;
    }
}

static void open_row(graph_work *w, uint32_t o) {
    const bac_sums *s = w->sums;
    graph_row *row = &w->row[o];
    const uint32_t weights = s->first[o + 1] - s->first[o];
    row->term = malloc(((size_t)weights + 1) * 33 * sizeof *row->term);
    if (!row->term) {
        w->failed = true;
        return;
    }
    for (uint32_t i = s->first[o]; i < s->first[o + 1]; i++)
        add_digits(row, s->index[i], s->weight[i]);
    row->post = s->bias[o] != 0 || row->positives == 0;
    row->used = row->n;
    row->room = (uint64_t)1 << (s->levels - (row->post && row->n > 0 ? 1 : 0));
}

void graph_open(graph_work *w, const bac_sums *sums) {
    *w = (graph_work){.sums = sums, .row = calloc(sums->n_out + 1, sizeof *w->row)};
    w->failed = !w->row;
    for (uint32_t i = 0; !w->failed && i < sums->n_in; i++)
        add_input(w, i);
    for (uint32_t o = 0; !w->failed && o < sums->n_out; o++)
        open_row(w, o);
}

void graph_close(graph_work *w) {
    for (uint32_t i = 0; i < w->n_nodes; i++)
        free(w->node[i].of);
    for (uint32_t o = 0; w->row && o < w->sums->n_out; o++)
        free(w->row[o].term);
    free(w->node);
    free(w->row);
}

uint64_t graph_used_after(const graph_work *w, const graph_row *row, uint32_t a, uint32_t b) {
    const uint32_t da = w->node[a].depth, db = w->node[b].depth;
    return row->used - ((uint64_t)1 << da) - ((uint64_t)1 << db) +
           ((uint64_t)2 << (da > db ? da : db));
}

bool bac_output_has_post(const bac_adder_output *o) {
    return !o->constant && (o->negative || o->bias != 0);
}

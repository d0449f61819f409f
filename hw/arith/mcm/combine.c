/* combine.c - the terms that are left of an output, added up pair by pair: the cheapest adder
 * first, as long as the rest still fits into the clocks there are. */
#include "mcm_internal.h"

/* Of a bit, in bits that wait. What is to be added up has so many bits in all, and what comes of it
 * so many: the adders that make the most of them vanish leave the least to the others. */
enum { ADDER_PRICE = 4, GONE_PRICE = 3 };

/* Terms lie in the order of their depths, then shifts. Two far apart are not tried: they overlap
 * little. Of a long row the first ones go first: all pairs would take long. */
enum { REACH = 32, LONG_ROW = 64 };

typedef struct pair {
    uint32_t low, high; /* places in the row; `low` begins lower */
    bac_adder_form form;
    bool negative, found; /* the sum is to be subtracted */
    int64_t cost;
} pair;

/* Which way round: a sum that is subtracted later costs nothing as long as something positive is
 * left to subtract it from. */
static void orient(const graph_row *row, pair *p) {
    const graph_term *a = &row->term[p->low], *b = &row->term[p->high];
    if (a->negative == b->negative) {
        p->form = BAC_ADDER_ADD;
        p->negative = a->negative;
    } else if (!a->negative || row->post || row->positives > 1) {
        p->form = BAC_ADDER_SUB;
        p->negative = a->negative;
    } else {
        p->form = BAC_ADDER_FROM;
        p->negative = false;
    }
}

static int64_t price(const graph_work *w, const graph_row *row, const pair *p) {
    const graph_term *x = &row->term[p->low], *y = &row->term[p->high];
    const graph_node *a = &w->node[x->node], *b = &w->node[y->node];
    const uint8_t shift = (uint8_t)(y->shift - x->shift);
    const int64_t unit = (int64_t)1 << shift;
    const bool minus = p->form != BAC_ADDER_ADD;
    const int64_t b_lo = unit * (minus ? -b->made.hi : b->made.lo);
    const int64_t b_hi = unit * (minus ? -b->made.lo : b->made.hi);
    int64_t lo = a->made.lo + b_lo, hi = a->made.hi + b_hi;
    if (p->form == BAC_ADDER_FROM) {
        const int64_t was = lo;
        lo = -hi;
        hi = -was;
    }
    const bac_type ta = bac_adder_type(&a->made), tb = bac_adder_type(&b->made);
    const bac_type sum = bac_type_of_range(lo, hi);
    const uint32_t bits = graph_adder_bits(p->form, shift, ta, lo, hi);
    const int64_t gone = (int64_t)ta.bits + tb.bits - sum.bits;
    const graph_node *early = a->depth < b->depth ? a : b, *late = early == a ? b : a;
    const int64_t waits = (int64_t)(late->depth - early->depth) * bac_adder_type(&early->made).bits;
    return ADDER_PRICE * (int64_t)graph_carry_bits(bits) - GONE_PRICE * gone + waits;
}

static pair cheapest(const graph_work *w, const graph_row *row) {
    const uint32_t n = row->n < LONG_ROW ? row->n : LONG_ROW;
    pair best = {.found = false};
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = i + 1; j < n && j <= i + REACH; j++) {
            if (graph_used_after(w, row, row->term[i].node, row->term[j].node) > row->room)
                continue;
            pair p = {.low = row->term[i].shift <= row->term[j].shift ? i : j, .found = true};
            p.high = i + j - p.low;
            if (row->term[i].shift == row->term[j].shift && row->term[p.low].negative &&
                !row->term[p.high].negative) {
                p.high = p.low;
                p.low = i + j - p.high;
            }
            orient(row, &p);
            p.cost = price(w, row, &p);
            if (!best.found || p.cost < best.cost)
                best = p;
        }
    return best;
}

static bool before(const graph_work *w, graph_term x, graph_term y) {
    const uint32_t dx = w->node[x.node].depth, dy = w->node[y.node].depth;
    if (dx != dy || x.shift != y.shift)
        return dx != dy ? dx < dy : x.shift < y.shift;
    return x.node < y.node;
}

static void insert(const graph_work *w, graph_row *row, graph_term x) {
    uint32_t at = row->n++;
    for (; at > 0 && before(w, x, row->term[at - 1]); at--)
        row->term[at] = row->term[at - 1];
    row->term[at] = x;
}

static void take_out(graph_row *row, uint32_t at) {
    row->n--;
    for (; at < row->n; at++)
        row->term[at] = row->term[at + 1];
}

static void combine_row(graph_work *w, graph_row *row) {
    const uint32_t terms = row->n;
    for (row->n = 0; row->n < terms;)
        insert(w, row, row->term[row->n]);
    while (row->n > 1 && !w->failed) {
        const pair p = cheapest(w, row); /* the first two always fit */
        const graph_term a = row->term[p.low], b = row->term[p.high];
        row->used = graph_used_after(w, row, a.node, b.node);
        row->positives += (uint32_t)!p.negative - !a.negative - !b.negative;
        take_out(row, p.low > p.high ? p.low : p.high);
        take_out(row, p.low > p.high ? p.high : p.low);
        const uint32_t sum =
            graph_add_node(w, p.form, a.node, b.node, (uint8_t)(b.shift - a.shift));
        insert(w, row, (graph_term){sum, a.shift, p.negative});
    }
}

void graph_combine(graph_work *w) {
    for (uint32_t o = 0; o < w->sums->n_out && !w->failed; o++)
        combine_row(w, &w->row[o]);
}

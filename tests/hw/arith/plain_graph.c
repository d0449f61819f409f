/* plain_graph.c - see plain_graph.h. */
#include "plain_graph.h"
#include "pairs.h"

/* ---- pairs that occur more than once */

typedef struct sharer {
    graph_work *w;
    pairs *p;
    graph_sharing sharing;
} sharer;

/* One pair, whichever of its terms comes first and whatever their common shift and sign. */
static uint64_t key_of(graph_term x, graph_term y) {
    const bool swap = x.shift > y.shift || (x.shift == y.shift && x.node > y.node);
    const graph_term low = swap ? y : x, high = swap ? x : y;
    return pairs_key(low.node, high.node, (uint8_t)(high.shift - low.shift),
                     low.negative != high.negative);
}

static void count(sharer *s, graph_term x, graph_term y, int by) {
    if (s->sharing == SHARE_INPUTS && x.node != y.node)
        return;
    if (!pairs_count(s->p, key_of(x, y), by))
        s->w->failed = true;
}

static void count_with_all(sharer *s, const graph_row *row, graph_term x, int by) {
    for (uint32_t i = 0; i < row->n; i++)
        count(s, x, row->term[i], by);
}

static void count_row(sharer *s, const graph_row *row) {
    for (uint32_t i = 0; i < row->n && !s->w->failed; i++)
        for (uint32_t j = i + 1; j < row->n; j++)
            count(s, row->term[i], row->term[j], 1);
}

/* May the pair be one term here? Not if it takes too many clocks, nor if nothing positive were left
 * where nothing is there to subtract from. */
static bool fits(const graph_work *w, const graph_row *row, graph_term low, graph_term high) {
    const uint32_t left =
        row->positives - !low.negative - !high.negative + (low.negative ? 0u : 1u);
    return (left > 0 || row->post) && graph_used_after(w, row, low.node, high.node) <= row->room;
}

/* The term with which term i of the row makes up the pair, as its lower one; row->n: none. */
static uint32_t partner(const graph_row *row, pairs_parts part, uint32_t i) {
    const graph_term x = row->term[i];
    uint32_t j = 0;
    if (x.node != part.a)
        return row->n;
    for (; j < row->n; j++) {
        const graph_term y = row->term[j];
        if (j != i && y.node == part.b && y.shift == x.shift + part.shift &&
            (x.negative != y.negative) == part.minus)
            break;
    }
    return j;
}

/* The pair's next occurrence in a row. */
static bool find(const graph_work *w, const graph_row *row, pairs_parts part, uint32_t *low,
                 uint32_t *high) {
    for (*low = 0; *low < row->n; ++*low) {
        *high = partner(row, part, *low);
        if (*high < row->n && fits(w, row, row->term[*low], row->term[*high]))
            return true;
    }
    return false;
}

/* Is it some pair's higher term? x + 4x + 16x holds x + 4x once, though it seems twice. */
static bool is_taken(const graph_row *row, pairs_parts part, uint32_t high) {
    for (uint32_t i = 0; part.a == part.b && i < row->n; i++)
        if (partner(row, part, i) == high)
            return true;
    return false;
}

/* How often the pair can be taken, at least. */
static uint32_t occurrences(const graph_work *w, pairs_parts part) {
    uint32_t n = 0;
    for (uint32_t o = 0; o < w->sums->n_out; o++) {
        const graph_row *row = &w->row[o];
        for (uint32_t i = 0; i < row->n; i++) {
            const uint32_t j = partner(row, part, i);
            n += j < row->n && fits(w, row, row->term[i], row->term[j]) && !is_taken(row, part, i);
        }
    }
    return n;
}

static void replace(sharer *s, graph_row *row, uint32_t low, uint32_t high, uint32_t node) {
    const graph_term x = row->term[low], y = row->term[high];
    const graph_term sum = {node, x.shift, x.negative};
    row->used = graph_used_after(s->w, row, x.node, y.node);
    row->positives += (uint32_t)!sum.negative - !x.negative - !y.negative;
    const uint32_t first = low < high ? low : high, second = low + high - first;
    row->n--;
    row->term[second] = row->term[row->n];
    row->n--;
    row->term[first] = row->term[row->n];
    count_with_all(s, row, x, -1);
    count_with_all(s, row, y, -1);
    count(s, x, y, -1);
    count_with_all(s, row, sum, 1);
    row->term[row->n++] = sum;
}

static void take(sharer *s, uint64_t key) {
    const pairs_parts part = pairs_split(key);
    const uint32_t node = graph_add_node(s->w, part.minus ? BAC_ADDER_SUB : BAC_ADDER_ADD, part.a,
                                         part.b, part.shift);
    for (uint32_t o = 0; o < s->w->sums->n_out; o++) {
        uint32_t low, high;
        while (!s->w->failed && find(s->w, &s->w->row[o], part, &low, &high))
            replace(s, &s->w->row[o], low, high, node);
    }
}

/* What a pair saves each time but once: an adder's bits; and the more its terms overlap, the
 * narrower is what is left to be added up, so bits that vanish count too. */
static uint64_t worth(const void *of, uint64_t key) {
    const graph_work *w = of;
    const pairs_parts part = pairs_split(key);
    const bac_adder_form form = part.minus ? BAC_ADDER_SUB : BAC_ADDER_ADD;
    int64_t lo, hi;
    graph_range(w, form, part.a, part.b, part.shift, &lo, &hi);
    const bac_type ta = bac_adder_type(&w->node[part.a].made);
    const bac_type tb = bac_adder_type(&w->node[part.b].made);
    const uint32_t bits = ta.bits + tb.bits, sum = bac_type_of_range(lo, hi).bits;
    const uint32_t adder = graph_adder_bits(form, part.shift, ta, sum);
    return graph_carry_bits(adder) + 2 * (bits > sum ? bits - sum : 0) + 1;
}

void plain_share(graph_work *w, graph_sharing sharing) {
    pairs p;
    sharer s = {w, &p, sharing};
    if (w->failed || sharing == SHARE_NOTHING)
        return;
    w->failed = !pairs_open(&p, worth, w);
    for (uint32_t o = 0; o < w->sums->n_out && !w->failed; o++)
        count_row(&s, &w->row[o]);
    uint64_t key;
    while (!w->failed && pairs_best(&p, &key)) {
        if (occurrences(w, pairs_split(key)) >= 2)
            take(&s, key);
        else
            pairs_drop(&p, key);
    }
    pairs_close(&p);
}

/* ---- what is left of a row */

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
    const uint32_t bits = graph_adder_bits(p->form, shift, ta, sum.bits);
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

void plain_combine(graph_work *w) {
    for (uint32_t o = 0; o < w->sums->n_out && !w->failed; o++)
        combine_row(w, &w->row[o]);
}

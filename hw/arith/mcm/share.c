/* share.c - pairs of terms that occur more than once, up to shift and sign, become one node each.
 *
 * Greedy: the pair that saves most bits of adders first; where it occurs, its two terms give way to
 * one, which may pair up again. (R. I. Hartley, Subexpression sharing in filters using canonic
 * signed digit multipliers, 1996; the pairs of all outputs together: R. Pasko et al., 1999.)
 */
#include "mcm_internal.h"
#include "pairs.h"

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
    const uint32_t adder = graph_adder_bits(form, part.shift, ta, lo, hi);
    const uint32_t bits = ta.bits + tb.bits, sum = bac_type_of_range(lo, hi).bits;
    return graph_carry_bits(adder) + 2 * (bits > sum ? bits - sum : 0) + 1;
}

void graph_share(graph_work *w, graph_sharing sharing) {
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

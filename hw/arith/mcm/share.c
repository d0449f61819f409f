/* share.c - pairs of terms that occur more than once, up to shift and sign, become one node each.
 *
 * The choice is greedy: the pair that saves the most adder bits comes first. One term replaces the
 * two terms of the pair wherever they occur, and may form a pair again. (R. I. Hartley,
 * Subexpression sharing in filters using canonic signed digit multipliers, 1996; pairs over all
 * outputs together: R. Pasko et al., 1999.)
 */
#include "mcm_internal.h"
#include "pairs.h"
#include "places.h"

typedef struct sharer {
    graph_work *w;
    pairs pairs;
    graph_places places;
    graph_sharing sharing;
} sharer;

/* The key of a pair, independent of the order, the common shift and the common sign of its
 * terms. */
static uint64_t key_of(graph_term x, graph_term y) {
    const bool swap = x.shift > y.shift || (x.shift == y.shift && x.node > y.node);
    const graph_term low = swap ? y : x, high = swap ? x : y;
    return pairs_key(low.node, high.node, (uint8_t)(high.shift - low.shift),
                     low.negative != high.negative);
}

static void count(sharer *s, graph_term x, graph_term y, int by) {
    if (!s->w->failed && !pairs_count(&s->pairs, key_of(x, y), by))
        s->w->failed = true;
}

/* Adds `by` to the counts of all pairs of x with terms of row o, or only with terms of the same
 * input if only those may be shared. */
static void count_with_all(sharer *s, uint32_t o, graph_term x, int by) {
    const graph_row *row = &s->w->row[o];
    if (s->sharing == SHARE_INPUTS) {
        for (uint32_t i = graph_place(&s->places, o, x.node); i != NO_PLACE;
             i = graph_place_after(&s->places, o, i))
            count(s, x, row->term[i], by);
        return;
    }
    for (uint32_t i = 0; i < row->n; i++)
        count(s, x, row->term[i], by);
}

static void count_row(sharer *s, uint32_t o) {
    const graph_row *row = &s->w->row[o];
    for (uint32_t i = 0; i < row->n && s->sharing == SHARE_INPUTS; i++)
        for (uint32_t j = graph_place(&s->places, o, row->term[i].node); j != NO_PLACE;
             j = graph_place_after(&s->places, o, j))
            if (i < j)
                count(s, row->term[i], row->term[j], 1);
    for (uint32_t i = 0; i < row->n && s->sharing != SHARE_INPUTS; i++)
        for (uint32_t j = i + 1; j < row->n; j++)
            count(s, row->term[i], row->term[j], 1);
}

/* True when the pair may become one term in this row: the row still finishes in its clocks, and it
 * keeps a positive term or has an adder behind it that can subtract. */
static bool fits(const graph_work *w, const graph_row *row, graph_term low, graph_term high) {
    const uint32_t left =
        row->positives - !low.negative - !high.negative + (low.negative ? 0u : 1u);
    return (left > 0 || row->post) && graph_used_after(w, row, low.node, high.node) <= row->room;
}

/* The first term that forms the pair with term i of row o, which is the lower one; NO_PLACE:
 * none. */
static uint32_t partner(const sharer *s, uint32_t o, pairs_parts part, uint32_t i) {
    const graph_row *row = &s->w->row[o];
    const graph_term x = row->term[i];
    uint32_t first = NO_PLACE;
    for (uint32_t j = graph_place(&s->places, o, part.b); j != NO_PLACE;
         j = graph_place_after(&s->places, o, j)) {
        const graph_term y = row->term[j];
        if (j < first && j != i && y.shift == x.shift + part.shift &&
            (x.negative != y.negative) == part.minus)
            first = j;
    }
    return first;
}

static bool is_pair(const sharer *s, uint32_t o, uint32_t low, uint32_t high) {
    const graph_row *row = &s->w->row[o];
    return high != NO_PLACE && fits(s->w, row, row->term[low], row->term[high]);
}

/* Finds the first occurrence of the pair in row o. */
static bool find(const sharer *s, uint32_t o, pairs_parts part, uint32_t *low, uint32_t *high) {
    *low = NO_PLACE;
    for (uint32_t i = graph_place(&s->places, o, part.a); i != NO_PLACE;
         i = graph_place_after(&s->places, o, i)) {
        const uint32_t j = i < *low ? partner(s, o, part, i) : NO_PLACE;
        if (is_pair(s, o, i, j)) {
            *low = i;
            *high = j;
        }
    }
    return *low != NO_PLACE;
}

/* True when the term is already the higher term of an occurrence: x + 4x + 16x contains the pair
 * x + 4x once, although two pairs of terms match. */
static bool is_taken(const sharer *s, uint32_t o, pairs_parts part, uint32_t high) {
    for (uint32_t i = graph_place(&s->places, o, part.a); part.a == part.b && i != NO_PLACE;
         i = graph_place_after(&s->places, o, i))
        if (partner(s, o, part, i) == high)
            return true;
    return false;
}

/* Rows that contain every row with both nodes of the pair: those of the node with fewer rows. */
static graph_rows rows_of(const sharer *s, pairs_parts part) {
    const graph_rows a = s->places.of[part.a], b = s->places.of[part.b];
    return a.n < b.n ? a : b;
}

/* A lower bound of the number of times that the pair can be replaced. */
static uint32_t occurrences(const sharer *s, pairs_parts part) {
    const graph_rows rows = rows_of(s, part);
    uint32_t n = 0;
    for (uint32_t r = 0; r < rows.n; r++) {
        const uint32_t o = s->places.rows[rows.at + r];
        for (uint32_t i = graph_place(&s->places, o, part.a); i != NO_PLACE;
             i = graph_place_after(&s->places, o, i))
            n += is_pair(s, o, i, partner(s, o, part, i)) && !is_taken(s, o, part, i);
    }
    return n;
}

static void replace(sharer *s, uint32_t o, uint32_t low, uint32_t high, uint32_t node) {
    graph_row *row = &s->w->row[o];
    const graph_term x = row->term[low], y = row->term[high];
    const graph_term sum = {node, x.shift, x.negative};
    row->used = graph_used_after(s->w, row, x.node, y.node);
    row->positives += (uint32_t)!sum.negative - !x.negative - !y.negative;
    graph_take_out(&s->places, o, low < high ? high : low);
    graph_take_out(&s->places, o, low < high ? low : high);
    count_with_all(s, o, x, -1);
    count_with_all(s, o, y, -1);
    count(s, x, y, -1);
    count_with_all(s, o, sum, 1);
    if (!graph_append(&s->places, o, sum))
        s->w->failed = true;
}

static void take(sharer *s, uint64_t key) {
    const pairs_parts part = pairs_split(key);
    const graph_rows rows = rows_of(s, part);
    const uint32_t node = graph_add_node(s->w, part.minus ? BAC_ADDER_SUB : BAC_ADDER_ADD, part.a,
                                         part.b, part.shift);
    for (uint32_t r = 0; r < rows.n; r++) {
        const uint32_t o = s->places.rows[rows.at + r];
        uint32_t low, high;
        while (!s->w->failed && find(s, o, part, &low, &high))
            replace(s, o, low, high, node);
    }
}

/* The saving of each occurrence of a pair after the first: the bits of its adder, and twice the
 * bits by which the sum is narrower than its two terms, because the remaining adders then have
 * fewer bits to add. */
static uint64_t worth(const void *of, uint64_t key) {
    const graph_work *w = of;
    const pairs_parts part = pairs_split(key);
    const bac_adder_form form = part.minus ? BAC_ADDER_SUB : BAC_ADDER_ADD;
    int64_t lo, hi;
    graph_range(w, form, part.a, part.b, part.shift, &lo, &hi);
    const bac_type ta = bac_adder_type(&w->node[part.a].made);
    const bac_type tb = bac_adder_type(&w->node[part.b].made);
    const uint32_t bits = ta.bits + tb.bits, sum = graph_bits(lo, hi);
    const uint32_t adder = graph_adder_bits(form, part.shift, ta, sum);
    return graph_carry_bits(adder) + 2 * (bits > sum ? bits - sum : 0) + 1;
}

void graph_share(graph_work *w, graph_sharing sharing) {
    sharer s = {.w = w, .sharing = sharing};
    if (w->failed || sharing == SHARE_NOTHING)
        return;
    w->failed = !pairs_open(&s.pairs, worth, w) || !graph_places_open(&s.places, w);
    for (uint32_t o = 0; o < w->sums->n_out && !w->failed; o++)
        count_row(&s, o);
    uint64_t key;
    while (!w->failed && pairs_best(&s.pairs, &key)) {
        if (occurrences(&s, pairs_split(key)) >= 2)
            take(&s, key);
        else
            pairs_drop(&s.pairs, key);
    }
    graph_places_close(&s.places);
    pairs_close(&s.pairs);
}

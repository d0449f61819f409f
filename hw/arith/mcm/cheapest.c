/* cheapest.c - see cheapest.h. */
#include "cheapest.h"
#include "ints.h"

/* Prices of one bit, in units of one bit that waits for a clock. ADDER_PRICE: a bit of an adder.
 * GONE_PRICE: credit for each bit by which the sum is narrower than both operands together, because
 * the fewer bits are left, the less the remaining adders cost. */
enum { ADDER_PRICE = 4, GONE_PRICE = 3 };

bool graph_comes_before(const graph_operand *x, const graph_operand *y) {
    if (x->depth != y->depth || x->term.shift != y->term.shift)
        return x->depth != y->depth ? x->depth < y->depth : x->term.shift < y->term.shift;
    return x->term.node != y->term.node ? x->term.node < y->term.node : x->turn < y->turn;
}

/* ---- prices */

typedef struct oriented {
    const graph_operand *low, *high;
    bac_adder_form form;
    bool negative;
} oriented;

/* Chooses the operands' order and the form of the adder for two terms, x before y in the order. A
 * sum may be made with the wrong sign and subtracted later at no cost, as long as the row keeps a
 * positive term from which to subtract it. */
static oriented orient(const graph_row *row, const graph_operand *x, const graph_operand *y) {
    const bool swap = x->term.shift > y->term.shift ||
                      (x->term.shift == y->term.shift && x->term.negative && !y->term.negative);
    const graph_operand *low = swap ? y : x, *high = swap ? x : y;
    if (low->term.negative == high->term.negative)
        return (oriented){low, high, BAC_ADDER_ADD, low->term.negative};
    if (!low->term.negative || row->post || row->positives > 1)
        return (oriented){low, high, BAC_ADDER_SUB, low->term.negative};
    return (oriented){low, high, BAC_ADDER_FROM, false};
}

static int32_t price(const graph_row *row, const graph_operand *x, const graph_operand *y) {
    const oriented p = orient(row, x, y);
    const uint8_t shift = (uint8_t)(p.high->term.shift - p.low->term.shift);
    const int64_t unit = (int64_t)1 << shift;
    const bool minus = p.form != BAC_ADDER_ADD;
    int64_t lo = p.low->lo + unit * (minus ? -p.high->hi : p.high->lo);
    int64_t hi = p.low->hi + unit * (minus ? -p.high->lo : p.high->hi);
    if (p.form == BAC_ADDER_FROM) {
        const int64_t was = lo;
        lo = -hi;
        hi = -was;
    }
    const bac_type low = {p.low->lo < 0, (uint8_t)p.low->bits};
    const uint32_t sum = graph_bits(lo, hi);
    const uint32_t bits = graph_adder_bits(p.form, shift, low, sum);
    const int32_t gone = (int32_t)p.low->bits + (int32_t)p.high->bits - (int32_t)sum;
    const graph_operand *early = p.low->depth < p.high->depth ? p.low : p.high;
    const uint32_t deeper = p.low->depth + p.high->depth - 2 * early->depth;
    return ADDER_PRICE * (int32_t)graph_carry_bits(bits) - GONE_PRICE * gone +
           (int32_t)(deeper * early->bits);
}

/* ---- insert and remove terms */

void graph_front_open(graph_front *f) {
    f->n = 0;
    f->free = UINT64_MAX;
}

void graph_front_forget(graph_front *f) {
    for (uint32_t i = 0; i < f->n; i++)
        f->known[f->order[i]] = 0;
}

void graph_front_insert(graph_front *f, const graph_operand *x) {
    const uint8_t slot = (uint8_t)__builtin_ctzll(f->free);
    uint32_t i = f->n++;
    f->free &= ~((uint64_t)1 << slot);
    f->at[slot] = *x;
    f->known[slot] = 0;
    f->with[slot] = LONG_ROW;
    for (; i > 0 && graph_comes_before(x, &f->at[f->order[i - 1]]); i--)
        f->order[i] = f->order[i - 1];
    f->order[i] = slot;
}

static void take_out(graph_front *f, uint8_t slot) {
    uint32_t left = 0;
    for (uint32_t i = 0; i < f->n; i++) {
        const uint8_t s = f->order[i];
        f->known[s] &= ~((uint64_t)1 << slot);
        f->order[left] = s;
        left += s != slot;
    }
    f->n = left;
    f->free |= (uint64_t)1 << slot;
}

/* ---- the cheapest of each term's pairs */

static bool fits(const graph_front *f, uint32_t a, uint32_t b, uint64_t leaves) {
    const uint64_t x = (uint64_t)1 << f->at[a].depth, y = (uint64_t)1 << f->at[b].depth;
    return (x < y ? y - x : x - y) <= leaves;
}

static void choose(graph_front *f, uint32_t a, uint64_t among, uint64_t leaves) {
    for (; among; among &= among - 1) {
        const uint32_t b = (uint32_t)__builtin_ctzll(among);
        const int32_t cost = f->cost[a][b];
        const uint32_t with = f->with[a];
        const bool better = with == LONG_ROW || cost < f->least[a] ||
                            (cost == f->least[a] && f->place[b] < f->place[with]);
        if (better && fits(f, a, b, leaves)) {
            f->least[a] = cost;
            f->with[a] = (uint8_t)b;
        }
    }
}

/* Finds the cheapest partner of slot a among the slots `within`. Ever fewer pairs fit while a row
 * is reduced, so a term without a partner can get one only among new terms. */
static void update(graph_front *f, const graph_row *row, uint32_t a, uint64_t within) {
    const uint64_t fresh = within & ~f->known[a], leaves = row->room - row->used;
    const uint32_t with = f->with[a];
    f->known[a] = within;
    for (uint64_t left = fresh; left; left &= left - 1) {
        const uint32_t b = (uint32_t)__builtin_ctzll(left);
        f->cost[a][b] = price(row, &f->at[a], &f->at[b]);
    }
    const bool stale =
        with != LONG_ROW && (!((within & ~fresh) >> with & 1) || !fits(f, a, with, leaves));
    if (stale)
        f->with[a] = LONG_ROW;
    choose(f, a, stale ? within : fresh, leaves);
}

static void update_all(graph_front *f, const graph_row *row) {
    uint64_t within = 0; /* slots of the REACH terms behind term i */
    for (uint32_t i = 0; i < f->n; i++)
        f->place[f->order[i]] = (uint8_t)i;
    for (uint32_t i = f->n; i-- > 0;) {
        update(f, row, f->order[i], within);
        within |= (uint64_t)1 << f->order[i];
        if (i + REACH < f->n)
            within &= ~((uint64_t)1 << f->order[i + REACH]);
    }
}

bool graph_front_cheapest(graph_front *f, const graph_row *row, graph_pair *pair) {
    uint8_t a = LONG_ROW;
    update_all(f, row);
    for (uint32_t i = 0; i < f->n; i++) {
        const uint8_t s = f->order[i];
        if (f->with[s] != LONG_ROW && (a == LONG_ROW || f->least[s] < f->least[a]))
            a = s;
    }
    if (a == LONG_ROW)
        return false;
    const uint8_t b = f->with[a];
    const oriented p = orient(row, &f->at[a], &f->at[b]);
    *pair = (graph_pair){p.low->term, p.high->term, p.form, p.negative};
    take_out(f, a);
    take_out(f, b);
    return true;
}

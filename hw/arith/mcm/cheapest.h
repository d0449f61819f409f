/* cheapest.h - the cheapest adder for two of a row's first terms, kept up to date as terms go and
 * come: only a pair of new neighbours is priced. */
#ifndef BAC_MCM_CHEAPEST_H
#define BAC_MCM_CHEAPEST_H

#include "mcm_internal.h"

/* Terms lie in the order of their depths, then shifts. Two far apart are not tried: they overlap
 * little. Of a long row the first ones go first: all pairs would take long. */
enum { REACH = 32, LONG_ROW = 64 };

/* A term, and what its price asks for. */
typedef struct graph_operand {
    graph_term term;
    uint32_t depth, bits;
    uint32_t turn; /* how many came before it */
    int64_t lo, hi;
} graph_operand;

typedef struct graph_pair {
    graph_term low, high; /* `low` begins lower */
    bac_adder_form form;
    bool negative; /* the sum is to be subtracted */
} graph_pair;

/* The first terms of a row. A term keeps its slot as long as it is here. */
typedef struct graph_front {
    graph_operand at[LONG_ROW];
    uint8_t order[LONG_ROW], place[LONG_ROW]; /* slots in their order, and the other way round */
    uint32_t n;
    uint64_t free;                    /* slots, a bit each */
    uint64_t known[LONG_ROW];         /* slots of the terms behind it with which it is priced */
    int32_t cost[LONG_ROW][LONG_ROW]; /* of a slot with one that is known */
    int32_t least[LONG_ROW];          /* of those that fit */
    uint8_t with[LONG_ROW];           /* and its slot; LONG_ROW: none fits */
} graph_front;

/* Of two terms the first: less deep, then lower, then of an earlier node, then here earlier. */
bool graph_comes_before(const graph_operand *x, const graph_operand *y);

void graph_front_open(graph_front *f);
/* To its place in the order. There is room. */
void graph_front_insert(graph_front *f, const graph_operand *x);
/* Takes out the cheapest pair that fits into the clocks that the row has; of several that with the
 * first term, then with the first partner. False: no two of them fit. */
bool graph_front_cheapest(graph_front *f, const graph_row *row, graph_pair *pair);
/* All prices are asked for again: the row has one positive term left, or a sum more behind it. */
void graph_front_forget(graph_front *f);

#endif

/* cheapest.h - finds the cheapest adder for two of a row's first terms. Prices are kept while terms
 * are added and removed, so that only pairs of new neighbours are priced. */
#ifndef BAC_MCM_CHEAPEST_H
#define BAC_MCM_CHEAPEST_H

#include "mcm_internal.h"

/* Terms are ordered by depth, then by shift. A pair of terms more than REACH places apart is not
 * tried, because their bits overlap little. Of a row longer than LONG_ROW only the first terms are
 * paired, because the number of all pairs would cost too much time. */
enum { REACH = 32, LONG_ROW = 64 };

/* A term with the numbers that its price depends on. */
typedef struct graph_operand {
    graph_term term;
    uint32_t depth, bits;
    uint32_t turn; /* number of terms that entered before it */
    int64_t lo, hi;
} graph_operand;

/* Two terms and the adder for them. */
typedef struct graph_pair {
    graph_term low, high; /* low has the smaller shift */
    bac_adder_form form;
    bool negative; /* the row subtracts the sum */
} graph_pair;

/* The first terms of a row. A term stays in its slot until it is removed. */
typedef struct graph_front {
    graph_operand at[LONG_ROW];
    uint8_t order[LONG_ROW], place[LONG_ROW]; /* slot at each place; place of each slot */
    uint32_t n;
    uint64_t free;                    /* bit mask of free slots */
    uint64_t known[LONG_ROW];         /* by slot: mask of the slots whose pair with it is priced */
    int32_t cost[LONG_ROW][LONG_ROW]; /* price of a pair of slots, if known */
    int32_t least[LONG_ROW];          /* by slot: least price of a pair that fits */
    uint8_t with[LONG_ROW];           /* partner in that pair; LONG_ROW: no pair fits */
} graph_front;

/* The order of terms: by depth, then shift, then index of the node, then turn. */
bool graph_comes_before(const graph_operand *x, const graph_operand *y);

void graph_front_open(graph_front *f);
/* Inserts a term at its place in the order. A slot must be free. */
void graph_front_insert(graph_front *f, const graph_operand *x);
/* Removes the cheapest pair whose sum leaves the row able to finish in its clocks. Of equally cheap
 * pairs it takes the one with the first term, then with the first partner. False: no pair fits. */
bool graph_front_cheapest(graph_front *f, const graph_row *row, graph_pair *pair);
/* Discards all prices. Call it when the row is left with one positive term, or gets a further sum:
 * both change how a pair can be added. */
void graph_front_forget(graph_front *f);

#endif

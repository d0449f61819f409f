/* places.h - an index from nodes to their terms: the rows that hold terms of a node, and the places
 * in those rows. */
#ifndef BAC_MCM_PLACES_H
#define BAC_MCM_PLACES_H

#include "mcm_internal.h"

#define NO_PLACE UINT32_MAX

/* A hash table of one row's terms by node, with chains of places. All terms of a node are in one
 * chain. */
typedef struct graph_chains {
    uint32_t *first, *next; /* [mask + 1] first place of a chain; [terms] next place in the chain */
    uint32_t mask;
} graph_chains;

/* The rows of a node, rows[at] .. rows[at + n - 1]. They are adjacent because terms of a node enter
 * rows only until the next node is made. */
typedef struct graph_rows {
    size_t at;
    uint32_t n;
} graph_rows;

typedef struct graph_places {
    graph_work *w;
    graph_chains *chains; /* [n_out] */
    graph_rows *of;       /* [nodes] rows that have or had terms of the node, ascending */
    uint32_t nodes, nodes_room;
    uint32_t *rows;
    size_t n, room;
} graph_places;

/* False: out of memory; close it then too. */
bool graph_places_open(graph_places *p, graph_work *w);
void graph_places_close(graph_places *p);

/* The first and the next place of a node's terms in row o, in no certain order; NO_PLACE: no
 * more. */
uint32_t graph_place(const graph_places *p, uint32_t o, uint32_t node);
uint32_t graph_place_after(const graph_places *p, uint32_t o, uint32_t place);

/* Removes the term at `place` of row o; the row's last term moves to that place. */
void graph_take_out(graph_places *p, uint32_t o, uint32_t place);
/* Appends x to row o, which has room. x must be a term of the newest node, and o must not decrease
 * between calls for one node. False: out of memory. */
bool graph_append(graph_places *p, uint32_t o, graph_term x);

#endif

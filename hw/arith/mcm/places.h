/* places.h - where each node's terms are: in which rows, and at which places there. */
#ifndef BAC_MCM_PLACES_H
#define BAC_MCM_PLACES_H

#include "mcm_internal.h"

#define NO_PLACE UINT32_MAX

/* Chains of one row's terms; those of a node are all in one. */
typedef struct graph_chains {
    uint32_t *first, *next; /* [mask + 1] of a chain; [terms] the place behind it in its chain */
    uint32_t mask;
} graph_chains;

/* A new node's terms are put into rows only while no newer node is: its rows lie side by side. */
typedef struct graph_rows {
    size_t at;
    uint32_t n;
} graph_rows;

typedef struct graph_places {
    graph_work *w;
    graph_chains *chains; /* [n_out] */
    graph_rows *of;       /* [nodes] rows that had terms of it once, ascending, in `rows` */
    uint32_t nodes, nodes_room;
    uint32_t *rows;
    size_t n, room;
} graph_places;

/* False: out of memory (close all the same). */
bool graph_places_open(graph_places *p, graph_work *w);
void graph_places_close(graph_places *p);

/* The node's places in row o, in no order, each once; NO_PLACE: no more. */
uint32_t graph_place(const graph_places *p, uint32_t o, uint32_t node);
uint32_t graph_place_after(const graph_places *p, uint32_t o, uint32_t place);

/* The last term of row o takes its place. */
void graph_take_out(graph_places *p, uint32_t o, uint32_t place);
/* Behind the others of row o, which has room: x is of the newest node, and rows come in their order.
 * False: out of memory. */
bool graph_append(graph_places *p, uint32_t o, graph_term x);

#endif

/* places.c - see places.h. */
#include "places.h"

#include <stdlib.h>

static uint32_t *link_to(const graph_places *p, uint32_t o, uint32_t place) {
    const graph_chains *c = &p->chains[o];
    uint32_t *link = &c->first[p->w->row[o].term[place].node & c->mask];
    while (*link != place && *link != NO_PLACE)
        link = &c->next[*link];
    return link;
}

static void chain(graph_places *p, uint32_t o, uint32_t place) {
    graph_chains *c = &p->chains[o];
    uint32_t *first = &c->first[p->w->row[o].term[place].node & c->mask];
    c->next[place] = *first;
    *first = place;
}

static void unchain(graph_places *p, uint32_t o, uint32_t place) {
    *link_to(p, o, place) = p->chains[o].next[place];
}

static uint32_t of_node(const graph_places *p, uint32_t o, uint32_t place, uint32_t node) {
    while (place != NO_PLACE && p->w->row[o].term[place].node != node)
        place = p->chains[o].next[place];
    return place;
}

uint32_t graph_place(const graph_places *p, uint32_t o, uint32_t node) {
    const graph_chains *c = &p->chains[o];
    return of_node(p, o, c->first[node & c->mask], node);
}

uint32_t graph_place_after(const graph_places *p, uint32_t o, uint32_t place) {
    return of_node(p, o, p->chains[o].next[place], p->w->row[o].term[place].node);
}

void graph_take_out(graph_places *p, uint32_t o, uint32_t place) {
    graph_row *row = &p->w->row[o];
    const uint32_t last = row->n - 1;
    unchain(p, o, place);
    if (place != last) {
        unchain(p, o, last);
        row->term[place] = row->term[last];
        chain(p, o, place);
    }
    row->n--;
}

/* ---- rows of a node */

static bool add_node(graph_places *p) {
    if (p->nodes == p->nodes_room) {
        const uint32_t room = 2 * p->nodes_room + 64;
        graph_rows *more = realloc(p->of, room * sizeof *more);
        if (!more)
            return false;
        p->of = more;
        p->nodes_room = room;
    }
    p->of[p->nodes++] = (graph_rows){p->n, 0};
    return true;
}

static bool has_row(const graph_places *p, uint32_t node, uint32_t o) {
    const graph_rows *of = &p->of[node];
    return of->n > 0 && p->rows[of->at + of->n - 1] == o;
}

/* Appends row o to the rows of a node; there is room. */
static void set_row(graph_places *p, uint32_t node, uint32_t o) {
    if (!has_row(p, node, o))
        p->rows[p->of[node].at + p->of[node].n++] = o;
}

static bool add_row(graph_places *p, uint32_t node, uint32_t o) {
    if (has_row(p, node, o))
        return true;
    if (p->n == p->room) {
        const size_t room = 2 * p->room + 1024;
        uint32_t *more = realloc(p->rows, room * sizeof *more);
        if (!more)
            return false;
        p->rows = more;
        p->room = room;
    }
    p->n++;
    set_row(p, node, o);
    return true;
}

bool graph_append(graph_places *p, uint32_t o, graph_term x) {
    graph_row *row = &p->w->row[o];
    while (p->nodes <= x.node)
        if (!add_node(p))
            return false;
    row->term[row->n] = x;
    chain(p, o, row->n++);
    return add_row(p, x.node, o);
}

/* ---- open and close */

static bool open_chains(graph_places *p, uint32_t o) {
    const graph_row *row = &p->w->row[o];
    graph_chains *c = &p->chains[o];
    uint32_t room = 8;
    while (room < row->n)
        room *= 2;
    *c = (graph_chains){malloc(room * sizeof *c->first),
                        malloc(((size_t)row->n + 1) * sizeof *c->next), room - 1};
    if (!c->first || !c->next)
        return false;
    for (uint32_t i = 0; i < room; i++)
        c->first[i] = NO_PLACE;
    for (uint32_t i = row->n; i-- > 0;)
        chain(p, o, i);
    return true;
}

/* Counts the rows that have terms of each input. `at` temporarily holds 1 + the last row
 * counted. */
static void count_rows(graph_places *p) {
    for (uint32_t o = 0; o < p->w->sums->n_out; o++)
        for (uint32_t i = 0; i < p->w->row[o].n; i++) {
            graph_rows *of = &p->of[p->w->row[o].term[i].node];
            of->n += of->at != o + 1;
            of->at = o + 1;
        }
}

static bool note_inputs(graph_places *p) {
    p->nodes = p->nodes_room = p->w->sums->n_in;
    p->of = calloc((size_t)p->nodes + 1, sizeof *p->of);
    if (!p->of)
        return false;
    count_rows(p);
    for (uint32_t i = 0; i < p->nodes; i++) {
        p->of[i].at = p->n;
        p->n += p->of[i].n;
        p->of[i].n = 0;
    }
    p->room = p->n;
    p->rows = malloc((p->room + 1) * sizeof *p->rows);
    for (uint32_t o = 0; p->rows && o < p->w->sums->n_out; o++)
        for (uint32_t i = 0; i < p->w->row[o].n; i++)
            set_row(p, p->w->row[o].term[i].node, o);
    return p->rows != NULL;
}

bool graph_places_open(graph_places *p, graph_work *w) {
    const uint32_t n_out = w->sums->n_out;
    *p = (graph_places){.w = w, .chains = calloc((size_t)n_out + 1, sizeof *p->chains)};
    bool ok = p->chains != NULL;
    for (uint32_t o = 0; ok && o < n_out; o++)
        ok = open_chains(p, o);
    return ok && note_inputs(p);
}

void graph_places_close(graph_places *p) {
    for (uint32_t o = 0; p->chains && o < p->w->sums->n_out; o++) {
        free(p->chains[o].first);
        free(p->chains[o].next);
    }
    free(p->chains);
    free(p->of);
    free(p->rows);
}

/* levels.c - finds the longest path through a netlist of Yosys: its LUTs and its carry cells.
 *
 * Paths begin and end at registers, memories and ports. A LUT counts as one level, and so does a
 * read of a memory of LUTs. Carry cells are counted separately. Other cells on a path
 * (inverters, buffers) do not count. The longest path has the most LUTs and, among those, the
 * most carry cells. */
#include "build.h"

#include <stdlib.h>
#include <string.h>

typedef struct level {
    int32_t lut, carry;
} level;

typedef enum kind { WIRE, LUT, CARRY, CLOCKED } kind;

typedef struct cell {
    kind is;
    json_t *pins, *way; /* connections, port_directions */
    bool busy, known;
    level at;
} cell;

typedef struct graph {
    cell *cells;
    size_t n, n_nets;
    int32_t *driver; /* [n_nets] the cell that drives a net; -1: a port, or a constant */
} graph;

static kind kind_of(const char *type) {
    static const char *const clocked[] = {"FD",     "SB_DFF", "TRELLIS_FF", "RAMB",
                                          "DP16KD", "SB_RAM", "DSP",        "SRL"};
    static const char *const luts[] = {"LUT", "SB_LUT4", "RAM32", "RAM64", "TRELLIS_DPR"};
    static const char *const carries[] = {"CARRY4", "CCU2C", "SB_CARRY"};
    for (size_t i = 0; i < sizeof clocked / sizeof *clocked; i++)
        if (strncmp(type, clocked[i], strlen(clocked[i])) == 0)
            return CLOCKED;
    for (size_t i = 0; i < sizeof luts / sizeof *luts; i++)
        if (strncmp(type, luts[i], strlen(luts[i])) == 0)
            return LUT;
    for (size_t i = 0; i < sizeof carries / sizeof *carries; i++)
        if (strncmp(type, carries[i], strlen(carries[i])) == 0)
            return CARRY;
    return WIRE;
}

/* True when a path goes from this port through the cell. A memory of LUTs is written at a clock
 * edge, so only its read address passes through it. */
static bool goes_through(const cell *c, const char *port) {
    if (!json_object_get(c->pins, "WCLK") && !json_object_get(c->pins, "WCK"))
        return true;
    return strncmp(port, "RAD", 3) == 0 ||
           (strncmp(port, "ADDR", 4) == 0 && port[4] != 'H' && port[4] != 'D');
}

static bool longer(level a, level b) {
    return a.lut != b.lut ? a.lut > b.lut : a.carry > b.carry;
}

static bool is_way(const cell *c, const char *port, const char *way) {
    const char *is = json_string_value(json_object_get(c->way, port));
    return is && strcmp(is, way) == 0;
}

static level level_of(graph *g, cell *c);

/* The level of the longest path to a cell's inputs. */
static level inputs_of(graph *g, cell *c, bool all) {
    level most = {0};
    const char *port;
    json_t *bits, *bit;
    size_t i;
    json_object_foreach(c->pins, port, bits) {
        if (!is_way(c, port, "input") || (!all && !goes_through(c, port)))
            continue;
        json_array_foreach(bits, i, bit) {
            if (!json_is_integer(bit))
                continue;
            const int32_t from = g->driver[json_integer_value(bit)];
            const level at = from < 0 ? (level){0} : level_of(g, &g->cells[from]);
            if (longer(at, most))
                most = at;
        }
    }
    return most;
}

/* The level at a cell's outputs. A loop is cut where it closes. */
static level level_of(graph *g, cell *c) {
    if (c->is == CLOCKED || c->busy)
        return (level){0};
    if (c->known)
        return c->at;
    c->busy = true;
    c->at = inputs_of(g, c, false);
    c->at.lut += c->is == LUT;
    c->at.carry += c->is == CARRY;
    c->busy = false;
    c->known = true;
    return c->at;
}

static bool note_cells(graph *g, json_t *cells) {
    const char *name, *port;
    json_t *one, *bits, *bit;
    size_t i;
    for (int pass = 0; pass < 2; pass++) { /* pass 0 counts the nets, pass 1 notes their drivers */
        size_t n = 0;
        if (pass == 1) {
            g->driver = malloc((g->n_nets + 1) * sizeof *g->driver);
            if (!g->driver)
                return false;
            memset(g->driver, 0xFF, (g->n_nets + 1) * sizeof *g->driver);
        }
        json_object_foreach(cells, name, one) {
            cell *c = &g->cells[n++];
            *c = (cell){.is = kind_of(json_string_value(json_object_get(one, "type"))),
                        .pins = json_object_get(one, "connections"),
                        .way = json_object_get(one, "port_directions")};
            json_object_foreach(c->pins, port, bits) json_array_foreach(bits, i, bit) {
                const size_t net = (size_t)json_integer_value(bit);
                if (pass == 0 && net >= g->n_nets)
                    g->n_nets = net + 1;
                if (pass == 1 && json_is_integer(bit) && is_way(c, port, "output"))
                    g->driver[net] = (int32_t)(c - g->cells);
            }
        }
    }
    return true;
}

bool build_count_levels(build *b, const char *netlist) {
    json_t *root = build_json(b, netlist), *cells = NULL;
    level most = {0};
    if (!root)
        return true;
    cells = json_object_get(json_object_get(json_object_get(root, "modules"), "bac_pins"), "cells");
    graph g = {.n = json_object_size(cells)};
    g.cells = calloc(g.n + 1, sizeof *g.cells);
    const bool good = g.cells && note_cells(&g, cells);
    for (size_t i = 0; good && i < g.n; i++) {
        level at = {0};
        if (g.cells[i].is == CLOCKED)
            at = inputs_of(&g, &g.cells[i], true);
        else if (json_object_get(g.cells[i].pins, "WCLK") ||
                 json_object_get(g.cells[i].pins, "WCK"))
            at = inputs_of(&g, &g.cells[i], true);
        if (longer(at, most))
            most = at;
    }
    b->levels = most.lut;
    b->carries = most.carry;
    free(g.cells);
    free(g.driver);
    json_decref(root);
    return !good && bac_fail(&tool_error, BAC_ERR_MEMORY, netlist, "out of memory");
}

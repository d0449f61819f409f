/* cells.c - counts the cells of each layer, by the instance to which a cell belongs.
 *
 * Yosys names a cell after the signal that it drives or, if that has no name, after the signal for
 * which it drives it. A signal's name begins with the instances around it. A cell that nextpnr adds
 * to a carry chain has no such name and belongs to the cell to which it is wired. */
#include "build.h"

#include <stdlib.h>
#include <string.h>

/* ---- names */

static const char *skip(const char *text, const char *prefix) {
    const size_t n = strlen(prefix);
    return strncmp(text, prefix, n) == 0 ? text + n : NULL;
}

static const bac_stage *find_stage(const bac_netlist *p, const char *name, size_t length) {
    for (uint32_t i = 0; i < p->n_stages; i++)
        if (strlen(p->stages[i].name) == length && memcmp(p->stages[i].name, name, length) == 0)
            return &p->stages[i];
    return NULL;
}

/* The stage that drives a wire LINK_tdata, LINK_tvalid, LINK_tlast, or LINK_tready. */
static const bac_stage *link_stage(const bac_netlist *p, const char *text) {
    const bac_stage *found = NULL;
    size_t longest = 0;
    for (uint32_t i = 0; i < p->n_links; i++) {
        const char *end = skip(text, p->links[i].name);
        if (!end || strlen(p->links[i].name) <= longest || end[0] != '_' || end[1] != 't')
            continue;
        const bool back = skip(end, "_tready") != NULL;
        const bac_stage *s = back ? bac_link_reader(p, i) : bac_link_driver(p, i);
        if (!s) /* a port of the top */
            s = back ? bac_link_driver(p, i) : bac_link_reader(p, i);
        longest = strlen(p->links[i].name);
        found = s;
    }
    return found;
}

const bac_stage *build_stage_of(const build *b, const char *name, const char **inside) {
    const char *text = strstr(name, "u_net."), *stage = text ? skip(text + 6, "u_") : NULL;
    *inside = text ? text + 6 : name;
    if (!text)
        return NULL;
    if (stage) {
        const size_t length = strcspn(stage, ".");
        const bac_stage *s = stage[length] == '.' ? find_stage(b->job.p, stage, length) : NULL;
        if (s) {
            *inside = stage + length + 1;
            return s;
        }
    }
    return link_stage(b->job.p, text + 6);
}

/* ---- rows: the layers, bac_result, bac_board, and the rest */

enum { RESULT = 0, BOARD, REST, ROWS }; /* behind the layers */

static uint32_t row_of(const build *b, const char *name) {
    const char *inside;
    const uint32_t layers = bac_net_layers(b->job.net);
    const bac_stage *s = build_stage_of(b, name, &inside);
    if (s)
        return bac_size_layer(b->job.p, s);
    const char *own = skip(name, "u_pins.");
    return strstr(name, "u_result.") || skip(own ? own : name, "result_t") ? layers + RESULT
           : skip(name, "u_board.") ? layers + BOARD
                                    : layers + REST;
}

typedef struct tally {
    uint32_t cells, memories, single, dsp, ff, carry;
} tally;

typedef struct cell_type {
    const char *name;
    tally is;
} cell_type;

/* Of the names that are a prefix of a cell's type, the longest applies. In a packed netlist a logic
 * cell counts as one, with any content. Otherwise a cell is one LUT, two for a CCU2C, or a memory
 * of LUTs. */
static const cell_type types[] = {
    {"ICESTORM_LC", {.cells = 1}}, {"ICESTORM_RAM", {.memories = 1}},
    {"ICESTORM_DSP", {.dsp = 1}},  {"ICESTORM_SPRAM", {.single = 1}},
    {"LUT", {.cells = 1}},         {"TRELLIS_DPR16X4", {.cells = 4}},
    {"TRELLIS_FF", {.ff = 1}},     {"CCU2C", {.cells = 2, .carry = 1}},
    {"DP16KD", {.memories = 1}},   {"MULT18X18D", {.dsp = 1}},
    {"SRL", {.cells = 1}},         {"RAM32M16", {.cells = 8}},
    {"RAM64M8", {.cells = 8}},     {"RAM32M", {.cells = 4}},
    {"RAM64M", {.cells = 4}},      {"FD", {.ff = 1}},
    {"CARRY4", {.carry = 1}},      {"RAMB18", {.memories = 1}},
    {"RAMB36", {.memories = 2}},   {"DSP48", {.dsp = 1}},
};

static tally tally_of(const char *type) {
    tally is = {0};
    size_t longest = 0;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (skip(type, types[i].name) && strlen(types[i].name) > longest) {
            is = types[i].is;
            longest = strlen(types[i].name);
        }
    return is;
}

static void add(build_row *row, tally is) {
    row->cells += is.cells;
    row->memories += is.memories;
    row->single += is.single;
    row->dsp += is.dsp;
    row->ff += is.ff;
    row->carry += is.carry;
}

/* ---- netlists */

/* The top's cells. */
static json_t *cells_of(json_t *root, const char *where) {
    const char *name;
    json_t *module;
    json_object_foreach(json_object_get(root, "modules"), name,
                        module) if (json_object_get(json_object_get(module, "attributes"), "top") ||
                                    strcmp(name, "bac_pins") == 0) return json_object_get(module,
                                                                                          "cells");
    bac_fail(&tool_error, BAC_ERR_INPUT, where, "no module bac_pins in it");
    return NULL;
}

/* 1 + the row to which each net belongs, by the net's number in the file; 0: no row yet. */
typedef struct nets {
    size_t n;
    uint32_t *row;
} nets;

static bool room_for(nets *q, size_t net) {
    if (net < q->n)
        return true;
    const size_t n = 2 * net + 1024;
    uint32_t *bigger = realloc(q->row, n * sizeof *bigger);
    if (!bigger)
        return false;
    memset(bigger + q->n, 0, (n - q->n) * sizeof *bigger);
    *q = (nets){n, bigger};
    return true;
}

/* True for ports whose nets connect cells of all layers: clock, clock enable, set and reset. */
static bool is_global(const char *port) {
    return strcmp(port, "CLK") == 0 || strcmp(port, "CEN") == 0 || strcmp(port, "SR") == 0;
}

/* Assigns the row to all nets of the cell that have none. *found: the row of a net that had one.
 * False: out of memory. */
static bool visit_nets(nets *q, json_t *cell, uint32_t row, uint32_t *found) {
    const char *port;
    json_t *bits, *bit;
    size_t i;
    json_object_foreach(json_object_get(cell, "connections"), port, bits) {
        if (is_global(port))
            continue;
        json_array_foreach(bits, i, bit) {
            const size_t net = (size_t)json_integer_value(bit);
            if (!json_is_integer(bit))
                continue;
            if (!room_for(q, net))
                return false;
            if (q->row[net])
                *found = q->row[net] - 1;
            else
                q->row[net] = row + 1;
        }
    }
    return true;
}

/* First counts the cells whose names tell the row, and records their nets; then nextpnr's own
 * cells, by the row of one of their nets. */
static bool count_all(build *b, json_t *cells) {
    const uint32_t rest = bac_net_layers(b->job.net) + REST;
    const char *name;
    json_t *cell;
    nets q = {0};
    bool good = true;
    for (int pass = 0; pass < 2; pass++)
        json_object_foreach(cells, name, cell) {
            const bool own = strncmp(name, "$nextpnr_", 9) == 0;
            if (own != (pass == 1))
                continue;
            uint32_t row = own ? rest : row_of(b, name), wired_to = row;
            const tally is = tally_of(json_string_value(json_object_get(cell, "type")));
            good = good && visit_nets(&q, cell, row, &wired_to);
            add(&b->row[own ? wired_to : row], is);
            add(&b->total, is);
        }
    free(q.row);
    return !good && bac_fail(&tool_error, BAC_ERR_MEMORY, b->dir, "out of memory");
}

bool build_count_cells(build *b, const char *netlist) {
    const uint32_t layers = bac_net_layers(b->job.net);
    b->n_rows = layers + ROWS;
    b->row = calloc(b->n_rows, sizeof *b->row);
    if (!b->row)
        return bac_fail(&tool_error, BAC_ERR_MEMORY, netlist, "out of memory");
    for (uint32_t i = 0; i < layers; i++)
        b->row[i].name = bac_net_layer(b->job.net, i)->name;
    b->row[layers + RESULT].name = "(result)";
    b->row[layers + BOARD].name = "(board)";
    b->row[layers + REST].name = "(between)";
    json_t *root = build_json(b, netlist);
    json_t *cells = root ? cells_of(root, netlist) : NULL;
    const bool bad = !cells || count_all(b, cells);
    json_decref(root);
    return bad;
}

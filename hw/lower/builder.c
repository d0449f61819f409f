/* builder.c - see builder.h. */
#include "builder.h"
#include "read_text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void builder_fail(builder *b, bac_status status, const char *where, const char *format,
                            ...) {
    char text[512];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    b->failed = bac_fail(b->err, status, where, "%s", text);
    if (b->kind && b->kind->close)
        b->kind->close(b->params);
    longjmp(b->end, 1);
}

_Noreturn void builder_no_memory(builder *b) {
    builder_fail(b, BAC_ERR_MEMORY, "netlist", "out of memory");
}

void builder_check_divides(builder *b, const char *where, uint32_t n, const char *unit,
                           const char *whole, uint32_t of) {
    uint32_t near = n;
    while (of % near != 0)
        near--;
    if (near != n)
        builder_fail(b, BAC_ERR_INPUT, where,
                     "%" PRIu32 "%s do not divide %s%" PRIu32
                     "; the next lower number that does is %" PRIu32,
                     n, unit, whole, of, near);
}

bac_status builder_run(builder *b, const bac_net *net, void (*lower)(builder *)) {
    const size_t layers = bac_net_layers(net);
    b->failed = BAC_OK;
    b->n = calloc(1, sizeof *b->n);
    b->readers = calloc(3 * layers, sizeof *b->readers);
    if (!b->n || !b->readers) {
        b->failed = bac_fail(b->err, BAC_ERR_MEMORY, bac_net_name(net), "out of memory");
    } else {
        b->first_out = b->readers + layers;
        b->taken = b->readers + 2 * layers;
        b->n->net = net;
        if (setjmp(b->end) == 0)
            lower(b);
    }
    free(b->readers);
    if (b->failed != BAC_OK) {
        bac_netlist_free(b->n);
        b->n = NULL;
    }
    return b->failed;
}

/* Room for one more element of an array that grows by doubling. False: out of memory. */
static bool grow(void **array, uint32_t used, uint32_t *room, size_t size) {
    if (used < *room)
        return true;
    const uint32_t wanted = *room ? *room * 2 : 32;
    void *bigger = realloc(*array, wanted * size);
    if (bigger) {
        *array = bigger;
        *room = wanted;
    }
    return bigger != NULL;
}

static char *format_name(const char *format, va_list values) {
    char text[2 * BUILDER_NAME];
    vsnprintf(text, sizeof text, format, values);
    return strdup(text);
}

/* Adds to the name until `taken` denies it; owned by the caller. */
static char *free_name(builder *b, bool (*taken)(const bac_netlist *n, const char *name),
                       const char *format, va_list values) {
    char *name = format_name(format, values);
    while (name && taken(b->n, name)) {
        char *longer = malloc(strlen(name) + sizeof "_again");
        if (longer)
            stpcpy(stpcpy(longer, name), "_again");
        free(name);
        name = longer;
    }
    return name;
}

/* Of another link, or of the module's ports, which are named last or never by builder_name. */
static bool link_taken(const bac_netlist *n, const char *name) {
    bool taken = strcmp(name, BUILDER_INPUT) == 0 || strcmp(name, BUILDER_RESULT) == 0;
    for (uint32_t i = 0; i < n->n_links && !taken; i++)
        taken = n->links[i].name && strcmp(n->links[i].name, name) == 0;
    return taken;
}

/* Of another stage; or the instance u_NAME would be called as a wire of a link u_... is. */
static bool stage_taken(const bac_netlist *n, const char *name) {
    static const char *const wires[] = {"_tdata", "_tvalid", "_tready", "_tlast"};
    bool taken = false;
    for (size_t i = 0; i < sizeof wires / sizeof *wires && !taken; i++)
        taken = bac_ends_with(name, wires[i]);
    for (uint32_t i = 0; i < n->n_stages && !taken; i++)
        taken = strcmp(n->stages[i].name, name) == 0;
    return taken;
}

static uint32_t set_name(builder *b, uint32_t link, char *name) {
    if (!name)
        builder_no_memory(b);
    b->n->links[link].name = name;
    return link;
}

uint32_t builder_name(builder *b, uint32_t link, const char *format, ...) {
    va_list values;
    va_start(values, format);
    char *name = free_name(b, link_taken, format, values);
    va_end(values);
    return set_name(b, link, name);
}

uint32_t builder_result(builder *b, uint32_t link) {
    return set_name(b, link, strdup(BUILDER_RESULT));
}

/* The stage itself, which reads nothing yet. */
static uint32_t add_stage(builder *b, const bac_kind *kind, uint32_t layer, void *params,
                          char *name) {
    bac_netlist *n = b->n;
    void *stages = n->stages;
    const bool room = name && grow(&stages, n->n_stages, &b->stage_room, sizeof *n->stages);
    n->stages = stages;
    void *own = room ? malloc(kind->size) : NULL;
    if (!own) {
        free(name);
        if (kind->close)
            kind->close(params);
        builder_no_memory(b);
    }
    memcpy(own, params, kind->size);
    n->stages[n->n_stages] = (bac_stage){
        .kind = kind, .name = name, .layer = layer, .latency = kind->latency(own), .params = own};
    return n->n_stages++;
}

uint32_t builder_add(builder *b, uint32_t in, const bac_kind *kind, uint32_t layer, void *params,
                     const char *format, va_list values) {
    char *name = free_name(b, stage_taken, format, values);
    const uint32_t stage = add_stage(b, kind, layer, params, name);
    builder_connect(b, stage, in);
    return stage;
}

static uint32_t add_link(builder *b, bac_link link) {
    bac_netlist *n = b->n;
    void *links = n->links;
    const bool room = grow(&links, n->n_links, &b->link_room, sizeof *n->links);
    n->links = links;
    if (!room)
        builder_no_memory(b);
    link.name = NULL;
    link.to = BAC_NO_LINK;
    if (link.digits == 0)
        link.digits = 1; /* whole numbers */
    n->links[n->n_links] = link;
    return n->n_links++;
}

static void append(builder *b, uint32_t **list, uint32_t *n, uint32_t value) {
    uint32_t *bigger = realloc(*list, (*n + 1) * sizeof **list);
    if (!bigger)
        builder_no_memory(b);
    *list = bigger;
    bigger[(*n)++] = value;
}

uint32_t builder_input(builder *b, bac_link link) {
    const uint32_t input = add_link(b, link);
    return set_name(b, input, strdup(BUILDER_INPUT));
}

uint32_t builder_output(builder *b, uint32_t stage, bac_link link) {
    const uint32_t index = add_link(b, link);
    append(b, &b->n->stages[stage].out, &b->n->stages[stage].n_out, index);
    b->n->links[index].from = stage;
    return index;
}

void builder_connect(builder *b, uint32_t stage, uint32_t link) {
    append(b, &b->n->stages[stage].in, &b->n->stages[stage].n_in, link);
    b->n->links[link].to = stage;
}

const bac_layer *builder_layer(const builder *b, uint32_t index) {
    return bac_net_layer(b->n->net, index);
}

const bac_link *builder_link(const builder *b, uint32_t link) {
    return &b->n->links[link];
}

bac_style builder_style(const builder *b, uint32_t layer) {
    return b->plan ? b->plan->layer[layer].style : BAC_STYLE_UNROLLED;
}

uint32_t builder_number(const builder *b, uint32_t layer, bac_plan_key key) {
    return b->plan ? b->plan->layer[layer].value[key] : 0;
}

void builder_input_name(char name[BUILDER_NAME], const bac_layer *reader, uint32_t i) {
    snprintf(name, BUILDER_NAME, "%s_in%u", reader->name, i);
}

/* builder.c - allocation and naming for pipeline.c; see pipeline_internal.h. */
#include "pipeline_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bac_status builder_open(builder *b, const bac_net *net) {
    size_t layers = bac_net_layers(net);
    size_t fifos = b->plan ? b->plan->n_fifos : 0;
    b->p = calloc(1, sizeof *b->p);
    b->readers = calloc(layers, sizeof *b->readers);
    b->first_out = calloc(layers, sizeof *b->first_out);
    b->taken = calloc(layers, sizeof *b->taken);
    b->fifo_used = calloc(fifos + 1, sizeof *b->fifo_used);
    if (!b->p || !b->readers || !b->first_out || !b->taken || !b->fifo_used) {
        builder_close(b);
        free(b->p);
        return bac_fail(b->err, BAC_ERR_MEMORY, bac_net_name(net), "out of memory");
    }
    b->p->net = net;
    return BAC_OK;
}

void builder_close(builder *b) {
    free(b->readers);
    free(b->first_out);
    free(b->taken);
    free(b->fifo_used);
}

static void out_of_memory(builder *b) {
    b->failed = bac_fail(b->err, BAC_ERR_MEMORY, "pipeline", "out of memory");
}

/* Room for one more element of an array that grows by doubling. */
static bool grow(builder *b, void **array, uint32_t used, uint32_t *room, size_t size) {
    if (used < *room)
        return true;
    uint32_t wanted = *room ? *room * 2 : 32;
    void *bigger = realloc(*array, wanted * size);
    if (!bigger) {
        out_of_memory(b);
        return false;
    }
    *array = bigger;
    *room = wanted;
    return true;
}

static char *format_name(const char *format, va_list values) {
    char text[4 * BAC_MAX_NAME];
    vsnprintf(text, sizeof text, format, values);
    return strdup(text);
}

void builder_name(builder *b, char **name, const char *format, ...) {
    if (b->failed)
        return;
    va_list values;
    va_start(values, format);
    char *text = format_name(format, values);
    va_end(values);
    if (!text) {
        out_of_memory(b);
        return;
    }
    /* Two branches to the same reader need two names. */
    for (uint32_t i = 0; i < b->p->n_links; i++)
        if (b->p->links[i].name && strcmp(b->p->links[i].name, text) == 0) {
            free(text);
            builder_name(b, name, "%s_again", b->p->links[i].name);
            return;
        }
    *name = text;
}

uint32_t builder_stage(builder *b, bac_stage_kind kind, uint32_t layer, const char *format, ...) {
    bac_pipeline *p = b->p;
    void *stages = p->stages;
    if (b->failed || !grow(b, &stages, p->n_stages, &b->stage_room, sizeof *p->stages))
        return 0;
    p->stages = stages;
    va_list values;
    va_start(values, format);
    char *name = format_name(format, values);
    va_end(values);
    if (!name) {
        out_of_memory(b);
        return 0;
    }
    p->stages[p->n_stages] = (bac_stage){.kind = kind, .layer = layer, .name = name};
    return p->n_stages++;
}

uint32_t builder_link(builder *b, const char *name, bac_link link) {
    bac_pipeline *p = b->p;
    void *links = p->links;
    if (b->failed || !grow(b, &links, p->n_links, &b->link_room, sizeof *p->links))
        return 0;
    p->links = links;
    link.name = NULL;
    link.left_out = 0;
    if (link.digits == 0)
        link.digits = 1; /* whole numbers */
    p->links[p->n_links] = link;
    uint32_t index = p->n_links++;
    if (name)
        builder_name(b, &p->links[index].name, "%s", name);
    return index;
}

static void append(builder *b, uint32_t **list, uint32_t *n, uint32_t value) {
    uint32_t *bigger = realloc(*list, (*n + 1) * sizeof **list);
    if (!bigger) {
        out_of_memory(b);
        return;
    }
    *list = bigger;
    bigger[(*n)++] = value;
}

void builder_connect(builder *b, uint32_t stage, uint32_t link) {
    if (b->failed)
        return;
    append(b, &b->p->stages[stage].in, &b->p->stages[stage].n_in, link);
    b->p->links[link].to = stage;
}

void builder_output(builder *b, uint32_t stage, uint32_t link) {
    if (b->failed)
        return;
    append(b, &b->p->stages[stage].out, &b->p->stages[stage].n_out, link);
    b->p->links[link].from = stage;
}

static const bac_fifo_size *size_of(const builder *b, const char *name) {
    for (uint32_t i = 0; b->sizes && i < b->sizes->n; i++)
        if (strcmp(b->sizes->list[i].name, name) == 0)
            return &b->sizes->list[i];
    return NULL;
}

uint32_t builder_depth(builder *b, const char *name) {
    for (uint32_t i = 0; b->plan && i < b->plan->n_fifos; i++)
        if (strcmp(b->plan->fifo[i].name, name) == 0) {
            b->fifo_used[i] = true;
            return b->plan->fifo[i].depth;
        }
    const bac_fifo_size *size = size_of(b, name);
    return size ? size->depth : 2;
}

uint32_t builder_needless(const builder *b, const char *name) {
    for (uint32_t i = 0; b->plan && i < b->plan->n_fifos; i++)
        if (strcmp(b->plan->fifo[i].name, name) == 0)
            return 0; /* it is wanted */
    const bac_fifo_size *size = size_of(b, name);
    return size && size->needless ? (uint32_t)(size - b->sizes->list) + 1 : 0;
}

bac_status builder_check_fifos(builder *b) {
    for (uint32_t i = 0; b->plan && i < b->plan->n_fifos; i++) {
        if (b->fifo_used[i])
            continue;
        char known[256] = "";
        for (uint32_t s = 0; s < b->p->n_stages; s++) {
            const bac_stage *stage = &b->p->stages[s];
            size_t used = strlen(known);
            if (stage->kind == BAC_STAGE_FIFO)
                snprintf(known + used, sizeof known - used, " %s", stage->name);
        }
        return bac_fail(b->err, BAC_ERR_INPUT, b->plan->fifo[i].name,
                        "no FIFO of this name; there are:%s", known);
    }
    return BAC_OK;
}

void builder_need(builder *b, uint64_t clocks) {
    if (!b->failed && clocks > b->p->cycles_per_frame)
        b->p->cycles_per_frame = clocks;
}

void bac_pipeline_free(bac_pipeline *p) {
    if (!p)
        return;
    for (uint32_t i = 0; i < p->n_stages; i++) {
        free(p->stages[i].name);
        free(p->stages[i].in);
        free(p->stages[i].out);
        free(p->stages[i].ends);
    }
    for (uint32_t i = 0; i < p->n_links; i++)
        free(p->links[i].name);
    free(p->stages);
    free(p->links);
    free(p);
}

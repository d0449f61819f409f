/* fail.c - messages that name the place in the file. */
#include "graph.h"

#include <stdarg.h>
#include <stdio.h>

char *bac_safe_text(const char *text, char *buffer, size_t size) {
    size_t n = 0;
    for (; text && text[n] && n + 1 < size; n++)
        buffer[n] = text[n] >= ' ' && text[n] <= '~' ? text[n] : '?';
    buffer[n] = 0;
    return buffer;
}

/* Keeps only the first error. */
static bac_status refuse(bac_graph *graph, bac_status code, const char *where, const char *format,
                         va_list args) {
    if (!graph->status)
        bac_vfail(graph->err, graph->status = code, where, format, args);
    return graph->status;
}

bac_status bac_graph_fail(bac_graph *graph, bac_status code, const char *format, ...) {
    va_list args;
    va_start(args, format);
    refuse(graph, code, graph->path, format, args);
    va_end(args);
    return graph->status;
}

bac_status bac_node_fail(const bac_node *node, const char *format, ...) {
    char where[256], name[48], op[24];
    bac_safe_text(node->op, op, sizeof op);
    if (bac_safe_text(node->name, name, sizeof name)[0])
        snprintf(where, sizeof where, "%s: node %s (%s)", node->graph->path, name, op);
    else
        snprintf(where, sizeof where, "%s: node #%u (%s)", node->graph->path, node->index, op);
    va_list args;
    va_start(args, format);
    refuse(node->graph, BAC_ERR_INPUT, where, format, args);
    va_end(args);
    return node->graph->status;
}

bac_status bac_graph_no_memory(bac_graph *graph) {
    return bac_graph_fail(graph, BAC_ERR_MEMORY, "out of memory %s", graph->doing);
}

void *bac_graph_alloc(bac_graph *graph, size_t count, size_t size) {
    void *p = bac_arena_alloc(&graph->arena, count, size);
    if (!p)
        bac_graph_no_memory(graph);
    return p;
}

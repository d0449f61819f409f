/* fail.c - messages that name the place in the file. */
#include "graph.h"

#include <stdarg.h>
#include <stdio.h>

void bac_safe_text(const char *text, char *buffer, size_t size) {
    size_t n = 0;
    for (; text && text[n] && n + 1 < size; n++)
        buffer[n] = text[n] >= ' ' && text[n] <= '~' ? text[n] : '?';
    buffer[n] = 0;
}

bac_status bac_graph_fail(const bac_graph *graph, bac_status code, bac_error *err,
                          const char *format, ...) {
    va_list args;
    va_start(args, format);
    bac_vfail(err, code, graph->path, format, args);
    va_end(args);
    return code;
}

bac_status bac_node_fail(const bac_graph *graph, const bac_node *node, bac_error *err,
                         const char *format, ...) {
    char where[256], name[48], op[24];
    bac_safe_text(node->op, op, sizeof op);
    bac_safe_text(node->name, name, sizeof name);
    if (name[0])
        snprintf(where, sizeof where, "%s: node %s (%s)", graph->path, name, op);
    else
        snprintf(where, sizeof where, "%s: node #%u (%s)", graph->path, node->index, op);
    va_list args;
    va_start(args, format);
    bac_vfail(err, BAC_ERR_INPUT, where, format, args);
    va_end(args);
    return BAC_ERR_INPUT;
}

/* names.c - layer names a reader recognises: the names of the ONNX file as identifiers. */
#include "lower.h"

#include <stdio.h>
#include <string.h>

static bool taken(const bac_lower *l, const char *name) {
    for (uint32_t i = 0; i < bac_net_layers(l->net); i++)
        if (strcmp(bac_net_layer(l->net, i)->name, name) == 0)
            return true;
    return false;
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

char *bac_lower_name(bac_lower *l, const char *text, const char *prefix, const char *suffix) {
    enum { ROOM = 8 }; /* for _1234 */
    char base[BAC_MAX_NAME + 1] = "";
    size_t n = 0, limit = BAC_MAX_NAME - ROOM - strlen(suffix);
    if (!is_letter(text[0]) && text[0] != '_')
        n = (size_t)snprintf(base, sizeof base, text[0] ? "%s_" : "%s", prefix);
    for (; *text && n < limit; text++)
        base[n++] = is_letter(*text) || is_digit(*text) ? *text : '_';
    base[n] = 0;
    char *name = bac_graph_alloc(&l->graph, BAC_MAX_NAME + 1, 1);
    if (!name)
        return NULL;
    snprintf(name, BAC_MAX_NAME + 1, "%.50s%.5s", base, suffix);
    for (unsigned i = 2; taken(l, name); i++)
        snprintf(name, BAC_MAX_NAME + 1, "%.50s%.5s_%u", base, suffix, i);
    return name;
}

/* True for a name such as "Conv_8", which an exporter made from the operator and a number. */
static bool counted_out(const bac_node *node) {
    size_t n = strlen(node->op);
    if (strncmp(node->name, node->op, n) != 0)
        return false;
    const char *rest = node->name + n;
    if (*rest == '_')
        rest++;
    return strspn(rest, "0123456789") == strlen(rest);
}

char *bac_lower_node_name(bac_lower *l, const bac_node *node, const char *otherwise) {
    bool speaks = node->name[0] && !counted_out(node);
    return bac_lower_name(l, speaks ? node->name + strspn(node->name, "/") : otherwise, otherwise,
                          "");
}

static void strip_tail(char *text, const char *tail) {
    size_t n = strlen(text), k = strlen(tail);
    if (n > k && strcmp(text + n - k, tail) == 0)
        text[n - k] = 0;
}

/* A weighted layer is called after its parameter, seen through its quantiser:
 * conv.0.dw.conv.weight -> conv_0_dw. */
char *bac_lower_weight_name(bac_lower *l, const bac_node *node, const char *otherwise) {
    const bac_edge *edge = bac_node_edge(node, 1);
    for (int depth = 0; edge && !edge->initializer && edge->producer >= 0 && depth < 16; depth++)
        edge = bac_node_edge(&l->graph.node[edge->producer], 0);
    char text[BAC_MAX_NAME + 1] = "";
    if (edge && edge->initializer)
        bac_safe_text(edge->name, text, sizeof text);
    strip_tail(text, ".weight");
    strip_tail(text, ".conv");
    if (strspn(text, "0123456789") == strlen(text) && !edge)
        text[0] = 0;
    return text[0] ? bac_lower_name(l, text, otherwise, "")
                   : bac_lower_node_name(l, node, otherwise);
}

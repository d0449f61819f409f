/* path.c - reads the longest path from nextpnr's report and translates it to layers, stages and
 * names of the design. */
#include "build.h"

#include "read_text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- names of signals */

/* Finds the module that `module` instantiates as `instance`: in DIR/rtl/rtl/MODULE.v, the last name
 * bac_... before the instance's name and outside all parentheses. False: there is none. */
static bool instance_of(const build *b, const char *module, const char *instance,
                        char inside[BUILD_TEXT]) {
    char path[BAC_PATH_ROOM], word[BUILD_TEXT], last[BUILD_TEXT] = "";
    char *text = NULL;
    size_t size = 0;
    int depth = 0;
    bool found = false;
    if (bac_path(path, NULL, "%s/rtl/rtl/%s.v", b->dir, module) ||
        bac_file_read(path, 1 << 20, &text, &size, NULL) != BAC_OK)
        return false;
    for (const char *p = text; *p && !found;) {
        const size_t n =
            strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$");
        if (n > 0 && n < sizeof word && depth == 0) {
            snprintf(word, sizeof word, "%.*s", (int)n, p);
            if (strncmp(word, "bac_", 4) == 0)
                memcpy(last, word, sizeof word);
            found = strcmp(word, instance) == 0 && last[0];
        }
        depth += *p == '(';
        depth -= *p == ')';
        if (p[0] == '/' && p[1] == '/')
            p += strcspn(p, "\n");
        else
            p += n > 0 ? n : 1;
    }
    free(text);
    memcpy(inside, last, sizeof last);
    return found;
}

/* The role of a nameless net, from the suffix that Yosys appends to the name of the register that
 * the net drives or comes from. */
static const char *role_of(const char *end) {
    if (strncmp(end, "_SB_DFF", 7) != 0 && strncmp(end, "_SB_RAM", 7) != 0)
        return *end ? "logic of " : "";
    end += strcspn(end + 1, "_") + 1; /* _SB */
    end += strcspn(end + 1, "_") + 1; /* _DFF... */
    if (*end)
        end += strcspn(end + 1, "_") + 1; /* the pin that has the signal */
    return strncmp(end, "_E", 2) == 0 || strstr(end, "CLKE")          ? "enable of "
           : strncmp(end, "_R", 2) == 0 || strncmp(end, "_S", 2) == 0 ? "reset of "
           : strncmp(end, "_D", 2) == 0                               ? "next value of "
                                                                      : "logic of ";
}

void build_signal_of(const build *b, const char *net, build_signal *signal) {
    const char *inside;
    const bac_stage *s = build_stage_of(b, net, &inside);
    *signal = (build_signal){0};
    if (s) {
        const bac_net *of = b->job.net;
        snprintf(signal->layer, BUILD_TEXT, "%s",
                 bac_net_layer(of, bac_size_layer(b->job.p, s))->name);
        snprintf(signal->stage, BUILD_TEXT, "%s", s->name);
        snprintf(signal->module, BUILD_TEXT, "%s", bac_stage_module(s));
    }
    /* Instances and blocks before the signal's own name. */
    for (size_t n; s && inside[n = strcspn(inside, ".")] == '.'; inside += n + 1) {
        char instance[BUILD_TEXT], deeper[BUILD_TEXT];
        snprintf(instance, sizeof instance, "%.*s", (int)n, inside);
        if (strncmp(instance, "u_", 2) == 0 && instance_of(b, signal->module, instance, deeper))
            memcpy(signal->module, deeper, sizeof deeper);
    }
    const char *end = strstr(inside, "_SB_");
    if (!end)
        end = inside + strlen(inside);
    snprintf(signal->name, BUILD_TEXT, "%s%.*s", role_of(end), (int)(end - inside), inside);
}

/* ---- nextpnr's report */

static const char *text_at(const json_t *object, const char *key, const char *inner) {
    const char *text = json_string_value(json_object_get(json_object_get(object, key), inner));
    return text ? text : "";
}

/* Adds one segment of the report. A segment in a cell ("clk-to-q", "logic", "setup") begins a hop
 * or ends the path; a wire segment completes the hop. */
static void add_segment(build_route *route, const json_t *segment) {
    const double delay = json_number_value(json_object_get(segment, "delay"));
    const char *type = json_string_value(json_object_get(segment, "type"));
    build_hop *last = route->n_hops > 0 ? &route->hop[route->n_hops - 1] : NULL;
    if (last && type && strcmp(type, "routing") == 0) {
        snprintf(last->net, sizeof last->net, "%s",
                 json_string_value(json_object_get(segment, "net")));
        last->delay += delay;
    } else if (last && type && strcmp(type, "setup") == 0) {
        last->delay += delay;
    } else if (route->n_hops < BUILD_MOST_HOPS) {
        route->hop[route->n_hops++] = (build_hop){
            .delay = delay, .carry = strcmp(text_at(segment, "to", "port"), "COUT") == 0};
    }
}

bool build_read_route(build *b, build_route *route, const char *report) {
    json_t *root = build_json(b, report);
    const char *key;
    json_t *clock, *path;
    size_t i, k;
    if (!root)
        return true;
    route->mhz = 0;
    route->n_hops = 0;
    json_object_foreach(json_object_get(root, "fmax"), key, clock) route->mhz =
        json_number_value(json_object_get(clock, "achieved"));
    json_array_foreach(json_object_get(root, "critical_paths"), i, path) {
        const char *from = json_string_value(json_object_get(path, "from"));
        const char *to = json_string_value(json_object_get(path, "to"));
        json_t *segment;
        if (!from || !to || strncmp(from, "posedge", 7) != 0 || strncmp(to, "posedge", 7) != 0)
            continue;
        route->n_hops = 0;
        json_array_foreach(json_object_get(path, "path"), k, segment) add_segment(route, segment);
    }
    json_decref(root);
    return route->mhz <= 0 && bac_fail(&tool_error, BAC_ERR_INPUT, report,
                                       "has no clock rate; remove it and build again");
}

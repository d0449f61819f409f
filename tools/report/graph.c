#include "graph.h"

#include "out_file.h"
#include "size.h"
#include "summary.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- sizes */

bac_status graph_shares(graph *g, bac_error *err) {
    bac_size total, *of = calloc(g->p->n_stages, sizeof *of);
    g->share = calloc(bac_net_layers(g->net), sizeof *g->share);
    bac_status status = of && g->share
                            ? bac_size_netlist(g->p, BAC_FAMILY_XILINX, of, &total, err)
                            : bac_fail(err, BAC_ERR_MEMORY, bac_net_name(g->net), "out of memory");
    for (uint32_t i = 0; status == BAC_OK && i < g->p->n_stages; i++)
        if (total.site > 0)
            g->share[bac_size_layer(g->p, &g->p->stages[i])] += of[i].site / total.site;
    free(of);
    return status;
}

void graph_free(graph *g) {
    free(g->share);
    g->share = NULL;
}

/* ---- boxes: a requantiser that is the only reader of a layer is drawn in that layer's box */

static uint32_t readers(const bac_net *net, uint32_t layer) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < bac_net_layers(net); i++) {
        const bac_layer *l = bac_net_layer(net, i);
        for (uint32_t k = 0; k < l->n_in; k++)
            n += l->in[k] == layer;
    }
    return n;
}

static bool is_inside(const bac_net *net, uint32_t layer) {
    const bac_layer *l = bac_net_layer(net, layer);
    return l->op == BAC_REQUANT && readers(net, l->in[0]) == 1 &&
           bac_net_layer(net, l->in[0])->op != BAC_REQUANT;
}

/* The layer in whose box this layer is drawn. */
static uint32_t box_of(const bac_net *net, uint32_t layer) {
    return is_inside(net, layer) ? bac_net_layer(net, layer)->in[0] : layer;
}

/* The requantiser in a layer's box, or the layer itself if there is none. */
static uint32_t guest_of(const bac_net *net, uint32_t layer) {
    for (uint32_t i = layer + 1; i < bac_net_layers(net); i++)
        if (is_inside(net, i) && bac_net_layer(net, i)->in[0] == layer)
            return i;
    return layer;
}

static double share_of(const graph *g, uint32_t layer) {
    const uint32_t guest = guest_of(g->net, layer);
    return g->share[layer] + (guest != layer ? g->share[guest] : 0);
}

/* Prints text for a quoted string. */
static void put(FILE *out, const char *text) {
    for (; *text; text++)
        fprintf(out, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
}

/* Prints a colour from white (share 0) to a warm red, light enough for black text. */
static void put_shade(FILE *out, double share) {
    const double s = share > 0.25 ? 1 : share / 0.25;
    fprintf(out, "#%02x%02x%02x", 255, (unsigned)(250 - 120 * s), (unsigned)(245 - 150 * s));
}

static void put_colour(const graph *g, uint32_t i, FILE *out) {
    static const char *const of_style[BAC_STYLE_COUNT] = {"#dbeafe", "#fde8d0", "#d9f2dd",
                                                          "#ece5f6"};
    const bac_layer *l = bac_net_layer(g->net, i);
    if (g->share)
        put_shade(out, share_of(g, i));
    else
        fputs(bac_plan_has_layer(l) ? of_style[g->plan->layer[i].style] : "#f3f4f6", out);
}

static void put_box(const graph *g, uint32_t i, FILE *out) {
    const bac_layer *l = bac_net_layer(g->net, i);
    const uint32_t guest = guest_of(g->net, i);
    char type[8], geometry[112];
    summary s = {0};
    summary_count(g->net, l, &s);
    summary_geometry(g->net, l, geometry, sizeof geometry);
    summary_type(l->type, false, type);
    fprintf(out, "  n%u [label=\"", i);
    put(out, l->name);
    fprintf(out, "\\n%s%s%s  %ux%u  %s", bac_op_name(l->op), *geometry ? " " : "", geometry, l->T,
            l->C, type);
    if (guest != i) {
        summary_type(bac_net_layer(g->net, guest)->type, false, type);
        fprintf(out, " -> %s", type);
    }
    if (s.weights)
        fprintf(out, "\\n%llu of %llu weights, %.0f %% zero", (unsigned long long)s.nonzero,
                (unsigned long long)s.weights,
                100.0 * (double)(s.weights - s.nonzero) / (double)s.weights);
    if (bac_plan_has_layer(l) && i > 0)
        fprintf(out, "\\n%s", bac_style_name(g->plan->layer[i].style));
    if (g->share && i > 0)
        fprintf(out, "%s%.1f %% of sites", bac_plan_has_layer(l) ? ", " : "\\n",
                100 * share_of(g, i));
    fputs("\", fillcolor=\"", out);
    put_colour(g, i, out);
    fputs("\"];\n", out);
}

/* ---- edges */

/* The layer that reads a FIFO's output, looking through further FIFOs and wires. */
static uint32_t reader_of(const bac_netlist *p, const bac_stage *s) {
    const bac_stage *reader = bac_link_reader(p, s->out[0]);
    while (reader && bac_stage_depth(reader) > 0)
        reader = bac_link_reader(p, reader->out[0]);
    return reader ? reader->layer : s->layer;
}

/* Depth in beats of the FIFO between two boxes; 0: there is none. */
static uint32_t depth_between(const graph *g, uint32_t from, uint32_t to) {
    uint32_t depth = 0;
    for (uint32_t i = 0; i < g->p->n_stages; i++) {
        const bac_stage *s = &g->p->stages[i];
        if (bac_stage_depth(s) > 1 && box_of(g->net, g->p->links[s->in[0]].layer) == from &&
            box_of(g->net, reader_of(g->p, s)) == to)
            depth += bac_stage_depth(s);
    }
    return depth;
}

static void put_edges(const graph *g, uint32_t i, FILE *out) {
    const bac_layer *l = bac_net_layer(g->net, i);
    for (uint32_t k = 0; k < l->n_in && !is_inside(g->net, i); k++) {
        const uint32_t from = box_of(g->net, l->in[k]), depth = depth_between(g, from, i);
        fprintf(out, "  n%u -> n%u", from, i);
        if (depth)
            fprintf(out, " [label=\" FIFO %u\"]", depth);
        fputs(";\n", out);
    }
}

void graph_dot(const graph *g, FILE *out) {
    fputs("digraph \"", out);
    put(out, bac_net_name(g->net));
    fputs("\" {\n  rankdir=TB; nodesep=0.3; ranksep=0.28; bgcolor=transparent;\n"
          "  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=11, "
          "margin=\"0.12,0.05\", color=\"#6b7280\"];\n"
          "  edge [fontname=\"Helvetica\", fontsize=10, color=\"#6b7280\", arrowsize=0.7];\n",
          out);
    for (uint32_t i = 0; i < bac_net_layers(g->net); i++)
        if (!is_inside(g->net, i))
            put_box(g, i, out);
    for (uint32_t i = 0; i < bac_net_layers(g->net); i++)
        put_edges(g, i, out);
    fputs("}\n", out);
}

/* ---- graphviz */

/* Runs dot from one file descriptor to another; returns its exit status, 127 if dot is not
 * installed. */
static int run_dot(int in, int out) {
    extern char **environ;
    char *argv[] = {"dot", "-Tsvg", NULL};
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int how = 0;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return 127;
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    const int bad = posix_spawnp(&pid, "dot", &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (bad || waitpid(pid, &how, 0) != pid)
        return 127;
    return WIFEXITED(how) ? WEXITSTATUS(how) : 126;
}

static char *read_back(FILE *file) {
    char *text = NULL, part[4096];
    size_t size = 0, n;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    rewind(file);
    while ((n = fread(part, 1, sizeof part, file)) > 0)
        fwrite(part, 1, n, out);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

bac_status graph_svg(const graph *g, char **svg, bac_error *err) {
    FILE *in = tmpfile(), *out = tmpfile();
    bac_status status = BAC_OK;
    *svg = NULL;
    if (!in || !out) {
        status = bac_fail(err, BAC_ERR_IO, "dot", "no temporary file: %s", strerror(errno));
    } else {
        graph_dot(g, in);
        fflush(in);
        rewind(in);
        const int code = run_dot(fileno(in), fileno(out));
        if (code == 127)
            status = bac_fail(err, BAC_ERR_IO, "dot",
                              "not found; install graphviz, or take --dot to draw elsewhere");
        else if (code != 0)
            status = bac_fail(err, BAC_ERR_IO, "dot", "failed with status %d", code);
        else if (!(*svg = read_back(out)))
            status = bac_fail(err, BAC_ERR_MEMORY, "dot", "out of memory");
    }
    if (in)
        fclose(in);
    if (out)
        fclose(out);
    return status;
}

bac_status graph_write_dot(const graph *g, const char *path, bac_error *err) {
    bac_page page;
    if (bac_page_open(&page))
        graph_dot(g, page.file);
    return bac_page_close(&page, false, path, err);
}

bac_status graph_write_svg(const graph *g, const char *path, bac_error *err) {
    char *svg;
    bac_status status = graph_svg(g, &svg, err);
    if (status == BAC_OK)
        status = bac_file_write(path, svg, strlen(svg), err);
    free(svg);
    return status;
}

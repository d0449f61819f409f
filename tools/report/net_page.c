#include "net_page.h"

#include "common/tool.h"
#include "summary.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const html_chapter net_chapters[] = {
    {"summary", "Summary"},   {"graph", "Network"},     {"layers", "Layers"},
    {"timeline", "Timeline"}, {"front", "Other plans"}, {"accuracy", "Accuracy"},
    {"verified", "Verified"}, {"origin", "Origin"},     {NULL, NULL}};

/* ---- head and summary */

static bool has_chapter(const net_page *p, int chapter) {
    return chapter == NET_FRONT      ? p->front
           : chapter == NET_ACCURACY ? p->eval != NULL
           : chapter == NET_VERIFIED ? p->results != NULL
                                     : true;
}

static void tile(FILE *out, int good, const char *label, const char *format, double value) {
    char text[64];
    snprintf(text, sizeof text, format, value);
    html_tile(out, good, text, label);
}

static void put_tiles(const net_page *p) {
    const bac_netlist *n = p->job->p;
    bac_cost cost;
    summary s = {0};
    for (uint32_t i = 0; i < bac_net_layers(p->job->net); i++)
        summary_count(p->job->net, bac_net_layer(p->job->net, i), &s);
    bac_net_cost(p->job->net, &cost);
    html_tiles_begin(p->out);
    tile(p->out, -1, "weights that are not zero", "%.0f", (double)s.nonzero);
    tile(p->out, -1, "inference cost score (ITU-ML5G-PS-007)", "%.4f", cost.score);
    tile(p->out, -1, "clocks a frame", "%.0f", (double)n->cycles_per_frame);
    tile(p->out, -1, "clocks from a frame's last sample to its class", "%.0f",
         (double)n->latency_last);
    tile(p->out, -1, "LUT sites, estimated", "%.0f", p->size.total.site);
    tile(p->out, -1, "registers, estimated", "%.0f", p->size.total.ff);
    tile(p->out, -1, "block memories, estimated", "%.0f", p->size.total.bram);
    if (p->eval)
        tile(p->out, -1, "accuracy, see below on which frames", "%.2f %%",
             100 * bac_eval_rate_at(&p->eval->net[0].table, BAC_EVAL_ALL, BAC_EVAL_ALL).accuracy);
    html_tiles_end(p->out);
}

static void put_what(const net_page *p) {
    const bac_net *net = p->job->net;
    const bac_layer *input = bac_net_layer(net, 0), *logits = bac_net_logits(net);
    char type[8], name[TOOL_CLASS_SIZE];
    summary_type(input->type, false, type);
    html_say(
        p->out,
        "A quantised, pruned 1-D CNN as streaming hardware: frames of %u samples of %u channels "
        "(%s) go in, %u sample%s a clock; one of %u classes comes out for every frame. The "
        "Verilog equals the integer model bit for bit; its clocks are predicted exactly; its "
        "size is an estimate (docs/resources.md has the errors).",
        input->T, input->C, type, p->job->plan->samples_per_clock,
        p->job->plan->samples_per_clock == 1 ? "" : "s", logits->C);
    fputs("<p>Classes: ", p->out);
    for (uint32_t c = 0; c < logits->C; c++)
        html_print(p->out, "%s%s", c ? ", " : "", tool_class(net, c, name));
    fputs("</p>\n", p->out);
}

void net_page_begin(const net_page *p) {
    html_chapter list[sizeof "summary graph" + 8];
    char title[BAC_MAX_NAME + 32], lead[160];
    uint32_t n = 0;
    for (int i = 0; net_chapters[i].id; i++)
        if (has_chapter(p, i))
            list[n++] = net_chapters[i];
    list[n] = (html_chapter){0};
    snprintf(title, sizeof title, "Network %s", bac_net_name(p->job->net));
    snprintf(lead, sizeof lead,
             "%" PRIu64 " clocks a frame, %.0f LUT sites, %" PRIu64
             " clocks from the last sample to the class",
             p->job->p->cycles_per_frame, p->size.total.site, p->job->p->latency_last);
    html_begin(p->out, title, lead, list);
    html_chapter_begin(p->out, &net_chapters[NET_SUMMARY]);
    put_what(p);
    put_tiles(p);
}

/* ---- layers */

/* Share of clocks in which the busiest stage of a layer is busy. */
static double busy_of(const net_page *p, uint32_t layer) {
    uint64_t most = 0;
    for (uint32_t i = 0; i < p->job->p->n_stages; i++)
        if (p->job->p->stages[i].layer == layer) {
            const uint64_t busy = bac_machine_stage_probe(p->machine, i).busy;
            most = busy > most ? busy : most;
        }
    return p->driven.clocks ? (double)most / (double)p->driven.clocks : 0;
}

/* Clocks from the layer's first beat in to its first beat out; -1: it has no beats of its own. */
static int64_t fill_of(const net_page *p, const char *layer) {
    for (uint32_t i = 0; p->through && i < p->line.n_rows; i++)
        if (strcmp(p->line.rows[i].layer, layer) == 0)
            return p->line.rows[i].first - p->line.rows[i].begin;
    return -1;
}

static void put_weights(const net_page *p, const bac_layer *l) {
    summary s = {0};
    char type[8] = "";
    summary_count(p->job->net, l, &s);
    if (s.weights == 0) {
        html_cell(p->out, " ");
        html_cell(p->out, " ");
        return;
    }
    summary_type(l->weight_type, true, type);
    html_bar_cell(p->out, (double)s.nonzero / (double)s.weights, "%" PRIu64 " of %" PRIu64,
                  s.nonzero, s.weights);
    html_cell(p->out, "%s", type);
}

static void put_layer(const net_page *p, uint32_t i, double most) {
    const bac_layer *l = bac_net_layer(p->job->net, i);
    char type[8], geometry[112];
    bac_size size;
    summary_type(l->type, false, type);
    summary_geometry(p->job->net, l, geometry, sizeof geometry);
    html_row_begin(p->out);
    html_cell(p->out, "%s", l->name);
    html_cell(p->out, "%s %s", bac_op_name(l->op), geometry);
    html_cell(p->out, "%ux%u", l->T, l->C);
    put_weights(p, l);
    html_cell(p->out, "%s", type);
    html_cell(p->out, "%s",
              bac_plan_has_layer(l) && i > 0 ? bac_style_name(p->job->plan->layer[i].style) : " ");
    if (size_of_layer(&p->size, i, &size)) {
        html_bar_cell(p->out, size.site / most, "%.0f", size.site);
        html_cell(p->out, "%.0f", size.ff);
        html_cell(p->out, "%.0f", size.bram);
    } else {
        for (int k = 0; k < 3; k++)
            html_cell(p->out, " ");
    }
    const double busy = busy_of(p, i);
    const int64_t fill = fill_of(p, l->name);
    if (busy > 0)
        html_bar_cell(p->out, busy, "%.0f %%", 100 * busy);
    else
        html_cell(p->out, " ");
    if (fill >= 0)
        html_cell(p->out, "%" PRId64, fill);
    else
        html_cell(p->out, " ");
    html_row_end(p->out);
}

void net_page_layers(const net_page *p) {
    static const char *const titles[] = {"layer", "operator", "TxC",    ">weights", "w",
                                         "out",   "style",    ">sites", ">FF",      ">BRAM",
                                         ">busy", ">clocks",  NULL};
    double most = 1;
    for (uint32_t i = 0; i < bac_net_layers(p->job->net); i++) {
        bac_size size;
        if (size_of_layer(&p->size, i, &size))
            most = fmax(most, size.site);
    }
    html_chapter_begin(p->out, &net_chapters[NET_LAYERS]);
    html_table_begin(p->out, titles);
    for (uint32_t i = 0; i < bac_net_layers(p->job->net); i++)
        put_layer(p, i, most);
    html_table_end(p->out);
    html_say(p->out,
             "TxC: positions and channels of the output. weights: not zero, of all. w, out: s "
             "signed, u unsigned, b bipolar, and bits. sites: LUTs that are occupied, of %s. busy: "
             "share of all clocks in which the layer's busiest stage works, frames at their own "
             "pace. clocks: from the layer's first beat in to its first beat out.",
             bac_family_name(p->size.family));
}

/* ---- drawings */

void net_page_drawings(const net_page *p) {
    char *svg = NULL, *text = NULL;
    size_t size = 0;
    bac_error err = {0};
    html_chapter_begin(p->out, &net_chapters[NET_GRAPH]);
    if (graph_svg(&p->graph, &svg, &err) == BAC_OK) {
        html_figure_begin(p->out, "graph");
        html_svg(p->out, svg);
        html_figure_end(p->out, "Redder: a larger share of the LUT sites. FIFO: beats of room "
                                "where branches meet again.");
    } else {
        html_say(p->out, "Not drawn: %s: %s", err.where, err.text);
    }
    free(svg);
    net_page_layers(p);
    html_chapter_begin(p->out, &net_chapters[NET_TIMELINE]);
    FILE *out = p->through ? open_memstream(&text, &size) : NULL;
    if (out) {
        timeline_svg(&p->line, out);
        fclose(out);
        html_figure_begin(p->out, "fit");
        html_svg(p->out, text);
        html_figure_end(p->out, "Clocks of one frame in the middle of others, from its first "
                                "sample.");
    } else {
        html_say(p->out, "The frame did not come through: bac cycles says why.");
    }
    free(text);
}

/* ---- origin */

void net_page_origin(const net_page *p) {
    const bac_netlist *n = p->job->p;
    html_chapter_begin(p->out, &net_chapters[NET_ORIGIN]);
    html_code(p->out, p->command);
    html_facts_begin(p->out);
    html_fact(p->out, "network", "%s", p->net_path);
    html_fact(p->out, "its SHA-256", "%s", p->net_hash);
    html_fact(p->out, "plan's SHA-256", "%s", p->plan_hash);
    html_fact(p->out, "hardware", "%u stages, %u streams", n->n_stages, n->n_links);
    html_fact(p->out, "clocks", "of %" PRIu64 " frames at their own pace, %" PRIu64 " clocks",
              p->driven.frames, p->driven.clocks);
    html_fact(p->out, "bac", "%s", BAC_VERSION);
    html_facts_end(p->out);
    html_end(p->out);
}

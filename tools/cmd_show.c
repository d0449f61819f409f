/* bac show - the layers of a network, one line each, then totals. */
#include "common/plan_option.h"
#include "common/tool.h"

#include "ints.h"
#include "report/graph.h"
#include "report/summary.h"

#include <stdio.h>
#include <string.h>

/* "12 shift 4 mul": requantiser channels by form, then those that never change. */
static void forms_text(const summary *s, char *text, size_t size) {
    size_t used = 0;
    text[0] = 0;
    for (int f = 0; f < BAC_FORM_COUNT && used < size; f++)
        if (s->form[f])
            used += (size_t)snprintf(text + used, size - used, "%s%u %s", used ? ", " : "",
                                     s->form[f], bac_form_name((bac_form)f));
    if (s->constant && used < size)
        snprintf(text + used, size - used, "; %u constant, of them %u dead", s->constant, s->dead);
}

/* One row of the table; a text that is empty leaves its column blank. */
typedef struct row {
    char index[12], name[BAC_MAX_NAME + 1], op[12], shape[32], geometry[112], weights[48],
        weight_type[8], type[8], range[32], macs[24], notes[256];
} row;

static void print_row(const row *r, int name_width) {
    char line[768];
    int n = snprintf(line, sizeof line, "%3s %-*s %-9s %9s %-12s %15s %3s %-4s %-13s %9s  %s",
                     r->index, name_width, r->name, r->op, r->shape, r->geometry, r->weights,
                     r->weight_type, r->type, r->range, r->macs, r->notes);
    while (n > 0 && line[n - 1] == ' ')
        n--;
    printf("%.*s\n", n, line);
}

/* "<- 8,4" where the input is not simply the layer above, then the requantiser forms. */
static void notes_text(const bac_layer *l, uint32_t index, const summary *s, char *text,
                       size_t size) {
    size_t used = 0;
    bool plain = l->n_in == 1 && l->in[0] + 1 == index;
    for (uint32_t i = 0; !plain && i < l->n_in && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%u", i ? "," : "<- ", l->in[i]);
    if (used && used < size && l->op == BAC_REQUANT)
        used += (size_t)snprintf(text + used, size - used, "; ");
    if (used < size)
        forms_text(s, text + used, size - used);
}

static row layer_row(const bac_net *net, uint32_t index) {
    const bac_layer *l = bac_net_layer(net, index);
    summary s = {0};
    summary_count(net, l, &s);
    row r = {0};
    snprintf(r.index, sizeof r.index, "%u", index);
    snprintf(r.name, sizeof r.name, "%s", l->name);
    snprintf(r.op, sizeof r.op, "%s", bac_op_name(l->op));
    snprintf(r.shape, sizeof r.shape, "%ux%u", l->T, l->C);
    summary_geometry(net, l, r.geometry, sizeof r.geometry);
    if (summary_has_weights(l)) {
        snprintf(r.weights, sizeof r.weights, "%llu/%llu %3.0f%%", (unsigned long long)s.nonzero,
                 (unsigned long long)s.weights, 100.0 * (double)s.nonzero / (double)s.weights);
        summary_type(l->weight_type, true, r.weight_type);
        snprintf(r.macs, sizeof r.macs, "%llu", (unsigned long long)s.macs);
    }
    summary_type(l->type, false, r.type);
    snprintf(r.range, sizeof r.range, "%d..%d", l->lo, l->hi);
    notes_text(l, index, &s, r.notes, sizeof r.notes);
    return r;
}

static int print_text(const bac_net *net) {
    summary total = {0};
    char notes[160];
    const bac_layer *logits = bac_net_logits(net), *input = bac_net_layer(net, 0);
    printf("network %s: frames of %u positions of %u channels, %u classes\n\n", bac_net_name(net),
           input->T, input->C, logits->C);
    int width = 5;
    for (uint32_t i = 0; i < bac_net_layers(net); i++)
        width = bac_max_i32(width, (int)strlen(bac_net_layer(net, i)->name));
    const row title = {"#",
                       "layer",
                       "op",
                       "TxC",
                       "geometry",
                       "nonzero/all",
                       "w",
                       "out",
                       "proven range",
                       "macs/frame",
                       "inputs; requantiser channels by form"};
    print_row(&title, width);
    for (uint32_t i = 0; i < bac_net_layers(net); i++) {
        row r = layer_row(net, i);
        summary_count(net, bac_net_layer(net, i), &total);
        print_row(&r, width);
    }
    forms_text(&total, notes, sizeof notes);
    printf("\nlayers        %u\n", bac_net_layers(net));
    printf("weights       %llu, of them %llu not zero (%.2f %%)\n",
           (unsigned long long)total.weights, (unsigned long long)total.nonzero,
           total.weights ? 100.0 * (double)total.nonzero / (double)total.weights : 0.0);
    printf("macs a frame  %llu with a weight that is not zero\n", (unsigned long long)total.macs);
    printf("requantisers  %s\n", notes[0] ? notes : "none");
    printf(
        "\nTxC: positions x channels of the output. geometry: k kernel, s stride, p padding left+\n"
        "right, dw depthwise, g groups. w, out: s signed, u unsigned, b bipolar, and bits.\n");
    return EXIT_OK;
}

static json_t *type_json(bac_type type, bool weight) {
    char text[8];
    summary_type(type, weight, text);
    return json_string(text);
}

static json_t *json_layer(const bac_net *net, uint32_t index) {
    const bac_layer *l = bac_net_layer(net, index);
    summary s = {0};
    summary_count(net, l, &s);
    json_t *from = json_array();
    for (uint32_t i = 0; i < l->n_in; i++)
        json_array_append_new(from, json_string(bac_net_layer(net, l->in[i])->name));
    json_t *o = json_pack("{s:s, s:s, s:o, s:i, s:i, s:o, s:i, s:i}", "name", l->name, "op",
                          bac_op_name(l->op), "from", from, "positions", (int)l->T, "channels",
                          (int)l->C, "type", type_json(l->type, false), "lo", l->lo, "hi", l->hi);
    if (!o)
        return NULL;
    if (bac_op_convolves(l->op) || l->op == BAC_MAXPOOL)
        json_object_update_new(o, json_pack("{s:i, s:i, s:[i, i]}", "kernel", (int)l->kernel,
                                            "stride", (int)l->stride, "pad", (int)l->pad_left,
                                            (int)l->pad_right));
    if (summary_has_weights(l))
        json_object_update_new(
            o, json_pack("{s:i, s:o, s:I, s:I, s:I}", "groups", (int)l->groups, "weight_type",
                         type_json(l->weight_type, true), "weights", (json_int_t)s.weights,
                         "nonzero", (json_int_t)s.nonzero, "sparse_macs", (json_int_t)s.macs));
    if (l->op == BAC_REQUANT) {
        json_t *forms = json_object();
        for (int f = 0; f < BAC_FORM_COUNT; f++)
            if (s.form[f])
                json_object_set_new(forms, bac_form_name((bac_form)f), json_integer(s.form[f]));
        json_object_update_new(o, json_pack("{s:o, s:i, s:i}", "forms", forms, "constant",
                                            (int)s.constant, "dead", (int)s.dead));
    }
    return o;
}

static int print_json(const bac_net *net) {
    summary total = {0};
    json_t *layers = json_array();
    for (uint32_t i = 0; i < bac_net_layers(net); i++) {
        summary_count(net, bac_net_layer(net, i), &total);
        json_array_append_new(layers, json_layer(net, i));
    }
    return tool_json_print(json_pack(
        "{s:s, s:i, s:I, s:I, s:I, s:i, s:i, s:o}", "name", bac_net_name(net), "classes",
        (int)bac_net_logits(net)->C, "weights", (json_int_t)total.weights, "nonzero",
        (json_int_t)total.nonzero, "sparse_macs", (json_int_t)total.macs, "constant_channels",
        (int)total.constant, "dead_channels", (int)total.dead, "layers", layers));
}

/* ---- the network as a graph */

static struct {
    const char *dot, *svg;
    bool json, by_sites;
} asked;

static int draw(planned *job) {
    graph g = {.net = job->net, .plan = job->plan, .p = job->p};
    if (asked.by_sites && graph_shares(&g, &tool_error))
        return tool_fail();
    bac_status status = BAC_OK;
    if (asked.dot)
        status = graph_write_dot(&g, asked.dot, &tool_error);
    if (status == BAC_OK && asked.svg)
        status = graph_write_svg(&g, asked.svg, &tool_error);
    graph_free(&g);
    return status == BAC_OK ? EXIT_OK : tool_fail();
}

static int start(const char *const operand[]) {
    planned job;
    const bool drawn = asked.dot || asked.svg;
    if (!drawn && (plan_option_given() || asked.by_sites))
        return args_complain("a plan shows in a drawing alone: --dot FILE or --svg FILE");
    int status = planned_load(&job, operand[0]);
    if (status == ARGS_GO_ON && drawn)
        status = planned_build(&job);
    if (status == ARGS_GO_ON)
        status = drawn ? draw(&job) : asked.json ? print_json(job.net) : print_text(job.net);
    planned_free(&job);
    return status;
}

static const args_option options[] = {
    {"json", 0, NULL, "print JSON", .flag = &asked.json},
    {"svg", 0, "FILE", "draw the network by a plan (graphviz)", .text = &asked.svg},
    {"dot", 0, "FILE", "the same as text for graphviz", .text = &asked.dot},
    {"by-sites", 0, NULL, "colour layers by their share of LUT sites, not by style",
     .flag = &asked.by_sites},
    {0}};

const args_verb verb_show = {
    .name = "show",
    .brief = "NET.bnet",
    .help = "layers, shapes, sparsity, widths, requantiser forms",
    .synopsis = "NET.bnet [--json] | --svg FILE [--plan PLAN.cfg]",
    .about = "Lists the layers of a network: shapes, sparsity, widths, the proven range of every\n"
             "stream, and the forms of its requantisers. --svg draws it: a box per layer with\n"
             "the requantiser behind it, FIFO depths at the edges, coloured by style or size.",
    .example = "bac show golden/nets/default.bnet\n"
               "bac show golden/nets/default.bnet --svg build/default.svg --by-sites",
    .options = {options, plan_options},
    .operands = 1,
    .start = start,
};

/* bac export - writes a trained network, or a .bnet file, as a QONNX file. */
#include "checkpoint.h"
#include "common/tool.h"
#include "export.h"
#include "net_export.h"
#include "prune.h"
#include "read_text.h"
#include "report/train_output.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct job {
    const char *in, *out, *bnet;
    bool json;
} job;

/* The exported network, and its integers in net (NULL for a float network). */
typedef struct result {
    const char *name, *style;
    bac_cost cost;
    bac_net *net;
    bac_import_report report;
} result;

static int print_json(const job *j, const result *r) {
    json_t *forms = r->net ? tool_forms_json(r->report.form_channels) : json_object();
    return tool_json_print(
        json_pack("{s:s, s:s, s:s, s:i, s:o, s:I, s:f}", "onnx", j->out, "network", r->name,
                  "quantise", r->style, "layers", (int)r->report.layers, "requantiser_channels",
                  forms, "nonzero", (json_int_t)r->cost.nonzero, "score", r->cost.score));
}

static int print_text(const job *j, const result *r) {
    printf("%s: score %.9f, %llu of %llu weights are not zero\n", r->name, r->cost.score,
           (unsigned long long)r->cost.nonzero, (unsigned long long)r->cost.weights);
    if (r->net) {
        printf("imported again: %u layers, requantiser channels", r->report.layers);
        tool_forms_print(r->report.form_channels);
        printf("\n");
    }
    printf("wrote %s\n", j->out);
    if (j->bnet)
        printf("wrote %s\n", j->bnet);
    return EXIT_OK;
}

/* Tells the result, unless something went wrong, and frees it. */
static int finish(const job *j, result *r, bac_status status) {
    if (!status && j->bnet)
        status = bac_net_save(r->net, j->bnet, &tool_error);
    int exit_status = status ? tool_fail() : j->json ? print_json(j, r) : print_text(j, r);
    bac_import_report_free(&r->report);
    bac_net_free(r->net);
    return exit_status;
}

/* Imports a quantised network before it writes anything, so that no file is written that bac import
 * would refuse. */
static int export_run(const job *j) {
    static const char *const styles[] = {"none", "free", "native"};
    bac_checkpoint run = {0};
    bac_status status = bac_checkpoint_load(j->in, &run, &tool_error);
    if (status)
        return tool_fail();
    const char *const *labels = train_output_labels(&run);
    result r = {.name = run.nn->name, .style = styles[run.nn->style]};
    bac_nn_cost(run.nn, &r.cost);
    if (run.nn->style != BAC_NN_FLOAT || j->bnet)
        status = bac_export_net(run.nn, labels, NULL, &r.net, &r.report, &tool_error);
    if (!status)
        status = bac_export_onnx(run.nn, labels, j->out, &tool_error);
    int exit_status = finish(j, &r, status);
    bac_checkpoint_free(&run);
    return exit_status;
}

static int export_integers(const job *j) {
    bac_net *net = NULL;
    result r = {.style = "integers"};
    void *data = NULL;
    size_t size = 0;
    bac_status status = bac_net_load(j->in, &net, &tool_error);
    if (!status)
        status = bac_export_integers(net, &data, &size, &tool_error);
    if (!status) {
        bac_import_options same = {.name = bac_net_name(net)};
        r.name = same.name;
        status = bac_import_onnx_memory(data, size, j->out, &same, &r.net, &r.report, &tool_error);
    }
    if (!status) {
        bac_net_cost(r.net, &r.cost);
        status = bac_file_write(j->out, data, size, &tool_error);
    }
    int exit_status = finish(j, &r, status);
    free(data);
    bac_net_free(net);
    return exit_status;
}

static job asked;

static int start(const char *const operand[]) {
    if (!asked.out)
        return args_complain("say where to write: -o NET.onnx");
    asked.in = operand[0];
    return bac_ends_with(asked.in, ".bnet") ? export_integers(&asked) : export_run(&asked);
}

static const args_option options[] = {
    {"output", 'o', "NET.onnx", "the QONNX file to write", .text = &asked.out},
    {"bnet", 0, "NET.bnet", "also write the integers, as bac import would", .text = &asked.bnet},
    {"json", 0, NULL, "print JSON", .flag = &asked.json},
    {0}};

const args_verb verb_export = {
    .name = "export",
    .brief = "RUN|NET.bnet -o NET.onnx",
    .help = "write a trained network as QONNX",
    .synopsis = "RUN|NET.bnet -o NET.onnx [--bnet NET.bnet] [--json]",
    .about = "Writes the network of a training run (its folder, or a checkpoint file) as "
             "QONNX, for\n"
             "FINN, hls4ml, Brevitas or bac import, which turns it into the integers that were\n"
             "trained (docs/export.md). A float network becomes plain ONNX. A .bnet file becomes\n"
             "QONNX if float32 numbers can represent its integers exactly.",
    .example = "bac export build/train/bacalhaunet-w6a6n -o net.onnx",
    .options = {options},
    .operands = 1,
    .start = start,
};

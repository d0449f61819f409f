/* bac export - a trained network becomes a QONNX file. */
#include "checkpoint.h"
#include "export.h"
#include "prune.h"
#include "tool.h"
#include "train_output.h"

#include <stdio.h>

typedef struct job {
    const char *in, *out, *bnet;
    bool json;
} job;

static int print_json(const job *j, const bac_nn *nn, const bac_cost *cost, const bac_net *net,
                      const bac_import_report *r) {
    static const char *const styles[] = {"none", "free", "native"};
    json_t *forms = json_object();
    for (int f = 0; net && f < BAC_FORM_COUNT; f++)
        json_object_set_new(forms, bac_form_name((bac_form)f),
                            json_integer((json_int_t)r->form_channels[f]));
    return tool_json_print("export",
                           json_pack("{s:s, s:s, s:s, s:i, s:o, s:I, s:f}", "onnx", j->out,
                                     "network", nn->name, "quantise", styles[nn->style], "layers",
                                     net ? (int)r->layers : 0, "requantiser_channels", forms,
                                     "nonzero", (json_int_t)cost->nonzero, "score", cost->score));
}

static void print_text(const job *j, const bac_nn *nn, const bac_cost *cost, const bac_net *net,
                       const bac_import_report *r) {
    printf("%s: score %.9f, %llu of %llu weights are not zero\n", nn->name, cost->score,
           (unsigned long long)cost->nonzero, (unsigned long long)cost->weights);
    if (net) {
        printf("imported again: %u layers, requantiser channels", r->layers);
        for (int f = 0; f < BAC_FORM_COUNT; f++)
            if (r->form_channels[f])
                printf(" %llu %s", (unsigned long long)r->form_channels[f],
                       bac_form_name((bac_form)f));
        printf("\n");
    }
    printf("wrote %s\n", j->out);
    if (j->bnet)
        printf("wrote %s\n", j->bnet);
}

/* A quantised network is made into integers before anything is written: what bac import would
 * refuse does not leave. */
static int work(const job *j) {
    bac_checkpoint run = {0};
    bac_net *net = NULL;
    bac_import_report report = {0};
    bac_error err = {0};
    bac_status status = bac_checkpoint_load(j->in, &run, &err);
    if (status)
        return tool_fail("export", &err);
    const char *const *labels = train_output_labels(&run);
    if (run.nn->style != BAC_NN_FLOAT || j->bnet)
        status = bac_export_net(run.nn, labels, NULL, &net, &report, &err);
    if (!status)
        status = bac_export_onnx(run.nn, labels, j->out, &err);
    if (!status && j->bnet)
        status = bac_net_save(net, j->bnet, &err);
    int exit_status = EXIT_OK;
    if (status) {
        exit_status = tool_fail("export", &err);
    } else {
        bac_cost cost;
        bac_nn_cost(run.nn, &cost);
        if (j->json)
            exit_status = print_json(j, run.nn, &cost, net, &report);
        else
            print_text(j, run.nn, &cost, net, &report);
    }
    bac_import_report_free(&report);
    bac_net_free(net);
    bac_checkpoint_free(&run);
    return exit_status;
}

int cmd_export(int argc, char **argv) {
    job j = {0};
    const args_option options[] = {
        {.name = "output",
         .letter = 'o',
         .value = "NET.onnx",
         .text = &j.out,
         .help = "the QONNX file to write"},
        {.name = "bnet",
         .value = "NET.bnet",
         .text = &j.bnet,
         .help = "write the integers too, as bac import would make them"},
        {.name = "json", .flag = &j.json, .help = "print JSON"},
    };
    const args_verb verb = {
        .name = "export",
        .synopsis = "RUN -o NET.onnx [--bnet NET.bnet] [--json]",
        .about = "Writes the network of a training run (its folder, or a checkpoint file) as "
                 "QONNX, for\n"
                 "FINN, hls4ml, Brevitas or bac import, which makes of it the integers that were\n"
                 "trained (docs/export.md). A float network becomes plain ONNX.",
        .example = "bac export build/train/bacalhaunet-w6a6n -o net.onnx",
        .options = options,
        .n_options = sizeof options / sizeof *options,
        .min_operands = 1,
        .max_operands = 1,
    };
    const char *operand[ARGS_MAX_OPERANDS];
    int exit_status = args_parse(&verb, argc, argv, operand);
    if (exit_status != ARGS_GO_ON)
        return exit_status;
    if (!j.out)
        return args_complain("export", "say where to write: -o NET.onnx");
    j.in = operand[0];
    return work(&j);
}

/* bac cost - inference cost by the rule of the ITU-ML5G-PS-007 challenge. */
#include "common/tool.h"
#include "import.h"

#include <stdio.h>

/* A .bnet file is ASCII text and a protobuf is not: its first byte is a control character or its
 * content holds some. An unreadable file counts as text; the reader says what is wrong. */
static bool is_text(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file)
        return true;
    unsigned char head[4096];
    size_t n = fread(head, 1, sizeof head, file);
    fclose(file);
    for (size_t i = 0; i < n; i++)
        if (head[i] < 0x20 && head[i] != '\n' && head[i] != '\r' && head[i] != '\t')
            return false;
    return true;
}

static bac_status cost_of(const char *path, bac_cost *cost, bac_error *err) {
    if (!is_text(path))
        return bac_import_cost(path, cost, err);
    bac_net *net = NULL;
    bac_status status = bac_net_load(path, &net, err);
    if (!status)
        bac_net_cost(net, cost);
    bac_net_free(net);
    return status;
}

static int print_text(const bac_cost *c) {
    char score[TOOL_REAL_SIZE];
    tool_real(c->score, score);
    printf("bit operations    %.0f\n", c->bops);
    printf("weight bits       %.0f\n", c->w_bits);
    printf("multiplications   %llu, of them %llu with a weight that is not zero\n",
           (unsigned long long)c->macs, (unsigned long long)c->sparse_macs);
    printf("weights           %llu, of them %llu not zero (%.2f %%)\n",
           (unsigned long long)c->weights, (unsigned long long)c->nonzero,
           c->weights ? 100.0 * (double)c->nonzero / (double)c->weights : 0.0);
    printf("score             %s  (0.5*bops/807699904 + 0.5*w_bits/1244936; VGG10 of 8 bits: 1)\n",
           score);
    return EXIT_OK;
}

static struct { bool json; } asked;

static int start(const char *const operand[]) {
    bac_cost cost = {0};
    if (cost_of(operand[0], &cost, &tool_error))
        return tool_fail();
    if (!asked.json)
        return print_text(&cost);
    return tool_json_print(
        json_pack("{s:o, s:o, s:I, s:I, s:I, s:I, s:f}", "bops", tool_json_number(cost.bops),
                  "w_bits", tool_json_number(cost.w_bits), "macs", (json_int_t)cost.macs,
                  "sparse_macs", (json_int_t)cost.sparse_macs, "weights", (json_int_t)cost.weights,
                  "nonzero", (json_int_t)cost.nonzero, "score", cost.score));
}

static const args_option options[] = {{"json", 0, NULL, "print JSON", .flag = &asked.json}, {0}};

const args_verb verb_cost = {
    .name = "cost",
    .brief = "NET.onnx|NET.bnet",
    .help = "inference cost by the ITU-ML5G-PS-007 rule",
    .synopsis = "NET.onnx|NET.bnet [--json]",
    .about = "Counts bit operations and weight bits, without zero weights, and computes the score\n"
             "by the rule of the ITU-ML5G-PS-007 challenge (docs/arithmetic.md).",
    .example = "bac cost golden/nets/default.bnet --json",
    .options = {options},
    .operands = 1,
    .start = start,
};

/* bac import - a QONNX file becomes a network of exact integers. */
#include "common/tool.h"
#include "import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_CLASSES = 65536, MAX_CLASSES_FILE = 1 << 22 };

/* The words of a file, one a line; list and *text are owned by the caller. */
static bac_status load_classes(const char *path, char **text, const char ***list, uint32_t *n,
                               bac_error *err) {
    size_t size = 0;
    bac_status status = bac_file_read(path, MAX_CLASSES_FILE, text, &size, err);
    if (status)
        return status;
    *list = calloc(MAX_CLASSES, sizeof **list);
    if (!*list)
        return bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    char *rest = NULL;
    for (char *word = strtok_r(*text, " \t\r\n", &rest); word;
         word = strtok_r(NULL, " \t\r\n", &rest)) {
        if (*n == MAX_CLASSES)
            return bac_fail(err, BAC_ERR_INPUT, path, "more than %d class labels", MAX_CLASSES);
        (*list)[(*n)++] = word;
    }
    if (*n == 0)
        return bac_fail(err, BAC_ERR_INPUT, path, "holds no class label");
    return BAC_OK;
}

static void print_distance(const bac_net *net, const bac_import_distance *d) {
    char is[TOOL_CLASS_SIZE], should[TOOL_CLASS_SIZE];
    printf("checked %llu frames against the graph in float64: %llu classes differ (%.2f %% equal), "
           "%llu of them ties\nlogits: error at most %.4g, mean %.4g, of logits up to %.4g\n",
           (unsigned long long)d->frames, (unsigned long long)d->n_differ,
           100 * (1 - (double)d->n_differ / (double)d->frames), (unsigned long long)d->ties,
           d->largest, d->mean, d->reach);
    for (uint64_t i = 0; i < d->n_differ; i++) {
        const bac_import_differ *f = &d->differ[i];
        printf("frame %llu: %s, in float64 %s%s\n", (unsigned long long)f->frame,
               tool_class(net, f->is, is), tool_class(net, f->should, should),
               f->tie ? " (a tie)" : "");
    }
}

static json_t *distance_json(const bac_import_distance *d) {
    json_t *list = json_array();
    for (uint64_t i = 0; i < d->n_differ; i++)
        json_array_append_new(list, json_pack("{s:I, s:i, s:i, s:b}", "frame",
                                              (json_int_t)d->differ[i].frame, "class",
                                              (int)d->differ[i].is, "float64",
                                              (int)d->differ[i].should, "tie", d->differ[i].tie));
    return json_pack("{s:I, s:I, s:I, s:f, s:f, s:f, s:o}", "frames", (json_int_t)d->frames,
                     "differ", (json_int_t)d->n_differ, "ties", (json_int_t)d->ties, "largest",
                     d->largest, "mean", d->mean, "reach", d->reach, "frames_that_differ", list);
}

static int print_text(const bac_net *net, const bac_import_report *r, const bac_cost *cost,
                      const bac_import_distance *d, const char *out, bool named) {
    printf("%u ONNX nodes became %u layers\n", r->nodes, r->layers);
    printf("requantiser channels:");
    tool_forms_print(r->form_channels);
    printf(", each proven over its whole reachable range\n");
    for (uint32_t i = 0; i < r->n_joins; i++) {
        const bac_import_join *join = &r->joins[i];
        if (join->exact)
            printf("join %s: exact\n", join->layer);
        else
            printf("join %s: unequal scales, each operand within %.3g relative\n", join->layer,
                   join->error);
    }
    for (uint32_t i = 0; i < r->n_wide; i++) {
        const bac_import_wide *w = &r->wide[i];
        printf("wide %s: %u channels as %c%u of scale %s%.4g, within %.3g of at most %.4g",
               w->layer, w->channels, w->type.is_signed ? 's' : 'u', w->type.bits,
               w->by_channel ? "up to " : "", w->scale, w->error, w->reach);
        if (w->by_channel)
            printf(", padding within %.3g", w->border);
        printf("\n");
    }
    if (r->logits_error > 0)
        printf("logits: %s, within %.3g\n", r->logits, r->logits_error);
    else
        printf("logits: %s, exact\n", r->logits);
    char score[TOOL_REAL_SIZE];
    tool_real(cost->score, score);
    printf("cost: score %s, %llu of %llu weights are not zero\n", score,
           (unsigned long long)cost->nonzero, (unsigned long long)cost->weights);
    if (d)
        print_distance(net, d);
    printf("wrote %s\n", out);
    if (!named)
        printf("its classes have numbers only: --classes FILE gives them names, one a line, in the "
               "order "
               "of the logits\n");
    return EXIT_OK;
}

static json_t *wide_json(const bac_import_report *r) {
    json_t *list = json_array();
    for (uint32_t i = 0; i < r->n_wide; i++) {
        const bac_import_wide *w = &r->wide[i];
        json_array_append_new(
            list, json_pack("{s:s, s:i, s:i, s:b, s:b, s:f, s:f, s:f, s:f}", "layer", w->layer,
                            "channels", (int)w->channels, "bits", (int)w->type.bits, "signed",
                            w->type.is_signed, "by_channel", w->by_channel, "scale", w->scale,
                            "reach", w->reach, "error", w->error, "padding", w->border));
    }
    return list;
}

static int print_json(const bac_import_report *r, const bac_cost *cost,
                      const bac_import_distance *d, const char *out, bool named) {
    json_t *joins = json_array();
    for (uint32_t i = 0; i < r->n_joins; i++)
        json_array_append_new(joins,
                              json_pack("{s:s, s:b, s:f}", "layer", r->joins[i].layer, "exact",
                                        r->joins[i].exact, "error", r->joins[i].error));
    return tool_json_print(json_pack(
        "{s:s, s:i, s:i, s:o, s:o, s:o, s:o*, s:s, s:f, s:I, s:f, s:b}", "net", out, "nodes",
        (int)r->nodes, "layers", (int)r->layers, "requantiser_channels",
        tool_forms_json(r->form_channels), "joins", joins, "wide", wide_json(r), "check",
        d ? distance_json(d) : NULL, "logits", r->logits, "logits_error", r->logits_error,
        "nonzero", (json_int_t)cost->nonzero, "score", cost->score, "classes_named", named));
}

static int work(const char *in, const char *out, const bac_import_options *options,
                const char *frames, bool json) {
    bac_net *net = NULL;
    bac_import_report report = {0};
    bac_import_distance distance = {0}, *d = frames ? &distance : NULL;
    if (bac_import_onnx(in, options, &net, &report, &tool_error))
        return tool_fail();
    bac_cost cost = {0};
    bac_net_cost(net, &cost);
    const bool named = bac_net_class(net, 0) != NULL;
    int exit_status = bac_net_save(net, out, &tool_error) ||
                              (d && bac_import_check(in, net, frames, d, &tool_error))
                          ? tool_fail()
                      : json ? print_json(&report, &cost, d, out, named)
                             : print_text(net, &report, &cost, d, out, named);
    bac_import_distance_free(&distance);
    bac_import_report_free(&report);
    bac_net_free(net);
    return exit_status;
}

static struct {
    const char *out, *name, *classes, *check;
    uint64_t bits, wide_bits;
    bool json;
} asked;

static int start(const char *const operand[]) {
    if (!asked.out)
        return args_complain("say where to write: -o NET.bnet");
    char *text = NULL;
    const char **labels = NULL;
    bac_import_options o = {.name = asked.name,
                            .add_bits = (uint32_t)asked.bits,
                            .wide_bits = (uint32_t)asked.wide_bits};
    bac_status status = BAC_OK;
    if (asked.classes)
        status = load_classes(asked.classes, &text, &labels, &o.n_classes, &tool_error);
    o.classes = labels;
    int exit_status =
        status ? tool_fail() : work(operand[0], asked.out, &o, asked.check, asked.json);
    free(labels);
    free(text);
    return exit_status;
}

static const args_option options[] = {
    {"output", 'o', "NET.bnet", "the file to write", .text = &asked.out},
    {"name", 0, "NAME", "name of the network; default: derived from the name of the file",
     .text = &asked.name},
    {"classes", 0, "FILE", "text file with the class labels, one per line", .text = &asked.classes},
    {"add-bits", 0, "N", "width of a residual sum of unequal scales, 8..24; default 16",
     .whole = &asked.bits, .least = BAC_IMPORT_ADD_BITS_MIN, .most = BAC_IMPORT_ADD_BITS_MAX},
    {"wide-bits", 0, "N",
     "width of a stream that the graph does not quantise, 8..24;\n"
     "default 16; where a layer sums its channels 24, or what its sums allow",
     .whole = &asked.wide_bits, .least = BAC_IMPORT_WIDE_BITS_MIN,
     .most = BAC_IMPORT_WIDE_BITS_MAX},
    {"check", 0, "FRAMES.npy", "compare with the graph computed in float64, frame by frame",
     .text = &asked.check},
    {"json", 0, NULL, "print JSON", .flag = &asked.json},
    {0}};

const args_verb verb_import = {
    .name = "import",
    .brief = "NET.onnx -o NET.bnet",
    .help = "QONNX to exact integers",
    .synopsis =
        "NET.onnx -o NET.bnet [--name NAME] [--classes FILE] [--add-bits N] [--wide-bits N] "
        "[--check FRAMES.npy] [--json]",
    .about = "Reads a QONNX file and folds all operators between two quantisers into one integer\n"
             "step function per channel, proven equal over its whole reachable range. A network\n"
             "for which that proof fails is refused (docs/arithmetic.md).",
    .example = "bac import golden/nets/bacalhaunet-synthetic-w6a6.onnx -o net.bnet",
    .options = {options},
    .operands = 1,
    .start = start,
};

/* bac.c - the one command line: finds the verb and hands over. */
#include "common/tool.h"

#include <stdio.h>
#include <string.h>

typedef struct verb {
    const char *name, *operands, *help;
    int (*run)(int argc, char **argv);
} verb;

static const verb verbs[] = {
    {"import", "NET.onnx -o NET.bnet", "QONNX to exact integers", cmd_import},
    {"show", "NET.bnet", "layers, shapes, sparsity, widths, requantiser forms", cmd_show},
    {"cost", "NET.onnx|NET.bnet", "inference cost by the ITU-ML5G-PS-007 rule", cmd_cost},
    {"run", "NET.bnet FRAMES.npy", "classify frames with the C model", cmd_run},
    {"golden", "NET.bnet FRAMES.npy -o DIR | --check", "freeze or verify vectors of every layer",
     cmd_golden},
    {"plan", "NET.bnet [-o PLAN.cfg]", "write how each layer is built, ready to be edited",
     cmd_plan},
    {"explore", "NET.bnet [--target DEV]", "which plans are worth building: cost, rate, latency",
     cmd_explore},
    {"rtl", "NET.bnet -o DIR", "generate the Verilog top, parameters and memory images", cmd_rtl},
    {"walk", "NET.bnet FRAMES.npy", "follow one sample through the machine", cmd_walk},
    {"cosim", "NET.bnet FRAMES.npy", "compare the C model and the verilated Verilog", cmd_cosim},
    {"size", "NET.bnet", "what a plan costs: LUTs, registers, memories, without synthesis",
     cmd_size},
    {"cycles", "NET.bnet", "tick the machine: what every stage does in every clock", cmd_cycles},
    {"diff", "A.trace B.trace", "where two traces of the machine first part", cmd_diff},
    {"classify", "REC.sigmf-meta NET.bnet", "modulations of a SigMF recording, frame by frame",
     cmd_classify},
    {"signal", "-o SET --count N", "write synthetic frames of 24 modulations", cmd_signal},
    {"train", "RECIPE -o DIR", "train, quantise or prune a network by its recipe", cmd_train},
    {"export", "RUN|NET.bnet -o NET.onnx", "a trained network as QONNX", cmd_export},
    {"search", "SPACE -o DIR", "train many recipes, the better ones longer: the Pareto front",
     cmd_search},
    {"eval", "NET SET", "accuracy by SNR and class, confusion, comparison, plots", cmd_eval},
};
enum { N_VERBS = sizeof verbs / sizeof *verbs };

static void print_help(FILE *out) {
    fputs("usage: bac VERB ...\n\n"
          "A trained, quantised, pruned 1-D CNN becomes streaming FPGA hardware, proven bit for "
          "bit.\n"
          "\nverbs:\n",
          out);
    for (size_t i = 0; i < N_VERBS; i++)
        fprintf(out, "  %-8s %-37s %s\n", verbs[i].name, verbs[i].operands, verbs[i].help);
    fputs("\nbac VERB --help says more and gives an example; bac --version names the version.\n"
          "Exit status: 0 fine, 1 a comparison failed, 2 wrong usage, 3 bad input.\n",
          out);
}

static int unknown_verb(const char *name) {
    const char *names[N_VERBS];
    for (size_t i = 0; i < N_VERBS; i++)
        names[i] = verbs[i].name;
    const char *near = args_nearest(name, names, N_VERBS);
    if (near)
        fprintf(stderr, "bac: unknown verb %s; did you mean %s? (bac --help)\n", name, near);
    else
        fprintf(stderr, "bac: unknown verb %s (bac --help)\n", name);
    return EXIT_USAGE;
}

static int dispatch(int argc, char **argv) {
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        print_help(stdout);
        return EXIT_OK;
    }
    if (strcmp(name, "--version") == 0) {
        puts("bac " BAC_VERSION);
        return EXIT_OK;
    }
    for (size_t i = 0; i < N_VERBS; i++)
        if (strcmp(name, verbs[i].name) == 0)
            return verbs[i].run(argc - 1, argv + 1);
    return unknown_verb(name);
}

int main(int argc, char **argv) {
    int status = dispatch(argc, argv);
    /* A full disk or a closed pipe must not look like success. */
    if ((fflush(stdout) != 0 || ferror(stdout)) && status == EXIT_OK) {
        fputs("bac: could not write all of the output\n", stderr);
        status = EXIT_INPUT;
    }
    return status;
}

/* bac eval - accuracy of a network on a labelled set: by SNR, by class, confusion; comparison. */
#include "common/tool.h"
#include "eval.h"
#include "import.h"
#include "read_text.h"
#include "report/eval_text.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_MATRICES = 64 };

typedef struct job {
    const char *csv, *plot, *frames_text, *against, *from, *confusion, *bin_text;
    bool json;
    const char *net_path[2], *spec;
    uint64_t threads;
    double snr_bin;
    double db[MOST_MATRICES];
    bac_eval_matrices matrices;
    bac_net *net[2];
    bac_cost cost[2];
    bac_set *set;
    bac_eval *eval;
    double seconds;
} job;

static bac_status load_net(const char *path, bac_net **net, bac_cost *cost, bac_error *err) {
    if (bac_ends_with(path, ".onnx")) {
        bac_status status = bac_import_onnx(path, NULL, net, NULL, err);
        return status ? status : bac_import_cost(path, cost, err);
    }
    bac_status status = bac_net_load(path, net, err);
    if (!status)
        bac_net_cost(*net, cost);
    return status;
}

static int evaluate(job *j) {
    uint64_t from = 0, to = 0;
    bac_status status = BAC_OK;
    for (int k = 0; k < 2 && j->net_path[k] && !status; k++)
        status = load_net(j->net_path[k], &j->net[k], &j->cost[k], &tool_error);
    if (!status)
        status = bac_set_open(j->spec, &j->set, &tool_error);
    if (status)
        return tool_fail();
    if (!args_range("frames", j->frames_text, bac_set_count(j->set), &from, &to))
        return EXIT_USAGE;
    tool_progress progress = {.what = "frames"};
    const bac_eval_job work = {
        .net = {j->net[0], j->net[1]},
        .file = {j->net_path[0], j->net_path[1]},
        .cost = {&j->cost[0], &j->cost[1]},
        .set = j->set,
        .set_spec = j->spec,
        .synthetic = eval_is_synthetic(j->set, j->spec),
        .from = from,
        .to = to,
        .snr_bin = j->snr_bin,
        .threads = args_threads(j->threads, 256),
        .progress = tool_progress_go_on,
        .user = &progress,
    };
    double start = tool_seconds();
    status = bac_eval_run(&work, &j->eval, &tool_error);
    j->seconds = tool_seconds() - start;
    tool_progress_end(&progress);
    return status ? tool_fail() : EXIT_OK;
}

/* --confusion: SNRs with commas between them, and the word all. */
static int parse_confusion(job *j) {
    for (const char *p = j->confusion, *next; p; p = next) {
        size_t n = strcspn(p, ",");
        char *end = NULL;
        double db = strtod(p, &end);
        next = p[n] ? p + n + 1 : NULL;
        if (n == 3 && strncmp(p, "all", 3) == 0)
            j->matrices.all = true;
        else if (n > 0 && end == p + n && isfinite(db) && j->matrices.n < MOST_MATRICES)
            j->db[j->matrices.n++] = db;
        else
            return args_complain("--confusion wants at most %d SNRs in dB, or the word all: "
                                 "-4,10,30,all; not '%s'",
                                 MOST_MATRICES, j->confusion);
    }
    return EXIT_OK;
}

/* Refuses an SNR of --confusion that the result does not have. */
static int check_confusion(const job *j) {
    const bac_eval_table *t = &j->eval->net[0].table;
    for (uint32_t i = 0; j->confusion && i < j->matrices.n; i++)
        if (bac_eval_snr_index(t, j->db[i]) < 0) {
            if (!t->has_snr)
                return args_complain("--confusion %g: the set does not say the SNR of its "
                                     "frames; --confusion all",
                                     j->db[i]);
            return args_complain("--confusion %g: no such SNR among the frames, which go "
                                 "from %g to %g dB in %u steps",
                                 j->db[i], t->snr[0], t->snr[t->n_snr - 1], t->n_snr);
        }
    return EXIT_OK;
}

static int print_result(const job *j) {
    if (j->json) {
        json_t *root = NULL;
        if (bac_eval_json(j->eval, &root, &tool_error))
            return tool_fail();
        return tool_json_print(root);
    }
    const bac_eval_matrices none = {0};
    eval_text_print(j->eval, j->confusion ? &j->matrices : &none);
    if (j->seconds > 0)
        printf("\n%.1f s, %.0f frames a second\n", j->seconds,
               (double)(j->eval->to - j->eval->from) / j->seconds);
    return EXIT_OK;
}

/* Prints the result before it writes files, so that a full disk does not lose it. */
static int deliver(const job *j) {
    static const double usual[] = {-4, 10, 30};
    int exit_status = print_result(j);
    if (j->csv && bac_eval_csv(j->eval, j->csv, &tool_error))
        exit_status = tool_fail();
    bac_eval_matrices matrices = j->matrices;
    if (!j->confusion)
        matrices = (bac_eval_matrices){usual, sizeof usual / sizeof *usual, true};
    uint32_t figures = 0;
    if (!j->plot)
        return exit_status;
    if (fflush(stdout) == 0 && bac_eval_plot(j->eval, j->plot, &matrices, &figures, &tool_error))
        return tool_fail();
    if (!j->json)
        printf("%u figures in %s: .svg and .png, .dat and .gp to draw them anew\n", figures,
               j->plot);
    return exit_status;
}

/* Checks the command line before anything is read. */
static int check_words(job *j, const char *const operand[ARGS_MAX_OPERANDS]) {
    if (parse_confusion(j))
        return EXIT_USAGE;
    if (j->bin_text) {
        char *end;
        j->snr_bin = strtod(j->bin_text, &end);
        if (*end || !(j->snr_bin >= 0.001 && j->snr_bin <= 1000))
            return args_complain("--snr-bin wants dB of 0.001..1000, not '%s'", j->bin_text);
    }
    if (j->from && (operand[0] || j->against || j->frames_text || j->bin_text || j->threads))
        return args_complain("--from takes a finished result: no network, set or option "
                             "that changes it beside it");
    if (!j->from && !operand[1])
        return args_complain("a network and a set are wanted, or --from RESULT.json");
    j->net_path[0] = operand[0];
    j->net_path[1] = j->against;
    j->spec = operand[1];
    return EXIT_OK;
}

static int work(job *j) {
    if (j->plot && bac_eval_plot_ready(j->plot, &tool_error))
        return tool_fail();
    tool_catch_interrupts();
    int exit_status = EXIT_OK;
    if (!j->from)
        exit_status = evaluate(j);
    else if (bac_eval_load(j->from, &j->eval, &tool_error))
        exit_status = tool_fail();
    if (exit_status == EXIT_OK)
        exit_status = check_confusion(j);
    if (exit_status == EXIT_OK)
        exit_status = deliver(j);
    bac_eval_free(j->eval);
    bac_set_close(j->set);
    bac_net_free(j->net[0]);
    bac_net_free(j->net[1]);
    return exit_status;
}

static job asked = {.matrices.db = asked.db};

static int start(const char *const operand[]) {
    int exit_status = check_words(&asked, operand);
    if (exit_status == EXIT_OK)
        exit_status = work(&asked);
    if (tool_interrupted())
        raise(tool_interrupted()); /* the shell is to see an interrupted command */
    return exit_status;
}

static const args_option options[] = {
    {"against", 0, "NET2", "compare with a second network on the same frames",
     .text = &asked.against},
    {"frames", 0, "A:B", "only frames A to B-1 of the set", .text = &asked.frames_text},
    {"snr-bin", 0, "DB", "round measured SNRs to multiples of DB", .text = &asked.bin_text},
    {"confusion", 0, "LIST", "print and draw these confusion matrices: -4,10,30,all",
     .text = &asked.confusion},
    {"json", 0, NULL, "print JSON, all counts included", .flag = &asked.json},
    {"csv", 0, "OUT.csv", "write accuracies by SNR, class and both", .text = &asked.csv},
    {"plot", 0, "DIR", "draw SVG and PNG with gnuplot; keeps data and scripts there",
     .text = &asked.plot},
    {"from", 0, "RESULT.json", "print this result of --json instead of evaluating",
     .text = &asked.from},
    {"threads", 0, "N", "worker threads; default: one a processor", .whole = &asked.threads,
     .least = 1, .most = 256},
    {0}};

const args_verb verb_eval = {
    .name = "eval",
    .brief = "NET SET",
    .help = "accuracy by SNR and class, confusion, comparison, plots",
    .synopsis = "NET SET [--against NET2] [--frames A:B] [--confusion LIST] [--json]\n"
                "       [--csv OUT.csv] [--plot DIR] | --from RESULT.json ...",
    .about = "Classifies a labelled set with the integer model and prints the accuracy with its\n"
             "95 % Wilson interval, by SNR and by class, the commonest mistakes and the cost\n"
             "score.\n"
             "NET: NET.bnet or NET.onnx. SET: PATH.npy (labels in PATH-labels.npy, SNR in\n"
             "PATH-snr.npy), PATH.h5[:train|:test], or signal:PROFILE,seed=S,count=N.\n"
             "With --against the frames are paired: McNemar's test and the interval of the\n"
             "difference show whether it is more than chance (docs/evaluation.md).",
    .example = "bac eval golden/nets/default.bnet golden/frames/synthetic-48.npy\n"
               "bac eval golden/nets/default.bnet signal:radioml,seed=3,count=20 --plot plots",
    .options = {options},
    .optional = 2,
    .start = start,
};

/* bac report - one network by one plan on one page, to be sent to somebody. */
#include "common/tool.h"
#include "cosim/fs.h"
#include "golden/golden.h"
#include "out_file.h"
#include "report/eval_text.h"
#include "report/net_page.h"

#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 16 };

static const char about[] =
    "Writes one HTML file without script or network: what the network is, its graph, the\n"
    "layers with their weights, styles and sizes, one frame's way through them, the plans\n"
    "that no other beats beside this one, and what made all this. --eval adds accuracies on\n"
    "a labelled set (as bac eval reads), --regress what a regression in DIR found out about\n"
    "this network by this plan. The graph wants graphviz, the plots of --eval gnuplot.";

static const char example[] =
    "bac report golden/nets/default.bnet -o build/default.html\n"
    "bac report NET.bnet --plan PLAN.cfg --eval SET --regress DIR -o report.html";

static struct {
    const char *output, *eval, *regress;
    bool no_front;
} asked;

/* ---- what goes in */

/* Computes the hashes of the .bnet and of the plan in the form that bac regress uses. */
static bool hash_inputs(net_page *p) {
    char *text = NULL;
    uint64_t size;
    const bool bad = golden_sha(p->net_path, p->net_hash, &size, &tool_error) ||
                     bac_plan_text(p->job->net, p->job->plan, &text, &tool_error);
    if (!bad)
        SHA256Data((const uint8_t *)text, strlen(text), p->plan_hash);
    free(text);
    return bad;
}

static bool estimate(net_page *p) {
    p->size = (size_job){.p = p->job->p, .family = BAC_FAMILY_XILINX};
    p->size.of = calloc(p->job->p->n_stages, sizeof *p->size.of);
    if (!p->size.of)
        return bac_fail(&tool_error, BAC_ERR_MEMORY, p->net_path, "out of memory");
    return bac_size_netlist(p->job->p, p->size.family, p->size.of, &p->size.total, &tool_error) ||
           graph_shares(&p->graph, &tool_error);
}

static void watch(void *user, const bac_machine *m) {
    timeline_clock(user, m);
}

/* Simulates a few frames at the plan's pace, and records the timeline of one in the middle. */
static bool run_machine(net_page *p) {
    const bac_drive drive = {.frames = FRAMES,
                             .stall = {.kind = BAC_STALL_PACE},
                             .seed = 1,
                             .watch = watch,
                             .user = &p->line};
    const bool bad = bac_machine_create(p->job->p, &p->machine, &tool_error) ||
                     timeline_open(&p->line, p->job->p, FRAMES / 2, &tool_error) ||
                     bac_machine_drive(p->machine, &drive, &p->driven, &tool_error);
    p->through = !bad && timeline_finish(&p->line);
    return bad;
}

static bool evaluate(const net_page *p, bac_eval **eval, char plots[32]) {
    bac_set *set = NULL;
    bac_error nothing;
    static const double db[] = {10, 30};
    const bac_eval_matrices matrices = {db, 2, true};
    bool bad = bac_set_open(asked.eval, &set, &tool_error);
    const bac_eval_job job = {.net = {p->job->net, NULL},
                              .file = {p->net_path, NULL},
                              .set = set,
                              .set_spec = asked.eval,
                              .synthetic = !bad && eval_is_synthetic(set, asked.eval),
                              .threads = args_threads(0, 256)};
    bad = bad || bac_eval_run(&job, eval, &tool_error);
    bac_set_close(set);
    strcpy(plots, "/tmp/bac-report-XXXXXX");
    if (bad || !mkdtemp(plots)) {
        plots[0] = '\0';
        return bad;
    }
    if (bac_eval_plot_ready(plots, &nothing) == BAC_OK) /* without gnuplot: the table alone */
        bad = bac_eval_plot(*eval, plots, &matrices, NULL, &tool_error);
    return bad;
}

static bool load_json(const char *dir, const char *name, json_t **root) {
    char path[BAC_PATH_ROOM];
    json_error_t error;
    if (bac_path(path, &tool_error, "%s/%s", dir, name))
        return true;
    *root = json_load_file(path, 0, &error);
    return !*root && bac_fail(&tool_error, BAC_ERR_INPUT, path, "%s; bac regress -o DIR writes it",
                              error.text);
}

/* ---- what comes out */

static int write_page(net_page *p) {
    bac_page page;
    int status = ARGS_GO_ON;
    p->out = bac_page_open(&page);
    if (p->out) {
        net_page_begin(p);
        net_page_drawings(p);
        if (p->front)
            status = net_page_front(p);
        if (p->eval)
            net_page_eval(p);
        if (p->results)
            net_page_regress(p);
        net_page_origin(p);
    }
    if (status != ARGS_GO_ON) {
        fclose(page.file);
        free(page.text);
        return status;
    }
    if (bac_page_close(&page, false, asked.output, &tool_error))
        return tool_fail();
    printf("%s\n", asked.output);
    return EXIT_OK;
}

static char *command_line(const char *net_path) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    fputs("bac report", out);
    tool_put_word(out, net_path);
    plan_option_put(out, tool_put_word);
    plan_option_put_word(out, "eval", asked.eval, tool_put_word);
    plan_option_put_word(out, "regress", asked.regress, tool_put_word);
    fprintf(out, "%s -o", asked.no_front ? " --no-front" : "");
    tool_put_word(out, asked.output);
    fclose(out);
    return text;
}

static int make(net_page *p) {
    bac_eval *eval = NULL;
    json_t *results = NULL, *times = NULL;
    char plots[32] = "";
    bool bad = asked.regress && (load_json(asked.regress, "results.json", &results) ||
                                 load_json(asked.regress, "times.json", &times));
    bad = bad || hash_inputs(p) || estimate(p) || run_machine(p) ||
          (asked.eval && evaluate(p, &eval, plots));
    p->eval = eval;
    p->plots = plots[0] ? plots : NULL;
    p->results = results;
    p->times = times;
    p->regress_dir = asked.regress;
    const int status = bad ? tool_fail() : write_page(p);
    bac_eval_free(eval);
    json_decref(results);
    json_decref(times);
    if (plots[0])
        cosim_remove(plots);
    return status;
}

static int start(const char *const operand[]) {
    planned job;
    if (!asked.output)
        return args_complain("-o REPORT.html is missing");
    int status = planned_load(&job, operand[0]);
    if (status == ARGS_GO_ON)
        status = planned_build(&job);
    if (status == ARGS_GO_ON) {
        char *command = command_line(operand[0]);
        net_page p = {.job = &job,
                      .net_path = operand[0],
                      .command = command ? command : "bac report",
                      .graph = {.net = job.net, .plan = job.plan, .p = job.p},
                      .front = !asked.no_front};
        status = make(&p);
        free(p.driven.deadlock);
        timeline_close(&p.line);
        bac_machine_free(p.machine);
        graph_free(&p.graph);
        free(p.size.of);
        free(command);
    }
    planned_free(&job);
    return status;
}

static const args_option options[] = {
    {"output", 'o', "REPORT.html", "the page", .text = &asked.output},
    {"eval", 0, "SET", "accuracies on these frames, as bac eval", .text = &asked.eval},
    {"regress", 0, "DIR", "show the results of the regression in DIR", .text = &asked.regress},
    {"no-front", 0, NULL, "do not look for other plans (seconds to a minute)",
     .flag = &asked.no_front},
    {0}};

const args_verb verb_report = {
    .name = "report",
    .brief = "NET.bnet -o REPORT.html",
    .help = "write one page: graph, layers, timeline, plans, verdict",
    .synopsis = "NET.bnet [--plan PLAN.cfg] [--eval SET] [--regress DIR] -o REPORT.html",
    .about = about,
    .example = example,
    .options = {options, plan_options},
    .operands = 1,
    .start = start,
};

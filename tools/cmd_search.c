/* bac search - trains many recipes briefly and the better ones longer. */
#include "common/tool.h"
#include "eval.h"
#include "report/search_text.h"
#include "search.h"

#include <stdio.h>

enum { MOST_ROWS = 30, NO_RUNG = BAC_SEARCH_RUNGS, MOST_THREADS = 1024 };

typedef struct job {
    const char *space_path, *dir, *shard;
    uint64_t threads, rung;
    bool plan, report, no_plot, json;
    bac_search_options options;
    bac_search_space space;
    bac_search_trials trials;
    search_view view;
} job;

static bool on_event(void *user, const bac_search_event *event) {
    search_text_event(user, event);
    return tool_interrupted();
}

/* ---- results */

/* results.json, as it was just written. */
static int print_results(const job *j) {
    char path[BAC_RECIPE_PATH + 16];
    json_error_t why;
    snprintf(path, sizeof path, "%.*s/results.json", BAC_RECIPE_PATH, j->dir);
    json_t *root = json_load_file(path, 0, &why);
    return root ? tool_json_print(root) : tool_refuse(path, "%s", why.text);
}

static int deliver_table(const job *j, const bac_search_table *table, bool plot) {
    uint32_t sound = 0;
    for (uint32_t i = 0; i < table->n; i++)
        sound += !table->row[i].result.failed;
    if (table->n == 0)
        return j->report ? tool_refuse(j->dir, "holds no result of this space") : EXIT_OK;
    search_text_table(&j->space, &j->trials, table, MOST_ROWS);
    fflush(stdout);
    if (bac_search_write(&j->space, &j->trials, table, j->dir, &tool_error))
        return tool_fail();
    if (sound == 0)
        return tool_refuse(j->dir, "every trial failed; the first: %.300s",
                           table->row[0].result.reason);
    if (plot && bac_search_plot(&j->space, &j->trials, table, j->dir, &tool_error))
        return tool_fail();
    printf("%s/results.csv, results.json%s\n", j->dir, plot ? ", pareto.svg, pareto.png" : "");
    return j->json ? print_results(j) : EXIT_OK;
}

/* Writes results.csv and results.json, prints the table and, if `plot` is set, draws the plot. */
static int deliver(const job *j, bool plot) {
    bac_search_table table;
    if (bac_search_collect(&j->space, &j->trials, j->dir, &table, &tool_error))
        return tool_fail();
    int exit_status = deliver_table(j, &table, plot);
    bac_search_table_free(&table);
    return exit_status;
}

/* Prints what is left to do, and the command for it. */
static void print_state(const job *j, const bac_search_outcome *o) {
    if (o->state == BAC_SEARCH_STOPPED)
        fprintf(stderr,
                "bac search: stopped in rung %u, %u of %u results are there; the same "
                "command goes on\n",
                o->rung, o->n - o->missing, o->n);
    if (o->state != BAC_SEARCH_WAITING)
        return;
    if (j->options.shards > 1)
        printf("rung %u of shard %u/%u done", o->rung, j->options.shard, j->options.shards);
    else
        printf("rung %u: nothing left for this process", o->rung);
    printf("; %u of %u results are there", o->n - o->missing, o->n);
    if (o->busy)
        printf(", %u trials are with other processes", o->busy);
    printf("\nrun the other shards, then `bac search %s -o %s` (or the next array) goes on\n",
           j->space_path, j->dir);
}

static int run(job *j) {
    bac_search_outcome outcome;
    bool part = j->options.shards > 1 || j->options.rung >= 0;
    bool plot = !j->no_plot && !part;
    if (plot && bac_eval_plot_ready(j->dir, &tool_error))
        return tool_fail();
    tool_catch_interrupts();
    j->view = (search_view){.space = &j->space, .trials = &j->trials, .shards = j->options.shards};
    j->options.event = on_event;
    j->options.user = &j->view;
    bac_status status =
        bac_search_run(&j->space, &j->trials, j->dir, &j->options, &outcome, &tool_error);
    if (j->view.shown > 0)
        tool_live_wipe();
    if (status)
        return tool_fail();
    int exit_status = deliver(j, plot && outcome.state == BAC_SEARCH_DONE);
    print_state(j, &outcome);
    return outcome.state == BAC_SEARCH_STOPPED && exit_status == EXIT_OK ? 130 : exit_status;
}

/* ---- the command line */

static int check_words(job *j) {
    j->options.threads = args_threads(j->threads, MOST_THREADS);
    j->options.rung = j->rung == NO_RUNG ? -1 : (int)j->rung;
    if (j->shard && !args_shard(j->shard, BAC_SEARCH_TRIALS, &j->options.shard, &j->options.shards))
        return EXIT_USAGE;
    if (!j->dir && !j->plan)
        return args_complain("-o DIR is missing");
    if (j->report && (j->plan || j->shard || j->rung != NO_RUNG))
        return args_complain("--report trains nothing: no --plan, --shard or --rung");
    return EXIT_OK;
}

static int work(job *j) {
    if (bac_search_load(j->space_path, &j->space, &tool_error))
        return tool_fail();
    int exit_status = EXIT_OK;
    if (j->json)
        tool_json_alone();
    if (bac_search_make_trials(&j->space, &j->trials, &tool_error)) {
        exit_status = tool_fail();
    } else if (j->plan && j->json) {
        exit_status = search_json_plan(&j->space, &j->trials);
    } else if (j->plan) {
        search_text_plan(&j->space, &j->trials);
    } else if (j->report) {
        exit_status = deliver(j, !j->no_plot);
    } else {
        search_text_plan(&j->space, &j->trials);
        exit_status = run(j);
    }
    bac_search_trials_free(&j->trials);
    bac_search_space_free(&j->space);
    return exit_status;
}

static job asked = {.rung = NO_RUNG};

static int start(const char *const operand[]) {
    asked.space_path = operand[0];
    int exit_status = check_words(&asked);
    return exit_status == EXIT_OK ? work(&asked) : exit_status;
}

static const args_option options[] = {
    {"output", 'o', "DIR", "folder of the search; several processes may share it",
     .text = &asked.dir},
    {"threads", 't', "N", "threads of each training run (all processors)", .whole = &asked.threads,
     .least = 1, .most = MOST_THREADS},
    {"shard", 0, "I/N", "train only trials I, I+N, I+2N, .. of a rung (I from 0)",
     .text = &asked.shard},
    {"rung", 0, "R", "train only this rung; the rungs before must be complete",
     .whole = &asked.rung, .most = BAC_SEARCH_RUNGS - 1},
    {"plan", 0, NULL, "print trials and frames, train nothing", .flag = &asked.plan},
    {"report", 0, NULL, "train nothing: make table, files and plot of existing results",
     .flag = &asked.report},
    {"json", 0, NULL, "print results.json (with --plan: the trials) and nothing else",
     .flag = &asked.json},
    {"no-plot", 0, NULL, "make no pareto.svg and .png (gnuplot)", .flag = &asked.no_plot},
    {0}};

const args_verb verb_search = {
    .name = "search",
    .brief = "SPACE -o DIR",
    .help = "train many recipes, the better ones longer: the Pareto front",
    .synopsis = "SPACE -o DIR [--shard I/N] [--rung R] [--plan] [--report] [--json]",
    .about = "Trains the recipes of a space (docs/search.md) by successive halving: all recipes\n"
             "briefly, then the best by accuracy and cost score for longer. It writes trials/,\n"
             "results.csv, results.json, pareto.svg and pareto.png to DIR. The same command\n"
             "continues an interrupted search; several processes may share DIR.",
    .example = "bac search train/recipes/bacalhaunet.space --plan\n"
               "bac search train/recipes/bacalhaunet.space -o runs/search",
    .options = {options},
    .operands = 1,
    .start = start,
};

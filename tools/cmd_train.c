/* bac train - runs a recipe: from its seed, or from the checkpoint of an interrupted run. */
#include "common/tool.h"
#include "prune.h"
#include "report/train_output.h"
#include "train.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_THREADS = 1024 };

static const double EACH_STEP = 1e-9; /* seconds between checkpoints */

typedef struct view {
    const char *dir;
    bool titled;     /* the epochs' title was printed */
    double shown;    /* seconds, when the live line was last written */
    bac_error fault; /* of the log */
} view;

static void live_line(view *v, const bac_train_event *e) {
    if (!tool_live(&v->shown))
        return;
    const bac_progress *p = &e->run->progress;
    char left[16];
    tool_duration(e->seconds_left, left);
    tool_live_begin();
    fprintf(stderr, "epoch %u of %u  %.0f frames/s  loss %.4f  accuracy %.2f %%  left %s",
            p->n_epoch + 1, e->run->recipe.epochs, e->frames_per_second,
            p->frames > 0 ? p->loss / p->frames : 0.0,
            p->frames > 0 ? 100 * p->correct / p->frames : 0.0, left);
    tool_live_end();
}

static void epoch_line(view *v, const bac_train_event *e) {
    const bac_progress *p = &e->run->progress;
    const bac_epoch *last = &p->epoch[p->n_epoch - 1];
    char left[16];
    tool_duration(e->seconds_left, left);
    tool_live_wipe();
    if (!v->titled)
        printf("%5s %9s %8s %8s  %-10s %-9s %9s %9s\n", "epoch", "loss", "train %", "valid %",
               "score", "lr", "frames/s", "left");
    v->titled = true;
    printf("%5u %9.4f %8.2f %8.2f  %-10.6f %-9.3g %9.0f %9s\n", p->n_epoch, last->loss,
           100 * last->train_accuracy, 100 * last->valid_accuracy, last->score, last->lr,
           e->frames_per_second, left);
    fflush(stdout);
}

static void on_note(void *user, const char *line) {
    (void)user;
    printf("%s\n", line);
    fflush(stdout);
}

static bool on_step(void *user, const bac_train_event *e) {
    view *v = user;
    if (!e->epoch_end) {
        live_line(v, e);
        return tool_interrupted();
    }
    epoch_line(v, e);
    return train_output_log(v->dir, &e->run->progress, &v->fault) || tool_interrupted();
}

/* KEY=VALUES;KEY=VALUES.. Returns an exit status. */
static int apply_settings(bac_recipe *recipe, const char *settings) {
    char line[2 * BAC_RECIPE_PATH];
    while (settings && *settings) {
        int n = (int)strcspn(settings, ";");
        if (snprintf(line, sizeof line, "%.*s", n, settings) >= (int)sizeof line)
            return args_complain("--set: a setting has at most %zu characters", sizeof line - 1);
        settings += n + (settings[n] != 0);
        char *values = strchr(line, '=');
        if (!values)
            return args_complain("--set wants KEY=VALUES;.., not '%s'", line);
        *values++ = 0;
        if (bac_recipe_set(recipe, line, values, &tool_error))
            return tool_fail();
    }
    return EXIT_OK;
}

static struct {
    const char *out, *settings, *test;
    uint64_t threads, every;
    bool json;
} asked = {.every = 60};

static json_t *epoch_json(const bac_epoch *e) {
    return json_pack("{s:f, s:f, s:o, s:f, s:f}", "loss", e->loss, "train_accuracy",
                     e->train_accuracy, "valid_accuracy",
                     isnan(e->valid_accuracy) ? json_null() : json_real(e->valid_accuracy), "score",
                     e->score, "lr", e->lr);
}

static int print_json(const bac_recipe *recipe, const char *dir, const bac_checkpoint *run,
                      const train_tested *tested) {
    bac_cost cost;
    bac_nn_cost(run->nn, &cost);
    json_t *epochs = json_array();
    for (uint32_t i = 0; i < run->progress.n_epoch; i++)
        json_array_append_new(epochs, epoch_json(&run->progress.epoch[i]));
    json_t *test = tested ? json_pack("{s:s, s:I, s:f}", "set", tested->set, "frames",
                                      (json_int_t)tested->frames, "accuracy", tested->accuracy)
                          : json_null();
    return tool_json_print(json_pack(
        "{s:s, s:o, s:s, s:I, s:o, s:f, s:f, s:f, s:I, s:I, s:o}", "recipe", recipe->name, "seed",
        recipe->seed <= INT64_MAX ? json_integer((json_int_t)recipe->seed)
                                  : json_sprintf("%llu", (unsigned long long)recipe->seed),
        "folder", dir, "steps", (json_int_t)run->progress.step, "epochs", epochs, "score",
        cost.score, "bops", cost.bops, "w_bits", cost.w_bits, "weights", (json_int_t)cost.weights,
        "nonzero", (json_int_t)cost.nonzero, "test", test));
}

static int run(const bac_recipe *recipe, const char *dir, bac_train_options *options,
               const char *test) {
    view v = {.dir = dir};
    train_tested tested = {0};
    bac_checkpoint state = {0};
    options->step = on_step;
    options->note = on_note;
    options->user = &v;
    printf("%s, seed %llu\n", recipe->name, (unsigned long long)recipe->seed);
    fflush(stdout);
    bac_status status = bac_train(recipe, dir, options, &state, &tool_error);
    tool_live_wipe();
    if (status)
        return tool_fail();
    if (!v.fault.code) /* also of a run that was finished already */
        train_output_log(dir, &state.progress, &v.fault);
    tool_error = v.fault;
    int exit_status = v.fault.code ? tool_fail() : EXIT_OK;
    if (!exit_status && !bac_checkpoint_finished(&state)) {
        fprintf(stderr, "bac train: stopped after step %llu of %llu; the same command goes on\n",
                (unsigned long long)state.progress.step,
                (unsigned long long)bac_recipe_steps(recipe));
        exit_status = 130;
    } else if (!exit_status && (train_output_net(dir, &state, &tool_error) ||
                                (test && train_output_test(&state, test, options->threads, &tested,
                                                           &tool_error)))) {
        exit_status = tool_fail();
    }
    if (!exit_status && asked.json)
        exit_status = print_json(recipe, dir, &state, test ? &tested : NULL);
    bac_checkpoint_free(&state);
    return exit_status;
}

static int start(const char *const operand[]) {
    if (!asked.out)
        return args_complain("-o DIR is missing");
    bac_recipe recipe;
    if (bac_recipe_load(operand[0], &recipe, &tool_error))
        return tool_fail();
    int exit_status = apply_settings(&recipe, asked.settings);
    if (exit_status)
        return exit_status;
    if (asked.json)
        tool_json_alone();
    tool_catch_interrupts();
    bac_train_options train = {.threads = args_threads(asked.threads, MOST_THREADS),
                               .checkpoint_seconds = asked.every ? (double)asked.every : EACH_STEP};
    return run(&recipe, asked.out, &train, asked.test);
}

static const args_option options[] = {
    {"output", 'o', "DIR", "folder of the run", .text = &asked.out},
    {"threads", 't', "N", "threads (all processors); the result does not depend on their number",
     .whole = &asked.threads, .least = 1, .most = MOST_THREADS},
    {"checkpoint", 0, "SECONDS",
     "time between checkpoints (60); one more after each epoch; 0: each step",
     .whole = &asked.every, .most = 86400},
    {"test", 0, "SET", "evaluate the finished network on this set, in training arithmetic",
     .text = &asked.test},
    {"json", 0, NULL, "print the figures of the finished run as JSON; words go to stderr",
     .flag = &asked.json},
    {"set", 0, "KEY=VALUES;..", "change keys of the recipe for this run", .text = &asked.settings},
    {0}};

const args_verb verb_train = {
    .name = "train",
    .brief = "RECIPE -o DIR",
    .help = "train, quantise or prune a network by its recipe",
    .synopsis = "RECIPE -o DIR [--threads N] [--test SET] [--set KEY=VALUES;..] [--json]",
    .about = "Trains, quantises or prunes the network of a recipe (docs/recipes.md). It writes\n"
             "checkpoint.bin, log.csv and, at the end, net.onnx and net.bnet to DIR. The same\n"
             "command continues an interrupted run, which ends with the same bits.",
    .example = "bac train train/recipes/bacalhaunet-float.recipe -o runs/float",
    .options = {options},
    .operands = 1,
    .start = start,
};

/* train.c - runs a recipe: opens its sets and networks; steps, epochs, checkpoints. */
#include "train.h"

#include "adam.h"
#include "adopt.h"
#include "prune.h"
#include "step.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A network that init or teacher names: of a run, or in a file. */
typedef struct origin {
    bac_checkpoint run;
    bac_source file;
    const bac_nn *nn; /* NULL: none */
} origin;

typedef struct session {
    const bac_recipe *r;
    const bac_train_options *options;
    const char *dir;
    char file[BAC_RECIPE_PATH + 32]; /* the checkpoint */
    bac_checkpoint *run;
    origin init, teacher;
    char difference[BAC_DIFFERENCE]; /* between init's file and the network; empty: none */
    bac_set *train, *valid;          /* valid NULL: none */
    bac_step *step;
    uint32_t threads;
} session;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- steps and epochs */

static bac_status end_epoch(session *s, bac_error *err) {
    bac_progress *p = &s->run->progress;
    bac_epoch *grown = realloc(p->epoch, (p->n_epoch + 1) * sizeof *grown);
    if (!grown)
        return bac_fail(err, BAC_ERR_MEMORY, s->r->path, "out of memory");
    p->epoch = grown;
    bac_cost cost;
    bac_nn_cost(s->run->nn, &cost);
    double accuracy = NAN;
    bac_status status = BAC_OK;
    if (s->valid)
        status = bac_nn_accuracy(s->run->nn, s->valid, s->threads, &accuracy, err);
    p->epoch[p->n_epoch++] = (bac_epoch){.loss = p->loss / p->frames,
                                         .train_accuracy = p->correct / p->frames,
                                         .valid_accuracy = accuracy,
                                         .score = cost.score,
                                         .lr = bac_learning_rate(s->r, p->step - 1),
                                         .seconds = p->seconds};
    p->loss = p->frames = p->correct = p->seconds = 0;
    return status;
}

static bool report(const session *s, double rate, bool epoch_end) {
    const bac_train_options *o = s->options;
    uint64_t steps = bac_recipe_steps(s->r);
    bac_train_event event = {s->run, steps, rate * s->r->batch,
                             (double)(steps - s->run->progress.step) / rate, epoch_end};
    return o->step && o->step(o->user, &event);
}

static bac_status run_steps(session *s, bac_error *err) {
    bac_progress *p = &s->run->progress;
    uint64_t per_epoch = bac_recipe_epoch_steps(s->r), begin_step = p->step;
    double begin = now(), saved = begin, last = begin;
    double every = s->options->checkpoint_seconds > 0 ? s->options->checkpoint_seconds : 60;
    bool stop = false;
    while (!stop && p->step < bac_recipe_steps(s->r)) {
        bac_status status = bac_step_run(s->step, err);
        if (status)
            return status;
        p->seconds += now() - last;
        bool epoch_end = p->step % per_epoch == 0;
        if (epoch_end && (status = end_epoch(s, err)))
            return status;
        stop = report(s, (double)(p->step - begin_step) / (now() - begin), epoch_end);
        last = now();
        if (!epoch_end && !stop && last - saved <= every)
            continue;
        if ((status = bac_checkpoint_save(s->run, s->file, err)))
            return status;
        saved = last = now();
    }
    return BAC_OK;
}

/* ---- what a recipe names */

static bac_status open_set(const bac_recipe *r, const char *spec, uint32_t T, bac_set **set,
                           bac_error *err) {
    char path[2 * BAC_RECIPE_PATH];
    int32_t label;
    bac_status status = bac_recipe_locate(r, spec, path, sizeof path, err);
    if (!status)
        status = bac_set_open(path, set, err);
    if (!status && bac_set_positions(*set) != T)
        status = bac_fail(err, BAC_ERR_INPUT, path,
                          "has frames of %u samples, the network of %s takes %u",
                          bac_set_positions(*set), r->path, T);
    if (!status) /* report missing labels now, not after an epoch */
        status = bac_set_labels(*set, 0, 1, &label, NULL, err);
    return status;
}

static bac_status open_sets(session *s, bac_error *err) {
    const bac_recipe *r = s->r;
    uint32_t T = s->run->nn->node[0].T;
    if (!r->train[0])
        return bac_fail(err, BAC_ERR_INPUT, r->path,
                        "names no frames to learn from; add a line 'train ...'");
    bac_status status = open_set(r, r->train, T, &s->train, err);
    if (!status && r->valid[0])
        status = open_set(r, r->valid, T, &s->valid, err);
    return status;
}

static bac_status load(const bac_recipe *r, const char *file, bac_nn_style style, origin *o,
                       bac_error *err) {
    char path[2 * BAC_RECIPE_PATH];
    bac_status status = bac_recipe_locate(r, file, path, sizeof path, err);
    if (status)
        return status;
    bool is_file = bac_recipe_is_file(file);
    status = is_file ? bac_source_load(path, style, &o->file, err)
                     : bac_checkpoint_load(path, &o->run, err);
    o->nn = is_file ? o->file.nn : o->run.nn;
    return status;
}

static void origin_free(origin *o) {
    bac_checkpoint_free(&o->run);
    bac_source_free(&o->file);
    o->nn = NULL;
}

static void say(const session *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(const session *s, const char *format, ...) {
    char text[BAC_RECIPE_PATH + 2 * BAC_DIFFERENCE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (s->options->note)
        s->options->note(s->options->user, text);
}

/* Checks that a network from a file (source->nn) classifies as the file's integers do. difference:
 * why it may differ; NULL: it must not. */
static bac_status check_file(session *s, const char *key, const char *file,
                             const bac_source *source, const bac_nn *nn, const char *difference,
                             bac_error *err) {
    bac_agreement a;
    if (!source->nn)
        return BAC_OK;
    bac_status status = bac_source_compare(source, nn, s->valid ? s->valid : s->train, &a, err);
    if (status)
        return status;
    if (!difference && !source->exact)
        difference = "the file's integers approximate its sums";
    say(s, "%s %s: %u of %u frames classified alike%s%s", key, file, a.alike, a.frames,
        difference ? ": " : "", difference ? difference : "");
    if (!difference && a.alike < a.frames)
        return bac_fail(err, BAC_ERR_INPUT, file, "%s", a.first);
    return BAC_OK;
}

static bac_status open_teacher(session *s, bac_error *err) {
    const bac_recipe *r = s->r;
    if (!r->teacher[0])
        return BAC_OK;
    bac_status status = load(r, r->teacher, BAC_NN_NATIVE, &s->teacher, err);
    if (status)
        return status;
    const bac_nn *a = s->teacher.nn, *b = s->run->nn;
    if (a->node[0].T != b->node[0].T || a->node[a->n_node - 1].C != b->node[b->n_node - 1].C)
        return bac_fail(err, BAC_ERR_INPUT, r->teacher, "the teacher has other frames or classes");
    return check_file(s, "teacher", r->teacher, &s->teacher.file, a, NULL, err);
}

/* ---- a run: new, or from where it stopped */

static bac_status adopt_init(session *s, bac_error *err) {
    const char *file = s->r->init;
    bac_status status = load(s->r, file, s->r->style, &s->init, err);
    if (status)
        return status;
    return s->init.file.nn ? bac_nn_adopt_file(s->run->nn, s->init.nn, file, s->difference, err)
                           : bac_nn_adopt(s->run->nn, s->init.nn, file, err);
}

/* From the seed, from another run or from a file. */
static bac_status begin_run(session *s, bac_error *err) {
    const bac_recipe *r = s->r;
    bac_checkpoint *run = s->run;
    *run = (bac_checkpoint){.recipe = *r};
    bac_status status = bac_checkpoint_begin(run, err);
    if (!status && r->init[0])
        status = adopt_init(s, err);
    if (status)
        return status;
    bac_cost cost;
    bac_nn_cost(run->nn, &cost);
    run->progress.start_score = cost.score;
    return BAC_OK;
}

/* Compares two recipes. Their folders may differ, because they are relative to where the program
 * was started. */
static bac_status same_recipe(const bac_recipe *a, const bac_recipe *b, const char *file,
                              bac_error *err) {
    char *x = NULL, *y = NULL;
    bac_recipe here = *b;
    memcpy(here.folder, a->folder, sizeof here.folder);
    bac_status status = bac_recipe_text(a, &x, err);
    if (!status)
        status = bac_recipe_text(&here, &y, err);
    if (!status && strcmp(x, y) != 0)
        status = bac_fail(err, BAC_ERR_INPUT, file,
                          "belongs to another recipe or an earlier state of this one; choose "
                          "another folder, or remove it to start anew");
    free(x);
    free(y);
    return status;
}

static bac_status open_run(session *s, bac_error *err) {
    struct stat info;
    if (stat(s->file, &info) && errno == ENOENT)
        return begin_run(s, err);
    bac_status status = bac_checkpoint_load(s->file, s->run, err);
    return status ? status : same_recipe(s->r, &s->run->recipe, s->file, err);
}

static bac_status make_folder(const char *dir, bac_error *err) {
    if (mkdir(dir, 0777) && errno != EEXIST)
        return bac_fail(err, BAC_ERR_IO, dir, "cannot be created: %s", strerror(errno));
    if (access(dir, W_OK | X_OK)) /* report it now, not at the first checkpoint */
        return bac_fail(err, BAC_ERR_IO, dir, "cannot be written to: %s", strerror(errno));
    return BAC_OK;
}

static bac_status run_session(session *s, bac_error *err) {
    bac_status status = open_run(s, err);
    if (!status)
        status = open_sets(s, err);
    if (!status)
        status = check_file(s, "init", s->r->init, &s->init.file, s->run->nn,
                            *s->difference ? s->difference : NULL, err);
    origin_free(&s->init);
    if (!status)
        status = open_teacher(s, err);
    if (!status)
        status = bac_step_create(s->r, s->run, s->teacher.nn, s->train, s->threads, &s->step, err);
    if (!status)
        status = make_folder(s->dir, err);
    return status ? status : run_steps(s, err);
}

bac_status bac_train(const bac_recipe *recipe, const char *dir, const bac_train_options *options,
                     bac_checkpoint *run, bac_error *err) {
    session s = {.r = recipe,
                 .options = options,
                 .dir = dir,
                 .run = run,
                 .threads = options->threads ? options->threads : 1};
    *run = (bac_checkpoint){0};
    if (strlen(dir) >= BAC_RECIPE_PATH)
        return bac_fail(err, BAC_ERR_INPUT, dir, "a folder's path has at most %d characters",
                        BAC_RECIPE_PATH - 1);
    snprintf(s.file, sizeof s.file, "%s/checkpoint.bin", dir);
    bac_status status = run_session(&s, err);
    bac_step_free(s.step);
    bac_set_close(s.train);
    bac_set_close(s.valid);
    origin_free(&s.init);
    origin_free(&s.teacher);
    if (status)
        bac_checkpoint_free(run);
    return status;
}

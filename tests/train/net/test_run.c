/* Runs: the same bits on any number of threads and after any interruption; clear refusals. */
#include "scratch.h"
#include "small_run.h"
#include "step.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct bytes {
    char *data;
    size_t size;
} bytes;

static bytes checkpoint_of(const char *dir) {
    bytes b;
    b.data = scratch_read(scratch_path(dir, "checkpoint.bin"), &b.size);
    return b;
}

/* The checkpoint of a whole run at once */
static bytes trained(const bac_recipe *r, uint32_t threads) {
    char *dir = scratch_dir();
    bac_checkpoint run;
    small_train(r, dir, threads, 0, &run);
    cr_assert(bac_checkpoint_finished(&run) && run.progress.n_epoch == r->epochs);
    bac_checkpoint_free(&run);
    bytes b = checkpoint_of(dir);
    scratch_remove(dir);
    return b;
}

static void same(const bytes *a, const bytes *b, const char *what) {
    cr_assert(a->size == b->size && memcmp(a->data, b->data, a->size) == 0,
              "%s: other bytes in the checkpoint", what);
}

/* What a step depends on, all of it at once: statistics, learned scales, masks, decay */
static const char busy[] = "prune=score;prune_score=0.00015;prune_every=2;regrow=yes;rank=saliency;"
                           "weight_decay=0.01;warmup=2;restart=2;freeze_epoch=2;average_epoch=2";

static void same_on_threads(const char *settings) {
    bac_recipe r = small_recipe(settings);
    bytes one = trained(&r, 1);
    for (uint32_t threads = 2; threads <= 5; threads++) {
        bytes more = trained(&r, threads);
        same(&one, &more, settings);
        free(more.data);
    }
    free(one.data);
}

Test(train_run, the_bits_do_not_depend_on_the_number_of_threads) {
    same_on_threads("");
    same_on_threads(busy);
    same_on_threads("quantise=native");
    same_on_threads("quantise=none");
}

static void same_when_stopped(const char *settings, uint64_t stop_after) {
    char *dir = scratch_dir();
    bac_recipe r = small_recipe(settings);
    bytes whole = trained(&r, 2);
    bac_checkpoint run = {0};
    uint32_t parts = 0;
    do {
        bac_checkpoint_free(&run);
        small_train(&r, dir, 1 + parts % 3, stop_after, &run);
        parts++;
    } while (!bac_checkpoint_finished(&run));
    cr_assert(parts >= 9 / stop_after);
    bytes pieces = checkpoint_of(dir);
    same(&whole, &pieces, settings);
    bac_checkpoint_free(&run);
    free(whole.data);
    free(pieces.data);
    scratch_remove(dir);
}

Test(train_run, a_run_in_pieces_ends_with_the_bits_of_a_whole_one) {
    same_when_stopped("", 1);
    same_when_stopped(busy, 1);
    same_when_stopped(busy, 2);
    same_when_stopped("quantise=native;prune=cut;prune_cut=0.3", 4);
}

Test(train_run, a_finished_run_stays_as_it_is) {
    char *dir = scratch_dir();
    bac_recipe r = small_recipe("epochs=1");
    bac_checkpoint run;
    small_train(&r, dir, 2, 0, &run);
    bac_checkpoint_free(&run);
    bytes before = checkpoint_of(dir);
    small_train(&r, dir, 2, 0, &run);
    cr_assert(bac_checkpoint_finished(&run) && run.progress.step == 3);
    bytes after = checkpoint_of(dir);
    same(&before, &after, "again");
    bac_checkpoint_free(&run);
    free(before.data);
    free(after.data);
    scratch_remove(dir);
}

/* The point of it all */
Test(train_run, training_learns) {
    char *dir = scratch_dir();
    bac_recipe r =
        small_recipe("quantise=none;epochs=30;stride=8 1;channels=8 8;lr=0.02;"
                     "train=signal:radioml,seed=11,count=40,snr=20,classes=OOK+BPSK+4ASK;"
                     "valid=signal:radioml,seed=12,count=40,snr=20,classes=OOK+BPSK+4ASK");
    bac_checkpoint run;
    small_train(&r, dir, 2, 0, &run);
    const bac_epoch *first = &run.progress.epoch[0], *last = &run.progress.epoch[29];
    cr_assert(last->loss < 0.5 * first->loss, "loss %g, then %g", first->loss, last->loss);
    cr_assert(last->valid_accuracy > 0.6, "accuracy %g", last->valid_accuracy);
    bac_checkpoint_free(&run);
    scratch_remove(dir);
}

/* Accuracy that a log states is that of the network as it is evaluated. */
Test(train_run, the_accuracy_is_the_share_of_frames_that_are_right) {
    char *dir = scratch_dir();
    bac_recipe r = small_recipe("epochs=2");
    bac_checkpoint run;
    bac_set *set = NULL;
    bac_nn_work *work = NULL;
    double accuracy[3];
    uint32_t right = 0;
    small_train(&r, dir, 2, 0, &run);
    cr_assert(bac_set_open(r.valid, &set, NULL) == BAC_OK);
    cr_assert(bac_nn_work_create(run.nn, 1, false, &work, NULL) == BAC_OK);
    for (uint32_t threads = 1; threads <= 3; threads++)
        cr_assert(bac_nn_accuracy(run.nn, set, threads, &accuracy[threads - 1], NULL) == BAC_OK);
    for (uint64_t i = 0; i < bac_set_count(set); i++) {
        float iq[2048];
        int32_t label, best = 0;
        cr_assert(bac_set_read(set, &i, 1, iq, &label, NULL, NULL) == BAC_OK);
        const float *logit = bac_nn_forward(run.nn, work, BAC_NN_EVAL, 1, iq);
        for (int32_t c = 1; c < 24; c++)
            best = logit[c] > logit[best] ? c : best;
        right += best == label;
    }
    cr_assert(accuracy[0] == right / (double)bac_set_count(set));
    cr_assert(accuracy[1] == accuracy[0] && accuracy[2] == accuracy[0]);
    cr_assert(run.progress.epoch[1].valid_accuracy == accuracy[0]);
    bac_nn_work_free(work);
    bac_set_close(set);
    bac_checkpoint_free(&run);
    scratch_remove(dir);
}

/* ---- chains of runs: float, then quantised with the float one as a start and a teacher */

static void name_runs(bac_recipe *r, const char *dir, const char *init, const char *teacher) {
    snprintf(r->folder, sizeof r->folder, "%s", dir);
    cr_assert(bac_recipe_set(r, "init", init, NULL) == BAC_OK);
    cr_assert(bac_recipe_set(r, "teacher", teacher, NULL) == BAC_OK);
}

Test(train_run, a_run_starts_from_another_and_learns_from_a_teacher) {
    char *dir = scratch_dir(), path[512];
    bac_recipe teacher = small_recipe("quantise=none;name=float;epochs=2");
    bac_recipe r = small_recipe("quantise=native;epochs=2"), alone = r;
    bac_checkpoint run;
    uint8_t *theta[2];
    snprintf(path, sizeof path, "%s/float", dir);
    small_train(&teacher, path, 2, 0, &run);
    bac_checkpoint_free(&run);
    name_runs(&r, dir, "float", "./float"); /* found from the recipe's folder */
    name_runs(&alone, dir, "float", "none");
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/run%d", dir, i);
        small_train(i ? &alone : &r, path, 2, 0, &run);
        theta[i] = malloc(run.nn->n_theta * sizeof(float));
        memcpy(theta[i], run.nn->theta, run.nn->n_theta * sizeof(float));
        cr_assert(i == 0 || memcmp(theta[0], theta[1], run.nn->n_theta * sizeof(float)) != 0);
        bac_checkpoint_free(&run);
        scratch_remove(strdup(path));
    }
    free(theta[0]);
    free(theta[1]);
    snprintf(path, sizeof path, "%s/float", dir);
    scratch_remove(strdup(path));
    scratch_remove(dir);
}

/* ---- refusals */

Test(train_run, a_checkpoint_of_another_recipe_is_refused_and_kept) {
    char *dir = scratch_dir();
    bac_recipe r = small_recipe("epochs=1"), other = small_recipe("epochs=1;lr=1e-3");
    bac_checkpoint run;
    small_train(&r, dir, 2, 2, &run);
    bac_checkpoint_free(&run);
    bytes before = checkpoint_of(dir);
    small_refused(&other, dir, "checkpoint.bin", "belongs to another recipe");
    bytes after = checkpoint_of(dir);
    same(&before, &after, "refused");
    snprintf(r.folder, sizeof r.folder, "../elsewhere"); /* the same recipe from another place */
    small_train(&r, dir, 2, 0, &run);
    bac_checkpoint_free(&run);
    free(before.data);
    free(after.data);
    scratch_remove(dir);
}

Test(train_run, what_a_recipe_names_must_be_there) {
    char *dir = scratch_dir(), out[512];
    bac_recipe r = small_recipe("");
    snprintf(out, sizeof out, "%s/out", dir);
    name_runs(&r, dir, "missing", "none");
    small_refused(&r, out, "missing", "cannot open");
    name_runs(&r, dir, "none", "gone/");
    small_refused(&r, out, "gone", "cannot open");
    r = small_recipe("train=none");
    small_refused(&r, out, "small.recipe", "names no frames");
    r = small_recipe("train=signal:radioml");
    small_refused(&r, out, "signal:radioml", "count=N");
    r = small_recipe("train=nowhere.npy");
    small_refused(&r, out, "nowhere.npy", "");
    r = small_recipe("valid=nowhere.h5");
    small_refused(&r, out, "nowhere.h5", "");
    cr_assert(scratch_count(dir) == 0, "a refused run leaves something behind");
    scratch_remove(dir);
}

Test(train_run, frames_must_fit_the_network) {
    char *dir = scratch_dir(), out[512];
    snprintf(out, sizeof out, "%s/out", dir);
    bac_recipe r = small_recipe("positions=512");
    small_refused(&r, out, "signal:radioml",
                  "frames of 1024 samples, the network of small.recipe takes 512");
    r = small_recipe("classes=3");
    small_refused(&r, out, "signal:radioml", "the network has 3: raise classes");
    r = small_recipe("snr_floor=50");
    small_refused(&r, out, "train", "0 training frames at 50 dB");
    scratch_remove(strdup(out));
    scratch_remove(dir);
}

/* A set without labels is found out at the start, not at the end of an epoch. */
Test(train_run, frames_without_labels_are_refused_at_once) {
    char *dir = scratch_dir(), out[512];
    bac_array frames = {.dtype = BAC_F32, .ndim = 3, .dim = {4, 1024, 2}};
    frames.data = calloc(4 * 2048, sizeof(float));
    cr_assert(bac_array_save(scratch_path(dir, "frames.npy"), &frames, NULL) == BAC_OK);
    snprintf(out, sizeof out, "%s/out", dir);
    bac_recipe r = small_recipe("valid=frames.npy");
    snprintf(r.folder, sizeof r.folder, "%s", dir);
    small_refused(&r, out, "frames.npy", "has no labels");
    cr_assert(scratch_count(dir) == 1);
    bac_array_free(&frames);
    scratch_remove(dir);
}

Test(train_run, a_folder_that_cannot_be_is_refused) {
    bac_recipe r = small_recipe("");
    char far[2000];
    memset(far, 'x', sizeof far);
    far[sizeof far - 1] = 0;
    small_refused(&r, far, "xxxx", "at most 511 characters");
    small_refused(&r, "/dev/null/run", "/dev/null/run", "Not a directory");
    small_refused(&r, "/no/such/folder", "/no/such/folder", "cannot be created");
}

/* ---- numbers that are none */

static void set_all(bac_nn *nn, const char *parameter, float value) {
    for (uint32_t i = 0; i < nn->n_param; i++)
        if (strcmp(nn->param[i].name, parameter) == 0)
            for (size_t j = 0; j < nn->param[i].n; j++)
                nn->theta[nn->param[i].at + j] = j / 3 % 2 ? value : -value;
}

static void diverges(float gamma, float weight, const char *text) {
    bac_recipe r = small_recipe("quantise=none");
    bac_checkpoint run = {.recipe = r};
    bac_error err = {0};
    bac_set *set = NULL;
    bac_step *step = NULL;
    cr_assert(bac_recipe_network(&r, &run.nn, &err) == BAC_OK);
    size_t n = run.nn->n_theta;
    run.m = calloc(n, sizeof(float));
    run.v = calloc(n, sizeof(float));
    run.progress.step = 5;
    if (gamma > 1) { /* large behind small: what goes forward is moderate, what goes back is not */
        set_all(run.nn, "block1_pw_q.gamma", gamma);
        set_all(run.nn, "block1_pw.weight", 1e-6f);
    }
    set_all(run.nn, "fc.weight", weight);
    bac_nn_prepare(run.nn);
    float *before = malloc(n * sizeof *before);
    memcpy(before, run.nn->theta, n * sizeof *before);
    cr_assert(bac_set_open(r.train, &set, &err) == BAC_OK);
    cr_assert(bac_step_create(&r, &run, NULL, set, 2, &step, &err) == BAC_OK);
    cr_assert(bac_step_run(step, &err) == BAC_ERR_INPUT);
    cr_assert(strcmp(err.where, "small.recipe") == 0 && strstr(err.text, "step 5:") &&
                  strstr(err.text, text) && strstr(err.text, "lower lr"),
              "%s", scratch_error(&err));
    cr_assert(run.progress.step == 5 && memcmp(before, run.nn->theta, n * sizeof *before) == 0);
    bac_step_free(step);
    bac_set_close(set);
    bac_checkpoint_free(&run);
    free(before);
}

Test(train_run, a_loss_that_is_no_number_stops_the_run) {
    diverges(1, 3e38f, "the loss is no longer finite");
}

/* Gradients overflow before the loss does: a step later there would be nothing left to save. */
Test(train_run, a_gradient_that_is_no_number_stops_the_run) {
    diverges(1e32f, 1e7f, "the gradient of block");
}

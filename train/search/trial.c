/* trial.c - locks one trial and trains it through one rung. */
#define _DEFAULT_SOURCE /* flock */

#include "inside.h"

#include "prune.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

bac_status bac_search_make_dir(const char *dir, bac_error *err) {
    char path[BAC_SEARCH_PATH];
    bac_status status = bac_search_path(dir, "", "", path, err);
    return status ? status : bac_dir_make(path, true, err);
}

/* flock: the claim of a process that was killed ends with it. The file itself stays, for removing
 * a locked file is a race. */
bac_status bac_search_claim(const char *dir, const char *id, int *lock, bac_error *err) {
    char path[BAC_SEARCH_PATH];
    *lock = -1;
    bac_status status = bac_search_path(dir, id, "", path, err);
    if (!status)
        status = bac_dir_make(path, false, err);
    if (!status)
        status = bac_search_path(dir, id, "lock", path, err);
    if (status)
        return status;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0)
        return bac_fail(err, BAC_ERR_IO, path, "cannot be made: %s", strerror(errno));
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        *lock = fd;
        return BAC_OK;
    }
    int cause = errno;
    close(fd);
    if (cause == EWOULDBLOCK)
        return BAC_OK;
    return bac_fail(err, BAC_ERR_IO, path,
                    "cannot be locked (%s): put -o on a file system with locks", strerror(cause));
}

/* ---- training */

typedef struct watch {
    const bac_search_job *job;
    uint64_t last; /* step behind which the rung ends */
    bool began;
} watch;

static bool on_step(void *user, const bac_train_event *event) {
    watch *w = user;
    w->began = true;
    bool stop = w->job->step && w->job->step(w->job->user, event);
    return stop || event->run->progress.step >= w->last;
}

/* A rung whose result was not written (power failed) may be complete in its checkpoint. */
static bac_status peek(const bac_search_job *job, bac_checkpoint *run, bac_error *err) {
    char path[BAC_SEARCH_PATH + 32];
    struct stat info;
    char *ours = NULL, *theirs = NULL;
    *run = (bac_checkpoint){0};
    snprintf(path, sizeof path, "%.*s/checkpoint.bin", BAC_SEARCH_PATH, job->dir);
    if (stat(path, &info) != 0 && errno == ENOENT)
        return BAC_OK;
    bac_status status = bac_checkpoint_load(path, run, err);
    if (!status)
        status = bac_recipe_text(job->recipe, &ours, err);
    if (!status)
        status = bac_recipe_text(&run->recipe, &theirs, err);
    if (!status && strcmp(ours, theirs) != 0)
        status =
            bac_fail(err, BAC_ERR_INPUT, path,
                     "belongs to another recipe (were files moved?): remove the trial's folder "
                     "to train it anew");
    free(ours);
    free(theirs);
    return status;
}

static bac_status take_result(const bac_search_job *job, const bac_checkpoint *run,
                              bac_search_result *result, bac_error *err) {
    const bac_progress *p = &run->progress;
    if (p->n_epoch != job->epochs)
        return bac_fail(err, BAC_ERR_INPUT, job->dir,
                        "has a checkpoint behind epoch %u already, but no result of epoch %u: "
                        "remove the folder to train it anew",
                        p->n_epoch, job->epochs);
    const bac_epoch *last = &p->epoch[p->n_epoch - 1];
    *result = (bac_search_result){.accuracy = last->valid_accuracy,
                                  .train_accuracy = last->train_accuracy,
                                  .loss = last->loss};
    bac_nn_cost(run->nn, &result->cost);
    for (uint32_t e = 0; e < p->n_epoch; e++)
        result->seconds += p->epoch[e].seconds;
    return BAC_OK;
}

/* A failure in a step is the trial's own (its loss is no longer finite); a failure before the first
 * step is not. If the first step fails, only the text of the error tells the two apart. */
static bac_status judge(const watch *w, bac_status status, bac_search_result *result,
                        bool *finished, const bac_error *cause, bac_error *err) {
    if (status == BAC_ERR_INPUT && (w->began || strncmp(cause->text, "step ", 5) == 0)) {
        *result = (bac_search_result){.failed = true};
        snprintf(result->reason, sizeof result->reason, "%.255s", cause->text);
        *finished = true;
        return BAC_OK;
    }
    return bac_fail(err, status, cause->where, "%s", cause->text);
}

bac_status bac_search_train(void *context, const bac_search_job *job, bac_search_result *result,
                            bool *finished, bac_error *err) {
    (void)context;
    bac_checkpoint run;
    bac_error cause = {0};
    watch w = {.job = job, .last = bac_recipe_epoch_steps(job->recipe) * job->epochs};
    *finished = false;
    bac_status status = peek(job, &run, err);
    if (status)
        goto fail;
    if (run.progress.step < w.last) {
        bac_checkpoint_free(&run);
        const bac_train_options options = {.threads = job->threads, .step = on_step, .user = &w};
        status = bac_train(job->recipe, job->dir, &options, &run, &cause);
        if (status)
            return judge(&w, status, result, finished, &cause, err);
    }
    if (run.progress.step >= w.last) {
        status = take_result(job, &run, result, err);
        *finished = !status;
    }
fail:
    bac_checkpoint_free(&run);
    return status;
}

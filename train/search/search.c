/* search.c - for each rung: selects the trials, and trains the unfinished ones of this shard. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct search {
    const bac_search_space *space;
    const bac_search_trials *trials;
    const char *dir;
    const bac_search_options *o;
    bac_search_outcome *outcome;
    uint32_t rung;
    uint32_t n, *list;         /* trials of the rung, ascending */
    bac_search_result *result; /* [n] of it */
    bool *found;               /* [n] */
    uint32_t todo, done;
    const bac_search_trial *trial; /* the one under way */
    bool stopped;
} search;

static bool tell(search *s, bac_search_moment moment, const bac_search_trial *trial,
                 const bac_search_result *result, const bac_train_event *train) {
    const bac_search_event event = {.moment = moment,
                                    .rung = s->rung,
                                    .n = s->n,
                                    .todo = s->todo,
                                    .done = s->done,
                                    .trial = trial,
                                    .result = result,
                                    .train = train};
    if (s->o->event && s->o->event(s->o->user, &event))
        s->stopped = true;
    return s->stopped;
}

static bool on_step(void *user, const bac_train_event *train) {
    search *s = user;
    return tell(s, BAC_SEARCH_STEP, s->trial, NULL, train);
}

/* ---- one trial */

/* Makes the folder in which a trial trains, with its recipe for people and for `bac train`. */
static bac_status make_run(search *s, const bac_recipe *recipe, uint32_t epochs, char *dir,
                           bac_error *err) {
    char name[32] = "", path[BAC_SEARCH_PATH + 16], *text;
    struct stat info;
    if (s->space->anew)
        snprintf(name, sizeof name, "epochs-%u", epochs);
    bac_status status = bac_search_path(s->dir, s->trial->id, name, dir, err);
    if (status)
        return status;
    status = bac_dir_make(dir, false, err);
    if (status)
        return status;
    snprintf(path, sizeof path, "%s/trial.recipe", dir);
    if (stat(path, &info) == 0)
        return BAC_OK;
    status = bac_recipe_text(recipe, &text, err);
    if (status)
        return status;
    status = bac_file_write(path, text, strlen(text), err);
    free(text);
    return status;
}

static bac_status check_result(const search *s, const bac_search_result *r, bac_error *err) {
    if (r->failed || (r->accuracy >= 0 && r->accuracy <= 1 && r->cost.score >= 0))
        return BAC_OK;
    return bac_fail(err, BAC_ERR_INPUT, s->trial->id, "trained without a validation accuracy");
}

static bac_status train(search *s, uint32_t k, bac_error *err) {
    char dir[BAC_SEARCH_PATH];
    bac_recipe recipe;
    uint32_t epochs = bac_search_epochs(s->space, s->rung);
    bool finished = false;
    bac_status status = bac_search_recipe(s->space, s->trial->point, s->rung, &recipe, err);
    if (!status)
        status = make_run(s, &recipe, epochs, dir, err);
    if (status || tell(s, BAC_SEARCH_TRIAL, s->trial, NULL, NULL))
        return status;
    const bac_search_job job = {.recipe = &recipe,
                                .dir = dir,
                                .epochs = epochs,
                                .threads = s->o->threads ? s->o->threads : 1,
                                .step = on_step,
                                .user = s};
    status = (s->o->train ? s->o->train : bac_search_train)(s->o->context, &job, &s->result[k],
                                                            &finished, err);
    if (!status && finished)
        status = check_result(s, &s->result[k], err);
    if (!status && finished)
        status = bac_search_result_save(s->dir, s->trial->id, epochs, &s->result[k], err);
    if (status || !finished)
        return status;
    s->found[k] = true;
    s->done++;
    tell(s, BAC_SEARCH_RESULT, s->trial, &s->result[k], NULL);
    return BAC_OK;
}

static bac_status look(search *s, uint32_t k, bac_error *err) {
    return bac_search_result_load(s->dir, s->trials->trial[s->list[k]].id,
                                  bac_search_epochs(s->space, s->rung), &s->result[k], &s->found[k],
                                  err);
}

/* Trains a trial unless another process trains it, or has just finished it. */
static bac_status claim_and_train(search *s, uint32_t k, bac_error *err) {
    int lock;
    s->trial = &s->trials->trial[s->list[k]];
    bac_status status = bac_search_claim(s->dir, s->trial->id, &lock, err);
    if (status)
        return status;
    if (lock < 0) {
        s->outcome->busy++;
        return BAC_OK;
    }
    status = look(s, k, err);
    if (!status && !s->found[k])
        status = train(s, k, err);
    close(lock);
    return status;
}

/* ---- one rung */

static bac_status look_at_all(search *s, bac_error *err) {
    bac_status status = BAC_OK;
    for (uint32_t k = 0; k < s->n && !status; k++)
        status = s->found[k] ? BAC_OK : look(s, k, err);
    return status;
}

static bool is_ours(const search *s, uint32_t k) {
    return s->o->shards < 2 || k % s->o->shards == s->o->shard;
}

static void count_missing(search *s) {
    s->outcome->n = s->n;
    s->outcome->missing = 0;
    for (uint32_t k = 0; k < s->n; k++)
        s->outcome->missing += !s->found[k];
}

static bac_status run_rung(search *s, bac_error *err) {
    s->todo = s->done = s->outcome->busy = 0;
    bac_status status = look_at_all(s, err);
    for (uint32_t k = 0; k < s->n; k++)
        s->todo += is_ours(s, k) && !s->found[k];
    if (!status && s->todo)
        tell(s, BAC_SEARCH_RUNG, NULL, NULL, NULL);
    for (uint32_t k = 0; k < s->n && !status && !s->stopped; k++)
        if (is_ours(s, k) && !s->found[k])
            status = claim_and_train(s, k, err);
    if (!status)
        status = look_at_all(s, err); /* others have gone on meanwhile */
    s->outcome->rung = s->rung;
    count_missing(s);
    return status;
}

/* Looks at a rung without training anything: a shard that is asked for one rung alone must find the
 * rung before complete. */
static bac_status pass_rung(search *s, bac_error *err) {
    bac_status status = look_at_all(s, err);
    count_missing(s);
    if (status || s->outcome->missing == 0)
        return status;
    return bac_fail(err, BAC_ERR_INPUT, s->dir,
                    "rung %u lacks %u of its %u results, and rung %d follows from them: run the "
                    "rest of it first",
                    s->rung, s->outcome->missing, s->outcome->n, s->o->rung);
}

static int ascending(const void *a, const void *b) {
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The list of the next rung, from this one's results. Empty when all failed. */
static bac_status promote(search *s, bac_error *err) {
    bac_search_score *score = calloc(s->n + 1, sizeof *score);
    uint32_t *order = calloc(s->n + 1, sizeof *order), *next = calloc(s->n + 1, sizeof *next);
    uint32_t wanted = bac_search_survivors(s->space, s->n, 1), n = 0;
    bool good = score && order && next;
    for (uint32_t k = 0; k < s->n && good; k++)
        score[k] = bac_search_score_of(&s->result[k]);
    bac_status status = good ? bac_search_rank(s->space, score, s->n, order, err)
                             : bac_fail(err, BAC_ERR_MEMORY, s->dir, "out of memory");
    if (!status) {
        for (uint32_t k = 0; k < wanted; k++)
            if (!s->result[order[k]].failed)
                next[n++] = s->list[order[k]];
        memcpy(s->list, next, n * sizeof *next);
        qsort(s->list, n, sizeof *s->list, ascending);
        s->n = n;
    }
    free(score);
    free(order);
    free(next);
    return status;
}

static bac_status run_all(search *s, bac_error *err) {
    bac_status status = BAC_OK;
    uint32_t last = s->o->rung >= 0 ? (uint32_t)s->o->rung : s->space->rungs - 1;
    for (s->rung = 0; s->rung <= last && s->n > 0 && !status; s->rung++) {
        bool passed = s->o->rung >= 0 && s->rung < last;
        if (s->rung > 0)
            status = promote(s, err);
        memset(s->found, 0, s->n * sizeof *s->found);
        if (!status)
            status = passed ? pass_rung(s, err) : run_rung(s, err);
        if (!status && s->stopped)
            s->outcome->state = BAC_SEARCH_STOPPED;
        else if (!status && s->outcome->missing)
            s->outcome->state = BAC_SEARCH_WAITING;
        if (s->outcome->state != BAC_SEARCH_DONE)
            break;
    }
    return status;
}

bac_status bac_search_run(const bac_search_space *space, const bac_search_trials *trials,
                          const char *dir, const bac_search_options *options,
                          bac_search_outcome *outcome, bac_error *err) {
    search s = {.space = space,
                .trials = trials,
                .dir = dir,
                .o = options,
                .outcome = outcome,
                .n = trials->n};
    *outcome = (bac_search_outcome){0};
    bac_status status = BAC_OK;
    if (options->rung >= (int)space->rungs)
        return bac_fail(err, BAC_ERR_INPUT, space->path, "there is no rung %d: %u rungs, from 0 on",
                        options->rung, space->rungs);
    if (options->shards && options->shard >= options->shards)
        return bac_fail(err, BAC_ERR_INPUT, space->path, "there is no shard %u of %u: from 0 on",
                        options->shard, options->shards);
    s.list = calloc(s.n + 1, sizeof *s.list);
    s.result = calloc(s.n + 1, sizeof *s.result);
    s.found = calloc(s.n + 1, sizeof *s.found);
    if (!s.list || !s.result || !s.found)
        status = bac_fail(err, BAC_ERR_MEMORY, space->path, "out of memory");
    for (uint32_t t = 0; t < s.n && !status; t++)
        s.list[t] = t;
    if (!status)
        status = bac_search_make_dir(dir, err);
    if (!status)
        status = run_all(&s, err);
    free(s.list);
    free(s.result);
    free(s.found);
    return status;
}

/* checkpoint.c - the state of a training run in one file. */
#include "checkpoint.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_RECIPE = 1 << 20, MAX_EPOCHS = 1 << 20 };
static const float MAX_STEP = 100; /* |log2| of a quantiser's scale */
static const size_t max_file = (size_t)4 << 30;
static const char magic[8] = {'B', 'A', 'C', 'C', 'K', 'P', 'T', '1'};

uint64_t bac_recipe_epoch_steps(const bac_recipe *r) {
    uint64_t steps = r->epoch_frames / r->batch;
    return steps ? steps : 1;
}

uint64_t bac_recipe_steps(const bac_recipe *r) {
    return bac_recipe_epoch_steps(r) * r->epochs;
}

bool bac_checkpoint_finished(const bac_checkpoint *c) {
    return c->progress.step >= bac_recipe_steps(&c->recipe);
}

uint64_t bac_checkpoint_mean_steps(const bac_checkpoint *c) {
    const uint64_t from = c->recipe.average_epoch * bac_recipe_epoch_steps(&c->recipe);
    return c->mean && c->progress.step > from ? c->progress.step - from : 0;
}

void bac_checkpoint_free(bac_checkpoint *c) {
    bac_nn_free(c->nn);
    free(c->m);
    free(c->v);
    free(c->mean);
    free(c->progress.epoch);
    *c = (bac_checkpoint){0};
}

static uint64_t fnv(const unsigned char *data, size_t n) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ data[i]) * 0x100000001b3u;
    return hash;
}

/* The head is one block of fixed size. */
typedef struct head {
    char magic[8];
    uint64_t recipe, step, n_theta, n_state, n_epoch;
    double start_score, loss, frames, correct;
    double seconds; /* 0; older files hold some, here and in the epochs */
} head;

/* Floats of `mean` */
static size_t mean_count(const bac_checkpoint *c) {
    return c->recipe.average_epoch ? c->nn->n_theta + c->nn->n_state : 0;
}

/* ---- save */

static void put(unsigned char **at, const void *data, size_t size) {
    if (size)
        memcpy(*at, data, size);
    *at += size;
}

static void put_epochs(unsigned char **at, const bac_progress *p) {
    for (uint32_t i = 0; i < p->n_epoch; i++) {
        bac_epoch epoch = p->epoch[i];
        epoch.seconds = 0;
        put(at, &epoch, sizeof epoch);
    }
}

bac_status bac_checkpoint_save(const bac_checkpoint *c, const char *path, bac_error *err) {
    char *recipe = NULL;
    bac_status status = bac_recipe_text(&c->recipe, &recipe, err);
    if (status)
        return status;
    const bac_nn *nn = c->nn;
    const bac_progress *p = &c->progress;
    head h = {.recipe = strlen(recipe),
              .step = p->step,
              .n_theta = nn->n_theta,
              .n_state = nn->n_state,
              .n_epoch = p->n_epoch,
              .start_score = p->start_score,
              .loss = p->loss,
              .frames = p->frames,
              .correct = p->correct};
    memcpy(h.magic, magic, sizeof magic);
    const size_t n_mean = mean_count(c);
    size_t size = sizeof h + h.recipe + p->n_epoch * sizeof *p->epoch +
                  nn->n_theta * (3 * sizeof(float) + 1) + (nn->n_state + n_mean) * sizeof(float);
    unsigned char *data = malloc(size + 8), *at = data;
    if (!data) {
        free(recipe);
        return bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    }
    put(&at, &h, sizeof h);
    put(&at, recipe, h.recipe);
    put_epochs(&at, p);
    put(&at, nn->theta, nn->n_theta * sizeof(float));
    put(&at, c->m, nn->n_theta * sizeof(float));
    put(&at, c->v, nn->n_theta * sizeof(float));
    put(&at, nn->state, nn->n_state * sizeof(float));
    put(&at, nn->keep, nn->n_theta);
    put(&at, c->mean, n_mean * sizeof(float));
    uint64_t sum = fnv(data, size);
    put(&at, &sum, 8);
    status = bac_file_write(path, data, size + 8, err);
    free(data);
    free(recipe);
    return status;
}

/* ---- load */

typedef struct reader {
    const unsigned char *at;
    size_t left;
} reader;

static bool get(reader *r, void *to, size_t size) {
    if (size > r->left)
        return false;
    if (size)
        memcpy(to, r->at, size);
    r->at += size;
    r->left -= size;
    return true;
}

static bac_status damaged(const char *path, bac_error *err) {
    return bac_fail(err, BAC_ERR_INPUT, path,
                    "is no complete checkpoint (cut or damaged); train again, or use another one");
}

/* A power of two, as a native file may have brought another one than the recipe's. */
static bool shifts(const bac_nn *nn, const bac_nn_node *n, float exponent) {
    return nn->style == BAC_NN_NATIVE && n->op == BAC_NN_NORM && exponent == floorf(exponent);
}

/* Refuses numbers with which the network cannot compute: NaN or infinity, a negative variance, a
 * fixed scale that changed, a scale beyond float's range. theta and state: nn's, or their mean. */
static bac_status check_numbers(const bac_nn *nn, const float *theta, const float *state,
                                const char *path, bac_error *err) {
    bool ok = true;
    for (uint32_t i = 0; i < nn->n_param; i++) {
        const bac_nn_param *p = &nn->param[i];
        for (size_t j = p->at; j < p->at + p->n; j++)
            ok = ok && isfinite(theta[j]);
    }
    for (uint32_t i = 0; i < nn->n_node; i++) {
        const bac_nn_node *n = &nn->node[i];
        const bac_nn_param *step = n->step == BAC_NN_NONE ? NULL : &nn->param[n->step];
        if (step)
            ok = ok && fabsf(theta[step->at]) <= MAX_STEP &&
                 (!step->fixed || theta[step->at] == step->start ||
                  shifts(nn, n, theta[step->at])) &&
                 (n->unit == BAC_NN_NONE || theta[nn->param[n->unit].at] > 0);
        for (uint32_t c = 0; n->norm == BAC_NORM_BATCH && c < n->C; c++)
            ok = ok && isfinite(state[n->mean + c]) && isfinite(state[n->var + c]) &&
                 state[n->var + c] >= 0;
    }
    return ok ? BAC_OK
              : bac_fail(err, BAC_ERR_INPUT, path,
                         "holds numbers no training gives; train again, or use another one");
}

bac_status bac_checkpoint_begin(bac_checkpoint *c, bac_error *err) {
    bac_status status = bac_recipe_network(&c->recipe, &c->nn, err);
    if (status)
        return status;
    c->m = calloc(c->nn->n_theta, sizeof(float));
    c->v = calloc(c->nn->n_theta, sizeof(float));
    const size_t n_mean = mean_count(c);
    c->mean = n_mean ? calloc(n_mean, sizeof(float)) : NULL;
    return c->m && c->v && (c->mean || !n_mean)
               ? BAC_OK
               : bac_fail(err, BAC_ERR_MEMORY, c->recipe.path, "out of memory");
}

static bac_status restore(bac_checkpoint *c, const head *h, reader *r, const char *path,
                          bac_error *err) {
    bac_status status = bac_checkpoint_begin(c, err);
    if (status)
        return status;
    bac_nn *nn = c->nn;
    if (nn->n_theta != h->n_theta || nn->n_state != h->n_state)
        return bac_fail(err, BAC_ERR_INPUT, path,
                        "was written for another build of network %s; train it again", nn->name);
    if (!get(r, nn->theta, nn->n_theta * sizeof(float)) ||
        !get(r, c->m, nn->n_theta * sizeof(float)) || !get(r, c->v, nn->n_theta * sizeof(float)) ||
        !get(r, nn->state, nn->n_state * sizeof(float)) || !get(r, nn->keep, nn->n_theta) ||
        !get(r, c->mean, mean_count(c) * sizeof(float)))
        return damaged(path, err);
    status = check_numbers(nn, nn->theta, nn->state, path, err);
    if (!status && bac_checkpoint_mean_steps(c))
        status = check_numbers(nn, c->mean, c->mean + nn->n_theta, path, err);
    if (!status)
        bac_nn_prepare(nn);
    return status;
}

static bac_status read_checkpoint(bac_checkpoint *c, reader r, const char *path, bac_error *err) {
    head h;
    uint64_t sum;
    if (r.left < sizeof h + 8 || memcmp(r.at, magic, sizeof magic) != 0)
        return bac_fail(err, BAC_ERR_INPUT, path, "is not a checkpoint of bac train");
    r.left -= 8;
    memcpy(&sum, r.at + r.left, 8);
    if (sum != fnv(r.at, r.left))
        return damaged(path, err);
    get(&r, &h, sizeof h);
    if (h.recipe > MAX_RECIPE || h.recipe > r.left || h.n_epoch > MAX_EPOCHS)
        return damaged(path, err);
    bac_status status =
        bac_recipe_parse((const char *)r.at, (size_t)h.recipe, path, &c->recipe, err);
    if (status)
        return status;
    r.at += h.recipe;
    r.left -= h.recipe;
    c->progress = (bac_progress){.step = h.step,
                                 .start_score = h.start_score,
                                 .loss = h.loss,
                                 .frames = h.frames,
                                 .correct = h.correct,
                                 .seconds = h.seconds,
                                 .n_epoch = (uint32_t)h.n_epoch};
    c->progress.epoch = calloc(h.n_epoch + 1, sizeof *c->progress.epoch);
    if (!c->progress.epoch)
        return bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    if (!get(&r, c->progress.epoch, h.n_epoch * sizeof *c->progress.epoch))
        return damaged(path, err);
    return restore(c, &h, &r, path, err);
}

bac_status bac_checkpoint_load(const char *path, bac_checkpoint *c, bac_error *err) {
    *c = (bac_checkpoint){0};
    char inside[BAC_RECIPE_PATH + 32];
    struct stat info;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        if (strlen(path) >= BAC_RECIPE_PATH)
            return bac_fail(err, BAC_ERR_INPUT, path, "a folder's path has at most %d characters",
                            BAC_RECIPE_PATH - 1);
        snprintf(inside, sizeof inside, "%s/checkpoint.bin", path);
        path = inside;
    }
    char *data = NULL;
    size_t size = 0;
    bac_status status = bac_file_read(path, max_file, &data, &size, err);
    if (!status)
        status = read_checkpoint(c, (reader){(const unsigned char *)data, size}, path, err);
    free(data);
    if (status)
        bac_checkpoint_free(c);
    return status;
}

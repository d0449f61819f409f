/* trials.c - the points of a space, the trials among them, and the recipe of each trial. */
#include "recipe_keys.h"

#include "ints.h"
#include "search.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a point and its recipe */

uint32_t bac_search_value(const bac_search_space *space, uint64_t point, uint32_t axis) {
    for (uint32_t a = space->n_axis; --a > axis;)
        point /= space->axis[a].n;
    return (uint32_t)(point % space->axis[axis].n);
}

const char *bac_search_text(const bac_search_space *space, uint64_t point, uint32_t axis) {
    return space->axis[axis].value[bac_search_value(space, point, axis)];
}

uint64_t bac_search_frames(const bac_search_space *space, uint32_t rung) {
    uint64_t frames = space->frames;
    for (uint32_t r = 0; r < rung; r++)
        frames *= space->eta;
    return frames;
}

uint32_t bac_search_epochs(const bac_search_space *space, uint32_t rung) {
    uint32_t epochs = 1, share = 1;
    for (uint32_t r = 0; r < rung; r++) {
        share *= space->eta;
        epochs = space->anew ? share : epochs + share;
    }
    return epochs;
}

uint32_t bac_search_survivors(const bac_search_space *space, uint32_t n, uint32_t rung) {
    for (uint32_t r = 0; r < rung && n > 1; r++) {
        /* 1/3 of 9 is 3, whichever way binary fractions round */
        uint32_t kept = (uint32_t)floor(space->keep * n * (1 + 1e-12));
        n = kept ? kept : 1;
    }
    return n;
}

/* Epochs of the base recipe, as the same share of a run of `epochs` */
static uint32_t rescale(uint32_t value, uint32_t base_epochs, uint32_t epochs) {
    double scaled = round((double)value * epochs / base_epochs);
    if (value == 0)
        return 0;
    return scaled < 1 ? 1 : scaled > 1e6 ? 1000000 : (uint32_t)scaled;
}

/* Continued: one run through all rungs, rung r its r-th cosine (warm restarts with T_mult = eta,
 * Loshchilov and Hutter 2017), so that a rung ends where the learning rate is lowest. Anew: the
 * base recipe's own schedule, as long as the rung. */
static void schedule(const bac_search_space *space, uint32_t rung, bac_recipe *r) {
    uint32_t base = r->epochs;
    r->epochs = bac_search_epochs(space, space->anew ? rung : space->rungs - 1);
    r->epoch_frames = space->frames;
    r->restart = space->anew ? rescale(r->restart, base, r->epochs) : 1;
    r->restart_growth = space->anew ? r->restart_growth : space->eta;
    r->freeze_epoch = rescale(r->freeze_epoch, base, r->epochs);
    r->average_epoch = rescale(r->average_epoch, base, r->epochs);
    if (r->average_epoch >= r->epochs)
        r->average_epoch = r->epochs - 1;
    bac_recipe_derive(r);
}

static bac_status judge(const bac_search_space *space, const bac_recipe *r, bac_error *err) {
    if (!space->anew && r->prune == BAC_PRUNE_SCORE)
        return bac_fail(err, BAC_ERR_INPUT, space->path,
                        "'prune score' prunes over the whole run: an early rung would be ranked "
                        "before that is done; write 'training anew'");
    return bac_recipe_check(r, err);
}

static uint64_t hash_text(const char *text, uint64_t hash) {
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3u; /* FNV-1a */
    return hash;
}

/* The ID does not depend on where the files lie nor on what the base is called. */
static bac_status identify(const bac_search_space *space, const bac_recipe *recipe,
                           char id[BAC_SEARCH_ID], bac_error *err) {
    bac_recipe plain = *recipe;
    char *text;
    snprintf(plain.name, sizeof plain.name, "trial");
    plain.folder[0] = 0;
    bac_status status = bac_recipe_text(&plain, &text, err);
    if (status)
        return status;
    uint64_t hash = hash_text(text, 0xcbf29ce484222325u);
    hash = hash_text(space->anew ? "anew" : "continued", hash);
    snprintf(id, BAC_SEARCH_ID, "%016" PRIx64, hash);
    free(text);
    return BAC_OK;
}

/* The recipe of a point's last rung, or of any other. */
static bac_status build(const bac_search_space *space, uint64_t point, uint32_t rung,
                        bac_recipe *recipe, bac_error *err) {
    *recipe = space->base;
    for (uint32_t a = 0; a < space->n_axis; a++) {
        bac_status status =
            bac_recipe_set(recipe, space->axis[a].key, bac_search_text(space, point, a), err);
        if (status)
            return status;
    }
    schedule(space, rung, recipe);
    return judge(space, recipe, err);
}

bac_status bac_search_recipe(const bac_search_space *space, uint64_t point, uint32_t rung,
                             bac_recipe *recipe, bac_error *err) {
    char id[BAC_SEARCH_ID];
    bac_recipe last;
    bac_status status = build(space, point, space->rungs - 1, &last, err);
    if (!status)
        status = identify(space, &last, id, err);
    if (!status)
        status = build(space, point, rung, recipe, err);
    if (!status)
        snprintf(recipe->name, sizeof recipe->name, "%.30s-%.8s", space->base.name, id);
    return status;
}

/* ---- which points */

/* splitmix64's finaliser (Steele et al. 2014) */
static uint64_t mix(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

/* The i-th point of [0, n) in a shuffled order, without a table of n: a Feistel network of four
 * rounds permutes [0, 4^bits); what falls outside [0, n) is permuted again (cycle walking, Black
 * and Rogaway 2002), which is still a permutation of [0, n). */
static uint64_t shuffled(uint64_t i, uint64_t n, uint64_t seed) {
    uint32_t bits = 1;
    while (bits < 31 && (1ull << (2 * bits)) < n)
        bits++;
    uint64_t mask = (1ull << bits) - 1;
    do {
        uint64_t left = i >> bits, right = i & mask;
        for (uint64_t round = 0; round < 4; round++) {
            uint64_t f = mix(mix(seed + round * 0x9e3779b97f4a7c15u) + right);
            uint64_t next = left ^ (f & mask);
            left = right;
            right = next;
        }
        i = left << bits | right;
    } while (i >= n);
    return i;
}

static int by_id(const void *a, const void *b) {
    const bac_search_trial *const *x = a, *const *y = b;
    return strcmp((*x)->id, (*y)->id);
}

/* Values differ, so recipes do; that their hashes do is checked. */
static bac_status check_ids(const bac_search_space *space, const bac_search_trials *trials,
                            bac_error *err) {
    const bac_search_trial **list = calloc(trials->n + 1, sizeof *list);
    bac_status status = BAC_OK;
    if (!list)
        return bac_fail(err, BAC_ERR_MEMORY, space->path, "out of memory");
    for (uint32_t t = 0; t < trials->n; t++)
        list[t] = &trials->trial[t];
    qsort(list, trials->n, sizeof *list, by_id);
    for (uint32_t t = 1; t < trials->n && !status; t++)
        if (strcmp(list[t - 1]->id, list[t]->id) == 0)
            status = bac_fail(err, BAC_ERR_INPUT, space->path,
                              "points %" PRIu64 " and %" PRIu64 " are the same trial, %s: do two "
                              "axes set the same thing?",
                              list[t - 1]->point, list[t]->point, list[t]->id);
    free(list);
    return status;
}

/* One more point: a trial, or counted as refused. */
static bac_status examine(const bac_search_space *space, uint64_t point, bac_search_trials *t,
                          bac_error *err) {
    bac_recipe recipe;
    bac_search_trial *trial = &t->trial[t->n];
    bac_error refusal = {0};
    bac_status status = build(space, point, space->rungs - 1, &recipe, &refusal);
    t->examined++;
    if (!status) {
        trial->point = point;
        t->n++;
        return identify(space, &recipe, trial->id, err);
    }
    if (status != BAC_ERR_INPUT)
        return bac_fail(err, status, refusal.where, "%s", refusal.text);
    if (t->refused++ == 0)
        t->refusal = refusal;
    return BAC_OK;
}

bac_status bac_search_make_trials(const bac_search_space *space, bac_search_trials *trials,
                                  bac_error *err) {
    enum { MOST_EXAMINED = 1 << 20 }; /* some seconds */
    *trials = (bac_search_trials){.grid = 1};
    for (uint32_t a = 0; a < space->n_axis; a++)
        trials->grid *= space->axis[a].n;
    uint64_t most = space->samples ? bac_min_u64(space->samples, trials->grid) : trials->grid;
    trials->trial = calloc(most, sizeof *trials->trial);
    if (!trials->trial)
        return bac_fail(err, BAC_ERR_MEMORY, space->path, "out of memory");
    bac_status status = BAC_OK;
    for (uint64_t i = 0; i < trials->grid && i < MOST_EXAMINED && trials->n < most && !status; i++)
        status = examine(space, space->samples ? shuffled(i, trials->grid, space->seed) : i, trials,
                         err);
    if (!status && trials->n == 0)
        status = bac_fail(err, BAC_ERR_INPUT, space->path,
                          "none of %" PRIu64 " points is a recipe; the first: %.300s",
                          trials->examined, trials->refusal.text);
    if (!status)
        status = check_ids(space, trials, err);
    if (status)
        bac_search_trials_free(trials);
    return status;
}

void bac_search_trials_free(bac_search_trials *trials) {
    free(trials->trial);
    *trials = (bac_search_trials){0};
}

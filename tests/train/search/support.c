#define _GNU_SOURCE /* nftw */

#include "support.h"

#include "scratch.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char base[] = "recipe 1\n"
                           "name toy\n"
                           "kernel 5 3\nstride 4 2\nchannels 4 6\n"
                           "batch 32\nshard 32\n"
                           "train signal:radioml,count=1\n"
                           "valid signal:radioml,count=1,seed=2\n";

char *toy_dir(void) {
    return scratch_dir();
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *at) {
    (void)info;
    (void)kind;
    (void)at;
    return remove(path);
}

void toy_remove(char *dir) {
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(dir);
}

void toy_space(const char *dir, const char *lines, bac_search_space *space) {
    char text[8192];
    bac_error err = {0};
    scratch_write(scratch_path(dir, "base.recipe"), base, sizeof base - 1);
    snprintf(text, sizeof text, "space 1\nrecipe base.recipe\n%s\n", lines);
    cr_assert_eq(bac_search_parse(text, strlen(text), scratch_path(dir, "toy.space"), space, &err),
                 BAC_OK, "%s", scratch_error(&err));
}

void toy_search(const char *dir, const char *lines, bac_search_space *space,
                bac_search_trials *trials) {
    bac_error err = {0};
    toy_space(dir, lines, space);
    cr_assert_eq(bac_search_make_trials(space, trials, &err), BAC_OK, "%s", scratch_error(&err));
}

bac_status toy_train(void *context, const bac_search_job *job, bac_search_result *result,
                     bool *finished, bac_error *err) {
    toy_trainer *t = context;
    const bac_recipe *r = job->recipe;
    pthread_mutex_lock(&t->lock);
    *finished = !t->stop_after || t->calls < t->stop_after;
    t->calls += *finished;
    if (*finished) {
        size_t n = strlen(t->log);
        snprintf(t->log + n, sizeof t->log - n, "%s:%u ", r->name, job->epochs);
    }
    pthread_mutex_unlock(&t->lock);
    if (t->broken)
        return bac_fail(err, BAC_ERR_IO, "toy", "broken");
    *result = (bac_search_result){.accuracy = 0.5 + r->lr - 0.1 / job->epochs,
                                  .cost = {.score = 0.001 * r->weight_bits, .weights = 7},
                                  .seconds = (double)t->calls};
    if (t->fails_from > 0 && r->lr >= t->fails_from) {
        *result = (bac_search_result){.failed = true};
        snprintf(result->reason, sizeof result->reason, "lr %g", r->lr);
    }
    return BAC_OK;
}

char *toy_csv(const bac_search_space *space, const bac_search_trials *trials, const char *dir) {
    bac_search_table table;
    bac_error err = {0};
    cr_assert_eq(bac_search_collect(space, trials, dir, &table, &err), BAC_OK, "%s",
                 scratch_error(&err));
    cr_assert_eq(bac_search_write(space, trials, &table, dir, &err), BAC_OK, "%s",
                 scratch_error(&err));
    bac_search_table_free(&table);
    return scratch_read(scratch_path(dir, "results.csv"), NULL);
}

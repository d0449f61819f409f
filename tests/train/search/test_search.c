/* test_search.c - rungs, resuming, shards, claims: with a trainer that only pretends. */
#include "scratch.h"
#include "support.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* 12 trials, then 6, then 3. By the scalar with lambda 0 the largest lr wins; trial = lr index * 2
 * + bits index. */
static const char twelve[] = "axis lr 0.01|0.02|0.03|0.04|0.05|0.06\naxis weight_bits 4|6\n"
                             "eta 2\nrungs 3\nframes 64\nobjective scalar 0\n";

static void run(const bac_search_space *s, const bac_search_trials *t, const char *dir,
                bac_search_options o, toy_trainer *trainer, bac_search_outcome *outcome) {
    bac_error err = {0};
    o.train = toy_train;
    o.context = trainer;
    cr_assert_eq(bac_search_run(s, t, dir, &o, outcome, &err), BAC_OK, "%s", scratch_error(&err));
}

static const bac_search_options all = {.rung = -1};

static bool has_result(const bac_search_trials *t, const char *dir, uint32_t trial,
                       uint32_t epochs) {
    bac_search_result r;
    bac_error err = {0};
    bool found;
    cr_assert_eq(bac_search_result_load(dir, t->trial[trial].id, epochs, &r, &found, &err), BAC_OK,
                 "%s", scratch_error(&err));
    return found;
}

typedef struct fixture {
    char *dir;
    bac_search_space space;
    bac_search_trials trials;
    toy_trainer trainer;
    bac_search_outcome outcome;
} fixture;

static void set_up(fixture *f, const char *lines) {
    *f = (fixture){.dir = toy_dir(), .trainer.lock = PTHREAD_MUTEX_INITIALIZER};
    toy_search(f->dir, lines, &f->space, &f->trials);
}

static void tear_down(fixture *f) {
    bac_search_trials_free(&f->trials);
    bac_search_space_free(&f->space);
    toy_remove(f->dir);
}

/* What a search in one go comes to. */
static char *whole(const char *lines) {
    fixture f;
    set_up(&f, lines);
    run(&f.space, &f.trials, f.dir, all, &f.trainer, &f.outcome);
    cr_assert_eq(f.outcome.state, BAC_SEARCH_DONE);
    char *csv = toy_csv(&f.space, &f.trials, f.dir);
    tear_down(&f);
    return csv;
}

Test(bac_search_run, each_rung_trains_the_best_of_the_one_before) {
    fixture f;
    set_up(&f, twelve);
    run(&f.space, &f.trials, f.dir, all, &f.trainer, &f.outcome);
    cr_expect(f.outcome.state == BAC_SEARCH_DONE && f.outcome.rung == 2 && f.outcome.n == 3);
    cr_expect_eq(f.trainer.calls, 12 + 6 + 3);
    for (uint32_t t = 0; t < 12; t++) {
        cr_expect(has_result(&f.trials, f.dir, t, 1));
        cr_expect_eq(has_result(&f.trials, f.dir, t, 3), t >= 6, "%u", t);
        cr_expect_eq(has_result(&f.trials, f.dir, t, 7), t >= 10 || t == 8, "%u", t);
    }
    run(&f.space, &f.trials, f.dir, all, &f.trainer, &f.outcome);
    cr_expect(f.outcome.state == BAC_SEARCH_DONE && f.trainer.calls == 21, "trained again");
    tear_down(&f);
}

/* The front by cost: of each lr the 4 bit net is cheaper and as accurate, so all 6 bit ones are
 * dominated. */
Test(bac_search_run, pareto_promotes_layer_by_layer) {
    fixture f;
    set_up(&f, "axis lr 0.01|0.02|0.03\naxis weight_bits 2|4|6\neta 3\nrungs 2\n");
    f.space.keep = 2.0 / 9;
    run(&f.space, &f.trials, f.dir, all, &f.trainer, &f.outcome);
    /* layer 0: lr 0.03 at 2 bits; layer 1: 0.02 at 2 bits and 0.03 at 4 bits, the latter is best */
    cr_expect(has_result(&f.trials, f.dir, 6, 4) && has_result(&f.trials, f.dir, 7, 4));
    cr_expect_eq(f.trainer.calls, 11);
    tear_down(&f);
}

Test(bac_search_run, stopped_anywhere_it_goes_on_to_the_same_end) {
    char *want = whole(twelve);
    for (uint32_t stop = 1; stop < 21; stop += 3) {
        fixture f;
        set_up(&f, twelve);
        while (f.outcome.state = BAC_SEARCH_DONE, f.trainer.calls < 21) {
            f.trainer.stop_after = f.trainer.calls + stop;
            uint32_t before = f.trainer.calls;
            run(&f.space, &f.trials, f.dir, all, &f.trainer, &f.outcome);
            cr_assert(f.trainer.calls > before, "no progress");
        }
        char *got = toy_csv(&f.space, &f.trials, f.dir);
        cr_expect_str_eq(got, want);
        cr_expect_eq(f.trainer.calls, 21, "%u: something was trained twice", stop);
        free(got);
        tear_down(&f);
    }
    free(want);
}

static bool stop_at_once(void *user, const bac_search_event *event) {
    uint32_t *left = user;
    return event->moment == BAC_SEARCH_RESULT && --*left == 0;
}

Test(bac_search_run, the_callback_stops_it) {
    fixture f;
    uint32_t left = 5;
    set_up(&f, twelve);
    bac_search_options o = all;
    o.event = stop_at_once;
    o.user = &left;
    run(&f.space, &f.trials, f.dir, o, &f.trainer, &f.outcome);
    cr_expect(f.outcome.state == BAC_SEARCH_STOPPED && f.outcome.rung == 0);
    cr_expect(f.trainer.calls == 5 && f.outcome.missing == 7 && f.outcome.n == 12);
    tear_down(&f);
}

/* ---- shards */

Test(bac_search_run, shards_come_to_what_one_process_does) {
    char *want = whole(twelve);
    for (uint32_t shards = 2; shards < 15; shards += 4) {
        fixture f;
        uint32_t rounds = 0;
        set_up(&f, twelve);
        do {
            for (uint32_t i = shards; i-- > 0;) {
                bac_search_options o = all;
                o.shard = (i + rounds) % shards; /* in another order each time */
                o.shards = shards;
                run(&f.space, &f.trials, f.dir, o, &f.trainer, &f.outcome);
            }
            cr_assert(rounds++ < 10);
        } while (f.outcome.state == BAC_SEARCH_WAITING);
        char *got = toy_csv(&f.space, &f.trials, f.dir);
        cr_expect_str_eq(got, want);
        cr_expect_eq(f.trainer.calls, 21);
        free(got);
        tear_down(&f);
    }
    free(want);
}

Test(bac_search_run, a_shard_waits_for_no_one_but_says_what_is_missing) {
    fixture f;
    set_up(&f, twelve);
    bac_search_options o = {.rung = -1, .shard = 1, .shards = 5}; /* trials 1, 6, 11 */
    run(&f.space, &f.trials, f.dir, o, &f.trainer, &f.outcome);
    cr_expect(f.outcome.state == BAC_SEARCH_WAITING && f.outcome.rung == 0);
    cr_expect(f.outcome.missing == 9 && f.trainer.calls == 3 && f.outcome.busy == 0);
    for (uint32_t t = 0; t < 12; t++)
        cr_expect_eq(has_result(&f.trials, f.dir, t, 1), t % 5 == 1);
    tear_down(&f);
}

Test(bac_search_run, one_rung_at_a_time_as_an_array_does) {
    char *want = whole(twelve);
    fixture f;
    bac_error err = {0};
    set_up(&f, twelve);
    bac_search_options early = {
        .rung = 1, .shard = 0, .shards = 3, .train = toy_train, .context = &f.trainer};
    cr_expect_eq(bac_search_run(&f.space, &f.trials, f.dir, &early, &f.outcome, &err),
                 BAC_ERR_INPUT);
    cr_expect(strstr(err.text, "rung 0 lacks 12 of its 12 results"), "%s", err.text);
    for (int rung = 0; rung < 3; rung++)
        for (uint32_t i = 0; i < 3; i++) {
            bac_search_options o = {.rung = rung, .shard = i, .shards = 3};
            run(&f.space, &f.trials, f.dir, o, &f.trainer, &f.outcome);
            cr_expect_eq(f.outcome.state, i < 2 ? BAC_SEARCH_WAITING : BAC_SEARCH_DONE);
            cr_expect_eq(f.outcome.rung, (uint32_t)rung);
        }
    char *got = toy_csv(&f.space, &f.trials, f.dir);
    cr_expect_str_eq(got, want);
    cr_expect_eq(f.trainer.calls, 21);
    free(got);
    free(want);
    tear_down(&f);
}

Test(bac_search_run, shards_and_rungs_that_are_not_there_are_refused) {
    static const bac_search_options wrong[] = {{.rung = 3}, {.rung = -1, .shard = 2, .shards = 2}};
    fixture f;
    set_up(&f, twelve);
    for (int i = 0; i < 2; i++) {
        bac_error err = {0};
        cr_expect_eq(bac_search_run(&f.space, &f.trials, f.dir, &wrong[i], &f.outcome, &err),
                     BAC_ERR_INPUT);
        cr_expect(strstr(err.text, "there is no"), "%s", err.text);
    }
    tear_down(&f);
}

/* ---- several processes */

Test(bac_search_run, a_trial_that_another_has_claimed_is_left_to_it) {
    fixture f;
    char path[512];
    set_up(&f, twelve);
    f.trainer.stop_after = 1;
    run(&f.space, &f.trials, f.dir, all, &f.trainer, &f.outcome); /* makes the first folder */
    f.trainer.stop_after = 0;
    snprintf(path, sizeof path, "%s/trials/%s/lock", f.dir, f.trials.trial[1].id);
    int fd = open(path, O_RDWR | O_CREAT, 0666);
    cr_assert(fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0);
    run(&f.space, &f.trials, f.dir, all, &f.trainer, &f.outcome);
    cr_expect(f.outcome.state == BAC_SEARCH_WAITING && f.outcome.busy == 1);
    cr_expect(f.outcome.missing == 1 && f.trainer.calls == 11);
    close(fd); /* as when it dies */
    run(&f.space, &f.trials, f.dir, all, &f.trainer, &f.outcome);
    cr_expect(f.outcome.state == BAC_SEARCH_DONE && f.trainer.calls == 21);
    tear_down(&f);
}

typedef struct worker {
    fixture *f;
    bac_status status;
} worker;

static void *work(void *user) {
    worker *w = user;
    bac_search_outcome outcome = {.state = BAC_SEARCH_WAITING};
    bac_search_options o = {.rung = -1, .train = toy_train, .context = &w->f->trainer};
    for (int i = 0; i < 1000 && outcome.state == BAC_SEARCH_WAITING && !w->status; i++) {
        bac_error err = {0};
        w->status = bac_search_run(&w->f->space, &w->f->trials, w->f->dir, &o, &outcome, &err);
        usleep(1000);
    }
    return NULL;
}

Test(bac_search_run, four_at_once_train_nothing_twice) {
    char *want = whole(twelve);
    for (int round = 0; round < 5; round++) {
        fixture f;
        worker w[4];
        pthread_t thread[4];
        set_up(&f, twelve);
        for (int i = 0; i < 4; i++) {
            w[i] = (worker){.f = &f};
            cr_assert_eq(pthread_create(&thread[i], NULL, work, &w[i]), 0);
        }
        for (int i = 0; i < 4; i++) {
            pthread_join(thread[i], NULL);
            cr_expect_eq(w[i].status, BAC_OK);
        }
        char *got = toy_csv(&f.space, &f.trials, f.dir);
        cr_expect_str_eq(got, want);
        cr_expect_eq(f.trainer.calls, 21, "%s", f.trainer.log);
        free(got);
        tear_down(&f);
    }
    free(want);
}

/* While shard 0 trains its second trial, shard 1 trains all of its own. */
static bool run_the_other(void *user, const bac_search_event *event) {
    fixture *f = user;
    bac_search_outcome outcome;
    if (event->moment == BAC_SEARCH_RESULT && event->rung == 0 && event->done == 2)
        run(&f->space, &f->trials, f->dir, (bac_search_options){.rung = 0, .shard = 1, .shards = 2},
            &f->trainer, &outcome);
    return false;
}

Test(bac_search_run, what_others_finish_meanwhile_counts) {
    fixture f;
    set_up(&f, twelve);
    bac_search_options o = {
        .rung = -1, .shard = 0, .shards = 2, .event = run_the_other, .user = &f};
    run(&f.space, &f.trials, f.dir, o, &f.trainer, &f.outcome);
    cr_expect(f.outcome.state == BAC_SEARCH_WAITING && f.outcome.rung == 1, "rung %u",
              f.outcome.rung);
    cr_expect(f.outcome.missing == 3 && f.trainer.calls == 15);
    tear_down(&f);
}

/* ---- failures */

Test(bac_search_run, a_failed_trial_takes_no_further_part) {
    fixture f;
    set_up(&f, twelve);
    f.trainer.fails_from = 0.055; /* the two best */
    run(&f.space, &f.trials, f.dir, all, &f.trainer, &f.outcome);
    cr_expect(f.outcome.state == BAC_SEARCH_DONE && f.trainer.calls == 21);
    cr_expect(has_result(&f.trials, f.dir, 11, 1) && !has_result(&f.trials, f.dir, 11, 3));
    cr_expect(has_result(&f.trials, f.dir, 9, 7));
    char *csv = toy_csv(&f.space, &f.trials, f.dir);
    cr_expect(strstr(csv, "lr 0.06"), "%s", csv);
    free(csv);
    tear_down(&f);
}

Test(bac_search_run, when_all_fail_it_ends) {
    fixture f;
    set_up(&f, twelve);
    f.trainer.fails_from = 1e-9;
    run(&f.space, &f.trials, f.dir, all, &f.trainer, &f.outcome);
    cr_expect(f.outcome.state == BAC_SEARCH_DONE && f.trainer.calls == 12);
    free(toy_csv(&f.space, &f.trials, f.dir));
    tear_down(&f);
}

Test(bac_search_run, an_error_of_the_machine_ends_it_and_leaves_no_result) {
    fixture f;
    bac_error err = {0};
    set_up(&f, twelve);
    f.trainer.broken = true;
    bac_search_options o = {.rung = -1, .train = toy_train, .context = &f.trainer};
    cr_expect_eq(bac_search_run(&f.space, &f.trials, f.dir, &o, &f.outcome, &err), BAC_ERR_IO);
    cr_expect_str_eq(err.text, "broken");
    cr_expect(!has_result(&f.trials, f.dir, 0, 1) && f.trainer.calls == 1);
    tear_down(&f);
}

Test(bac_search_run, a_folder_that_cannot_be_made_is_named) {
    fixture f;
    bac_error err = {0};
    char dir[700];
    set_up(&f, twelve);
    bac_search_options o = {.rung = -1, .train = toy_train, .context = &f.trainer};
    snprintf(dir, sizeof dir, "%s/base.recipe/out", f.dir);
    cr_expect_eq(bac_search_run(&f.space, &f.trials, dir, &o, &f.outcome, &err), BAC_ERR_IO);
    cr_expect(strstr(err.where, "base.recipe"), "%s", scratch_error(&err));
    memset(dir, 'x', sizeof dir - 1);
    dir[sizeof dir - 1] = 0;
    cr_expect_eq(bac_search_run(&f.space, &f.trials, dir, &o, &f.outcome, &err), BAC_ERR_INPUT);
    cr_expect(strstr(err.text, "too long"), "%s", scratch_error(&err));
    tear_down(&f);
}

/* ---- results */

Test(bac_search_result_load, gives_back_what_was_saved) {
    char *dir = toy_dir();
    bac_error err = {0};
    bac_search_result got, want = {.accuracy = 1.0 / 3,
                                   .train_accuracy = 1,
                                   .loss = 0.1,
                                   .cost = {12345.5, 77, 1000, 900, 800, 700, 0.0162111},
                                   .seconds = 3.5};
    char path[600];
    bool found = true;
    cr_assert_eq(bac_search_result_load(dir, "aa", 3, &got, &found, &err), BAC_OK);
    cr_expect_not(found);
    snprintf(path, sizeof path, "mkdir -p %s/trials/aa", dir);
    cr_assert_eq(system(path), 0);
    cr_assert_eq(bac_search_result_save(dir, "aa", 3, &want, &err), BAC_OK, "%s",
                 scratch_error(&err));
    cr_assert_eq(bac_search_result_load(dir, "aa", 3, &got, &found, &err), BAC_OK);
    cr_expect(found && got.accuracy == want.accuracy && got.loss == want.loss &&
              got.train_accuracy == 1 && got.seconds == 3.5 &&
              memcmp(&got.cost, &want.cost, sizeof got.cost) == 0);
    toy_remove(dir);
}

/* Cut, of another trial, out of range: refused with the file's name, and what to do. */
Test(bac_search_result_load, damage_is_refused) {
    fixture f;
    char path[600], *text, *broken;
    size_t size;
    static const char *const change[][2] = {{"\"bac search trial 1\"", "\"bac search trial 2\""},
                                            {"\"epochs\": 1", "\"epochs\": 2"},
                                            {"\"trial\": \"", "\"trial\": \"0"},
                                            {"\"accuracy\": 0.", "\"accuracy\": 7."},
                                            {"\"weights\": 7", "\"weights\": -7"},
                                            {"\"score\"", "\"scores\""},
                                            {"\"loss\": 0", "\"loss\": \"0\", \"x\": 0"}};
    set_up(&f, twelve);
    run(&f.space, &f.trials, f.dir, all, &f.trainer, &f.outcome);
    snprintf(path, sizeof path, "%s/trials/%s/epochs-1.json", f.dir, f.trials.trial[4].id);
    text = scratch_read(path, &size);
    for (size_t i = 0; i < size + 7; i += i < size - 3 ? 17 : 1) {
        bac_search_result r;
        bac_error err = {0};
        bool found;
        if (i >= size - 1 && i < size)
            continue; /* the last bracket, perhaps a line end: whole */
        if (i < size) {
            scratch_write(path, text, i);
        } else {
            broken = scratch_replace(text, change[i - size][0], change[i - size][1]);
            scratch_write(path, broken, strlen(broken));
            free(broken);
        }
        cr_assert_eq(bac_search_result_load(f.dir, f.trials.trial[4].id, 1, &r, &found, &err),
                     BAC_ERR_INPUT, "%zu", i);
        cr_expect_str_eq(err.where, path);
        cr_expect(strstr(err.text, "remove the file"), "%s", err.text);
        cr_expect_not(found);
    }
    free(text);
    tear_down(&f);
}

Test(bac_search_collect, rows_are_ranked_later_rungs_first) {
    fixture f;
    bac_search_table t;
    bac_error err = {0};
    set_up(&f, twelve);
    run(&f.space, &f.trials, f.dir, all, &f.trainer, &f.outcome);
    cr_assert_eq(bac_search_collect(&f.space, &f.trials, f.dir, &t, &err), BAC_OK);
    cr_assert_eq(t.n, 12);
    cr_expect(t.trained[0] == 12 && t.trained[1] == 6 && t.trained[2] == 3);
    static const int rung[] = {2, 2, 2, 1, 1, 1, 0, 0, 0, 0, 0, 0};
    static const uint32_t trial[] = {10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1};
    for (uint32_t i = 0; i < 12; i++) {
        cr_expect_eq(t.row[i].rung, rung[i]);
        cr_expect_eq(t.row[i].trial, trial[i], "row %u: %u", i, t.row[i].trial);
        /* the most accurate at 4 bits is all there is to the front: 6 bits are no better */
        cr_expect_eq(t.row[i].front, t.row[i].trial == 10);
    }
    bac_search_table_free(&t);
    tear_down(&f);
}

/* Two trials that came to the same are one point of the front. */
Test(bac_search_collect, of_equals_one_is_the_front) {
    fixture f;
    bac_search_table t;
    bac_error err = {0};
    uint32_t front = 0;
    set_up(&f, "axis seed 1|2|3\naxis lr 0.01|0.02\nrungs 1\n");
    run(&f.space, &f.trials, f.dir, all, &f.trainer, &f.outcome);
    cr_assert_eq(bac_search_collect(&f.space, &f.trials, f.dir, &t, &err), BAC_OK);
    for (uint32_t i = 0; i < t.n; i++)
        front += t.row[i].front;
    cr_expect(t.n == 6 && front == 1, "%u", front);
    bac_search_table_free(&t);
    tear_down(&f);
}

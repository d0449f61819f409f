/* test_run.c - evaluation of the tiny network on sets whose answers are known. */
#include "alloc.h"
#include "scratch.h"
#include "support.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 3000 }; /* a dozen blocks */
static const uint64_t SEED = 20180;

static char *dir;
static bac_net *net;
static float *iq, snr[N];
static int32_t *class;

static void setup(void) {
    dir = scratch_dir();
    net = tiny_net(NULL, NULL);
    iq = random_frames(SEED, N);
    class = classify(net, N, iq);
    uint32_t seen[TINY_CLASSES] = {0};
    for (uint32_t i = 0; i < N; i++) {
        snr[i] = (float)(2 * (int)(i * 7 % 5) - 4);
        seen[class[i]]++;
    }
    for (int c = 0; c < TINY_CLASSES; c++)
        cr_assert_gt(seen[c], 0, "seed %llu: class %d is never predicted", (unsigned long long)SEED,
                     c);
}

static void teardown(void) {
    free(class);
    free(iq);
    bac_net_free(net);
    scratch_remove(dir);
}

TestSuite(eval_run, .init = setup, .fini = teardown);

static bac_status run(bac_eval_job job, const char *path, bac_eval **eval, bac_error *err) {
    *eval = NULL;
    bac_status status = bac_set_open(path, &job.set, err);
    if (!status) {
        job.set_spec = "set";
        if (!job.net[0])
            job.net[0] = net;
        status = bac_eval_run(&job, eval, err);
        bac_set_close(job.set);
    }
    return status;
}

static bac_eval *evaluate(bac_eval_job job, const char *path) {
    bac_eval *e = NULL;
    bac_error err;
    cr_assert_eq(run(job, path, &e, &err), BAC_OK, "%s", scratch_error(&err));
    return e;
}

static char *text_of(const bac_eval *e) {
    json_t *root = NULL;
    cr_assert_eq(bac_eval_json(e, &root, NULL), BAC_OK);
    char *text = json_dumps(root, JSON_REAL_PRECISION(17));
    json_decref(root);
    cr_assert_not_null(text);
    return text;
}

Test(eval_run, labels_that_are_the_predictions_score_all_and_permuted_ones_nothing) {
    int32_t permuted[N];
    for (uint32_t i = 0; i < N; i++)
        permuted[i] = (class[i] + 1) % TINY_CLASSES;
    const int32_t *labels[] = {class, permuted};
    for (int k = 0; k < 2; k++) {
        bac_eval *e =
            evaluate((bac_eval_job){.threads = 2}, save_set(dir, N, iq, (truth){labels[k], snr}));
        bac_eval_rate r = bac_eval_rate_at(&e->net[0].table, BAC_EVAL_ALL, BAC_EVAL_ALL);
        cr_assert_eq(r.frames, N);
        cr_assert_eq(r.correct, k ? 0 : N);
        for (uint32_t c = 0; c < TINY_CLASSES; c++) {
            uint64_t all = bac_eval_rate_at(&e->net[0].table, BAC_EVAL_ALL, c).frames;
            uint32_t taken_for = k ? (c + TINY_CLASSES - 1) % TINY_CLASSES : c;
            cr_assert_gt(all, 0);
            cr_assert_eq(bac_eval_cell(&e->net[0].table, BAC_EVAL_ALL, c, taken_for), all);
        }
        bac_eval_free(e);
    }
}

Test(eval_run, every_cell_is_what_plain_calls_count) {
    int32_t label[N];
    uint64_t want[5][TINY_CLASSES][TINY_CLASSES] = {0};
    const uint32_t from = 300, to = 2900;
    for (uint32_t i = 0; i < N; i++) {
        label[i] = (int32_t)(i * 11 % TINY_CLASSES);
        if (i >= from && i < to)
            want[((int)snr[i] + 4) / 2][label[i]][class[i]]++;
    }
    bac_eval *e = evaluate((bac_eval_job){.threads = 3, .from = from, .to = to, .synthetic = true},
                           save_set(dir, N, iq, (truth){label, snr}));
    const bac_eval_table *t = &e->net[0].table;
    cr_assert_eq(t->n_snr, 5);
    cr_assert_arr_eq(t->snr, ((double[]){-4, -2, 0, 2, 4}), sizeof(double[5]));
    cr_assert_arr_eq(t->count, want, sizeof want);
    cr_assert_eq(e->set_frames, N);
    cr_assert_eq(e->to - e->from, to - from);
    cr_assert(e->synthetic);
    cr_assert_str_eq(e->class_name[1], "middle");
    bac_cost cost = {0};
    bac_net_cost(net, &cost);
    cr_assert_eq(e->net[0].cost.score, cost.score);
    bac_eval_free(e);
}

Test(eval_run, the_result_does_not_depend_on_the_threads) {
    int32_t label[N];
    for (uint32_t i = 0; i < N; i++)
        label[i] = (int32_t)(i % TINY_CLASSES);
    bac_net *other = tiny_net("bias 5 -3 0", "bias 4 -3 0");
    const char *path = save_set(dir, N, iq, (truth){label, snr});
    static const uint32_t threads[] = {0, 1, 2, 3, 7, 1000};
    char *first = NULL;
    for (int i = 0; i < 6; i++) {
        bac_eval *e = evaluate((bac_eval_job){.net = {net, other}, .threads = threads[i]}, path);
        char *text = text_of(e);
        cr_assert(!first || strcmp(first, text) == 0, "%u threads", threads[i]);
        bac_eval_free(e);
        if (first)
            free(text);
        else
            first = text;
    }
    free(first);
    bac_net_free(other);
}

Test(eval_run, pairs_say_who_is_right_frame_by_frame) {
    bac_net *other = tiny_net("bias 5 -3 0", "bias 3 -3 0");
    int32_t *second = classify(other, N, iq), label[N];
    uint64_t want[2][2] = {0};
    for (uint32_t i = 0; i < N; i++) {
        label[i] = (int32_t)(i * 5 % TINY_CLASSES);
        want[class[i] == label[i]][second[i] == label[i]]++;
    }
    cr_assert(want[0][1] > 0 && want[1][0] > 0, "the two networks do not differ");
    const char *path = save_set(dir, N, iq, (truth){label, snr});
    bac_eval *e = evaluate((bac_eval_job){.net = {net, other}, .threads = 2}, path);
    bac_eval_difference d = bac_eval_compare(&e->paired, BAC_EVAL_ALL);
    cr_assert(d.neither == want[0][0] && d.only_second == want[0][1] &&
              d.only_first == want[1][0] && d.both == want[1][1]);
    bac_eval_free(e);
    e = evaluate((bac_eval_job){.net = {net, net}, .threads = 2}, path);
    d = bac_eval_compare(&e->paired, BAC_EVAL_ALL);
    cr_assert(d.difference == 0 && d.p == 1 && d.only_first == 0 && d.only_second == 0);
    bac_eval_free(e);
    free(second);
    bac_net_free(other);
}

Test(eval_run, a_network_of_other_classes_cannot_be_compared) {
    bac_net *other = tiny_net("classes low middle high", "classes low high middle");
    bac_eval *e = NULL;
    bac_error err;
    const char *path = save_set(dir, N, iq, (truth){class, snr});
    cr_assert_eq(run((bac_eval_job){.net = {net, other}}, path, &e, &err), BAC_ERR_INPUT);
    cr_assert_not_null(strstr(err.text, "names its classes otherwise"));
    cr_assert_null(e);
    bac_net_free(other);
}

Test(eval_run, a_network_of_some_modulations_knows_them_by_name) {
    bac_net *some = tiny_net("classes low middle high", "classes QPSK OOK FM");
    static const int32_t label_of[TINY_CLASSES] = {4, 0, 21};
    int32_t label[N];
    for (uint32_t i = 0; i < N; i++)
        label[i] = label_of[class[i]];
    bac_eval *e =
        evaluate((bac_eval_job){.net = {some}}, save_set(dir, N, iq, (truth){label, snr}));
    cr_assert_eq(bac_eval_rate_at(&e->net[0].table, BAC_EVAL_ALL, BAC_EVAL_ALL).correct, N);
    cr_assert_str_eq(e->class_name[2], "FM");
    bac_eval_free(e);
    label[1234] = 3;
    bac_error err;
    cr_assert_eq(run((bac_eval_job){.net = {some}, .threads = 2},
                     save_set(dir, N, iq, (truth){label, snr}), &e, &err),
                 BAC_ERR_INPUT);
    cr_assert_not_null(strstr(err.text, "frame 1234 is of class 3 (BPSK)"), "%s", err.text);
    bac_net_free(some);
}

Test(eval_run, a_label_beyond_the_classes_is_refused_by_frame) {
    class[777] = TINY_CLASSES;
    bac_eval *e = NULL;
    bac_error err;
    cr_assert_eq(
        run((bac_eval_job){.threads = 2}, save_set(dir, N, iq, (truth){class, snr}), &e, &err),
        BAC_ERR_INPUT);
    cr_assert_not_null(strstr(err.text, "frame 777 is of class 3"), "%s", err.text);
    cr_assert_null(e);
}

Test(eval_run, of_several_bad_frames_the_lowest_is_named_whatever_the_threads) {
    for (uint32_t i = 2990; i > 1000; i -= 300) /* the lowest is 1190 */
        iq[(size_t)i * TINY_T * 2 + 7] = i % 200 ? NAN : INFINITY;
    const char *path = save_set(dir, N, iq, (truth){class, snr});
    for (uint32_t threads = 1; threads <= 8; threads++) {
        bac_eval *e = NULL;
        bac_error err;
        cr_assert_eq(run((bac_eval_job){.threads = threads}, path, &e, &err), BAC_ERR_INPUT);
        cr_assert_not_null(strstr(err.text, "frame 1190, position 3"), "%s", err.text);
        cr_assert_null(e);
    }
}

/* The second block fails at once, when it is read; the first only at its last frame. */
Test(eval_run, a_later_block_that_fails_first_does_not_win) {
    class[255] = 20;
    iq[(size_t)256 * TINY_T * 2] = NAN;
    const char *path = save_set(dir, N, iq, (truth){class, snr});
    for (int i = 0; i < 50; i++) {
        bac_eval *e = NULL;
        bac_error err;
        cr_assert_eq(run((bac_eval_job){.threads = 4}, path, &e, &err), BAC_ERR_INPUT);
        cr_assert_not_null(strstr(err.text, "frame 255 is of class 20"), "%s", err.text);
    }
}

Test(eval_run, a_set_without_labels_or_of_other_length_is_refused) {
    bac_eval *e = NULL;
    bac_error err;
    cr_assert_eq(run((bac_eval_job){0}, save_set(dir, N, iq, (truth){NULL, NULL}), &e, &err),
                 BAC_ERR_INPUT);
    cr_assert_not_null(strstr(err.text, "no labels"), "%s", err.text);
    cr_assert_eq(run((bac_eval_job){0}, "signal:radioml,count=1", &e, &err), BAC_ERR_INPUT);
    cr_assert_not_null(strstr(err.text, "[1024][2]"), "%s", err.text);
    cr_assert_not_null(strstr(err.text, "[16][2]"), "%s", err.text);
    const char *path = save_set(dir, N, iq, (truth){class, NULL});
    cr_assert_eq(run((bac_eval_job){.from = 5, .to = N + 1}, path, &e, &err), BAC_ERR_INPUT);
    cr_assert_eq(run((bac_eval_job){.from = 5, .to = 5}, path, &e, &err), BAC_ERR_INPUT);
    cr_assert_null(e);
}

Test(eval_run, a_set_without_snr_is_counted_all_the_same) {
    bac_eval *e =
        evaluate((bac_eval_job){.threads = 2}, save_set(dir, N, iq, (truth){class, NULL}));
    cr_assert_not(e->net[0].table.has_snr);
    cr_assert_eq(bac_eval_rate_at(&e->net[0].table, BAC_EVAL_ALL, BAC_EVAL_ALL).correct, N);
    bac_eval_free(e);
}

Test(eval_run, measured_snrs_are_refused_or_rounded) {
    for (uint32_t i = 0; i < N; i++)
        snr[i] = (float)i * 0.0101f;
    const char *path = save_set(dir, N, iq, (truth){class, snr});
    bac_eval *e = NULL;
    bac_error err;
    cr_assert_eq(run((bac_eval_job){0}, path, &e, &err), BAC_ERR_INPUT);
    cr_assert_not_null(strstr(err.text, "--snr-bin"), "%s", err.text);
    e = evaluate((bac_eval_job){.snr_bin = 2, .threads = 2}, path);
    cr_assert_eq(e->net[0].table.n_snr, 16); /* 0 .. 30 dB, 30.2899 the last */
    cr_assert_eq(e->net[0].table.snr[1], 2);
    cr_assert_eq(e->net[0].table.frames, N);
    bac_eval_free(e);
}

static bool stop_after(void *user, uint64_t done, uint64_t total) {
    uint64_t *calls = user;
    cr_assert(done > 0 && done <= total && total == N);
    return ++*calls < 3;
}

Test(eval_run, the_progress_call_stops_it) {
    uint64_t calls = 0;
    bac_eval *e = NULL;
    bac_error err;
    cr_assert_eq(run((bac_eval_job){.threads = 2, .progress = stop_after, .user = &calls},
                     save_set(dir, N, iq, (truth){class, snr}), &e, &err),
                 BAC_ERR_INPUT);
    cr_assert_eq(calls, 3);
    cr_assert_eq(strncmp(err.text, "stopped after ", 14), 0);
    cr_assert_null(e);
}

Test(eval_run, each_allocation_refused_in_turn_is_out_of_memory) {
    const char *path = save_set(dir, 40, iq, (truth){class, snr});
    bac_set *set = NULL;
    cr_assert_eq(bac_set_open(path, &set, NULL), BAC_OK);
    size_t n = 0;
    for (bool refused = true; refused; n++) {
        bac_eval_job job = {.net = {net, net}, .set = set, .set_spec = "set", .threads = 1};
        bac_eval *e = NULL;
        bac_error err = {0};
        alloc_fail_from(n);
        bac_status status = bac_eval_run(&job, &e, &err);
        refused = alloc_fail_never();
        cr_assert_eq(status, refused ? BAC_ERR_MEMORY : BAC_OK, "allocation %zu: %s", n, err.text);
        cr_assert(!status == !!e);
        bac_eval_free(e);
    }
    cr_assert_gt(n, 20);
    bac_set_close(set);
}

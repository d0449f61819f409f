/* test_json.c - JSON out and in again; what is no result is refused. */
#include "eval.h"
#include "internal.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Two networks of three classes at two SNRs, with pairs that fit. */
static bac_eval *example(bool has_snr) {
    static const char *const names[] = {"A", "B \"quoted\"", "C,D"};
    bac_eval *e = NULL;
    cr_assert_eq(bac_eval_create(3, 2, has_snr, &e, NULL), BAC_OK);
    e->set = strdup("set, \"with\" quotes");
    e->set_frames = 90;
    e->from = 10;
    e->to = 70;
    e->synthetic = true;
    for (int c = 0; c < 3; c++)
        e->class_name[c] = strdup(names[c]);
    for (uint32_t i = 0; i < 60; i++) {
        uint32_t truth = i % 3, first = i * i % 5 % 3, second = (i + i % 4 / 3) % 3;
        double snr = i % 2 ? -4 : 7.25;
        cr_assert_eq(bac_eval_table_add(&e->net[0].table, snr, truth, first, 1, NULL), BAC_OK);
        cr_assert_eq(bac_eval_table_add(&e->net[1].table, snr, truth, second, 1, NULL), BAC_OK);
        cr_assert_eq(bac_eval_table_add(&e->paired, snr, truth == first, truth == second, 1, NULL),
                     BAC_OK);
    }
    for (int k = 0; k < 2; k++) {
        e->net[k].name = strdup(k ? "second" : "first");
        e->net[k].file = strdup("file.bnet");
        e->net[k].cost = (bac_cost){.bops = 100.5, .w_bits = 7, .nonzero = 3, .score = 0.015 + k};
    }
    return e;
}

static json_t *json_of(const bac_eval *e) {
    json_t *root = NULL;
    cr_assert_eq(bac_eval_json(e, &root, NULL), BAC_OK);
    return root;
}

Test(eval_json, a_result_read_back_is_the_same) {
    for (int has_snr = 0; has_snr < 2; has_snr++) {
        bac_eval *e = example(has_snr), *back = NULL;
        json_t *root = json_of(e);
        bac_error err;
        cr_assert_eq(bac_eval_from_json(root, "r", &back, &err), BAC_OK, "%s", err.text);
        json_t *again = json_of(back);
        cr_assert(json_equal(root, again));
        cr_assert_eq(back->net[1].cost.score, 1.015);
        json_decref(root);
        json_decref(again);
        bac_eval_free(e);
        bac_eval_free(back);
    }
}

static json_int_t integer_at(const json_t *root, const char *a, const char *b) {
    const json_t *item = json_object_get(root, a);
    return json_integer_value(b ? json_object_get(item, b) : item);
}

Test(eval_json, the_figures_are_those_of_the_table) {
    bac_eval *e = example(true);
    json_t *root = json_of(e);
    bac_eval_rate r = bac_eval_rate_at(&e->net[0].table, BAC_EVAL_ALL, BAC_EVAL_ALL);
    cr_assert_eq(integer_at(root, "frames", NULL), 60);
    cr_assert_eq(integer_at(root, "correct", NULL), (json_int_t)r.correct);
    cr_assert_eq(json_real_value(json_object_get(root, "accuracy")), r.accuracy);
    cr_assert_eq(json_real_value(json_object_get(root, "low95")), r.low);
    cr_assert_eq(integer_at(root, "from_0_db", "frames"), 30);
    cr_assert_eq(integer_at(root, "from_10_db", "frames"), 0);
    cr_assert(json_is_null(json_object_get(json_object_get(root, "from_10_db"), "accuracy")));
    const json_t *by_snr = json_object_get(root, "by_snr"), *low = json_array_get(by_snr, 0);
    cr_assert_eq(json_array_size(by_snr), 2);
    cr_assert_eq(integer_at(low, "snr", NULL), -4);
    cr_assert_eq(integer_at(low, "correct", NULL),
                 (json_int_t)bac_eval_rate_at(&e->net[0].table, 0, BAC_EVAL_ALL).correct);
    const json_t *row = json_array_get(json_object_get(root, "correct_by_class_and_snr"), 2);
    cr_assert_eq(json_integer_value(json_array_get(row, 1)),
                 (json_int_t)bac_eval_rate_at(&e->net[0].table, 1, 2).correct);
    bac_eval_difference d = bac_eval_compare(&e->paired, BAC_EVAL_ALL);
    cr_assert_eq(integer_at(root, "difference", "only_this"), (json_int_t)d.only_first);
    cr_assert_neq(d.only_first, d.only_second);
    json_decref(root);
    bac_eval_free(e);
}

static void refused(const json_t *root, const char *what) {
    bac_eval *e = NULL;
    bac_error err = {0};
    cr_assert_eq(bac_eval_from_json(root, "r.json", &e, &err), BAC_ERR_INPUT, "%s", what);
    cr_assert_null(e);
    cr_assert_str_eq(err.where, "r.json", "%s: %s", what, err.text);
}

/* Every key that the reader needs, left out or of another kind, in turn. */
Test(eval_json, a_result_with_a_key_missing_or_wrong_is_refused) {
    static const char *const path[][3] = {
        {"format"},
        {"set"},
        {"classes"},
        {"network"},
        {"file"},
        {"cost"},
        {"confusion"},
        {"difference"},
        {"set", "spec"},
        {"set", "from"},
        {"set", "synthetic"},
        {"set", "frames"},
        {"cost", "score"},
        {"cost", "bops"},
        {"cost", "nonzero"},
        {"against", "network"},
        {"against", "cost"},
        {"against", "confusion"},
        {"difference", "by_snr"},
        {"against", "cost", "macs"},
    };
    bac_eval *e = example(true);
    for (size_t i = 0; i < sizeof path / sizeof *path; i++)
        for (int wrong = 0; wrong < 2; wrong++) {
            json_t *root = json_of(e), *at = root;
            int k = 0;
            for (; k < 2 && path[i][k + 1]; k++)
                at = json_object_get(at, path[i][k]);
            cr_assert_not_null(json_object_get(at, path[i][k]), "%s", path[i][k]);
            if (wrong)
                json_object_set_new(at, path[i][k], json_array());
            else
                json_object_del(at, path[i][k]);
            refused(root, path[i][k]);
            json_decref(root);
        }
    bac_eval_free(e);
}

Test(eval_json, counts_that_contradict_each_other_are_refused) {
    bac_eval *e = example(true);
    json_t *root = json_of(e);
    json_t *first = json_array_get(json_object_get(root, "confusion"), 0);
    json_t *row = json_array_get(json_object_get(first, "counts"), 1);
    json_array_set_new(row, 1, json_integer(1000));
    refused(root, "pairs that do not fit the matrix");
    json_array_set_new(row, 1, json_integer(-1));
    refused(root, "a negative count");
    json_array_set_new(row, 1, json_integer(INT64_MAX));
    bac_error err;
    bac_eval *none = NULL;
    cr_assert_eq(bac_eval_from_json(root, "r", &none, &err), BAC_ERR_INPUT);
    json_array_remove(row, 1);
    refused(root, "a row too short");
    json_object_set_new(root, "network", json_string("two\nlines"));
    refused(root, "a control character");
    json_decref(root);
    bac_eval_free(e);
}

Test(eval_json, a_file_that_is_no_json_is_refused_by_line) {
    char *dir = scratch_dir();
    const char *path = scratch_path(dir, "r.json");
    static const char *const text[] = {
        "", "{", "[]", "{\"format\": \"bac eval 1\"}", "\n\nnull x", "{\"a\": 1, \"a\": 2}"};
    for (int i = 0; i < 6; i++) {
        bac_eval *e = NULL;
        bac_error err;
        scratch_write(path, text[i], strlen(text[i]));
        cr_assert_eq(bac_eval_load(path, &e, &err), BAC_ERR_INPUT, "%s", text[i]);
        cr_assert_str_eq(err.where, path);
        cr_assert_null(e);
    }
    bac_eval *e = NULL;
    cr_assert_eq(bac_eval_load("/nonexistent.json", &e, NULL), BAC_ERR_IO);
    scratch_remove(dir);
}

/* json_write.c - an evaluation as JSON: the counts, and the figures made from them. */
#include "internal.h"

#include <jansson.h>
#include <math.h>

/* Sets key and takes `value`; a failure anywhere is kept in *bad. */
static void put(json_t *object, const char *key, json_t *value, bool *bad) {
    if (json_object_set_new(object, key, value) != 0)
        *bad = true;
}

static void push(json_t *array, json_t *value, bool *bad) {
    if (json_array_append_new(array, value) != 0)
        *bad = true;
}

static json_t *number(double value) {
    if (!isfinite(value))
        return json_null();
    if (value == floor(value) && fabs(value) < 9e15)
        return json_integer((json_int_t)value);
    return json_real(value);
}

/* A share: 1.0 stays a real number. */
static json_t *share(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *integer(uint64_t value) {
    return json_integer((json_int_t)value);
}

static void put_rate(json_t *object, bac_eval_rate r, bool *bad) {
    put(object, "frames", integer(r.frames), bad);
    put(object, "correct", integer(r.correct), bad);
    put(object, "accuracy", share(r.accuracy), bad);
    put(object, "low95", share(r.low), bad);
    put(object, "high95", share(r.high), bad);
}

static json_t *rate_from(const bac_eval_table *t, double min_db, bool *bad) {
    json_t *object = json_object();
    put_rate(object, bac_eval_rate_from(t, min_db, BAC_EVAL_ALL), bad);
    return object;
}

static json_t *by_snr(const bac_eval_table *t, bool *bad) {
    json_t *list = json_array();
    for (uint32_t s = 0; t->has_snr && s < t->n_snr; s++) {
        json_t *object = json_object();
        put(object, "snr", number(t->snr[s]), bad);
        put_rate(object, bac_eval_rate_at(t, s, BAC_EVAL_ALL), bad);
        push(list, object, bad);
    }
    return list;
}

static json_t *by_class(const bac_eval *e, const bac_eval_table *t, bool *bad) {
    json_t *list = json_array();
    for (uint32_t c = 0; c < t->n; c++) {
        json_t *object = json_object();
        put(object, "class", json_string(e->class_name[c]), bad);
        put_rate(object, bac_eval_rate_at(t, BAC_EVAL_ALL, c), bad);
        push(list, object, bad);
    }
    return list;
}

/* [class][snr] of frames or of those that are right */
static json_t *by_class_snr(const bac_eval_table *t, bool correct, bool *bad) {
    json_t *list = json_array();
    for (uint32_t c = 0; c < t->n; c++) {
        json_t *row = json_array();
        for (uint32_t s = 0; s < t->n_snr; s++) {
            bac_eval_rate r = bac_eval_rate_at(t, s, c);
            push(row, integer(correct ? r.correct : r.frames), bad);
        }
        push(list, row, bad);
    }
    return list;
}

static json_t *mistakes(const bac_eval *e, const bac_eval_table *t, double min_db, bool *bad) {
    enum { MOST = 20 };
    bac_eval_mistake list[MOST];
    uint32_t n = bac_eval_mistakes(t, min_db, MOST, list);
    json_t *array = json_array();
    for (uint32_t i = 0; i < n; i++) {
        json_t *object = json_object();
        put(object, "class", json_string(e->class_name[list[i].row]), bad);
        put(object, "taken_for", json_string(e->class_name[list[i].column]), bad);
        put(object, "frames", integer(list[i].frames), bad);
        put(object, "share", share(list[i].share), bad);
        push(array, object, bad);
    }
    return array;
}

static json_t *confusion(const bac_eval_table *t, bool *bad) {
    json_t *list = json_array();
    const uint64_t *count = t->count;
    for (uint32_t s = 0; s < t->n_snr; s++) {
        json_t *object = json_object(), *rows = json_array();
        put(object, "snr", t->has_snr ? number(t->snr[s]) : json_null(), bad);
        for (uint32_t i = 0; i < t->n; i++) {
            json_t *row = json_array();
            for (uint32_t j = 0; j < t->n; j++)
                push(row, integer(*count++), bad);
            push(rows, row, bad);
        }
        put(object, "counts", rows, bad);
        push(list, object, bad);
    }
    return list;
}

static json_t *cost(const bac_cost *c, bool *bad) {
    json_t *object = json_object();
    put(object, "score", json_real(c->score), bad);
    put(object, "bops", number(c->bops), bad);
    put(object, "w_bits", number(c->w_bits), bad);
    put(object, "macs", integer(c->macs), bad);
    put(object, "sparse_macs", integer(c->sparse_macs), bad);
    put(object, "weights", integer(c->weights), bad);
    put(object, "nonzero", integer(c->nonzero), bad);
    return object;
}

static void put_net(json_t *object, const bac_eval *e, uint32_t k, bool *bad) {
    const bac_eval_table *t = &e->net[k].table;
    put(object, "network", json_string(e->net[k].name), bad);
    put(object, "file", json_string(e->net[k].file), bad);
    put(object, "cost", cost(&e->net[k].cost, bad), bad);
    put_rate(object, bac_eval_rate_at(t, BAC_EVAL_ALL, BAC_EVAL_ALL), bad);
    put(object, "from_0_db", rate_from(t, 0, bad), bad);
    put(object, "from_10_db", rate_from(t, 10, bad), bad);
    put(object, "by_snr", by_snr(t, bad), bad);
    put(object, "by_class", by_class(e, t, bad), bad);
    put(object, "frames_by_class_and_snr", by_class_snr(t, false, bad), bad);
    put(object, "correct_by_class_and_snr", by_class_snr(t, true, bad), bad);
    put(object, "mistakes", mistakes(e, t, -INFINITY, bad), bad);
    put(object, "mistakes_from_10_db", mistakes(e, t, 10, bad), bad);
    put(object, "confusion", confusion(t, bad), bad);
}

static void put_difference(json_t *object, const bac_eval_table *paired, uint32_t snr_index,
                           bool *bad) {
    bac_eval_difference d = bac_eval_compare(paired, snr_index);
    put(object, "both", integer(d.both), bad);
    put(object, "only_this", integer(d.only_first), bad);
    put(object, "only_against", integer(d.only_second), bad);
    put(object, "neither", integer(d.neither), bad);
    put(object, "difference", share(d.difference), bad);
    put(object, "low95", share(d.low), bad);
    put(object, "high95", share(d.high), bad);
    put(object, "p", share(d.p), bad);
}

static json_t *difference(const bac_eval_table *paired, bool *bad) {
    json_t *object = json_object(), *list = json_array();
    put_difference(object, paired, BAC_EVAL_ALL, bad);
    for (uint32_t s = 0; s < paired->n_snr; s++) {
        json_t *item = json_object();
        put(item, "snr", paired->has_snr ? number(paired->snr[s]) : json_null(), bad);
        put_difference(item, paired, s, bad);
        push(list, item, bad);
    }
    put(object, "by_snr", list, bad);
    return object;
}

static json_t *set(const bac_eval *e, bool *bad) {
    json_t *object = json_object();
    put(object, "spec", json_string(e->set), bad);
    put(object, "synthetic", json_boolean(e->synthetic), bad);
    put(object, "frames", integer(e->set_frames), bad);
    put(object, "from", integer(e->from), bad);
    put(object, "to", integer(e->to), bad);
    return object;
}

bac_status bac_eval_json(const bac_eval *eval, json_t **root, bac_error *err) {
    bool bad = false;
    json_t *object = json_object(), *classes = json_array();
    put(object, "format", json_string("bac eval 1"), &bad);
    put(object, "set", set(eval, &bad), &bad);
    for (uint32_t c = 0; c < eval->n_classes; c++)
        push(classes, json_string(eval->class_name[c]), &bad);
    put(object, "classes", classes, &bad);
    put_net(object, eval, 0, &bad);
    if (eval->n_nets == 2) {
        json_t *against = json_object();
        put_net(against, eval, 1, &bad);
        put(object, "against", against, &bad);
        put(object, "difference", difference(&eval->paired, &bad), &bad);
    }
    *root = object;
    if (!bad)
        return BAC_OK;
    json_decref(object);
    *root = NULL;
    return bac_fail(err, BAC_ERR_MEMORY, eval->set,
                    "no JSON: out of memory, or a name that is not UTF-8");
}

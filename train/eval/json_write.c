/* json_write.c - writes an evaluation as JSON: the counts, and the figures computed from them. */
#include "internal.h"

#include <jansson.h>
#include <math.h>

/* Out of memory, or a name that is not UTF-8, makes a value NULL, and whatever is made with it. */

void bac_eval_push(json_t **array, json_t *value) {
    if (json_array_append_new(*array, value) == 0)
        return;
    json_decref(*array);
    *array = NULL;
}

/* Takes `more` behind `object`. */
static json_t *joined(json_t *object, json_t *more) {
    if (more && json_object_update_new(object, more) == 0)
        return object;
    json_decref(object);
    return NULL;
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

static json_t *snr(const bac_eval_table *t, uint32_t s) {
    return json_pack("{s:o}", "snr", t->has_snr ? number(t->snr[s]) : json_null());
}

static json_t *rate(bac_eval_rate r) {
    return json_pack("{s:I, s:I, s:o, s:o, s:o}", "frames", (json_int_t)r.frames, "correct",
                     (json_int_t)r.correct, "accuracy", share(r.accuracy), "low95", share(r.low),
                     "high95", share(r.high));
}

static json_t *by_snr(const bac_eval_table *t) {
    json_t *list = json_array();
    for (uint32_t s = 0; t->has_snr && s < t->n_snr; s++)
        bac_eval_push(&list, joined(snr(t, s), rate(bac_eval_rate_at(t, s, BAC_EVAL_ALL))));
    return list;
}

static json_t *by_class(const bac_eval *e, const bac_eval_table *t) {
    json_t *list = json_array();
    for (uint32_t c = 0; c < t->n; c++)
        bac_eval_push(&list, joined(json_pack("{s:s}", "class", e->class_name[c]),
                                    rate(bac_eval_rate_at(t, BAC_EVAL_ALL, c))));
    return list;
}

/* [class][snr] of frames or of those that are right */
static json_t *by_class_snr(const bac_eval_table *t, bool correct) {
    json_t *list = json_array();
    for (uint32_t c = 0; c < t->n; c++) {
        json_t *row = json_array();
        for (uint32_t s = 0; s < t->n_snr; s++) {
            bac_eval_rate r = bac_eval_rate_at(t, s, c);
            bac_eval_push(&row, json_integer((json_int_t)(correct ? r.correct : r.frames)));
        }
        bac_eval_push(&list, row);
    }
    return list;
}

static json_t *mistakes(const bac_eval *e, const bac_eval_table *t, double min_db) {
    enum { MOST = 20 };
    bac_eval_mistake list[MOST];
    uint32_t n = bac_eval_mistakes(t, min_db, MOST, list);
    json_t *array = json_array();
    for (uint32_t i = 0; i < n; i++)
        bac_eval_push(&array, json_pack("{s:s, s:s, s:I, s:o}", "class", e->class_name[list[i].row],
                                        "taken_for", e->class_name[list[i].column], "frames",
                                        (json_int_t)list[i].frames, "share", share(list[i].share)));
    return array;
}

static json_t *confusion(const bac_eval_table *t) {
    json_t *list = json_array();
    const uint64_t *count = t->count;
    for (uint32_t s = 0; s < t->n_snr; s++) {
        json_t *rows = json_array();
        for (uint32_t i = 0; i < t->n; i++) {
            json_t *row = json_array();
            for (uint32_t j = 0; j < t->n; j++)
                bac_eval_push(&row, json_integer((json_int_t)*count++));
            bac_eval_push(&rows, row);
        }
        bac_eval_push(&list, joined(snr(t, s), json_pack("{s:o}", "counts", rows)));
    }
    return list;
}

static json_t *cost(const bac_cost *c) {
    return json_pack("{s:f, s:o, s:o, s:I, s:I, s:I, s:I}", "score", c->score, "bops",
                     number(c->bops), "w_bits", number(c->w_bits), "macs", (json_int_t)c->macs,
                     "sparse_macs", (json_int_t)c->sparse_macs, "weights", (json_int_t)c->weights,
                     "nonzero", (json_int_t)c->nonzero);
}

static json_t *net(const bac_eval *e, uint32_t k) {
    const bac_eval_table *t = &e->net[k].table;
    json_t *head = json_pack("{s:s, s:s, s:o}", "network", e->net[k].name, "file", e->net[k].file,
                             "cost", cost(&e->net[k].cost));
    json_t *all = joined(head, rate(bac_eval_rate_at(t, BAC_EVAL_ALL, BAC_EVAL_ALL)));
    return joined(all,
                  json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "from_0_db",
                            rate(bac_eval_rate_from(t, 0, BAC_EVAL_ALL)), "from_10_db",
                            rate(bac_eval_rate_from(t, 10, BAC_EVAL_ALL)), "by_snr", by_snr(t),
                            "by_class", by_class(e, t), "frames_by_class_and_snr",
                            by_class_snr(t, false), "correct_by_class_and_snr",
                            by_class_snr(t, true), "mistakes", mistakes(e, t, -INFINITY),
                            "mistakes_from_10_db", mistakes(e, t, 10), "confusion", confusion(t)));
}

static json_t *compared(const bac_eval_table *paired, uint32_t snr_index) {
    bac_eval_difference d = bac_eval_compare(paired, snr_index);
    return json_pack("{s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o}", "both", (json_int_t)d.both,
                     "only_this", (json_int_t)d.only_first, "only_against",
                     (json_int_t)d.only_second, "neither", (json_int_t)d.neither, "difference",
                     share(d.difference), "low95", share(d.low), "high95", share(d.high), "p",
                     share(d.p));
}

static json_t *difference(const bac_eval_table *paired) {
    json_t *list = json_array();
    for (uint32_t s = 0; s < paired->n_snr; s++)
        bac_eval_push(&list, joined(snr(paired, s), compared(paired, s)));
    return joined(compared(paired, BAC_EVAL_ALL), json_pack("{s:o}", "by_snr", list));
}

bac_status bac_eval_json(const bac_eval *eval, json_t **root, bac_error *err) {
    json_t *classes = json_array();
    for (uint32_t c = 0; c < eval->n_classes; c++)
        bac_eval_push(&classes, json_string(eval->class_name[c]));
    json_t *head =
        json_pack("{s:s, s:{s:s, s:b, s:I, s:I, s:I}, s:o}", "format", "bac eval 1", "set", "spec",
                  eval->set, "synthetic", eval->synthetic, "frames", (json_int_t)eval->set_frames,
                  "from", (json_int_t)eval->from, "to", (json_int_t)eval->to, "classes", classes);
    *root = joined(head, net(eval, 0));
    if (eval->n_nets == 2)
        *root = joined(*root, json_pack("{s:o, s:o}", "against", net(eval, 1), "difference",
                                        difference(&eval->paired)));
    return *root ? BAC_OK
                 : bac_fail(err, BAC_ERR_MEMORY, eval->set,
                            "no JSON: out of memory, or a name that is not UTF-8");
}

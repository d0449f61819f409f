/* json_read.c - reads an evaluation from its JSON. Only counts and names are read; every figure is
 * recomputed. */
#include "internal.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 1 << 28 };

/* The JSON being read, and its first error; results after an error are meaningless. */
typedef struct reader {
    const char *file;
    bac_error *err;
    bac_status status;
} reader;

static bac_status wrong(reader *r, const char *key, const char *wanted) {
    if (!r->status)
        r->status = bac_fail(r->err, BAC_ERR_INPUT, r->file,
                             "not a result of bac eval --json: \"%s\" is not %s", key, wanted);
    return r->status;
}

/* A name as terminals and files can bear it: no control characters. */
static bool printable(const char *value) {
    for (; value && *value; value++)
        if ((unsigned char)*value < ' ' || *value == 0x7f)
            return false;
    return value != NULL;
}

static char *copy(reader *r, const char *name, const char *key, const char *wanted) {
    char *text = NULL;
    if (!printable(name))
        wrong(r, key, wanted);
    else if (!(text = strdup(name)) && !r->status)
        r->status = bac_eval_no_memory(r->err);
    return text;
}

static char *text(reader *r, const json_t *object, const char *key) {
    return copy(r, json_string_value(json_object_get(object, key)), key, "text of one line");
}

static uint64_t count_of(reader *r, const json_t *item, const char *key, const char *wanted) {
    if (json_is_integer(item) && json_integer_value(item) >= 0)
        return (uint64_t)json_integer_value(item);
    wrong(r, key, wanted);
    return 0;
}

static uint64_t count(reader *r, const json_t *object, const char *key) {
    return count_of(r, json_object_get(object, key), key, "a count");
}

static double real(reader *r, const json_t *object, const char *key) {
    const json_t *item = json_object_get(object, key);
    if (!json_is_number(item))
        wrong(r, key, "a number");
    return json_number_value(item);
}

static void add(reader *r, bac_eval_table *table, double snr, uint32_t row, uint32_t column,
                uint64_t frames) {
    if (!r->status && frames)
        r->status = bac_eval_table_add(table, snr, row, column, frames, r->err);
}

static void read_cost(reader *r, const json_t *object, bac_cost *cost) {
    cost->score = real(r, object, "score");
    cost->bops = real(r, object, "bops");
    cost->w_bits = real(r, object, "w_bits");
    cost->macs = count(r, object, "macs");
    cost->sparse_macs = count(r, object, "sparse_macs");
    cost->weights = count(r, object, "weights");
    cost->nonzero = count(r, object, "nonzero");
}

static void read_matrix(reader *r, const json_t *item, bac_eval_table *table) {
    const json_t *rows = json_object_get(item, "counts");
    double snr = table->has_snr ? real(r, item, "snr") : 0;
    bool square = json_array_size(rows) == table->n;
    for (uint32_t i = 0; i < table->n && square && !r->status; i++) {
        const json_t *row = json_array_get(rows, i);
        square = json_array_size(row) == table->n;
        for (uint32_t j = 0; j < table->n && square; j++)
            add(r, table, snr, i, j, count_of(r, json_array_get(row, j), "counts", "of counts"));
    }
    if (!square)
        wrong(r, "counts", "a square matrix of the classes");
}

static void read_confusion(reader *r, const json_t *net, bac_eval_table *table) {
    const json_t *list = json_object_get(net, "confusion");
    table->has_snr = !json_is_null(json_object_get(json_array_get(list, 0), "snr"));
    if (!json_is_array(list))
        wrong(r, "confusion", "a list");
    for (size_t i = 0; i < json_array_size(list) && !r->status; i++)
        read_matrix(r, json_array_get(list, i), table);
    if (bac_eval_rate_at(table, BAC_EVAL_ALL, BAC_EVAL_ALL).frames == 0)
        wrong(r, "confusion", "a list with frames in it");
}

static void read_net(reader *r, const json_t *object, bac_eval_net *net) {
    net->name = text(r, object, "network");
    net->file = text(r, object, "file");
    read_cost(r, json_object_get(object, "cost"), &net->cost);
    read_confusion(r, object, &net->table);
}

static void read_paired(reader *r, const json_t *root, bac_eval_table *paired) {
    static const char *const key[2][2] = {{"neither", "only_against"}, {"only_this", "both"}};
    const json_t *list = json_object_get(json_object_get(root, "difference"), "by_snr");
    if (!json_is_array(list))
        wrong(r, "difference", "complete");
    for (size_t i = 0; i < json_array_size(list) && !r->status; i++) {
        const json_t *item = json_array_get(list, i);
        double snr = paired->has_snr ? real(r, item, "snr") : 0;
        for (uint32_t cell = 0; cell < 4; cell++)
            add(r, paired, snr, cell / 2, cell % 2, count(r, item, key[cell / 2][cell % 2]));
    }
}

static void read_set(reader *r, const json_t *root, bac_eval *e) {
    const json_t *set = json_object_get(root, "set");
    const json_t *synthetic = json_object_get(set, "synthetic");
    e->set = text(r, set, "spec");
    if (!json_is_boolean(synthetic))
        wrong(r, "synthetic", "true or false");
    e->synthetic = json_is_true(synthetic);
    e->set_frames = count(r, set, "frames");
    e->from = count(r, set, "from");
    e->to = count(r, set, "to");
}

/* The two networks have seen the same frames: their tables agree in SNRs, and with the pairs. */
static void check_pairs(reader *r, const bac_eval *e) {
    const bac_eval_table *a = &e->net[0].table, *b = &e->net[1].table, *p = &e->paired;
    bool same = a->n_snr == b->n_snr && a->n_snr == p->n_snr && a->has_snr == b->has_snr;
    for (uint32_t s = 0; same && s < a->n_snr; s++) {
        bac_eval_difference d = bac_eval_compare(p, s);
        bac_eval_rate x = bac_eval_rate_at(a, s, BAC_EVAL_ALL);
        bac_eval_rate y = bac_eval_rate_at(b, s, BAC_EVAL_ALL);
        same = a->snr[s] == b->snr[s] && a->snr[s] == p->snr[s] && x.frames == y.frames &&
               x.correct == d.both + d.only_first && y.correct == d.both + d.only_second &&
               x.frames == d.both + d.only_first + d.only_second + d.neither;
    }
    if (!same)
        wrong(r, "difference", "what the two confusion matrices say");
}

bac_status bac_eval_from_json(const json_t *root, const char *name, bac_eval **eval,
                              bac_error *err) {
    reader r = {.file = name, .err = err};
    *eval = NULL;
    const char *format = json_string_value(json_object_get(root, "format"));
    if (!format || strcmp(format, "bac eval 1") != 0)
        return wrong(&r, "format", "\"bac eval 1\"");
    const json_t *classes = json_object_get(root, "classes");
    const json_t *against = json_object_get(root, "against");
    size_t n = json_array_size(classes);
    if (n < 1 || n > BAC_MAX_CHANNELS)
        return wrong(&r, "classes", "a list of names");
    bac_eval *e = NULL;
    bac_status status = bac_eval_create((uint32_t)n, against ? 2 : 1, true, &e, err);
    if (status)
        return status;
    for (uint32_t c = 0; c < e->n_classes; c++)
        e->class_name[c] =
            copy(&r, json_string_value(json_array_get(classes, c)), "classes", "a list of names");
    read_set(&r, root, e);
    read_net(&r, root, &e->net[0]);
    e->paired.has_snr = e->net[0].table.has_snr;
    if (against) {
        read_net(&r, against, &e->net[1]);
        read_paired(&r, root, &e->paired);
        check_pairs(&r, e);
    }
    if (r.status)
        bac_eval_free(e);
    else
        *eval = e;
    return r.status;
}

bac_status bac_eval_load(const char *path, bac_eval **eval, bac_error *err) {
    char *data = NULL;
    size_t size = 0;
    *eval = NULL;
    bac_status status = bac_file_read(path, MOST_BYTES, &data, &size, err);
    if (status)
        return status;
    json_error_t why;
    json_t *root = json_loadb(data, size, JSON_REJECT_DUPLICATES, &why);
    free(data);
    if (!root)
        return bac_fail(err, BAC_ERR_INPUT, path, "line %d: not JSON: %s", why.line, why.text);
    status = bac_eval_from_json(root, path, eval, err);
    json_decref(root);
    return status;
}

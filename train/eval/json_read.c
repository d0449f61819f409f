/* json_read.c - the same evaluation again from its JSON. Only counts and names are read; every
 * figure is made anew. */
#include "internal.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 1 << 28 };

/* Where an error is: the file and the key that is wrong. */
typedef struct place {
    const char *file;
    bac_error *err;
} place;

static bac_status wrong(const place *at, const char *key, const char *wanted) {
    return bac_fail(at->err, BAC_ERR_INPUT, at->file,
                    "not a result of bac eval --json: \"%s\" is not %s", key, wanted);
}

/* A name as terminals and files can bear it: no control characters. */
static bool printable(const char *value) {
    for (; value && *value; value++)
        if ((unsigned char)*value < ' ' || *value == 0x7f)
            return false;
    return value != NULL;
}

static bac_status text(const place *at, const json_t *object, const char *key, char **copy) {
    const char *value = json_string_value(json_object_get(object, key));
    if (!printable(value))
        return wrong(at, key, "text of one line");
    *copy = strdup(value);
    return *copy ? BAC_OK : bac_eval_no_memory(at->err);
}

static bac_status count(const place *at, const json_t *object, const char *key, uint64_t *value) {
    const json_t *item = json_object_get(object, key);
    if (!json_is_integer(item) || json_integer_value(item) < 0)
        return wrong(at, key, "a count");
    *value = (uint64_t)json_integer_value(item);
    return BAC_OK;
}

static bac_status real(const place *at, const json_t *object, const char *key, double *value) {
    const json_t *item = json_object_get(object, key);
    if (!json_is_number(item))
        return wrong(at, key, "a number");
    *value = json_number_value(item);
    return BAC_OK;
}

static bac_status read_cost(const place *at, const json_t *net, bac_cost *cost) {
    const json_t *object = json_object_get(net, "cost");
    bac_status status = real(at, object, "score", &cost->score);
    if (!status)
        status = real(at, object, "bops", &cost->bops);
    if (!status)
        status = real(at, object, "w_bits", &cost->w_bits);
    if (!status)
        status = count(at, object, "macs", &cost->macs);
    if (!status)
        status = count(at, object, "sparse_macs", &cost->sparse_macs);
    if (!status)
        status = count(at, object, "weights", &cost->weights);
    if (!status)
        status = count(at, object, "nonzero", &cost->nonzero);
    return status;
}

static bac_status read_matrix(const place *at, const json_t *item, bac_eval_table *table) {
    const json_t *rows = json_object_get(item, "counts");
    double snr = 0;
    bac_status status = table->has_snr ? real(at, item, "snr", &snr) : BAC_OK;
    if (!status && json_array_size(rows) != table->n)
        status = wrong(at, "counts", "a square matrix of the classes");
    for (uint32_t i = 0; i < table->n && !status; i++) {
        const json_t *row = json_array_get(rows, i);
        if (json_array_size(row) != table->n)
            return wrong(at, "counts", "a square matrix of the classes");
        for (uint32_t j = 0; j < table->n && !status; j++) {
            const json_t *value = json_array_get(row, j);
            if (!json_is_integer(value) || json_integer_value(value) < 0)
                return wrong(at, "counts", "of counts");
            uint64_t frames = (uint64_t)json_integer_value(value);
            if (frames)
                status = bac_eval_table_add(table, snr, i, j, frames, at->err);
        }
    }
    return status;
}

static bac_status read_confusion(const place *at, const json_t *net, bac_eval_table *table) {
    const json_t *list = json_object_get(net, "confusion"), *item;
    size_t i;
    bac_status status = BAC_OK;
    if (!json_is_array(list))
        return wrong(at, "confusion", "a list");
    table->has_snr = !json_is_null(json_object_get(json_array_get(list, 0), "snr"));
    json_array_foreach((json_t *)list, i, item) {
        status = read_matrix(at, item, table);
        if (status)
            return status;
    }
    if (bac_eval_rate_at(table, BAC_EVAL_ALL, BAC_EVAL_ALL).frames == 0)
        return wrong(at, "confusion", "a list with frames in it");
    return BAC_OK;
}

static bac_status read_net(const place *at, const json_t *object, bac_eval_net *net) {
    bac_status status = text(at, object, "network", &net->name);
    if (!status)
        status = text(at, object, "file", &net->file);
    if (!status)
        status = read_cost(at, object, &net->cost);
    if (!status)
        status = read_confusion(at, object, &net->table);
    return status;
}

static bac_status read_paired(const place *at, const json_t *root, bac_eval_table *paired) {
    static const char *const key[2][2] = {{"neither", "only_against"}, {"only_this", "both"}};
    const json_t *list = json_object_get(json_object_get(root, "difference"), "by_snr"), *item;
    size_t i;
    bac_status status = json_is_array(list) ? BAC_OK : wrong(at, "difference", "complete");
    json_array_foreach((json_t *)list, i, item) {
        double snr = 0;
        if (!status && paired->has_snr)
            status = real(at, item, "snr", &snr);
        for (uint32_t cell = 0; cell < 4 && !status; cell++) {
            uint64_t frames = 0;
            status = count(at, item, key[cell / 2][cell % 2], &frames);
            if (!status && frames)
                status = bac_eval_table_add(paired, snr, cell / 2, cell % 2, frames, at->err);
        }
    }
    return status;
}

static bac_status read_set(const place *at, const json_t *root, bac_eval *e) {
    const json_t *set = json_object_get(root, "set");
    const json_t *synthetic = json_object_get(set, "synthetic");
    bac_status status = text(at, set, "spec", &e->set);
    if (!status && !json_is_boolean(synthetic))
        status = wrong(at, "synthetic", "true or false");
    e->synthetic = json_is_true(synthetic);
    if (!status)
        status = count(at, set, "frames", &e->set_frames);
    if (!status)
        status = count(at, set, "from", &e->from);
    if (!status)
        status = count(at, set, "to", &e->to);
    return status;
}

static bac_status read_classes(const place *at, const json_t *list, bac_eval *e) {
    for (uint32_t c = 0; c < e->n_classes; c++) {
        const char *name = json_string_value(json_array_get(list, c));
        if (!printable(name))
            return wrong(at, "classes", "a list of names");
        e->class_name[c] = strdup(name);
        if (!e->class_name[c])
            return bac_eval_no_memory(at->err);
    }
    return BAC_OK;
}

/* The two networks have seen the same frames: their tables agree in SNRs, and with the pairs. */
static bac_status check_pairs(const place *at, const bac_eval *e) {
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
    return same ? BAC_OK : wrong(at, "difference", "what the two confusion matrices say");
}

bac_status bac_eval_from_json(const json_t *root, const char *name, bac_eval **eval,
                              bac_error *err) {
    place at = {name, err};
    *eval = NULL;
    const char *format = json_string_value(json_object_get(root, "format"));
    if (!format || strcmp(format, "bac eval 1") != 0)
        return wrong(&at, "format", "\"bac eval 1\"");
    const json_t *classes = json_object_get(root, "classes");
    const json_t *against = json_object_get(root, "against");
    size_t n = json_array_size(classes);
    if (n < 1 || n > BAC_MAX_CHANNELS)
        return wrong(&at, "classes", "a list of names");
    bac_eval *e = NULL;
    bac_status status = bac_eval_create((uint32_t)n, against ? 2 : 1, true, &e, err);
    if (status)
        return status;
    status = read_classes(&at, classes, e);
    if (!status)
        status = read_set(&at, root, e);
    if (!status)
        status = read_net(&at, root, &e->net[0]);
    if (!status && against)
        status = read_net(&at, against, &e->net[1]);
    e->paired.has_snr = e->net[0].table.has_snr;
    if (!status && against)
        status = read_paired(&at, root, &e->paired);
    if (!status && against)
        status = check_pairs(&at, e);
    if (status)
        bac_eval_free(e);
    else
        *eval = e;
    return status;
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

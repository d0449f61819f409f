/* sigmf_write.c - writes a recording's metadata with a network's answers added. */
#include "sigmf_inside.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct entry {
    double start;
    size_t order;
    json_t *item;
} entry;

static int by_start(const void *a, const void *b) {
    const entry *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

static json_t *annotation_of(const bac_sigmf_mark *mark) {
    json_t *item = json_pack("{s:I, s:I, s:s, s:s}", "core:sample_start", (json_int_t)mark->start,
                             "core:sample_count", (json_int_t)mark->count, "core:label",
                             mark->label, "core:generator", BAC_SIGMF_GENERATOR);
    if (item && mark->comment &&
        json_object_set_new(item, "core:comment", json_string(mark->comment))) {
        json_decref(item);
        return NULL;
    }
    return item;
}

static bool is_ours(const json_t *item) {
    const char *generator = json_string_value(json_object_get(item, "core:generator"));
    return generator && strcmp(generator, BAC_SIGMF_GENERATOR) == 0;
}

/* All annotations of others, and the marks, sorted by core:sample_start, as SigMF demands; NULL:
 * out of memory */
static json_t *merged(json_t *old, const bac_sigmf_mark *mark, uint64_t n) {
    size_t others = json_array_size(old), used = 0;
    entry *all = calloc(others + n + 1, sizeof *all);
    json_t *out = json_array();
    bool good = all && out;
    for (size_t i = 0; i < others + n && good; i++) {
        json_t *item =
            i < others ? json_incref(json_array_get(old, i)) : annotation_of(&mark[i - others]);
        if (i < others && is_ours(item))
            json_decref(item);
        else
            all[used++] =
                (entry){json_number_value(json_object_get(item, "core:sample_start")), i, item};
    }
    if (good)
        qsort(all, used, sizeof *all, by_start);
    for (size_t i = 0; i < used; i++)
        good = json_array_append_new(out, all[i].item) == 0 && good;
    free(all);
    if (good)
        return out;
    json_decref(out);
    return NULL;
}

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Whether a reader of `path` looks for another name than that of the samples' file */
static bool needs_dataset(const bac_sigmf *r, const char *path) {
    const char *name = base_name(path), *data = base_name(r->data_path);
    size_t n = strlen(name) - 4; /* without "meta" */
    return strncmp(name, data, n) != 0 || strcmp(data + n, "data") != 0;
}

bac_status bac_sigmf_annotate(const bac_sigmf *recording, const char *path,
                              const bac_sigmf_mark *mark, uint64_t n, bac_error *err) {
    size_t length = strlen(path);
    if (length <= 11 || strcmp(path + length - 11, ".sigmf-meta") != 0)
        return bac_fail(err, BAC_ERR_INPUT, path,
                        "annotations go to a name that ends in .sigmf-meta");
    struct stat data, out;
    if (stat(path, &out) == 0 && fstat(recording->fd, &data) == 0 && out.st_dev == data.st_dev &&
        out.st_ino == data.st_ino)
        return bac_fail(err, BAC_ERR_INPUT, path, "holds the recording's samples: name another");
    json_t *root = json_copy(recording->root);
    json_t *global = json_copy(json_object_get(root, "global"));
    json_t *list = merged(json_object_get(root, "annotations"), mark, n);
    char *text = NULL;
    bac_status status = BAC_OK;
    bool good = root && global && list;
    if (good && needs_dataset(recording, path))
        good = json_object_set_new(global, "core:dataset",
                                   json_string(base_name(recording->data_path))) == 0;
    good = good && json_object_set(root, "global", global) == 0 &&
           json_object_set(root, "annotations", list) == 0;
    if (good)
        text = json_dumps(root, JSON_INDENT(4));
    if (text)
        status = bac_file_write(path, text, strlen(text), err);
    else
        status = bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    free(text);
    json_decref(list);
    json_decref(global);
    json_decref(root);
    return status;
}

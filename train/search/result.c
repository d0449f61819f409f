/* result.c - the result of one rung of one trial as a small JSON file. */
#include "inside.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char format[] = "bac search trial 1";

bac_status bac_search_path(const char *dir, const char *id, const char *name, char *path,
                           bac_error *err) {
    int n = snprintf(path, BAC_SEARCH_PATH, "%s/trials/%s%s%s", dir, id, *name ? "/" : "", name);
    if (n < 0 || n >= BAC_SEARCH_PATH)
        return bac_fail(err, BAC_ERR_INPUT, dir, "the folder's path is too long");
    return BAC_OK;
}

static bac_status result_path(const char *dir, const char *id, uint32_t epochs, char *path,
                              bac_error *err) {
    char name[32];
    snprintf(name, sizeof name, "epochs-%u.json", epochs);
    return bac_search_path(dir, id, name, path, err);
}

/* ---- save */

static json_t *to_json(const char *id, uint32_t epochs, const bac_search_result *r) {
    if (r->failed)
        return json_pack("{s:s, s:s, s:I, s:s}", "format", format, "trial", id, "epochs",
                         (json_int_t)epochs, "failed", r->reason);
    return json_pack("{s:s, s:s, s:I, s:f, s:f, s:f, s:f, s:f, s:f, s:I, s:I, s:I, s:I, s:f}",
                     "format", format, "trial", id, "epochs", (json_int_t)epochs, "accuracy",
                     r->accuracy, "train_accuracy", r->train_accuracy, "loss", r->loss, "score",
                     r->cost.score, "bops", r->cost.bops, "w_bits", r->cost.w_bits, "macs",
                     (json_int_t)r->cost.macs, "sparse_macs", (json_int_t)r->cost.sparse_macs,
                     "weights", (json_int_t)r->cost.weights, "nonzero", (json_int_t)r->cost.nonzero,
                     "seconds", r->seconds);
}

bac_status bac_search_result_save(const char *dir, const char *id, uint32_t epochs,
                                  const bac_search_result *result, bac_error *err) {
    char path[BAC_SEARCH_PATH];
    bac_status status = result_path(dir, id, epochs, path, err);
    if (status)
        return status;
    json_t *root = to_json(id, epochs, result);
    char *text = root ? json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(17)) : NULL;
    if (text)
        status = bac_file_write(path, text, strlen(text), err);
    else
        status =
            bac_fail(err, BAC_ERR_MEMORY, path, "out of memory, or a figure that is no number");
    free(text);
    json_decref(root);
    return status;
}

/* ---- load */

static bool get_real(const json_t *root, const char *key, double lo, double hi, double *v) {
    const json_t *item = json_object_get(root, key);
    *v = json_number_value(item);
    return json_is_number(item) && *v >= lo && *v <= hi;
}

static bool get_count(const json_t *root, const char *key, uint64_t *v) {
    const json_t *item = json_object_get(root, key);
    *v = (uint64_t)json_integer_value(item);
    return json_is_integer(item) && json_integer_value(item) >= 0;
}

static bool is_text(const json_t *root, const char *key, const char *text) {
    const char *s = json_string_value(json_object_get(root, key));
    return s && strcmp(s, text) == 0;
}

static bool from_json(const json_t *root, const char *id, uint32_t epochs, bac_search_result *r) {
    uint64_t n = 0;
    bac_cost *c = &r->cost;
    if (!is_text(root, "format", format) || !is_text(root, "trial", id) ||
        !get_count(root, "epochs", &n) || n != epochs)
        return false;
    const char *reason = json_string_value(json_object_get(root, "failed"));
    if (reason) {
        r->failed = true;
        snprintf(r->reason, sizeof r->reason, "%s", reason);
        return true;
    }
    return get_real(root, "accuracy", 0, 1, &r->accuracy) &&
           get_real(root, "train_accuracy", 0, 1, &r->train_accuracy) &&
           get_real(root, "loss", -1e300, 1e300, &r->loss) &&
           get_real(root, "score", 0, 1e300, &c->score) &&
           get_real(root, "bops", 0, 1e300, &c->bops) &&
           get_real(root, "w_bits", 0, 1e300, &c->w_bits) && get_count(root, "macs", &c->macs) &&
           get_count(root, "sparse_macs", &c->sparse_macs) &&
           get_count(root, "weights", &c->weights) && get_count(root, "nonzero", &c->nonzero) &&
           get_real(root, "seconds", 0, 1e300, &r->seconds);
}

bac_status bac_search_result_load(const char *dir, const char *id, uint32_t epochs,
                                  bac_search_result *result, bool *found, bac_error *err) {
    enum { MOST = 1 << 16 };
    char path[BAC_SEARCH_PATH], *text = NULL;
    size_t size = 0;
    struct stat info;
    *result = (bac_search_result){0};
    *found = false;
    bac_status status = result_path(dir, id, epochs, path, err);
    if (status || (stat(path, &info) != 0 && (errno == ENOENT || errno == ENOTDIR)))
        return status;
    status = bac_file_read(path, MOST, &text, &size, err);
    if (status)
        return status;
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
    if (!root || !from_json(root, id, epochs, result))
        status = bac_fail(err, BAC_ERR_INPUT, path,
                          "is no result of this trial: remove the file, and it is made again");
    *found = !status;
    json_decref(root);
    free(text);
    return status;
}

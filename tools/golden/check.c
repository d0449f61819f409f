#include "golden.h"
#include "path.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One check. The first difference is written to `text` and ends the check. */
typedef struct check {
    const char *dir;
    golden_manifest m;
    golden_set set;
    char *text;
    size_t size;
} check;

static void disagree(check *k, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void disagree(check *k, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(k->text, k->size, format, arguments);
    va_end(arguments);
}

/* Names an element of a layer's stream by frame, position and channel. */
static void disagree_at(check *k, const char *path, uint32_t layer, uint64_t i, long long expected,
                        long long got) {
    const bac_layer *l = bac_net_layer(k->set.net, layer);
    uint64_t beat = i / l->C;
    disagree(k, "%s: layer %s, frame %llu, t %llu, c %llu: expected %lld, got %lld", path, l->name,
             (unsigned long long)(k->set.from + beat / l->T), (unsigned long long)(beat % l->T),
             (unsigned long long)(i % l->C), expected, got);
}

static bac_status compare_npy(check *k, const char *path, uint32_t layer, bac_error *err) {
    const bac_array *want = &k->set.stream[layer];
    bac_array got = {0};
    bac_status status = bac_array_load(path, &got, err);
    if (status)
        return status;
    uint64_t n = 1;
    bool same = got.dtype == want->dtype && got.ndim == want->ndim;
    for (uint32_t d = 0; same && d < want->ndim; d++) {
        same = got.dim[d] == want->dim[d];
        n *= want->dim[d];
    }
    if (!same)
        disagree(k, "%s: its type or shape is not that of layer %s", path,
                 bac_net_layer(k->set.net, layer)->name);
    for (uint64_t i = 0; same && i < n; i++)
        if (golden_value(&got, i) != golden_value(want, i)) {
            disagree_at(k, path, layer, i, golden_value(want, i), golden_value(&got, i));
            break;
        }
    bac_array_free(&got);
    return BAC_OK;
}

static long long field(const char *line, size_t digits, uint64_t first_bit, bac_type type) {
    uint64_t v = 0;
    for (unsigned b = 0; b < type.bits; b++) {
        uint64_t bit = first_bit + b;
        char c = line[digits - 1 - bit / 4];
        unsigned digit = (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
        v |= (uint64_t)(digit >> bit % 4 & 1) << b;
    }
    if (type.is_signed && v >> (type.bits - 1) & 1)
        return (long long)v - (1LL << type.bits);
    return (long long)v;
}

/* The files differ at byte i: says which element that is, or only the line. */
static void locate_hex(check *k, const char *path, uint32_t layer, const char *got, size_t head,
                       size_t i) {
    const bac_layer *l = bac_net_layer(k->set.net, layer);
    size_t digits = ((size_t)l->C * l->type.bits + 3) / 4;
    if (i < head) {
        disagree(k, "%s:1: the title is not that of layer %s", path, l->name);
        return;
    }
    size_t beat = (i - head) / (digits + 1);
    const char *line = got + head + beat * (digits + 1);
    if (strspn(line, "0123456789abcdef") != digits || line[digits] != '\n') {
        disagree(k, "%s:%zu: is not a word of %zu lower-case hexadecimal digits", path, beat + 2,
                 digits);
        return;
    }
    for (uint64_t c = 0; c < l->C; c++) {
        long long expected = golden_value(&k->set.stream[layer], beat * l->C + c);
        long long value = field(line, digits, c * l->type.bits, l->type);
        if (expected != value) {
            disagree_at(k, path, layer, beat * l->C + c, expected, value);
            return;
        }
    }
    disagree(k, "%s:%zu: padding bits are set", path, beat + 2);
}

static bac_status compare_hex(check *k, const char *path, uint32_t layer, bac_error *err) {
    char *want = NULL, *got = NULL;
    size_t want_size, got_size, head, i = 0;
    bac_status status = golden_hex(&k->set, layer, &want, &want_size, &head, err);
    if (!status)
        status = bac_file_read(path, GOLDEN_MAX_FILE + 4096u, &got, &got_size, err);
    if (status)
        goto fail;
    while (i < want_size && i < got_size && want[i] == got[i])
        i++;
    if (got_size != want_size)
        disagree(k, "%s: has %zu bytes, expected %zu", path, got_size, want_size);
    else if (i < want_size)
        locate_hex(k, path, layer, got, head, i);
fail:
    free(want);
    free(got);
    return status;
}

static bac_status check_source(check *k, const char *path, const char *sha, bac_error *err) {
    char now[GOLDEN_SHA_SIZE];
    uint64_t size;
    bac_status status = golden_sha(path, now, &size, err);
    if (status)
        return bac_fail(err, status, path,
                        "named by %s/MANIFEST and not readable from here; run from the directory "
                        "in which the vectors were made",
                        k->dir);
    if (strcmp(now, sha) != 0)
        disagree(k,
                 "%s: has changed since the vectors were made: SHA-256 %.12s..., MANIFEST says "
                 "%.12s...",
                 path, now, sha);
    return BAC_OK;
}

/* File i of the MANIFEST must be the one that `layer` and `suffix` make, with its content. */
static bac_status check_file(check *k, uint32_t i, uint32_t layer, bool hex, bac_error *err) {
    char name[GOLDEN_NAME_SIZE], sha[GOLDEN_SHA_SIZE], path[BAC_PATH_ROOM];
    uint64_t size;
    golden_name(&k->set, layer, hex ? "hex" : "npy", name);
    if (strcmp(name, k->m.file[i].name) != 0) {
        disagree(k, "%s/MANIFEST: lists %s where the network makes %s", k->dir, k->m.file[i].name,
                 name);
        return BAC_OK;
    }
    bac_status status = bac_path(path, err, "%s/%s", k->dir, name);
    if (!status)
        status = golden_sha(path, sha, &size, err);
    if (status)
        return status;
    /* Compare the content before the hash, because it can name the element. A changed file that is
     * no valid NPY any more is a mismatch, not bad input. */
    bool changed = strcmp(sha, k->m.file[i].sha) != 0 || size != k->m.file[i].size;
    status = hex ? compare_hex(k, path, layer, err) : compare_npy(k, path, layer, err);
    if (changed && (status == BAC_ERR_INPUT || (!status && !k->text[0]))) {
        status = BAC_OK;
        disagree(k, "%s: SHA-256 is %.12s..., MANIFEST says %.12s...", path, sha, k->m.file[i].sha);
    }
    return status;
}

bac_status golden_check(const char *dir, char *mismatch, size_t size, uint32_t *files,
                        bac_error *err) {
    check k = {.dir = dir, .text = mismatch, .size = size};
    mismatch[0] = 0;
    *files = 0;
    char path[BAC_PATH_ROOM], range[64];
    bool usage;
    bac_status status = bac_path(path, err, "%s/MANIFEST", dir);
    if (!status)
        status = golden_manifest_load(path, &k.m, err);
    if (!status)
        status = check_source(&k, k.m.net_path, k.m.net_sha, err);
    if (!status && !mismatch[0])
        status = check_source(&k, k.m.frames_path, k.m.frames_sha, err);
    if (status || mismatch[0])
        goto fail;
    snprintf(range, sizeof range, "%llu:%llu", (unsigned long long)k.m.from,
             (unsigned long long)k.m.to);
    status = golden_compute(k.m.net_path, k.m.frames_path, range, &k.set, &usage, err);
    if (status)
        goto fail;
    if (k.m.n != 2 * k.set.n_layers)
        disagree(&k, "%s: lists %u files where the network makes %u", path, k.m.n,
                 2 * k.set.n_layers);
    for (uint32_t i = 0; !status && !mismatch[0] && i < k.m.n; i++) {
        status = check_file(&k, i, i / 2, i % 2 == 1, err);
        *files += !status && !mismatch[0];
    }
fail:
    golden_free(&k.set);
    golden_manifest_free(&k.m);
    return status;
}

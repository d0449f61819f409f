#include "golden.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_ours(const char *name) {
    const char *dot = strrchr(name, '.');
    return strcmp(name, "MANIFEST") == 0 ||
           (dot && (strcmp(dot, ".npy") == 0 || strcmp(dot, ".hex") == 0));
}

/* Removes a flat directory of golden vectors; anything else in it makes rmdir refuse. */
static void remove_dir(const char *dir) {
    DIR *list = opendir(dir);
    if (!list)
        return;
    for (const struct dirent *e; (e = readdir(list));)
        if (is_ours(e->d_name))
            unlinkat(dirfd(list), e->d_name, 0);
    closedir(list);
    rmdir(dir);
}

/* DIR may be replaced: it does not exist, or holds nothing but golden vectors. */
static bac_status may_replace(const char *dir, bool *exists, bac_error *err) {
    *exists = false;
    DIR *list = opendir(dir);
    if (!list && errno == ENOENT)
        return BAC_OK;
    if (!list)
        return bac_fail(err, BAC_ERR_IO, dir, "cannot be a directory: %s", strerror(errno));
    *exists = true;
    bac_status status = BAC_OK;
    for (const struct dirent *e; !status && (e = readdir(list));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 && !is_ours(e->d_name))
            status =
                bac_fail(err, BAC_ERR_INPUT, dir,
                         "holds %s, which is no golden vector; name another directory", e->d_name);
    closedir(list);
    return status;
}

static bac_status record(const char *path, const char *name, golden_manifest *m, bac_error *err) {
    golden_file *file = &m->file[m->n++];
    snprintf(file->name, sizeof file->name, "%s", name);
    return golden_sha(path, file->sha, &file->size, err);
}

static bac_status write_layer(const golden_set *set, uint32_t layer, const char *dir,
                              golden_manifest *m, bac_error *err) {
    char name[GOLDEN_NAME_SIZE], *path = NULL, *text = NULL;
    size_t size, head;
    golden_name(set, layer, "npy", name);
    bac_status status = golden_path(dir, name, &path, err);
    if (!status)
        status = bac_array_save(path, &set->stream[layer], err);
    if (!status)
        status = record(path, name, m, err);
    free(path);
    path = NULL;
    golden_name(set, layer, "hex", name);
    if (!status)
        status = golden_path(dir, name, &path, err);
    if (!status)
        status = golden_hex(set, layer, &text, &size, &head, err);
    if (!status)
        status = bac_file_write(path, text, size, err);
    if (!status)
        status = record(path, name, m, err);
    free(text);
    free(path);
    return status;
}

static bac_status write_all(const golden_set *set, golden_manifest *m, const char *temporary,
                            const char *dir, bac_error *err) {
    uint64_t size;
    char *path = NULL;
    bac_status status = golden_sha(m->net_path, m->net_sha, &size, err);
    if (!status)
        status = golden_sha(m->frames_path, m->frames_sha, &size, err);
    for (uint32_t i = 0; !status && i < set->n_layers; i++)
        status = write_layer(set, i, temporary, m, err);
    if (!status)
        status = golden_path(temporary, "MANIFEST", &path, err);
    if (!status)
        status = golden_manifest_save(path, m, dir, err);
    free(path);
    return status;
}

/* Puts `temporary` in the place of `dir`; the older one is moved aside first. */
static bac_status swap(const char *temporary, const char *dir, bool exists, bac_error *err) {
    char *aside = NULL;
    if (exists) {
        size_t size = strlen(temporary) + 3;
        aside = malloc(size);
        if (!aside)
            return bac_fail(err, BAC_ERR_MEMORY, dir, "out of memory");
        snprintf(aside, size, "%s.o", temporary);
        if (rename(dir, aside) != 0) {
            free(aside);
            return bac_fail(err, BAC_ERR_IO, dir, "cannot be replaced: %s", strerror(errno));
        }
    }
    bac_status status = BAC_OK;
    if (rename(temporary, dir) != 0) {
        status = bac_fail(err, BAC_ERR_IO, dir, "cannot be made: %s", strerror(errno));
        if (aside)
            (void)rename(aside, dir);
    } else if (aside) {
        remove_dir(aside);
    }
    free(aside);
    return status;
}

bac_status golden_freeze(const golden_set *set, const char *net_path, const char *frames_path,
                         const char *dir, bac_error *err) {
    bool exists;
    bac_status status = may_replace(dir, &exists, err);
    if (status)
        return status;
    size_t length = strlen(dir);
    while (length > 1 && dir[length - 1] == '/')
        length--;
    char *place = strndup(dir, length);
    size_t size = length + 32;
    char *temporary = malloc(size);
    golden_manifest m = {.from = set->from, .to = set->to};
    m.file = calloc(2 * (size_t)set->n_layers, sizeof *m.file);
    m.net_path = strdup(net_path);
    m.frames_path = strdup(frames_path);
    if (!place || !temporary || !m.file || !m.net_path || !m.frames_path) {
        status = bac_fail(err, BAC_ERR_MEMORY, dir, "out of memory");
        goto fail;
    }
    snprintf(temporary, size, "%s.tmp.%ld", place, (long)getpid());
    if (mkdir(temporary, 0777) != 0) {
        status = bac_fail(err, BAC_ERR_IO, temporary, "cannot be made: %s", strerror(errno));
        goto fail;
    }
    status = write_all(set, &m, temporary, place, err);
    if (!status)
        status = swap(temporary, place, exists, err);
    if (status)
        remove_dir(temporary);
fail:
    golden_manifest_free(&m);
    free(temporary);
    free(place);
    return status;
}

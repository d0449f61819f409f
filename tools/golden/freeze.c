#define _GNU_SOURCE /* asprintf */
#include "golden.h"
#include "path.h"

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

/* Allows DIR to be replaced if it does not exist or holds nothing but golden vectors. */
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

/* Writes one of a layer's two files and its line of the MANIFEST. True after a failure. */
static bool write_file(const golden_set *set, uint32_t layer, bool hex, const char *dir,
                       golden_manifest *m) {
    golden_file *file = &m->file[m->n++];
    char path[BAC_PATH_ROOM], *text = NULL;
    size_t size = 0, head;
    golden_name(set, layer, hex ? "hex" : "npy", file->name);
    bool bad = bac_path(path, &tool_error, "%s/%s", dir, file->name) ||
               (hex && golden_hex(set, layer, &text, &size, &head, &tool_error)) ||
               (hex ? bac_file_write(path, text, size, &tool_error)
                    : bac_array_save(path, &set->stream[layer], &tool_error)) ||
               golden_sha(path, file->sha, &file->size, &tool_error);
    free(text);
    return bad;
}

static bool write_all(const golden_set *set, golden_manifest *m, const char *temporary,
                      const char *dir) {
    uint64_t size;
    char path[BAC_PATH_ROOM];
    bool bad = golden_sha(m->net_path, m->net_sha, &size, &tool_error) ||
               golden_sha(m->frames_path, m->frames_sha, &size, &tool_error);
    for (uint32_t i = 0; !bad && i < 2 * set->n_layers; i++)
        bad = write_file(set, i / 2, i % 2 == 1, temporary, m);
    bad = bad || bac_path(path, &tool_error, "%s/MANIFEST", temporary) ||
          golden_manifest_save(path, m, dir, &tool_error);
    return bad;
}

/* Puts `temporary` in the place of `dir`; the older one is moved aside first. */
static bac_status swap(const char *temporary, const char *dir, bool exists, bac_error *err) {
    char *aside;
    if (asprintf(&aside, "%s.o", temporary) < 0)
        return bac_fail(err, BAC_ERR_MEMORY, dir, "out of memory");
    bac_status status = BAC_OK;
    if (exists && rename(dir, aside) != 0) {
        status = bac_fail(err, BAC_ERR_IO, dir, "cannot be replaced: %s", strerror(errno));
    } else if (rename(temporary, dir) != 0) {
        status = bac_fail(err, BAC_ERR_IO, dir, "cannot be made: %s", strerror(errno));
        if (exists)
            (void)rename(aside, dir);
    } else if (exists) {
        remove_dir(aside);
    }
    free(aside);
    return status;
}

int golden_freeze(const golden_set *set, const char *net_path, const char *frames_path,
                  const char *dir) {
    bool exists;
    if (may_replace(dir, &exists, &tool_error))
        return tool_fail();
    size_t length = strlen(dir);
    while (length > 1 && dir[length - 1] == '/')
        length--;
    char *place = strndup(dir, length), *temporary = NULL;
    int exit_status = EXIT_OK;
    golden_manifest m = {.net_path = strdup(net_path),
                         .frames_path = strdup(frames_path),
                         .from = set->from,
                         .to = set->to,
                         .file = calloc(2 * (size_t)set->n_layers, sizeof *m.file)};
    if (!place || !m.file || !m.net_path || !m.frames_path ||
        asprintf(&temporary, "%s.tmp.%ld", place, (long)getpid()) < 0) {
        exit_status = tool_refuse(dir, "out of memory");
    } else if (mkdir(temporary, 0777) != 0) {
        exit_status = tool_refuse(temporary, "cannot be made: %s", strerror(errno));
    } else if (write_all(set, &m, temporary, place) ||
               swap(temporary, place, exists, &tool_error)) {
        exit_status = tool_fail();
        remove_dir(temporary);
    }
    golden_manifest_free(&m);
    free(temporary);
    free(place);
    return exit_status;
}

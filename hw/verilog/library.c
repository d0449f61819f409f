/* library.c - follows the instances of modules through the library.
 *
 * The file of a module is FOLDER/MODULE.v in any folder of the library, or MODULE.v in the library
 * itself (the layout beside a generated top). Every word bac_... outside comments counts as an
 * instantiated module if it has a file. */
#include "library.h"
#include "out_file.h"
#include "path.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_LIMIT = 1 << 20, NAME_ROOM = 64, MODULES_MAX = 256 };

typedef struct modules {
    const char *library, *dir;
    char name[MODULES_MAX][NAME_ROOM]; /* in the order in which they were found */
    uint32_t n, read;
    bac_error *err;
} modules;

static bool known(const modules *m, const char *name) {
    for (uint32_t i = 0; i < m->n; i++)
        if (strcmp(m->name[i], name) == 0)
            return true;
    return false;
}

/* Finds the file of a module; BAC_ERR_IO: the library has none. */
static bac_status find(char path[BAC_PATH_ROOM], const modules *m, const char *name) {
    DIR *library = opendir(m->library);
    if (!library)
        return bac_fail(m->err, BAC_ERR_IO, m->library, "%s; name the rtl folder with --library",
                        strerror(errno));
    bac_status status = BAC_ERR_IO;
    for (struct dirent *e; status == BAC_ERR_IO && (e = readdir(library));) {
        if (strcmp(e->d_name, "..") != 0 &&
            !bac_path(path, NULL, "%s/%s/%s.v", m->library, e->d_name, name) &&
            access(path, R_OK) == 0)
            status = BAC_OK;
    }
    closedir(library);
    return status == BAC_OK
               ? BAC_OK
               : bac_fail(m->err, BAC_ERR_IO, m->library,
                          "no module %s in it; name the rtl folder with --library", name);
}

/* Adds a module to the list, once, if the library has it. must: a missing module is an error. */
static bac_status note(modules *m, const char *name, bool must) {
    char path[BAC_PATH_ROOM];
    if (known(m, name))
        return BAC_OK;
    if (strlen(name) >= NAME_ROOM || m->n == MODULES_MAX)
        return bac_fail(m->err, BAC_ERR_INPUT, m->library, "too many modules, or '%s' is too long",
                        name);
    bac_status status = find(path, m, name);
    if (status == BAC_OK)
        strcpy(m->name[m->n++], name);
    return must ? status : BAC_OK;
}

static bool is_word(int c) {
    return isalnum(c) || c == '_' || c == '$';
}

static bac_status note_instances(modules *m, const char *text, size_t size) {
    bac_status status = BAC_OK;
    char word[NAME_ROOM];
    for (size_t i = 0; status == BAC_OK && i < size; i++) {
        if (text[i] == '/' && i + 1 < size && text[i + 1] == '/') {
            while (i < size && text[i] != '\n')
                i++;
        } else if (is_word((unsigned char)text[i])) {
            size_t from = i;
            while (i < size && is_word((unsigned char)text[i]))
                i++;
            size_t length = i - from;
            if (length >= sizeof word || length < 5 || memcmp(text + from, "bac_", 4) != 0)
                continue;
            memcpy(word, text + from, length);
            word[length] = '\0';
            status = note(m, word, false);
        }
    }
    return status;
}

static bac_status copy_module(modules *m, const char *name) {
    char from[BAC_PATH_ROOM], to[BAC_PATH_ROOM], folder[BAC_PATH_ROOM];
    char *text = NULL;
    size_t size = 0;
    bac_status status = find(from, m, name);
    if (status == BAC_OK)
        status = bac_path(folder, m->err, "%s/rtl", m->dir);
    if (status == BAC_OK)
        status = bac_path(to, m->err, "%s/%s.v", folder, name);
    if (status == BAC_OK)
        status = bac_file_read(from, FILE_LIMIT, &text, &size, m->err);
    if (status == BAC_OK)
        status = note_instances(m, text, size);
    if (status == BAC_OK)
        status = bac_file_write(to, text, size, m->err);
    free(text);
    return status;
}

static int by_name(const void *a, const void *b) {
    return strcmp(a, b);
}

static bac_status write_list(modules *m) {
    char path[BAC_PATH_ROOM];
    bac_page page;
    bac_status status = bac_path(path, m->err, "%s/bac_top.f", m->dir);
    if (status != BAC_OK)
        return status;
    qsort(m->name, m->n, sizeof *m->name, by_name);
    FILE *out = bac_page_open(&page);
    for (uint32_t i = 0; out && i < m->n; i++)
        fprintf(out, "rtl/%s.v\n", m->name[i]);
    if (out)
        fprintf(out, "bac_top.v\n");
    return bac_page_close(&page, false, path, m->err);
}

/* lint.vlt of the library; a library without one is none of ours. */
static bac_status copy_lint(const modules *m) {
    char from[BAC_PATH_ROOM], to[BAC_PATH_ROOM];
    char *text = NULL;
    size_t size = 0;
    bac_status status = bac_path(from, m->err, "%s/lint.vlt", m->library);
    if (status != BAC_OK || access(from, R_OK) != 0)
        return status;
    status = bac_path(to, m->err, "%s/lint.vlt", m->dir);
    if (status == BAC_OK)
        status = bac_file_read(from, FILE_LIMIT, &text, &size, m->err);
    if (status == BAC_OK)
        status = bac_file_write(to, text, size, m->err);
    free(text);
    return status;
}

void bac_share_folder(const char *name, char path[BAC_SHARE_ROOM]) {
    char self[BAC_SHARE_ROOM / 2];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = 0;
    for (int up = 0; up < 2 && strrchr(self, '/'); up++)
        *strrchr(self, '/') = 0;
    snprintf(path, BAC_SHARE_ROOM, "%s/%s/%s", self, BAC_SHARE_INSTALLED, name);
    if (n <= 0 || access(path, R_OK) != 0)
        snprintf(path, BAC_SHARE_ROOM, "%s/%s", BAC_SHARE_SOURCE, name);
}

bac_status bac_rtl_library(const char *library, const char *const *names, uint32_t n,
                           const char *dir, bac_error *err) {
    char found[BAC_SHARE_ROOM], folder[BAC_PATH_ROOM];
    bac_share_folder("rtl", found);
    modules m = {.library = library ? library : found, .dir = dir, .err = err};
    bac_status status = bac_path(folder, err, "%s/rtl", dir);
    if (status == BAC_OK && mkdir(folder, 0777) != 0 && errno != EEXIST)
        status = bac_fail(err, BAC_ERR_IO, folder, "cannot make the folder: %s", strerror(errno));
    for (uint32_t i = 0; status == BAC_OK && i < n; i++)
        status = note(&m, names[i], true);
    for (uint32_t i = 0; status == BAC_OK && i < m.n; i++)
        status = copy_module(&m, m.name[i]);
    if (status == BAC_OK)
        status = write_list(&m);
    return status == BAC_OK ? copy_lint(&m) : status;
}

#include "fs.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_LIMIT = 1 << 30 };

bac_status cosim_path(char path[COSIM_PATH], bac_error *err, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = vsnprintf(path, COSIM_PATH, format, args);
    va_end(args);
    if (n < 0 || n >= COSIM_PATH)
        return bac_fail(err, BAC_ERR_INPUT, path, "this path is too long");
    return BAC_OK;
}

bool cosim_exists(const char *path) {
    return access(path, F_OK) == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name); /* not alphasort: that follows the locale */
}

static int real_entry(const struct dirent *e) {
    return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
}

/* Calls visit for each entry of dir in byte order of the names. */
typedef bac_status visit_fn(void *user, const char *path, const char *name, const struct stat *st,
                            bac_error *err);

static bac_status visit_dir(const char *dir, visit_fn *visit, void *user, bac_error *err) {
    struct dirent **list = NULL;
    int n = scandir(dir, &list, real_entry, by_name);
    if (n < 0)
        return bac_fail(err, BAC_ERR_IO, dir, "cannot be listed: %s", strerror(errno));
    bac_status status = BAC_OK;
    for (int i = 0; i < n; i++) {
        char path[COSIM_PATH];
        struct stat st;
        if (status == BAC_OK)
            status = cosim_path(path, err, "%s/%s", dir, list[i]->d_name);
        if (status == BAC_OK && lstat(path, &st) == 0)
            status = visit(user, path, list[i]->d_name, &st, err);
        free(list[i]);
    }
    free(list);
    return status;
}

static bac_status remove_entry(void *user, const char *path, const char *name,
                               const struct stat *st, bac_error *err) {
    (void)user;
    (void)name;
    (void)st;
    (void)err;
    cosim_remove(path);
    return BAC_OK;
}

void cosim_remove(const char *path) {
    struct stat st;
    if (lstat(path, &st) != 0)
        return;
    if (S_ISDIR(st.st_mode)) {
        visit_dir(path, remove_entry, NULL, NULL);
        rmdir(path);
    } else {
        unlink(path);
    }
}

static bac_status copy_entry(void *user, const char *path, const char *name, const struct stat *st,
                             bac_error *err) {
    char to[COSIM_PATH];
    bac_status status = cosim_path(to, err, "%s/%s", (const char *)user, name);
    if (status != BAC_OK)
        return status;
    struct stat target;
    if (S_ISLNK(st->st_mode) && stat(path, &target) == 0)
        st = &target;
    if (S_ISDIR(st->st_mode))
        return cosim_copy_tree(path, to, err);
    if (!S_ISREG(st->st_mode))
        return BAC_OK;
    char *data = NULL;
    size_t size = 0;
    status = bac_file_read(path, FILE_LIMIT, &data, &size, err);
    if (status == BAC_OK)
        status = bac_file_write(to, data, size, err);
    free(data);
    return status;
}

bac_status cosim_copy_tree(const char *from, const char *to, bac_error *err) {
    bac_status status = bac_dir_make(to, true, err);
    char target[COSIM_PATH];
    if (status == BAC_OK)
        status = cosim_path(target, err, "%s", to);
    if (status == BAC_OK)
        status = visit_dir(from, copy_entry, target, err);
    return status;
}

void cosim_hash_text(SHA2_CTX *hash, const char *text) {
    /* the final NUL separates: "ab" "c" and "a" "bc" differ */
    SHA256Update(hash, (const uint8_t *)text, strlen(text) + 1);
}

bac_status cosim_hash_file(SHA2_CTX *hash, const char *path, bac_error *err) {
    char *data = NULL;
    size_t size = 0;
    bac_status status = bac_file_read(path, FILE_LIMIT, &data, &size, err);
    if (status == BAC_OK) {
        char length[32];
        snprintf(length, sizeof length, "%zu", size);
        cosim_hash_text(hash, length);
        SHA256Update(hash, (const uint8_t *)data, size);
    }
    free(data);
    return status;
}

static bac_status hash_entry(void *user, const char *path, const char *name, const struct stat *st,
                             bac_error *err) {
    SHA2_CTX *hash = user;
    struct stat target;
    if (S_ISLNK(st->st_mode) && stat(path, &target) == 0)
        st = &target;
    if (S_ISDIR(st->st_mode)) {
        cosim_hash_text(hash, name);
        cosim_hash_text(hash, "/");
        return cosim_hash_tree(hash, path, err);
    }
    if (!S_ISREG(st->st_mode))
        return BAC_OK;
    cosim_hash_text(hash, name);
    return cosim_hash_file(hash, path, err);
}

bac_status cosim_hash_tree(SHA2_CTX *hash, const char *dir, bac_error *err) {
    return visit_dir(dir, hash_entry, hash, err);
}

typedef struct chosen {
    SHA2_CTX *hash;
    const char *const *suffixes;
} chosen;

static bac_status hash_chosen(void *user, const char *path, const char *name, const struct stat *st,
                              bac_error *err) {
    chosen *c = user;
    size_t length = strlen(name);
    for (const char *const *s = c->suffixes; *s; s++)
        if (S_ISREG(st->st_mode) && length > strlen(*s) &&
            strcmp(name + length - strlen(*s), *s) == 0)
            return hash_entry(c->hash, path, name, st, err);
    return BAC_OK;
}

bac_status cosim_hash_files(SHA2_CTX *hash, const char *dir, const char *const *suffixes,
                            bac_error *err) {
    chosen c = {hash, suffixes};
    return visit_dir(dir, hash_chosen, &c, err);
}

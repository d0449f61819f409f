#include "fs.h"

#include "read_text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_LIMIT = 1 << 30 };

bool cosim_lock(const char *path, int *fd, bac_error *err) {
    struct stat ours = {0}, there = {0};
    do { /* until the file that is locked is the one of that name: its last holder removes it */
        if (*fd >= 0)
            close(*fd);
        *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (*fd < 0 || flock(*fd, LOCK_EX) != 0)
            return bac_fail(err, BAC_ERR_IO, path, "cannot be locked: %s", strerror(errno));
    } while (fstat(*fd, &ours) != 0 || stat(path, &there) != 0 || ours.st_ino != there.st_ino);
    return false;
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

/* Calls visit for each entry of dir in byte order of the names; *st is of what a link leads to, zero
 * where that is not there. */
typedef bool visit_fn(void *user, const char *path, const char *name, const struct stat *st,
                      bac_error *err);

static bool visit_dir(const char *dir, visit_fn *visit, void *user, bac_error *err) {
    struct dirent **list = NULL;
    int n = scandir(dir, &list, real_entry, by_name);
    if (n < 0)
        return bac_fail(err, BAC_ERR_IO, dir, "cannot be listed: %s", strerror(errno));
    bool bad = false;
    for (int i = 0; i < n; i++) {
        char path[BAC_PATH_ROOM];
        struct stat st = {0};
        bad = bad || bac_path(path, err, "%s/%s", dir, list[i]->d_name);
        if (!bad && stat(path, &st) != 0)
            st = (struct stat){0};
        bad = bad || visit(user, path, list[i]->d_name, &st, err);
        free(list[i]);
    }
    free(list);
    return bad;
}

static bool remove_entry(void *user, const char *path, const char *name, const struct stat *st,
                         bac_error *err) {
    (void)user;
    (void)name;
    (void)st;
    (void)err;
    cosim_remove(path);
    return false;
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

static bool copy_entry(void *user, const char *path, const char *name, const struct stat *st,
                       bac_error *err) {
    char to[BAC_PATH_ROOM];
    char *data = NULL;
    size_t size = 0;
    if (bac_path(to, err, "%s/%s", (const char *)user, name))
        return true;
    if (S_ISDIR(st->st_mode))
        return cosim_copy_tree(path, to, err);
    bool bad = S_ISREG(st->st_mode) && (bac_file_read(path, FILE_LIMIT, &data, &size, err) ||
                                        bac_file_write(to, data, size, err));
    free(data);
    return bad;
}

bool cosim_copy_tree(const char *from, const char *to, bac_error *err) {
    char target[BAC_PATH_ROOM];
    return bac_dir_make(to, true, err) || bac_path(target, err, "%s", to) ||
           visit_dir(from, copy_entry, target, err);
}

void cosim_hash_text(SHA2_CTX *hash, const char *text) {
    /* the final NUL separates: "ab" "c" and "a" "bc" differ */
    SHA256Update(hash, (const uint8_t *)text, strlen(text) + 1);
}

bool cosim_hash_file(SHA2_CTX *hash, const char *path, bac_error *err) {
    char *data = NULL;
    size_t size = 0;
    bool bad = bac_file_read(path, FILE_LIMIT, &data, &size, err);
    if (!bad) {
        char length[32];
        snprintf(length, sizeof length, "%zu", size);
        cosim_hash_text(hash, length);
        SHA256Update(hash, (const uint8_t *)data, size);
    }
    free(data);
    return bad;
}

static bool hash_entry(void *user, const char *path, const char *name, const struct stat *st,
                       bac_error *err) {
    SHA2_CTX *hash = user;
    if (S_ISDIR(st->st_mode)) {
        cosim_hash_text(hash, name);
        cosim_hash_text(hash, "/");
        return cosim_hash_tree(hash, path, err);
    }
    if (!S_ISREG(st->st_mode))
        return false;
    cosim_hash_text(hash, name);
    return cosim_hash_file(hash, path, err);
}

bool cosim_hash_tree(SHA2_CTX *hash, const char *dir, bac_error *err) {
    return visit_dir(dir, hash_entry, hash, err);
}

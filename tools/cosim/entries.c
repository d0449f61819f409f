/* entries.c - which models the cache holds, and their removal. */
#include "build.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int is_entry(const struct dirent *e) {
    static const char *const variants[] = {"-plain", "-trace", "-pins", "-coverage"};
    const char *dash = strrchr(e->d_name, '-');
    for (size_t i = 0; dash && i < sizeof variants / sizeof *variants; i++)
        if (strcmp(dash, variants[i]) == 0)
            return 1;
    return 0;
}

/* Bytes of a tree's files, and the last time that one was read or written. */
static void measure(const char *path, uint64_t *bytes, time_t *used) {
    struct stat st;
    if (lstat(path, &st) != 0)
        return;
    if (!S_ISDIR(st.st_mode)) {
        *bytes += (uint64_t)st.st_size;
        *used = st.st_atime > *used ? st.st_atime : *used;
        *used = st.st_mtime > *used ? st.st_mtime : *used;
        return;
    }
    DIR *d = opendir(path);
    for (struct dirent *e; d && (e = readdir(d));) {
        char below[BAC_PATH_ROOM];
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 &&
            !bac_path(below, NULL, "%s/%s", path, e->d_name))
            measure(below, bytes, used);
    }
    if (d)
        closedir(d);
}

bool cosim_cache_list(const cosim_cache *cache, cosim_entry **entries, size_t *n, bac_error *err) {
    struct dirent **list = NULL;
    const int found = scandir(cache->dir, &list, is_entry, alphasort);
    *n = 0;
    *entries = found < 0 ? NULL : calloc((size_t)found + 1, sizeof **entries);
    bool bad = false;
    if (found < 0)
        bad = bac_fail(err, BAC_ERR_IO, cache->dir, "cannot be listed: %s", strerror(errno));
    else if (!*entries)
        bad = bac_fail(err, BAC_ERR_MEMORY, cache->dir, "out of memory");
    for (int i = 0; i < found; i++) {
        char path[BAC_PATH_ROOM];
        time_t used = 0;
        if (!bad && !bac_path(path, NULL, "%s/%s", cache->dir, list[i]->d_name)) {
            cosim_entry *e = &(*entries)[(*n)++];
            memcpy(e->name, list[i]->d_name, strlen(list[i]->d_name) + 1); /* 255 at most */
            measure(path, &e->bytes, &used);
            e->days = difftime(time(NULL), used) / 86400;
        }
        free(list[i]);
    }
    free(list);
    return bad;
}

bool cosim_cache_remove(const cosim_cache *cache, const cosim_entry *entry, bool *removed,
                        bac_error *err) {
    char path[BAC_PATH_ROOM], lock[BAC_PATH_ROOM];
    int fd = -1;
    *removed = false;
    if (bac_path(path, err, "%s/%s", cache->dir, entry->name) ||
        bac_path(lock, err, "%s.lock", path) || cosim_lock(lock, &fd, err)) {
        if (fd >= 0)
            close(fd);
        return true;
    }
    cosim_remove(path);
    *removed = !cosim_exists(path);
    unlink(lock);
    close(fd);
    return false;
}

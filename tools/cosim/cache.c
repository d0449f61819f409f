/* cache.c - where models are kept, and the folder of our own in it. */
#include "build.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static const char work_prefix[] = "work-";

static bool cache_dir(char dir[COSIM_PATH], bac_error *err) {
    const char *own = getenv("BAC_CACHE"), *xdg = getenv("XDG_CACHE_HOME");
    const char *home = getenv("HOME");
    char name[COSIM_PATH];
    bool bad;
    if (own && own[0])
        bad = cosim_path(name, err, "%s", own);
    else if (xdg && xdg[0] == '/')
        bad = cosim_path(name, err, "%s/bac", xdg);
    else if (home && home[0] == '/')
        bad = cosim_path(name, err, "%s/.cache/bac", home);
    else
        return bac_fail(err, BAC_ERR_INPUT, "BAC_CACHE",
                        "no place for built models: set BAC_CACHE or HOME");
    bad = bad || bac_dir_make(name, true, err);
    if (!bad && !realpath(name, dir)) /* dir holds PATH_MAX bytes */
        bad = bac_fail(err, BAC_ERR_IO, name, "cannot be resolved: %s", strerror(errno));
    return bad;
}

/* Folders of processes that are gone: nobody holds their lock. */
static void sweep(const char *dir) {
    DIR *d = opendir(dir);
    if (!d)
        return;
    for (struct dirent *e; (e = readdir(d));) {
        char lock[COSIM_PATH], folder[COSIM_PATH];
        if (strncmp(e->d_name, work_prefix, sizeof work_prefix - 1) != 0 ||
            cosim_path(folder, NULL, "%s/%s", dir, e->d_name) != BAC_OK ||
            cosim_path(lock, NULL, "%s/.lock", folder) != BAC_OK)
            continue;
        int fd = open(lock, O_RDWR | O_CLOEXEC);
        if (fd < 0)
            continue; /* just being made */
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            cosim_remove(folder);
        close(fd);
    }
    closedir(d);
}

bool cosim_lock(const char *path, int how, int *fd, bac_error *err) {
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    return (*fd < 0 || flock(*fd, how) != 0) &&
           bac_fail(err, BAC_ERR_IO, path, "cannot be locked: %s", strerror(errno));
}

bool cosim_cache_open(cosim_cache *cache, bac_error *err) {
    char lock[COSIM_PATH];
    *cache = (cosim_cache){.lock = -1};
    if (cache_dir(cache->dir, err) ||
        cosim_path(cache->work, err, "%s/%sXXXXXX", cache->dir, work_prefix)) {
        cache->work[0] = '\0';
        return true;
    }
    sweep(cache->dir);
    if (!mkdtemp(cache->work)) {
        cache->work[0] = '\0';
        return bac_fail(err, BAC_ERR_IO, cache->dir, "cannot be written: %s", strerror(errno));
    }
    bool bad = cosim_path(lock, err, "%s/.lock", cache->work) ||
               cosim_path(cache->rtl, err, "%s/rtl", cache->work) ||
               bac_dir_make(cache->rtl, true, err) ||
               cosim_lock(lock, LOCK_EX | LOCK_NB, &cache->lock, err);
    if (bad)
        cosim_cache_close(cache);
    return bad;
}

void cosim_cache_close(cosim_cache *cache) {
    if (cache->work[0])
        cosim_remove(cache->work);
    if (cache->lock >= 0)
        close(cache->lock);
    cache->lock = -1;
    cache->work[0] = '\0';
}

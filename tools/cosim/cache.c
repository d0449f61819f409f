/* cache.c - the folder of the models, and this process's own folder in it. */
#include "build.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static const char work_prefix[] = "work-";

static bool cache_dir(char dir[BAC_PATH_ROOM], bac_error *err) {
    const char *own = getenv("BAC_CACHE"), *xdg = getenv("XDG_CACHE_HOME");
    const char *home = getenv("HOME");
    char name[BAC_PATH_ROOM];
    bool bad;
    if (own && own[0])
        bad = bac_path(name, err, "%s", own);
    else if (xdg && xdg[0] == '/')
        bad = bac_path(name, err, "%s/bac", xdg);
    else if (home && home[0] == '/')
        bad = bac_path(name, err, "%s/.cache/bac", home);
    else
        return bac_fail(err, BAC_ERR_INPUT, "BAC_CACHE",
                        "no place for built models: set BAC_CACHE or HOME");
    bad = bad || bac_dir_make(name, true, err);
    if (!bad && !realpath(name, dir)) /* dir holds PATH_MAX bytes */
        bad = bac_fail(err, BAC_ERR_IO, name, "cannot be resolved: %s", strerror(errno));
    return bad;
}

/* Removes the folders of processes that are gone: nobody holds their lock. */
static void sweep(const char *dir) {
    DIR *d = opendir(dir);
    if (!d)
        return;
    for (struct dirent *e; (e = readdir(d));) {
        char lock[BAC_PATH_ROOM], folder[BAC_PATH_ROOM];
        if (strncmp(e->d_name, work_prefix, sizeof work_prefix - 1) != 0 ||
            bac_path(folder, NULL, "%s/%s", dir, e->d_name) ||
            bac_path(lock, NULL, "%s/.lock", folder))
            continue;
        int fd = open(lock, O_RDWR | O_CLOEXEC);
        if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0)
            cosim_remove(folder);
        if (fd >= 0)
            close(fd);
    }
    closedir(d);
}

/* A new folder, and its lock held. */
static bool make_work(cosim_cache *cache, bac_error *err) {
    char lock[BAC_PATH_ROOM];
    if (bac_path(cache->work, err, "%s/%sXXXXXX", cache->dir, work_prefix))
        return true;
    if (!mkdtemp(cache->work)) {
        cache->work[0] = '\0';
        return bac_fail(err, BAC_ERR_IO, cache->dir, "cannot be written: %s", strerror(errno));
    }
    return bac_path(lock, err, "%s/.lock", cache->work) ||
           bac_path(cache->rtl, err, "%s/rtl", cache->work) ||
           bac_dir_make(cache->rtl, true, err) || cosim_lock(lock, &cache->lock, err);
}

bool cosim_cache_open(cosim_cache *cache, bac_error *err) {
    *cache = (cosim_cache){.lock = -1};
    if (cache_dir(cache->dir, err))
        return true;
    /* one process at a time, so that none sweeps a folder whose lock is not held yet */
    int guard = open(cache->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (guard < 0 || flock(guard, LOCK_EX) != 0)
        return bac_fail(err, BAC_ERR_IO, cache->dir, "cannot be locked: %s", strerror(errno));
    sweep(cache->dir);
    bool bad = make_work(cache, err);
    close(guard);
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

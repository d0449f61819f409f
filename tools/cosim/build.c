#include "build.h"

#include "common/tool.h"
#include "make.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const variant_names[] = {"plain", "trace", "pins", "coverage"};

bool cosim_key(const cosim_cache *cache, cosim_variant variant, char key[COSIM_KEY],
               bac_error *err) {
    char path[BAC_PATH_ROOM];
    char *text = NULL;
    size_t length = 0;
    bool bad = cosim_make(cache->work, "key", variant_names[variant], err) ||
               bac_path(path, err, "%s/key", cache->work) ||
               bac_file_read(path, 4096, &text, &length, err);
    snprintf(key, COSIM_KEY, "%s", text ? text : "");
    free(text);
    return bad;
}

static bool put(const char *from, const char *to, bac_error *err) {
    return rename(from, to) != 0 &&
           bac_fail(err, BAC_ERR_IO, to, "cannot be made: %s", strerror(errno));
}

/* Moves the finished files from the work folder to the entry. The work folder keeps its lock
 * file. */
static bool publish(const char *work, const char *model, bac_error *err) {
    char from[BAC_PATH_ROOM], to[BAC_PATH_ROOM], staging[BAC_PATH_ROOM];
    static const char *const parts[] = {"rtl", "bench", "identity", "SHA256SUMS", "build.log"};
    bool bad = bac_path(staging, err, "%s/entry", work) || bac_dir_make(staging, true, err);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && !bad; i++)
        bad = bac_path(from, err, "%s/%s", work, parts[i]) ||
              bac_path(to, err, "%s/%s", staging, parts[i]) || put(from, to, err);
    return bad || (put(staging, model, err) && !cosim_exists(model));
}

/* True if there is an intact entry; a damaged entry is reported. */
static bool is_intact(const char *model, const char *variant) {
    if (!cosim_exists(model))
        return false;
    if (!cosim_make(model, "intact", variant, NULL))
        return true;
    fprintf(stderr, "bac cosim: %s is damaged: it is built again\n", model);
    cosim_remove(model);
    return false;
}

bool cosim_build(cosim_cache *cache, cosim_variant variant, char model[BAC_PATH_ROOM],
                 bac_error *err) {
    const char *name = variant_names[variant];
    char key[COSIM_KEY], lock[BAC_PATH_ROOM];
    int fd = -1;
    bool bad = cosim_key(cache, variant, key, err) ||
               bac_path(model, err, "%s/%s-%s", cache->dir, key, name) ||
               bac_path(lock, err, "%s.lock", model) || cosim_lock(lock, &fd, err);
    /* another process may have made it while we waited */
    if (!bad && !is_intact(model, name)) {
        const double started = tool_seconds();
        bad = cosim_make(cache->work, "bench", name, err) || publish(cache->work, model, err);
        if (!bad)
            fprintf(stderr, "bac cosim: model built in %.1f s\n", tool_seconds() - started);
    }
    if (fd >= 0) {
        unlink(lock);
        close(fd);
    }
    return bad;
}

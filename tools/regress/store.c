/* store.c - the folder DIR: its lock, and a file for every finished run. */
#include "regress.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static const char *const folders[] = {"", "/runs", "/logs", "/work"};

/* Locks one part of DIR for this process, so that no two processes do the same work. */
bac_status regress_open(const char *dir, const char *part, int *lock, bac_error *err) {
    char path[BAC_PATH_ROOM];
    *lock = -1;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        if (bac_path(path, err, "%s%s", dir, folders[i]))
            return BAC_ERR_INPUT;
        bac_status status = bac_dir_make(path, true, err);
        if (status != BAC_OK)
            return status;
    }
    if (access(dir, W_OK | X_OK) != 0)
        return bac_fail(err, BAC_ERR_IO, dir, "cannot be written: %s", strerror(errno));
    if (bac_path(path, err, "%s/work/%s.lock", dir, part))
        return BAC_ERR_INPUT;
    *lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (*lock < 0)
        return bac_fail(err, BAC_ERR_IO, path, "cannot be made: %s", strerror(errno));
    if (flock(*lock, LOCK_EX | LOCK_NB) == 0)
        return BAC_OK;
    return bac_fail(err, BAC_ERR_INPUT, dir,
                    "another bac regress works there; wait for it, or name another folder");
}

void regress_result_clear(regress_result *result) {
    json_decref(result->bench);
    json_decref(result->words);
    json_decref(result->figures);
    json_decref(result->reasons);
    free(result->failure);
    free(result->detail);
    char key[REGRESS_KEY];
    memcpy(key, result->key, sizeof key);
    *result = (regress_result){0};
    memcpy(result->key, key, sizeof key);
}

/* A damaged file counts as missing. */
void regress_find(regress *r, const char *dir, uint32_t i) {
    regress_result *result = &r->result[i];
    char path[BAC_PATH_ROOM];
    json_error_t error;
    if (bac_path(path, NULL, "%s/runs/%s.json", dir, result->key))
        return;
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error), *bench, *words;
    double seconds;
    const char *key;
    if (root &&
        json_unpack(root, "{s:s, s:F, s:o, s:o}", "run", &key, "seconds", &seconds, "words", &words,
                    "bench", &bench) == 0 &&
        strcmp(key, result->key) == 0 && json_is_object(bench) && json_is_object(words)) {
        result->bench = json_incref(bench);
        result->words = json_incref(words);
        result->seconds = seconds;
        result->reused = true;
    }
    json_decref(root);
}

bac_status regress_keep(const regress *r, uint32_t i, bac_error *err) {
    const regress_result *result = &r->result[i];
    char path[BAC_PATH_ROOM];
    if (bac_path(path, err, "%s/runs/%s.json", r->dir, result->key))
        return BAC_ERR_INPUT;
    json_t *root =
        json_pack("{s:s, s:s, s:f, s:O, s:O}", "run", result->key, "case", r->s->cases[i].name,
                  "seconds", result->seconds, "words", result->words, "bench", result->bench);
    char *text = root ? json_dumps(root, JSON_INDENT(1)) : NULL;
    json_decref(root);
    if (!text)
        return bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    bac_status status = bac_file_write(path, text, strlen(text), err);
    free(text);
    return status;
}

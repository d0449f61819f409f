/* scratch.c - files, checks, random numbers and the small network of the harnesses. */
#define _GNU_SOURCE /* mkdtemp */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];

_Noreturn void fuzz_broken(const char *condition, const char *file, int line) {
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
    abort();
}

static uint32_t state;

void fuzz_seed(uint32_t seed) {
    state = seed;
}

uint32_t fuzz_draw(uint32_t n) {
    state = state * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)(state >> 8) * n >> 24);
}

static void remove_folder(void) {
    DIR *dir = opendir(folder);
    for (struct dirent *e; dir && (e = readdir(dir));)
        unlinkat(dirfd(dir), e->d_name, 0);
    if (dir)
        closedir(dir);
    rmdir(folder);
}

const char *fuzz_file(const char *name, const uint8_t *data, size_t size) {
    static char path[128];
    if (!folder[0]) {
        snprintf(folder, sizeof folder, "%s/bac-fuzz.XXXXXX",
                 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
        FUZZ_CHECK(mkdtemp(folder));
        atexit(remove_folder);
    }
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    FUZZ_CHECK(file && fwrite(data, 1, size, file) == size && fclose(file) == 0);
    return path;
}

void fuzz_refusal(bac_status status, const bac_error *err) {
    if (status == BAC_OK)
        return;
    FUZZ_CHECK(err->where[0] && memchr(err->where, '\0', sizeof err->where));
    FUZZ_CHECK(err->text[0] && memchr(err->text, '\0', sizeof err->text));
}

const bac_net *fuzz_tiny(void) {
    static bac_net *net;
    if (!net)
        FUZZ_CHECK(bac_net_load(BAC_FUZZ_TINY, &net, NULL) == BAC_OK);
    return net;
}

/* scratch.c - see scratch.h. */
#include "scratch.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

char *scratch_dir(void) {
    char *dir = strdup("/tmp/bac-unit-XXXXXX");
    if (!dir || !mkdtemp(dir))
        abort();
    return dir;
}

const char *scratch_path(const char *dir, const char *name) {
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

/* Bytes of the pages that hold `size` bytes. */
static size_t pages(size_t size) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (size + page - 1) / page * page;
}

char *scratch_edge(const char *data, size_t size) {
    const size_t inside = pages(size), guard = pages(1);
    char *map =
        mmap(NULL, inside + guard, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED || mprotect(map + inside, guard, PROT_NONE) != 0)
        abort();
    char *copy = map + inside - size;
    memcpy(copy, data, size);
    return copy;
}

void scratch_edge_free(char *data, size_t size) {
    if (munmap(data + size - pages(size), pages(size) + pages(1)) != 0)
        abort();
}

static bool is_entry(const struct dirent *e) {
    return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
}

int scratch_count(const char *dir) {
    DIR *d = opendir(dir);
    if (!d)
        abort();
    int n = 0;
    for (struct dirent *e; (e = readdir(d));)
        n += is_entry(e);
    closedir(d);
    return n;
}

void scratch_remove(char *dir) {
    DIR *d = opendir(dir);
    if (!d)
        abort();
    for (struct dirent *e; (e = readdir(d));) {
        if (!is_entry(e))
            continue;
        char *inside = strdup(scratch_path(dir, e->d_name));
        if (!inside)
            abort();
        struct stat info;
        if (lstat(inside, &info) == 0 && S_ISDIR(info.st_mode)) {
            scratch_remove(inside);
        } else {
            remove(inside);
            free(inside);
        }
    }
    closedir(d);
    rmdir(dir);
    free(dir);
}

void scratch_write(const char *path, const void *data, size_t size) {
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(data, 1, size, f) != size || fclose(f))
        abort();
}

char *scratch_read(const char *path, size_t *size) {
    FILE *f = fopen(path, "rb");
    if (!f || fseek(f, 0, SEEK_END))
        abort();
    long n = ftell(f);
    if (n < 0 || fseek(f, 0, SEEK_SET))
        abort();
    char *data = malloc((size_t)n + 1);
    if (!data || fread(data, 1, (size_t)n, f) != (size_t)n)
        abort();
    fclose(f);
    data[n] = 0;
    if (size)
        *size = (size_t)n;
    return data;
}

const char *scratch_error(const bac_error *err) {
    static char text[1024];
    snprintf(text, sizeof text, "%s: %s", err->where, err->text);
    return text;
}

char *scratch_replace(const char *text, const char *from, const char *to) {
    const char *at = strstr(text, from);
    if (!at) {
        fprintf(stderr, "no '%s' to replace\n", from);
        abort();
    }
    size_t before = (size_t)(at - text);
    char *out = malloc(strlen(text) + strlen(to) + 1);
    if (!out)
        abort();
    memcpy(out, text, before);
    strcpy(out + before, to);
    strcat(out, at + strlen(from));
    return out;
}

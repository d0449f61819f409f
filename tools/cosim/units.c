#include "units.h"

#include "read_text.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { UNIT_BYTES = 300 * 1000 };

static int generated_source(const struct dirent *e) {
    return strncmp(e->d_name, "Vbac_top", 8) == 0 && bac_ends_with(e->d_name, ".cpp");
}

/* Verilator's own marks. */
static bool rarely_run(const char *name) {
    return strstr(name, "__Slow") || strstr(name, "__Syms") || strstr(name, "__Trace");
}

static uint64_t size_of(const char *dir, const char *name) {
    char path[COSIM_PATH];
    struct stat st;
    return cosim_path(path, NULL, "%s/%s", dir, name) || stat(path, &st) != 0
               ? 0
               : (uint64_t)st.st_size;
}

static bool write_unit(const char *dir, const char *kind, uint32_t number, const char *text,
                       bac_error *err) {
    char path[COSIM_PATH];
    return cosim_path(path, err, "%s/%s%u.cpp", dir, kind, (unsigned)number) ||
           bac_file_write(path, text, strlen(text), err);
}

/* The sources of one kind, in the order of the listing. */
static bool write_kind(const char *dir, struct dirent *const *list, int n, bool slow,
                       uint32_t *units, bac_error *err) {
    enum { ROOM = 1 << 16 };
    const char *kind = slow ? "slow" : "fast";
    char *text = malloc(ROOM);
    size_t used = 0;
    uint64_t bytes = 0;
    bool bad = !text && bac_fail(err, BAC_ERR_MEMORY, dir, "out of memory");
    for (int i = 0; i < n && !bad; i++) {
        const char *name = list[i]->d_name;
        if (rarely_run(name) != slow)
            continue;
        uint64_t size = size_of(dir, name);
        if (used > 0 && (bytes + size > UNIT_BYTES || used + strlen(name) + 16 > ROOM)) {
            bad = write_unit(dir, kind, (*units)++, text, err);
            used = 0;
            bytes = 0;
        }
        used += (size_t)snprintf(text + used, ROOM - used, "#include \"%s\"\n", name);
        bytes += size;
    }
    bad = bad || (used > 0 && write_unit(dir, kind, (*units)++, text, err));
    free(text);
    return bad;
}

bool cosim_units_write(const char *dir, cosim_units *units, bac_error *err) {
    struct dirent **list = NULL;
    *units = (cosim_units){0};
    int n = scandir(dir, &list, generated_source, alphasort);
    if (n < 1)
        return bac_fail(err, BAC_ERR_IO, dir, "Verilator left no sources here");
    bool bad = write_kind(dir, list, n, false, &units->fast, err) ||
               write_kind(dir, list, n, true, &units->slow, err);
    for (int i = 0; i < n; i++)
        free(list[i]);
    free(list);
    return bad;
}

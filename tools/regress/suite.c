/* suite.c - a suite from its file, and which of its cases are asked for. */
#include "suite.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_LIMIT = 1 << 24, DEFAULT_TIMEOUT = 3600 };

const char *suite_text(suite *s, const char *format, ...) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    va_list args;
    if (!out)
        return NULL;
    va_start(args, format);
    vfprintf(out, format, args);
    va_end(args);
    if (fclose(out) != 0 || !suite_grow((void **)&s->owned, s->n_owned, sizeof *s->owned)) {
        free(text);
        return NULL;
    }
    return s->owned[s->n_owned++] = text;
}

/* Room for a power of two. */
bool suite_grow(void **list, uint32_t n, size_t size) {
    if (n != 0 && (n & (n - 1)) != 0)
        return true;
    void *more = realloc(*list, (n ? 2 * (size_t)n : 1) * size);
    if (more)
        *list = more;
    return more != NULL;
}

bac_status suite_refuse(const suite *s, uint32_t line, bac_error *err, const char *format, ...) {
    char where[BAC_TEXT_WHERE];
    va_list args;
    snprintf(where, sizeof where, "%.230s:%u", s->path, line);
    va_start(args, format);
    bac_vfail(err, BAC_ERR_INPUT, where, format, args);
    va_end(args);
    return BAC_ERR_INPUT;
}

static bac_status place(suite *s, const char *path, const char *folder) {
    const char *slash = strrchr(path, '/');
    const int length = slash ? (int)(slash - path) + (slash == path) : 1;
    const char *file = slash ? slash + 1 : path, *dot = strrchr(file, '.');
    s->path = suite_text(s, "%s", path);
    s->home = suite_text(s, "%.*s", length, slash ? path : ".");
    s->folder = folder ? suite_text(s, "%s", folder) : s->home;
    s->name =
        suite_text(s, "%.*s", dot && dot > file ? (int)(dot - file) : (int)strlen(file), file);
    return s->path && s->folder && s->name ? BAC_OK : BAC_ERR_MEMORY;
}

bac_status suite_load(const char *path, const char *folder, suite *s, bac_error *err) {
    char *text = NULL;
    size_t size = 0;
    *s = (suite){.timeout = DEFAULT_TIMEOUT};
    bac_status status = bac_file_read(path, FILE_LIMIT, &text, &size, err);
    if (status == BAC_OK && place(s, path, folder) != BAC_OK)
        status = bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    if (status == BAC_OK) {
        SHA256Data((const uint8_t *)text, size, s->hash);
        status = suite_read(s, text, size, err);
    }
    free(text);
    if (status == BAC_OK)
        status = suite_expand(s, err);
    if (status == BAC_OK && s->gates && *s->gates != '/' &&
        !(s->gates = suite_text(s, "%s/%s", s->home, s->gates)))
        status = bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    if (status != BAC_OK)
        suite_free(s);
    return status;
}

void suite_free(suite *s) {
    for (uint32_t i = 0; i < s->n_nets; i++)
        bac_net_free(s->net[i].net);
    for (uint32_t i = 0; i < s->n_designs; i++)
        bac_plan_free(s->design[i].plan);
    for (uint32_t g = 0; g < s->n_groups; g++) {
        for (int axis = 0; axis < SUITE_AXES; axis++)
            free(s->group[g].axis[axis].value);
        free(s->group[g].each.name);
        free(s->group[g].each.value);
    }
    for (uint32_t i = 0; i < s->n_owned; i++)
        free(s->owned[i]);
    free(s->owned);
    free(s->group);
    free(s->net);
    free(s->design);
    free(s->frames);
    free(s->cases);
    *s = (suite){0};
}

/* ---- which cases */

const char *suite_axis_of(const suite *s, const suite_case *c, suite_axis axis,
                          char room[SUITE_ROOM]) {
    const suite_design *d = &s->design[c->design];
    switch (axis) {
    case SUITE_NET:
        return s->net[d->net].name;
    case SUITE_PLAN:
        return d->is_rtl ? "" : d->name;
    case SUITE_RTL:
        return d->is_rtl ? d->name : "";
    case SUITE_FRAMES:
        return s->frames[c->frames].name;
    case SUITE_RANGE:
        snprintf(room, SUITE_ROOM, "%" PRIu64 ":%" PRIu64, c->first, c->last);
        return room;
    case SUITE_STALL:
        return c->stall;
    case SUITE_SEED:
        snprintf(room, SUITE_ROOM, "%" PRIu64, c->seed);
        return room;
    case SUITE_AXES:
        break;
    }
    return c->name;
}

/* One of GLOB,GLOB.. */
static bool matches(const char *globs, const char *value) {
    char glob[256];
    for (const char *at = globs; *at;) {
        const size_t length = strcspn(at, ",");
        snprintf(glob, sizeof glob, "%.*s", (int)length, at);
        if (fnmatch(glob, value, 0) == 0)
            return true;
        at += length + (at[length] == ',');
    }
    return false;
}

bool suite_only(suite *s, const char *filter) {
    const char *equals = strchr(filter, '=');
    const size_t length = equals ? (size_t)(equals - filter) : 0;
    static const char *const others[] = {"group", "case"};
    int key = -1;
    for (int axis = 0; axis < SUITE_AXES; axis++)
        if (strlen(suite_axis_name((suite_axis)axis)) == length &&
            memcmp(suite_axis_name((suite_axis)axis), filter, length) == 0)
            key = axis;
    for (int i = 0; i < 2; i++)
        if (strlen(others[i]) == length && memcmp(others[i], filter, length) == 0)
            key = SUITE_AXES + i;
    if (key < 0)
        return false;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < s->n_cases; i++) {
        char room[SUITE_ROOM];
        const suite_case *c = &s->cases[i];
        const char *value = key == SUITE_AXES  ? c->group
                            : key > SUITE_AXES ? c->name
                                               : suite_axis_of(s, c, (suite_axis)key, room);
        if (matches(equals + 1, value))
            s->cases[kept++] = *c;
    }
    s->n_cases = kept;
    return true;
}

void suite_shard(suite *s, uint32_t i, uint32_t n) {
    const uint32_t first = (uint32_t)((uint64_t)s->n_cases * i / n);
    const uint32_t last = (uint32_t)((uint64_t)s->n_cases * (i + 1) / n);
    memmove(s->cases, s->cases + first, (last - first) * sizeof *s->cases);
    s->n_cases = last - first;
}

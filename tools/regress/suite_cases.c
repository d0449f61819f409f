/* suite_cases.c - selects cases of a suite, by --only and --shard. */
#include "suite.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

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

/* True when the value matches one of GLOB,GLOB.. */
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

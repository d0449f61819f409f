/* suite_expand.c - expands groups to cases; checks every value and reads every file once. */
#define _GNU_SOURCE /* memrchr */
#include "cosim/fs.h"
#include "golden/golden.h"
#include "suite.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CASES = 1000000 };

/* The expansion of one tuple of a group. */
typedef struct expansion {
    suite *s;
    const suite_group *group;
    uint32_t tuple;
    const char *name; /* of the group, with its values */
    bac_error *err;
} expansion;

static bac_status no_memory(const suite *s, bac_error *err) {
    return bac_fail(err, BAC_ERR_MEMORY, s->path, "out of memory");
}

/* ---- text with {NAME} in it */

static const char *value_of(const expansion *x, const char *name, size_t length) {
    const suite_each *e = &x->group->each;
    for (uint32_t i = 0; i < e->n_names; i++)
        if (strlen(e->name[i]) == length && memcmp(e->name[i], name, length) == 0)
            return e->value[(size_t)x->tuple * e->n_names + i];
    return NULL;
}

static bac_status replace(const expansion *x, uint32_t line, const char *text, const char **out) {
    char *made = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&made, &size);
    bac_status status = file ? BAC_OK : no_memory(x->s, x->err);
    while (status == BAC_OK && *text) {
        const char *close = *text == '{' ? strchr(text, '}') : NULL;
        if (!close) {
            fputc(*text++, file);
            continue;
        }
        const char *value = value_of(x, text + 1, (size_t)(close - text - 1));
        if (value)
            fputs(value, file);
        else
            status = suite_refuse(x->s, line, x->err, "%.*s: no each of the group names it",
                                  (int)(close - text + 1), text);
        text = close + 1;
    }
    if (file && fclose(file) != 0 && status == BAC_OK)
        status = no_memory(x->s, x->err);
    if (status == BAC_OK && !(*out = suite_text(x->s, "%s", made)))
        status = no_memory(x->s, x->err);
    free(made);
    return status;
}

/* The group's own values of an axis, else those for all. */
static const suite_list *list_of(const expansion *x, suite_axis axis) {
    const suite_list *own = &x->group->axis[axis];
    const bool has_design = x->group->axis[SUITE_PLAN].n + x->group->axis[SUITE_RTL].n > 0;
    if (own->n > 0 || (has_design && (axis == SUITE_PLAN || axis == SUITE_RTL)))
        return own;
    return &x->s->group[0].axis[axis];
}

static bac_status value_at(const expansion *x, suite_axis axis, uint32_t i, suite_value *v) {
    *v = list_of(x, axis)->value[i];
    return replace(x, v->line, v->text, &v->text);
}

/* ---- files */

static const char *path_of(suite *s, const char *text) {
    return *text == '/' || strcmp(s->folder, ".") == 0 ? text
                                                       : suite_text(s, "%s/%s", s->folder, text);
}

/* Name of a file in the names of cases: without folder and ending, and without characters that such
 * a name cannot contain. */
static const char *name_of(suite *s, const char *path) {
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    size_t from = length;
    while (from > 0 && path[from - 1] != '/')
        from--;
    const char *dot = memrchr(path + from, '.', length - from);
    const size_t end = dot && dot > path + from ? (size_t)(dot - path) : length;
    char *name = (char *)suite_text(s, "%.*s", (int)(end - from), path + from);
    for (char *p = name; p && *p; p++)
        if (strchr(" \t,*?[]", *p))
            *p = '_';
    return name;
}

static bac_status hash_file(const suite *s, uint32_t line, const char *path, char hash[65],
                            bac_error *err) {
    uint64_t size;
    bac_error cause = {0};
    return golden_sha(path, hash, &size, &cause) == BAC_OK
               ? BAC_OK
               : suite_refuse(s, line, err, "%.200s: %.250s", cause.where, cause.text);
}

static bac_status find_net(const expansion *x, const suite_value *v, uint32_t *index) {
    suite *s = x->s;
    bac_error cause = {0};
    suite_net made = {.path = path_of(s, v->text)};
    for (*index = 0; made.path && *index < s->n_nets; ++*index)
        if (strcmp(s->net[*index].path, made.path) == 0)
            return BAC_OK;
    if (!made.path || !(made.name = name_of(s, made.path)) ||
        !suite_grow((void **)&s->net, s->n_nets, sizeof *s->net))
        return no_memory(s, x->err);
    for (uint32_t i = 0; i < s->n_nets; i++)
        if (strcmp(s->net[i].name, made.name) == 0)
            return suite_refuse(s, v->line, x->err, "%s and %s are both called %s: rename one",
                                s->net[i].path, made.path, made.name);
    if (bac_net_load(made.path, &made.net, &cause) != BAC_OK)
        return suite_refuse(s, v->line, x->err, "%.200s: %.250s", cause.where, cause.text);
    s->net[s->n_nets++] = made;
    return hash_file(s, v->line, made.path, s->net[*index].hash, x->err);
}

static bac_status load_plan(const expansion *x, const suite_value *v, suite_design *d) {
    const suite *s = x->s;
    const bac_net *net = s->net[d->net].net;
    bac_error cause = {0};
    bac_style style;
    bac_status status;
    if (!d->is_rtl && bac_style_find(v->text, &style)) {
        d->path = NULL;
        status = bac_plan_create(net, &d->plan, &cause);
        if (status == BAC_OK)
            bac_plan_set_style(net, d->plan, style);
    } else {
        char path[BAC_PATH_ROOM];
        if (bac_path(path, &cause, d->is_rtl ? "%s/plan.cfg" : "%s", d->path))
            status = BAC_ERR_INPUT;
        else
            status = bac_plan_load(path, net, &d->plan, &cause);
    }
    return status == BAC_OK
               ? BAC_OK
               : suite_refuse(s, v->line, x->err, "%.200s: %.250s", cause.where, cause.text);
}

static bac_status find_design(const expansion *x, uint32_t net, const suite_value *v, bool is_rtl,
                              uint32_t *index) {
    suite *s = x->s;
    bac_style style;
    const bool by_style = !is_rtl && bac_style_find(v->text, &style);
    suite_design made = {.net = net,
                         .line = v->line,
                         .is_rtl = is_rtl,
                         .path = by_style ? v->text : path_of(s, v->text)};
    made.name = made.path ? by_style ? v->text : name_of(s, made.path) : NULL;
    if (!made.name)
        return no_memory(s, x->err);
    for (*index = 0; *index < s->n_designs; ++*index) {
        const suite_design *d = &s->design[*index];
        if (d->net != net || strcmp(d->name, made.name) != 0)
            continue;
        if (d->is_rtl == is_rtl && strcmp(d->path ? d->path : d->name, made.path) == 0)
            return BAC_OK;
        return suite_refuse(s, v->line, x->err, "%s and %s are both called %s: rename one",
                            d->path ? d->path : d->name, made.path, made.name);
    }
    if (!suite_grow((void **)&s->design, s->n_designs, sizeof *s->design))
        return no_memory(s, x->err);
    bac_status status = load_plan(x, v, &made);
    if (status == BAC_OK)
        s->design[s->n_designs++] = made;
    return status;
}

static bac_status find_frames(const expansion *x, uint32_t net, const suite_value *v,
                              uint32_t *index) {
    suite *s = x->s;
    bac_error cause = {0};
    int32_t *codes = NULL;
    suite_frames made = {.path = path_of(s, v->text), .net = net};
    for (*index = 0; made.path && *index < s->n_frames; ++*index)
        if (s->frames[*index].net == net && strcmp(s->frames[*index].path, made.path) == 0)
            return BAC_OK;
    if (!made.path || !(made.name = name_of(s, made.path)) ||
        !suite_grow((void **)&s->frames, s->n_frames, sizeof *s->frames))
        return no_memory(s, x->err);
    if (bac_frames_load(made.path, s->net[net].net, &made.n, &codes, &cause) != BAC_OK)
        return suite_refuse(s, v->line, x->err, "%.200s: %.250s", cause.where, cause.text);
    free(codes); /* the file is only checked here; the bench reads it again */
    s->frames[s->n_frames++] = made;
    return hash_file(s, v->line, made.path, s->frames[*index].hash, x->err);
}

/* ---- words */

static bac_status parse_range(const expansion *x, const suite_value *v, suite_case *c) {
    const suite_frames *f = &x->s->frames[c->frames];
    const char *at = v->text, *end = at + strlen(at);
    c->first = 0;
    c->last = f->n;
    if (strcmp(at, "all") == 0)
        return BAC_OK;
    if (bac_cut_digits(&at, end, &c->first) && *at == ':' &&
        bac_parse_count(at + 1, c->first + 1, f->n, &c->last))
        return BAC_OK;
    return suite_refuse(x->s, v->line, x->err,
                        "range '%.40s': A:B with 0 <= A < B <= %" PRIu64
                        " (the frames in %.200s) or all is asked for",
                        v->text, f->n, f->path);
}

static bac_status check_stall(const expansion *x, const suite_value *v) {
    bac_stall stall;
    bac_error cause = {0};
    return bac_stall_parse(v->text, &stall, &cause) == BAC_OK
               ? BAC_OK
               : suite_refuse(x->s, v->line, x->err, "stall: %.300s", cause.text);
}

/* ---- the product */

static bac_status add_case(const expansion *x, suite_case c) {
    suite *s = x->s;
    const suite_design *d = &s->design[c.design];
    c.group = x->name;
    c.name = suite_text(s, "%s/%s/%s/%s/%" PRIu64 ":%" PRIu64 "/%s/%" PRIu64, c.group,
                        s->net[d->net].name, d->name, s->frames[c.frames].name, c.first, c.last,
                        c.stall, c.seed);
    if (s->n_cases == MOST_CASES)
        return suite_refuse(s, x->group->line, x->err, "more than %d cases", MOST_CASES);
    if (!c.name || !suite_grow((void **)&s->cases, s->n_cases, sizeof *s->cases))
        return no_memory(s, x->err);
    s->cases[s->n_cases++] = c;
    return BAC_OK;
}

/* Adds a case for a seed, or for each seed of A..B. */
static bac_status add_span(const expansion *x, suite_case c, const suite_value *v) {
    uint64_t from, to;
    if (bac_parse_count(v->text, 0, UINT64_MAX, &from))
        to = from;
    else if (!suite_span(v->text, &from, &to))
        return suite_refuse(x->s, v->line, x->err,
                            "seed '%.40s': a whole number, or A..B of at most %d, is asked for",
                            v->text, SUITE_SPAN);
    bac_status status = BAC_OK;
    for (uint64_t i = 0; status == BAC_OK && i <= to - from; i++) {
        c.seed = from + i;
        status = add_case(x, c);
    }
    return status;
}

/* Adds the cases of one stall pattern, for all seeds. */
static bac_status add_seeds(const expansion *x, suite_case c, const suite_value *stall) {
    const suite_list *seeds = list_of(x, SUITE_SEED);
    bac_status status = check_stall(x, stall);
    c.stall = stall->text;
    c.seed = 1;
    if (status == BAC_OK && seeds->n == 0)
        return add_case(x, c);
    for (uint32_t i = 0; status == BAC_OK && i < seeds->n; i++) {
        suite_value v;
        status = value_at(x, SUITE_SEED, i, &v);
        if (status == BAC_OK)
            status = add_span(x, c, &v);
    }
    return status;
}

static const suite_value all_frames = {0, "all"}, no_stall = {0, "none"},
                         unrolled = {0, "unrolled"};

/* Adds the cases of one range, for all stall patterns. */
static bac_status add_stalls(const expansion *x, suite_case c) {
    const uint32_t n = list_of(x, SUITE_STALL)->n;
    bac_status status = n ? BAC_OK : add_seeds(x, c, &no_stall);
    for (uint32_t i = 0; status == BAC_OK && i < n; i++) {
        suite_value v;
        status = value_at(x, SUITE_STALL, i, &v);
        if (status == BAC_OK)
            status = add_seeds(x, c, &v);
    }
    return status;
}

static bac_status add_ranges(const expansion *x, suite_case c) {
    const uint32_t n = list_of(x, SUITE_RANGE)->n;
    suite_value v = all_frames;
    bac_status status = BAC_OK;
    for (uint32_t i = 0; status == BAC_OK && i < (n ? n : 1); i++) {
        if (n)
            status = value_at(x, SUITE_RANGE, i, &v);
        if (status == BAC_OK)
            status = parse_range(x, &v, &c);
        if (status == BAC_OK)
            status = add_stalls(x, c);
    }
    return status;
}

static bac_status add_frames(const expansion *x, suite_case c) {
    const uint32_t n = list_of(x, SUITE_FRAMES)->n, net = x->s->design[c.design].net;
    bac_status status = BAC_OK;
    for (uint32_t i = 0; status == BAC_OK && i < n; i++) {
        suite_value v;
        status = value_at(x, SUITE_FRAMES, i, &v);
        c.line = v.line;
        if (status == BAC_OK)
            status = find_frames(x, net, &v, &c.frames);
        if (status == BAC_OK)
            status = add_ranges(x, c);
    }
    return status;
}

static bac_status add_designs(const expansion *x, uint32_t net, suite_axis axis) {
    const uint32_t n = list_of(x, axis)->n;
    const bool standard = n == 0 && axis == SUITE_PLAN && list_of(x, SUITE_RTL)->n == 0;
    suite_value v = unrolled;
    bac_status status = BAC_OK;
    for (uint32_t i = 0; status == BAC_OK && i < (standard ? 1 : n); i++) {
        suite_case c = {0};
        if (n)
            status = value_at(x, axis, i, &v);
        if (status == BAC_OK)
            status = find_design(x, net, &v, axis == SUITE_RTL, &c.design);
        if (status == BAC_OK)
            status = add_frames(x, c);
    }
    return status;
}

static bac_status expand_tuple(expansion *x) {
    bac_status status = replace(x, x->group->line, x->group->name, &x->name);
    for (int axis = 0; status == BAC_OK && axis < SUITE_AXES; axis++)
        if ((axis == SUITE_NET || axis == SUITE_FRAMES) && list_of(x, (suite_axis)axis)->n == 0)
            status = suite_refuse(x->s, x->group->line, x->err, "group '%s' has no line '%s ..'",
                                  x->group->name, suite_axis_name((suite_axis)axis));
    for (uint32_t i = 0; status == BAC_OK && i < list_of(x, SUITE_NET)->n; i++) {
        suite_value v;
        uint32_t net;
        status = value_at(x, SUITE_NET, i, &v);
        if (status == BAC_OK)
            status = find_net(x, &v, &net);
        if (status == BAC_OK)
            status = add_designs(x, net, SUITE_PLAN);
        if (status == BAC_OK)
            status = add_designs(x, net, SUITE_RTL);
    }
    return status;
}

static int by_name(const void *a, const void *b) {
    const suite_case *const *x = a, *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

/* Refuses two cases of the same name, because a golden file identifies cases by name. */
static bac_status check_names(const suite *s, bac_error *err) {
    const suite_case **list = calloc(s->n_cases + 1, sizeof *list);
    bac_status status = list ? BAC_OK : no_memory(s, err);
    for (uint32_t i = 0; status == BAC_OK && i < s->n_cases; i++)
        list[i] = &s->cases[i];
    if (status == BAC_OK)
        qsort(list, s->n_cases, sizeof *list, by_name);
    for (uint32_t i = 1; status == BAC_OK && i < s->n_cases; i++)
        if (strcmp(list[i - 1]->name, list[i]->name) == 0)
            status = suite_refuse(s, list[i]->line, err, "case %s is there twice", list[i]->name);
    free(list);
    return status;
}

bac_status suite_expand(suite *s, bac_error *err) {
    bac_status status = BAC_OK;
    for (uint32_t g = 1; status == BAC_OK && g < s->n_groups; g++) {
        const uint32_t tuples = s->group[g].each.n_tuples;
        expansion x = {.s = s, .group = &s->group[g], .err = err};
        for (x.tuple = 0; status == BAC_OK && x.tuple < (tuples ? tuples : 1); x.tuple++)
            status = expand_tuple(&x);
    }
    return status == BAC_OK ? check_names(s, err) : status;
}

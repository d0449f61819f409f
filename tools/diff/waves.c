/* waves.c - the first time at which two FST files differ.
 *
 * Of the signals that both have by the same name and width. Pass one keeps a hash of all changes for
 * every time at which something changes, whatever their order; the first times that differ in it are
 * looked at in pass two. Nothing else of the files is held in memory. */
#define _GNU_SOURCE /* open_memstream */

#include "common/tool.h"
#include "diff.h"

#include <gtkwave/fstapi.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 12, CONTEXT = 5, NONE = -1 };

/* A signal of both files. */
typedef struct pair {
    char *name;
    uint32_t length;
    fstHandle handle[2];
} pair;

/* The changes of one time. */
typedef struct moment {
    uint64_t time, hash;
} moment;

typedef struct wave {
    const char *path;
    void *file;

    uint32_t n_vars;
    struct var {
        char *name;
        uint32_t length;
        fstHandle handle;
    } * var;
    int32_t *pair_of; /* by handle; NONE */
    char **value;     /* by pair: the last one */
    moment *list;
    size_t n;
} wave;

typedef struct waves {
    wave w[2];
    pair *p;
    uint32_t n;
    uint32_t only[2]; /* names that one file has */
    const char *example[2];
    bool failed; /* out of memory */
} waves;

/* ---- names */

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct var *)a)->name, ((const struct var *)b)->name);
}

static bool add_var(wave *w, const char *scope, const struct fstHier *h) {
    if ((w->n_vars & (w->n_vars - 1)) == 0) {
        void *more = realloc(w->var, (w->n_vars ? 2 * (size_t)w->n_vars : 1) * sizeof *w->var);
        if (!more)
            return false;
        w->var = more;
    }
    const size_t size = strlen(scope) + h->u.var.name_length + 2;
    char *name = malloc(size);
    if (!name)
        return false;
    snprintf(name, size, "%s.%s", scope, h->u.var.name);
    char *blank = strchr(name + strlen(scope), ' '); /* data [7:0] */
    if (blank)
        memmove(blank, blank + 1, strlen(blank));
    w->var[w->n_vars++] =
        (struct var){.name = name, .length = h->u.var.length, .handle = h->u.var.handle};
    return true;
}

static bool read_names(wave *w) {
    const struct fstHier *h;
    const char *scope = "";
    bool good = true;
    while (good && (h = fstReaderIterateHier(w->file))) {
        if (h->htyp == FST_HT_SCOPE)
            scope = fstReaderPushScope(w->file, h->u.scope.name, NULL);
        else if (h->htyp == FST_HT_UPSCOPE)
            scope = fstReaderPopScope(w->file);
        else if (h->htyp == FST_HT_VAR)
            good = add_var(w, scope ? scope : "", h);
    }
    if (good && w->n_vars > 0)
        qsort(w->var, w->n_vars, sizeof *w->var, by_name);
    return good;
}

/* Two names of the same pair of handles are one signal. */
static void add_pair(waves *s, const struct var *a, const struct var *b) {
    if (s->w[0].pair_of[a->handle] != NONE || s->w[1].pair_of[b->handle] != NONE)
        return;
    s->w[0].pair_of[a->handle] = s->w[1].pair_of[b->handle] = (int32_t)s->n;
    s->p[s->n++] = (pair){a->name, a->length, {a->handle, b->handle}};
}

static void add_only(waves *s, int which, const struct var *v) {
    if (s->only[which]++ == 0)
        s->example[which] = v->name;
}

static bool match_names(waves *s) {
    const uint32_t n[2] = {s->w[0].n_vars, s->w[1].n_vars};
    uint32_t i = 0, j = 0;
    s->p = calloc(n[0] + 1, sizeof *s->p);
    for (int k = 0; k < 2; k++) {
        const size_t handles = (size_t)fstReaderGetMaxHandle(s->w[k].file) + 1;
        s->w[k].pair_of = malloc(handles * sizeof *s->w[k].pair_of);
        for (size_t h = 0; s->w[k].pair_of && h < handles; h++)
            s->w[k].pair_of[h] = NONE;
    }
    if (!s->p || !s->w[0].pair_of || !s->w[1].pair_of)
        return false;
    while (i < n[0] || j < n[1]) {
        const struct var *a = i < n[0] ? &s->w[0].var[i] : NULL;
        const struct var *b = j < n[1] ? &s->w[1].var[j] : NULL;
        const int order = !a ? 1 : !b ? -1 : strcmp(a->name, b->name);
        if (order == 0 && a->length == b->length)
            add_pair(s, a, b);
        else if (order <= 0)
            add_only(s, 0, a);
        if (order > 0 || (order == 0 && a->length != b->length))
            add_only(s, 1, b);
        i += order <= 0;
        j += order >= 0;
    }
    for (int k = 0; k < 2; k++)
        s->w[k].value = calloc(s->n + 1, sizeof *s->w[k].value);
    return s->w[0].value && s->w[1].value;
}

/* ---- pass one */

typedef struct pass {
    waves *s;
    wave *w;
    uint64_t until;       /* pass two: nothing behind it */
    int32_t watched;      /* pass two: a pair; NONE */
    uint64_t at[CONTEXT]; /* its last changes */
    char *before[CONTEXT], *next[CONTEXT];
    uint64_t next_at[CONTEXT];
    uint32_t n_before, n_next;
    bool whole; /* pass one: keep a hash of every time */
} pass;

static uint64_t mix(uint64_t hash, const unsigned char *bytes, size_t n) {
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ bytes[i]) * 0x100000001b3u;
    return hash ^ hash >> 29;
}

static bool new_moment(wave *w, uint64_t time) {
    if ((w->n & (w->n - 1)) == 0) {
        void *more = realloc(w->list, (w->n ? 2 * w->n : 1) * sizeof *w->list);
        if (!more)
            return false;
        w->list = more;
    }
    w->list[w->n++] = (moment){time, 0};
    return true;
}

/* A real is 8 bytes of its own; all else is a digit a bit. */
static bool remember(char **value, const unsigned char *bytes, uint32_t n) {
    if (!*value)
        *value = malloc((size_t)n + 1);
    if (*value) {
        memcpy(*value, bytes, n);
        (*value)[n] = '\0';
    }
    return *value != NULL;
}

static void note_watched(pass *p, uint64_t time, const unsigned char *bytes, uint32_t n) {
    if (time <= p->until) {
        free(p->before[0]);
        memmove(p->before, p->before + 1, sizeof p->before - sizeof p->before[0]);
        memmove(p->at, p->at + 1, sizeof p->at - sizeof p->at[0]);
        p->before[CONTEXT - 1] = NULL;
        p->at[CONTEXT - 1] = time;
        p->n_before += p->n_before < CONTEXT;
        p->s->failed |= !remember(&p->before[CONTEXT - 1], bytes, n);
    } else if (p->n_next < CONTEXT) {
        p->next_at[p->n_next] = time;
        p->s->failed |= !remember(&p->next[p->n_next++], bytes, n);
    }
}

static void take(void *user, uint64_t time, fstHandle handle, const unsigned char *bytes,
                 uint32_t n) {
    pass *p = user;
    wave *w = p->w;
    const int32_t i = w->pair_of[handle];
    if (i == NONE || p->s->failed)
        return;
    const bool same = w->value[i] && memcmp(w->value[i], bytes, n) == 0;
    if (same)
        return;
    if (i == p->watched)
        note_watched(p, time, bytes, n);
    if (!p->whole && time > p->until)
        return;
    p->s->failed |= !remember(&w->value[i], bytes, n);
    if (!p->whole)
        return;
    if (w->n == 0 || w->list[w->n - 1].time != time)
        p->s->failed |= !new_moment(w, time);
    if (!p->s->failed)
        w->list[w->n - 1].hash +=
            mix(0xcbf29ce484222325u ^ (uint64_t)i * 0x9e3779b97f4a7c15u, bytes, n);
}

static void change(void *user, uint64_t time, fstHandle handle, const unsigned char *value) {
    pass *p = user;
    const int32_t i = p->w->pair_of[handle];
    if (i != NONE)
        take(user, time, handle, value, p->s->p[i].length);
}

static void change_long(void *user, uint64_t time, fstHandle handle, const unsigned char *value,
                        uint32_t n) {
    pass *p = user;
    const int32_t i = p->w->pair_of[handle];
    if (i != NONE && n >= p->s->p[i].length)
        take(user, time, handle, value, p->s->p[i].length);
}

static void forget(waves *s, wave *w) {
    for (uint32_t i = 0; w->value && i < s->n; i++) {
        free(w->value[i]);
        w->value[i] = NULL;
    }
}

static void run_pass(pass *p) {
    forget(p->s, p->w);
    fstReaderSetUnlimitedTimeRange(p->w->file);
    fstReaderSetFacProcessMaskAll(p->w->file);
    fstReaderIterBlocks2(p->w->file, change, change_long, p, NULL);
}

/* ---- what is printed */

static void put_value(FILE *out, const pair *p, const char *bits) {
    if (!bits) {
        fputs("nothing", out);
        return;
    }
    if (p->length == 8 && strspn(bits, "01xzXZ") != 8) { /* a real */
        double real;
        memcpy(&real, bits, sizeof real);
        fprintf(out, "%g", real);
        return;
    }
    if (p->length == 1 || strspn(bits, "01") != p->length) {
        fputs(bits, out);
        return;
    }
    fputs("0x", out);
    for (uint32_t i = 0, digit = 0; i < p->length; i++) {
        digit = 2 * digit + (uint32_t)(bits[i] - '0');
        if ((p->length - i) % 4 == 1) {
            fprintf(out, "%x", digit);
            digit = 0;
        }
    }
}

static const char *unit_of(const wave *w) {
    static const char *const units[] = {"s", "ms", "us", "ns", "ps", "fs"};
    const int power = -fstReaderGetTimescale(w->file);
    return power >= 0 && power <= 15 && power % 3 == 0 ? units[power / 3] : "units of time";
}

static void say_context(const waves *s, const pass p[2], int32_t i) {
    const pair *q = &s->p[i];
    const uint32_t first = CONTEXT - p[0].n_before;
    printf("%s, %s:\n", q->name,
           first < CONTEXT && p[0].at[first] < p[0].until ? "both before" : "from the start");
    for (uint32_t k = first; k < CONTEXT; k++) {
        if (p[0].at[k] >= p[0].until)
            continue;
        printf("    %" PRIu64 " ", p[0].at[k]);
        put_value(stdout, q, p[0].before[k]);
        putchar('\n');
    }
    for (int f = 0; f < 2; f++) {
        printf("then in %s:\n", s->w[f].path);
        for (uint32_t k = CONTEXT - p[f].n_before; k < CONTEXT; k++)
            if (p[f].at[k] == p[f].until) {
                printf("    %" PRIu64 " ", p[f].at[k]);
                put_value(stdout, q, p[f].before[k]);
                putchar('\n');
            }
        for (uint32_t k = 0; k < p[f].n_next; k++) {
            printf("    %" PRIu64 " ", p[f].next_at[k]);
            put_value(stdout, q, p[f].next[k]);
            putchar('\n');
        }
    }
}

static bool differs(const waves *s, uint32_t i) {
    const char *a = s->w[0].value[i], *b = s->w[1].value[i];
    return !a || !b ? a != b : memcmp(a, b, s->p[i].length) != 0;
}

/* {name, values: [of A, of B]}; NULL: out of memory */
static json_t *signal_json(const waves *s, uint32_t i) {
    json_t *values = json_array();
    for (int f = 0; f < 2; f++) {
        char *text = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&text, &size);
        if (out) {
            put_value(out, &s->p[i], s->w[f].value[i]);
            fclose(out);
        }
        json_array_append_new(values, text ? json_string(text) : NULL);
        free(text);
    }
    return json_pack("{s:s, s:o}", "name", s->p[i].name, "values", values);
}

static int say_parting(waves *s, uint64_t time, json_t **found) {
    json_t *signals = json_array();
    pass p[2] = {{s, &s->w[0], .until = time, .watched = NONE},
                 {s, &s->w[1], .until = time, .watched = NONE}};
    uint32_t n = 0;
    int32_t first = NONE;
    for (int f = 0; f < 2; f++)
        run_pass(&p[f]);
    printf("the waves part at %" PRIu64 " %s:\n", time, unit_of(&s->w[0]));
    for (uint32_t i = 0; i < s->n; i++) {
        if (!differs(s, i))
            continue;
        if (first == NONE)
            first = (int32_t)i;
        json_array_append_new(signals, signal_json(s, i));
        if (n++ >= SHOWN)
            continue;
        printf("  %s: %s ", s->p[i].name, s->w[0].path);
        put_value(stdout, &s->p[i], s->w[0].value[i]);
        printf(", %s ", s->w[1].path);
        put_value(stdout, &s->p[i], s->w[1].value[i]);
        putchar('\n');
    }
    if (n > SHOWN)
        printf("  and %u more signals\n", n - SHOWN);
    if (first != NONE) {
        for (int f = 0; f < 2; f++) {
            p[f].watched = first;
            run_pass(&p[f]);
        }
        say_context(s, p, first);
    }
    for (int f = 0; f < 2; f++)
        for (int k = 0; k < CONTEXT; k++) {
            free(p[f].before[k]);
            free(p[f].next[k]);
        }
    *found = json_pack("{s:b, s:I, s:s, s:o, s:[I, I]}", "equal", 0, "time", (json_int_t)time,
                       "unit", unit_of(&s->w[0]), "signals", signals, "only",
                       (json_int_t)s->only[0], (json_int_t)s->only[1]);
    return EXIT_MISMATCH;
}

static void say_only(const waves *s) {
    for (int f = 0; f < 2; f++)
        if (s->only[f] > 0)
            printf("in %s only: %u signals, as %s\n", s->w[f].path, s->only[f], s->example[f]);
}

static int compare(waves *s, json_t **found) {
    size_t k = 0;
    for (int f = 0; f < 2; f++) {
        pass p = {s, &s->w[f], .until = UINT64_MAX, .watched = NONE, .whole = true};
        run_pass(&p);
    }
    if (s->failed)
        return tool_refuse(s->w[0].path, "out of memory");
    const wave *a = &s->w[0], *b = &s->w[1];
    while (k < a->n && k < b->n && a->list[k].time == b->list[k].time &&
           a->list[k].hash == b->list[k].hash)
        k++;
    say_only(s);
    if (k < a->n || k < b->n) {
        const uint64_t at_a = k < a->n ? a->list[k].time : UINT64_MAX;
        const uint64_t at_b = k < b->n ? b->list[k].time : UINT64_MAX;
        return say_parting(s, at_a < at_b ? at_a : at_b, found);
    }
    printf("equal: %u signals, %zu times at which one changes\n", s->n, a->n);
    const bool whole = s->only[0] == 0 && s->only[1] == 0;
    *found = json_pack("{s:b, s:I, s:I, s:[I, I]}", "equal", (int)whole, "compared",
                       (json_int_t)s->n, "times", (json_int_t)a->n, "only", (json_int_t)s->only[0],
                       (json_int_t)s->only[1]);
    return whole ? EXIT_OK : EXIT_MISMATCH;
}

/* ---- files */

static bool open_wave(wave *w, const char *path) {
    w->path = path;
    w->file = fstReaderOpen(path);
    if (!w->file)
        return bac_fail(&tool_error, BAC_ERR_INPUT, path,
                        "no FST file, or not a whole one: make it again");
    return !read_names(w) && bac_fail(&tool_error, BAC_ERR_MEMORY, path, "out of memory");
}

static void close_waves(waves *s) {
    for (int f = 0; f < 2; f++) {
        wave *w = &s->w[f];
        forget(s, w);
        for (uint32_t i = 0; i < w->n_vars; i++)
            free(w->var[i].name);
        free(w->var);
        free(w->value);
        free(w->pair_of);
        free(w->list);
        if (w->file)
            fstReaderClose(w->file);
    }
    free(s->p);
}

int diff_waves(const char *a, const char *b, json_t **found) {
    waves s = {0};
    int status;
    if (open_wave(&s.w[0], a) || open_wave(&s.w[1], b))
        status = tool_fail();
    else if (!match_names(&s))
        status = tool_refuse(a, "out of memory");
    else if (s.n == 0)
        status = tool_refuse(b, "no signal has the name of one in %s", a);
    else
        status = compare(&s, found);
    close_waves(&s);
    return status;
}

/* suite_read.c - reads the lines of a suite: keys, groups, tuples. It does not open the files that
 * they name. */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = 256, NAMES = 16 };

static const bac_text_kind kind = {.is = "a suite is plain text", .longest = 65536};

typedef struct reader {
    bac_text text;
    suite *s;
    bac_words *line;
    uint32_t seen_name, seen_timeout;
} reader;

#define refuse(r, ...) bac_text_fail(&(r)->text, (r)->text.line, __VA_ARGS__)

static bac_status no_memory(const reader *r) {
    return bac_fail(r->text.err, BAC_ERR_MEMORY, r->s->path, "out of memory");
}

static suite_group *group_of(const reader *r) {
    return &r->s->group[r->s->n_groups - 1];
}

/* Takes the rest of the line, with the blanks inside. */
static bac_status take_rest(reader *r, const char *key, const char **rest) {
    bac_trim(&r->line->at, &r->line->end);
    const int n = (int)(r->line->end - r->line->at);
    if (n == 0)
        return refuse(r, "%s: its value is missing", key);
    *rest = suite_text(r->s, "%.*s", n, r->line->at);
    r->line->at = r->line->end;
    return *rest ? BAC_OK : no_memory(r);
}

static bool is_name(const char *word) {
    static const char ok[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-{}";
    return *word && strspn(word, ok) == strlen(word);
}

static bac_status take_name(reader *r, const char *key, const char **name) {
    char word[WORD];
    bac_status status = bac_words_word(r->line, key, word, sizeof word);
    if (status == BAC_OK && !is_name(word))
        status = refuse(r, "%s '%s': letters, digits and . _ - make a name", key, word);
    if (status == BAC_OK && !(*name = suite_text(r->s, "%s", word)))
        status = no_memory(r);
    return status;
}

static bac_status add_value(reader *r, suite_axis axis, const char *text) {
    suite_list *list = &group_of(r)->axis[axis];
    if (!text || !suite_grow((void **)&list->value, list->n, sizeof *list->value))
        return no_memory(r);
    list->value[list->n++] = (suite_value){r->text.line, text};
    return BAC_OK;
}

/* ---- keys of the whole suite */

static bac_status outside(const reader *r, const char *key) {
    return r->s->n_groups == 1
               ? BAC_OK
               : refuse(r, "%s is of the whole suite: it stands before the first group", key);
}

static bac_status once(const reader *r, const char *key, uint32_t *seen) {
    if (*seen)
        return refuse(r, "%s is there already, in line %u: remove one", key, *seen);
    *seen = r->text.line;
    return outside(r, key);
}

static bac_status key_name(reader *r) {
    bac_status status = once(r, "name", &r->seen_name);
    return status == BAC_OK ? take_name(r, "name", &r->s->name) : status;
}

static bac_status key_gates(reader *r) {
    bac_status status = once(r, "gates", &r->s->gates_line);
    return status == BAC_OK ? take_rest(r, "gates", &r->s->gates) : status;
}

static bac_status key_timeout(reader *r) {
    int64_t seconds = 0;
    bac_status status = once(r, "timeout", &r->seen_timeout);
    if (status == BAC_OK)
        status = bac_words_int(r->line, "timeout", 1, 1000000, &seconds);
    r->s->timeout = (uint64_t)seconds;
    return status;
}

/* ---- groups */

static bac_status open_group(reader *r, const char *name) {
    suite *s = r->s;
    for (uint32_t g = 1; g < s->n_groups; g++)
        if (strcmp(s->group[g].name, name) == 0)
            return refuse(r, "group '%s' is there already, in line %u", name, s->group[g].line);
    if (!suite_grow((void **)&s->group, s->n_groups, sizeof *s->group))
        return no_memory(r);
    s->group[s->n_groups++] = (suite_group){.line = r->text.line, .name = name};
    return BAC_OK;
}

static bac_status key_group(reader *r) {
    const char *name;
    bac_status status = take_name(r, "group", &name);
    return status == BAC_OK ? open_group(r, name) : status;
}

static bac_status add_each_value(reader *r, suite_each *e, uint32_t *n, const char *text) {
    if (!text || !suite_grow((void **)&e->value, *n, sizeof *e->value))
        return no_memory(r);
    e->value[(*n)++] = text;
    return BAC_OK;
}

bool suite_span(const char *word, uint64_t *from, uint64_t *to) {
    const char *at = word, *end = word + strlen(word);
    return bac_cut_digits(&at, end, from) && strncmp(at, "..", 2) == 0 &&
           bac_parse_count(at + 2, *from, UINT64_MAX, to) && *to - *from < SUITE_SPAN;
}

static bac_status each_word(reader *r, suite_each *e, uint32_t *n, const char *word) {
    uint64_t from, to;
    bac_status status = BAC_OK;
    if (e->n_names > 1 || !suite_span(word, &from, &to))
        return add_each_value(r, e, n, suite_text(r->s, "%s", word));
    for (uint64_t i = 0; status == BAC_OK && i <= to - from; i++)
        status = add_each_value(r, e, n, suite_text(r->s, "%llu", (unsigned long long)(from + i)));
    return status;
}

/* Reads the names of an `each` line; the last one ends in a colon. */
static bac_status each_names(reader *r, suite_each *e) {
    char word[WORD];
    for (bool last = false; !last;) {
        bac_status status = bac_words_word(r->line, "each NAME..: its colon", word, sizeof word);
        if (status != BAC_OK)
            return status;
        const size_t length = strlen(word);
        last = word[length - 1] == ':';
        if (last)
            word[length - 1] = '\0';
        if (!is_name(word) || strpbrk(word, "{}") || e->n_names == NAMES)
            return refuse(r, "each: '%s' is no name; it goes 'each NAME..: VALUE.. | VALUE..'",
                          word);
        const char *name = suite_text(r->s, "%s", word);
        if (!name || !suite_grow((void **)&e->name, e->n_names, sizeof *e->name))
            return no_memory(r);
        e->name[e->n_names++] = name;
    }
    return BAC_OK;
}

static bac_status key_each(reader *r) {
    char word[WORD];
    suite_each *e = &group_of(r)->each;
    uint32_t n = 0, in_tuple = 0;
    if (r->s->n_groups == 1)
        return refuse(r, "each stands in a group, and repeats it");
    if (e->line)
        return refuse(r, "each is there already, in line %u: remove one", e->line);
    e->line = r->text.line;
    bac_status status = each_names(r, e);
    uint32_t left = bac_words_count(r->line);
    while (status == BAC_OK && left > 0) {
        status = bac_words_word(r->line, "each", word, sizeof word);
        left--;
        const bool bar = status == BAC_OK && strcmp(word, "|") == 0;
        if (status == BAC_OK && !bar) {
            status = each_word(r, e, &n, word);
            in_tuple++;
        }
        if (status == BAC_OK && e->n_names > 1 && (bar || left == 0)) {
            if (in_tuple != e->n_names)
                status = refuse(r, "each: %u values where %u names are", in_tuple, e->n_names);
            in_tuple = 0;
        }
    }
    if (status == BAC_OK && n == 0)
        status = refuse(r, "each: its values are missing");
    e->n_tuples = e->n_names ? n / e->n_names : 0;
    return status;
}

/* ---- axes: net, plan, rtl and frames take a path, the others words */

static bac_status take_path(reader *r, suite_axis axis) {
    const char *path;
    bac_status status = take_rest(r, suite_axis_name(axis), &path);
    return status == BAC_OK ? add_value(r, axis, path) : status;
}

static bac_status take_words(reader *r, suite_axis axis) {
    char word[WORD];
    bac_status status = BAC_OK;
    uint32_t left = bac_words_count(r->line);
    if (left == 0)
        return refuse(r, "%s: its value is missing", suite_axis_name(axis));
    for (; status == BAC_OK && left > 0; left--) {
        status = bac_words_word(r->line, suite_axis_name(axis), word, sizeof word);
        if (status == BAC_OK)
            status = add_value(r, axis, suite_text(r->s, "%s", word));
    }
    return status;
}

typedef struct suite_key {
    const char *name;
    bac_status (*read)(reader *r);                  /* of the whole suite, or of groups */
    bac_status (*axis_read)(reader *r, suite_axis); /* of an axis */
    suite_axis axis;
} suite_key;

static const suite_key keys[] = {
    {"name", key_name, NULL, SUITE_AXES},
    {"gates", key_gates, NULL, SUITE_AXES},
    {"timeout", key_timeout, NULL, SUITE_AXES},
    {"group", key_group, NULL, SUITE_AXES},
    {"each", key_each, NULL, SUITE_AXES},
    {"net", NULL, take_path, SUITE_NET},
    {"plan", NULL, take_path, SUITE_PLAN},
    {"rtl", NULL, take_path, SUITE_RTL},
    {"frames", NULL, take_path, SUITE_FRAMES},
    {"range", NULL, take_words, SUITE_RANGE},
    {"stall", NULL, take_words, SUITE_STALL},
    {"seed", NULL, take_words, SUITE_SEED},
    {NULL, NULL, NULL, SUITE_AXES},
};

const char *suite_axis_name(suite_axis axis) {
    const suite_key *k = keys;
    while (k->name && k->axis != axis)
        k++;
    return k->name;
}

static bac_status read_key(reader *r) {
    char word[WORD];
    bac_status status = bac_words_word(r->line, "a key", word, sizeof word);
    if (status != BAC_OK)
        return status;
    const suite_key *k = keys;
    while (k->name && strcmp(k->name, word) != 0)
        k++;
    if (!k->name) {
        const char *near = bac_word_nearest(word, keys, sizeof *keys);
        return near ? refuse(r, "unknown key '%s': is '%s' meant?", word, near)
                    : refuse(r, "unknown key '%s': docs/regression.md lists those there are", word);
    }
    status = k->read ? k->read(r) : k->axis_read(r, k->axis);
    return status == BAC_OK ? bac_words_end(r->line) : status;
}

static bac_status read_head(reader *r) {
    char word[WORD], version[WORD] = "";
    bac_status status = bac_words_word(r->line, "suite", word, sizeof word);
    if (status == BAC_OK && strcmp(word, "suite") != 0)
        return refuse(r, "the first line is not 'suite 1': this is no suite");
    if (status == BAC_OK)
        status = bac_words_word(r->line, "suite: its version", version, sizeof version);
    if (status == BAC_OK && strcmp(version, "1") != 0)
        return refuse(r, "version '%s': this program reads 'suite 1'", version);
    return status == BAC_OK ? bac_words_end(r->line) : status;
}

bac_status suite_read(suite *s, const char *text, size_t size, bac_error *err) {
    bac_words line;
    reader r = {.s = s, .line = &line, .text = {&kind, s->path, text, text + size, 0, err}};
    bool more = true, head = false;
    bac_status status = open_group(&r, "");
    while (status == BAC_OK && more) {
        status = bac_text_line(&r.text, &line, &more);
        if (status == BAC_OK && more)
            status = head ? read_key(&r) : read_head(&r);
        head = true;
    }
    if (status == BAC_OK && s->n_groups == 1)
        status = refuse(&r, "a suite begins with 'suite 1' and has a group of cases");
    return status;
}

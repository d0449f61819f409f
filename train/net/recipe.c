/* recipe.c - recipes as files: lines to keys, keys to lines. */
#include "recipe_keys.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FILE = 1 << 20, MAX_LINE = 4096, MAX_KEYS = 64, WHERE = 256 };

typedef struct reader {
    const char *path, *next, *end;
    uint32_t line;
    uint32_t seen[MAX_KEYS]; /* line of each key, 0: not there */
    bac_recipe *recipe;
    bac_error *err;
} reader;

static void place(const reader *r, uint32_t line, char *where) {
    snprintf(where, WHERE, "%.230s:%u", r->path, line);
}

static bac_status fail(const reader *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bac_status fail(const reader *r, const char *format, ...) {
    char where[WHERE], text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    place(r, r->line, where);
    return bac_fail(r->err, BAC_ERR_INPUT, where, "%s", text);
}

static bool is_blank(char ch) {
    return ch == ' ' || ch == '\t';
}

/* Bytes above 127 are let through: paths and comments may hold them. */
static const char *control_byte(const char *at, const char *end) {
    for (; at < end; at++) {
        if (((unsigned char)*at < ' ' && *at != '\t') || *at == 0x7f)
            return at;
    }
    return NULL;
}

/* The next line's content, trimmed and without comment; false at the end or after an error. */
static bool next_line(reader *r, const char **at, const char **end, bac_status *status) {
    for (*status = BAC_OK; r->next < r->end;) {
        const char *stop = memchr(r->next, '\n', (size_t)(r->end - r->next));
        *at = r->next;
        *end = stop ? stop : r->end;
        r->next = stop ? stop + 1 : r->end;
        r->line++;
        if (*end - *at > MAX_LINE) {
            *status = fail(r, "a line has at most %d characters", MAX_LINE);
            return false;
        }
        if (*end > *at && (*end)[-1] == '\r')
            --*end;
        const char *bad = control_byte(*at, *end);
        if (bad) {
            *status = fail(r, "byte 0x%02x: a recipe is plain text", (unsigned char)*bad);
            return false;
        }
        const char *comment = memchr(*at, '#', (size_t)(*end - *at));
        if (comment)
            *end = comment;
        while (*at < *end && is_blank(**at))
            ++*at;
        while (*end > *at && is_blank((*end)[-1]))
            --*end;
        if (*at < *end)
            return true;
    }
    return false;
}

static size_t word_length(const char *at, const char *end) {
    size_t n = 0;
    while (at + n < end && !is_blank(at[n]))
        n++;
    return n;
}

/* "unknown key ..." with the nearest known one */
static bac_status unknown(bac_error *err, const char *where, const char *name) {
    const bac_key *near = bac_recipe_nearest(name);
    return bac_fail(err, BAC_ERR_INPUT, where,
                    near ? "unknown key '%.60s': is '%s' meant?"
                         : "unknown key '%.60s': docs/recipes.md lists "
                           "those there are",
                    name, near ? near->name : "");
}

static bac_status read_head(reader *r) {
    const char *at, *end;
    bac_status status;
    if (!next_line(r, &at, &end, &status))
        return status ? status : fail(r, "no 'recipe 1' in it: this is no recipe");
    size_t n = word_length(at, end);
    const char *version = at + n;
    while (version < end && is_blank(*version))
        version++;
    if (n != 6 || memcmp(at, "recipe", 6) != 0)
        return fail(r, "the first line is not 'recipe 1': this is no recipe");
    if (end - version != 1 || *version != '1') {
        return fail(r, "version '%.*s': this program reads 'recipe 1'",
                    end - version > 20 ? 20 : (int)(end - version), version);
    }
    return BAC_OK;
}

static bac_status read_key(reader *r, const char *at, const char *end) {
    char name[BAC_KEY_WORD], where[WHERE];
    size_t n = word_length(at, end);
    place(r, r->line, where);
    if (n >= sizeof name)
        return fail(r, "unknown key '%.40s...': docs/recipes.md lists those there are", at);
    memcpy(name, at, n);
    name[n] = 0;
    const bac_key *key = bac_recipe_key(name);
    if (!key)
        return unknown(r->err, where, name);
    uint32_t *seen = &r->seen[key - bac_recipe_keys()];
    if (*seen)
        return fail(r, "%s is there already, in line %u: remove one", name, *seen);
    *seen = r->line;
    const bac_key_source source = {where, at + n, end, r->err};
    return bac_key_read(key, &source, r->recipe);
}

/* Says a rule's refusal again with the line that is to blame, where there is one. */
static bac_status judge_file(reader *r) {
    const char *key = NULL;
    char where[WHERE];
    snprintf(where, sizeof where, "%.250s", r->path);
    bac_status status = bac_recipe_judge(r->recipe, where, &key, r->err);
    const bac_key *known = status && key ? bac_recipe_key(key) : NULL;
    if (known && r->seen[known - bac_recipe_keys()]) {
        place(r, r->seen[known - bac_recipe_keys()], where);
        status = bac_recipe_judge(r->recipe, where, &key, r->err);
    }
    return status;
}

void bac_recipe_defaults(bac_recipe *recipe) {
    memset(recipe, 0, sizeof *recipe);
    for (const bac_key *k = bac_recipe_keys(); k->name; k++) {
        const bac_key_source source = {"", k->standard, k->standard + strlen(k->standard), NULL};
        (void)bac_key_read(k, &source, recipe); /* the table is ours: a test reads each default */
    }
    bac_recipe_derive(recipe);
}

static bac_status keep_path(bac_recipe *recipe, const char *path, bac_error *err) {
    size_t n = strlen(path);
    if (n >= sizeof recipe->path) {
        return bac_fail(err, BAC_ERR_INPUT, path, "a recipe's path has at most %zu characters",
                        sizeof recipe->path - 1);
    }
    memcpy(recipe->path, path, n + 1);
    return BAC_OK;
}

/* The folder of `path` is where relative paths start, unless a line said so. */
static bac_status keep_folder(reader *r) {
    bac_recipe *recipe = r->recipe;
    const char *slash = strrchr(recipe->path, '/');
    size_t n = slash ? (size_t)(slash - recipe->path) + (slash == recipe->path) : 1;
    if (r->seen[bac_recipe_key("folder") - bac_recipe_keys()])
        return BAC_OK;
    memcpy(recipe->folder, slash ? recipe->path : ".", n);
    recipe->folder[n] = 0;
    if (strcmp(recipe->folder, "none") == 0)
        strcpy(recipe->folder, "./none"); /* the word means no path */
    if (strchr(recipe->folder, '#') || control_byte(recipe->folder, recipe->folder + n) ||
        is_blank(recipe->folder[n - 1]) || is_blank(*recipe->folder)) {
        return bac_fail(r->err, BAC_ERR_INPUT, recipe->path,
                        "a recipe's folder has no #, control character or outer blank in its name");
    }
    return BAC_OK;
}

bac_status bac_recipe_parse(const char *text, size_t size, const char *path, bac_recipe *recipe,
                            bac_error *err) {
    bac_recipe made;
    reader r = {.path = path, .next = text, .end = text + size, .recipe = &made, .err = err};
    const char *at, *end;
    bac_recipe_defaults(&made);
    bac_status status = keep_path(&made, path, err);
    if (!status && size > MAX_FILE) {
        status = bac_fail(err, BAC_ERR_INPUT, path, "%zu bytes: a recipe has at most %d", size,
                          MAX_FILE);
    }
    if (!status)
        status = read_head(&r);
    while (!status && next_line(&r, &at, &end, &status))
        status = read_key(&r, at, end);
    if (!status)
        status = keep_folder(&r);
    if (status)
        return status;
    bac_recipe_derive(&made);
    status = judge_file(&r);
    if (!status)
        *recipe = made;
    return status;
}

bac_status bac_recipe_load(const char *path, bac_recipe *recipe, bac_error *err) {
    char *text;
    size_t size;
    bac_status status = bac_file_read(path, MAX_FILE, &text, &size, err);
    if (status)
        return status;
    status = bac_recipe_parse(text, size, path, recipe, err);
    free(text);
    return status;
}

bac_status bac_recipe_check(const bac_recipe *recipe, bac_error *err) {
    const char *key = NULL;
    return bac_recipe_judge(recipe, *recipe->path ? recipe->path : recipe->name, &key, err);
}

bac_status bac_recipe_set(bac_recipe *recipe, const char *name, const char *values,
                          bac_error *err) {
    const bac_key *key = bac_recipe_key(name);
    char where[WHERE];
    const char *end = values + strlen(values);
    snprintf(where, sizeof where, "%.120s, set %.100s", *recipe->path ? recipe->path : recipe->name,
             name);
    if (!key)
        return unknown(err, where, name);
    if (control_byte(values, end) || strchr(values, '#')) {
        return bac_fail(err, BAC_ERR_INPUT, where,
                        "a value is the rest of one line, without control characters and #");
    }
    bac_recipe made = *recipe;
    const bac_key_source source = {where, values, end, err};
    bac_status status = bac_key_read(key, &source, &made);
    if (status)
        return status;
    bac_recipe_derive(&made);
    *recipe = made;
    return BAC_OK;
}

/* Whether judge_keys would refuse the line: it is not written then. */
static bool applies(const bac_key *key, const bac_recipe *r) {
    if (key->list >= 0)
        return r->n_block && (strcmp(r->network, "table1") != 0 || key->list > BAC_LIST_RESIDUAL);
    return r->n_block ||
           (strcmp(key->name, "sum_bits") != 0 && strcmp(key->name, "fc_in_bits") != 0 &&
            strcmp(key->name, "share_scale") != 0);
}

bac_status bac_recipe_text(const bac_recipe *recipe, char **text, bac_error *err) {
    bac_key_text out = {0};
    const char *section = "";
    *text = NULL;
    bac_status status = bac_recipe_check(recipe, err);
    if (status)
        return status;
    bac_key_print(&out, "recipe 1\n");
    for (const bac_key *k = bac_recipe_keys(); k->name; k++) {
        if (!applies(k, recipe))
            continue;
        if (strcmp(k->section, section) != 0)
            bac_key_print(&out, "\n# %s\n", k->section);
        section = k->section;
        bac_key_print(&out, "%-17s ", k->name);
        bac_key_write(k, recipe, &out);
        bac_key_print(&out, "\n");
    }
    if (out.failed) {
        free(out.text);
        return bac_fail(err, BAC_ERR_MEMORY, recipe->name, "out of memory");
    }
    *text = out.text;
    return BAC_OK;
}

bac_status bac_recipe_locate(const bac_recipe *recipe, const char *value, char *path, size_t room,
                             bac_error *err) {
    bool as_it_is = *value == '/' || *value == 0 || strncmp(value, "signal:", 7) == 0 ||
                    *recipe->folder == 0 || strcmp(recipe->folder, ".") == 0;
    int n =
        snprintf(path, room, "%s%s%s", as_it_is ? "" : recipe->folder, as_it_is ? "" : "/", value);
    if (n < 0 || (size_t)n >= room) {
        return bac_fail(err, BAC_ERR_INPUT, *recipe->path ? recipe->path : recipe->name,
                        "path '%.60s...' is too long behind the recipe's folder", value);
    }
    return BAC_OK;
}

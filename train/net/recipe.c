/* recipe.c - reads and writes recipes as text. */
#include "read_text.h"
#include "recipe_keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FILE = 1 << 20, MAX_KEYS = 64 };

typedef struct reader {
    bac_text text;
    uint32_t seen[MAX_KEYS]; /* line of each key, 0: not there */
    bac_recipe *recipe;
} reader;

static const bac_text_kind kind = {.is = "a recipe is plain text", .longest = 4096};

/* "unknown key ..." with the nearest known one */
static bac_status unknown(bac_error *err, const char *where, const char *name) {
    const char *near = bac_word_nearest(name, bac_recipe_keys(), sizeof(bac_key));
    return bac_fail(err, BAC_ERR_INPUT, where,
                    near ? "unknown key '%.60s': is '%s' meant?"
                         : "unknown key '%.60s': docs/recipes.md lists "
                           "those there are",
                    name, near ? near : "");
}

static bac_status read_head(reader *r) {
    bac_words w;
    bool more;
    char word[BAC_KEY_WORD] = "";
    bac_status status = bac_text_line(&r->text, &w, &more);
    if (status)
        return status;
    if (!more)
        return bac_text_fail(&r->text, r->text.line, "no 'recipe 1' in it: this is no recipe");
    bac_cut_word(&w.at, w.end, word, sizeof word);
    if (strcmp(word, "recipe") != 0)
        return bac_text_fail(&r->text, w.line,
                             "the first line is not 'recipe 1': this is no recipe");
    bac_trim(&w.at, &w.end);
    if (w.end - w.at == 1 && *w.at == '1')
        return BAC_OK;
    return bac_text_fail(&r->text, w.line, "version '%.*s': this program reads 'recipe 1'",
                         bac_shown(w.at, w.end, 20), w.at);
}

static bac_status read_key(reader *r, bac_words *w) {
    char name[BAC_KEY_WORD], where[BAC_TEXT_WHERE];
    bac_text_place(&r->text, w->line, where);
    if (bac_cut_word(&w->at, w->end, name, sizeof name) >= sizeof name)
        return bac_text_fail(&r->text, w->line,
                             "unknown key '%.*s...': docs/recipes.md lists those there are",
                             bac_shown(w->at, w->end, 40), w->at);
    const bac_key *key = bac_recipe_key(name);
    if (!key)
        return unknown(r->text.err, where, name);
    uint32_t *seen = &r->seen[key - bac_recipe_keys()];
    if (*seen)
        return bac_text_fail(&r->text, w->line, "%s is there already, in line %u: remove one", name,
                             *seen);
    *seen = w->line;
    const bac_key_source source = {where, w->at, w->end, r->text.err};
    return bac_key_read(key, &source, r->recipe);
}

static bac_status keep_path(bac_recipe *recipe, const char *path, bac_error *err) {
    size_t n = strlen(path);
    if (n >= sizeof recipe->path)
        return bac_fail(err, BAC_ERR_INPUT, path, "a recipe's path has at most %zu characters",
                        sizeof recipe->path - 1);
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
    if (strchr(recipe->folder, '#') || bac_control_byte(recipe->folder, recipe->folder + n) ||
        strchr(" \t", recipe->folder[n - 1]) || strchr(" \t", *recipe->folder)) {
        return bac_fail(r->text.err, BAC_ERR_INPUT, recipe->path,
                        "a recipe's folder has no #, control character or outer blank in its name");
    }
    return BAC_OK;
}

bac_status bac_recipe_parse(const char *text, size_t size, const char *path, bac_recipe *recipe,
                            bac_error *err) {
    bac_recipe made;
    reader r = {.text = {&kind, path, text, text + size, 0, err}, .recipe = &made};
    bac_words w;
    bool more = true;
    bac_recipe_defaults(&made);
    bac_status status = keep_path(&made, path, err);
    if (!status && size > MAX_FILE)
        status = bac_fail(err, BAC_ERR_INPUT, path, "%zu bytes: a recipe has at most %d", size,
                          MAX_FILE);
    if (!status)
        status = read_head(&r);
    while (!status && more) {
        status = bac_text_line(&r.text, &w, &more);
        if (more)
            status = read_key(&r, &w);
    }
    if (!status)
        status = keep_folder(&r);
    if (status)
        return status;
    bac_recipe_derive(&made);
    status = bac_recipe_judge(&made, path, r.seen, err);
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
    return bac_recipe_judge(recipe, *recipe->path ? recipe->path : recipe->name, NULL, err);
}

bac_status bac_recipe_set(bac_recipe *recipe, const char *name, const char *values,
                          bac_error *err) {
    const bac_key *key = bac_recipe_key(name);
    char where[BAC_TEXT_WHERE];
    const char *end = values + strlen(values);
    snprintf(where, sizeof where, "%.120s, set %.100s", *recipe->path ? recipe->path : recipe->name,
             name);
    if (!key)
        return unknown(err, where, name);
    if (bac_control_byte(values, end) || strchr(values, '#'))
        return bac_fail(err, BAC_ERR_INPUT, where,
                        "a value is the rest of one line, without control characters and #");
    bac_recipe made = *recipe;
    const bac_key_source source = {where, values, end, err};
    bac_status status = bac_key_read(key, &source, &made);
    if (status)
        return status;
    bac_recipe_derive(&made);
    *recipe = made;
    return BAC_OK;
}

bac_status bac_recipe_text(const bac_recipe *recipe, char **text, bac_error *err) {
    const char *section = "";
    size_t size;
    *text = NULL;
    bac_status status = bac_recipe_check(recipe, err);
    if (status)
        return status;
    FILE *out = open_memstream(text, &size);
    if (!out)
        return bac_fail(err, BAC_ERR_MEMORY, recipe->name, "out of memory");
    fputs("recipe 1\n", out);
    for (const bac_key *k = bac_recipe_keys(); k->name; k++) {
        if (!bac_key_applies(k, recipe))
            continue;
        if (strcmp(k->section, section) != 0)
            fprintf(out, "\n# %s\n", k->section);
        section = k->section;
        fprintf(out, "%-17s ", k->name);
        bac_key_write(k, recipe, out);
        fputc('\n', out);
    }
    return bac_key_close(out, text, recipe->name, err);
}

bac_status bac_recipe_locate(const bac_recipe *recipe, const char *value, char *path, size_t room,
                             bac_error *err) {
    bool as_it_is = *value == '/' || *value == 0 || strncmp(value, "signal:", 7) == 0 ||
                    *recipe->folder == 0 || strcmp(recipe->folder, ".") == 0;
    int n =
        snprintf(path, room, "%s%s%s", as_it_is ? "" : recipe->folder, as_it_is ? "" : "/", value);
    if (n < 0 || (size_t)n >= room)
        return bac_fail(err, BAC_ERR_INPUT, *recipe->path ? recipe->path : recipe->name,
                        "path '%.60s...' is too long behind the recipe's folder", value);
    return BAC_OK;
}

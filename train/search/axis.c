/* axis.c - the base recipe of a space, and the keys that vary in it. */
#include "read_text.h"
#include "space.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Keys that the search sets itself, or that must not vary because results could not be compared. */
static const char *const OURS[] = {"name",    "folder",         "epochs", "epoch_frames",
                                   "restart", "restart_growth", NULL};

static bac_status relative_to_space(bac_space_line *l, const char *file, char *path, size_t room) {
    const char *slash = strrchr(l->space->path, '/');
    int folder = *file == '/' || !slash ? 0 : (int)(slash + 1 - l->space->path);
    int n = snprintf(path, room, "%.*s%s", folder, l->space->path, file);
    return n < 0 || (size_t)n >= room ? bac_space_fail(l, "the recipe's path is too long") : BAC_OK;
}

/* The recipe's relative paths must hold wherever a trial's recipe lies, and from any folder. */
static bac_status make_folder_absolute(bac_space_line *l) {
    bac_recipe *r = &l->space->base;
    char *full = realpath(*r->folder ? r->folder : ".", NULL);
    bac_status status = BAC_OK;
    if (!full)
        return BAC_OK; /* a `folder` line that names none: only absolute paths work, as ever */
    if (strlen(full) >= sizeof r->folder || strchr(full, '#'))
        status =
            bac_space_fail(l, "the recipe's folder %.100s has a # in it, or is too long", full);
    else
        strcpy(r->folder, full);
    free(full);
    return status;
}

bac_status bac_space_recipe(bac_space_line *l) {
    char file[BAC_RECIPE_PATH], path[BAC_RECIPE_PATH];
    size_t n = (size_t)(l->end - l->at);
    if (n == 0 || n >= sizeof file)
        return bac_space_fail(l, "recipe wants the path of a recipe file");
    memcpy(file, l->at, n);
    file[n] = 0;
    bac_status status = relative_to_space(l, file, path, sizeof path);
    if (!status)
        status = bac_recipe_load(path, &l->space->base, l->err);
    if (!status)
        status = make_folder_absolute(l);
    l->has_recipe = !status;
    return status;
}

/* The recipe's key that the line names; its values remain. */
static bac_status read_key(bac_space_line *l, const bac_key **key) {
    char name[BAC_KEY_WORD];
    bac_status status = bac_space_word(l, name, sizeof name);
    if (status)
        return status;
    if (!l->has_recipe)
        return bac_space_fail(l, "the line 'recipe PATH' has to come first");
    *key = bac_recipe_key(name);
    if (!*key) {
        const char *near =
            *name ? bac_word_nearest(name, bac_recipe_keys(), sizeof(bac_key)) : NULL;
        return near ? bac_space_fail(l, "a recipe has no key '%.60s': is '%s' meant?", name, near)
                    : bac_space_fail(l, "'%.60s' is no key of a recipe: docs/recipes.md lists them",
                                     name);
    }
    for (const char *const *ours = OURS; *ours; ours++)
        if (strcmp(name, *ours) == 0)
            return bac_space_fail(l, "%s follows from frames, eta and rungs: remove the line",
                                  name);
    for (uint32_t a = 0; a < l->space->n_axis; a++)
        if (strcmp(l->space->axis[a].key, name) == 0)
            return bac_space_fail(l, "%s is an axis already: remove one of the lines", name);
    return BAC_OK;
}

bac_status bac_space_set(bac_space_line *l) {
    const bac_key *key;
    bac_status status = read_key(l, &key);
    if (status)
        return status;
    const bac_key_source source = {l->where, l->at, l->end, l->err};
    status = bac_key_read(key, &source, &l->space->base);
    if (!status)
        bac_recipe_derive(&l->space->base);
    return status;
}

/* Reads [at, end) as a value of the key, and keeps it as a recipe's text would spell it. */
static bac_status add_value(bac_space_line *l, bac_search_axis *axis, const bac_key *key,
                            const char *at, const char *end) {
    bac_recipe scratch = l->space->base;
    const bac_key_source source = {l->where, at, end, l->err};
    char **text = &axis->value[axis->n];
    size_t size;
    if (axis->n == BAC_SEARCH_VALUES)
        return bac_space_fail(l, "an axis has at most %d values", BAC_SEARCH_VALUES);
    bac_status status = bac_key_read(key, &source, &scratch);
    if (status)
        return status;
    FILE *out = open_memstream(text, &size);
    if (!out)
        return bac_fail(l->err, BAC_ERR_MEMORY, l->where, "out of memory");
    bac_key_write(key, &scratch, out);
    status = bac_key_close(out, text, l->where, l->err);
    if (status)
        return status;
    for (uint32_t i = 0; i < axis->n; i++)
        if (strcmp(axis->value[i], *text) == 0)
            status = bac_space_fail(l, "%s: the value '%.60s' is there twice", key->name, *text);
    axis->n++;
    return status;
}

bac_status bac_space_axis(bac_space_line *l) {
    const bac_key *key;
    bac_search_space *s = l->space;
    bac_status status = read_key(l, &key);
    if (status)
        return status;
    if (strcmp(key->name, "valid") == 0)
        return bac_space_fail(l, "accuracies on different frames cannot be compared: write "
                                 "'set valid ...'");
    if (s->n_axis == BAC_SEARCH_AXES)
        return bac_space_fail(l, "a space has at most %d axes", BAC_SEARCH_AXES);
    bac_search_axis *axis = &s->axis[s->n_axis++];
    snprintf(axis->key, sizeof axis->key, "%s", key->name);
    for (const char *at = l->at; !status;) {
        const char *bar = memchr(at, '|', (size_t)(l->end - at));
        status = add_value(l, axis, key, at, bar ? bar : l->end);
        if (!bar)
            break;
        at = bar + 1;
    }
    return status;
}

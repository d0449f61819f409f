/* space.c - reads a space: its lines, and the rules between them. */
#include "space.h"
#include "read_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FILE = 1 << 20, MAX_WORD = 64, MAX_KEYS = 32, MAX_EPOCHS = 1000000 };
static const double max_frames = 0x1p40; /* of a rung, as epoch_frames of a recipe */

static const bac_text_kind kind = {.is = "a space is plain text", .longest = 65536};

typedef struct reader {
    bac_space_line line;
    bac_text text;
    uint32_t seen[MAX_KEYS]; /* line of each key, 0: not there */
} reader;

/* The next line that is not empty, without comment, in r->line. */
static bool next_line(reader *r, bac_status *status) {
    bac_words w;
    bool more;
    *status = bac_text_line(&r->text, &w, &more);
    bac_text_place(&r->text, r->text.line, r->line.where);
    if (more) {
        r->line.at = w.at;
        r->line.end = w.end;
    }
    return more;
}

static bac_status unknown(const bac_space_line *l, const char *word) {
    const char *near = bac_word_nearest(word, bac_space_keys(), sizeof(bac_space_key));
    if (near)
        return bac_space_fail(l, "unknown key '%s': is '%s' meant?", word, near);
    return bac_recipe_key(word)
               ? bac_space_fail(l, "'%s' is a key of recipes: write 'set %s ...' or 'axis %s ...'",
                                word, word, word)
               : bac_space_fail(l, "unknown key '%s': docs/search.md lists those there are", word);
}

static bac_status read_line(reader *r) {
    bac_space_line *l = &r->line;
    char word[MAX_WORD];
    const bac_space_key *k = bac_space_keys();
    bac_status status = bac_space_word(l, word, sizeof word);
    if (status)
        return status;
    while (k->name && strcmp(k->name, word) != 0)
        k++;
    if (!k->name)
        return unknown(l, word);
    uint32_t *seen = &r->seen[k - bac_space_keys()];
    if (*seen && !k->again)
        return bac_space_fail(l, "%s is there already, in line %u: remove one", word, *seen);
    *seen = r->text.line;
    status = k->read(l);
    if (!status && !k->whole && l->at < l->end)
        status =
            bac_space_fail(l, "%s: '%.*s' is too much", word, bac_shown(l->at, l->end, 60), l->at);
    return status;
}

static bac_status read_head(reader *r) {
    char word[MAX_WORD], version[MAX_WORD];
    bac_status status;
    if (!next_line(r, &status))
        return status ? status
                      : bac_fail(r->line.err, BAC_ERR_INPUT, r->line.space->path,
                                 "no 'space 1' in it: this is no search space");
    status = bac_space_word(&r->line, word, sizeof word);
    if (!status)
        status = bac_space_word(&r->line, version, sizeof version);
    if (!status && strcmp(word, "space") != 0)
        return bac_space_fail(&r->line, "the first line is not 'space 1': this is no search space");
    if (!status && (strcmp(version, "1") != 0 || r->line.at < r->line.end))
        return bac_space_fail(&r->line, "version '%s': this program reads 'space 1'", version);
    return status;
}

/* ---- the whole */

/* Frames and epochs of the last rung stay in what a recipe can say. */
static bac_status judge_budget(bac_space_line *l) {
    bac_search_space *s = l->space;
    double epochs = 0, share = 1;
    for (uint32_t i = 0; i < s->rungs; i++, share *= s->eta)
        epochs += share;
    if (epochs > MAX_EPOCHS || (double)s->frames * epochs > max_frames)
        return bac_space_fail(
            l,
            "%u rungs from %llu frames on, each %u times the one before, are too many frames: take "
            "fewer rungs",
            s->rungs, (unsigned long long)s->frames, s->eta);
    return BAC_OK;
}

static bac_status judge_grid(bac_space_line *l) {
    bac_search_space *s = l->space;
    uint64_t grid = 1;
    for (uint32_t a = 0; a < s->n_axis; a++)
        if (__builtin_mul_overflow(grid, (uint64_t)s->axis[a].n, &grid) || grid > 1ull << 62)
            return bac_space_fail(l, "more than 2^62 points: take fewer axes or values");
    if (s->samples == 0 && grid > BAC_SEARCH_TRIALS)
        return bac_space_fail(l,
                              "%llu points are more than %d trials: say how many with 'samples N'",
                              (unsigned long long)grid, BAC_SEARCH_TRIALS);
    return BAC_OK;
}

/* Named, or the first with few enough values to tell them apart by colour. */
static bac_status find_colour(bac_space_line *l) {
    enum { FEW = 8 };
    bac_search_space *s = l->space;
    if (*l->colour) {
        for (s->colour = 0; s->colour < s->n_axis; s->colour++)
            if (strcmp(s->axis[s->colour].key, l->colour) == 0)
                return BAC_OK;
        return bac_space_fail(l, "colour %s: there is no such axis", l->colour);
    }
    for (uint32_t a = s->n_axis; a-- > 0;)
        if (s->axis[a].n > 1 && s->axis[a].n <= FEW)
            s->colour = a;
    return BAC_OK;
}

static bac_status judge(bac_space_line *l) {
    bac_search_space *s = l->space;
    const char *lack = NULL;
    snprintf(l->where, sizeof l->where, "%.255s", s->path);
    bool trains = *s->base.train != 0;
    for (uint32_t a = 0; a < s->n_axis; a++)
        trains = trains || strcmp(s->axis[a].key, "train") == 0;
    if (!l->has_recipe)
        lack = "a line 'recipe PATH'";
    else if (s->n_axis == 0)
        lack = "a line 'axis KEY VALUE | VALUE ...'";
    else if (!trains)
        lack = "frames to train on, 'set train SET',";
    else if (!*s->base.valid)
        lack = "frames to compare trials on, 'set valid SET',";
    if (lack)
        return bac_space_fail(l, "%s is missing", lack);
    if (s->keep == 0)
        s->keep = 1.0 / s->eta;
    bac_status status = judge_budget(l);
    if (!status)
        status = judge_grid(l);
    return status ? status : find_colour(l);
}

bac_status bac_search_parse(const char *text, size_t size, const char *path,
                            bac_search_space *space, bac_error *err) {
    reader r = {.line = {.space = space, .err = err},
                .text = {&kind, path, text, text + size, 0, err}};
    bac_status status;
    *space =
        (bac_search_space){.frames = 100000, .eta = 3, .rungs = 3, .seed = 1, .score_hi = INFINITY};
    if (strlen(path) >= sizeof space->path)
        return bac_fail(err, BAC_ERR_INPUT, path, "a path has at most %zu characters",
                        sizeof space->path - 1);
    strcpy(space->path, path);
    status = read_head(&r);
    while (!status && next_line(&r, &status))
        status = read_line(&r);
    if (!status)
        status = judge(&r.line);
    if (status)
        bac_search_space_free(space);
    return status;
}

bac_status bac_search_load(const char *path, bac_search_space *space, bac_error *err) {
    char *text;
    size_t size;
    *space = (bac_search_space){0};
    bac_status status = bac_file_read(path, MAX_FILE, &text, &size, err);
    if (status)
        return status;
    status = bac_search_parse(text, size, path, space, err);
    free(text);
    return status;
}

void bac_search_space_free(bac_search_space *space) {
    for (uint32_t a = 0; a < space->n_axis; a++)
        for (uint32_t i = 0; i < space->axis[a].n; i++)
            free(space->axis[a].value[i]);
    *space = (bac_search_space){0};
}

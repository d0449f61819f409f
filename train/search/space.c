/* space.c - a space as text: its lines, and what they must say together. */
#include "space.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FILE = 1 << 20, MAX_LINE = 65536, MAX_WORD = 64, MAX_KEYS = 32, MAX_EPOCHS = 1000000 };
static const double max_frames = 0x1p40; /* of a rung, as epoch_frames of a recipe */

bac_status bac_space_fail(const bac_space_line *line, const char *format, ...) {
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return bac_fail(line->err, BAC_ERR_INPUT, line->where, "%s", text);
}

static bool is_blank(char ch) {
    return ch == ' ' || ch == '\t';
}

void bac_space_trim(const char **at, const char **end) {
    while (*at < *end && is_blank(**at))
        ++*at;
    while (*end > *at && is_blank((*end)[-1]))
        --*end;
}

bac_status bac_space_word(bac_space_line *l, char *word, size_t room) {
    size_t n = 0;
    bac_space_trim(&l->at, &l->end);
    while (l->at + n < l->end && !is_blank(l->at[n]))
        n++;
    if (n >= room)
        return bac_space_fail(l, "the word '%.40s...' is too long", l->at);
    memcpy(word, l->at, n);
    word[n] = 0;
    l->at += n;
    bac_space_trim(&l->at, &l->end);
    return BAC_OK;
}

/* ---- lines */

typedef struct reader {
    bac_space_line line;
    const char *next, *end;
    uint32_t number;
    uint32_t seen[MAX_KEYS]; /* line of each key, 0: not there */
} reader;

/* The next line that is not empty, without comment, in r->line. */
static bool next_line(reader *r, bac_status *status) {
    bac_space_line *l = &r->line;
    for (*status = BAC_OK; r->next < r->end;) {
        const char *stop = memchr(r->next, '\n', (size_t)(r->end - r->next));
        l->at = r->next;
        l->end = stop ? stop : r->end;
        r->next = stop ? stop + 1 : r->end;
        snprintf(l->where, sizeof l->where, "%.230s:%u", l->space->path, ++r->number);
        if (l->end > l->at && l->end[-1] == '\r')
            l->end--;
        if (l->end - l->at > MAX_LINE) {
            *status = bac_space_fail(l, "a line has at most %d characters", MAX_LINE);
            return false;
        }
        for (const char *p = l->at; p < l->end; p++) {
            if (((unsigned char)*p < ' ' && *p != '\t') || *p == 0x7f) {
                *status = bac_space_fail(l, "byte 0x%02x: a space is plain text", (unsigned)*p);
                return false;
            }
        }
        const char *comment = memchr(l->at, '#', (size_t)(l->end - l->at));
        l->end = comment ? comment : l->end;
        bac_space_trim(&l->at, &l->end);
        if (l->at < l->end)
            return true;
    }
    return false;
}

static bac_status unknown(const bac_space_line *l, const char *word) {
    size_t best = strlen(word) / 3 + 2;
    const char *near = NULL;
    for (const bac_space_key *k = bac_space_keys(); k->name; k++) {
        size_t d = bac_key_distance(word, k->name);
        if (d < best) {
            best = d;
            near = k->name;
        }
    }
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
    *seen = r->number;
    status = k->read(l);
    if (!status && !k->whole && l->at < l->end)
        status = bac_space_fail(l, "%s: '%.*s' is too much", word,
                                l->end - l->at > 60 ? 60 : (int)(l->end - l->at), l->at);
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
static bac_status judge_budget(reader *r) {
    bac_search_space *s = r->line.space;
    double epochs = 0, share = 1;
    for (uint32_t i = 0; i < s->rungs; i++, share *= s->eta)
        epochs += share;
    if (epochs > MAX_EPOCHS || (double)s->frames * epochs > max_frames)
        return bac_fail(r->line.err, BAC_ERR_INPUT, s->path,
                        "%u rungs from %llu frames on, each %u times the one before, are too many "
                        "frames: take fewer rungs",
                        s->rungs, (unsigned long long)s->frames, s->eta);
    return BAC_OK;
}

static bac_status judge_grid(reader *r) {
    bac_search_space *s = r->line.space;
    uint64_t grid = 1;
    for (uint32_t a = 0; a < s->n_axis; a++)
        if (__builtin_mul_overflow(grid, (uint64_t)s->axis[a].n, &grid) || grid > 1ull << 62)
            return bac_fail(r->line.err, BAC_ERR_INPUT, s->path,
                            "more than 2^62 points: take fewer axes or values");
    if (s->samples == 0 && grid > BAC_SEARCH_TRIALS)
        return bac_fail(r->line.err, BAC_ERR_INPUT, s->path,
                        "%llu points are more than %d trials: say how many with 'samples N'",
                        (unsigned long long)grid, BAC_SEARCH_TRIALS);
    return BAC_OK;
}

/* Named, or the first with few enough values to tell them apart by colour. */
static bac_status find_colour(reader *r) {
    enum { FEW = 8 };
    bac_search_space *s = r->line.space;
    if (*r->line.colour) {
        for (s->colour = 0; s->colour < s->n_axis; s->colour++)
            if (strcmp(s->axis[s->colour].key, r->line.colour) == 0)
                return BAC_OK;
        return bac_fail(r->line.err, BAC_ERR_INPUT, s->path, "colour %s: there is no such axis",
                        r->line.colour);
    }
    for (uint32_t a = s->n_axis; a-- > 0;)
        if (s->axis[a].n > 1 && s->axis[a].n <= FEW)
            s->colour = a;
    return BAC_OK;
}

static bac_status judge(reader *r) {
    bac_search_space *s = r->line.space;
    const char *lack = NULL;
    bool trains = *s->base.train != 0;
    for (uint32_t a = 0; a < s->n_axis; a++)
        trains = trains || strcmp(s->axis[a].key, "train") == 0;
    if (!r->line.has_recipe)
        lack = "a line 'recipe PATH'";
    else if (s->n_axis == 0)
        lack = "a line 'axis KEY VALUE | VALUE ...'";
    else if (!trains)
        lack = "frames to train on, 'set train SET',";
    else if (!*s->base.valid)
        lack = "frames to compare trials on, 'set valid SET',";
    if (lack)
        return bac_fail(r->line.err, BAC_ERR_INPUT, s->path, "%s is missing", lack);
    if (s->keep == 0)
        s->keep = 1.0 / s->eta;
    bac_status status = judge_budget(r);
    if (!status)
        status = judge_grid(r);
    return status ? status : find_colour(r);
}

bac_status bac_search_parse(const char *text, size_t size, const char *path,
                            bac_search_space *space, bac_error *err) {
    reader r = {.line = {.space = space, .err = err}, .next = text, .end = text + size};
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
        status = judge(&r);
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

/* space_keys.c - every key of a space, and the lines that are numbers and words. */
#include "read_text.h"
#include "space.h"

#include <string.h>

enum { MAX_WORD = 64 };

/* ---- values */

static bac_status read_count(bac_space_line *l, const char *key, uint64_t lo, uint64_t hi,
                             uint64_t *v) {
    char word[MAX_WORD];
    bac_status status = bac_space_word(l, word, sizeof word);
    if (!status && !bac_parse_count(word, lo, hi, v))
        status = bac_space_fail(l, "%s '%s': an integer of %llu .. %llu is asked for", key, word,
                                (unsigned long long)lo, (unsigned long long)hi);
    return status;
}

static bac_status read_real(bac_space_line *l, const char *key, double lo, double hi, double *v) {
    char word[MAX_WORD];
    bac_status status = bac_space_word(l, word, sizeof word);
    if (!status && !(bac_key_fraction(word, v) && *v >= lo && *v <= hi))
        status = bac_space_fail(l, "%s '%s': a number of %g .. %g is asked for", key, word, lo, hi);
    return status;
}

/* One of two words: false for the first */
static bac_status read_choice(bac_space_line *l, const char *key, const char *no, const char *yes,
                              bool *v) {
    char word[MAX_WORD];
    bac_status status = bac_space_word(l, word, sizeof word);
    *v = strcmp(word, yes) == 0;
    if (!status && !*v && strcmp(word, no) != 0)
        status = bac_space_fail(l, "%s '%s': %s or %s is asked for", key, word, no, yes);
    return status;
}

/* ---- keys */

static bac_status key_frames(bac_space_line *l) {
    return read_count(l, "frames", 1, 1ull << 40, &l->space->frames);
}

static bac_status key_eta(bac_space_line *l) {
    uint64_t v = 0;
    bac_status status = read_count(l, "eta", 2, 8, &v);
    l->space->eta = (uint32_t)v;
    return status;
}

static bac_status key_rungs(bac_space_line *l) {
    uint64_t v = 0;
    bac_status status = read_count(l, "rungs", 1, BAC_SEARCH_RUNGS, &v);
    l->space->rungs = (uint32_t)v;
    return status;
}

static bac_status key_keep(bac_space_line *l) {
    return read_real(l, "keep", 1e-6, 1, &l->space->keep);
}

static bac_status key_training(bac_space_line *l) {
    return read_choice(l, "training", "continued", "anew", &l->space->anew);
}

static bac_status key_samples(bac_space_line *l) {
    l->space->samples = 0;
    if (l->end - l->at == 3 && memcmp(l->at, "all", 3) == 0) {
        l->at = l->end;
        return BAC_OK;
    }
    return read_count(l, "samples", 1, BAC_SEARCH_TRIALS, &l->space->samples);
}

static bac_status key_seed(bac_space_line *l) {
    return read_count(l, "seed", 0, UINT64_MAX, &l->space->seed);
}

static bac_status key_objective(bac_space_line *l) {
    bool scalar;
    bac_status status = read_choice(l, "objective", "pareto", "scalar", &scalar);
    l->space->objective = scalar ? BAC_SEARCH_SCALAR : BAC_SEARCH_PARETO;
    if (!status && scalar)
        status = read_real(l, "objective scalar", 0, 1000, &l->space->lambda);
    return status;
}

static bac_status key_score_range(bac_space_line *l) {
    bac_search_space *s = l->space;
    bac_status status = read_real(l, "score_range", 0, 1e6, &s->score_lo);
    if (!status)
        status = read_real(l, "score_range", 0, 1e6, &s->score_hi);
    if (!status && !(s->score_lo < s->score_hi))
        status = bac_space_fail(l, "score_range: %g is not below %g", s->score_lo, s->score_hi);
    return status;
}

static bac_status key_colour(bac_space_line *l) {
    return bac_space_word(l, l->colour, sizeof l->colour);
}

/* mark NAME SCORE PERCENT: the name may have blanks, the two numbers come last. */
static bac_status key_mark(bac_space_line *l) {
    bac_search_space *s = l->space;
    const char *cut[2], *end = l->end;
    if (s->n_mark == BAC_SEARCH_MARKS)
        return bac_space_fail(l, "a space has at most %d marks", BAC_SEARCH_MARKS);
    for (int i = 0; i < 2; i++) {
        const char *at = l->at;
        bac_trim(&at, &end);
        while (end > at && end[-1] != ' ' && end[-1] != '\t')
            end--;
        cut[i] = end;
    }
    const char *at = l->at;
    bac_trim(&at, &end);
    bac_search_mark *mark = &s->mark[s->n_mark];
    if (end <= at || end - at >= (long)sizeof mark->name)
        return bac_space_fail(l, "mark wants NAME SCORE PERCENT; a name has at most %zu characters",
                              sizeof mark->name - 1);
    memcpy(mark->name, at, (size_t)(end - at));
    mark->name[end - at] = 0;
    l->at = cut[1];
    bac_status status = read_real(l, "mark: its score", 1e-9, 1e6, &mark->score);
    if (!status)
        status = read_real(l, "mark: its accuracy in percent", 0, 100, &mark->accuracy);
    mark->accuracy /= 100;
    s->n_mark += !status;
    return status;
}

static const bac_space_key KEYS[] = {
    {"recipe", bac_space_recipe, false, true},
    {"set", bac_space_set, true, true},
    {"axis", bac_space_axis, true, true},
    {"frames", key_frames, false, false},
    {"eta", key_eta, false, false},
    {"rungs", key_rungs, false, false},
    {"keep", key_keep, false, false},
    {"training", key_training, false, false},
    {"samples", key_samples, false, false},
    {"seed", key_seed, false, false},
    {"objective", key_objective, false, false},
    {"score_range", key_score_range, false, false},
    {"colour", key_colour, false, false},
    {"mark", key_mark, true, false},
    {0},
};

const bac_space_key *bac_space_keys(void) {
    return KEYS;
}

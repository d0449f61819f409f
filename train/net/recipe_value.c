/* recipe_value.c - reads and writes one key's values: text to field, field to text. */
#include "read_text.h"
#include "recipe_keys.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bac_status refuse(const bac_key *key, const bac_key_source *s, const char *word) {
    char range[160];
    bac_key_range(key, range, sizeof range);
    return bac_fail(s->err, BAC_ERR_INPUT, s->where, "%s '%.60s': %s%s is asked for", key->name,
                    word, range, key->auto_at || key->list >= 0 ? " (or auto)" : "");
}

/* The next word, empty where there is none */
static bac_status next_word(const bac_key *key, bac_key_source *s, char word[BAC_KEY_WORD]) {
    return bac_cut_word(&s->at, s->end, word, BAC_KEY_WORD) < BAC_KEY_WORD
               ? BAC_OK
               : bac_fail(s->err, BAC_ERR_INPUT, s->where, "%s: the value '%.40s...' is too long",
                          key->name, s->at);
}

/* strtod also takes blanks, "nan", "inf" and hexadecimal: here a number is decimal. */
static bool parse_real(const char *s, const char **end, double *v) {
    const char *digits = s + (*s == '-' || *s == '+');
    size_t n = strspn(digits, "0123456789.eE+-");
    if (n == 0 || strchr("eE+-", *digits))
        return false;
    char *stop;
    *v = strtod(s, &stop);
    *end = stop;
    return stop == digits + n && isfinite(*v);
}

/* A number or A/B, which may come out infinite: no range holds that */
bool bac_key_fraction(const char *s, double *v) {
    const char *end;
    double below;
    if (!parse_real(s, &end, v))
        return false;
    if (*end == '/') {
        if (!parse_real(end + 1, &end, &below) || below == 0)
            return false;
        *v /= below;
    }
    return *end == 0;
}

/* Integers lie in memory with the lowest byte first, as a checkpoint wants it too. */
static uint64_t fetch_uint(const void *field, size_t size) {
    uint64_t v = 0;
    memcpy(&v, field, size);
    return v;
}

static bool is_name(const char *s) {
    static const char ok[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    size_t n = strlen(s);
    return n > 0 && n < BAC_NN_NAME && strspn(s, ok) == n && *s != '.' && *s != '-';
}

static int choice_of(const char *const *choice, const char *word) {
    for (int i = 0; choice[i]; i++) {
        if (strcmp(choice[i], word) == 0)
            return i;
    }
    return -1;
}

/* One word into one field; false when it is not in range. */
static bool store_word(const bac_key *key, const char *word, void *field) {
    uint64_t u;
    double d;
    int i;
    switch (key->kind) {
    case BAC_KEY_NAME:
        if (key->choice ? choice_of(key->choice, word) < 0 : !is_name(word))
            return false;
        memset(field, 0, key->size);
        memcpy(field, word, strlen(word));
        return true;
    case BAC_KEY_CHOICE:
        i = choice_of(key->choice, word);
        memcpy(field, &i, i < 0 ? 0 : key->size);
        return i >= 0;
    case BAC_KEY_YES:
        if (strcmp(word, "yes") != 0 && strcmp(word, "no") != 0)
            return false;
        *(bool *)field = *word == 'y';
        return true;
    case BAC_KEY_INT:
    case BAC_KEY_BITS:
        if (!bac_parse_count(word, 0, UINT64_MAX, &u) || (double)u > key->hi ||
            ((double)u < key->lo && !(key->kind == BAC_KEY_BITS && u == 0)))
            return false;
        memcpy(field, &u, key->size);
        return true;
    case BAC_KEY_REAL:
    case BAC_KEY_DECAY:
        if (!bac_key_fraction(word, &d) || d < key->lo || d > key->hi)
            return false;
        memcpy(field, &d, sizeof d);
        return true;
    case BAC_KEY_PATH:
        break;
    }
    return false;
}

/* The rest of the line, blanks inside included */
static bac_status read_path(const bac_key *key, const bac_key_source *s, char *field) {
    const char *at = s->at, *end = s->end;
    bac_trim(&at, &end);
    size_t n = (size_t)(end - at);
    if (n == 0) {
        return bac_fail(s->err, BAC_ERR_INPUT, s->where, "%s: the value is missing; 'none' is none",
                        key->name);
    }
    if (n >= BAC_RECIPE_PATH)
        return bac_fail(s->err, BAC_ERR_INPUT, s->where,
                        "%s: %zu characters are too many: at most %d", key->name, n,
                        BAC_RECIPE_PATH - 1);
    memset(field, 0, BAC_RECIPE_PATH);
    if (n != 4 || memcmp(at, "none", 4) != 0)
        memcpy(field, at, n);
    return BAC_OK;
}

/* Word n of the values, where `most` are possible */
static bac_status read_word(const bac_key *key, const bac_key_source *s, bac_recipe *r, uint32_t n,
                            uint32_t most, const char *word) {
    bool is_l2 = key->kind == BAC_KEY_DECAY && n == 1;
    if (n == BAC_RECIPE_BLOCKS)
        return bac_fail(s->err, BAC_ERR_INPUT, s->where,
                        "%s has more than %d values: a network has at most that many blocks",
                        key->name, BAC_RECIPE_BLOCKS);
    if (n == most)
        return bac_fail(s->err, BAC_ERR_INPUT, s->where, "%s: '%.60s' is one word too many",
                        key->name, word);
    if (is_l2 ? strcmp(word, "l2") != 0
              : !store_word(key, word, (char *)r + key->at + n * key->size))
        return refuse(key, s, word);
    if (key->kind == BAC_KEY_DECAY)
        r->decay_l2 = is_l2;
    return BAC_OK;
}

bac_status bac_key_read(const bac_key *key, const bac_key_source *source, bac_recipe *r) {
    bac_key_source s = *source;
    char word[BAC_KEY_WORD], *field = (char *)r + key->at;
    const bool is_list = key->list >= 0;
    uint32_t n = 0, most = is_list ? BAC_RECIPE_BLOCKS : key->kind == BAC_KEY_DECAY ? 2 : 1;
    if (key->kind == BAC_KEY_PATH)
        return read_path(key, &s, field);
    bac_status status = next_word(key, &s, word);
    if (!status && !*word)
        status = bac_fail(s.err, BAC_ERR_INPUT, s.where, "%s: the value is missing", key->name);
    if (!status && (is_list || key->auto_at) && strcmp(word, "auto") == 0) {
        most = 0;
        status = next_word(key, &s, word);
    }
    if (is_list)
        memset(field, 0, BAC_RECIPE_BLOCKS * key->size);
    for (; !status && *word; n++) {
        status = read_word(key, &s, r, n, most, word);
        if (!status)
            status = next_word(key, &s, word);
    }
    if (is_list)
        r->n_list[key->list] = n;
    if (key->auto_at)
        *((bool *)((char *)r + key->auto_at)) = most == 0;
    return status;
}

/* The shortest of the usual lengths that reads back as the same number */
static void print_real(FILE *out, double v) {
    char text[40];
    for (int digits = 6; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, v);
        if (strtod(text, NULL) == v)
            break;
    }
    fputs(text, out);
}

static void write_word(const bac_key *key, const void *field, FILE *out) {
    double d;
    switch (key->kind) {
    case BAC_KEY_NAME:
        fputs(field, out);
        break;
    case BAC_KEY_PATH:
        fputs(*(const char *)field ? field : "none", out);
        break;
    case BAC_KEY_CHOICE:
        fputs(key->choice[fetch_uint(field, key->size)], out);
        break;
    case BAC_KEY_YES:
        fputs(*(const bool *)field ? "yes" : "no", out);
        break;
    case BAC_KEY_INT:
    case BAC_KEY_BITS:
        fprintf(out, "%llu", (unsigned long long)fetch_uint(field, key->size));
        break;
    case BAC_KEY_REAL:
    case BAC_KEY_DECAY:
        memcpy(&d, field, sizeof d);
        print_real(out, d);
        break;
    }
}

void bac_key_write(const bac_key *key, const bac_recipe *r, FILE *out) {
    const char *field = (const char *)r + key->at;
    uint32_t n = key->list >= 0 ? r->n_list[key->list] : 1;
    if (n == 0 || (key->auto_at && *((const bool *)((const char *)r + key->auto_at)))) {
        fputs("auto", out);
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        fputs(i ? " " : "", out);
        write_word(key, field + i * key->size, out);
    }
    if (key->kind == BAC_KEY_DECAY && r->decay_l2)
        fputs(" l2", out);
}

bac_status bac_key_close(FILE *out, char **text, const char *where, bac_error *err) {
    bool failed = ferror(out);
    if (fclose(out) == 0 && !failed)
        return BAC_OK;
    free(*text);
    *text = NULL;
    return bac_fail(err, BAC_ERR_MEMORY, where, "out of memory");
}

/* read_text.c - see read_text.h. */
#include "read_text.h"

#include "internal.h"
#include "ints.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_REAL = 64 };

void bac_text_place(const bac_text *text, uint32_t line, char where[BAC_TEXT_WHERE]) {
    snprintf(where, BAC_TEXT_WHERE, line ? "%.230s:%u" : "%.230s", text->name, line);
}

bac_status bac_text_fail(const bac_text *text, uint32_t line, const char *format, ...) {
    char where[BAC_TEXT_WHERE];
    bac_text_place(text, line, where);
    va_list args;
    va_start(args, format);
    bac_vfail(text->err, BAC_ERR_INPUT, where, format, args);
    va_end(args);
    return BAC_ERR_INPUT;
}

bac_status bac_text_blame(const bac_text *text, uint32_t line, bac_status status) {
    if (status == BAC_ERR_INPUT && text->err) {
        bac_error cause = *text->err;
        bac_text_fail(text, line, "%s", cause.text);
    }
    return status;
}

static bool is_blank(char ch) {
    return ch == ' ' || ch == '\t';
}

void bac_trim(const char **at, const char **end) {
    while (*at < *end && is_blank(**at))
        ++*at;
    while (*end > *at && is_blank((*end)[-1]))
        --*end;
}

static void skip_blanks(bac_words *w) {
    while (w->at < w->end && is_blank(*w->at))
        w->at++;
}

static size_t word_length(const bac_words *w) {
    const char *p = w->at;
    while (p < w->end && !is_blank(*p))
        p++;
    return (size_t)(p - w->at);
}

size_t bac_cut_word(const char **at, const char *end, char *word, size_t room) {
    bac_words w = {.at = *at, .end = end};
    skip_blanks(&w);
    const size_t n = word_length(&w);
    *at = w.at;
    if (n < room) {
        memcpy(word, w.at, n);
        word[n] = 0;
        *at += n;
    }
    return n;
}

int bac_shown(const char *at, const char *end, int most) {
    return end - at > most ? most : (int)(end - at);
}

const char *bac_control_byte(const char *at, const char *end) {
    for (; at < end; at++)
        if (((unsigned char)*at < ' ' && *at != '\t') || *at == 0x7f)
            return at;
    return NULL;
}

/* Cuts a comment off. */
static bac_status check_line(const bac_text *text, bac_words *w) {
    const bool ascii = text->kind->ascii;
    bool quoted = false;
    const char *bad = ascii ? NULL : bac_control_byte(w->at, w->end);
    for (const char *p = w->at; p < w->end && !bad; p++) {
        if (*p == '#' && !quoted)
            w->end = p;
        else if (ascii && ((*p < ' ' && *p != '\t') || *p > '~'))
            bad = p;
        quoted ^= *p == '"' && text->kind->quotes;
    }
    return bad ? bac_text_fail(text, w->line, "byte 0x%02x: %s", (unsigned char)*bad,
                               text->kind->is)
               : BAC_OK;
}

bac_status bac_text_line(bac_text *text, bac_words *w, bool *more) {
    for (*more = false; text->next < text->end;) {
        const char *start = text->next;
        const char *stop = memchr(start, '\n', (size_t)(text->end - start));
        if (!stop)
            stop = text->end;
        text->next = stop < text->end ? stop + 1 : stop;
        text->line++;
        if ((size_t)(stop - start) > text->kind->longest)
            return bac_text_fail(text, text->line, "a line has at most %zu characters",
                                 text->kind->longest);
        if (stop > start && stop[-1] == '\r')
            stop--;
        *w = (bac_words){text, start, stop, text->line};
        bac_status status = check_line(text, w);
        if (status)
            return status;
        bac_trim(&w->at, &w->end);
        *more = w->at < w->end;
        if (*more)
            break;
    }
    return BAC_OK;
}

bac_status bac_words_word(bac_words *w, const char *what, char *word, size_t room) {
    const size_t n = bac_cut_word(&w->at, w->end, word, room);
    if (n == 0)
        return bac_text_fail(w->text, w->line, "%s is missing", what);
    if (n >= room)
        return bac_text_fail(w->text, w->line, "%s '%.*s...' is longer than %zu characters", what,
                             bac_shown(w->at, w->end, 40), w->at, room - 1);
    return BAC_OK;
}

bool bac_cut_digits(const char **at, const char *end, uint64_t *v) {
    const char *start = *at;
    for (*v = 0; *at < end && **at >= '0' && **at <= '9'; ++*at)
        if (__builtin_mul_overflow(*v, 10, v) ||
            __builtin_add_overflow(*v, (uint64_t)(**at - '0'), v))
            return false;
    return *at > start;
}

bool bac_parse_count(const char *word, uint64_t lo, uint64_t hi, uint64_t *v) {
    return bac_cut_digits(&word, word + strlen(word), v) && !*word && *v >= lo && *v <= hi;
}

/* Decimal digits with an optional minus: no more than an int64 holds */
static bool parse_int(const char *s, size_t n, int64_t *v) {
    const char *end = s + n;
    uint64_t size;
    bool minus = n > 0 && *s == '-';
    s += minus;
    if (!bac_cut_digits(&s, end, &size) || s < end || size > (uint64_t)INT64_MAX + minus)
        return false;
    *v = (int64_t)(minus ? -size : size);
    return true;
}

bac_status bac_words_int(bac_words *w, const char *what, int64_t lo, int64_t hi, int64_t *v) {
    skip_blanks(w);
    size_t n = word_length(w);
    if (n == 0)
        return bac_text_fail(w->text, w->line, "%s is missing", what);
    if (!parse_int(w->at, n, v) || *v < lo || *v > hi) {
        return bac_text_fail(w->text, w->line, "%s '%.*s' is not an integer in %lld .. %lld", what,
                             bac_shown(w->at, w->at + n, 40), w->at, (long long)lo, (long long)hi);
    }
    w->at += n;
    return BAC_OK;
}

bac_status bac_words_real(bac_words *w, const char *what, double *v) {
    char word[MAX_REAL], *end;
    bac_status status = bac_words_word(w, what, word, sizeof word);
    if (status)
        return status;
    /* strtod also takes "nan", "inf" and leading blanks; a number starts with a digit here */
    const char *digits = word + (*word == '-');
    *v = strtod(word, &end);
    if (*digits < '0' || *digits > '9' || *end || !isfinite(*v)) {
        return bac_text_fail(w->text, w->line, "%s '%.40s' is not a real number in double range",
                             what, word);
    }
    return BAC_OK;
}

bac_status bac_words_quoted(bac_words *w, char **text) {
    *text = NULL;
    skip_blanks(w);
    const char *stop = NULL;
    if (w->at < w->end && *w->at == '"') {
        w->at++;
        stop = memchr(w->at, '"', (size_t)(w->end - w->at));
    }
    if (!stop)
        return bac_text_fail(w->text, w->line, "a text between quotes is missing");
    *text = strndup(w->at, (size_t)(stop - w->at));
    if (!*text)
        return bac_no_memory(w->text->err, w->text->name);
    w->at = stop + 1;
    return BAC_OK;
}

bac_status bac_words_end(bac_words *w) {
    skip_blanks(w);
    if (w->at == w->end)
        return BAC_OK;
    size_t n = word_length(w);
    return bac_text_fail(w->text, w->line, "'%.*s' is one word too many",
                         bac_shown(w->at, w->at + n, 40), w->at);
}

uint32_t bac_words_count(const bac_words *words) {
    bac_words w = *words;
    uint32_t n = 0;
    for (skip_blanks(&w); w.at < w.end; skip_blanks(&w)) {
        w.at += word_length(&w);
        n++;
    }
    return n;
}

/* Number of letters to change, insert, delete or swap with the next one, where each letter takes
 * part in at most one of these (optimal string alignment distance). Letters beyond the 63rd are
 * ignored. */
static size_t word_distance(const char *a, const char *b) {
    enum { MOST = 63 };
    const size_t na = strnlen(a, MOST), nb = strnlen(b, MOST);
    size_t d[MOST + 1][MOST + 1];
    for (size_t i = 0; i <= na; i++)
        for (size_t j = 0; j <= nb; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = bac_min_u64(d[i - 1][j - 1] + (a[i - 1] != b[j - 1]),
                                  1 + bac_min_u64(d[i - 1][j], d[i][j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = bac_min_u64(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[na][nb];
}

const char *bac_word_nearest(const char *word, const void *table, size_t size) {
    size_t best = strlen(word) / 3 + 2;
    const char *near = NULL, *name;
    for (const char *row = table; (name = *(const char *const *)(const void *)row); row += size) {
        const size_t d = word_distance(word, name);
        if (d < best) {
            best = d;
            near = name;
        }
    }
    return near;
}

bool bac_ends_with(const char *text, const char *end) {
    const size_t n = strlen(text), k = strlen(end);
    return n >= k && strcmp(text + n - k, end) == 0;
}

/* read_text.c - see read_text.h. */
#include "read_text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_LINE = 16 << 20, MAX_REAL = 64 };

bac_status bac_text_fail(bac_text *text, uint32_t line, const char *format, ...) {
    char where[256], what[512];
    snprintf(where, sizeof where, "%.230s:%u", text->name, line);
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return bac_fail(text->err, BAC_ERR_INPUT, where, "%s", what);
}

static bool is_blank(char ch) {
    return ch == ' ' || ch == '\t';
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

/* Cuts a comment off; a # between quotes is text. */
static bac_status check_line(bac_text *text, bac_words *w) {
    bool quoted = false;
    for (const char *p = w->at; p < w->end; p++) {
        if ((*p < ' ' && *p != '\t') || *p > '~') {
            return bac_text_fail(text, w->line, "byte 0x%02x: a network file is plain ASCII text",
                                 (unsigned char)*p);
        }
        if (*p == '"')
            quoted = !quoted;
        if (*p == '#' && !quoted) {
            w->end = p;
            return BAC_OK;
        }
    }
    return BAC_OK;
}

bac_status bac_text_line(bac_text *text, bac_words *w, bool *more) {
    for (*more = true; text->next < text->end;) {
        const char *start = text->next;
        const char *stop = memchr(start, '\n', (size_t)(text->end - start));
        if (!stop)
            stop = text->end;
        text->next = stop < text->end ? stop + 1 : stop;
        text->line++;
        if (stop - start > MAX_LINE) {
            return bac_text_fail(text, text->line, "a line has at most %d characters", MAX_LINE);
        }
        if (stop > start && stop[-1] == '\r')
            stop--;
        *w = (bac_words){text, start, stop, text->line};
        bac_status status = check_line(text, w);
        if (status)
            return status;
        skip_blanks(w);
        if (w->at < w->end)
            return BAC_OK;
    }
    *more = false;
    return BAC_OK;
}

bac_status bac_words_word(bac_words *w, const char *what, char *word, size_t room) {
    skip_blanks(w);
    size_t n = word_length(w);
    if (n == 0)
        return bac_text_fail(w->text, w->line, "%s is missing", what);
    if (n >= room) {
        return bac_text_fail(w->text, w->line, "%s '%.40s...' is longer than %zu characters", what,
                             w->at, room - 1);
    }
    memcpy(word, w->at, n);
    word[n] = 0;
    w->at += n;
    return BAC_OK;
}

/* Decimal digits with an optional minus: no more than an int64 holds */
static bool parse_int(const char *s, size_t n, int64_t *v) {
    bool minus = n > 0 && *s == '-';
    size_t i = minus;
    *v = 0;
    if (i == n)
        return false;
    for (; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return false;
        int64_t digit = minus ? '0' - s[i] : s[i] - '0';
        if (__builtin_mul_overflow(*v, 10, v) || __builtin_add_overflow(*v, digit, v))
            return false;
    }
    return true;
}

bac_status bac_words_int(bac_words *w, const char *what, int64_t lo, int64_t hi, int64_t *v) {
    skip_blanks(w);
    size_t n = word_length(w);
    if (n == 0)
        return bac_text_fail(w->text, w->line, "%s is missing", what);
    if (!parse_int(w->at, n, v) || *v < lo || *v > hi) {
        return bac_text_fail(w->text, w->line, "%s '%.*s' is not an integer in %lld .. %lld", what,
                             n > 40 ? 40 : (int)n, w->at, (long long)lo, (long long)hi);
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
    return bac_text_fail(w->text, w->line, "'%.*s' is one word too many", n > 40 ? 40 : (int)n,
                         w->at);
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

/* read_text.h - lines, words and numbers of a .bnet file; every refusal names file and line. */
#ifndef BAC_READ_TEXT_H
#define BAC_READ_TEXT_H

#include "internal.h"

typedef struct bac_text {
    const char *name;       /* the file, for messages */
    const char *next, *end; /* what follows the current line */
    uint32_t line;          /* number of the current line, from 1 */
    bac_error *err;
} bac_text;

/* The words of (part of) one line */
typedef struct bac_words {
    bac_text *text;
    const char *at, *end;
    uint32_t line;
} bac_words;

bac_status bac_text_fail(bac_text *text, uint32_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The next line that holds a word, without comment; *more = false at the end of the file. */
bac_status bac_text_line(bac_text *text, bac_words *words, bool *more);

/* The next word, at most `room - 1` characters, NUL-terminated; refused when there is none. */
bac_status bac_words_word(bac_words *words, const char *what, char *word, size_t room);
/* Decimal integer in lo..hi */
bac_status bac_words_int(bac_words *words, const char *what, int64_t lo, int64_t hi, int64_t *v);
bac_status bac_words_real(bac_words *words, const char *what, double *v);
/* The text between quotes; owned by the caller */
bac_status bac_words_quoted(bac_words *words, char **text);
/* Refuses anything left on the line. */
bac_status bac_words_end(bac_words *words);
uint32_t bac_words_count(const bac_words *words); /* how many words are left */

#endif

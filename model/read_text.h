/* read_text.h - lines, words and numbers of the text formats; every refusal names file and line. */
#ifndef BAC_READ_TEXT_H
#define BAC_READ_TEXT_H

#include "bac.h"

/* What a format allows in a line. */
typedef struct bac_text_kind {
    const char *is; /* "a recipe is plain text" */
    size_t longest; /* characters */
    bool ascii;     /* else bytes above 127 too: paths and comments may hold them */
    bool quotes;    /* a # between quotes begins no comment */
} bac_text_kind;

typedef struct bac_text {
    const bac_text_kind *kind;
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

enum { BAC_TEXT_WHERE = 256 };
void bac_text_place(const bac_text *text, uint32_t line, char where[BAC_TEXT_WHERE]);
bac_status bac_text_fail(const bac_text *text, uint32_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A refusal that names no line of the file (`status` BAC_ERR_INPUT) told as one of this line. */
bac_status bac_text_blame(const bac_text *text, uint32_t line, bac_status status);

/* The next line that holds a word, without comment and outer blanks; *more = false at the end of
 * the file, and with a refusal. */
bac_status bac_text_line(bac_text *text, bac_words *words, bool *more);

/* A byte that no format allows, or NULL. */
const char *bac_control_byte(const char *at, const char *end);
void bac_trim(const char **at, const char **end);
/* Cuts the next word off [*at, end): its length, 0 where there is none. A length of `room` or more
 * is too long: *at is then where the word begins. */
size_t bac_cut_word(const char **at, const char *end, char *word, size_t room);
/* Characters of [at, end) that a message shows, at most `most`: for "%.*s", which reads no byte behind
 * them. */
int bac_shown(const char *at, const char *end, int most);
/* Cuts decimal digits off [*at, end); false when there are none, or more than a uint64 holds. */
bool bac_cut_digits(const char **at, const char *end, uint64_t *v);
/* Decimal digits alone, in lo..hi. */
bool bac_parse_count(const char *word, uint64_t lo, uint64_t hi, uint64_t *v);
/* The name nearest to `word` in a table of structs that begin with their name, the last one NULL;
 * NULL when none is near. */
const char *bac_word_nearest(const char *word, const void *table, size_t size);
bool bac_ends_with(const char *text, const char *end);

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

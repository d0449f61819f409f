/* read_text.h - lines, words and numbers of the text formats; every refusal names file and line. */
#ifndef BAC_READ_TEXT_H
#define BAC_READ_TEXT_H

#include "bac.h"

/* Rules of one text format. */
typedef struct bac_text_kind {
    const char *is; /* for messages, such as "a recipe is plain text" */
    size_t longest; /* most characters in a line */
    bool ascii;     /* false: bytes above 127 are allowed, in paths and comments */
    bool quotes;    /* true: a # between quotes does not begin a comment */
} bac_text_kind;

typedef struct bac_text {
    const bac_text_kind *kind;
    const char *name;       /* the file, for messages */
    const char *next, *end; /* [next, end): the text behind the current line */
    uint32_t line;          /* number of the current line, from 1 */
    bac_error *err;
} bac_text;

/* The words that are left of a line, [at, end). */
typedef struct bac_words {
    bac_text *text;
    const char *at, *end;
    uint32_t line;
} bac_words;

enum { BAC_TEXT_WHERE = 256 };
/* Writes "FILE:LINE", or FILE alone for line 0, which an empty file has. */
void bac_text_place(const bac_text *text, uint32_t line, char where[BAC_TEXT_WHERE]);
/* Fails with the place "FILE:LINE". */
bac_status bac_text_fail(const bac_text *text, uint32_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "FILE:LINE" into an error that another function reported without a line, if `status` is
 * BAC_ERR_INPUT. Returns `status`. */
bac_status bac_text_blame(const bac_text *text, uint32_t line, bac_status status);

/* Finds the next line with a word in it; words: the line without its comment and outer blanks.
 * *more: false at the end of the file and after a refusal. */
bac_status bac_text_line(bac_text *text, bac_words *words, bool *more);

/* The first control byte in [at, end), which no format allows; NULL: there is none. */
const char *bac_control_byte(const char *at, const char *end);
void bac_trim(const char **at, const char **end);
/* Cuts the next word off [*at, end) and returns its length; 0: there is none. A result of `room` or
 * more means that the word did not fit; *at is then its first character. */
size_t bac_cut_word(const char **at, const char *end, char *word, size_t room);
/* Characters of [at, end) that a message shows, at most `most`: for "%.*s", which reads no byte behind
 * them. */
int bac_shown(const char *at, const char *end, int most);
/* Cuts decimal digits off [*at, end); false when there are none, or more than a uint64 holds. */
bool bac_cut_digits(const char **at, const char *end, uint64_t *v);
/* Reads a word of decimal digits; false when it has other characters or is outside lo..hi. */
bool bac_parse_count(const char *word, uint64_t lo, uint64_t hi, uint64_t *v);
/* The most similar name to `word`, for "did you mean"; NULL when none is similar. table: structs of
 * `size` bytes whose first field is the name; the last name is NULL. */
const char *bac_word_nearest(const char *word, const void *table, size_t size);
bool bac_ends_with(const char *text, const char *end);

/* Each reads one item off the line and refuses a missing or malformed one; `what` names it in the
 * message. A word has at most room - 1 characters and is NUL-terminated. */
bac_status bac_words_word(bac_words *words, const char *what, char *word, size_t room);
/* A decimal integer in lo..hi. */
bac_status bac_words_int(bac_words *words, const char *what, int64_t lo, int64_t hi, int64_t *v);
bac_status bac_words_real(bac_words *words, const char *what, double *v);
/* The text between quotes; the caller frees *text. */
bac_status bac_words_quoted(bac_words *words, char **text);
/* Refuses anything left on the line. */
bac_status bac_words_end(bac_words *words);
uint32_t bac_words_count(const bac_words *words); /* number of words that are left */

#endif

/* space.h - the line of a space that is being read, for the files that read spaces. */
#ifndef BAC_SEARCH_SPACE_H
#define BAC_SEARCH_SPACE_H

#include "recipe_keys.h"
#include "search.h"

/* One line. [at, end): the text behind the key, without outer blanks. */
typedef struct bac_space_line {
    bac_search_space *space;
    char where[256]; /* PATH:LINE */
    const char *at, *end;
    bool has_recipe;
    char colour[32]; /* key of the axis that colours the plot, kept until all axes are read */
    bac_error *err;
} bac_space_line;

bac_status bac_space_fail(const bac_space_line *line, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Cuts the next word off the line; "" when there is none. word: [room]. */
bac_status bac_space_word(bac_space_line *line, char *word, size_t room);

/* ---- space_keys.c */
typedef struct bac_space_key {
    const char *name;
    bac_status (*read)(bac_space_line *line);
    bool again, whole; /* the key may be repeated; read uses the whole line, not words */
} bac_space_key;
const bac_space_key *bac_space_keys(void); /* the last one has no name (NULL) */

/* ---- axis.c: lines that speak of a recipe's keys */
bac_status bac_space_recipe(bac_space_line *line);
bac_status bac_space_set(bac_space_line *line);
bac_status bac_space_axis(bac_space_line *line);

#endif

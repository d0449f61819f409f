/* recipe_keys.h - the table of a recipe's keys, and reading and writing of one key's values. */
#ifndef BAC_RECIPE_KEYS_H
#define BAC_RECIPE_KEYS_H

#include "recipe.h"

#include <stdio.h>

typedef enum bac_key_kind {
    BAC_KEY_NAME,   /* a word that may be a file's name; where there is a `choice`: one of it */
    BAC_KEY_CHOICE, /* one of `choice`, kept as its index (an enum) */
    BAC_KEY_INT,    /* unsigned, lo .. hi */
    BAC_KEY_BITS,   /* 0 or lo .. hi */
    BAC_KEY_REAL,   /* lo .. hi; A/B is accepted for a fraction */
    BAC_KEY_DECAY,  /* a real and, optionally, the word l2 */
    BAC_KEY_YES,    /* yes or no */
    BAC_KEY_PATH    /* the rest of the line; `none` for no path */
} bac_key_kind;

enum { BAC_KEY_SCALAR = -1, BAC_KEY_WORD = 128 };

typedef struct bac_key {
    const char *name;
    bac_key_kind kind;
    size_t at, size;           /* the field in bac_recipe; of a list: of one element */
    const char *const *choice; /* ends in NULL */
    int list;                  /* index in n_list of a list with a value a block */
    size_t auto_at;            /* of the bool that says "auto"; 0: not one that may be auto */
    const char *section, *standard, *unit, *meaning;
    double lo, hi; /* hi 2^64 stands for the largest uint64_t */
} bac_key;

/* In the order in which they are written; ends in a key without name. */
const bac_key *bac_recipe_keys(void);
/* NULL when there is none. */
const bac_key *bac_recipe_key(const char *name);
/* The range of a key's value as docs/recipes.md states it */
void bac_key_range(const bac_key *key, char *text, size_t room);

/* Where a value comes from, for messages: "PATH:LINE", or what was set. */
typedef struct bac_key_source {
    const char *where;
    const char *at, *end; /* the values */
    bac_error *err;
} bac_key_source;

/* Reads the values of one key into a recipe; derived fields are not brought up to date. */
bac_status bac_key_read(const bac_key *key, const bac_key_source *source, bac_recipe *recipe);

/* A number or A/B, decimal; it may come out infinite. */
bool bac_key_fraction(const char *word, double *v);

/* The values of one key, without its name and line end. */
void bac_key_write(const bac_key *key, const bac_recipe *recipe, FILE *out);
/* Ends a text that open_memstream put together; *text is NULL if memory ran out. */
bac_status bac_key_close(FILE *out, char **text, const char *where, bac_error *err);

/* Derives n_block and what is auto from the other keys, as far as they agree. */
void bac_recipe_derive(bac_recipe *recipe);
/* Whether the recipe's network has the choice: else its line is refused, and not written. */
bool bac_key_applies(const bac_key *key, const bac_recipe *recipe);
/* The rules between keys. seen: the line of each key in the file `where`, 0: not there; or NULL. */
bac_status bac_recipe_judge(const bac_recipe *recipe, const char *where, const uint32_t *seen,
                            bac_error *err);

#endif

/* recipe_keys.h - the table of a recipe's keys, and reading and writing of one key's values. */
#ifndef BAC_RECIPE_KEYS_H
#define BAC_RECIPE_KEYS_H

#include "recipe.h"

#include <stdio.h>

typedef enum bac_key_kind {
    BAC_KEY_NAME,   /* a word that can be a file's name; one of `choice` where the key has one */
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
    size_t at, size;           /* offset in bac_recipe; bytes of the field or of a list's element */
    const char *const *choice; /* ends in NULL */
    int list;                  /* index in n_list of a list with a value a block */
    size_t auto_at;            /* offset of the key's auto_ flag; 0: the key cannot be `auto` */
    const char *section, *standard, *unit, *meaning;
    double lo, hi; /* hi 2^64 stands for the largest uint64_t */
} bac_key;

/* All keys in the order in which a recipe is written; the last has no name (NULL). */
const bac_key *bac_recipe_keys(void);
/* The key of that name, or NULL. */
const bac_key *bac_recipe_key(const char *name);
/* Writes the range of a key's value as docs/recipes.md states it; text: [room]. */
void bac_key_range(const bac_key *key, char *text, size_t room);

/* The text of one key's values and its place for messages. */
typedef struct bac_key_source {
    const char *where;    /* "PATH:LINE", or the key that --set names */
    const char *at, *end; /* first character of the values, and one past the last */
    bac_error *err;
} bac_key_source;

/* Reads the values of one key into a recipe; does not update derived fields (bac_recipe_derive). */
bac_status bac_key_read(const bac_key *key, const bac_key_source *source, bac_recipe *recipe);

/* Reads a decimal number or a fraction A/B; false: it is neither. *v may be infinite. */
bool bac_key_fraction(const char *word, double *v);

/* Prints the values of one key, without its name and line end. */
void bac_key_write(const bac_key *key, const bac_recipe *recipe, FILE *out);
/* Closes a stream of open_memstream. BAC_ERR_MEMORY when it ran out of memory; *text is then
 * NULL. */
bac_status bac_key_close(FILE *out, char **text, const char *where, bac_error *err);

/* Blocks of the recipe's network when no list is written; 0: its shape has no lists. */
uint32_t bac_recipe_standard_blocks(const bac_recipe *recipe);
/* Computes n_block and every `auto` value from the other keys, as far as those agree. */
void bac_recipe_derive(bac_recipe *recipe);
/* True when the recipe's network has this key. Reading refuses a key that it does not have, and
 * writing leaves it out. */
bool bac_key_applies(const bac_key *key, const bac_recipe *recipe);
/* Checks the rules between keys. seen: the line of each key in the file `where`, 0 for an absent
 * key; NULL: the recipe is not from a file. */
bac_status bac_recipe_judge(const bac_recipe *recipe, const char *where, const uint32_t *seen,
                            bac_error *err);

#endif

/* inside.h - functions that the files of libbacsearch share. */
#ifndef BAC_SEARCH_INSIDE_H
#define BAC_SEARCH_INSIDE_H

#include "search.h"

#include <stdio.h>

enum { BAC_SEARCH_PATH = BAC_RECIPE_PATH }; /* what bac_train takes as a folder */

/* Writes DIR/trials/ID, or with a name DIR/trials/ID/NAME; path: [BAC_SEARCH_PATH]. */
bac_status bac_search_path(const char *dir, const char *id, const char *name, char *path,
                           bac_error *err);

static inline bac_search_score bac_search_score_of(const bac_search_result *r) {
    return (bac_search_score){.accuracy = r->accuracy, .score = r->cost.score, .failed = r->failed};
}

/* Makes DIR/trials and the folders above it. */
bac_status bac_search_make_dir(const char *dir, bac_error *err);
/* Makes DIR/trials/ID and locks it for this process until *lock is closed; the system also releases
 * the lock when the process dies. *lock -1: another process has it. */
bac_status bac_search_claim(const char *dir, const char *id, int *lock, bac_error *err);

#endif

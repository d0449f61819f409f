/* buckets.c - groups failures by their first reason, with its numbers removed. */
#include "regress.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* "frame 3, position 17" becomes "frame #, position #"; block0_dw keeps its number. */
static void normalise(const char *reason, char *text, size_t room) {
    size_t n = 0;
    for (const char *p = reason; *p && n + 1 < room;) {
        const bool inside = p > reason && (isalnum((unsigned char)p[-1]) || p[-1] == '_');
        if (isdigit((unsigned char)*p) && !inside) {
            text[n++] = '#';
            p += strspn(p, "0123456789");
        } else {
            text[n++] = *p++;
        }
    }
    text[n] = '\0';
}

/* Puts a case into the bucket of its reason, and makes a new bucket if there is none. */
static bool sort_case(const regress *r, uint32_t i, regress_buckets *b) {
    regress_bucket made = {.first = i};
    uint32_t k = 0;
    const char *reason = json_string_value(json_array_get(r->result[i].reasons, 0));
    normalise(reason ? reason : "", made.text, sizeof made.text);
    while (k < b->n && strcmp(b->list[k].text, made.text) != 0)
        k++;
    if (k == b->n) {
        if (!suite_grow((void **)&b->list, b->n, sizeof made))
            return false;
        b->list[b->n++] = made;
    }
    b->list[k].n++;
    b->of[i] = k;
    return true;
}

bac_status regress_buckets_make(const regress *r, regress_buckets *b, bac_error *err) {
    *b = (regress_buckets){.of = calloc(r->s->n_cases + 1, sizeof *b->of)};
    bool good = b->of != NULL;
    for (uint32_t i = 0; good && i < r->s->n_cases; i++) {
        b->of[i] = REGRESS_PASSED;
        if (!regress_passed(&r->result[i]))
            good = sort_case(r, i, b);
    }
    if (good)
        return BAC_OK;
    regress_buckets_free(b);
    return bac_fail(err, BAC_ERR_MEMORY, r->s->path, "out of memory");
}

void regress_buckets_free(regress_buckets *b) {
    free(b->list);
    free(b->of);
    *b = (regress_buckets){0};
}

/* store.c - keeps graphs in a list: a network has few layers, and each few widths. */
#include "store.h"

#include <stdlib.h>

typedef struct kept {
    bac_sums_key key;
    bac_mcm graph;
} kept;

struct bac_adder_store {
    uint32_t n, room;
    kept *list;
};

bac_adder_store *bac_adder_store_open(void) {
    return calloc(1, sizeof(bac_adder_store));
}

void bac_adder_store_close(bac_adder_store *s) {
    for (uint32_t i = 0; s && i < s->n; i++)
        bac_mcm_free(&s->list[i].graph);
    if (s)
        free(s->list);
    free(s);
}

static bool equal(const bac_sums_key *a, const bac_sums_key *b) {
    return a->layer == b->layer && a->n_in == b->n_in && a->n_out == b->n_out &&
           a->levels == b->levels;
}

bool bac_adder_store_find(const bac_adder_store *s, const bac_sums_key *key, bac_mcm *graph) {
    for (uint32_t i = 0; i < s->n; i++)
        if (equal(&s->list[i].key, key)) {
            *graph = s->list[i].graph;
            graph->lent = true;
            return true;
        }
    return false;
}

void bac_adder_store_keep(bac_adder_store *s, const bac_sums_key *key, bac_mcm *graph) {
    if (s->n == s->room) {
        const uint32_t room = 2 * s->room + 32;
        kept *more = realloc(s->list, room * sizeof *more);
        if (!more)
            return;
        s->list = more;
        s->room = room;
    }
    s->list[s->n++] = (kept){*key, *graph};
    graph->lent = true;
}

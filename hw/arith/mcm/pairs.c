/* pairs.c - a hash table of the counts of pairs, and a heap of pairs by saving. */
#include "pairs.h"

#include <stdlib.h>

uint64_t pairs_key(uint32_t a, uint32_t b, uint8_t shift, bool minus) {
    return (uint64_t)1 << 63 | (uint64_t)a << 39 | (uint64_t)b << 15 | (uint64_t)shift << 1 |
           (minus ? 1u : 0u);
}

pairs_parts pairs_split(uint64_t key) {
    return (pairs_parts){.a = (uint32_t)(key >> 39 & 0xffffff),
                         .b = (uint32_t)(key >> 15 & 0xffffff),
                         .shift = (uint8_t)(key >> 1 & 0x7f),
                         .minus = key & 1};
}

bool pairs_open(pairs *p, uint64_t (*worth)(const void *of, uint64_t key), const void *of) {
    *p = (pairs){.worth = worth, .of = of, .room = 1u << 10};
    p->table = calloc(p->room, sizeof *p->table);
    return p->table != NULL;
}

void pairs_close(pairs *p) {
    free(p->table);
    free(p->heap);
}

/* ---- the table */

static pairs_entry *look_up(const pairs *p, uint64_t key) {
    uint64_t at = key * 0x9e3779b97f4a7c15u >> 32;
    for (;; at++) {
        pairs_entry *e = &p->table[at & (p->room - 1)];
        if (e->key == 0 || e->key == key)
            return e;
    }
}

static bool grow(pairs *p) {
    const pairs old = *p;
    p->room *= 2;
    p->table = calloc(p->room, sizeof *p->table);
    if (!p->table) {
        *p = old;
        return false;
    }
    for (uint32_t i = 0; i < old.room; i++)
        if (old.table[i].key != 0)
            *look_up(p, old.table[i].key) = old.table[i];
    free(old.table);
    return true;
}

/* ---- the heap */

static bool before(pairs_claim x, pairs_claim y) {
    return x.gain != y.gain ? x.gain > y.gain : x.key < y.key;
}

static bool push(pairs *p, pairs_claim c) {
    if (p->claims == p->heap_room) {
        const uint32_t room = 2 * p->heap_room + 256;
        pairs_claim *more = realloc(p->heap, room * sizeof *more);
        if (!more)
            return false;
        p->heap = more;
        p->heap_room = room;
    }
    uint32_t at = p->claims++;
    for (; at > 0 && before(c, p->heap[(at - 1) / 2]); at = (at - 1) / 2)
        p->heap[at] = p->heap[(at - 1) / 2];
    p->heap[at] = c;
    return true;
}

static void pop(pairs *p) {
    const pairs_claim last = p->heap[--p->claims];
    uint32_t at = 0;
    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child >= p->claims)
            break;
        if (child + 1 < p->claims && before(p->heap[child + 1], p->heap[child]))
            child++;
        if (!before(p->heap[child], last))
            break;
        p->heap[at] = p->heap[child];
        at = child;
    }
    p->heap[at] = last;
}

/* ---- counts and claims */

static uint64_t gain_of(const pairs_entry *e) {
    return e->count < 2 ? 0 : (uint64_t)(e->count - 1) * e->worth;
}

bool pairs_count(pairs *p, uint64_t key, int by) {
    if (2 * (p->n + 1) > p->room && !grow(p))
        return false;
    pairs_entry *e = look_up(p, key);
    if (e->key == 0) {
        p->n++;
        e->key = key;
    }
    e->count = (uint32_t)((int64_t)e->count + by);
    if (by < 0 || e->count < 2)
        return true;
    if (e->worth == 0)
        e->worth = (uint32_t)p->worth(p->of, key);
    return push(p, (pairs_claim){gain_of(e), key});
}

bool pairs_best(pairs *p, uint64_t *key) {
    while (p->claims > 0) {
        const pairs_claim c = p->heap[0];
        const uint64_t gain = gain_of(look_up(p, c.key));
        if (gain == c.gain) {
            *key = c.key;
            return true;
        }
        pop(p);
        if (gain > 0 && gain < c.gain && !push(p, (pairs_claim){gain, c.key}))
            return false; /* cannot be: a claim was just taken out */
    }
    return false;
}

void pairs_drop(pairs *p, uint64_t key) {
    while (p->claims > 0 && p->heap[0].key == key)
        pop(p);
}

/* pairs.h - counts how often each pair of terms occurs, and finds the pair that saves most. */
#ifndef BAC_MCM_PAIRS_H
#define BAC_MCM_PAIRS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct pairs_parts {
    uint32_t a, b;
    uint8_t shift;
    bool minus;
} pairs_parts;

typedef struct pairs_entry {
    uint64_t key; /* 0: free */
    uint32_t count, worth;
} pairs_entry;

typedef struct pairs_claim {
    uint64_t gain, key;
} pairs_claim;

/* A hash table of all pairs, and a heap of claims: the savings of pairs that occur at least twice.
 * A claim may be outdated; it is corrected when it reaches the top of the heap. */
typedef struct pairs {
    uint64_t (*worth)(const void *of, uint64_t key); /* saving of one occurrence, >= 1 */
    const void *of;
    pairs_entry *table;
    uint32_t room, n; /* room: a power of two */
    pairs_claim *heap;
    uint32_t heap_room, claims;
} pairs;

/* The key of a + b * 2^shift, or (minus) a - b * 2^shift; nodes below 2^24. Never 0. */
uint64_t pairs_key(uint32_t a, uint32_t b, uint8_t shift, bool minus);
pairs_parts pairs_split(uint64_t key);

bool pairs_open(pairs *p, uint64_t (*worth)(const void *of, uint64_t key), const void *of);
void pairs_close(pairs *p);
/* Adds `by`, which may be negative, to the count of a pair. False: out of memory. */
bool pairs_count(pairs *p, uint64_t key, int by);
/* The pair that saves most; in a tie the one with the lowest nodes. False: no pair occurs twice. */
bool pairs_best(pairs *p, uint64_t *key);
/* Excludes a pair until it occurs once more. */
void pairs_drop(pairs *p, uint64_t key);

#endif

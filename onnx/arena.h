/* arena.h - memory of one import or export: allocated piece by piece, freed at once. */
#ifndef BAC_ARENA_H
#define BAC_ARENA_H

#include <stddef.h>

typedef struct bac_arena {
    struct bac_arena_block *first;
    size_t total; /* bytes */
} bac_arena;

/* Most bytes of one import: a small file can describe constants that copy each other and so ask for
 * any amount of memory. */
#define BAC_ARENA_LIMIT ((size_t)1 << 30)

/* Zeroed memory of count*size bytes, valid until bac_arena_free; NULL beyond the limit or when
 * memory is short. */
void *bac_arena_alloc(bac_arena *arena, size_t count, size_t size);
void bac_arena_free(bac_arena *arena);

#endif

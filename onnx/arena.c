/* arena.c - see arena.h. Every block is a separate allocation, so that a sanitizer knows its
 * bounds. */
#include "arena.h"

#include <stdlib.h>

typedef struct bac_arena_block {
    struct bac_arena_block *next;
    max_align_t data[];
} bac_arena_block;

void *bac_arena_alloc(bac_arena *arena, size_t count, size_t size) {
    if (size != 0 && count > (BAC_ARENA_LIMIT - arena->total) / size)
        return NULL;
    bac_arena_block *block = calloc(1, sizeof *block + count * size);
    if (!block)
        return NULL;
    arena->total += count * size;
    block->next = arena->first;
    arena->first = block;
    return block->data;
}

void bac_arena_free(bac_arena *arena) {
    while (arena->first) {
        bac_arena_block *block = arena->first;
        arena->first = block->next;
        free(block);
    }
}

/* rows.c - places rows by first fit. A block is free again after its last reader, so that a frame
 * stays in the nearest cache. */
#include "inside.h"

#include "../ints.h"

#include <stdlib.h>
#include <string.h>

void *bac_list_more(bac_list *list, size_t size, uint64_t more) {
    if (!list->item || list->n + more > list->room) {
        const uint64_t room = bac_max_u64(2 * list->room, list->n + more + 16);
        void *item = room <= SIZE_MAX / size ? realloc(list->item, room * size) : NULL;
        if (!item)
            return NULL;
        list->item = item;
        list->room = room;
    }
    return (char *)list->item + list->n * size;
}

bool bac_row_is_wide(const bac_layer *l, uint32_t channel) {
    return l->channel_lo[channel] < INT16_MIN || l->channel_hi[channel] > INT16_MAX;
}

static uint64_t quanta(uint64_t n) {
    return (n + BAC_QUANTUM - 1) / BAC_QUANTUM * BAC_QUANTUM;
}

/* The lowest gap that is large enough. */
static bac_status take_block(bac_compiler *c, uint64_t size, uint32_t last, uint64_t *at) {
    bac_block *b = bac_list_more(&c->block, sizeof *b, 1);
    if (!b)
        return bac_no_memory(c->err, c->net->name);
    b = c->block.item;
    uint64_t i = 0, from = 0;
    for (; i < c->block.n && b[i].at - from < size; i++)
        from = b[i].at + b[i].size;
    memmove(b + i + 1, b + i, (c->block.n - i) * sizeof *b);
    b[i] = (bac_block){from, size, last};
    c->block.n++;
    c->memory = bac_max_u64(c->memory, from + size);
    *at = from;
    return BAC_OK;
}

void bac_rows_release(bac_compiler *c, uint32_t last) {
    bac_block *b = c->block.item;
    uint64_t kept = 0;
    for (uint64_t i = 0; i < c->block.n; i++)
        if (b[i].last > last)
            b[kept++] = b[i];
    c->block.n = kept;
}

/* Int16_t before a row. A margin is written in whole vectors from any start, which needs one
 * quantum more. */
static uint64_t row_front(uint32_t left, bool wide) {
    return quanta(left) * (wide ? 2 : 1);
}

static uint64_t row_room(uint64_t positions, uint32_t left, uint64_t extent, bool wide) {
    return row_front(left, wide) +
           (quanta(bac_max_u64(positions, extent)) + BAC_QUANTUM) * (wide ? 2 : 1);
}

bac_status bac_rows_take(bac_compiler *c, uint64_t n, uint64_t positions, uint32_t left,
                         uint64_t extent, bool wide, uint32_t last, uint32_t *first,
                         uint32_t *pitch) {
    const uint64_t room = row_room(positions, left, extent, wide);
    uint64_t at = 0;
    bac_status status = take_block(c, room * n, last, &at);
    *first = (uint32_t)(at + row_front(left, wide));
    *pitch = (uint32_t)room;
    return status;
}

bac_status bac_rows_of_layer(bac_compiler *c, uint32_t layer) {
    const bac_layer *l = c->net->layer[layer];
    const bac_note *note = &c->note[layer];
    bac_row *row = c->p->row[layer];
    uint64_t at = 0, size = 0;
    for (uint32_t o = 0; o < l->C; o++)
        if (note->needed[o])
            size += row_room(l->T, note->left, note->extent, bac_row_is_wide(l, o));
    bac_status status = take_block(c, size, note->last, &at);
    for (uint32_t o = 0; !status && o < l->C; o++) {
        row[o] = (bac_row){(uint32_t)BAC_NO_ROW, bac_row_is_wide(l, o)};
        if (!note->needed[o])
            continue;
        row[o].at = (uint32_t)(at + row_front(note->left, row[o].wide));
        at += row_room(l->T, note->left, note->extent, row[o].wide);
    }
    return status;
}

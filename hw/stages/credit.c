/* credit.c - see credit.h. */
#include "credit.h"

#include "count.h"

#include <stdlib.h>

bac_credits bac_credits_none(uint32_t before) {
    return (bac_credits){.GROUP = 1, .SPACED = 1, .INTERVAL = 1, .before = before};
}

void bac_credits_close(bac_credits *c) {
    free(c->fifo);
    c->fifo = NULL;
    c->N = 0;
}

/* ---- cycle model: the registers of the module, by their names there */

typedef struct room {
    uint32_t link; /* the FIFO's output */
    uint32_t room, out, left;
} room;

struct bac_credit_state {
    uint32_t count, spaced, apart, go;
    room fifo[];
};

size_t bac_credit_size(const bac_credits *c) {
    return sizeof(bac_credit_state) + c->N * sizeof(room);
}

void bac_credit_reset(const bac_credits *c, bac_credit_state *q) {
    *q = (bac_credit_state){.go = 1};
    for (uint32_t f = 0; f < c->N; f++)
        q->fifo[f] = (room){.link = c->fifo[f].link, .room = c->fifo[f].rooms};
}

uint32_t bac_credit_go(const bac_credit_state *q) {
    return q->go;
}

/* One FIFO: gives back the group whose last beat has left, and takes one. 1: there is room. */
static uint32_t settle(const bac_credit_fifo *of, room *q, uint32_t taken, const bac_wires *w) {
    uint32_t back = 0;
    if (q->left) {
        q->out++;
        back = q->out == of->out;
        q->out = back ? 0 : q->out;
    }
    q->room += back - taken;
    q->left = w->valid[q->link] & w->ready[q->link];
    return q->room != 0;
}

void bac_credit_edge(const bac_credits *c, bac_credit_state *q, uint32_t take, const bac_wires *w) {
    const uint32_t taken = take && q->count + 1 == c->GROUP;
    uint32_t all = 1;
    for (uint32_t f = 0; f < c->N; f++)
        all &= settle(&c->fifo[f], &q->fifo[f], taken, w);
    q->apart -= q->apart > 0;
    if (take) {
        q->count = taken ? 0 : q->count + 1;
        q->spaced = q->spaced + 1 == c->SPACED ? 0 : q->spaced + 1;
        if (q->spaced == 0 && c->INTERVAL > c->SPACED)
            q->apart = c->INTERVAL - 1;
    }
    q->go = (q->count + 1 < c->GROUP || all) && (q->spaced + 1 < c->SPACED || q->apart == 0);
}

/* ---- size */

void bac_credit_count(bac_counts *c, const bac_credits *credits) {
    bac_count_ff(c, 1);
    bac_count_logic(c, 2, 6);
    if (credits->GROUP > 1)
        bac_count_counter(c, credits->GROUP);
    if (credits->INTERVAL > credits->SPACED) {
        bac_count_counter(c, credits->INTERVAL);
        if (credits->SPACED > 1)
            bac_count_counter(c, credits->SPACED);
    }
    for (uint32_t f = 0; f < credits->N; f++) {
        bac_count_ff(c, 1);
        bac_count_counter(c, credits->fifo[f].rooms + 1u);
        if (credits->fifo[f].out > 1)
            bac_count_counter(c, credits->fifo[f].out);
    }
}

/* blocks.c - shares pairs of a large layer within blocks of inputs. Only pairs within a block are
 * counted, so the work grows with the number of terms and not with its square. */
#include "mcm_internal.h"

#include <stdlib.h>
#include <string.h>

/* Most pairs of a block of several inputs: in a dense layer a few inputs. Four times this number
 * makes the graph three percent smaller and takes half as long again. */
enum { BLOCK_PAIRS = 1 << 12 };

/* A division of the inputs into blocks. Inputs are ordered by their first use in the rows, so that
 * the inputs of one row are close together. */
typedef struct cut {
    graph_work *w;
    uint32_t *rank;          /* [n_in] place of each input in that order */
    uint32_t inputs, blocks; /* inputs of a block; number of blocks */
    uint32_t *terms;         /* [n_in] number of a row's terms in each block */
    uint64_t *pairs;         /* [n_in] number of pairs of each block, over all rows */
    graph_term *term;        /* [terms of the longest row] */
    graph_row *part;         /* [n_out] a row's terms in the current block */
    uint32_t *done,
        *next; /* [n_out] terms of blocks that are shared; where the next block begins */
} cut;

static bool open_cut(cut *c, graph_work *w) {
    uint32_t longest = 0;
    for (uint32_t o = 0; o < w->sums->n_out; o++)
        longest = w->row[o].n > longest ? w->row[o].n : longest;
    const size_t n_in = (size_t)w->sums->n_in + 1, n_out = (size_t)w->sums->n_out + 1;
    *c = (cut){.w = w,
               .rank = malloc(n_in * sizeof *c->rank),
               .terms = calloc(n_in, sizeof *c->terms),
               .pairs = malloc(n_in * sizeof *c->pairs),
               .term = malloc(((size_t)longest + 1) * sizeof *c->term),
               .part = malloc(n_out * sizeof *c->part),
               .done = calloc(n_out, sizeof *c->done),
               .next = calloc(n_out, sizeof *c->next)};
    return c->rank && c->terms && c->pairs && c->term && c->part && c->done && c->next;
}

static void close_cut(cut *c) {
    free(c->rank);
    free(c->terms);
    free(c->pairs);
    free(c->term);
    free(c->part);
    free(c->done);
    free(c->next);
}

static void rank_inputs(cut *c) {
    const graph_work *w = c->w;
    uint32_t n = 0;
    for (uint32_t i = 0; i < w->sums->n_in; i++)
        c->rank[i] = UINT32_MAX;
    for (uint32_t o = 0; o < w->sums->n_out; o++)
        for (uint32_t i = 0; i < w->row[o].n; i++) {
            uint32_t *rank = &c->rank[w->row[o].term[i].node];
            *rank = *rank == UINT32_MAX ? n++ : *rank;
        }
    c->inputs = n ? n : 1;
}

static uint32_t block_of(const cut *c, graph_term x) {
    return c->rank[x.node] / c->inputs;
}

/* Number of pairs of the block that has most. */
static uint64_t most_pairs(const cut *c) {
    uint64_t most = 0;
    for (uint32_t i = 0; i < c->w->sums->n_in; i++)
        c->pairs[i] = 0;
    for (uint32_t o = 0; o < c->w->sums->n_out; o++) {
        const graph_row *row = &c->w->row[o];
        for (uint32_t i = 0; i < row->n; i++) {
            const uint32_t b = block_of(c, row->term[i]);
            c->pairs[b] += c->terms[b]++;
            most = c->pairs[b] > most ? c->pairs[b] : most;
        }
        for (uint32_t i = 0; i < row->n; i++)
            c->terms[block_of(c, row->term[i])] = 0;
    }
    return most;
}

/* Sorts a row's terms by block; terms of one block keep their order. */
static void sort_row(cut *c, graph_row *row) {
    uint32_t at = 0;
    memcpy(c->term, row->term, row->n * sizeof *c->term);
    for (uint32_t i = 0; i < row->n; i++)
        c->terms[block_of(c, c->term[i])]++;
    for (uint32_t b = 0; b < c->blocks; b++) {
        const uint32_t n = c->terms[b];
        c->terms[b] = at;
        at += n;
    }
    for (uint32_t i = 0; i < row->n; i++)
        row->term[c->terms[block_of(c, c->term[i])]++] = c->term[i];
    for (uint32_t b = 0; b < c->blocks; b++)
        c->terms[b] = 0;
}

/* Shares pairs of one block, whose terms become rows of their own with the clocks of the whole
 * rows. */
static void share_block(cut *c, uint32_t b) {
    graph_work *w = c->w;
    graph_row *const whole = w->row;
    for (uint32_t o = 0; o < w->sums->n_out; o++) {
        graph_row *part = &c->part[o];
        *part = whole[o];
        part->term += c->next[o];
        for (part->n = 0; c->next[o] < whole[o].n && block_of(c, part->term[part->n]) == b;
             part->n++)
            c->next[o]++;
    }
    w->row = c->part;
    graph_share(w, SHARE_PAIRS);
    w->row = whole;
    for (uint32_t o = 0; o < w->sums->n_out; o++) {
        const graph_row *part = &c->part[o];
        whole[o].used = part->used;
        whole[o].positives = part->positives;
        memmove(whole[o].term + c->done[o], part->term, part->n * sizeof *part->term);
        c->done[o] += part->n;
    }
}

void graph_share_blocks(graph_work *w) {
    cut c;
    if (w->failed)
        return;
    w->failed = !open_cut(&c, w);
    if (!w->failed) {
        rank_inputs(&c);
        while (c.inputs > 1 && most_pairs(&c) > BLOCK_PAIRS)
            c.inputs = (c.inputs + 1) / 2;
        c.blocks = (w->sums->n_in + c.inputs - 1) / c.inputs;
        for (uint32_t o = 0; o < w->sums->n_out; o++)
            sort_row(&c, &w->row[o]);
        for (uint32_t b = 0; b < c.blocks && !w->failed; b++)
            share_block(&c, b);
        for (uint32_t o = 0; o < w->sums->n_out; o++)
            w->row[o].n = c.done[o];
    }
    close_cut(&c);
}

/* notes.c - finds out about each layer, before its steps are made: the form of its stream, its last
 * reader, the margins that readers need, and the rows that have a reader. */
#include "inside.h"

#include "../ints.h"

#include <stdlib.h>

static bool constant(const bac_layer *l, uint32_t o) {
    return l->channel_lo[o] == l->channel_hi[o];
}

/* True for layers from rows to rows, or from rows to one position; the plain loops compute
 * others. */
static bool has_steps(const bac_compiler *c, const bac_layer *l) {
    switch (l->op) {
    case BAC_INPUT:
    case BAC_FC:
    case BAC_FLATTEN:
        return true;
    case BAC_GLOBALMAX:
        return c->note[l->in[0]].rows;
    case BAC_AVGPOOL:
        return false;
    default:
        return l->T > 1 && c->note[l->in[0]].rows;
    }
}

static bac_status place(bac_compiler *c) {
    for (uint32_t i = 0; i < c->net->n_layer; i++) {
        const bac_layer *l = c->net->layer[i];
        bac_note *note = &c->note[i];
        note->rows = l->T > 1;
        note->plain = !has_steps(c, l);
        note->extent = l->T;
        note->needed = bac_zalloc(l->C, sizeof *note->needed);
        if (!note->needed)
            return bac_no_memory(c->err, l->name);
    }
    return BAC_OK;
}

/* Fuses sums with their only reader if that is a requantiser. */
static bac_status fuse(bac_compiler *c) {
    uint32_t *readers = bac_zalloc(c->net->n_layer, sizeof *readers);
    if (!readers)
        return bac_no_memory(c->err, c->net->name);
    for (uint32_t i = 0; i < c->net->n_layer; i++)
        for (uint32_t k = 0; k < c->net->layer[i]->n_in; k++)
            readers[c->net->layer[i]->in[k]]++;
    for (uint32_t i = 0; i < c->net->n_layer; i++) {
        const bac_layer *l = c->net->layer[i];
        if (l->op != BAC_REQUANT || c->note[i].plain)
            continue;
        const bac_op op = c->net->layer[l->in[0]]->op;
        bac_note *x = &c->note[l->in[0]];
        x->fused = (op == BAC_CONV || op == BAC_ADD) && !x->plain && readers[l->in[0]] == 1;
        x->last = i; /* its inputs are read when layer i is computed */
    }
    free(readers);
    return BAC_OK;
}

/* Goes from the last layer to the first, so that a layer's last reader is known before it is passed
 * on to its inputs: a concat has no rows of its own but shares its inputs' rows. A fused sum reads
 * its inputs when its reader is computed. */
static void lifetimes(bac_compiler *c) {
    const bool keep = c->p->keep == BAC_KEEP_STREAMS;
    for (uint32_t i = c->net->n_layer; i-- > 0;) {
        const bac_layer *l = c->net->layer[i];
        const bac_note *note = &c->note[i];
        const uint32_t now = note->fused ? note->last : i;
        for (uint32_t k = 0; k < l->n_in; k++) {
            bac_note *x = &c->note[l->in[k]];
            if (x->fused)
                continue;
            x->last = keep ? UINT32_MAX : bac_max_u32(x->last, now);
            if (l->op == BAC_CONCAT && note->rows) {
                x->last = bac_max_u32(x->last, note->last);
                x->left = bac_max_u32(x->left, note->left);
                x->extent = bac_max_u32(x->extent, note->extent);
            }
            if (l->op == BAC_CONV && !note->plain && l->stride == 1) {
                x->left = bac_max_u32(x->left, l->pad_left);
                x->extent = bac_max_u32(x->extent, l->T + l->kernel - 1 - l->pad_left);
            }
        }
    }
}

static void need_all(bac_compiler *c, uint32_t layer) {
    for (uint32_t o = 0; o < c->net->layer[layer]->C; o++)
        c->note[layer].needed[o] = true;
}

/* Marks the input channels that the needed channels of layer i read. */
static bac_status need_inputs(bac_compiler *c, uint32_t i) {
    const bac_layer *l = c->net->layer[i];
    uint32_t o = 0;
    if (!c->note[i].rows || c->note[i].plain) {
        for (uint32_t k = 0; k < l->n_in; k++)
            need_all(c, l->in[k]);
        return BAC_OK;
    }
    for (uint32_t k = 0; l->op == BAC_CONCAT && k < l->n_in; k++)
        for (uint32_t ch = 0; ch < c->net->layer[l->in[k]]->C; ch++, o++)
            c->note[l->in[k]].needed[ch] |= c->note[i].needed[o];
    for (; o < l->C; o++) {
        int32_t start;
        if (!c->note[i].needed[o] || (constant(l, o) && l->op != BAC_MAXPOOL))
            continue;
        if (bac_entries_of(c, l, o, &start))
            return BAC_ERR_MEMORY;
        const bac_entry *e = c->entry.item;
        for (uint64_t k = 0; k < c->entry.n; k++)
            c->note[l->in[e[k].input]].needed[e[k].channel] = true;
    }
    return BAC_OK;
}

bac_status bac_notes_make(bac_compiler *c) {
    const uint32_t last = c->net->n_layer - 1;
    bac_status status = place(c);
    if (!status && c->p->keep == BAC_KEEP_RESULT)
        status = fuse(c);
    if (status)
        return status;
    lifetimes(c);
    for (uint32_t i = 0; i <= last && c->p->keep == BAC_KEEP_STREAMS; i++)
        need_all(c, i);
    need_all(c, 0); /* the input is split as a whole */
    need_all(c, last);
    for (uint32_t i = last; i > 0 && !status && c->p->keep == BAC_KEEP_RESULT; i--)
        status = need_inputs(c, i);
    return status;
}

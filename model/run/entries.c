/* entries.c - lists the operands of an output channel, and finds their places. */
#include "inside.h"

#include "../ints.h"

static bac_status add_entry(bac_compiler *c, bac_entry entry) {
    bac_entry *e = bac_list_more(&c->entry, sizeof *e, 1);
    if (!e)
        return bac_no_memory(c->err, c->net->name);
    *e = entry;
    c->entry.n++;
    return BAC_OK;
}

/* Adds one operand of a sum. A constant channel becomes no operand: it adds weight * constant to
 * *start. In a layer with padding only the constant 0 counts, because padding is 0 in every
 * channel. */
static bac_status add_term(bac_compiler *c, const bac_layer *l, bac_entry e, int32_t *start) {
    const bac_layer *x = c->net->layer[l->in[e.input]];
    const int32_t value = x->channel_lo[e.channel];
    const bool padded = l->op == BAC_CONV && (l->pad_left || l->pad_right);
    if (!e.weight)
        return BAC_OK;
    if (value == x->channel_hi[e.channel] && (value == 0 || !padded)) {
        *start += e.weight * value; /* a partial sum: proven to fit (net_range.c) */
        return BAC_OK;
    }
    return add_entry(c, e);
}

/* The outer loop goes over k and the inner one over channels, so that operands of neighbouring
 * output channels have the same order. */
static bac_status conv_entries(bac_compiler *c, const bac_layer *l, uint32_t o, int32_t *start) {
    const uint32_t per_group = c->net->layer[l->in[0]]->C / l->groups;
    const uint32_t first = o / (l->C / l->groups) * per_group;
    const int32_t *w = l->weight + (uint64_t)o * per_group * l->kernel;
    bac_status status = BAC_OK;
    for (uint32_t k = 0; k < l->kernel && !status; k++)
        for (uint32_t i = 0; i < per_group && !status; i++)
            status =
                add_term(c, l, (bac_entry){0, first + i, k, w[(uint64_t)i * l->kernel + k]}, start);
    return status;
}

bac_status bac_entries_of(bac_compiler *c, const bac_layer *l, uint32_t o, int32_t *start) {
    bac_status status = BAC_OK;
    c->entry.n = 0;
    *start = l->op == BAC_CONV && l->bias ? l->bias[o] : 0;
    switch (l->op) {
    case BAC_CONV:
        return conv_entries(c, l, o, start);
    case BAC_ADD:
        for (uint32_t i = 0; i < l->n_in && !status; i++)
            status = add_term(c, l, (bac_entry){i, o, 0, l->mul[(uint64_t)i * l->C + o]}, start);
        return status;
    case BAC_REQUANT:
        return add_term(c, l, (bac_entry){0, o, 0, 1}, start);
    default:
        for (uint32_t k = 0; k < l->kernel && !status; k++)
            status = add_entry(c, (bac_entry){0, o, k, 1});
        return status;
    }
}

/* ---- Phases ---- */

/* Position t*stride + k - pad_left of a row is position t + floor(j / stride) of its phase j mod
 * stride, j = k - pad_left. */
uint32_t bac_source_at(const bac_source *s, const bac_entry *e, bool *wide) {
    const bac_row row = s->phase ? s->phase[e->channel] : s->row[e->input][e->channel];
    const int64_t j = (int64_t)e->tap - s->pad_left, stride = s->stride;
    const int64_t floor = (j >= 0 ? j : j - stride + 1) / stride, phase = j - floor * stride;
    *wide = row.wide;
    return (uint32_t)(row.at + phase * s->pitch[row.wide] + floor * (row.wide ? 2 : 1));
}

static bac_status split_rows(bac_compiler *c, const bac_layer *l, bool wide, uint32_t now,
                             bac_source *s) {
    const bac_row *row = c->p->row[l->in[0]];
    const bac_layer *x = c->net->layer[l->in[0]];
    const int64_t furthest = (int64_t)l->kernel - 1 - l->pad_left; /* >= 0 */
    uint32_t n = 0, at;
    for (uint32_t i = 0; i < x->C; i++)
        n += row[i].at != (uint32_t)BAC_NO_ROW && row[i].wide == wide;
    bac_split split = {.positions = x->T,
                       .by = l->stride,
                       .left = bac_ceil_div(l->pad_left, l->stride),
                       .extent = l->T + (uint32_t)(furthest / l->stride),
                       .fill = l->op == BAC_CONV ? 0
                               : wide            ? INT32_MIN
                                                 : INT16_MIN,
                       .wide = wide};
    bac_split *to = bac_list_more(&c->p->split, sizeof *to, n);
    if (!to)
        return bac_no_memory(c->err, l->name);
    bac_status status = bac_rows_take(c, (uint64_t)n * l->stride, bac_ceil_div(x->T, l->stride),
                                      split.left, split.extent, wide, now, &at, &split.pitch);
    s->pitch[wide] = split.pitch;
    for (uint32_t i = 0; i < x->C; i++) {
        if (row[i].at == (uint32_t)BAC_NO_ROW || row[i].wide != wide)
            continue;
        split.in = row[i].at;
        split.out = at;
        s->phase[i] = (bac_row){at, wide};
        at += split.pitch * l->stride;
        *to++ = split;
    }
    if (status || n == 0)
        return status;
    const uint32_t first = (uint32_t)c->p->split.n;
    c->p->split.n += n;
    c->scratch = bac_max_u64(c->scratch, 2 * (uint64_t)x->T + 4096);
    return bac_step_add(c, (bac_step){.go = bac_step_split, .first = first, .n = n});
}

/* A sum of stride 1 reads the rows themselves, whose margins are its padding. A pool must not read
 * zeros as padding, so it reads copies whose margins hold the least number. */
bac_status bac_source_make(bac_compiler *c, const bac_layer *l, uint32_t now, bac_source *s) {
    const bool windowed = l->op == BAC_CONV || l->op == BAC_MAXPOOL;
    *s = (bac_source){.stride = windowed ? l->stride : 1, .pad_left = windowed ? l->pad_left : 0};
    for (uint32_t i = 0; i < l->n_in; i++)
        s->row[i] = c->p->row[l->in[i]];
    if (s->stride == 1 && (l->op != BAC_MAXPOOL || (!l->pad_left && !l->pad_right)))
        return BAC_OK;
    s->phase = bac_zalloc(c->net->layer[l->in[0]]->C, sizeof *s->phase);
    if (!s->phase)
        return bac_no_memory(c->err, l->name);
    bac_status status = split_rows(c, l, false, now, s);
    return status ? status : split_rows(c, l, true, now, s);
}

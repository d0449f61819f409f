/* sums.c - the rows of a convolution, sum or requantiser as jobs of the kernels. */
#include "inside.h"

#include "../ints.h"
#include "form.h"

#include <stdlib.h>

typedef enum kind { NARROW, PAIRS, WIDE, KINDS } kind;

typedef struct placed {
    uint32_t at;
    int32_t weight;
    bool wide;
} placed;

/* One row before its operands are laid out for a kernel. */
typedef struct draft {
    bac_job job;
    kind kind;
    uint64_t first; /* in c->placed */
    uint32_t n;
} draft;

/* ---- Drafts ---- */

static bac_status place_entries(bac_compiler *c, const bac_source *source, draft *d) {
    placed *to = bac_list_more(&c->placed, sizeof *to, c->entry.n);
    if (!to)
        return bac_no_memory(c->err, c->net->name);
    d->first = c->placed.n;
    d->n = (uint32_t)c->entry.n;
    const bac_entry *e = c->entry.item;
    for (uint32_t i = 0; i < d->n; i++) {
        to[i].at = bac_source_at(source, &e[i], &to[i].wide);
        to[i].weight = e[i].weight;
    }
    c->placed.n += d->n;
    return BAC_OK;
}

/* Chooses the kernel. 16-bit sums are correct if the complete sum fits 16 bits, because they
 * wrap. The pair kernel needs 16-bit weights. 32-bit sums always fit, which is proven for every
 * network. */
static kind kind_of(const bac_compiler *c, const draft *d, int32_t lo, int32_t hi) {
    const placed *p = (const placed *)c->placed.item + d->first;
    bool rows_narrow = true, weights_narrow = true;
    for (uint32_t i = 0; i < d->n; i++) {
        rows_narrow = rows_narrow && !p[i].wide;
        weights_narrow = weights_narrow && p[i].weight >= INT16_MIN && p[i].weight <= INT16_MAX;
    }
    if (rows_narrow && lo >= INT16_MIN && hi <= INT16_MAX)
        return NARROW;
    return rows_narrow && weights_narrow ? PAIRS : WIDE;
}

static bac_status make_draft(bac_compiler *c, uint32_t from, uint32_t i, uint32_t o,
                             const bac_source *source) {
    const bac_layer *l = c->net->layer[i], *sums = c->net->layer[from];
    const bac_note *note = &c->note[i];
    draft *d = bac_list_more(&c->draft, sizeof *d, 1);
    if (!d)
        return bac_no_memory(c->err, l->name);
    *d = (draft){.job = {.out = c->p->row[i][o].at,
                         .positions = l->T,
                         .left = note->left,
                         .right = note->extent - l->T,
                         .wide = c->p->row[i][o].wide}};
    c->draft.n++;
    if (l->channel_lo[o] == l->channel_hi[o]) { /* a constant row */
        d->job.start = l->channel_lo[o];
        d->kind = d->job.wide ? WIDE : NARROW;
        d->job.finish = d->job.wide ? BAC_KEEP_32 : BAC_KEEP_16;
        return BAC_OK;
    }
    if (bac_entries_of(c, sums, o, &d->job.start) || place_entries(c, source, d))
        return BAC_ERR_MEMORY;
    /* a requantiser that is not fused has the range of its input */
    const bac_layer *range = sums->op == BAC_REQUANT ? c->net->layer[sums->in[0]] : sums;
    const int32_t lo = range->channel_lo[o], hi = range->channel_hi[o];
    d->kind = kind_of(c, d, lo, hi);
    bac_form_choose(l->op == BAC_REQUANT ? l : NULL, o, lo, hi, d->kind == NARROW, &d->job);
    return BAC_OK;
}

/* ---- Operands ---- */

static bac_operand *more_operands(bac_compiler *c, bac_job *job, uint64_t n) {
    bac_operand *to = bac_list_more(&c->p->operand, sizeof *to, n);
    if (!to || c->p->operand.n + n > UINT32_MAX) {
        bac_no_memory(c->err, c->net->name);
        return NULL;
    }
    job->operand = (uint32_t)c->p->operand.n;
    job->operands = (uint32_t)n;
    c->p->operand.n += n;
    return to;
}

static int32_t two_weights(int32_t low, int32_t high) {
    return (int32_t)(((uint32_t)high << 16) | ((uint32_t)low & 0xffff));
}

static bac_status lay_out(bac_compiler *c, draft *d) {
    /* A channel whose weights are all zero has none, and perhaps no channel has any. */
    const placed *p = d->n > 0 ? (const placed *)c->placed.item + d->first : NULL;
    const uint32_t n = d->kind == PAIRS ? (d->n + 1) / 2 * 2 : d->n;
    bac_operand *to = more_operands(c, &d->job, n);
    if (!to)
        return BAC_ERR_MEMORY;
    for (uint32_t i = 0; d->kind == NARROW && i < n; i++)
        to[i] = (bac_operand){p[i].at, two_weights(p[i].weight, p[i].weight)};
    for (uint32_t i = 0; d->kind == PAIRS && i < n; i += 2) {
        const bool two = i + 1 < d->n;
        to[i] = (bac_operand){p[i].at, two_weights(p[i].weight, two ? p[i + 1].weight : 0)};
        to[i + 1] = (bac_operand){p[two ? i + 1 : i].at, 0};
    }
    for (int wide = 0; d->kind == WIDE && wide < 2; wide++) {
        for (uint32_t i = 0; i < n; i++)
            if (p[i].wide == wide)
                *to++ = (bac_operand){p[i].at, p[i].weight};
        d->job.narrow = wide ? d->job.narrow
                             : (uint32_t)(to - (bac_operand *)c->p->operand.item) - d->job.operand;
    }
    return BAC_OK;
}

/* ---- Quads ---- */

enum { QUAD = 4, QUAD_COST = 12, PAIR_COST = 5 }; /* costs: counted instructions per operand */

/* Finds the next operand of any of the four rows, in their common order. False: none is left. */
static bool next_of_four(const placed *const p[QUAD], const uint32_t n[QUAD], uint32_t i[QUAD],
                         uint32_t *row, int32_t weight[QUAD]) {
    bool any = false;
    for (int k = 0; k < QUAD; k++)
        if (i[k] < n[k] && (!any || p[k][i[k]].at < *row)) {
            *row = p[k][i[k]].at;
            any = true;
        }
    for (int k = 0; k < QUAD; k++) {
        const bool own = any && i[k] < n[k] && p[k][i[k]].at == *row;
        weight[k] = own ? p[k][i[k]].weight : 0;
        i[k] += own;
    }
    return any;
}

static int by_place(const void *a, const void *b) {
    const placed *x = a, *y = b;
    return (x->at > y->at) - (x->at < y->at);
}

/* Computes four rows together if they share enough operands to make one load of each cheaper.
 * *done: it did. */
static bac_status try_quad(bac_compiler *c, draft *d, bool *done) {
    placed *p[QUAD];
    uint32_t n[QUAD], i[QUAD] = {0}, row, all = 0, singly = 0;
    int32_t weight[2][QUAD];
    for (int k = 0; k < QUAD; k++) {
        p[k] = (placed *)c->placed.item + d[k].first;
        n[k] = d[k].n;
        singly += (n[k] + 1) / 2 * 2;
        qsort(p[k], n[k], sizeof *p[k], by_place);
    }
    while (next_of_four((const placed *const *)p, n, i, &row, weight[0]))
        all++;
    all = (all + 1) / 2 * 2;
    *done = (uint64_t)all * QUAD_COST < (uint64_t)singly * PAIR_COST;
    if (!*done)
        return BAC_OK;
    bac_operand *to = more_operands(c, &d->job, 2 * (uint64_t)all);
    if (!to)
        return BAC_ERR_MEMORY;
    for (int k = 0; k < QUAD; k++)
        i[k] = 0;
    for (uint32_t first = 0; next_of_four((const placed *const *)p, n, i, &first, weight[0]);
         to += QUAD) {
        uint32_t second = first;
        next_of_four((const placed *const *)p, n, i, &second, weight[1]);
        for (int k = 0; k < QUAD; k++)
            to[k] = (bac_operand){k == 1 ? second : first, two_weights(weight[0][k], weight[1][k])};
    }
    return BAC_OK;
}

/* ---- Steps ---- */

static int by_kind_and_length(const void *a, const void *b) {
    const draft *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->n != y->n)
        return x->n < y->n ? -1 : 1;
    return (x->job.out > y->job.out) - (x->job.out < y->job.out);
}

static int by_kind(const void *a, const void *b) {
    const draft *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return (x->job.out > y->job.out) - (x->job.out < y->job.out);
}

/* Adds n drafts as jobs of one step; of the last step if it has the same kernel. */
static bac_status emit_jobs(bac_compiler *c, bac_rows_fn *rows, const draft *d, uint64_t n) {
    bac_program *p = c->p;
    bac_job *to = bac_list_more(&p->job, sizeof *to, n);
    if (!to)
        return bac_no_memory(c->err, c->net->name);
    for (uint64_t i = 0; i < n; i++)
        to[i] = d[i].job;
    const uint32_t first = (uint32_t)p->job.n;
    p->job.n += n;
    bac_step *last = p->step.n ? (bac_step *)p->step.item + p->step.n - 1 : NULL;
    if (last && last->rows == rows) {
        last->n += (uint32_t)n;
        return BAC_OK;
    }
    return n ? bac_step_add(
                   c,
                   (bac_step){.go = bac_step_rows, .rows = rows, .first = first, .n = (uint32_t)n})
             : BAC_OK;
}

/* Emits groups of four among the drafts of 32-bit sums; the others move to the front, *rest of
 * them. */
static bac_status emit_quads(bac_compiler *c, draft *d, uint64_t n, uint64_t *rest) {
    *rest = 0;
    for (uint64_t i = 0; i < n;) {
        bool quad = false;
        if (i + QUAD <= n && try_quad(c, d + i, &quad))
            return BAC_ERR_MEMORY;
        if (quad && emit_jobs(c, c->p->kernels->quads, d + i, QUAD))
            return BAC_ERR_MEMORY;
        if (!quad)
            d[(*rest)++] = d[i];
        i += quad ? QUAD : 1;
    }
    return BAC_OK;
}

/* Emits rows sorted by their number of operands, so that the processor predicts the ends of
 * loops. */
static bac_status emit_drafts(bac_compiler *c) {
    bac_rows_fn *const rows[KINDS] = {[NARROW] = c->p->kernels->narrow,
                                      [PAIRS] = c->p->kernels->pairs,
                                      [WIDE] = c->p->kernels->wide};
    draft *d = c->draft.item;
    const uint64_t n = c->draft.n;
    if (n == 0)
        return BAC_OK;
    qsort(d, n, sizeof *d, by_kind);
    for (uint64_t i = 0, end; i < n; i = end) {
        const kind of = d[i].kind;
        for (end = i; end < n && d[end].kind == of;)
            end++;
        uint64_t singles = end - i;
        if (of == PAIRS && emit_quads(c, d + i, end - i, &singles))
            return BAC_ERR_MEMORY;
        if (singles)
            qsort(d + i, singles, sizeof *d, by_kind_and_length);
        for (uint64_t k = i; k < i + singles; k++)
            if (lay_out(c, d + k))
                return BAC_ERR_MEMORY;
        if (emit_jobs(c, rows[of], d + i, singles))
            return BAC_ERR_MEMORY;
    }
    return BAC_OK;
}

bac_status bac_sums_emit(bac_compiler *c, uint32_t from, uint32_t i) {
    const bac_layer *l = c->net->layer[i];
    bac_source source;
    bac_status status = bac_source_make(c, c->net->layer[from], i, &source);
    if (!status)
        status = bac_rows_of_layer(c, i);
    c->draft.n = c->placed.n = 0;
    for (uint32_t o = 0; o < l->C && !status; o++)
        if (c->note[i].needed[o])
            status = make_draft(c, from, i, o, &source);
    if (!status)
        status = emit_drafts(c);
    free(source.phase);
    return status;
}

bac_status bac_pool_emit(bac_compiler *c, uint32_t i) {
    const bac_layer *l = c->net->layer[i];
    bac_source source;
    bac_status status = bac_source_make(c, l, i, &source);
    if (!status)
        status = bac_rows_of_layer(c, i);
    for (int wide = 0; wide < 2 && !status; wide++) {
        c->draft.n = c->placed.n = 0;
        for (uint32_t o = 0; o < l->C && !status; o++) {
            int32_t start;
            draft *d = bac_list_more(&c->draft, sizeof *d, 1);
            if (!d) {
                status = bac_no_memory(c->err, l->name);
                continue;
            }
            if (!c->note[i].needed[o] || c->p->row[i][o].wide != wide)
                continue;
            *d = (draft){.job = {.out = c->p->row[i][o].at,
                                 .positions = l->T,
                                 .left = c->note[i].left,
                                 .right = c->note[i].extent - l->T,
                                 .wide = wide},
                         .kind = NARROW};
            c->draft.n++;
            status = bac_entries_of(c, l, o, &start);
            if (!status)
                status = place_entries(c, &source, d);
            if (!status)
                status = lay_out(c, d);
        }
        if (!status)
            status = emit_jobs(c, wide ? c->p->kernels->max_wide : c->p->kernels->max_narrow,
                               c->draft.item, c->draft.n);
    }
    free(source.phase);
    return status;
}

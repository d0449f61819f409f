/* program.c - compiles a network to steps, and runs a frame through them. */
#include "inside.h"

#include "../ints.h"

#include <stdlib.h>
#include <string.h>

/* ---- Steps ---- */

/* Takes the input frame [T][C] as one row, whose phases are the channels. */
static void step_take(bac_program *p, const bac_step *s) {
    const bac_layer *in = p->net->layer[0];
    const uint32_t n = in->T * in->C;
    if (bac_row_is_wide(in, 0))
        memcpy(p->arena + p->flat, p->plain->value[0], n * sizeof(int32_t));
    else
        p->kernels->take(p->plain->value[0], n, in->code_lo, in->code_hi, p->arena + p->flat);
    (void)s;
}

static const int32_t *wide_row(const bac_program *p, bac_row row) {
    return (const int32_t *)(const void *)(p->arena + row.at);
}

/* Copies rows to [T][C]. */
static void step_fetch(bac_program *p, const bac_step *s) {
    const bac_layer *l = p->net->layer[s->layer];
    const bac_row *row = p->row[s->layer];
    int32_t *v = p->plain->value[s->layer];
    for (uint32_t t = 0; t < l->T; t++)
        for (uint32_t c = 0; c < l->C; c++)
            *v++ = row[c].wide ? wide_row(p, row[c])[t] : p->arena[row[c].at + t];
}

/* Copies [T][C], which the plain loops computed, to rows. s->first: left margin; s->n: end of the
 * right margin. */
static void step_spread(bac_program *p, const bac_step *s) {
    const bac_layer *l = p->net->layer[s->layer];
    for (uint32_t c = 0; c < l->C; c++) {
        const bac_row row = p->row[s->layer][c];
        if (row.at == (uint32_t)BAC_NO_ROW)
            continue;
        const int32_t *v = p->plain->value[s->layer] + c;
        for (int64_t t = -(int64_t)s->first; t < s->n; t++) {
            const int32_t x = t >= 0 && t < l->T ? v[t * l->C] : 0;
            if (row.wide)
                ((int32_t *)(void *)(p->arena + row.at))[t] = x;
            else
                p->arena[row.at + t] = (int16_t)x;
        }
    }
}

static void step_plain(bac_program *p, const bac_step *s) {
    bac_plain_layer(p->plain, s->layer);
}

static void step_fc(bac_program *p, const bac_step *s) {
    p->kernels->fc(&p->fc[s->layer], p->plain->value[p->net->layer[s->layer]->in[0]],
                   p->plain->value[s->layer]);
}

static void step_largest(bac_program *p, const bac_step *s) {
    const uint32_t in = p->net->layer[s->layer]->in[0];
    const bac_layer *x = p->net->layer[in];
    for (uint32_t c = 0; c < x->C; c++) {
        const bac_row row = p->row[in][c];
        p->plain->value[s->layer][c] = row.wide
                                           ? p->kernels->largest_wide(wide_row(p, row), x->T)
                                           : p->kernels->largest_narrow(p->arena + row.at, x->T);
    }
}

void bac_program_frame(bac_program *p) {
    const bac_step *step = p->step.item;
    for (uint64_t i = 0; i < p->step.n; i++)
        step[i].go(p, &step[i]);
}

void bac_program_fetch(bac_program *p, uint32_t layer) {
    if (p->row[layer])
        step_fetch(p, &(bac_step){.layer = layer});
}

/* ---- Compiling ---- */

static bac_status add(bac_compiler *c, bac_step_fn *go, uint32_t layer) {
    return bac_step_add(c, (bac_step){.go = go, .layer = layer});
}

static bac_status emit_input(bac_compiler *c) {
    const bac_layer *in = c->net->layer[0];
    const bac_note *note = &c->note[0];
    if (!note->rows)
        return BAC_OK;
    const uint32_t n = in->T * in->C;
    const bool wide = bac_row_is_wide(in, 0); /* all channels have one range */
    bac_split *split = bac_list_more(&c->p->split, sizeof *split, 1);
    if (!split)
        return bac_no_memory(c->err, in->name);
    *split = (bac_split){
        .positions = n, .by = in->C, .left = note->left, .extent = note->extent, .wide = wide};
    uint32_t pitch;
    bac_status status = bac_rows_take(c, 1, n, 0, n, wide, 0, &split->in, &pitch);
    if (!status)
        status = bac_rows_take(c, in->C, in->T, note->left, note->extent, wide, note->last,
                               &split->out, &split->pitch);
    for (uint32_t o = 0; o < in->C; o++)
        c->p->row[0][o] = (bac_row){split->out + o * split->pitch, wide};
    c->p->flat = split->in;
    c->p->split.n++;
    c->scratch = 2 * (uint64_t)n + 4096;
    if (!status)
        status = add(c, step_take, 0);
    return status ? status : bac_step_add(c, (bac_step){.go = bac_step_split, .n = 1});
}

/* Emits a layer of the plain loops, with the copies of its streams from and to rows. */
static bac_status emit_plain(bac_compiler *c, uint32_t i) {
    const bac_layer *l = c->net->layer[i];
    bac_status status = bac_plain_prepare(c->p->plain, i, c->err);
    for (uint32_t k = 0; k < l->n_in && !status; k++)
        if (c->note[l->in[k]].rows)
            status = add(c, step_fetch, l->in[k]);
    if (!status)
        status = add(c, step_plain, i);
    if (status || !c->note[i].rows)
        return status;
    status = bac_rows_of_layer(c, i);
    return status ? status
                  : bac_step_add(c, (bac_step){.go = step_spread,
                                               .layer = i,
                                               .first = c->note[i].left,
                                               .n = c->note[i].extent});
}

static bac_status emit_concat(bac_compiler *c, uint32_t i) {
    const bac_layer *l = c->net->layer[i];
    bac_row *row = c->p->row[i];
    for (uint32_t k = 0; k < l->n_in; k++) {
        const uint32_t C = c->net->layer[l->in[k]]->C;
        memcpy(row, c->p->row[l->in[k]], C * sizeof *row);
        row += C;
    }
    return BAC_OK;
}

static bac_status emit(bac_compiler *c, uint32_t i) {
    const bac_layer *l = c->net->layer[i];
    const bac_note *note = &c->note[i];
    const uint32_t x = l->n_in ? l->in[0] : 0;
    if (note->plain)
        return emit_plain(c, i);
    switch (l->op) {
    case BAC_INPUT:
        return emit_input(c);
    case BAC_FC:
        return bac_fc_create(l, c->net->layer[x], &c->p->fc[i], c->err) ? BAC_ERR_MEMORY
                                                                        : add(c, step_fc, i);
    case BAC_FLATTEN:
        return c->note[x].rows ? add(c, step_fetch, x) : BAC_OK;
    case BAC_GLOBALMAX:
        return add(c, step_largest, i);
    case BAC_CONCAT:
        return emit_concat(c, i);
    case BAC_MAXPOOL:
        return bac_pool_emit(c, i);
    default:
        return note->fused ? BAC_OK : bac_sums_emit(c, c->note[x].fused ? x : i, i);
    }
}

static bac_status compile(bac_compiler *c) {
    bac_program *p = c->p;
    bac_status status = bac_notes_make(c);
    for (uint32_t i = 0; i < c->net->n_layer && !status; i++) {
        const bac_layer *l = c->net->layer[i];
        if (c->note[i].rows && !c->note[i].fused) {
            p->row[i] = bac_alloc(l->C, sizeof *p->row[i]);
            if (!p->row[i])
                return bac_no_memory(c->err, l->name);
        }
        status = emit(c, i);
        bac_rows_release(c, i);
    }
    if (status)
        return status;
    p->arena_memory = bac_zalloc(c->memory + 2 * BAC_SLACK, sizeof *p->arena_memory);
    p->scratch = bac_zalloc(c->scratch + BAC_SLACK, sizeof *p->scratch);
    if (!p->arena_memory || !p->scratch)
        return bac_no_memory(c->err, c->net->name);
    p->arena = (int16_t *)(((uintptr_t)p->arena_memory + 63) / 64 * 64);
    return BAC_OK;
}

void bac_program_free(bac_program *p) {
    if (!p)
        return;
    for (uint32_t i = 0; i < p->net->n_layer; i++) {
        if (p->row)
            free(p->row[i]);
        if (p->fc)
            bac_fc_free(&p->fc[i]);
    }
    free(p->row);
    free(p->fc);
    free(p->step.item);
    free(p->job.item);
    free(p->operand.item);
    free(p->split.item);
    free(p->arena_memory);
    free(p->scratch);
    free(p);
}

static void free_compiler(bac_compiler *c) {
    for (uint32_t i = 0; c->note && i < c->net->n_layer; i++)
        free(c->note[i].needed);
    free(c->note);
    free(c->block.item);
    free(c->entry.item);
    free(c->draft.item);
    free(c->placed.item);
}

bac_status bac_program_create(bac_plain *plain, const bac_kernels *kernels, bac_keep keep,
                              bac_program **program, bac_error *err) {
    const bac_net *net = plain->net;
    *program = NULL;
    bac_program *p = bac_zalloc(1, sizeof *p);
    if (!p)
        return bac_no_memory(err, net->name);
    *p = (bac_program){.plain = plain, .net = net, .kernels = kernels, .keep = keep};
    bac_compiler c = {.p = p, .net = net, .err = err};
    p->row = bac_zalloc(net->n_layer, sizeof *p->row);
    p->fc = bac_zalloc(net->n_layer, sizeof *p->fc);
    c.note = bac_zalloc(net->n_layer, sizeof *c.note);
    bac_status status = p->row && p->fc && c.note ? compile(&c) : bac_no_memory(err, net->name);
    const bool addressable = c.memory <= UINT32_MAX - BAC_SLACK;
    free_compiler(&c);
    if (status || !addressable)
        bac_program_free(p);
    else
        *program = p;
    return status;
}

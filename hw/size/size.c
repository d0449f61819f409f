/* size.c - multiplies counts with coefficients, stage by stage. */
#include "coefficients.h"
#include "count.h"
#include "kind.h"

#include <string.h>

bac_status bac_count_stage(const bac_netlist *n, const bac_stage *s, bac_counts *c,
                           bac_error *err) {
    c->of[BAC_COUNT_STAGE] = !bac_stage_is(s, BAC_KIND_WIRES);
    c->n = n;
    if (s->kind->count)
        s->kind->count(s, c);
    return c->failed ? bac_fail(err, BAC_ERR_MEMORY, s->name, "out of memory") : BAC_OK;
}

const char *bac_priced_as(const bac_stage *s) {
    return s->kind->priced_as ? s->kind->priced_as(s->params) : s->kind->module;
}

static const bac_coefficients *row_of(bac_family family, const char *priced) {
    const bac_coefficients *k = bac_coefficients_of[family];
    while (k->priced[0] && strcmp(k->priced, priced) != 0 && strcmp(k->priced, "other") != 0)
        k++;
    return k;
}

static double priced(const bac_counts *c, const double k[BAC_COUNT_KINDS]) {
    double sum = 0;
    for (int i = 0; i < BAC_COUNT_KINDS; i++)
        sum += c->of[i] * k[i];
    return sum > 0 ? sum : 0;
}

void bac_size_counts(const bac_counts *c, const char *priced_as, bac_size *size) {
    const bac_coefficients *k = row_of(c->family, priced_as);
    *size = (bac_size){.lut = priced(c, k->lut),
                       .site = priced(c, k->site),
                       .ff = priced(c, k->ff),
                       .carry = priced(c, k->carry),
                       .srl = c->of[BAC_COUNT_SRL],
                       .ram = c->of[BAC_COUNT_RAM],
                       .bram = c->of[BAC_COUNT_BRAM],
                       .single = c->single,
                       .widest = c->widest};
    size->cell = bac_size_packed(size, c->family);
}

void bac_size_add(bac_size *total, const bac_size *s) {
    total->lut += s->lut;
    total->site += s->site;
    total->cell += s->cell;
    total->ff += s->ff;
    total->carry += s->carry;
    total->srl += s->srl;
    total->ram += s->ram;
    total->bram += s->bram;
    total->single += s->single;
    total->dsp += s->dsp;
    if (s->widest > total->widest)
        total->widest = s->widest;
}

/* Cells of the registers that synthesis removes where the pins show only the class: iCE40's packages
 * have fewer pins than a network's logits have bits. */
static double unseen_cells(const bac_stage *s, const bac_size *size, bac_family family) {
    if (family != BAC_FAMILY_ICE40 || !s->kind->logit_bits)
        return 0;
    bac_size shown = *size;
    shown.ff -= s->kind->logit_bits(s->params);
    return shown.ff > 0 ? size->cell - bac_size_packed(&shown, family) : 0;
}

bac_status bac_size_netlist(const bac_netlist *p, bac_family family, bac_size *of, bac_size *total,
                            bac_error *err) {
    *total = (bac_size){0};
    if (p->timed_only)
        return bac_fail(err, BAC_ERR_INPUT, "size", "the netlist was compiled for its times only");
    for (uint32_t i = 0; i < p->n_stages; i++) {
        bac_counts c = {.family = family};
        bac_status status = bac_count_stage(p, &p->stages[i], &c, err);
        if (status != BAC_OK)
            return status;
        bac_size_counts(&c, bac_priced_as(&p->stages[i]), &of[i]);
        bac_size_add(total, &of[i]);
        total->cell -= unseen_cells(&p->stages[i], &of[i], family);
    }
    return BAC_OK;
}

uint32_t bac_size_layer(const bac_netlist *n, const bac_stage *s) {
    return bac_stage_is(s, BAC_KIND_FUSED) ? bac_link_reader(n, s->out[0])->layer : s->layer;
}

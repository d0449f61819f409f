/* size.c - counts times coefficients, stage by stage. */
#include "../serial.h"
#include "coefficients.h"
#include "count.h"

#include <string.h>

static const char *const names[BAC_FAMILIES] = {"xilinx", "ecp5", "ice40"};

const char *bac_family_name(bac_family family) {
    return names[family];
}

bool bac_family_find(const char *name, bac_family *family) {
    for (int i = 0; i < BAC_FAMILIES; i++)
        if (strcmp(name, names[i]) == 0) {
            *family = (bac_family)i;
            return true;
        }
    return false;
}

bac_status bac_count_stage(const bac_pipeline *p, const bac_stage *s, bac_counts *c,
                           bac_error *err) {
    bac_status status = BAC_OK;
    c->of[BAC_COUNT_STAGE] = 1;
    switch (s->kind) {
    case BAC_STAGE_INGRESS:
    case BAC_STAGE_FIFO:
    case BAC_STAGE_FORK:
    case BAC_STAGE_JOIN:
    case BAC_STAGE_RESIZE:
        bac_count_stream(p, s, c);
        break;
    case BAC_STAGE_FOLD_CONV:
    case BAC_STAGE_FOLD_REQUANT:
    case BAC_STAGE_FOLD_ADD:
    case BAC_STAGE_FOLD_CONCAT:
    case BAC_STAGE_FOLD_GLOBALMAX:
    case BAC_STAGE_FOLD_FC:
    case BAC_STAGE_FOLD_ARGMAX:
        status = bac_count_folded(p, s, c);
        break;
    case BAC_STAGE_SERIAL_WINDOW:
    case BAC_STAGE_SERIAL_OVERLAP:
    case BAC_STAGE_SERIAL_CONV:
        status = bac_count_serial(p, s, c);
        break;
    default:
        status = bac_count_unrolled(p, s, c);
    }
    return status == BAC_OK ? BAC_OK : bac_fail(err, status, s->name, "out of memory");
}

static double priced(const bac_counts *c, const double k[BAC_COUNT_KINDS]) {
    double sum = 0;
    for (int i = 0; i < BAC_COUNT_KINDS; i++)
        sum += c->of[i] * k[i];
    return sum > 0 ? sum : 0;
}

void bac_size_counts(const bac_counts *c, bac_stage_kind kind, bac_size *size) {
    const bac_coefficients *k = &bac_coefficients_of[c->family][kind];
    *size = (bac_size){.lut = priced(c, k->lut),
                       .site = priced(c, k->site),
                       .ff = priced(c, k->ff),
                       .carry = priced(c, k->carry),
                       .srl = c->of[BAC_COUNT_SRL],
                       .ram = c->of[BAC_COUNT_RAM],
                       .bram = c->of[BAC_COUNT_BRAM]};
}

void bac_size_add(bac_size *total, const bac_size *s) {
    total->lut += s->lut;
    total->site += s->site;
    total->ff += s->ff;
    total->carry += s->carry;
    total->srl += s->srl;
    total->ram += s->ram;
    total->bram += s->bram;
    total->dsp += s->dsp;
}

bac_status bac_size_pipeline(const bac_pipeline *p, bac_family family, bac_size *of,
                             bac_size *total, bac_error *err) {
    *total = (bac_size){0};
    for (uint32_t i = 0; i < p->n_stages; i++) {
        bac_counts c = {.family = family};
        bac_status status = bac_count_stage(p, &p->stages[i], &c, err);
        if (status != BAC_OK)
            return status;
        bac_size_counts(&c, p->stages[i].kind, &of[i]);
        bac_size_add(total, &of[i]);
    }
    return BAC_OK;
}

uint32_t bac_size_layer(const bac_pipeline *p, const bac_stage *s) {
    const uint32_t partner =
        s->kind == BAC_STAGE_SERIAL_WINDOW || s->kind == BAC_STAGE_SERIAL_OVERLAP
            ? bac_only_reader(p->net, s->layer)
            : 0;
    return partner ? partner : s->layer;
}

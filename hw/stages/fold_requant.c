/* fold_requant.c - rtl/folded/bac_fold_requant.v: requantises accumulators, with constants from a
 * memory.
 *
 * Stage   1 read   2.. bac_fold_linear | bac_fold_search, add; control is bac_ctrl
 * Timing  THRESHOLD 0: LATENCY = 4 + (EB > 0) + EVEN   1: LATENCY = BITS + 2   II = 1
 * Stall   see pipe.h */
#include "count.h"
#include "fold_parts.h"
#include "folded.h"
#include "image.h"
#include "ints.h"
#include "pipe.h"

BAC_NUMBER_OF(bac_fold_requant_params, requant_latency,
              p->THRESHOLD ? p->BITS + 2 : 4 + (p->EB > 0 ? 1u : 0u) + p->EVEN)

static void requant_close(void *params) {
    bac_fold_requant_form_free(&((bac_fold_requant_params *)params)->form);
}

/* ---- size */

/* Counts one lane, which has the channels lane, lane + LANES, ... Returns the bits of its table
 * that need memory. */
static uint32_t count_linear(const bac_fold_requant_params *p, const bac_layer *l, uint32_t lane,
                             bac_counts *c) {
    const uint32_t x = p->IW + (p->IS_SIGNED ? 0u : 1u);
    bac_varying mul = {0}, plus = {0}, extra = {0};
    for (uint32_t ch = lane % p->C; ch < p->C; ch += p->LANES) {
        bac_vary(&mul, p->form.channel[ch].mul);
        bac_vary(&plus, p->form.channel[ch].add);
        bac_vary(&extra, p->form.channel[ch].extra);
    }
    const uint32_t add_bits = bac_varying_bits(&plus, p->AB);
    const uint32_t extra_bits = bac_varying_bits(&extra, p->EB);
    bac_fold_count_product(c, x, p->MB, &mul);
    bac_count_ff(c, add_bits + p->VW + p->OW);
    bac_count_add(c, p->VW);
    if (p->EB > 0) {
        bac_count_ff(c, 2 * extra_bits + p->XW);
        bac_count_mux(c, (double)p->XW * extra_bits, 2);
    }
    if (p->EVEN) {
        bac_count_add(c, p->XW);
        bac_count_ff(c, p->XW - p->SHIFT + 1);
    }
    bac_count_bounds(c, l, p->XW - p->SHIFT + 1);
    bac_count_logic(c, p->OW, 3);
    return bac_varying_bits(&mul, p->MB) + add_bits + extra_bits;
}

static void count_search(const bac_fold_requant_params *p, uint32_t rows, bac_counts *c) {
    const uint32_t row = bac_max_u32(1, bac_ceil_log2(rows));
    for (uint32_t i = 0; i < p->BITS; i++) {
        bac_count_rom(c, (uint64_t)rows << i, p->IW + 1);
        bac_count_compare(c, p->IW);
        bac_count_ff(c, p->IW + row + i);
    }
    bac_count_ff(c, p->BITS + p->OW);
    bac_count_add(c, p->OW);
    bac_count_logic(c, p->OW, 2);
}

static void requant_count(const bac_stage *s, bac_counts *c) {
    const bac_fold_requant_params *p = s->params;
    const bac_layer *l = bac_net_layer(c->n->net, s->layer);
    const uint32_t rows = bac_fold_rows(p->C, p->LANES);
    uint32_t table = 0;
    bac_pipe_count(c, s);
    if (rows > 1)
        bac_count_counter(c, rows);
    if (p->THRESHOLD) {
        bac_count_rom(c, rows, p->LANES * (1 + p->OW));
        bac_count_chain(c, bac_ceil_log2(rows + 1), p->BITS);
    } else {
        bac_count_ff(c, (double)p->LANES * p->IW);
    }
    for (uint32_t e = 0; e < p->LANES; e++) {
        if (p->THRESHOLD)
            count_search(p, rows, c);
        else
            table += count_linear(p, l, e, c);
    }
    if (table > 0)
        bac_count_rom(c, rows, table);
}

/* ---- memories */

static void threshold_images(const bac_fold_requant_params *p, uint32_t rows, bac_images *m) {
    for (uint32_t e = 0; e < p->LANES; e++)
        for (uint32_t stage = 0; stage < p->BITS; stage++) {
            bac_image_begin(m, "%s_%02u_%02u.mem", p->THRESHOLD_FILE.text, e, stage);
            for (uint32_t n = 0; n < rows; n++)
                for (uint32_t j = 0; j < (uint32_t)1 << stage; j++) {
                    int32_t t = 0;
                    const bool has = bac_fold_requant_threshold(&p->form, (n * p->LANES + e) % p->C,
                                                                stage, j, &t);
                    bac_image_put(m, 1, !has);
                    bac_image_put(m, p->IW, t);
                    bac_image_end_word(m);
                }
        }
}

static void requant_images(const bac_stage *s, bac_images *m) {
    const bac_fold_requant_params *p = s->params;
    const uint32_t rows = bac_fold_rows(p->C, p->LANES);
    bac_image_begin(m, "%s", p->ROM_FILE.text);
    for (uint32_t n = 0; n < rows; n++) {
        for (uint32_t e = p->LANES; e-- > 0;) {
            const bac_fold_requant_channel *ch = &p->form.channel[(n * p->LANES + e) % p->C];
            if (p->THRESHOLD) {
                bac_image_put(m, 1, ch->minus);
                bac_image_put(m, p->OW, ch->add);
            } else {
                bac_image_put(m, p->EB, ch->extra);
                bac_image_put(m, p->MB, ch->mul);
                bac_image_put(m, p->AB, ch->add);
            }
        }
        bac_image_end_word(m);
    }
    if (p->THRESHOLD)
        threshold_images(p, rows, m);
}

#define NUMBER(member) BAC_NUMBER(bac_fold_requant_params, member)
#define IMAGE(member)  BAC_FIELD(bac_fold_requant_params, member, BAC_FIELD_FILE)
#define SIGNED(member) BAC_FIELD(bac_fold_requant_params, member, BAC_FIELD_SIGNED)
static const bac_field requant_fields[] = {
    NUMBER(THRESHOLD), NUMBER(C),       NUMBER(LANES),        NUMBER(IW),    NUMBER(IS_SIGNED),
    NUMBER(OW),        SIGNED(LO),      SIGNED(HI),           NUMBER(EB),    NUMBER(MB),
    NUMBER(AB),        NUMBER(VW),      NUMBER(XW),           NUMBER(SHIFT), NUMBER(EVEN),
    NUMBER(BITS),      IMAGE(ROM_FILE), IMAGE(THRESHOLD_FILE)};

const bac_kind bac_kind_fold_requant = {
    .module = "bac_fold_requant",
    .does = "accumulators to codes, each channel's numbers from a memory",
    BAC_PARAMS(bac_fold_requant_params, requant_fields),
    .latency = requant_latency,
    .cycle = BAC_PIPE_CYCLE,
    .count = requant_count,
    .images = requant_images,
    .close = requant_close,
};

/* chip_pins.c - numbers as the bytes of s_axis_tdata and m_axis_tdata. */
#include "chip.h"

#include <string.h>

static uint32_t bytes_of(uint64_t bits) {
    return (uint32_t)((bits + 7) / 8);
}

static const bac_link *output_of(const bac_netlist *p) {
    uint32_t i = 0;
    while (p->links[i].to != BAC_NO_LINK)
        i++;
    return &p->links[i];
}

uint32_t bac_chip_beat_bytes(const bac_netlist *p) {
    return bytes_of(bac_netlist_input(p)->width);
}

uint32_t bac_chip_result_bytes(const bac_netlist *p) {
    return bytes_of(output_of(p)->width);
}

/* Lanes are whole bytes. */
static void put(uint8_t *to, uint32_t bytes, int64_t value) {
    for (uint32_t i = 0; i < bytes; i++)
        to[i] = (uint8_t)((uint64_t)value >> (8 * i));
}

/* The low bits of a lane as bac_ingress takes them. */
static int32_t code_of(const uint8_t *lane, uint32_t bytes, bac_type type) {
    uint64_t value = 0;
    for (uint32_t i = 0; i < bytes; i++)
        value |= (uint64_t)lane[i] << (8 * i);
    const uint64_t sign = UINT64_C(1) << (type.bits - 1);
    value &= 2 * sign - 1;
    return (int32_t)(type.is_signed ? (int64_t)(value ^ sign) - (int64_t)sign : (int64_t)value);
}

bac_status bac_chip_take(const bac_netlist *p, uint32_t beat, const uint8_t *tdata, int32_t *codes,
                         bac_error *err) {
    const bac_link *link = bac_netlist_input(p);
    const bac_layer *in = bac_net_layer(p->net, 0);
    const uint32_t bytes = bac_chip_beat_bytes(p) / link->lanes;
    bac_status status = BAC_OK;
    for (uint32_t i = 0; i < link->lanes; i++) {
        const uint32_t at = beat * link->lanes + i;
        const int32_t code = code_of(tdata + (size_t)i * bytes, bytes, in->type);
        const bool low = code<in->code_lo, high = code> in->code_hi;
        if ((low || high) && !status)
            status = bac_fail(err, BAC_ERR_INPUT, in->name,
                              "position %u, channel %u: code %d is outside %d .. %d", at / in->C,
                              at % in->C, code, in->code_lo, in->code_hi);
        codes[at] = low ? in->code_lo : high ? in->code_hi : code;
    }
    return status;
}

void bac_chip_beat(const bac_netlist *p, uint32_t beat, const int32_t *codes, uint8_t *tdata) {
    const bac_link *link = bac_netlist_input(p);
    const uint32_t bytes = bac_chip_beat_bytes(p) / link->lanes;
    for (uint32_t i = 0; i < link->lanes; i++)
        put(tdata + (size_t)i * bytes, bytes, codes[beat * link->lanes + i]);
}

void bac_chip_pack(const bac_netlist *p, const int32_t *logits, uint32_t class_index,
                   uint8_t *tdata) {
    const bac_link *link = output_of(p);
    const uint32_t classes = bac_net_logits(p->net)->C, lane = bytes_of(link->type.bits);
    const uint32_t all = bac_chip_result_bytes(p);
    for (uint32_t c = 0; c < classes; c++)
        put(tdata + (size_t)c * lane, lane, logits[c]);
    put(tdata + (size_t)classes * lane, all - classes * lane, class_index);
}

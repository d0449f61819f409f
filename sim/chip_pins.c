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

/* The low bits of each lane, as bac_ingress takes them. Lanes of a byte, as nearly all networks have
 * them, in a loop of their own. */
static void codes_of(const uint8_t *lane, uint32_t bytes, bac_type type, uint32_t n,
                     int32_t *codes) {
    const uint32_t sign = type.is_signed ? UINT32_C(1) << (type.bits - 1) : 0;
    const uint32_t mask = (UINT32_C(2) << (type.bits - 1)) - 1;
    if (bytes == 1) {
        for (uint32_t i = 0; i < n; i++)
            codes[i] = (int32_t)(((lane[i] & mask) ^ sign) - sign);
        return;
    }
    for (uint32_t i = 0; i < n; i++, lane += bytes)
        codes[i] = (int32_t)(((((uint32_t)lane[0] | (uint32_t)lane[1] << 8) & mask) ^ sign) - sign);
}

/* Clips the codes; the first that needs it, or n. */
static uint32_t clip(int32_t *codes, uint32_t n, int32_t lo, int32_t hi, int32_t *was) {
    uint32_t outside = 0, first = n;
    for (uint32_t i = 0; i < n; i++)
        outside |= (uint32_t)(codes[i] < lo) | (uint32_t)(codes[i] > hi);
    for (uint32_t i = 0; outside && i < n; i++)
        if (codes[i] < lo || codes[i] > hi) {
            if (first == n) {
                first = i;
                *was = codes[i];
            }
            codes[i] = codes[i] < lo ? lo : hi;
        }
    return first;
}

bac_status bac_chip_take(const bac_netlist *p, uint32_t beat, uint32_t beats, const uint8_t *tdata,
                         int32_t *codes, bac_error *err) {
    const bac_link *link = bac_netlist_input(p);
    const bac_layer *in = bac_net_layer(p->net, 0);
    const uint32_t n = beats * link->lanes, begin = beat * link->lanes;
    int32_t was = 0;
    codes_of(tdata, bac_chip_beat_bytes(p) / link->lanes, in->type, n, codes + begin);
    const uint32_t bad = clip(codes + begin, n, in->code_lo, in->code_hi, &was);
    if (bad == n)
        return BAC_OK;
    return bac_fail(err, BAC_ERR_INPUT, in->name,
                    "position %u, channel %u: code %d is outside %d .. %d", (begin + bad) / in->C,
                    (begin + bad) % in->C, was, in->code_lo, in->code_hi);
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

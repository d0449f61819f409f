/* chip.h - bac_top at its pins, values included: the clocks of machine.h, the numbers of bac.h.
 *
 * A frame's codes are collected as its beats are taken; the reference computes its result, which is
 * on m_axis_tdata in the clocks in which the machine offers it. Pins carry what docs/streaming.md
 * says, as bytes, least significant first.
 *
 *     bac_chip_create(netlist, &chip, &err);
 *     bac_pins_in in = {.s_valid = true, .m_ready = true};
 *     bac_chip_settle(chip, &in, &out);              as often as pins change within a clock
 *     if (out.m_valid) bytes = bac_chip_result(chip);
 *     bac_chip_edge(chip, tdata, &err);              the rising edge, with rst low
 */
#ifndef BAC_CHIP_H
#define BAC_CHIP_H

#include "machine.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

typedef struct bac_chip bac_chip;

/* In reset. The netlist and its network are borrowed and must outlive it. Errors: memory. */
bac_status bac_chip_create(const bac_netlist *netlist, bac_chip **chip, bac_error *err);
void bac_chip_free(bac_chip *chip); /* NULL is fine */

/* A rising edge with rst high: no beat inside, no frame begun. */
void bac_chip_reset(bac_chip *chip);
/* The wires of this clock. */
void bac_chip_settle(bac_chip *chip, const bac_pins_in *in, bac_pins_out *out);
/* m_axis_tdata, bac_chip_result_bytes of them, while the settled m_valid is high; else NULL. */
const uint8_t *bac_chip_result(bac_chip *chip);
/* A rising edge with rst low. s_tdata: bac_chip_beat_bytes of them; read only if a beat is taken.
 * Errors: a code outside the input's range, by frame, position and channel; it is then clipped, and
 * the edge has happened all the same. Memory. */
bac_status bac_chip_edge(bac_chip *chip, const uint8_t *s_tdata, bac_error *err);
/* s_axis_tlast has disagreed with the count of beats since reset. */
bool bac_chip_tlast_error(const bac_chip *chip);

/* ---- numbers and pins -------------------------------------------------------------------------- */

uint32_t bac_chip_beat_bytes(const bac_netlist *netlist);   /* of s_axis_tdata */
uint32_t bac_chip_result_bytes(const bac_netlist *netlist); /* of m_axis_tdata */
/* `beats` beats of a frame, from number `beat` on, from the pins, one behind the other, to codes,
 * [T][C] of the input. Errors: as bac_chip_edge. */
bac_status bac_chip_take(const bac_netlist *netlist, uint32_t beat, uint32_t beats,
                         const uint8_t *tdata, int32_t *codes, bac_error *err);
/* And to the pins. */
void bac_chip_beat(const bac_netlist *netlist, uint32_t beat, const int32_t *codes, uint8_t *tdata);
/* Logits and class as m_axis_tdata. */
void bac_chip_pack(const bac_netlist *netlist, const int32_t *logits, uint32_t class_index,
                   uint8_t *tdata);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
#endif

/* size.h - estimates what a plan costs on an FPGA, before anything is synthesised.
 *
 * The price of a stage is a sum of counts that follow from its parameters (adder bits, register
 * bits, memories), each multiplied by a coefficient that bench/resources fitted to synthesis.
 * docs/resources.md states the errors. An estimate takes milliseconds and is deterministic.
 */
#ifndef BAC_SIZE_H
#define BAC_SIZE_H

#include "netlist.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

typedef enum bac_family {
    BAC_FAMILY_XILINX = 0, /* 7-series, UltraScale+: LUT6, CARRY4, RAMB18 */
    BAC_FAMILY_ECP5,       /* LUT4, CCU2C, DP16KD */
    BAC_FAMILY_ICE40,      /* LUT4, SB_CARRY, 4 kbit EBR */
    BAC_FAMILIES
} bac_family;

typedef struct bac_size {
    double lut;  /* LUTs of logic, as the synthesis counts cells */
    double site; /* LUT locations occupied by logic, carry chains, shift registers and memories */
    /* The unit in which the device's capacity is stated. iCE40: logic cells, each with one LUT and
     * one register, which a lone register also occupies; in a total without the registers of the
     * logits, which no pin shows (bac build --result class). Other families: sites. */
    double cell;
    double ff;
    double carry; /* CARRY4; CCU2C; SB_CARRY */
    double srl;   /* LUTs used as shift registers, Xilinx only */
    double ram;   /* LUTs used as memory */
    double bram;  /* block memories: RAMB18 (a RAMB36 is two); DP16KD; SB_RAM40_4K */
    double
        single; /* of the block memories: those that single-port memories can replace (iCE40UP) */
    double dsp;
    double widest; /* bits of the widest adder or comparison; in a total, the largest */
} bac_size;

/* Estimates every stage, of [p->n_stages], and their sum, total. Errors: memory; a netlist that is
 * timed_only. */
bac_status bac_size_netlist(const bac_netlist *p, bac_family family, bac_size *of, bac_size *total,
                            bac_error *err);

/* Number of cells into which LUTs, registers and carry cells of one stage are packed. */
double bac_size_packed(const bac_size *size, bac_family family);

/* total += size, figure by figure; the widest stays the widest. */
void bac_size_add(bac_size *total, const bac_size *size);

/* The layer to which the cost of a stage belongs. A serial convolution and its requantiser are one
 * stage, whose cost belongs to the requantiser. */
uint32_t bac_size_layer(const bac_netlist *p, const bac_stage *stage);

const char *bac_family_name(bac_family family); /* xilinx, ecp5, ice40 */
bool bac_family_find(const char *name, bac_family *family);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
#endif

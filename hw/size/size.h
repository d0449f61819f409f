/* size.h - what a plan costs on an FPGA, before anything is synthesised.
 *
 * Every stage of a netlist is priced by formulas: counts that follow from its parameters (adder
 * bits, register bits, memories), times coefficients that were fitted to synthesis
 * (bench/resources, docs/resources.md, which has the errors). Milliseconds; allocates little;
 * deterministic.
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
    double site; /* LUTs really occupied: logic, carry chains, shift registers, memories of LUTs */
    /* What the device's LUTs are counted in: iCE40's logic cells, which a register takes that shares none with a
     * LUT; else sites. */
    double cell;
    double ff;
    double carry; /* CARRY4; CCU2C; SB_CARRY */
    double srl;   /* shift registers of LUTs, Xilinx only */
    double ram;   /* LUTs that are memory */
    double bram;  /* block memories: RAMB18 (a RAMB36 is two); DP16KD; SB_RAM40_4K */
    double dsp;
    double widest; /* bits of the widest adder, or comparison; of several stages, the largest */
} bac_size;

/* of: [p->n_stages], each stage; total: their sum. Errors: memory; a netlist of times only. */
bac_status bac_size_netlist(const bac_netlist *p, bac_family family, bac_size *of, bac_size *total,
                            bac_error *err);

/* The cells that LUTs, registers and carry cells of one stage are packed into. */
double bac_size_packed(const bac_size *size, bac_family family);

/* total += size, figure by figure; the widest stays the widest. */
void bac_size_add(bac_size *total, const bac_size *size);

/* The layer that a stage's cost belongs to: a serial convolution's is its requantiser's. */
uint32_t bac_size_layer(const bac_netlist *p, const bac_stage *stage);

const char *bac_family_name(bac_family family); /* xilinx, ecp5, ice40 */
bool bac_family_find(const char *name, bac_family *family);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
#endif

/* device.c - the devices, small to large. To add a device, add a line with its source. */
#include "explore.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Block memories in bac_size's units: a RAMB36 counts as two RAMB18. ECP5's data sheet rounds
 * the LUTs to thousands; the exact number is what nextpnr-ecp5 finds in Project Trellis'
 * database. Clocks: rates that streaming logic commonly reaches on such devices in the slowest
 * speed grade. */
static const bac_device devices[] = {
    {"up5k", "iCE40UP5K", BAC_FAMILY_ICE40, 5280, 5280, 30, 4, 8, 24,
     "Lattice FPGA-DS-02008, iCE40 UltraPlus, family selection table"},
    {"hx8k", "iCE40HX8K", BAC_FAMILY_ICE40, 7680, 7680, 32, 0, 0, 80,
     "Lattice FPGA-DS-02029, iCE40 LP/HX, family selection table"},
    {"ecp5-25", "LFE5U-25F", BAC_FAMILY_ECP5, 24288, 24288, 56, 0, 28, 100,
     "Lattice FPGA-DS-02012, ECP5, family selection table; LUTs: nextpnr-ecp5 --25k"},
    {"ecp5-45", "LFE5U-45F", BAC_FAMILY_ECP5, 43848, 43848, 108, 0, 72, 100,
     "Lattice FPGA-DS-02012, ECP5, family selection table; LUTs: nextpnr-ecp5 --45k"},
    {"a7-100t", "XC7A100T", BAC_FAMILY_XILINX, 63400, 126800, 270, 0, 240, 150,
     "AMD DS180, 7 Series overview, Artix-7 table"},
    {"zu3eg", "XCZU3EG", BAC_FAMILY_XILINX, 70560, 141120, 432, 0, 360, 250,
     "AMD DS891, Zynq UltraScale+ MPSoC overview, EG table"},
    {"ecp5-85", "LFE5U-85F", BAC_FAMILY_ECP5, 83640, 83640, 208, 0, 156, 100,
     "Lattice FPGA-DS-02012, ECP5, family selection table; LUTs: nextpnr-ecp5 --85k"},
    {"zu7ev", "XCZU7EV (ZCU104)", BAC_FAMILY_XILINX, 230400, 460800, 624, 0, 1728, 250,
     "AMD DS891, Zynq UltraScale+ MPSoC overview, EV table"},
    {"zu28dr", "XCZU28DR", BAC_FAMILY_XILINX, 425280, 850560, 2160, 0, 4272, 250,
     "AMD DS889, Zynq UltraScale+ RFSoC overview, Gen 1 table"},
    {"zu48dr", "XCZU48DR", BAC_FAMILY_XILINX, 425280, 850560, 2160, 0, 4272, 250,
     "AMD DS889, Zynq UltraScale+ RFSoC overview, Gen 3 table"},
};
enum { N_DEVICES = sizeof devices / sizeof *devices };

const bac_device *bac_device_at(uint32_t n) {
    return n < N_DEVICES ? &devices[n] : NULL;
}

const bac_device *bac_device_find(const char *name) {
    for (uint32_t i = 0; i < N_DEVICES; i++)
        if (strcmp(devices[i].name, name) == 0)
            return &devices[i];
    return NULL;
}

void bac_device_list(char *text, size_t room) {
    text[0] = '\0';
    for (uint32_t i = 0; i < N_DEVICES; i++) {
        const size_t used = strlen(text);
        snprintf(text + used, room - used, " %s", devices[i].name);
    }
}

bac_limits bac_limits_none(void) {
    return (bac_limits){INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, 0};
}

bac_limits bac_limits_of(const bac_device *d) {
    bac_limits l = bac_limits_none();
    if (d) {
        l.site = d->lut;
        l.ff = d->ff;
        l.bram = d->bram;
        l.dsp = d->dsp;
    }
    return l;
}

/* device.c - the commands and pins of each device. A new device needs a line here and a line in
 * hw/explore/device.c. */
#include "build.h"

#include <string.h>

/* Pins of the packages that any signal can use: those of IceStorm's pinloc_db without the UP5K's
 * three open-drain LED pins. The first ones, for clock and reset, reach a global buffer. */
static const char ct256[] = "J3 H1 A1 A2 A5 A6 A7 A9 A10 A11 A15 A16 B1 B2 B3 B4 B5 B6 B7 B8 B10 "
                            "B11 B12 B13 B14 B15 B16 C1 C2 C3 C4 "
                            "C5 C6 C7 C9 C10 C11 C12 C13 C14 C16 D1 D2 D3 D4 D5 D6 D7 D8 D9 D10 "
                            "D11 D13 D14 D15 D16 E2 E3 E4 E5 E6 E9 "
                            "E10 E11 E13 E14 E16 F1 F2 F3 F4 F5 F11 F12 F13 F14 F15 F16 G2 G3 G4 "
                            "G5 G10 G11 G12 G13 G14 G15 G16 H2 H3 "
                            "H4 H5 H6 H12 J1 J2 J4 J10 J11 J12 J13 J14 J15 J16 K1 K3 K4 K5 K11 K12 "
                            "K13 K14 K15 K16 L1 L3 L4 L5 L6 L7 "
                            "L9 L10 L11 L12 L13 L14 L16 M1 M2 M3 M4 M5 M6 M7 M8 M11 M12 M13 M14 "
                            "M15 M16 N2 N3 N4 N5 N6 N7 N9 N10 N12 "
                            "N16 P1 P2 P4 P5 P6 P7 P8 P10 P11 P12 P13 P14 P15 P16 R1 R2 R3 R4 R5 "
                            "R6 R10 R11 R12 R14 R15 R16 T1 T2 T3 "
                            "T5 T6 T7 T8 T9 T10 T11 T13 T14 T15 T16";
static const char sg48[] =
    "35 37 2 3 4 6 9 10 11 12 13 14 15 16 17 18 19 20 21 23 25 26 27 28 31 32 34 36 38 "
    "42 43 44 45 46 47 48";

static const char xilinx_us[] = "synth_xilinx -family xcup -nodsp -nowidelut -noiopad -flatten";
static const char xilinx_7[] = "synth_xilinx -family xc7 -nodsp -nowidelut -noiopad -flatten";
static const char ecp5[] = "synth_ecp5 -nodsp -nowidelut";

static const build_device devices[] = {
    {"up5k", "synth_ice40 -device u", "-dsp", "--up5k --package sg48", sg48, NULL},
    {"hx8k", "synth_ice40 -device hx", NULL, "--hx8k --package ct256", ct256, NULL},
    {"ecp5-25", ecp5, NULL, NULL, NULL, "--25k --package CABGA381"},
    {"ecp5-45", ecp5, NULL, NULL, NULL, "--45k --package CABGA381"},
    {"ecp5-85", ecp5, NULL, NULL, NULL, "--85k --package CABGA381"},
    {"a7-100t", xilinx_7, NULL, NULL, NULL, "xc7a100tcsg324-1"},
    {"zu3eg", xilinx_us, NULL, NULL, NULL, "xczu3eg-sbva484-1-e"},
    {"zu7ev", xilinx_us, NULL, NULL, NULL, "xczu7ev-ffvc1156-2-e"},
    {"zu28dr", xilinx_us, NULL, NULL, NULL, "xczu28dr-ffvg1517-2-e"},
    {"zu48dr", xilinx_us, NULL, NULL, NULL, "xczu48dr-ffvg1517-2-e"},
};

const build_device *build_device_find(const char *name) {
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
        if (strcmp(devices[i].name, name) == 0)
            return &devices[i];
    return NULL;
}

uint32_t build_device_pins(const build_device *device) {
    uint32_t n = 0;
    for (const char *p = device->pins; p && *p; p += strcspn(p, " "), p += *p == ' ')
        n++;
    return n;
}

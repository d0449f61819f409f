/* board.h - the network on a board: pins and PLL, and rtl/board/bac_board.v with a network's
 * parameters. */
#ifndef BAC_VERILOG_BOARD_H
#define BAC_VERILOG_BOARD_H

#include "verilog.h"

#include <stdio.h>

/* ---- boards (boards.c) */

enum { BAC_BOARD_LEDS = 8 };

typedef struct bac_board {
    const char *name, *device;                            /* device: name of the bac_device */
    const char *title, *source;                           /* source: where its pins are told */
    double clock_mhz;                                     /* what bac build takes without --clock */
    bool pad;                                             /* the clock's pin is the PLL's own pad */
    const char *clk, *rx, *tx, *sck, *cs_n, *mosi, *miso; /* pins of the package */
    const char
        *led[BAC_BOARD_LEDS]; /* pin of light i of bac_board; NULL: none, nor of those behind */
    uint8_t led_low;          /* bit i: light i shines when its pin is low */
} bac_board;

const bac_board *bac_board_at(uint32_t n);              /* NULL behind the last */
const bac_board *bac_board_find(const char *name);      /* NULL: unknown */
void bac_board_list(char *text, size_t room);           /* " NAME NAME" */
uint32_t bac_board_leds(const bac_board *board);        /* lights that the board has */
uint32_t bac_board_n_pins(const bac_board *board);      /* pins in its pin file */
bool bac_board_pins(FILE *out, const bac_board *board); /* prints the pin file, a line a pin */

/* The clock made of the oscillator's 12 MHz, SIMPLE feedback: mhz = 12 (divf + 1) / 2^divq. Source:
 * Lattice FPGA-TN-02052, iCE40 sysCLOCK PLL design and usage guide. pll false: the oscillator's. */
typedef struct bac_pll {
    bool pll;
    uint32_t divf, divq;
    double mhz;
} bac_pll;
enum { BAC_BOARD_OSCILLATOR = 12 }; /* MHz, of every board */
/* The fastest clock that is not above `most` MHz. False: most is below the oscillator's. */
bool bac_pll_of(double most, bac_pll *pll);

/* ---- the top of a board (board.c) */

enum { BAC_BOARD_BAUD = 1000000 }; /* without --baud */
enum { BAC_BOARD_VERSION = 1, BAC_BOARD_HASH = 8, BAC_BOARD_IDENTITY = 21 };

typedef struct bac_board_options {
    const bac_board *board;
    double clock_mhz; /* largest; 0: the board's */
    uint64_t baud;
    uint8_t hash[32]; /* SHA-256 of the network's canonical text (bac_net_text) */
} bac_board_options;

/* What is built, with the parameters of bac_board by their Verilog names. */
typedef struct bac_board_top {
    const bac_board *board;
    bac_pll pll;
    uint64_t baud;
    uint32_t IN_BYTES, BEATS, OUT_BYTES, CLOCKS, AW, TICK_BITS, TICKS;
    uint8_t IDENTITY[BAC_BOARD_IDENTITY];
} bac_board_top;

/* How far the serial line's rate may be off, as a share of it. A receiver samples the last bit 9.5
 * bits behind the edge: 2 % here and 2 % there move it by less than half a bit. */
#define BAC_BOARD_BAUD_ERROR 0.02

/* Errors: a clock below the oscillator's, a rate that the clock does not divide to, a network of one
 * class, or one that the identity cannot tell. */
bac_status bac_board_of(const bac_netlist *netlist, const bac_board_options *options,
                        bac_board_top *top, bac_error *err);
/* Rate of the serial line by its divisor, divided by the rate asked for, minus 1. */
double bac_board_baud_error(const bac_board_top *top);

/* After bac_verilog_write, into the same folder: bac_pins.v with the class and its margin, and
 *   bac_board_top.v   module bac_board_top: PLL, bac_board, bac_pins
 *   rtl/              bac_board and what it instantiates
 *   bac_board_top.f   file list, relative to dir, without the cells of the device */
bac_status bac_verilog_write_board(const bac_netlist *netlist, const bac_board_top *top,
                                   const char *library, const char *dir, bac_error *err);
bool bac_print_board(FILE *out, const bac_netlist *netlist, const bac_board_top *top);

#endif

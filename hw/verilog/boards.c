/* boards.c - the boards: pins, lights, and the clocks that their PLL makes. To add a board, add a
 * line with its source. */
#include "board.h"

#include <string.h>

/* SPI of the HX8K board: J2, pins 29, 33, 35, 37 (ground: 31, 39). Of iCEBreaker: PMOD 1A, pins 1 to
 * 4 as a Pmod of type 2 has them. Lights 1 and 3 to 6 of iCEBreaker are those of its break-off
 * module at PMOD 2. */
static const bac_board boards[] = {
    {"hx8k-evn",
     "hx8k",
     "Lattice iCE40HX8K-B-EVN",
     "Lattice EB85, iCE40HX-8K Breakout Board User Guide, schematic",
     48,
     false,
     "J3",
     "B10",
     "B12",
     "F16",
     "E16",
     "D16",
     "C16",
     {"C3", "B3", "C4", "C5", "A1", "A2", "B4", "B5"},
     0},
    {"icebreaker",
     "up5k",
     "1BitSquared iCEBreaker 1.0",
     "iCEBreaker v1.0e schematic",
     18,
     true,
     "35",
     "6",
     "9",
     "45",
     "4",
     "2",
     "47",
     {"37", "27", "11", "25", "21", "26", "23", NULL},
     0x05},
};
enum { N_BOARDS = sizeof boards / sizeof *boards };

const bac_board *bac_board_at(uint32_t n) {
    return n < N_BOARDS ? &boards[n] : NULL;
}

const bac_board *bac_board_find(const char *name) {
    for (uint32_t i = 0; i < N_BOARDS; i++)
        if (strcmp(boards[i].name, name) == 0)
            return &boards[i];
    return NULL;
}

void bac_board_list(char *text, size_t room) {
    text[0] = '\0';
    for (uint32_t i = 0; i < N_BOARDS; i++) {
        const size_t used = strlen(text);
        snprintf(text + used, room - used, " %s", boards[i].name);
    }
}

uint32_t bac_board_leds(const bac_board *board) {
    uint32_t n = 0;
    while (n < BAC_BOARD_LEDS && board->led[n])
        n++;
    return n;
}

uint32_t bac_board_n_pins(const bac_board *board) {
    return 7 + bac_board_leds(board);
}

/* Pull-ups keep the line idle and SPI unselected where nothing is plugged in. */
bool bac_board_pins(FILE *out, const bac_board *board) {
    fprintf(out,
            "# %s; source: %s\nset_io clk_pin %s\nset_io -pullup yes rx %s\nset_io tx %s\n"
            "set_io sck %s\nset_io -pullup yes cs_n %s\nset_io mosi %s\nset_io miso %s\n",
            board->title, board->source, board->clk, board->rx, board->tx, board->sck, board->cs_n,
            board->mosi, board->miso);
    for (uint32_t i = 0; i < bac_board_leds(board); i++)
        fprintf(out, "set_io led[%u] %s\n", (unsigned)i, board->led[i]);
    return true;
}

/* ---- the clock. The guide's limits, in MHz: of the oscillator in the PLL 533 to 1066, of its output
 * 16 to 275; divf is 7 bits wide, divq 3. */

enum { VCO_LEAST = 533, VCO_MOST = 1066, OUT_LEAST = 16, OUT_MOST = 275, DIVQ_MOST = 6 };

bool bac_pll_of(double most, bac_pll *pll) {
    *pll = (bac_pll){.mhz = BAC_BOARD_OSCILLATOR};
    for (uint32_t divq = 1; divq <= DIVQ_MOST; divq++)
        for (uint32_t n = 1; n <= 128; n++) {
            const double vco = BAC_BOARD_OSCILLATOR * (double)n;
            const double mhz = vco / (double)(1u << divq);
            if (vco >= VCO_LEAST && vco <= VCO_MOST && mhz >= OUT_LEAST && mhz <= OUT_MOST &&
                mhz <= most && mhz > pll->mhz)
                *pll = (bac_pll){.pll = true, .divf = n - 1, .divq = divq, .mhz = mhz};
        }
    return most >= BAC_BOARD_OSCILLATOR;
}

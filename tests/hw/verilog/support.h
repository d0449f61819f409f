/* support.h - what the suites of the printers share: small networks, their netlists, and printed text. */
#ifndef BAC_TESTS_VERILOG_SUPPORT_H
#define BAC_TESTS_VERILOG_SUPPORT_H

#include "axi.h"
#include "board.h"
#include "scratch.h"

#define TINY TEST_NETS "/tests/nets/tiny.bnet"

/* Input, global max, fully connected layer, class: a network whose numbers are easy to say. */
typedef struct small_net {
    uint32_t positions, channels, classes;
    bool is_unsigned;             /* codes 0..31 of 5 bits; else -8..7 of 4 */
    const char *scale, *rounding; /* of the input; NULL: 0x1p-3, half_even */
} small_net;

typedef struct subject {
    bac_net *net;
    bac_netlist *p;
} subject;

/* A failure ends the test. style: of every layer that can have it. */
subject subject_load(const char *path, bac_style style);
subject subject_make(small_net net);
subject subject_small(uint32_t positions, uint32_t channels, uint32_t classes);
void subject_free(subject *s);

/* Printed text; free. */
char *printed_axi(const subject *s, const bac_axi *axi);
char *printed_board(const subject *s, const bac_board_top *top);

/* The text is that of the frozen file golden/rtl/wrap/NAME. */
void same_as_frozen(const char *text, const char *name);
/* How often `part` is in `text`. */
unsigned occurs(const char *text, const char *part);

#endif

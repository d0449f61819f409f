/* recover.h - bac cosim --bitstream: runs the netlist that bac build made for a device beside the
 * Verilog from which it was made. */
#ifndef BAC_TOOLS_BUILD_RECOVER_H
#define BAC_TOOLS_BUILD_RECOVER_H

#include "common/plan_option.h"

typedef struct recover_question {
    const char *dir;      /* output folder of bac build */
    const char *stall;    /* a pattern of sim/stall.h */
    uint64_t seed;        /* of the pauses */
    uint64_t first, last; /* frames */
    const char *frames;   /* file of frames */
    bool json;
} recover_question;

/* Runs both models of the network in `job`, which gets the plan in DIR. Compares class, margin or
 * logits of every result with the C model, and the clock of every result between the two. Returns
 * an exit status: EXIT_MISMATCH after lines that state the differences. */
int recover_compare(planned *job, const recover_question *question);

#endif

/* recover.h - what bac build made for a device, run beside the Verilog that it was made from. */
#ifndef BAC_TOOLS_BUILD_RECOVER_H
#define BAC_TOOLS_BUILD_RECOVER_H

#include "common/plan_option.h"

typedef struct recover_question {
    const char *dir;      /* of bac build */
    const char *stall;    /* a pattern of sim/stall.h */
    uint64_t seed;        /* of the pauses */
    uint64_t first, last; /* frames */
    const char *frames;   /* file */
    bool json;
} recover_question;

/* Runs both models; compares every result's class, margin or logits with the C model, and its clock with the
 * other's. Returns an exit status: EXIT_MISMATCH after lines that say what differs. */
int recover_compare(const planned *job, const recover_question *question);

#endif

/* interpret.h - runs a program of the shared engine as the engine does, word by word, without its clocks. */
#ifndef INTERPRET_H
#define INTERPRET_H

#include "shared_program.h"

/* codes: [T][C] of one frame; logits: [rows of the last op]. Memories begin with random words, so that a
 * program that reads what was never written shows. */
void interpret(const bac_shared_program *program, const int32_t *codes, uint64_t seed,
               int32_t *logits);

#endif

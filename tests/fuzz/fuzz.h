/* fuzz.h - what the harnesses of readers share.
 *
 * A harness is one file READER.c with LLVMFuzzerTestOneInput: it gives bytes to one reader of the
 * project and, if they are accepted, uses what was read. In the preset `fuzz` (clang, ASan, UBSan)
 * libFuzzer drives it; in every other build replay.c runs it over the seeds and over what was found.
 * A failed check ends the process, which both report with the input.
 */
#ifndef BAC_FUZZ_H
#define BAC_FUZZ_H

#include "bac.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv); /* of the harnesses that need it */

/* Writes the bytes to a file of this name in a folder of the process, over the file before, and
 * returns its path. The folder lies in memory where /dev/shm does, and is removed at the end. */
const char *fuzz_file(const char *name, const uint8_t *data, size_t size);

/* A failure must say where and why: ends the process unless status and error agree. */
void fuzz_refusal(bac_status status, const bac_error *err);

/* tests/nets/tiny.bnet; owned by the harnesses' process. */
const bac_net *fuzz_tiny(void);

/* Numbers of the mutators, deterministic from the seed: 0 .. n - 1. */
void fuzz_seed(uint32_t seed);
uint32_t fuzz_draw(uint32_t n);

/* Ends the process with a message. */
#define FUZZ_CHECK(condition) ((condition) ? (void)0 : fuzz_broken(#condition, __FILE__, __LINE__))
_Noreturn void fuzz_broken(const char *condition, const char *file, int line);

#endif

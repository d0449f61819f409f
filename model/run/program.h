/* program.h - a network as a list of steps of the kernels, compiled once for a run.
 *
 * Streams of more than one position lie as rows in the arena (kernels.h), those of one position in
 * the values of the plain loops, [1][C]. A network of any shape compiles: layers that are neither
 * (a window that takes the only position, or leaves one) are done by the plain loops, and numbers
 * are carried over.
 */
#ifndef BAC_FAST_PROGRAM_H
#define BAC_FAST_PROGRAM_H

#include "../plain.h"
#include "kernels.h"

typedef enum bac_keep {
    BAC_KEEP_RESULT, /* sums are finished at once, rows that nobody reads are left out, memory is
                        used again: only the streams of one position are there afterwards */
    BAC_KEEP_STREAMS /* every stream is there afterwards */
} bac_keep;

typedef struct bac_program bac_program;

/* *program: NULL where the rows would need more memory than an operand can address; then the plain
 * loops remain. plain and what it holds are borrowed. */
bac_status bac_program_create(bac_plain *plain, const bac_kernels *kernels, bac_keep keep,
                              bac_program **program, bac_error *err);
void bac_program_free(bac_program *program);

/* One frame from plain->value[0], which is inside the input's range, to the values of the streams
 * of one position. */
void bac_program_frame(bac_program *program);
/* With BAC_KEEP_STREAMS: any stream of the last frame to plain->value. */
void bac_program_fetch(bac_program *program, uint32_t layer);

#endif

/* program.h - a network as a list of steps for the kernels, compiled once for a run.
 *
 * A stream of more than one position is stored as rows in the arena (kernels.h), a stream of one
 * position as the plain loops store it, [1][C]. A network of any shape compiles: the plain loops
 * compute layers between the two forms (a convolution or pool of one input or output position), and
 * streams are converted where the form changes.
 */
#ifndef BAC_FAST_PROGRAM_H
#define BAC_FAST_PROGRAM_H

#include "../plain.h"
#include "kernels.h"

typedef enum bac_keep {
    BAC_KEEP_RESULT, /* fast: layers are fused, rows without readers are left out and memory is
                        reused, so after a frame only streams of one position can be read */
    BAC_KEEP_STREAMS /* every stream can be read after a frame */
} bac_keep;

typedef struct bac_program bac_program;

/* *program: NULL when the rows would need more memory than an operand can address; use the plain
 * loops then. plain and its content are borrowed. */
bac_status bac_program_create(bac_plain *plain, const bac_kernels *kernels, bac_keep keep,
                              bac_program **program, bac_error *err);
void bac_program_free(bac_program *program);

/* Computes one frame. It reads plain->value[0], whose codes must lie in the input's range, and
 * writes plain->value of every stream of one position. */
void bac_program_frame(bac_program *program);
/* With BAC_KEEP_STREAMS: copies the stream of a layer of the last frame to plain->value. */
void bac_program_fetch(bac_program *program, uint32_t layer);

#endif

/* shared.h - parameters of rtl/shared/bac_shared.v, one engine for a whole network. Upper-case members
 * have the names of the module's parameters, which its header defines. */
#ifndef BAC_STAGES_SHARED_H
#define BAC_STAGES_SHARED_H

#include "kind.h"
#include "shared_program.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bac_shared_params {
    uint32_t L, H, C, STRIDE, IW, IN_SIGNED, W, IS_SIGNED, OW, N_OUT, WB, AW, YW, HAS_MAX,
        MAP_WORDS, IN_WORDS, A, N_OPS, N_WORDS, N_TAPS, N_ROWS, XB, QB, TB, RB, GB, SB, EB, MB, AB,
        VW, XW, SHIFT, EVEN, BITS, SEARCHED;
    bac_file_name OP_FILE, WORD_FILE, TAP_FILE, ROW_FILE, THRESHOLD_FILE;
    bac_shared_program program; /* owned */
} bac_shared_params;

/* Sets all parameters from `program`, which must be set, and the file names from `owner`. */
void bac_shared_params_set(bac_shared_params *p, const char *owner);

extern const bac_kind bac_kind_shared;

#ifdef __cplusplus
}
#endif
#endif

/* twins.h - every twin, and the one table that says which of them a stage has. */
#ifndef BAC_TWINS_H
#define BAC_TWINS_H

#include "twin.h"

extern const bac_twin bac_twin_ingress, bac_twin_fifo, bac_twin_fork, bac_twin_join,
    bac_twin_window, bac_twin_dot, bac_twin_requant, bac_twin_max, bac_twin_globalmax,
    bac_twin_flatten, bac_twin_fc, bac_twin_argmax, bac_twin_resize, bac_twin_fold_conv,
    bac_twin_fold_requant, bac_twin_fold_add, bac_twin_fold_concat, bac_twin_fold_globalmax,
    bac_twin_fold_fc, bac_twin_fold_argmax, bac_twin_serial_window, bac_twin_serial_overlap,
    bac_twin_serial_conv;

/* NULL: this kind has no twin. */
const bac_twin *bac_twin_of(bac_stage_kind kind);

#endif

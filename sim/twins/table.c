/* table.c - from a kind of stage to its twin. A new style of hardware adds a line here. */
#include "twins.h"

const bac_twin *bac_twin_of(bac_stage_kind kind) {
    static const bac_twin *const table[] = {
        [BAC_STAGE_INGRESS] = &bac_twin_ingress,
        [BAC_STAGE_FIFO] = &bac_twin_fifo,
        [BAC_STAGE_FORK] = &bac_twin_fork,
        [BAC_STAGE_JOIN] = &bac_twin_join,
        [BAC_STAGE_WINDOW] = &bac_twin_window,
        [BAC_STAGE_DOT] = &bac_twin_dot,
        [BAC_STAGE_REQUANT] = &bac_twin_requant,
        [BAC_STAGE_MAX] = &bac_twin_max,
        [BAC_STAGE_GLOBALMAX] = &bac_twin_globalmax,
        [BAC_STAGE_FLATTEN] = &bac_twin_flatten,
        [BAC_STAGE_FC] = &bac_twin_fc,
        [BAC_STAGE_ARGMAX] = &bac_twin_argmax,
        [BAC_STAGE_RESIZE] = &bac_twin_resize,
        [BAC_STAGE_FOLD_CONV] = &bac_twin_fold_conv,
        [BAC_STAGE_FOLD_REQUANT] = &bac_twin_fold_requant,
        [BAC_STAGE_FOLD_ADD] = &bac_twin_fold_add,
        [BAC_STAGE_FOLD_CONCAT] = &bac_twin_fold_concat,
        [BAC_STAGE_FOLD_GLOBALMAX] = &bac_twin_fold_globalmax,
        [BAC_STAGE_FOLD_FC] = &bac_twin_fold_fc,
        [BAC_STAGE_FOLD_ARGMAX] = &bac_twin_fold_argmax,
        [BAC_STAGE_SERIAL_WINDOW] = &bac_twin_serial_window,
        [BAC_STAGE_SERIAL_OVERLAP] = &bac_twin_serial_overlap,
        [BAC_STAGE_SERIAL_CONV] = &bac_twin_serial_conv,
    };
    return (size_t)kind < sizeof table / sizeof table[0] ? table[kind] : NULL;
}

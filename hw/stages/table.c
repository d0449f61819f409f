/* table.c - the only list of kinds. A new module adds a line here. */
#include "folded.h"
#include "serial.h"
#include "shared.h"
#include "streams.h"
#include "unrolled.h"

const bac_kind *const bac_kinds[] = {
    /* stream */
    &bac_kind_ingress,
    &bac_kind_fifo,
    &bac_kind_fork,
    &bac_kind_gate,
    &bac_kind_skid,
    &bac_kind_join,
    &bac_kind_cast,
    &bac_kind_digits,
    &bac_kind_resize,
    /* unrolled */
    &bac_kind_window,
    &bac_kind_dot,
    &bac_kind_requant,
    &bac_kind_max,
    &bac_kind_globalmax,
    &bac_kind_sum,
    &bac_kind_factor,
    &bac_kind_flatten,
    &bac_kind_fc,
    &bac_kind_argmax,
    /* folded */
    &bac_kind_fold_conv,
    &bac_kind_fold_requant,
    &bac_kind_fold_add,
    &bac_kind_fold_concat,
    &bac_kind_fold_globalmax,
    &bac_kind_fold_sum,
    &bac_kind_fold_fc,
    &bac_kind_fold_argmax,
    /* serial */
    &bac_kind_serial_window,
    &bac_kind_serial_conv,
    /* shared */
    &bac_kind_shared,
    NULL,
};

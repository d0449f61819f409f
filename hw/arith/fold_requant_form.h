/* fold_requant_form.h - a layer's requantiser as rtl/folded/bac_fold_requant.v computes it: all
 * channels have the same few fields, so one memory holds them. */
#ifndef BAC_FOLD_REQUANT_FORM_H
#define BAC_FOLD_REQUANT_FORM_H

#include "bac.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bac_fold_requant_channel {
    int64_t mul, add; /* linear: see bac_fold_linear; threshold: add only */
    uint32_t extra;
    bool minus;
    uint32_t n_thresholds;
    int32_t *threshold; /* ascending, inside the reachable range */
} bac_fold_requant_channel;

typedef struct bac_fold_requant_form {
    uint32_t threshold; /* THRESHOLD of the module; the other parameters follow */
    uint32_t shift, even, eb, mb, ab, vw, xw;
    uint32_t bits;
    uint32_t n_channels;
    bac_fold_requant_channel *channel;
} bac_fold_requant_form;

/* The form of the n channels of a requantiser whose input lies in [x_lo[c], x_hi[c]]. A layer is
 * linear unless some channel has thresholds or needs more than 64 bits; then all channels have
 * thresholds. Widths are the smallest that hold every value. The caller frees *out with _free. */
bac_status bac_fold_requant_form_of(const bac_requant *r, uint32_t n, const int32_t *x_lo,
                                    const int32_t *x_hi, int32_t code_lo, int32_t code_hi,
                                    bac_fold_requant_form *out, bac_error *err);
void bac_fold_requant_form_free(bac_fold_requant_form *form);

/* Word j of stage `stage` of bac_fold_search for one channel. False: it has no such threshold. */
bool bac_fold_requant_threshold(const bac_fold_requant_form *l, uint32_t channel, uint32_t stage,
                                uint32_t j, int32_t *threshold);

#ifdef __cplusplus
}
#endif
#endif

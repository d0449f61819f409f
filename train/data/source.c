/* source.c - helpers that the kinds of sets share. */
#include "source.h"

#include "signal.h"

#include <math.h>

bac_status bac_set_no_memory(const char *where, bac_error *err) {
    return bac_fail(err, BAC_ERR_MEMORY, where, "out of memory");
}

bac_status bac_set_check_label(const char *where, uint64_t index, int64_t label, bac_error *err) {
    if (label >= 0 && label < BAC_SIGNAL_CLASSES)
        return BAC_OK;
    return bac_fail(err, BAC_ERR_INPUT, where, "frame %llu: label %lld is not in 0 .. %d",
                    (unsigned long long)index, (long long)label, BAC_SIGNAL_CLASSES - 1);
}

bac_status bac_set_check_snr(const char *where, uint64_t index, float snr, bac_error *err) {
    if (isfinite(snr))
        return BAC_OK;
    return bac_fail(err, BAC_ERR_INPUT, where, "frame %llu: its SNR is no finite number",
                    (unsigned long long)index);
}

/* hdf5.c - an HDF5 file as a labelled set: what of it is ours. Crashes inside libhdf5 are its own
 * (docs/verification.md lists them). */
#include "fuzz.h"
#include "set.h"

enum { FRAMES = 2, POSITIONS = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static float iq[FRAMES * POSITIONS * 2];
    int32_t label[FRAMES];
    float snr[FRAMES];
    bac_set *set = NULL;
    bac_error err = {0};
    bac_status status = bac_set_open(fuzz_file("in.h5", data, size), &set, &err);
    fuzz_refusal(status, &err);
    if (status == BAC_OK && bac_set_count(set) > 0 && bac_set_positions(set) <= POSITIONS) {
        const uint64_t index[FRAMES] = {0, bac_set_count(set) - 1};
        status = bac_set_read(set, index, FRAMES, iq, bac_set_has_labels(set) ? label : NULL,
                              bac_set_has_snr(set) ? snr : NULL, &err);
        fuzz_refusal(status, &err);
    }
    bac_set_close(set);
    return 0;
}

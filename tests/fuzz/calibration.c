/* calibration.c - a calibration of bac classify. */
#include "calibration.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bac_calibration c;
    bac_error err = {0};
    const bac_status status =
        bac_calibration_parse((const char *)data, size, "/nowhere/in.cal", &c, &err);
    fuzz_refusal(status, &err);
    if (!status)
        (void)bac_calibration_share(&c, bac_calibration_find(&c, UINT32_MAX / 2));
    return 0;
}

/* sigmf.c - the metadata of a SigMF recording, beside 8 KiB of samples. */
#include "sigmf.h"
#include "fuzz.h"

#include <string.h>

enum { SAMPLES = 64, BYTES = 8192 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static uint8_t samples[BYTES];
    float iq[2 * SAMPLES];
    char path[128];
    bac_sigmf *recording = NULL;
    bac_error err = {0};
    fuzz_file("in.sigmf-data", samples, sizeof samples);
    strcpy(path, fuzz_file("in.sigmf-meta", data, size));
    bac_status status = bac_sigmf_open(path, &recording, &err);
    fuzz_refusal(status, &err);
    if (status == BAC_OK) {
        status = bac_sigmf_read(recording, 0, SAMPLES, iq, &err);
        fuzz_refusal(status, &err);
    }
    bac_sigmf_close(recording);
    return 0;
}

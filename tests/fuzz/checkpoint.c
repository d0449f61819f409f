/* checkpoint.c - a training checkpoint, its sum repaired so that what lies behind it is reached. */
#include "checkpoint.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a of 64 bits in the last eight bytes (train/net/checkpoint.c). */
static void repair(uint8_t *data, size_t size) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < size - 8; i++)
        hash = (hash ^ data[i]) * 0x100000001b3u;
    memcpy(data + size - 8, &hash, 8);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static bac_checkpoint checkpoint;
    bac_error err = {0};
    uint8_t *own = malloc(size + 1);
    FUZZ_CHECK(own);
    memcpy(own, data, size);
    if (size >= 8)
        repair(own, size);
    const bac_status status =
        bac_checkpoint_load(fuzz_file("checkpoint.bin", own, size), &checkpoint, &err);
    fuzz_refusal(status, &err);
    bac_checkpoint_free(&checkpoint);
    free(own);
    return 0;
}

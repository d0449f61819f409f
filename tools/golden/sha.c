/* sha.c - the hash of a file. */
#include "golden.h"

#include <sha2.h>
#include <stdlib.h>

bac_status golden_sha(const char *path, char sha[GOLDEN_SHA_SIZE], uint64_t *size, bac_error *err) {
    char *data = NULL;
    size_t length = 0;
    bac_status status = bac_file_read(path, SIZE_MAX, &data, &length, err);
    if (status)
        return status;
    SHA256Data((const uint8_t *)data, length, sha);
    *size = length;
    free(data);
    return BAC_OK;
}

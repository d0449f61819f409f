#include "net_hash.h"

#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>

bac_status tool_net_hash(const bac_net *net, uint8_t hash[32], bac_error *err) {
    char *text = NULL;
    size_t size = 0;
    SHA2_CTX context;
    bac_status status = bac_net_text(net, &text, &size, err);
    if (status != BAC_OK)
        return status;
    SHA256Init(&context);
    SHA256Update(&context, (const uint8_t *)text, size);
    SHA256Final(hash, &context);
    free(text);
    return BAC_OK;
}

void tool_hash_text(const uint8_t hash[32], char text[65]) {
    for (size_t i = 0; i < 32; i++)
        snprintf(text + 2 * i, 3, "%02x", hash[i]);
}

/* random_bnet SEED N NET.bnet FRAMES.npy - a random network that hardware can build, and N frames
 * of codes for it. */
#include "random_net.h"

#include <stdio.h>
#include <stdlib.h>

static bac_status save_frames(const bac_net *net, uint64_t seed, uint64_t n, const char *path,
                              bac_error *err) {
    const bac_layer *in = bac_net_layer(net, 0);
    size_t size = (size_t)in->T * in->C;
    int32_t *codes = malloc(size * sizeof *codes);
    int8_t *bytes = malloc(n * size);
    bac_status status = BAC_ERR_MEMORY;
    if (codes && bytes) {
        random_source source = {seed};
        for (uint64_t f = 0; f < n; f++) {
            random_frame(&source, net, codes);
            for (size_t i = 0; i < size; i++)
                bytes[f * size + i] = (int8_t)codes[i];
        }
        bac_array array = {BAC_I8, 3, {n, in->T, in->C}, bytes};
        if (!in->type.is_signed)
            array.dtype = BAC_U8;
        status = bac_array_save(path, &array, err);
    }
    free(codes);
    free(bytes);
    return status;
}

int main(int argc, char **argv) {
    bac_net *net = NULL;
    bac_error err = {0};
    if (argc != 5)
        return 2;
    uint64_t seed = strtoull(argv[1], NULL, 10);
    const random_limits limits = random_small(seed);
    if (random_net(seed, &limits, &net, &err) || bac_net_save(net, argv[3], &err) ||
        save_frames(net, seed, strtoull(argv[2], NULL, 10), argv[4], &err)) {
        fprintf(stderr, "%s: %s\n", err.where, err.text);
        return 1;
    }
    bac_net_free(net);
    return 0;
}

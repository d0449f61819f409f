/* sample_codes.c - sample_codes W SHIFT IW: for every sample of W bits, two's complement, the code of IW bits that
 * bac_frame_quantise makes of sample / 2**SHIFT with a scale of 1, as lines of hexadecimal digits, in the order of
 * the samples' bit patterns. */
#include "bac.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
    if (argc != 4)
        return 2;
    const int w = atoi(argv[1]), shift = atoi(argv[2]), iw = atoi(argv[3]);
    const uint32_t n = 1u << w;
    bac_net *net;
    bac_error err = {0};
    const bac_layer in = {.name = "in",
                          .op = BAC_INPUT,
                          .T = n,
                          .C = 1,
                          .type = {.bits = (uint8_t)iw, .is_signed = true},
                          .code_lo = -(1 << (iw - 1)),
                          .code_hi = (1 << (iw - 1)) - 1,
                          .scale = (double[]){1},
                          .n_scale = 1,
                          .rounding = BAC_ROUND_HALF_EVEN};
    float *sample = calloc(n, sizeof *sample);
    int32_t *code = calloc(n, sizeof *code);
    if (!sample || !code || bac_net_create("samples", &net, &err) ||
        bac_net_add(net, &in, NULL, &err)) {
        fprintf(stderr, "%s: %s\n", err.where, err.text);
        return 1;
    }
    for (uint32_t i = 0; i < n; i++) {
        const int32_t x = i < n / 2 ? (int32_t)i : (int32_t)i - (int32_t)n;
        sample[i] = (float)x / (float)(1 << shift); /* exact: at most 24 bits */
    }
    const bool bad = bac_frame_quantise(net, sample, code, &err) != BAC_OK;
    for (uint32_t i = 0; i < n && !bad; i++)
        printf("%04" PRIx32 "\n", (uint32_t)code[i] & 0xffff);
    bac_net_free(net);
    free(sample);
    free(code);
    return bad;
}
